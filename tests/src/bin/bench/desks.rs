//! What people at their desks wait for, in the real window: support, from a pasted 401 to its explanation; onboarding, from the
//! click to the evidence; an admin, who scrolls a hundred thousand keys and revokes a thousand at once.

use anyhow::{Context, Result, anyhow, ensure};
use journeys::{
    Api, Desk, Serve, Theme, Window,
    driver::{DOWN, ESCAPE},
};
use keys::Environment;
use serde_json::Value;

use crate::{
    furnish::furnish,
    records,
    screen::{PAINTED, connect, open, tell, times},
};

/// Refused calls that are pasted, and looks at the activation: so many that some slow first ones are no twentieth of them.
const ROUNDS: usize = 100;
const KEYS: usize = 100_000;
const REVOKED: usize = 1_000;
/// Times that so many keys are revoked.
const REVOCATIONS: usize = 5;
/// How long it is scrolled each time, in milliseconds.
const SCROLLED_FOR: u32 = 10_000;
/// How fast, by pixels a frame: as a wheel is turned, and as a bar is dragged.
const PACES: [(&str, u32); 2] = [("a row a frame", 36), ("ten rows a frame", 360)];

/// From what was pasted to its explanation, and from the click to the evidence, beside very many request records.
pub async fn explaining() -> Result<()> {
    let records = records::wished()?;
    let desk = Desk::new(Theme::Light).await;
    let folder = desk.at("team");
    let secrets = furnish(&folder, records::KEYS).await?;
    records::write(&folder, &secrets, records).await?;
    let team = Serve::start(&folder);
    let mut refused = Vec::new();
    for _ in 0..ROUNDS {
        let stranger = keys::mint::mint_secret(Environment::Sandbox, &keys::Ambient::system());
        let answer = Api::with_key(&team.address("sandbox"), stranger.expose()).get("/customers").await;
        refused.push(answer.expect_problem(401, "API_KEY_INVALID").text);
    }
    connect(&desk, &team)?;
    let mut window = Window::open(&desk).await;
    println!("{records} request records, milliseconds to what is painted ({ROUNDS} of each)");
    tell("a pasted 401 explained", &pasted(&desk, &window, &refused).await?);
    tell("the activation's evidence", &activation(&window).await?);
    window.close(&desk).await;
    Ok(())
}

async fn pasted(desk: &Desk, window: &Window, refused: &[String]) -> Result<Vec<f64>> {
    window.click("nav-requests").await;
    window.sees("request-search").await;
    let script = format!(
        "{PAINTED}
        const done = arguments[arguments.length - 1];
        const box = document.querySelector('[data-testid=request-search]');
        const paste = () => box.dispatchEvent(new ClipboardEvent('paste', {{ bubbles: true, cancelable: true }}));
        const why = () => document.querySelector('[data-testid=request-why]');
        seen().then(() => painted(paste, why)).then((time) => done([time]), (error) => done(String(error)));"
    );
    let mut all = Vec::new();
    for body in refused {
        desk.copy(body);
        all.extend(times(window, "a pasted 401", &script).await?);
        let id = serde_json::from_str::<Value>(body)?["correlationId"].as_str().context("its id")?.to_owned();
        window.says("request-drawer", &id[..8]).await;
        window.driver.press(ESCAPE).await;
        window.sees_no("request-why").await;
    }
    Ok(all)
}

async fn activation(window: &Window) -> Result<Vec<f64>> {
    let script = format!(
        "{PAINTED}
        const done = arguments[arguments.length - 1];
        const go = (page) => document.querySelector('[data-testid=nav-' + page + ']').click();
        const evidence = () => document.querySelector('[data-testid=evidence]');
        (async () => {{
            const times = [];
            for (let round = 0; round < {ROUNDS}; round += 1) {{
                await painted(() => go('settings'), () => evidence() === null);
                await seen();
                times.push(await painted(() => go('activation'), evidence));
            }}
            return times;
        }})().then(done, (error) => done(String(error)));"
    );
    times(window, "the activation", &script).await
}

/// Frames are counted where they are drawn; one that takes two turns of a screen with 60 a second has dropped one. Beside
/// it the same for rows of bare text, to tell what a machine that draws by itself can do.
pub async fn scrolling() -> Result<()> {
    let (desk, _team, mut window) = open(KEYS).await?;
    println!("scrolling {KEYS} keys as they are loaded, for {} s each", SCROLLED_FOR / 1000);
    for (pace, pixels) in PACES {
        let (keys, dropped) = scroll(&window, "const scroller = TABLE;", pixels).await?;
        println!("  keys, {pace:<16} {keys:>6.1} frames a second, {dropped:>2.0} % dropped");
        let (bare, dropped) = scroll(&window, BARE, pixels).await?;
        println!(
            "  bare text, the same    {bare:>6.1} frames a second, {dropped:>2.0} % dropped   ratio {:.2}",
            keys / bare
        );
    }
    window.close(&desk).await;
    Ok(())
}

