//! The way to live.

use actions::Failure;
use actions::view::ActivationView;
use keys::wire::SubmitActivation;
use tauri::State;

use crate::asked::Asked;
use crate::session::Session;

#[tauri::command]
pub(crate) async fn get_activation(
    session: State<'_, Session>,
    connection: Asked<String>,
) -> Result<ActivationView, Failure> {
    session.app().await?.get_activation(&connection.0).await
}

#[tauri::command]
pub(crate) async fn submit_activation(
    session: State<'_, Session>,
    connection: Asked<String>,
    request: Asked<SubmitActivation>,
) -> Result<ActivationView, Failure> {
    session.app().await?.submit_activation(&connection.0, request.0).await
}

#[tauri::command]
pub(crate) async fn approve_activation_locally(
    session: State<'_, Session>,
    connection: Asked<String>,
    reason: Asked<String>,
) -> Result<ActivationView, Failure> {
    session.app().await?.approve_activation_locally(&connection.0, &reason.0).await
}
