//! The system's own dialogs for a file. Opened here, because the window has no say over files.

use std::path::PathBuf;

use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};

use crate::window;
use crate::words::Language;

/// Asks for a file to write a secret to, and proposes a name; none when the dialog was cancelled, or the file's name cannot be
/// shown.
pub(crate) async fn choose<R: Runtime>(app: &AppHandle<R>, language: Language, name: &str) -> Option<String> {
    let dialog = over_the_window(app).set_title(language.write_the_secret_to()).set_file_name(name);
    asked(|answer| dialog.save_file(answer)).await
}

/// Asks for a file to write an export to, which has this name unless the person gives it another; none as above.
pub(crate) async fn export<R: Runtime>(app: &AppHandle<R>, language: Language, name: &str) -> Option<String> {
    let dialog = over_the_window(app).set_title(language.export_to()).set_file_name(name);
    asked(|answer| dialog.save_file(answer)).await
}

/// Asks for files to attach; none when it was cancelled. All kinds are shown: what a file is, its content says.
pub(crate) async fn attach<R: Runtime>(app: &AppHandle<R>, language: Language) -> Vec<PathBuf> {
    let dialog = over_the_window(app).set_title(language.attach());
    let (answer, answered) = tokio::sync::oneshot::channel();
    dialog.pick_files(|files| drop(answer.send(files)));
    let files = answered.await.ok().flatten().unwrap_or_default();
    files.into_iter().filter_map(|file| file.into_path().ok()).collect()
}

/// Asks for a file to save a document to, which has this name unless the person gives it another; none as above.
pub(crate) async fn save<R: Runtime>(app: &AppHandle<R>, language: Language, name: &str) -> Option<String> {
    let dialog = over_the_window(app).set_title(language.save_the_document_to()).set_file_name(name);
    asked(|answer| dialog.save_file(answer)).await
}

/// Asks for a file to read; none as above.
pub(crate) async fn open<R: Runtime>(app: &AppHandle<R>, language: Language) -> Option<String> {
    let dialog = over_the_window(app).set_title(language.read_ids_from());
    asked(|answer| dialog.pick_file(answer)).await
}

fn over_the_window<R: Runtime>(app: &AppHandle<R>) -> FileDialogBuilder<R> {
    let dialog = app.dialog().file();
    match app.get_webview_window(window::MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

async fn asked(ask: impl FnOnce(Box<dyn FnOnce(Option<FilePath>) + Send>)) -> Option<String> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    // Nobody waits any more when the window was closed meanwhile.
    ask(Box::new(move |file| drop(answer.send(file))));
    let path = answered.await.ok().flatten()?.into_path().ok()?;
    path.to_str().map(str::to_owned)
}
