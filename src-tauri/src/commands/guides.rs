//! What a step of a guide needs of the desktop: the person's browser, and the clipboard.

use actions::view::{GuidedRunView, StepRef};
use actions::{Code, Failure};
use tauri::Runtime;

use super::Here;
use crate::{clipboard, failure};

/// Opens the page of a step in the person's browser; the step is done then. Where no browser opens the address stays on the
/// screen, to be opened by hand.
pub(super) async fn open_page<R: Runtime>(here: Here<'_, R>, step: StepRef) -> Result<GuidedRunView, Failure> {
    let app = here.app().await?;
    let page = app.page_of_step(&step).await?;
    let opened = tauri::async_runtime::spawn_blocking(move || open::that_detached(page)).await;
    let opened = opened.map_err(std::io::Error::other).flatten();
    opened.map_err(|error| {
        let words = "No browser could be opened. Open the page yourself, then go on.";
        failure::failure(Code::BrowserNotOpened, words, &error, here.session.ambient())
    })?;
    app.finish_step(&step).await
}

/// The secret goes from the clipboard to the keychain without entering the page, and is cleared once it is kept.
pub(super) async fn take_secret<R: Runtime>(here: Here<'_, R>, step: StepRef) -> Result<GuidedRunView, Failure> {
    let pasted = clipboard::read(here.handle()).await;
    let pasted = pasted.map_err(|error| failure::of_clipboard(error, here.session.ambient()))?;
    let run = here.app().await?.take_secret(&step, &pasted).await?;
    clipboard::clear_what_was_read(here.handle(), &pasted).await;
    Ok(run)
}
