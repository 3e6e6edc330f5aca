//! What a key may become, and when. States are derived from facts and the present moment, never stored, so a key that
//! has expired is expired at once and everywhere.

use serde::{Deserialize, Serialize};

use crate::{Actor, Timestamp};

/// Where a key is in its life (design, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Created, but nobody has confirmed that the secret was saved. Refused everywhere.
    Pending,
    /// Good for requests.
    Active,
    /// Good for requests, and being rotated out.
    Retiring,
    /// Refused for good, by somebody's decision.
    Revoked,
    /// Refused because its time is over.
    Expired,
}

impl KeyState {
    /// Each of them, in the order of a life.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Active, Self::Retiring, Self::Revoked, Self::Expired];

    /// As it is written everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// Whether a request with the key may go through.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Active | Self::Retiring)
    }
}

/// The facts of one key's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// When its secret was minted.
    pub created_at: Timestamp,
    /// The end that was set at creation, if any.
    pub expires_at: Option<Timestamp>,
    /// When it was written down that this end had come. From then on it has, whatever a clock says that is set back.
    pub end_noted_at: Option<Timestamp>,
    /// When somebody confirmed that the secret is saved.
    pub confirmed_at: Option<Timestamp>,
    /// Set while a rotation replaces the key.
    pub retiring: Option<Retiring>,
    /// Set once it is revoked; never changed afterwards.
    pub revoked: Option<Revocation>,
}

/// The facts of a key that is being rotated out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retiring {
    /// When the rotation began.
    pub since: Timestamp,
    /// When the grace ends; none while the successor is not handed over, or when no grace was set.
    pub ends_at: Option<Timestamp>,
}

/// Who ended a key, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Revocation {
    /// The moment from which the key is refused.
    pub at: Timestamp,
    /// Who decided.
    pub by: Actor,
    /// The reason given.
    pub reason: String,
}

/// Whether an operation changed anything. Asking twice is not an error: the second asker gets the first one's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It did.
    Made,
    /// It was so already.
    None,
}

/// Why a key cannot become what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LifeError {
    /// Revoked or expired: nothing brings it back.
    #[error("the key has ended")]
    Ended,
    /// Only an active key can be rotated.
    #[error("the key is not active")]
    NotActive,
    /// Only a retiring key can be taken back into service.
    #[error("the key is not being rotated out")]
    NotRetiring,
}

impl Life {
    /// A key minted now.
    pub fn new(now: Timestamp, expires_at: Option<Timestamp>) -> Self {
        Self { created_at: now, expires_at, end_noted_at: None, confirmed_at: None, retiring: None, revoked: None }
    }

    /// The state at a moment.
    pub fn state(&self, now: Timestamp) -> KeyState {
        if self.revoked.is_some() {
            KeyState::Revoked
        } else if self.end_noted_at.is_some() || self.ends_at().is_some_and(|end| end <= now) {
            KeyState::Expired
        } else if self.confirmed_at.is_none() {
            KeyState::Pending
        } else if self.retiring.is_some() {
            KeyState::Retiring
        } else {
            KeyState::Active
        }
    }

    /// The facts as they were at an earlier moment; none before the key was created. What a later undoing took back is
    /// not known any more.
    pub fn as_of(&self, moment: Timestamp) -> Option<Self> {
        if moment < self.created_at {
            return None;
        }
        Some(Self {
            created_at: self.created_at,
            expires_at: self.expires_at,
            end_noted_at: self.end_noted_at.filter(|at| *at <= moment),
            confirmed_at: self.confirmed_at.filter(|at| *at <= moment),
            retiring: self.retiring.filter(|retiring| retiring.since <= moment),
            revoked: self.revoked.clone().filter(|revocation| revocation.at <= moment),
        })
    }

