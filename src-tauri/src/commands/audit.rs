//! The export of the audit log, in a file that the person chooses: it never comes through the page.

use std::path::PathBuf;

use actions::view::{ExportAudit, ExportedView};
use actions::{App, Failure};
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};

use super::{Here, RowsChannel};
use crate::file_dialog;
use crate::running::Running;
use crate::words::Language;

/// The export that runs.
#[derive(Default)]
pub(crate) struct Exporting(Running);

impl Exporting {
    /// Stops it, and waits until nothing of it is left.
    pub(crate) async fn end(&self) {
        self.0.end().await;
    }
}

pub(super) async fn export<R: Runtime>(
    here: Here<'_, R>,
    request: ExportAudit,
    on_rows: RowsChannel,
) -> Result<Option<ExportedView>, Failure> {
    let app = here.app().await?;
    let day = here.session.ambient().now().to_string();
    let name = format!("audit-{}.{}", day.split('T').next().unwrap_or_default(), request.format.extension());
    let language = Language::of(app.language());
    let Some(path) = file_dialog::export(here.handle(), language, &name).await else { return Ok(None) };
    let channel: Channel<u64> = on_rows.channel_on(here.webview.clone());
    let export = write(app, request, PathBuf::from(path), channel);
    here.handle().state::<Exporting>().0.run(here.session.ambient(), export).await
}

async fn write(app: App, request: ExportAudit, path: PathBuf, channel: Channel<u64>) -> Result<ExportedView, Failure> {
    // A page that is gone hears nothing; the file is written all the same.
    app.export_audit(&request, &path, |rows| drop(channel.send(rows))).await
}

pub(super) async fn stop<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Exporting>().end().await;
    Ok(())
}
