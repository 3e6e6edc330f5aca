//! Says on standard output that the page is loaded, when the environment asks for it: the moment that the bench measures.

use std::io::Write as _;

use tauri::webview::{PageLoadEvent, PageLoadPayload};

/// Set to anything by `cargo xtask bench`.
const ASKED_BY: &str = "CONDUIT_KEYS_SAY_READY";

/// One line, `ready`, once the page has loaded.
pub(crate) fn say(payload: &PageLoadPayload<'_>) {
    if payload.event() == PageLoadEvent::Finished && std::env::var_os(ASKED_BY).is_some() {
        let mut stdout = std::io::stdout().lock();
        // Whoever asked may have gone; that is no reason to stop.
        let _ = writeln!(stdout, "ready").and_then(|()| stdout.flush());
    }
}