/// As many rows of text as are in sight, over the whole page, put in their places by hand.
const BARE: &str = "
    const scroller = document.createElement('div');
    const place = TABLE.getBoundingClientRect();
    scroller.style.cssText = `position:fixed;z-index:9999;overflow:auto;background:#fff;left:${place.left}px;` +
        `top:${place.top}px;width:${place.width}px;height:${place.height}px`;
    const whole = document.createElement('div');
    whole.style.cssText = 'position:relative;height:3600000px';
    const rows = Array.from({ length: Math.ceil(place.height / 36) + 16 }, () => {
        const row = document.createElement('div');
        row.style.cssText = 'position:absolute;top:0;height:36px;width:100%;border-bottom:1px solid #ddd';
        return whole.appendChild(row);
    });
    scroller.append(whole);
    document.body.append(scroller);
    scroller.addEventListener('scroll', () => {
        const first = Math.max(0, Math.floor(scroller.scrollTop / 36) - 8);
        rows.forEach((row, at) => {
            row.style.transform = `translateY(${(first + at) * 36}px)`;
            row.textContent = `bench ${first + at} sandbox read-only active ck_sandbox_ 2 days ago never 2 days ago`;
        });
    });
";

/// Frames a second, and the part of all that was dropped, in hundredths.
async fn scroll(window: &Window, which: &str, pixels: u32) -> Result<(f64, f64)> {
    let table = "document.querySelector('[data-testid=key-table]')";
    let script = format!(
        "const done = arguments[arguments.length - 1];
        {}
        const added = scroller === {table} ? {{}} : scroller;
        const begun = performance.now();
        let [frames, dropped, last] = [0, 0, begun];
        const frame = (now) => {{
            frames += 1;
            dropped += Math.max(0, Math.round((now - last) * 60 / 1000) - 1);
            last = now;
            scroller.scrollTop += {pixels};
            if (now - begun < {SCROLLED_FOR}) requestAnimationFrame(frame);
            else {{ added.remove?.(); done([frames, dropped, (now - begun) / 1000]); }}
        }};
        requestAnimationFrame((now) => {{ last = now; requestAnimationFrame(frame); }});",
        which.replace("TABLE", table)
    );
    let told = times(window, "scrolling", &script).await?;
    let &[frames, dropped, seconds] = &told[..] else { return Err(anyhow!("{told:?}")) };
    Ok((frames / seconds, 100.0 * dropped / (frames + dropped)))
}

/// A thousand keys at once.
pub async fn revoking() -> Result<()> {
    let (mut first, mut all) = (Vec::new(), Vec::new());
    for _ in 0..REVOCATIONS {
        let (desk, _team, mut window) = open(REVOKED).await?;
        mark_all(&window).await?;
        window.click("marked-revoke").await;
        window.type_into("revoke-many-reason", "The project is over").await;
        let script = format!(
            "{PAINTED}
            const done = arguments[arguments.length - 1];
            const bar = () => document.querySelector('[data-testid=revoke-many-outcome] [role=progressbar]');
            const end = () => document.querySelector('[data-testid=revoke-many-outcome] [role=status]');
            const submit = () => document.querySelector('[data-testid=revoke-many-submit]').click();
            (async () => {{
                await seen();
                const begun = performance.now();
                const first = await painted(submit, () => Number(bar()?.ariaValueNow ?? 0) > 0);
                await painted(() => undefined, end);
                return [first, performance.now() - begun];
            }})().then(done, (error) => done(String(error)));"
        );
        let told = times(&window, "revoking", &script).await?;
        window.reads("revoke-many-outcome", "1,000 keys are revoked").await;
        first.push(told[0]);
        all.push(told[1]);
        window.close(&desk).await;
    }
    println!("{REVOKED} keys revoked from the window, milliseconds from the click ({REVOCATIONS} times)");
    tell("the first receipt", &first);
    tell("the last", &all);
    Ok(())
}

/// Marks every key, once all are loaded.
async fn mark_all(window: &Window) -> Result<()> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        const table = document.querySelector('[data-testid=key-table]');
        const whole = {REVOKED} * 36;
        const down = () => {{
            table.scrollTop = table.scrollHeight;
            if (table.querySelector('[role=rowgroup]').clientHeight >= whole) {{ table.focus(); done([1]); }}
            else requestAnimationFrame(down);
        }};
        down();"
    );
    times(window, "loading all", &script).await?;
    window.driver.press(&format!("{DOWN}x")).await;
    window.click("key-mark-all").await;
    let told = window.reads("marked-bar", "keys selected").await;
    ensure!(told.contains("1,000"), "{told}");
    Ok(())
}
