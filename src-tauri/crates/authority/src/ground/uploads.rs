//! What uploads may hold of this process's memory: so much for each organization and environment, and so much for each
//! environment in all; what is managed counts as an environment of its own. Counted is what has arrived, not what was announced: a client that sends slowly holds little, and
//! nobody waits for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use keys::{Environment, wire::Code};

use crate::Failure;

/// The largest upload, in bytes: the published 10 MB of a document, in the larger of its two readings.
pub const UPLOAD_BYTES_MAX: usize = 10 * 1024 * 1024;
/// What a form may have around its file: names, boundaries, other fields.
pub const FORM_BYTES_MORE: usize = 64 * 1024;
/// Of one organization in one environment: four of the largest documents, with their forms.
const SPACE_BYTES_MAX: usize = 4 * (UPLOAD_BYTES_MAX + FORM_BYTES_MORE);
/// Of one environment.
const ENVIRONMENT_BYTES_MAX: usize = 4 * SPACE_BYTES_MAX;

/// The environment of an upload; none of what is managed, which is in neither.
type Side = Option<Environment>;

/// The room for uploads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Room(Arc<Mutex<HashMap<Side, Spaces>>>);

#[derive(Debug, Default)]
struct Spaces {
    bytes: usize,
    of: HashMap<Arc<str>, usize>,
}

/// What one upload holds, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    room: Room,
    organization_id: Arc<str>,
    side: Side,
    bytes: usize,
}

impl Room {
    /// For an upload that begins; it holds nothing yet.
    pub(crate) fn enter(&self, organization_id: Arc<str>, side: impl Into<Side>) -> Held {
        Held { room: self.clone(), organization_id, side: side.into(), bytes: 0 }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Side, Spaces>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Holds so many bytes more.
    ///
    /// # Errors
    /// [`Code::RateLimited`] when there is no room for them; it holds what it held.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), Failure> {
        let mut all = self.room.lock();
        let spaces = all.entry(self.side).or_default();
        let own = spaces.of.entry(self.organization_id.clone()).or_default();
        if *own + bytes > SPACE_BYTES_MAX || spaces.bytes + bytes > ENVIRONMENT_BYTES_MAX {
            let detail = "There are too many uploads at the same time.".to_owned();
            return Err(Failure::Later { code: Code::RateLimited, detail, retry_after_seconds: 1 });
        }
        *own += bytes;
        spaces.bytes += bytes;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut all = self.room.lock();
        let Some(spaces) = all.get_mut(&self.side) else { return };
        spaces.bytes -= self.bytes;
        if let Some(own) = spaces.of.get_mut(&self.organization_id) {
            *own -= self.bytes;
            if *own == 0 {
                spaces.of.remove(&self.organization_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use Environment::{Live, Sandbox};

    use super::*;

    fn filled(room: &Room, organization: &str, environment: Environment) -> Held {
        let mut held = room.enter(organization.into(), environment);
        held.grow(SPACE_BYTES_MAX).unwrap();
        held
    }

    #[test]
    fn an_organization_fills_its_own_room_and_nobody_elses() {
        let room = Room::default();
        let mut held = filled(&room, "one", Sandbox);
        assert!(held.grow(1).is_err() && room.enter("one".into(), Sandbox).grow(1).is_err());
        for (organization, environment) in [("one", Live), ("other", Sandbox), ("other", Live)] {
            room.enter(organization.into(), environment).grow(SPACE_BYTES_MAX).unwrap();
        }
        room.enter("one".into(), None).grow(SPACE_BYTES_MAX).unwrap();
    }

    #[test]
    fn all_together_fill_an_environment_and_who_leaves_makes_room() {
        let room = Room::default();
        let mut held: Vec<_> = ["a", "b", "c", "d"].map(|name| filled(&room, name, Sandbox)).into();
        assert!(room.enter("e".into(), Sandbox).grow(1).is_err());
        drop(filled(&room, "e", Live));
        held.pop();
        drop(filled(&room, "e", Sandbox));
        held.clear();
        let all = room.lock();
        assert!(all.values().all(|spaces| spaces.bytes == 0 && spaces.of.is_empty()), "nothing is kept: {all:?}");
    }
}
