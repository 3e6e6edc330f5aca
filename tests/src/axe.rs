//! What axe-core finds in the real web view: every rule of WCAG 2.2 A and AA, as the page specs ask it in a browser.

use crate::Window;

/// Answers what was found, a line each. A tip belongs to the control that it describes, not to the part of the page where it is
/// drawn.
const RUN: &str = "
    const [done] = [...arguments].slice(-1);
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const isTip = (target) => document.querySelector(target)?.querySelector('[role=tooltip]') != null;
    window.axe.run(document, { runOnly: rules }).then(({ violations }) => {
        const told = violations.flatMap(({ id, help, nodes }) => nodes
            .filter(({ target }) => id !== 'region' || !isTip(target[0]))
            .map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')} ${failureSummary}`));
        done(told);
    }, (error) => done([String(error)]));";

/// Fails when what the window shows breaks a rule.
pub async fn finds_nothing(window: &Window, at: &str) {
    let has = window.driver.execute("return typeof window.axe === 'object'").await;
    if !has.is_ok_and(|has| has == true) {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(file).expect("the page specs' axe-core is installed");
        // Given to the page by the driver, which the page's policy does not bind.
        window.driver.execute(&format!("{source};window.axe = axe;")).await.expect("it loads");
    }
    let told = window.driver.execute_async(RUN).await.expect("it runs");
    let told: Vec<String> = serde_json::from_value(told).expect("a list of sentences");
    assert!(told.is_empty(), "{at} breaks a rule:\n{}", told.join("\n"));
}
