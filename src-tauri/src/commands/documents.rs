//! Documents for the activation: chosen in the system's dialog or dropped on the window, sent from here, saved from here. No
//! content enters the page, and no path comes from it: what nobody chose cannot be sent.

use std::path::Path;

use actions::Failure;
use actions::view::{ActivationView, ChosenFileView, SavedDocumentView};
use keys::wire::DocumentKind;
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};

use super::files::Files;
use super::{Here, SentChannel};
use crate::file_dialog;
use crate::running::Running;
use crate::words::Language;

/// What is under way.
#[derive(Default)]
pub(crate) struct Documents {
    sending: Running,
}

impl Documents {
    /// Stops what is being sent.
    pub(crate) async fn end(&self) {
        self.sending.end().await;
    }
}

pub(super) async fn choose<R: Runtime>(here: Here<'_, R>) -> Result<Vec<ChosenFileView>, Failure> {
    let language = Language::of(here.app().await?.language());
    let paths = file_dialog::attach(here.handle(), language).await;
    Ok(here.handle().state::<Files>().add(paths))
}

pub(super) async fn attach<R: Runtime>(
    here: Here<'_, R>,
    connection: String,
    file: String,
    kind: DocumentKind,
    on_sent: SentChannel,
) -> Result<Option<ActivationView>, Failure> {
    let app = here.app().await?;
    let documents = here.handle().state::<Documents>();
    let path = here.handle().state::<Files>().find(&file)?;
    let channel: Channel<u64> = on_sent.channel_on(here.webview.clone());
    let work = async move { app.attach_document(&connection, kind, &path, move |sent| drop(channel.send(sent))).await };
    documents.sending.run(here.session.ambient(), work).await
}

pub(super) async fn stop<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Documents>().end().await;
    Ok(())
}

pub(super) async fn save<R: Runtime>(
    here: Here<'_, R>,
    connection: String,
    document: String,
    organization: Option<String>,
) -> Result<Option<SavedDocumentView>, Failure> {
    let app = here.app().await?;
    let organization = organization.as_deref();
    let (document, name) = app.find_document(&connection, organization, &document).await?;
    let language = Language::of(app.language());
    let Some(path) = file_dialog::save(here.handle(), language, &name).await else { return Ok(None) };
    // The dialog has asked whether a file may be replaced.
    app.save_document(&connection, organization, &document, Path::new(&path), true).await.map(Some)
}
