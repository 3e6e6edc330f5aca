//! What is done with a secret, here in Rust: no answer in this file holds one.

use actions::view::{CopiedView, KeyView, SavedSecretView, WriteSecret, WrittenView};
use actions::{Failure, KeyRef};
use tauri::{AppHandle, Runtime, State};

use crate::asked::Asked;
use crate::reveal::{self, Revealed};
use crate::session::Session;
use crate::{clipboard, failure, file_dialog};

#[tauri::command]
pub(crate) async fn copy_secret<R: Runtime>(
    app: AppHandle<R>,
    session: State<'_, Session>,
    key: Asked<KeyRef>,
) -> Result<CopiedView, Failure> {
    let secret = session.app().await?.secret_for_copy(&key.0).await?;
    clipboard::copy(&app, secret).await.map_err(|error| failure::of_clipboard(error, session.ambient()))?;
    Ok(CopiedView { clears_in_seconds: clipboard::CLEARED_AFTER_SECONDS })
}

#[tauri::command]
pub(crate) async fn save_secret(session: State<'_, Session>, key: Asked<KeyRef>) -> Result<KeyView, Failure> {
    session.app().await?.save_secret(&key.0).await
}

#[tauri::command]
pub(crate) async fn write_secret(
    session: State<'_, Session>,
    request: Asked<WriteSecret>,
) -> Result<WrittenView, Failure> {
    session.app().await?.write_secret(request.0).await
}

#[tauri::command]
pub(crate) async fn choose_file<R: Runtime>(app: AppHandle<R>) -> Result<Option<String>, Failure> {
    Ok(file_dialog::choose(&app).await)
}

#[tauri::command]
pub(crate) async fn reveal_secret<R: Runtime>(
    app: AppHandle<R>,
    session: State<'_, Session>,
    key: Asked<KeyRef>,
) -> Result<(), Failure> {
    let actions = session.app().await?;
    let (name, secret) = (actions.name_for_reveal(&key.0)?, actions.secret_for_copy(&key.0).await?);
    reveal::show(&app, Revealed { name, secret }).await.map_err(|error| failure::of_window(&error, session.ambient()))
}

#[tauri::command]
pub(crate) async fn list_saved_secrets(session: State<'_, Session>) -> Result<Vec<SavedSecretView>, Failure> {
    session.app().await?.list_saved_secrets().await
}

#[tauri::command]
pub(crate) async fn remove_saved_secret(session: State<'_, Session>, key: Asked<KeyRef>) -> Result<(), Failure> {
    session.app().await?.remove_saved_secret(&key.0).await
}

#[tauri::command]
pub(crate) async fn unlock_keychain(session: State<'_, Session>) -> Result<(), Failure> {
    session.app().await?.unlock_keychain().await
}
