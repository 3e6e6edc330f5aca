//! The export of the audit log, in a file that the person chooses: it never comes through the page.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use actions::view::{ExportAudit, ExportedView};
use actions::{App, Failure};
use tauri::async_runtime::spawn;
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};
use tokio::task::AbortHandle;

use super::{Here, RowsChannel};
use crate::file_dialog;
use crate::words::Language;

/// The export that runs: one at a time.
#[derive(Default)]
pub(crate) struct Exporting(Mutex<Option<AbortHandle>>);

impl Exporting {
    /// Stops whatever ran before.
    fn replace(&self, next: Option<AbortHandle>) {
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), next);
        if let Some(before) = before {
            before.abort();
        }
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
    let export = spawn(write(app, request, PathBuf::from(path), channel));
    here.handle().state::<Exporting>().replace(Some(export.inner().abort_handle()));
    // An error is that it was stopped: it ends by itself otherwise.
    export.await.ok().transpose()
}

async fn write(app: App, request: ExportAudit, path: PathBuf, channel: Channel<u64>) -> Result<ExportedView, Failure> {
    // A page that is gone hears nothing; the file is written all the same.
    app.export_audit(&request, &path, |rows| drop(channel.send(rows))).await
}

pub(super) async fn stop<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Exporting>().replace(None);
    Ok(())
}
