//! What is done with a secret by way of the window: no answer in this file holds one.

use actions::view::CopiedView;
use actions::{Failure, KeyRef};
use tauri::Runtime;

use super::Here;
use crate::reveal::{self, Revealed};
use crate::words::Language;
use crate::{clipboard, failure, file_dialog};

pub(super) async fn copy<R: Runtime>(here: Here<'_, R>, key: KeyRef) -> Result<CopiedView, Failure> {
    let secret = here.app().await?.secret_for_copy(&key).await?;
    let copied = clipboard::copy(here.handle(), secret).await;
    copied.map_err(|error| failure::of_clipboard(error, here.session.ambient()))?;
    Ok(CopiedView { clears_in_seconds: clipboard::CLEARED_AFTER_SECONDS })
}

pub(super) async fn choose_file<R: Runtime>(here: Here<'_, R>, name: String) -> Result<Option<String>, Failure> {
    let language = Language::of(here.app().await?.language());
    Ok(file_dialog::choose(here.handle(), language, &name).await)
}

pub(super) async fn reveal<R: Runtime>(here: Here<'_, R>, key: KeyRef) -> Result<(), Failure> {
    let actions = here.app().await?;
    let what = actions.reveal(&key).await?;
    let language = actions.language();
    let shown = reveal::show(here.handle(), Revealed { what, language }).await;
    shown.map_err(|error| failure::of_window(&error, here.session.ambient()))
}
