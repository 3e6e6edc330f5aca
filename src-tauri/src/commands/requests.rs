//! What somebody pastes who asks about a request. It may hold a secret, so it is read here, and the page has only what was
//! recognised in it.

use std::path::Path;

use actions::Failure;
use keys::paste::Pasted;
use keys::wire::{Complaint, FieldCode};
use tauri::{Manager as _, Runtime};

use super::Here;
use super::files::Files;
use crate::words::Language;
use crate::{clipboard, failure, file_dialog};

/// The clipboard stays as it is: it is the person's.
pub(super) async fn read_clipboard<R: Runtime>(here: Here<'_, R>) -> Result<Pasted, Failure> {
    let text = clipboard::read(here.handle()).await;
    let text = text.map_err(|error| failure::of_clipboard(error, here.session.ambient()))?;
    here.app().await?.read_pasted(text.expose()).await
}

/// Of several at once nobody could say which one was meant.
pub(super) async fn read_dropped<R: Runtime>(here: Here<'_, R>, files: Vec<String>) -> Result<Pasted, Failure> {
    let [file] = &files[..] else {
        return Err(Failure::invalid("/text", Complaint::of(FieldCode::OneFile, "One file at a time.")));
    };
    let path = here.handle().state::<Files>().find(file)?;
    here.app().await?.read_pasted_file(&path).await
}

pub(super) async fn read_file<R: Runtime>(here: Here<'_, R>) -> Result<Option<Pasted>, Failure> {
    let app = here.app().await?;
    let Some(path) = file_dialog::open(here.handle(), Language::of(app.language())).await else { return Ok(None) };
    app.read_pasted_file(Path::new(&path)).await.map(Some)
}
