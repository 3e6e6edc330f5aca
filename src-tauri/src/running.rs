//! A long deed that writes or sends something: one at a time, and whoever ends it finds nothing of it.

use std::sync::{Arc, Mutex, PoisonError};

use actions::Failure;
use keys::Ambient;
use tauri::async_runtime::{JoinHandle, spawn};
use tokio::task::AbortHandle;

/// The deed that runs, if one does.
#[derive(Default)]
pub(crate) struct Running {
    runs: Mutex<Option<AbortHandle>>,
    /// Held while one is at work.
    working: Arc<tokio::sync::Mutex<()>>,
}

impl Running {
    /// Begins one, and stops whatever ran before; none when it was stopped.
    ///
    /// # Errors
    /// Its own, or a defect of it.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        ambient: &Ambient,
        work: impl Future<Output = Result<T, Failure>> + Send + 'static,
    ) -> Result<Option<T>, Failure> {
        match self.begin(work).await {
            Ok(done) => done.map(Some),
            // Somebody stopped it.
            Err(tauri::Error::JoinError(ended)) if ended.is_cancelled() => Ok(None),
            Err(error) => Err(Failure::internal(ambient, "What ran ended by a defect.", &error)),
        }
    }

    fn begin<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let working = self.working.clone();
        let deed = spawn(async move {
            // Given back once the file that was half written is gone.
            let _working = working.lock_owned().await;
            work.await
        });
        self.replace(Some(deed.inner().abort_handle()));
        deed
    }

    /// Stops the one that runs, and waits until nothing of it is left.
    pub(crate) async fn end(&self) {
        self.replace(None);
        drop(self.working.lock().await);
    }

    fn replace(&self, next: Option<AbortHandle>) {
        let before = std::mem::replace(&mut *self.runs.lock().unwrap_or_else(PoisonError::into_inner), next);
        if let Some(before) = before {
            before.abort();
        }
    }
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
    async fn whoever_ends_a_deed_finds_nothing_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let left = || std::fs::read_dir(folder.path()).unwrap().count();
        let running = Running::default();
        let first = running.begin(half_written(folder.path()));
        let second = running.begin(half_written(folder.path()));
        assert!(first.await.is_err(), "the next one stops it");
        assert_eq!(left(), 1);
        running.end().await;
        assert_eq!(left(), 0, "it is gone by then");
        assert!(second.await.is_err());
        running.end().await;
    }
}
