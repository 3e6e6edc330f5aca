//! A leaked secret comes from the clipboard: it never enters the page, and leaves this computer as a digest alone.

use actions::Failure;
use actions::view::LeakView;
use tauri::Runtime;

use super::Here;
use crate::{clipboard, failure};

/// The clipboard is cleared once its secret is known to be one of ours.
pub(super) async fn report<R: Runtime>(
    here: Here<'_, R>,
    connection: String,
    place: String,
) -> Result<LeakView, Failure> {
    let found = clipboard::read(here.handle()).await;
    let found = found.map_err(|error| failure::of_clipboard(error, here.session.ambient()))?;
    let leak = here.app().await?.report_leak(&connection, &found, &place).await?;
    clipboard::clear_what_was_read(here.handle(), &found).await;
    Ok(leak)
}
