//! What a person waits for: from a click to painted rows in the real window, at a real authority with a hundred thousand keys;
//! how soon another person's change is on the screen; and what an idle window asks for.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use journeys::{Answer, Api, Desk, Serve, Theme, Window, programs};
use reqwest::Method;
use serde_json::Value;

use crate::furnish::furnish;

const KEYS: usize = 100_000;
/// Clicks of each kind.
const ROUNDS: usize = 40;
/// Changes that another person makes.
const CHANGES: usize = 40;
const IDLE_FOR: Duration = Duration::from_secs(60);

/// Defines `painted`: it does something and gives the milliseconds until what is waited for is painted; `another`, which waits
/// for another list; and `seen`, which waits until all that is there is painted, because nobody presses before that.
pub const PAINTED: &str = "
    const table = () => document.querySelector('[data-testid=key-table]');
    const painted = (act, isThere) => new Promise((resolve) => {
        const begun = performance.now();
        const look = () => (isThere() ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
            : requestAnimationFrame(look));
        act();
        look();
    });
    const frame = () => new Promise(requestAnimationFrame);
    const seen = async () => { await frame(); await frame(); };
    const another = () => { const before = table().dataset.list; return () => table() && table().dataset.list !== before; };
";

/// Each figure by itself.
pub async fn measure() -> Result<()> {
    let (desk, team, mut window) = open(KEYS).await?;
    println!("the window, {KEYS} keys, milliseconds from the click to painted rows ({ROUNDS} of each)");
    tell("first page", &clicks(&window, "[aria-label=Show] button").await?);
    tell("sort", &clicks(&window, "[role=columnheader] button").await?);
    tell("a letter typed", &letters(&window).await?);
    tell("another page and back", &pages(&window).await?);
    println!("another person's change, from its answer to painted rows ({CHANGES})");
    tell("change", &changes(&window, &team.manage("admin")).await?);
    let asked = idle(&team).await?;
    println!("an idle window asks for {asked} in {} s", IDLE_FOR.as_secs());
    window.close(&desk).await;
    Ok(())
}

/// A desktop whose window shows an authority with so many keys.
pub async fn open(keys: usize) -> Result<(Desk, Serve, Window)> {
    let desk = Desk::new(Theme::Light).await;
    let folder = desk.at("team");
    furnish(&folder, keys).await?;
    let team = Serve::start(&folder);
    connect(&desk, &team)?;
    let window = Window::open(&desk).await;
    window.sees("key-row").await;
    Ok((desk, team, window))
}

/// Has the window show what the authority has.
pub fn connect(desk: &Desk, team: &Serve) -> Result<()> {
    let command = |words: &[&str]| {
        let mut command: Command = desk.command(programs::command_line());
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    };
    let manage = team.address("manage");
    let mut adding = command(&["connections", "add", "--name", "team", "--json", "--at", &manage]).spawn()?;
    adding.stdin.take().context("its input")?.write_all(team.create_token("admin").as_bytes())?;
    let added: Value = serde_json::from_slice(&adding.wait_with_output()?.stdout)?;
    let id = added["id"].as_str().context("an id")?;
    ensure!(command(&["connections", "use", id]).status()?.success(), "the connection is used");
    Ok(())
}

/// Clicks the first two of these controls in turns.
async fn clicks(window: &Window, css: &str) -> Result<Vec<f64>> {
    let script = format!(
        "{PAINTED}
        const done = arguments[arguments.length - 1];
        (async () => {{
            const times = [];
            for (let round = 0; round < {ROUNDS}; round += 1) {{
                const controls = document.querySelectorAll({css:?});
                times.push(await painted(() => controls[(round + 1) % 2].click(), another()));
            }}
            return times;
        }})().then(done, (error) => done(String(error)));"
    );
    times(window, css, &script).await
}

