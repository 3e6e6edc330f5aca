//! Rotations: start, list, finish, undo.

use actions::view::{
    FinishRotation, ListRotations, RevokedView, RotatedView, RotationListView, RotationView, StartRotation,
    UndoRotation,
};
use actions::{Failure, RotationRef};
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
    request: Asked<ListRotations>,
) -> Result<RotationListView, Failure> {
    session.app().await?.list_rotations(request.0).await
}

#[tauri::command]
pub(crate) async fn get_rotation(
    session: State<'_, Session>,
    rotation: Asked<RotationRef>,
) -> Result<RotationView, Failure> {
    session.app().await?.get_rotation(&rotation.0).await
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
