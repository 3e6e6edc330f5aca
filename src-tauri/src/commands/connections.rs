//! The places that issue keys.

use actions::Failure;
use actions::view::{AddConnection, ConnectionStateView, ConnectionView, StatusView};
use tauri::{AppHandle, Runtime, State};

use crate::asked::Asked;
use crate::session::Session;
use crate::{clipboard, failure};

#[tauri::command]
pub(crate) async fn list_connections(session: State<'_, Session>) -> Result<Vec<ConnectionStateView>, Failure> {
    session.app().await?.list_connections().await
}

/// The management token is taken out of the clipboard: it never enters the page, and is cleared once it is kept.
#[tauri::command]
pub(crate) async fn add_connection<R: Runtime>(
    app: AppHandle<R>,
    session: State<'_, Session>,
    request: Asked<AddConnection>,
) -> Result<ConnectionView, Failure> {
    let token = clipboard::read(&app).await.map_err(|error| failure::of_clipboard(error, session.ambient()))?;
    let added = session.app().await?.add_connection(request.0, token.clone()).await?;
    clipboard::clear_what_was_read(&app, &token).await;
    Ok(added)
}

#[tauri::command]
pub(crate) async fn use_connection(
    session: State<'_, Session>,
    connection_id: Asked<String>,
) -> Result<StatusView, Failure> {
    session.app().await?.use_connection(&connection_id.0).await
}

#[tauri::command]
pub(crate) async fn remove_connection(
    session: State<'_, Session>,
    connection_id: Asked<String>,
) -> Result<(), Failure> {
    session.app().await?.remove_connection(&connection_id.0).await
}
