//! A secret enters a page only when a person presses Reveal, and then only the page that shows it (design, section 5).

use journeys::canary::Hunt;
use journeys::window::{named, variable};
use journeys::{Desk, Theme, WITHIN, Window, eventually};

/// Everything that a page holds and a script can reach: its document, and every text in every object.
const HEAP: &str = "
    const seen = new WeakSet(), texts = [document.documentElement.outerHTML, location.href, document.cookie];
    const waiting = [window];
    for (let steps = 0; waiting.length > 0 && steps < 200000; steps++) {
        const object = waiting.pop();
        if (seen.has(object)) continue;
        seen.add(object);
        let names = [];
        try { names = Reflect.ownKeys(object) } catch {}
        if (object instanceof Map || object instanceof Set) try { waiting.push([...object]) } catch {}
        for (const name of names) {
            if (typeof name === 'string') texts.push(name);
            let value;
            try { value = object[name] } catch { continue }
            if (typeof value === 'string') texts.push(value);
            else if (value !== null && (typeof value === 'object' || typeof value === 'function')) waiting.push(value);
        }
    }
    for (const field of document.querySelectorAll('input, textarea')) texts.push(field.value);
    return texts.join('\\n');
";

/// All that the window's page holds.
async fn heap(window: &Window) -> String {
    let text = window.driver.execute(HEAP).await.expect("the page answers");
    let text = text.as_str().expect("a text").to_owned();
    assert!(text.len() > 10_000, "the page was really read: {} letters", text.len());
    text
}

/// Fails when the window's page holds a part of a secret.
pub async fn page_holds_none(window: &Window, secrets: &[String]) {
    let found = Hunt::after(secrets).in_bytes(heap(window).await.as_bytes());
    assert!(found.is_empty(), "the page holds a part of a secret: {found:?}");
}

#[tokio::test]
async fn a_secret_is_in_the_window_that_reveals_it_in_no_other_and_gone_with_it() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::with_new_key(&desk, "billing", "read-only").await;
    window.write_secret("key.env", "CONDUIT_API_KEY").await;
    let secrets = [variable(&desk, "key.env", "CONDUIT_API_KEY")];
    page_holds_none(&window, &secrets).await;

    let main = window.driver.window().await;
    window.click("sheet-reveal").await;
    let opened = || async { window.driver.windows().await.into_iter().find(|handle| *handle != main) };
    let reveal = eventually("a second window", WITHIN, opened).await;
    window.driver.switch_to(&reveal).await;
    let shown = || async {
        let text = window.driver.execute(&format!("return document.querySelector('{REVEALED}')?.textContent")).await;
        text.ok().filter(|text| text == secrets[0].as_str())
    };
    eventually("the secret is shown as it is", WITHIN, shown).await;
    let found = Hunt::after(&secrets).in_bytes(heap(&window).await.as_bytes());
    assert_eq!(found, ["plain"], "the control: the same look finds it where it is");
    // Pictures are kept, secrets are not.
    window.driver.execute(COVERED).await.expect("the page answers");
    window.picture("light-reveal").await;

    window.driver.switch_to(&main).await;
    page_holds_none(&window, &secrets).await;
    window.driver.switch_to(&reveal).await;
    // The window may be gone before it has answered the click.
    let _ = window.driver.execute("document.querySelector('[data-testid=reveal-close]').click()").await;
    let closed = || async { (!window.driver.windows().await.contains(&reveal)).then_some(()) };
    eventually("the second window is gone", WITHIN, closed).await;
    window.driver.switch_to(&main).await;
    page_holds_none(&window, &secrets).await;
    window.driver.find(&named("one-time-sheet")).await;
}

const COVERED: &str = "for (const part of document.querySelectorAll('[data-testid=revealed-secret] span'))
    part.textContent = '•'.repeat(part.textContent.length)";
const REVEALED: &str = "[data-testid=revealed-secret]";
