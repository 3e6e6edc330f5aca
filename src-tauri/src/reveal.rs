//! Showing one secret, once, in a window whose process ends with it (design, section 5 rule 1; desktop-security sheet,
//! section 5: its copies of the secret die with that process).

use std::fmt;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actions::view::LanguageChoice;
use actions::{Picture, Reveal, RevealKind};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use tauri::{AppHandle, Manager, Runtime};
use tokio::sync::Notify;

use crate::window;

/// The longest time that a secret is shown.
const SHOWN_FOR: Duration = Duration::from_secs(60);
/// How long a window may take to go.
const GONE_WITHIN: Duration = Duration::from_secs(2);

/// What the reveal window shows. The one shape that carries a secret into a page, and the answer of one command only.
pub(crate) struct Revealed {
    /// The secret, as it is shown.
    pub what: Reveal,
    /// The language in which the window speaks.
    pub language: LanguageChoice,
}

impl Revealed {
    /// How high the window has to be for it.
    fn height(&self) -> f64 {
        match self.what.kind {
            RevealKind::Secret => 300.0,
            RevealKind::Authenticator | RevealKind::BackupCodes => 420.0,
        }
    }
}

impl Serialize for Revealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut shape = serializer.serialize_struct("Revealed", 5)?;
        shape.serialize_field("kind", &self.what.kind)?;
        shape.serialize_field("name", &self.what.name)?;
        shape.serialize_field("secret", self.what.secret.expose())?;
        shape.serialize_field("picture", &self.what.picture.as_ref().map(Drawn))?;
        shape.serialize_field("language", &self.language)?;
        shape.end()
    }
}

/// A picture, for the window that draws it.
struct Drawn<'a>(&'a Picture);

impl Serialize for Drawn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut shape = serializer.serialize_struct("Drawn", 2)?;
        shape.serialize_field("side", &self.0.side())?;
        shape.serialize_field("path", self.0.svg_path().expose())?;
        shape.end()
    }
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Revealed(hidden)")
    }
}

/// What waits to be shown.
#[derive(Default)]
pub(crate) struct Reveals {
    slot: Mutex<Slot>,
    gone: Notify,
    opening: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Slot {
    turn: u64,
    revealed: Option<Revealed>,
}

impl Reveals {
    /// Keeps it until it is taken; answers which one this is.
    pub(crate) fn put(&self, revealed: Revealed) -> u64 {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.turn += 1;
        slot.revealed = Some(revealed);
        slot.turn
    }

    /// What waits, exactly once.
    pub(crate) fn take(&self) -> Option<Revealed> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner).revealed.take()
    }

    /// The window is gone: what it did not take is forgotten.
    pub(crate) fn forget(&self) {
        drop(self.take());
        self.gone.notify_waiters();
    }

    fn is_current(&self, turn: u64) -> bool {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner).turn == turn
    }
}

/// Opens the window for one secret, in the place of one that may be open, and closes it after [`SHOWN_FOR`].
///
/// # Errors
/// When the system cannot open it; the secret is forgotten then.
pub(crate) async fn show<R: Runtime>(app: &AppHandle<R>, revealed: Revealed) -> tauri::Result<()> {
    let reveals = app.state::<Reveals>();
    let _one_at_a_time = reveals.opening.lock().await;
    close(app).await;
    let height = revealed.height();
    let turn = reveals.put(revealed);
    window::open_reveal(app, turn, height).inspect_err(|_| reveals.forget())?;
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOWN_FOR).await;
        if app.state::<Reveals>().is_current(turn) {
            close(&app).await;
        }
    });
    Ok(())
}

/// Ends the window and its process, and waits until it is gone.
pub(crate) async fn close<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(window::REVEAL) else { return };
    let reveals = app.state::<Reveals>();
    let mut gone = pin!(reveals.gone.notified());
    gone.as_mut().enable();
    if let Err(error) = window.destroy() {
        tracing::warn!(%error, "the window with the secret could not be closed");
    }
    if tokio::time::timeout(GONE_WITHIN, gone).await.is_err() {
        tracing::warn!("the window with the secret takes long to close");
    }
}

#[cfg(test)]
mod tests {
    use keys::Secret;
    use serde_json::json;

    use super::*;

    fn revealed(secret: &str) -> Revealed {
        let secret = Secret::new(secret.to_owned());
        let what = Reveal { kind: RevealKind::Secret, name: "billing".to_owned(), secret, picture: None };
        Revealed { what, language: LanguageChoice::De }
    }

    #[test]
    fn a_secret_is_taken_exactly_once() {
        let reveals = Reveals::default();
        reveals.put(revealed("shown"));
        let taken = serde_json::to_value(reveals.take().unwrap()).unwrap();
        assert_eq!(
            taken,
            json!({ "kind": "secret", "name": "billing", "secret": "shown", "picture": null, "language": "de" })
        );
        assert!(reveals.take().is_none(), "a page that asks again gets nothing");
    }

    #[test]
    fn a_window_that_closes_before_it_asked_leaves_nothing_behind() {
        let reveals = Reveals::default();
        reveals.put(revealed("never shown"));
        reveals.forget();
        assert!(reveals.take().is_none());
    }

    #[test]
    fn the_time_of_an_earlier_window_does_not_close_a_later_one() {
        let reveals = Reveals::default();
        let first = reveals.put(revealed("first"));
        let second = reveals.put(revealed("second"));
        assert!(!reveals.is_current(first) && reveals.is_current(second));
    }

    #[test]
    fn what_is_revealed_does_not_print_itself() {
        assert_eq!(format!("{:?}", revealed("shown")), "Revealed(hidden)");
    }
}
