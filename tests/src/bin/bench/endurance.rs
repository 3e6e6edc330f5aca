//! Whether a window that is used all day grows: the memory of its processes after ten thousand changes by others and an hour of
//! use in fast motion, against that of its first minute.

use std::{collections::HashMap, fs, time::Duration};

use anyhow::{Context, Result};
use journeys::{Api, Desk, Window};

use crate::{median, screen};

const KEYS: usize = 10_000;
/// Changes that others make.
const EVENTS: usize = 10_000;
/// What a person does in an hour, one thing every five seconds.
const DEEDS: usize = 720;
/// The part of both that falls into the first minute.
const MINUTES: usize = 60;
/// After which minutes the memory is read: growth that goes on is told from what is warm after a while.
const READ_AFTER: [usize; 5] = [1, 15, 30, 45, MINUTES];
/// Between two readings of the memory; the web view gives back what it needs no more only by and by.
const READ_EVERY: Duration = Duration::from_secs(1);
const READINGS: usize = 15;

/// One deed: another page, another filter, a key's drawer, words in the search box. It ends when its end is painted.
const DEED: &str = "
    const [deed, done] = [arguments[0], arguments[arguments.length - 1]];
    const named = (name) => document.querySelector('[data-testid=' + name + ']');
    const until = (isThere) => new Promise((resolve) => {
        const look = () => (isThere() ? setTimeout(resolve) : requestAnimationFrame(look));
        look();
    });
    const type = (text) => {
        const box = named('key-search');
        box.value = text;
        box.dispatchEvent(new Event('input', { bubbles: true }));
    };
    // The list of all keys is there, and not one that was shown before it.
    const list = () => named('key-row') && named('key-table')?.dataset.list;
    window.whole ??= list();
    const isWhole = () => list() === window.whole;
    const pages = ['rotations', 'activation', 'audit', 'settings'];
    const deeds = [
        async () => {
            const page = pages[Math.floor(deed / deeds.length) % pages.length];
            named('nav-' + page).click();
            await until(() => named('key-table') === null);
            named('nav-keys').click();
            await until(isWhole);
        },
        async () => {
            const tabs = document.querySelectorAll('[aria-label=Show] button');
            tabs[1].click();
            await until(() => !isWhole());
            tabs[0].click();
            await until(isWhole);
        },
        async () => {
            named('key-row').click();
            await until(() => named('key-drawer') !== null);
            named('key-drawer').querySelector('header button').click();
            await until(() => named('key-drawer') === null);
        },
        async () => {
            type('bench ' + (deed % 97));
            await until(() => !isWhole());
            type('');
            await until(isWhole);
        },
    ];
    deeds[deed % deeds.length]().then(() => done(null), (error) => done(String(error)));
";

/// Reads the memory after the first minute and at the end.
pub async fn measure() -> Result<()> {
    let (desk, team, mut window) = screen::open(KEYS).await?;
    let colleague = team.manage("admin");
    println!(
        "memory of the window's processes, {EVENTS} changes by others and {DEEDS} deeds of its person (median of {READINGS} \
         readings)"
    );
    let mut first = f64::NAN;
    let mut done = 0;
    for minute in READ_AFTER {
        use_it(&window, &colleague, done..minute).await?;
        done = minute;
        let now = settled(&desk, &window).await?;
        first = if first.is_nan() { now } else { first };
        println!("  after minute {minute:>3}       {now:>8.0} MB {:>8.2}", now / first);
    }
    window.close(&desk).await;
    Ok(())
}

/// Some minutes of both, side by side.
async fn use_it(window: &Window, colleague: &Api, minutes: std::ops::Range<usize>) -> Result<()> {
    for minute in minutes {
        let changes = async {
            for change in 0..EVENTS / MINUTES / 2 {
                let name = format!("minute {minute} change {change}");
                let (key, _) = colleague.create_pending("sandbox", &name, "read_only").await;
                let why = serde_json::json!({ "reason": "A change." });
                colleague.post(&format!("/keys/{key}/revoke"), why).await.expect_status(200);
            }
        };
        let deeds = async {
            for deed in 0..DEEDS / MINUTES {
                let script =
                    format!("return (function () {{ {DEED} }}).apply(null, [{}, ...arguments]);", minute + deed);
                let told = window.driver.execute_async(&script).await;
                let told = told.map_err(|refused| anyhow::anyhow!("minute {minute}, deed {deed}: {}", refused.0))?;
                anyhow::ensure!(told.is_null(), "minute {minute}, deed {deed}: {told}");
            }
            Ok(())
        };
        let ((), done) = tokio::join!(changes, deeds);
        done?;
    }
    Ok(())
}

/// The memory in megabytes, once nothing happens any more.
async fn settled(desk: &Desk, window: &Window) -> Result<f64> {
    let mut readings = Vec::new();
    for _ in 0..READINGS {
        tokio::time::sleep(READ_EVERY).await;
        let program = *desk.processes(window.name()).first().context("the window runs")?;
        readings.push(megabytes_of_all_under(program.as_raw_nonzero().get())?);
    }
    Ok(median(&readings))
}

/// What a process and all that it started hold, a page that several share counted once in all.
fn megabytes_of_all_under(root: i32) -> Result<f64> {
    let parents: HashMap<i32, i32> = fs::read_dir("/proc")?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid: i32| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // The name of a program may hold spaces and brackets; what is read stands behind it.
            let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
            Some((pid, parent))
        })
        .collect();
    let is_under = |pid: i32| std::iter::successors(Some(pid), |pid| parents.get(pid).copied()).any(|one| one == root);
    let kilobytes = parents.keys().filter(|pid| is_under(**pid)).filter_map(|pid| {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?.trim().strip_suffix(" kB")?.to_owned();
        line.parse::<f64>().ok()
    });
    Ok(kilobytes.sum::<f64>() / 1000.0)
}
