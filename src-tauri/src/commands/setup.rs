//! The first start, and the frame of the window.

use actions::view::StatusView;
use actions::{App, Failure};
use tauri::State;

use crate::asked::Asked;
use crate::failure;
use crate::session::Session;

#[tauri::command]
pub(crate) async fn get_status(session: State<'_, Session>) -> Result<StatusView, Failure> {
    Ok(status_of(session.app().await).await)
}

#[tauri::command]
pub(crate) async fn set_up(session: State<'_, Session>, organization: Asked<String>) -> Result<StatusView, Failure> {
    Ok(session.set_up(organization.0).await?.status().await)
}

#[tauri::command]
pub(crate) async fn retry_setup(session: State<'_, Session>) -> Result<StatusView, Failure> {
    Ok(status_of(session.retry().await).await)
}

/// The frame is drawn whatever is wrong: a data folder that cannot be used is a state, not an error.
async fn status_of(app: Result<App, Failure>) -> StatusView {
    match app {
        Ok(app) => app.status().await,
        Err(failure) => failure::status(failure),
    }
}
