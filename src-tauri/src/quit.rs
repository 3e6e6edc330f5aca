//! Leaving: the clipboard is cleared and the authority stopped first, within two seconds (desktop-security sheet,
//! section 12).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, CloseRequestApi, ExitRequestApi, Manager, Runtime};
use tauri_plugin_dialog::{DialogExt as _, MessageDialogButtons, MessageDialogKind, MessageDialogResult};

use crate::commands::audit::Exporting;
use crate::commands::documents::Documents;
use crate::session::Session;
use crate::turn::Turn;
use crate::words::Language;
use crate::{clipboard, reveal, window};

/// What is not tidied by then is left; two seconds are promised, and the window's own end takes a part of them.
const TIDIED_WITHIN: Duration = Duration::from_millis(1500);

/// How far the program is on its way out.
#[derive(Default)]
pub(crate) struct Leaving {
    /// The person is being asked whether secrets may go.
    asking: AtomicBool,
    /// They said so.
    may_lose: AtomicBool,
    begun: AtomicBool,
    tidied: AtomicBool,
}

/// The person closes the window. A secret that this process alone has would go with it, so that is asked first; once.
pub(crate) fn close_requested<R: Runtime>(app: &AppHandle<R>, request: &CloseRequestApi) {
    let leaving = app.state::<Leaving>();
    let session = app.state::<Session>();
    let Some(opened) = session.opened() else { return };
    let language = Language::of(opened.language());
    let Some(message) = language.what_is_lost(&opened.unsaved_secrets()) else { return };
    if leaving.may_lose.load(Ordering::Acquire) {
        return;
    }
    request.prevent_close();
    if leaving.asking.swap(true, Ordering::AcqRel) {
        return;
    }
    // GTK gives No the focus, and Esc is neither: only Yes loses anything. With buttons of our own words Esc would be one of
    // them.
    let buttons = MessageDialogButtons::YesNo;
    let mut dialog =
        app.dialog().message(message).title(language.close()).kind(MessageDialogKind::Warning).buttons(buttons);
    let window = app.get_webview_window(window::MAIN);
    if let Some(window) = &window {
        dialog = dialog.parent(window);
    }
    let app = app.clone();
    dialog.show_with_result(move |answer| {
        let may_lose = answer == MessageDialogResult::Yes;
        let leaving = app.state::<Leaving>();
        leaving.may_lose.store(may_lose, Ordering::Release);
        leaving.asking.store(false, Ordering::Release);
        if let Some(Err(error)) = window.filter(|_| may_lose).map(|window| window.close()) {
            tracing::warn!(%error, "the window could not be closed");
        }
    });
}

/// Somebody wants the program to end: it does, once it is tidied.
pub(crate) fn requested<R: Runtime>(app: &AppHandle<R>, request: &ExitRequestApi) {
    let leaving = app.state::<Leaving>();
    if leaving.tidied.load(Ordering::Acquire) {
        return;
    }
    request.prevent_exit();
    if leaving.begun.swap(true, Ordering::AcqRel) {
        return;
    }
    app.state::<Turn>().leave();
    tauri_plugin_single_instance::destroy(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if tokio::time::timeout(TIDIED_WITHIN, tidy(&app)).await.is_err() {
            tracing::warn!("the program ends before everything is tidied");
        }
        app.state::<Leaving>().tidied.store(true, Ordering::Release);
        app.exit(0);
    });
}

async fn tidy<R: Runtime>(app: &AppHandle<R>) {
    let session = app.state::<Session>();
    // A refresh token that is given in this moment would be lost, and the session with it.
    let settled = async {
        if let Some(opened) = session.opened() {
            opened.settle_sessions().await;
        }
    };
    let exporting = app.state::<Exporting>();
    let documents = app.state::<Documents>();
    let ended = async { tokio::join!(exporting.end(), documents.end()) };
    tokio::join!(clipboard::clear(app, None), reveal::close(app), session.stop(), settled, ended);
}

/// Ends the program when the system asks it to.
#[cfg(unix)]
pub(crate) fn on_signals<R: Runtime>(app: &AppHandle<R>) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signals) => {
                    signals.recv().await;
                    app.state::<Turn>().leave();
                    app.exit(0);
                }
                Err(error) => tracing::warn!(%error, "a signal of the system will not be heard"),
            }
        });
    }
}

#[cfg(not(unix))]
pub(crate) fn on_signals<R: Runtime>(_app: &AppHandle<R>) {}
