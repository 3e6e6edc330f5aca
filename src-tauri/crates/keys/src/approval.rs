//! A live key that another person approves: asked for by one admin, decided by another, claimed by the first.
//!
//! The state is derived from facts and the present moment, never stored, as a key's is: what nobody decided and what nobody
//! claimed lapses by itself. Nobody approves their own wish, and no machine stands in for either of the two.

use crate::{
    Actor, ActorKind, Timestamp,
    lifecycle::Change,
    wire::{ApprovalDeed, ApprovalState},
};

/// Seconds in which a wish is decided; then it lapses. Seven days.
pub const DECIDE_SECONDS: i64 = 7 * 24 * 3600;
/// Seconds in which an approved key is claimed; then the approval lapses. A day.
pub const CLAIM_SECONDS: i64 = 24 * 3600;
/// The longest that such a key can live: a year, in hours.
pub const LIFETIME_HOURS_MAX: u32 = 365 * 24;

/// Whether a key can be asked for that lives so many hours.
pub fn lifetime_fits(hours: u32) -> bool {
    (1..=LIFETIME_HOURS_MAX).contains(&hours)
}

/// Yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// Whether it was a yes.
    pub approved: bool,
    /// Why.
    pub reason: String,
}

/// The facts of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: Actor,
    /// What another admin said, the last word.
    pub decision: Option<Decision>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
    /// When the key was created.
    pub claimed_at: Option<Timestamp>,
}

/// Why something cannot be done with an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// A token, a computer or the authority itself: only a person who signed in does anything here.
    #[error("only a person who signed in can do this")]
    NotAPerson,
    /// Whoever asked does not decide.
    #[error("another person decides")]
    OwnWish,
    /// Only whoever asked withdraws and claims.
    #[error("only whoever asked can do this")]
    NotTheAsker,
    /// It is in a state in which this is not done.
    #[error("it is {}", .0.as_str())]
    State(ApprovalState),
}

impl Approval {
    /// One that was asked for now.
    ///
    /// # Errors
    /// [`ApprovalError::NotAPerson`].
    pub fn ask(asked_by: Actor, now: Timestamp) -> Result<Self, ApprovalError> {
        require_person(&asked_by)?;
        Ok(Self { asked_at: now, asked_by, decision: None, withdrawn_at: None, claimed_at: None })
    }

    /// The state at a moment.
    pub fn state(&self, now: Timestamp) -> ApprovalState {
        if self.claimed_at.is_some() {
            ApprovalState::Claimed
        } else if self.withdrawn_at.is_some() {
            ApprovalState::Withdrawn
        } else if self.decision.as_ref().is_some_and(|decision| !decision.approved) {
            ApprovalState::Declined
        } else if self.lapses_at().is_some_and(|end| end <= now) {
            ApprovalState::Lapsed
        } else if self.decision.is_some() {
            ApprovalState::Approved
        } else {
            ApprovalState::Waiting
        }
    }

