//! A defect of ours in a page: a person can pass it on, and the log says where it was.

use journeys::{Desk, Theme, WITHIN, Window, eventually};
use keys::{Ambient, Environment, mint};

#[tokio::test]
async fn a_defect_of_a_page_is_in_the_log_by_the_reference_that_is_shown_and_without_what_it_quotes() {
    let desk = Desk::new(Theme::Light).await;
    let window = Window::open(&desk).await;
    window.set_up("Acme Ltd").await;
    let quoted = mint::mint_secret(Environment::Live, &Ambient::system());
    let script = format!("setTimeout(() => {{ throw new Error('no such thing: {}') }})", quoted.expose());
    window.driver.execute(&script).await.expect("the page runs it");
    let said = window.says("toasts", "A defect of ours was noted").await;
    let reference = said.rsplit(' ').next().unwrap_or_default().trim().to_owned();
    let log = desk.at("state/com.conduitkeys.desktop/desktop.log");
    let noted = || async {
        let log = std::fs::read_to_string(&log).unwrap_or_default();
        log.lines().find(|line| line.contains(&reference)).map(str::to_owned)
    };
    let line = eventually("the log has the reference", WITHIN, noted).await;
    assert!(line.contains("no such thing") && line.contains("page=\"keys\""), "what, and where: {line}");
    assert!(!line.contains(quoted.expose()), "what looks like a secret stays out: {line}");
}
