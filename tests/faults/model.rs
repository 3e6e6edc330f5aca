//! A key's life as the design describes it, in the fewest words: what the authority is compared with. It shares no code
//! with the rules it checks.

use keys::wire::Code;

/// Milliseconds.
pub type Moment = i64;

/// One key.
#[derive(Clone, Debug)]
pub struct Key {
    pub name: usize,
    pub expires_at: Option<Moment>,
    pub confirmed: bool,
    pub retiring: bool,
    pub grace_ends_at: Option<Moment>,
    pub revoked: bool,
    /// The latest rotation it is part of, while that is open.
    pub rotation: Option<usize>,
}

/// One rotation.
#[derive(Clone, Debug)]
pub struct Rotation {
    pub old: usize,
    pub new: usize,
    pub leaked: bool,
    pub grace: Option<Moment>,
    pub end: Option<End>,
}

/// How a rotation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Finished,
    Undone,
}

/// Everything of one organization.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub keys: Vec<Key>,
    pub rotations: Vec<Rotation>,
}

type Said = Result<(), Code>;

impl Key {
    pub fn state(&self, now: Moment) -> &'static str {
        let ended = [self.expires_at, self.grace_ends_at].into_iter().flatten().any(|end| end <= now);
        match (self.revoked, ended, self.confirmed, self.retiring) {
            (true, ..) => "revoked",
            (_, true, ..) => "expired",
            (_, _, false, _) => "pending",
            (.., true) => "retiring",
            _ => "active",
        }
    }
}

impl Model {
    pub fn create(&mut self, name: usize, expires_at: Option<Moment>, now: Moment) -> Said {
        if expires_at.is_some_and(|end| end <= now) {
            return Err(Code::ValidationError);
        }
        let takes = |key: &Key| key.name == name && !key.revoked && !key.retiring && key.state(now) != "expired";
        if self.keys.iter().any(takes) {
            return Err(Code::NameInUse);
        }
        self.keys.push(Key {
            name,
            expires_at,
            confirmed: false,
            retiring: false,
            grace_ends_at: None,
            revoked: false,
            rotation: None,
        });
        Ok(())
    }

    pub fn confirm(&mut self, place: usize, now: Moment) -> Said {
        match self.keys[place].state(now) {
            "revoked" | "expired" => return Err(Code::KeyEnded),
            "pending" => self.keys[place].confirmed = true,
            _ => return Ok(()),
        }
        let Some(at) = self.keys[place].rotation.filter(|at| self.rotations[*at].new == place) else { return Ok(()) };
        if self.rotations[at].leaked {
            self.close_finished(at);
        } else if let Some(grace) = self.rotations[at].grace {
            let old = self.rotations[at].old;
            self.keys[old].grace_ends_at = Some(now + grace);
        }
        Ok(())
    }

    pub fn rotate(&mut self, place: usize, leaked: bool, grace: Option<Moment>, now: Moment) -> Said {
        match self.keys[place].state(now) {
            "revoked" | "expired" => return Err(Code::KeyEnded),
            "pending" | "retiring" => return Err(Code::KeyNotActive),
            _ => {}
        }
        let (at, new) = (self.rotations.len(), self.keys.len());
        let old = &mut self.keys[place];
        (old.retiring, old.rotation) = (true, Some(at));
        let (name, expires_at) = (old.name, old.expires_at);
        self.keys.push(Key {
            name,
            expires_at,
            confirmed: false,
            retiring: false,
            grace_ends_at: None,
            revoked: false,
            rotation: Some(at),
        });
        self.rotations.push(Rotation { old: place, new, leaked, grace, end: None });
        Ok(())
    }

    pub fn finish(&mut self, at: usize, without_evidence: bool) -> Said {
        match self.rotations[at].end {
            Some(End::Finished) => return Ok(()),
            Some(End::Undone) => return Err(Code::RotationEnded),
            None => {}
        }
        // Nobody calls with these keys, so there never is evidence.
        if !self.keys[self.rotations[at].new].confirmed || !without_evidence {
            return Err(Code::RotationNotProven);
        }
        self.close_finished(at);
        Ok(())
    }

    pub fn undo(&mut self, at: usize, now: Moment) -> Said {
        match self.rotations[at].end {
            Some(End::Undone) => return Ok(()),
            Some(End::Finished) => return Err(Code::RotationEnded),
            None => {}
        }
        let (old, new) = (self.rotations[at].old, self.rotations[at].new);
        if self.keys[old].state(now) != "retiring" {
            return Err(Code::KeyEnded);
        }
        self.restore(old);
        self.end(new);
        self.rotations[at].end = Some(End::Undone);
        Ok(())
    }

    pub fn revoke(&mut self, place: usize, now: Moment) {
        if self.keys[place].revoked {
            return;
        }
        if let Some(at) = self.keys[place].rotation {
            let (old, new) = (self.rotations[at].old, self.rotations[at].new);
            if old == place {
                self.leave(new, at);
                self.rotations[at].end = Some(End::Finished);
            } else {
                match self.keys[old].state(now) {
                    "retiring" => self.restore(old),
                    _ => self.leave(old, at),
                }
                self.rotations[at].end = Some(End::Undone);
            }
        }
        self.end(place);
    }

    pub fn sweep(&mut self, now: Moment) {
        for at in 0..self.rotations.len() {
            let (old, new) = (&self.keys[self.rotations[at].old], &self.keys[self.rotations[at].new]);
            let over = [old.expires_at, old.grace_ends_at].into_iter().flatten().any(|end| end <= now);
            if self.rotations[at].end.is_none() && new.confirmed && over {
                self.close_finished(at);
            }
        }
    }

    fn close_finished(&mut self, at: usize) {
        let (old, new) = (self.rotations[at].old, self.rotations[at].new);
        self.leave(new, at);
        self.end(old);
        self.rotations[at].end = Some(End::Finished);
    }

    fn restore(&mut self, place: usize) {
        let key = &mut self.keys[place];
        (key.retiring, key.grace_ends_at, key.rotation) = (false, None, None);
    }

    /// A key leaves this rotation; a successor that is being rotated out itself by now stays in that one.
    fn leave(&mut self, place: usize, at: usize) {
        let rotation = &mut self.keys[place].rotation;
        *rotation = rotation.filter(|other| *other != at);
    }

    fn end(&mut self, place: usize) {
        (self.keys[place].revoked, self.keys[place].rotation) = (true, None);
    }
}