    /// When it lapses by itself, or did; none of one that ended otherwise.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        let open = self.claimed_at.is_none() && self.withdrawn_at.is_none();
        match &self.decision {
            _ if !open => None,
            None => Some(self.asked_at.plus_seconds(DECIDE_SECONDS)),
            Some(decision) if decision.approved => Some(decision.at.plus_seconds(CLAIM_SECONDS)),
            Some(_) => None,
        }
    }

    /// Says yes. One that is approved already stays as it was, with the first one's facts.
    ///
    /// # Errors
    /// [`ApprovalError`].
    pub fn approve(&mut self, by: &Actor, reason: &str, now: Timestamp) -> Result<Change, ApprovalError> {
        self.require_another(by)?;
        match self.state(now) {
            ApprovalState::Waiting => Ok(self.decide(by, true, reason, now)),
            ApprovalState::Approved => Ok(Change::None),
            state => Err(ApprovalError::State(state)),
        }
    }

    /// Says no, or takes a yes back. One that is declined already stays as it was.
    ///
    /// # Errors
    /// [`ApprovalError`].
    pub fn decline(&mut self, by: &Actor, reason: &str, now: Timestamp) -> Result<Change, ApprovalError> {
        self.require_another(by)?;
        match self.state(now) {
            ApprovalState::Waiting | ApprovalState::Approved => Ok(self.decide(by, false, reason, now)),
            ApprovalState::Declined => Ok(Change::None),
            state => Err(ApprovalError::State(state)),
        }
    }

    /// Takes the wish back. One that is withdrawn already stays as it was.
    ///
    /// # Errors
    /// [`ApprovalError`].
    pub fn withdraw(&mut self, by: &Actor, now: Timestamp) -> Result<Change, ApprovalError> {
        self.require_asker(by)?;
        match self.state(now) {
            ApprovalState::Waiting | ApprovalState::Approved => {
                self.withdrawn_at = Some(now);
                Ok(Change::Made)
            }
            ApprovalState::Withdrawn => Ok(Change::None),
            state => Err(ApprovalError::State(state)),
        }
    }

    /// Takes the key, once.
    ///
    /// # Errors
    /// [`ApprovalError`].
    pub fn claim(&mut self, by: &Actor, now: Timestamp) -> Result<(), ApprovalError> {
        self.require_asker(by)?;
        match self.state(now) {
            ApprovalState::Approved => {
                self.claimed_at = Some(now);
                Ok(())
            }
            state => Err(ApprovalError::State(state)),
        }
    }

    /// What somebody can do with it now, and what would change it.
    pub fn possible(&self, by: &Actor, now: Timestamp) -> Vec<ApprovalDeed> {
        let changes = |deed: &ApprovalDeed| {
            let mut tried = self.clone();
            match deed {
                ApprovalDeed::Approve => tried.approve(by, "", now) == Ok(Change::Made),
                ApprovalDeed::Decline => tried.decline(by, "", now) == Ok(Change::Made),
                ApprovalDeed::Withdraw => tried.withdraw(by, now) == Ok(Change::Made),
                ApprovalDeed::Claim => tried.claim(by, now).is_ok(),
            }
        };
        ApprovalDeed::ALL.iter().copied().filter(changes).collect()
    }

    fn decide(&mut self, by: &Actor, approved: bool, reason: &str, now: Timestamp) -> Change {
        self.decision = Some(Decision { at: now, by: by.clone(), approved, reason: reason.to_owned() });
        Change::Made
    }

    fn require_another(&self, by: &Actor) -> Result<(), ApprovalError> {
        require_person(by)?;
        if self.is_asker(by) { Err(ApprovalError::OwnWish) } else { Ok(()) }
    }

    fn require_asker(&self, by: &Actor) -> Result<(), ApprovalError> {
        require_person(by)?;
        if self.is_asker(by) { Ok(()) } else { Err(ApprovalError::NotTheAsker) }
    }

    /// Told by the reference: a name is chosen by somebody, and can be changed.
    fn is_asker(&self, by: &Actor) -> bool {
        self.asked_by.reference() == by.reference()
    }
}

