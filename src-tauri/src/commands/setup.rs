//! The first start, and the frame of the window.

use actions::view::StatusView;
use actions::{App, Failure};
use tauri::Runtime;

use super::Here;
use crate::failure;

pub(super) async fn get_status<R: Runtime>(here: Here<'_, R>) -> Result<StatusView, Failure> {
    Ok(status_of(here.app().await).await)
}

pub(super) async fn set_up<R: Runtime>(here: Here<'_, R>, organization: String) -> Result<StatusView, Failure> {
    Ok(here.session.set_up(organization).await?.status().await)
}

pub(super) async fn retry_setup<R: Runtime>(here: Here<'_, R>) -> Result<StatusView, Failure> {
    Ok(status_of(here.session.retry().await).await)
}

/// The frame is drawn whatever is wrong: a data folder that cannot be used is a state, not an error.
async fn status_of(app: Result<App, Failure>) -> StatusView {
    match app {
        Ok(app) => app.status().await,
        Err(failure) => failure::status(failure),
    }
}
