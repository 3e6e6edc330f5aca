//! The two kinds of window: the main one, and the small one that shows a secret.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::folders::Folders;
use crate::guard;
use crate::ready;

/// The window with everything but secrets.
pub(crate) const MAIN: &str = "main";
/// The window that shows one secret.
pub(crate) const REVEAL: &str = "reveal";

/// Opens the main window. Its size and place come back from last time by themselves.
///
/// # Errors
/// When the system cannot open it.
pub(crate) fn open_main<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<WebviewWindow<R>> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Conduit Keys")
        .inner_size(1180.0, 760.0)
        .min_inner_size(720.0, 480.0)
        .on_page_load(|_, payload| ready::say(&payload))
        .center();
    private(window, app, PathBuf::from(MAIN))?.build()
}

/// Opens the window that shows a secret, the `turn`th of this process: on top, of one size, and of a process of its own that ends with it. The
/// protection of its content from screenshots works on Windows and macOS only (desktop-security sheet, section 2).
///
/// # Errors
/// When the system cannot open it.
pub(crate) fn open_reveal<R: Runtime>(app: &AppHandle<R>, turn: u64, height: f64) -> tauri::Result<WebviewWindow<R>> {
    let window = WebviewWindowBuilder::new(app, REVEAL, WebviewUrl::App("reveal.html".into()))
        .title("Secret")
        .inner_size(720.0, height)
        .resizable(false)
        .maximizable(false)
        .minimizable(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .content_protected(true)
        .disable_drag_drop_handler()
        .center();
    private(window, app, Path::new(REVEAL).join(turn.to_string()))?.build()
}

/// Brings the main window to the front, for a second start of the program.
pub(crate) fn raise<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = raised {
        tracing::warn!(%error, "the window could not be raised");
    }
}

/// No way out, and nothing of what a page does on disk.
///
/// WebKit makes its folder, and leaves it empty but for salts while the window is incognito. Each window has its own,
/// also each window that reveals: Tauri serves our files once per folder for the life of the process, and a second incognito
/// window of the same folder stays blank (measured).
fn private<'a, R: Runtime>(
    window: WebviewWindowBuilder<'a, R, AppHandle<R>>,
    app: &AppHandle<R>,
    folder: PathBuf,
) -> tauri::Result<WebviewWindowBuilder<'a, R, AppHandle<R>>> {
    let folder = app.state::<Folders>().cache.join(if is_driven() { MAIN.into() } else { folder });
    let window = guard::fence(window)?.devtools(false);
    Ok(window.incognito(!is_driven()).data_directory(folder))
}

/// Whether a test drives the window: WebKit lets itself be driven in a window that is not incognito only. Then both
/// windows share a folder, so that the test reaches both.
fn is_driven() -> bool {
    cfg!(feature = "automation") && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

/// Says in plain words what GTK would say by ending the program.
///
/// # Errors
/// When there is no display to open a window on.
pub(crate) fn find_display() -> Result<(), &'static str> {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !named("DISPLAY") && !named("WAYLAND_DISPLAY") {
        return Err("there is no display (DISPLAY and WAYLAND_DISPLAY are empty)");
    }
    Ok(())
}
