//! One program at a time, also while the last one is on its way out: a start in that moment would be handed to a program
//! that is gone a moment later, and nothing would open.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a program may take to leave; two seconds are promised (desktop-security sheet, section 12).
const LEFT_WITHIN: Duration = Duration::from_secs(4);

/// What this process holds while it is the one. The system takes both back when the process ends, however that happens.
#[derive(Default)]
pub(crate) struct Turn {
    /// Held until the window closes.
    open: Mutex<Option<File>>,
    /// Held until the process ends.
    _alive: Option<File>,
}

impl Turn {
    /// Takes the turn. When another window is open, that is left to the single-instance plugin, which hands over to it;
    /// when another process is leaving, its end is waited for.
    ///
    /// # Errors
    /// When the folder cannot be used; the program goes on without a turn then.
    pub(crate) fn take(folder: &Path) -> io::Result<Self> {
        let open = lock_file(folder, "open.lock")?;
        match open.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(Self::default()),
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => {}
        }
        Ok(Self { open: Mutex::new(Some(open)), _alive: wait_for(lock_file(folder, "alive.lock")?) })
    }

    /// The window is closed: whoever starts from now on waits for the end of this process.
    pub(crate) fn leave(&self) {
        drop(self.open.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn wait_for(file: File) -> Option<File> {
    let (locked, waiting) = mpsc::channel();
    std::thread::spawn(move || {
        if file.lock().is_ok() {
            // Nobody waits any more after the time is over.
            let _ = locked.send(file);
        }
    });
    waiting.recv_timeout(LEFT_WITHIN).ok()
}

fn lock_file(folder: &Path, name: &str) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ours(turn: &Turn) -> bool {
        turn._alive.is_some()
    }

    #[test]
    fn a_second_start_does_not_wait_for_a_window_that_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let first = Turn::take(folder.path()).unwrap();
        let second = Turn::take(folder.path()).unwrap();
        assert!(is_ours(&first) && !is_ours(&second), "the plugin hands over to the first");
    }

    #[test]
    fn a_start_while_the_last_one_leaves_gets_its_turn_when_that_one_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Turn::take(folder.path()).unwrap();
        first.leave();
        let path = folder.path().to_owned();
        let second = std::thread::spawn(move || Turn::take(&path).unwrap());
        drop(first);
        assert!(is_ours(&second.join().unwrap()), "a start is never lost");
    }
}
