//! The export of the audit log, in a file that the person chooses: it never comes through the page.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use actions::view::{ExportAudit, ExportedView};
use actions::{App, Failure};
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};
use tokio::task::AbortHandle;

use super::{Here, RowsChannel};
use crate::file_dialog;
use crate::words::Language;

/// The export that runs: one at a time.
#[derive(Default)]
pub(crate) struct Exporting {
    runs: Mutex<Option<AbortHandle>>,
    /// Held while one writes.
    writing: Arc<tokio::sync::Mutex<()>>,
}

impl Exporting {
    /// Begins one, and stops whatever ran before.
    fn begin<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let writing = self.writing.clone();
        let export = spawn(async move {
            // Given back once the file that was half written is gone.
            let _writing = writing.lock_owned().await;
            work.await
        });
        self.replace(Some(export.inner().abort_handle()));
        export
    }

    /// Stops the one that runs, and waits until nothing of it is left.
    pub(crate) async fn end(&self) {
        self.replace(None);
        drop(self.writing.lock().await);
    }

    fn replace(&self, next: Option<AbortHandle>) {
        let before = std::mem::replace(&mut *self.runs.lock().unwrap_or_else(PoisonError::into_inner), next);
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
    let export = here.handle().state::<Exporting>().begin(write(app, request, PathBuf::from(path), channel));
    match export.await {
        Ok(done) => done.map(Some),
        // Somebody stopped it.
        Err(tauri::Error::JoinError(ended)) if ended.is_cancelled() => Ok(None),
        Err(error) => Err(Failure::internal(here.session.ambient(), "The export ended by a defect.", &error)),
    }
}

async fn write(app: App, request: ExportAudit, path: PathBuf, channel: Channel<u64>) -> Result<ExportedView, Failure> {
    // A page that is gone hears nothing; the file is written all the same.
    app.export_audit(&request, &path, |rows| drop(channel.send(rows))).await
}

pub(super) async fn stop<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Exporting>().end().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the file that is written does.
    fn half_written(folder: &std::path::Path) -> impl Future<Output = ()> + Send + 'static {
        let file = tempfile::NamedTempFile::new_in(folder).unwrap();
        async move {
            std::future::pending::<()>().await;
            drop(file);
        }
    }

    #[tokio::test]
    async fn whoever_ends_an_export_finds_nothing_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let left = || std::fs::read_dir(folder.path()).unwrap().count();
        let exporting = Exporting::default();
        let first = exporting.begin(half_written(folder.path()));
        let second = exporting.begin(half_written(folder.path()));
        assert!(first.await.is_err(), "the next one stops it");
        assert_eq!(left(), 1);
        exporting.end().await;
        assert_eq!(left(), 0, "it is gone by then");
        assert!(second.await.is_err());
        exporting.end().await;
    }
}
