//! The baseline of the window's bench: a bare Tauri window of the same profile, with one static page and nothing else.

use std::io::Write as _;

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .on_page_load(|_, payload| {
            if payload.event() == tauri::webview::PageLoadEvent::Finished {
                let mut stdout = std::io::stdout().lock();
                let _ = writeln!(stdout, "ready").and_then(|()| stdout.flush());
            }
        })
        .run(tauri::generate_context!("examples/bare/tauri.conf.json"))
}
