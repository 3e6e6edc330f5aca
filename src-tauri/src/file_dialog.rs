//! The system's own dialog for a file to write a secret to. Opened here, because the window has no say over files.

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::DialogExt as _;

use crate::window;
use crate::words::Language;

/// Asks the person for a file; none when the dialog was cancelled, or the file's name cannot be shown.
pub(crate) async fn choose<R: Runtime>(app: &AppHandle<R>, language: Language) -> Option<String> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let mut dialog = app.dialog().file().set_title(language.write_the_secret_to()).set_file_name(".env");
    if let Some(window) = app.get_webview_window(window::MAIN) {
        dialog = dialog.set_parent(&window);
    }
    dialog.save_file(move |file| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = answer.send(file);
    });
    let path = answered.await.ok().flatten()?.into_path().ok()?;
    path.to_str().map(str::to_owned)
}