    /// Whether it is over: revoked or expired.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        matches!(self.state(now), KeyState::Revoked | KeyState::Expired)
    }

    /// When the key ends by itself: the earlier of its expiry and its grace (design, section 5 rule 4).
    pub fn ends_at(&self) -> Option<Timestamp> {
        let grace_end = self.retiring.and_then(|retiring| retiring.ends_at);
        [self.expires_at, grace_end].into_iter().flatten().min()
    }

    /// Pending becomes active: the secret is known to be saved.
    ///
    /// # Errors
    /// [`LifeError::Ended`] when it was revoked or expired meanwhile.
    pub fn confirm(&mut self, now: Timestamp) -> Result<Change, LifeError> {
        match self.state(now) {
            KeyState::Pending => {
                self.confirmed_at = Some(now);
                Ok(Change::Made)
            }
            KeyState::Active | KeyState::Retiring => Ok(Change::None),
            KeyState::Revoked | KeyState::Expired => Err(LifeError::Ended),
        }
    }

    /// Active becomes retiring. It stays good: rotation creates first and revokes last.
    ///
    /// # Errors
    /// [`LifeError::Ended`] or [`LifeError::NotActive`].
    pub fn retire(&mut self, now: Timestamp) -> Result<(), LifeError> {
        match self.state(now) {
            KeyState::Active => {
                self.retiring = Some(Retiring { since: now, ends_at: None });
                Ok(())
            }
            KeyState::Revoked | KeyState::Expired => Err(LifeError::Ended),
            KeyState::Pending | KeyState::Retiring => Err(LifeError::NotActive),
        }
    }

    /// Sets the end of the grace of a retiring key.
    ///
    /// # Errors
    /// [`LifeError::NotRetiring`] when no rotation is under way.
    pub fn end_grace_at(&mut self, ends_at: Option<Timestamp>) -> Result<(), LifeError> {
        self.retiring.as_mut().ok_or(LifeError::NotRetiring)?.ends_at = ends_at;
        Ok(())
    }

    /// Retiring becomes active again: the rotation is undone.
    ///
    /// # Errors
    /// [`LifeError::Ended`] when the key is over, [`LifeError::NotRetiring`] when it was not being rotated out.
    pub fn restore(&mut self, now: Timestamp) -> Result<(), LifeError> {
        match self.state(now) {
            KeyState::Retiring => {
                self.retiring = None;
                Ok(())
            }
            KeyState::Revoked | KeyState::Expired => Err(LifeError::Ended),
            KeyState::Pending | KeyState::Active => Err(LifeError::NotRetiring),
        }
    }

    /// Any key becomes revoked; a revoked one keeps its first revocation.
    pub fn revoke(&mut self, revocation: Revocation) -> Change {
        if self.revoked.is_some() {
            return Change::None;
        }
        self.revoked = Some(revocation);
        Change::Made
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn revocation(moment: i64) -> Revocation {
        Revocation { at: at(moment), by: Actor::unknown("ana"), reason: "leaked".to_owned() }
    }

    #[test]
    fn a_new_key_is_pending_until_confirmed() {
        let mut life = Life::new(at(0), None);
        assert_eq!(life.state(at(1)), KeyState::Pending);
        assert_eq!(life.confirm(at(2)), Ok(Change::Made));
        assert_eq!(life.confirm(at(3)), Ok(Change::None), "asking twice is no error");
        assert_eq!((life.state(at(3)), life.confirmed_at), (KeyState::Active, Some(at(2))));
    }

    #[test]
    fn a_key_expires_at_the_moment_it_names_and_not_before() {
        let mut life = Life::new(at(0), Some(at(1000)));
        life.confirm(at(1)).unwrap();
        assert_eq!(life.state(at(999)), KeyState::Active);
        assert_eq!(life.state(at(1000)), KeyState::Expired);
    }

    #[test]
    fn grace_never_outlives_the_keys_own_expiry() {
        let mut life = Life::new(at(0), Some(at(1000)));
        life.confirm(at(1)).unwrap();
        life.retire(at(2)).unwrap();
        life.end_grace_at(Some(at(5000))).unwrap();
        assert_eq!(life.ends_at(), Some(at(1000)), "the earlier of the two");
        life.end_grace_at(Some(at(500))).unwrap();
        assert_eq!(life.state(at(500)), KeyState::Expired);
    }

    #[test]
    fn an_earlier_moment_is_told_from_the_facts() {
        let mut life = Life::new(at(10), None);
        life.confirm(at(20)).unwrap();
        life.retire(at(30)).unwrap();
        life.revoke(revocation(40));
        let state = |moment| life.as_of(at(moment)).map(|life| life.state(at(moment)));
        assert_eq!(state(9), None, "there was no such key yet");
        let states = [10, 20, 30, 39, 40].map(|moment| state(moment).unwrap());
        use KeyState::{Active, Pending, Retiring, Revoked};
        assert_eq!(states, [Pending, Active, Retiring, Retiring, Revoked]);
    }

    #[test]
    fn a_rotation_can_be_undone_until_the_key_has_ended() {
        let mut life = Life::new(at(0), None);
        life.confirm(at(1)).unwrap();
        life.retire(at(2)).unwrap();
        assert_eq!(life.retire(at(2)), Err(LifeError::NotActive), "one rotation at a time");
        life.restore(at(3)).unwrap();
        assert_eq!(life.state(at(3)), KeyState::Active);
        life.retire(at(4)).unwrap();
        life.revoke(revocation(5));
        assert_eq!(life.restore(at(6)), Err(LifeError::Ended));
    }

    #[test]
    fn the_second_revocation_keeps_the_first_ones_facts() {
        let mut life = Life::new(at(0), None);
        assert_eq!(life.revoke(revocation(5)), Change::Made);
        assert_eq!(life.revoke(revocation(9)), Change::None);
        assert_eq!(life.revoked.map(|r| r.at), Some(at(5)));
    }

    proptest! {
        #[test]
        fn revoked_is_for_ever(steps in prop::collection::vec((0u8..6, 0i64..100), 0..40)) {
            let mut life = Life::new(at(0), Some(at(80)));
            let mut was_revoked = false;
            for (step, moment) in steps {
                match step {
                    0 => drop(life.confirm(at(moment))),
                    1 => drop(life.retire(at(moment))),
                    2 => drop(life.restore(at(moment))),
                    3 => drop(life.end_grace_at(Some(at(moment)))),
                    4 => was_revoked |= life.revoke(revocation(moment)) == Change::Made,
                    _ => {}
                }
                prop_assert_eq!(life.state(at(moment)) == KeyState::Revoked, was_revoked);
                prop_assert!(!life.state(at(80)).is_usable(), "nothing outlives the expiry");
            }
        }
    }
}
