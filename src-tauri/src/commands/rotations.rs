//! Rotations: start, list, finish, undo.

use actions::Failure;
use actions::view::{FinishRotation, RevokedView, RotatedView, RotationView, StartRotation, UndoRotation};
use keys::Environment;
use tauri::State;

use crate::asked::Asked;
use crate::session::Session;

#[tauri::command]
pub(crate) async fn start_rotation(
    session: State<'_, Session>,
    request: Asked<StartRotation>,
) -> Result<RotatedView, Failure> {
    session.app().await?.start_rotation(request.0).await
}

#[tauri::command]
pub(crate) async fn list_rotations(
    session: State<'_, Session>,
    connection: Asked<String>,
    environment: Asked<Environment>,
) -> Result<Vec<RotationView>, Failure> {
    session.app().await?.list_rotations(&connection.0, environment.0).await
}

#[tauri::command]
pub(crate) async fn finish_rotation(
    session: State<'_, Session>,
    request: Asked<FinishRotation>,
) -> Result<RevokedView, Failure> {
    session.app().await?.finish_rotation(request.0).await
}

#[tauri::command]
pub(crate) async fn undo_rotation(
    session: State<'_, Session>,
    request: Asked<UndoRotation>,
) -> Result<RotationView, Failure> {
    session.app().await?.undo_rotation(request.0).await
}