async fn letters(window: &Window) -> Result<Vec<f64>> {
    let script = format!(
        "{PAINTED}
        const done = arguments[arguments.length - 1];
        const box = document.querySelector('[data-testid=key-search]');
        const type = (text) => {{ box.value = text; box.dispatchEvent(new Event('input', {{ bubbles: true }})); }};
        (async () => {{
            const times = [];
            for (let round = 0; round < {ROUNDS}; round += 1) {{
                const text = 'bench ' + String(10_000 + round * 977).slice(0, 1 + (round % 5));
                times.push(await painted(() => type(text), another()));
            }}
            await painted(() => type(''), another());
            return times;
        }})().then(done, (error) => done(String(error)));"
    );
    times(window, "letters", &script).await
}

async fn pages(window: &Window) -> Result<Vec<f64>> {
    let script = format!(
        "{PAINTED}
        const done = arguments[arguments.length - 1];
        const go = (page) => document.querySelector('[data-testid=nav-' + page + ']').click();
        (async () => {{
            const times = [];
            for (let round = 0; round < {ROUNDS}; round += 1) {{
                await painted(() => go('settings'), () => table() === null);
                times.push(await painted(() => go('keys'), () => document.querySelector('[data-testid=key-row]')));
            }}
            return times;
        }})().then(done, (error) => done(String(error)));"
    );
    times(window, "pages", &script).await
}

/// What a script says: numbers.
pub async fn times(window: &Window, what: &str, script: &str) -> Result<Vec<f64>> {
    let told = window.driver.execute_async(script).await.map_err(|refused| anyhow::anyhow!("{what}: {}", refused.0))?;
    let times = told.as_array().with_context(|| format!("{what}: {told}"))?;
    Ok(times.iter().filter_map(Value::as_f64).collect())
}

/// Both clocks are this machine's.
async fn changes(window: &Window, colleague: &Api) -> Result<Vec<f64>> {
    // As the window is when it opens: what is new comes first.
    let newest = "[...document.querySelectorAll('[role=columnheader] button')].find((head) => head.textContent.includes('Created')).click()";
    let sorted = window.driver.execute(newest).await;
    sorted.map_err(|refused| anyhow::anyhow!("{}", refused.0))?;
    let mut lates = Vec::new();
    for change in 0..CHANGES {
        let name = format!("change {change}");
        let script = format!(
            "const done = arguments[arguments.length - 1];
            const look = () => document.querySelector('[data-testid=key-row][data-name={name:?}]')
                ? requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now())))
                : requestAnimationFrame(look);
            look();"
        );
        let (seen, answered) = tokio::join!(window.driver.execute_async(&script), async {
            colleague.create_pending("sandbox", &name, "read_only").await;
            keys::Ambient::system().now().as_millis()
        });
        let seen = seen.map_err(|refused| anyhow::anyhow!("{}", refused.0))?.as_f64().context("a moment")?;
        lates.push((seen - answered as f64).max(0.0));
    }
    Ok(lates)
}

/// Requests that the authority answered while nobody did anything.
async fn idle(team: &Serve) -> Result<u64> {
    let before = answered(team).await?;
    tokio::time::sleep(IDLE_FOR).await;
    // Asking is a request as well.
    Ok(answered(team).await?.saturating_sub(before).saturating_sub(1))
}

async fn answered(team: &Serve) -> Result<u64> {
    let token = team.create_token("operator");
    let asked = Api::anonymous(&team.address("manage")).request(Method::GET, "/metrics");
    let text = Answer::to(asked.header("authorization", format!("Bearer {token}"))).await.expect_status(200).text;
    let lines = text.lines().filter(|line| line.starts_with("conduit_requests_total{listener=\"manage\""));
    Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
}

/// One line of figures.
pub fn tell(what: &str, times: &[f64]) {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |hundredths: usize| sorted.get(sorted.len() * hundredths / 100).copied().unwrap_or(f64::NAN);
    println!("  {what:<24} p50 {:>6.0}   p95 {:>6.0}", at(50), at(95));
}
