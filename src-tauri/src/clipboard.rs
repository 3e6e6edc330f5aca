//! Copies of secrets in the clipboard: marked as secret for clipboard managers, and cleared after a while if the
//! clipboard still holds them then (desktop-security sheet, section 7). Only the digest is remembered.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use keys::{Digest, Secret};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_clipboard_manager::ClipboardExt as _;

/// How long a copy stays.
pub(crate) const CLEARED_AFTER_SECONDS: u32 = 30;

/// What the system's clipboard can do for us. Its calls block and must not run on the main thread.
trait Board {
    fn write(&self, secret: &Secret) -> Result<(), String>;
    fn read(&self) -> Result<Secret, String>;
    fn clear(&self) -> Result<(), String>;
}

impl<R: Runtime> Board for AppHandle<R> {
    fn write(&self, secret: &Secret) -> Result<(), String> {
        self.clipboard().write_secret(secret.expose()).map_err(|error| error.to_string())
    }

    fn read(&self) -> Result<Secret, String> {
        self.clipboard().read_text().map(Secret::new).map_err(|error| error.to_string())
    }

    fn clear(&self) -> Result<(), String> {
        self.clipboard().clear().map_err(|error| error.to_string())
    }
}

/// The newest copy of ours.
#[derive(Default)]
pub(crate) struct Copies(Mutex<Newest>);

#[derive(Default)]
struct Newest {
    turn: u64,
    digest: Option<Digest>,
}

impl Copies {
    /// Puts a secret into the clipboard; answers which copy this is.
    fn copy(&self, board: &impl Board, secret: &Secret) -> Result<u64, String> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.write(secret)?;
        *newest = Newest { turn: newest.turn + 1, digest: Some(secret.digest()) };
        Ok(newest.turn)
    }

    /// Takes over a secret that the person put into the clipboard for us, so that it is cleared as a copy of ours is.
    fn adopt(&self, secret: &Secret) {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = Newest { turn: newest.turn + 1, digest: Some(secret.digest()) };
    }

    /// Clears the clipboard if it still holds our copy; with a turn, only if no newer copy was made since.
    fn clear(&self, board: &impl Board, turn: Option<u64>) -> Result<(), String> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.is_some_and(|turn| turn != newest.turn) {
            return Ok(());
        }
        let Some(digest) = newest.digest.take() else { return Ok(()) };
        // A clipboard without text cannot be read, and holds nothing of ours.
        match board.read() {
            Ok(text) if text.digest() == digest => board.clear(),
            _ => Ok(()),
        }
    }
}

/// Copies a secret, and sees to it that the copy goes again.
///
/// # Errors
/// What the clipboard says, when it cannot be used.
pub(crate) async fn copy<R: Runtime>(app: &AppHandle<R>, secret: Secret) -> Result<(), String> {
    let handle = app.clone();
    let turn = off_main(move || handle.state::<Copies>().copy(&handle, &secret)).await?;
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(Duration::from_secs(CLEARED_AFTER_SECONDS.into())).await;
        clear(&app, Some(turn)).await;
    });
    Ok(())
}

/// Clears our copy, if it is still there. What cannot be cleared is logged, never passed over in silence.
pub(crate) async fn clear<R: Runtime>(app: &AppHandle<R>, turn: Option<u64>) {
    let handle = app.clone();
    if let Err(error) = off_main(move || handle.state::<Copies>().clear(&handle, turn)).await {
        tracing::warn!(error, "the clipboard could not be cleared and may still hold a secret");
    }
}

/// Takes a text out of the clipboard that the person put there for us.
///
/// # Errors
/// What the clipboard says, when it holds no text or cannot be used.
pub(crate) async fn read<R: Runtime>(app: &AppHandle<R>) -> Result<Secret, String> {
    let app = app.clone();
    off_main(move || app.read()).await
}

/// Clears what was read, once it is kept elsewhere.
pub(crate) async fn clear_what_was_read<R: Runtime>(app: &AppHandle<R>, secret: &Secret) {
    app.state::<Copies>().adopt(secret);
    clear(app, None).await;
}

async fn off_main<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|error| Err(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Fake(Mutex<Option<String>>);

    impl Fake {
        fn text(&self) -> Option<String> {
            self.0.lock().unwrap().clone()
        }
    }

    impl Board for Fake {
        fn write(&self, secret: &Secret) -> Result<(), String> {
            *self.0.lock().unwrap() = Some(secret.expose().to_owned());
            Ok(())
        }

        fn read(&self) -> Result<Secret, String> {
            self.text().map(Secret::new).ok_or_else(|| "no text".to_owned())
        }

        fn clear(&self) -> Result<(), String> {
            self.0.lock().unwrap().take();
            Ok(())
        }
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn our_copy_is_cleared() {
        let (copies, board) = (Copies::default(), Fake::default());
        let turn = copies.copy(&board, &secret("ours")).unwrap();
        copies.clear(&board, Some(turn)).unwrap();
        assert_eq!(board.text(), None, "the copy has had its time");
    }

    #[test]
    fn what_the_person_copied_since_then_stays() {
        let (copies, board) = (Copies::default(), Fake::default());
        let turn = copies.copy(&board, &secret("ours")).unwrap();
        board.write(&secret("a shopping list")).unwrap();
        copies.clear(&board, Some(turn)).unwrap();
        assert_eq!(board.text().as_deref(), Some("a shopping list"), "only our own value is ours to clear");
    }

    #[test]
    fn a_copy_made_again_has_its_full_time() {
        let (copies, board) = (Copies::default(), Fake::default());
        let first = copies.copy(&board, &secret("ours")).unwrap();
        copies.copy(&board, &secret("ours")).unwrap();
        copies.clear(&board, Some(first)).unwrap();
        assert_eq!(board.text().as_deref(), Some("ours"), "the first copy's time says nothing about the second");
    }

    #[test]
    fn a_secret_that_was_taken_out_is_cleared_too() {
        let (copies, board) = (Copies::default(), Fake::default());
        board.write(&secret("a token of the team's authority")).unwrap();
        copies.adopt(&board.read().unwrap());
        copies.clear(&board, None).unwrap();
        assert_eq!(board.text(), None, "a token that is kept has no business in the clipboard any more");
    }

    #[test]
    fn quitting_clears_whatever_copy_is_ours() {
        let (copies, board) = (Copies::default(), Fake::default());
        copies.copy(&board, &secret("ours")).unwrap();
        copies.clear(&board, None).unwrap();
        assert_eq!(board.text(), None);
    }
}
