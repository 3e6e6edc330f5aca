//! What the window that shows one secret may ask for.

use actions::{Code, Failure};
use tauri::{AppHandle, Runtime, State};

use crate::failure;
use crate::reveal::{self, Revealed, Reveals};
use crate::session::Session;

/// The secret, exactly once.
#[tauri::command]
pub(crate) async fn take_revealed(
    session: State<'_, Session>,
    reveals: State<'_, Reveals>,
) -> Result<Revealed, Failure> {
    let shown = "The secret was shown already.";
    reveals.take().ok_or_else(|| failure::without_cause(Code::SecretGone, shown, session.ambient()))
}

#[tauri::command]
pub(crate) async fn close_reveal<R: Runtime>(app: AppHandle<R>) -> Result<(), Failure> {
    reveal::close(&app).await;
    Ok(())
}
