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
    pub limits: Own,
    /// Whether a request with it was let through: the evidence that ends a rotation.
    pub used: bool,
    pub confirmed: bool,
    pub retiring: bool,
    pub grace_ends_at: Option<Moment>,
    pub revoked: bool,
    /// The latest rotation it is part of, while that is open.
    pub rotation: Option<usize>,
}

/// What a key is limited to by itself; its successor as well.
#[derive(Clone, Copy, Debug, Default)]
pub struct Own {
    /// It is refused before.
    pub not_before: Option<Moment>,
    /// Which of [`PLACES`] it may be used from.
    pub places: usize,
}

/// Lists of allowed addresses, and for each of [`ADDRESSES`] by hand whether it is among them.
pub const PLACES: [(&[&str], [bool; 4]); 4] = [
    (&[], [true, true, true, true]),
    (&["192.0.2.0/24"], [true, true, false, false]),
    (&["192.0.2.7"], [true, false, false, false]),
    (&["2001:db8::/32", "198.51.100.1"], [false, false, true, true]),
];
/// Where requests come from.
pub const ADDRESSES: [&str; 4] = ["192.0.2.7", "::ffff:192.0.2.9", "198.51.100.1", "2001:db8:ffff::5"];

/// The verdict on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// 204, with the tokens that are left and the seconds until all are back.
    Good { left: i64, reset: i64 },
    /// 401.
    BadKey,
    /// 403.
    Elsewhere,
    /// 429: come back after so many seconds.
    TooMany { wait: i64 },
}

/// What an organization may do: so many requests at once, and so many a second. It counts what was let through since each
/// earlier moment, instead of keeping a level.
#[derive(Clone, Debug)]
pub struct Allowance {
    per_second: i64,
    burst: i64,
    /// When these numbers began to hold, and the thousandths that were left; all, if nobody had asked before.
    since: Option<(Moment, i64)>,
    /// How many were let through at each moment.
    passed: Vec<(Moment, i64)>,
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
    pub allowance: Allowance,
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

impl Default for Allowance {
    fn default() -> Self {
        Self { per_second: 200, burst: 400, since: None, passed: Vec::new() }
    }
}

impl Allowance {
    /// The thousandths that may pass at a moment: whatever window one looks at that ends there, no more may have passed in
    /// it than a burst and what the rate adds in its length.
    fn left(&self, at: Moment) -> i64 {
        let mut least = self.burst * 1000;
        let mut passed = 0;
        for (moment, count) in self.passed.iter().rev() {
            passed += count * 1000;
            least = least.min(self.burst * 1000 + (at - moment) * self.per_second - passed);
        }
        match self.since {
            Some((moment, left)) => least.min(left + (at - moment) * self.per_second - passed),
            None => least,
        }
    }

    /// The fewest seconds, one at least, after which so many thousandths are there.
    fn seconds_until(&self, thousandths: i64, at: Moment) -> i64 {
        (1..).find(|seconds| self.left(at + seconds * 1000) >= thousandths).unwrap_or(i64::MAX)
    }

    /// One request.
    pub fn ask(&mut self, at: Moment) -> Verdict {
        if self.left(at) < 1000 {
            return Verdict::TooMany { wait: self.seconds_until(1000, at) };
        }
        match self.passed.last_mut() {
            Some((moment, count)) if *moment == at => *count += 1,
            _ => self.passed.push((at, 1)),
        }
        let all = self.burst * 1000;
        let reset = if self.left(at) >= all { 0 } else { self.seconds_until(all, at) };
        Verdict::Good { left: self.left(at) / 1000, reset }
    }

    /// Other numbers from now on; what was earned by the old ones stays, as far as it fits.
    pub fn change(&mut self, numbers: Option<(i64, i64)>, at: Moment) {
        let untouched = self.since.is_none() && self.passed.is_empty();
        let left = self.left(at);
        (self.per_second, self.burst) = numbers.unwrap_or((200, 400));
        self.since = (!untouched).then_some((at, left.min(self.burst * 1000)));
        self.passed.clear();
    }
}

impl Model {
    /// The verdict on a key asked with from one of [`ADDRESSES`], by the two clocks.
    pub fn verdict(&mut self, place: usize, address: usize, now: Moment, steady: Moment) -> Verdict {
        let key = &self.keys[place];
        let is_usable = matches!(key.state(now), "active" | "retiring");
        if !is_usable || key.limits.not_before.is_some_and(|begin| now < begin) {
            return Verdict::BadKey;
        }
        if !PLACES[key.limits.places].1[address] {
            return Verdict::Elsewhere;
        }
        let verdict = self.allowance.ask(steady);
        self.keys[place].used |= matches!(verdict, Verdict::Good { .. });
        verdict
    }

    pub fn create(&mut self, name: usize, expires_at: Option<Moment>, limits: Own, now: Moment) -> Said {
        let never_good = limits.not_before.zip(expires_at).is_some_and(|(begin, end)| end <= begin);
        if never_good || expires_at.is_some_and(|end| end <= now) {
            return Err(Code::ValidationError);
        }
        let takes = |key: &Key| key.name == name && !key.revoked && !key.retiring && key.state(now) != "expired";
        if self.keys.iter().any(takes) {
            return Err(Code::NameInUse);
        }
        self.keys.push(Key {
            name,
            expires_at,
            limits,
            used: false,
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
        let (name, expires_at, limits) = (old.name, old.expires_at, old.limits);
        self.keys.push(Key {
            name,
            expires_at,
            limits,
            used: false,
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
        let new = &self.keys[self.rotations[at].new];
        if !new.confirmed || !(without_evidence || new.used) {
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
