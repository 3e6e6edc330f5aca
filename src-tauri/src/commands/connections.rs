//! Adding a place that issues keys: its token comes from the clipboard, and is cleared from it once it is kept.

use actions::Failure;
use actions::view::{AddConnection, AddService, ConnectionView};
use keys::Secret;
use tauri::Runtime;

use super::Here;
use crate::{clipboard, failure};

/// An authority, with a management token.
pub(super) async fn add<R: Runtime>(here: Here<'_, R>, asked: AddConnection) -> Result<ConnectionView, Failure> {
    let token = read_token(&here).await?;
    let added = here.app().await?.add_connection(asked, token.clone()).await?;
    clipboard::clear_what_was_read(here.handle(), &token).await;
    Ok(added)
}

/// A service, with an API token of an account.
pub(super) async fn add_service_token<R: Runtime>(
    here: Here<'_, R>,
    asked: AddService,
) -> Result<ConnectionView, Failure> {
    let token = read_token(&here).await?;
    let added = here.app().await?.add_service_token(asked, token.clone()).await?;
    clipboard::clear_what_was_read(here.handle(), &token).await;
    Ok(added)
}

async fn read_token<R: Runtime>(here: &Here<'_, R>) -> Result<Secret, Failure> {
    let token = clipboard::read(here.handle()).await;
    token.map_err(|error| failure::of_clipboard(error, here.session.ambient()))
}
