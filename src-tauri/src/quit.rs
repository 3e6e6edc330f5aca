//! Leaving: the clipboard is cleared and the authority stopped first, within two seconds (desktop-security sheet,
//! section 12).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, ExitRequestApi, Manager, Runtime};

use crate::session::Session;
use crate::turn::Turn;
use crate::{clipboard, reveal};

/// What is not tidied by then is left; two seconds are promised, and the window's own end takes a part of them.
const TIDIED_WITHIN: Duration = Duration::from_millis(1500);

/// How far the program is on its way out.
#[derive(Default)]
pub(crate) struct Leaving {
    begun: AtomicBool,
    tidied: AtomicBool,
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
    tokio::join!(clipboard::clear(app, None), reveal::close(app), session.stop());
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
