//! The one thread that owns the keychain, and the patience of those who wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::VaultError;
use crate::backend::Backend;

/// Every call is answered within this time (desktop-security sheet, section 4 rule 1): a locked keychain with an
/// unanswered prompt blocks for ever, and a window must not.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(5);

type Job = Box<dyn FnOnce(&mut dyn Backend) + Send>;

/// What the thread is at: the calls it was given and has not ended, and whether somebody gave up while it was at them.
#[derive(Default)]
struct Progress {
    pending: usize,
    late: bool,
}

/// A handle to the thread. The thread ends when the last handle is dropped.
#[derive(Clone)]
pub(crate) struct Worker {
    jobs: Sender<Job>,
    progress: Arc<Mutex<Progress>>,
}

impl Worker {
    /// Starts the thread: an ordinary one, outside any async runtime, because blocking D-Bus calls panic inside one as soon
    /// as any crate switches on `zbus/tokio`.
    pub(crate) fn start(backend: impl Backend + 'static) -> Self {
        let (jobs, queue) = channel();
        let progress = Arc::new(Mutex::new(Progress::default()));
        let shared = Arc::clone(&progress);
        // Should the thread not start, the queue's other end is gone and every call answers `NotResponding`.
        let _ = thread::Builder::new().name("keychain".to_owned()).spawn(move || run(backend, &queue, &shared));
        Self { jobs, progress }
    }

    /// Has the thread do `work`, and waits for the answer, [`ANSWER_WITHIN`] at most. `work` is handed a test for whether
    /// anybody still waits. `unheard` gets a success that nobody heard of.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Backend, &dyn Fn() -> bool) -> Result<T, VaultError> + Send + 'static,
        unheard: impl FnOnce(&mut dyn Backend, T) + Send + 'static,
    ) -> Result<T, VaultError> {
        // Never queue behind a stuck call: it would only start when the person has long gone on.
        self.queue_up()?;
        let (reply, mut answer) = oneshot::channel();
        let job = move |backend: &mut dyn Backend| {
            if reply.is_closed() {
                return;
            }
            let result = work(backend, &|| !reply.is_closed());
            if let Err(Ok(success)) = reply.send(result) {
                unheard(backend, success);
            }
        };
        self.jobs.send(Box::new(job)).map_err(|_| VaultError::NotResponding)?;
        match timeout(ANSWER_WITHIN, &mut answer).await {
            Ok(Ok(result)) => result,
            // The call panicked, or the thread never started.
            Ok(Err(_)) => Err(VaultError::NotResponding),
            Err(_) => {
                // An answer given in this very moment counts; after `close` the thread learns that nobody heard.
                answer.close();
                answer.try_recv().unwrap_or_else(|_| Err(self.give_up()))
            }
        }
    }

    fn queue_up(&self) -> Result<(), VaultError> {
        let mut progress = lock(&self.progress);
        if progress.late {
            return Err(VaultError::NotResponding);
        }
        progress.pending += 1;
        Ok(())
    }

    fn give_up(&self) -> VaultError {
        let mut progress = lock(&self.progress);
        progress.late = progress.pending > 0;
        VaultError::NotResponding
    }
}

fn run(mut backend: impl Backend, queue: &Receiver<Job>, progress: &Mutex<Progress>) {
    for job in queue {
        // A panic inside a keyring library must not take the keychain away for the rest of the day.
        if catch_unwind(AssertUnwindSafe(|| job(&mut backend))).is_err() {
            backend.reset();
        }
        // The thread moves again, so whoever gave up no longer speaks for those who come now.
        let mut progress = lock(progress);
        progress.pending -= 1;
        progress.late = false;
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
