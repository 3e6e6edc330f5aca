//! Adding a place that issues keys: its token comes from the clipboard.

use actions::Failure;
use actions::view::{AddConnection, ConnectionView};
use tauri::Runtime;

use super::Here;
use crate::{clipboard, failure};

/// The token is cleared from the clipboard once it is kept.
pub(super) async fn add<R: Runtime>(here: Here<'_, R>, asked: AddConnection) -> Result<ConnectionView, Failure> {
    let token = clipboard::read(here.handle()).await;
    let token = token.map_err(|error| failure::of_clipboard(error, here.session.ambient()))?;
    let added = here.app().await?.add_connection(asked, token.clone()).await?;
    clipboard::clear_what_was_read(here.handle(), &token).await;
    Ok(added)
}