fn require_person(by: &Actor) -> Result<(), ApprovalError> {
    if by.kind == ActorKind::Member && !by.id.is_empty() { Ok(()) } else { Err(ApprovalError::NotAPerson) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn member(id: &str) -> Actor {
        Actor::new(ActorKind::Member, id, "x@acme.example")
    }

    fn asked() -> Approval {
        Approval::ask(member("usr_ana"), at(0)).unwrap()
    }

    #[test]
    fn what_nobody_decides_or_claims_lapses_at_the_second() {
        let mut wish = asked();
        assert_eq!(wish.state(at(DECIDE_SECONDS - 1)), ApprovalState::Waiting);
        assert_eq!(wish.state(at(DECIDE_SECONDS)), ApprovalState::Lapsed);
        let late = wish.approve(&member("usr_ben"), "Fine", at(DECIDE_SECONDS));
        assert_eq!(late, Err(ApprovalError::State(ApprovalState::Lapsed)));
        wish.approve(&member("usr_ben"), "Fine", at(DECIDE_SECONDS - 1)).unwrap();
        let end = DECIDE_SECONDS - 1 + CLAIM_SECONDS;
        assert_eq!((wish.state(at(end - 1)), wish.lapses_at()), (ApprovalState::Approved, Some(at(end))));
        assert_eq!(wish.state(at(end)), ApprovalState::Lapsed);
        let late = wish.claim(&member("usr_ana"), at(end));
        assert_eq!(late, Err(ApprovalError::State(ApprovalState::Lapsed)));
    }

    #[test]
    fn each_person_is_offered_their_own_part() {
        use ApprovalDeed::{Approve, Claim, Decline, Withdraw};
        let (ana, ben) = (member("usr_ana"), member("usr_ben"));
        let mut wish = asked();
        assert_eq!(wish.possible(&ana, at(1)), [Withdraw]);
        assert_eq!(wish.possible(&ben, at(1)), [Approve, Decline]);
        wish.approve(&ben, "Fine", at(1)).unwrap();
        assert_eq!(wish.possible(&ana, at(2)), [Withdraw, Claim]);
        assert_eq!(wish.possible(&ben, at(2)), [Decline], "a yes can be taken back until the key is there");
        wish.claim(&ana, at(3)).unwrap();
        assert!(wish.possible(&ana, at(4)).is_empty() && wish.possible(&ben, at(4)).is_empty());
    }

    #[test]
    fn a_namesake_is_another_person_and_no_machine_is_one() {
        let mut wish = asked();
        let namesake = Actor::new(ActorKind::Member, "usr_ben", "usr_ana");
        assert_eq!(wish.claim(&namesake, at(1)), Err(ApprovalError::NotTheAsker));
        let renamed = Actor::new(ActorKind::Member, "usr_ana", "ben@acme.example");
        assert_eq!(wish.approve(&renamed, "Fine", at(1)), Err(ApprovalError::OwnWish));
        for kind in ActorKind::ALL.into_iter().filter(|kind| *kind != ActorKind::Member) {
            let machine = Actor::new(kind, "usr_ben", "ben@acme.example");
            assert_eq!(Approval::ask(machine.clone(), at(0)), Err(ApprovalError::NotAPerson));
            assert_eq!(wish.approve(&machine, "Fine", at(1)), Err(ApprovalError::NotAPerson));
            assert!(wish.possible(&machine, at(1)).is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn a_key_lives_an_hour_at_least_and_a_year_at_most() {
        assert!(!lifetime_fits(0) && lifetime_fits(1) && lifetime_fits(8760) && !lifetime_fits(8761));
    }

    /// One deed after the other, each by one of three people (or a token), some hours later.
    fn histories() -> impl Strategy<Value = Vec<(usize, usize, i64)>> {
        prop::collection::vec((0..4_usize, 0..4_usize, 0..60_i64), 0..12)
    }

    proptest! {
        #[test]
        fn whatever_is_tried_a_key_is_claimed_once_by_its_asker_on_another_persons_yes(history in histories()) {
            let people = [
                member("usr_ana"), member("usr_ben"), member("usr_cem"),
                Actor::new(ActorKind::Token, "usr_ben", "bot"),
            ];
            let (mut wish, mut now, mut claims) = (asked(), 0, 0);
            for (deed, who, hours) in history {
                now += hours * HOUR;
                let (by, before, offered) = (&people[who], wish.clone(), wish.possible(&people[who], at(now)));
                let deed = ApprovalDeed::ALL[deed];
                let done = match deed {
                    ApprovalDeed::Approve => wish.approve(by, "why", at(now)),
                    ApprovalDeed::Decline => wish.decline(by, "why", at(now)),
                    ApprovalDeed::Withdraw => wish.withdraw(by, at(now)),
                    ApprovalDeed::Claim => wish.claim(by, at(now)).map(|()| Change::Made),
                };
                prop_assert_eq!(offered.contains(&deed), done == Ok(Change::Made), "what is offered is what works");
                prop_assert_eq!(wish == before, done != Ok(Change::Made), "what is refused or repeated changes nothing");
                if deed == ApprovalDeed::Claim && done.is_ok() {
                    claims += 1;
                    let decision = before.decision.clone().expect("somebody decided");
                    prop_assert_eq!(by, &wish.asked_by);
                    prop_assert!(decision.approved && decision.by.reference() != wish.asked_by.reference());
                    prop_assert!(now * 1000 - decision.at.as_millis() < CLAIM_SECONDS * 1000);
                    prop_assert!(decision.at.as_millis() < DECIDE_SECONDS * 1000);
                    prop_assert!(before.withdrawn_at.is_none());
                }
                let ended = !matches!(before.state(at(now)), ApprovalState::Waiting | ApprovalState::Approved);
                prop_assert!(!ended || wish == before, "nothing comes back");
            }
            prop_assert!(claims <= 1);
        }
    }
}
