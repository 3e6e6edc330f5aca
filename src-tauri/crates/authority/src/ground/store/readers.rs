//! Reads: each on a connection of its own, so many at once, with a reserve for what must never wait for others.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::{Connection, Lookup, Place, StoreError};

/// Reads that may run at once, each on a connection of its own. More would only wait for the same disk, and a flood of
/// questions must not open a flood of connections.
pub(super) const READERS_MAX: usize = 16;
/// And beside them, for [`super::Store::read_reserved`]: no ordinary read ever takes one of these. Together they are far fewer than
/// the threads that tokio has for waiting, so that none of these waits for a thread either.
const RESERVED_MAX: usize = 8;

/// Connections to a file that are kept for the next read, with the megabytes of it that each has in memory; more than these
/// are only made in a rush, and given up after it. To come back to a server costs more than it is worth.
const IDLE_FILES_MAX: usize = 8;

/// The connections that are kept for reading.
pub(super) struct Readers {
    pub(super) place: Place,
    pub(super) room: Arc<Semaphore>,
    pub(super) reserve: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Those to a place, opened as they are needed.
    pub(super) fn of(place: Place) -> Self {
        let room = |max| Arc::new(Semaphore::new(max));
        Self { place, room: room(READERS_MAX), reserve: room(RESERVED_MAX), idle: Mutex::default() }
    }

    /// A connection with a read begun on it.
    pub(super) fn begin(&self, lookup: Lookup) -> Result<Connection, StoreError> {
        while let Some(connection) = self.idle_one() {
            if connection.begin_read(lookup).is_ok() {
                return Ok(connection);
            }
            // The ones to a server that was restarted are good for nothing, which shows only now. So are the others.
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
        let connection = self.place.connect()?;
        connection.begin_read(lookup)?;
        Ok(connection)
    }

    fn idle_one(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Keeps a connection for the next read, unless it is lost or enough are kept.
    pub(super) fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = matches!(connection, Connection::Sqlite(_)) && idle.len() >= IDLE_FILES_MAX;
        if !connection.is_lost() && !enough {
            idle.push(connection);
        }
    }
}

/// A connection to a server says goodbye when it is dropped, and waits for it: never on an async thread.
impl Drop for Readers {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        if idle.iter().any(|connection| matches!(connection, Connection::Postgres(_))) {
            std::thread::spawn(move || drop(idle));
        }
    }
}
