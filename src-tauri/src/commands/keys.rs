//! Keys: list, create, confirm, revoke.

use actions::view::{ConfirmKey, CreateKey, KeyListView, KeyView, ListKeys, RevokeKey, RevokedView};
use actions::{Failure, KeyRef};
use keys::wire::Usage;
use tauri::State;

use crate::asked::Asked;
use crate::session::Session;

#[tauri::command]
pub(crate) async fn list_keys(session: State<'_, Session>, request: Asked<ListKeys>) -> Result<KeyListView, Failure> {
    session.app().await?.list_keys(request.0).await
}

#[tauri::command]
pub(crate) async fn get_key(session: State<'_, Session>, key: Asked<KeyRef>) -> Result<KeyView, Failure> {
    session.app().await?.get_key(&key.0).await
}

#[tauri::command]
pub(crate) async fn get_key_usage(session: State<'_, Session>, key: Asked<KeyRef>) -> Result<Usage, Failure> {
    session.app().await?.get_key_usage(&key.0).await
}

#[tauri::command]
pub(crate) async fn create_key(session: State<'_, Session>, request: Asked<CreateKey>) -> Result<KeyView, Failure> {
    session.app().await?.create_key(request.0).await
}

#[tauri::command]
pub(crate) async fn confirm_key(session: State<'_, Session>, request: Asked<ConfirmKey>) -> Result<KeyView, Failure> {
    session.app().await?.confirm_key(request.0).await
}

#[tauri::command]
pub(crate) async fn revoke_key(session: State<'_, Session>, request: Asked<RevokeKey>) -> Result<RevokedView, Failure> {
    session.app().await?.revoke_key(request.0).await
}
