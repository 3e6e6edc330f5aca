//! A session's life: short access, a refresh token that is good once, and what a second use of one means.

use crate::Timestamp;

/// How long an access token is good.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// How long a refresh token is good when it is not used.
pub const REFRESH_SECONDS: i64 = 7 * 24 * 3600;
/// How long a session lasts at most, however often it is refreshed.
pub const SESSION_SECONDS_MAX: i64 = 30 * 24 * 3600;
/// For so long after its first use, a refresh token may be presented again: its answer may have been lost.
pub const LOST_ANSWER_SECONDS: i64 = 30;

/// A session, and the refresh token that was presented for it. Tokens of a session are numbered as they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// When the session began.
    pub began_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
    /// The number of its newest refresh token.
    pub newest: i64,
    /// The number of the refresh token that the newest was given for.
    pub given_for: Option<i64>,
    /// When the newest was first given for that one.
    pub given_at: Timestamp,
    /// The number of the presented one.
    pub number: i64,
    /// When the presented one was made.
    pub made_at: Timestamp,
}

/// What to do with a presented refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is the newest: give a new pair for it.
    Renew,
    /// It was used a moment ago and nobody has used what it gave: the answer was lost. Give a new pair in the place of
    /// that one, which is refused from now on.
    RenewAgain,
    /// Somebody has a copy. Who, cannot be told: end the session for both.
    Reused,
    /// The session or the token is over.
    Ended,
}

impl Presented {
    /// Decides. A thief and the owner cannot both go on: whoever comes second with an old token ends the session, also
    /// when the first one came within [`LOST_ANSWER_SECONDS`].
    pub fn judge(&self, now: Timestamp) -> Judgement {
        if self.ended_at.is_some() || now.seconds_since(self.began_at) >= SESSION_SECONDS_MAX {
            return Judgement::Ended;
        }
        if self.number != self.newest {
            // A clock that was set back makes no window: the safe side is to end the session.
            let lately = (0..LOST_ANSWER_SECONDS).contains(&now.seconds_since(self.given_at));
            return if self.given_for == Some(self.number) && lately {
                Judgement::RenewAgain
            } else {
                Judgement::Reused
            };
        }
        if now.seconds_since(self.made_at) >= REFRESH_SECONDS {
            return Judgement::Ended;
        }
        Judgement::Renew
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    /// A session as an authority keeps it.
    struct Session {
        tokens: Vec<Timestamp>,
        given_for: Option<i64>,
        given_at: Timestamp,
        ended_at: Option<Timestamp>,
    }

    impl Session {
        fn new() -> Self {
            Self { tokens: vec![at(0)], given_for: None, given_at: at(0), ended_at: None }
        }

        fn present(&mut self, number: i64, now: Timestamp) -> (Judgement, Option<i64>) {
            let presented = Presented {
                began_at: at(0),
                ended_at: self.ended_at,
                newest: self.tokens.len() as i64 - 1,
                given_for: self.given_for,
                given_at: self.given_at,
                number,
                made_at: self.tokens[number as usize],
            };
            let judgement = presented.judge(now);
            match judgement {
                Judgement::Renew => (self.given_for, self.given_at) = (Some(number), now),
                Judgement::RenewAgain => {}
                Judgement::Reused => self.ended_at = Some(now),
                Judgement::Ended => {}
            }
            let renewed = matches!(judgement, Judgement::Renew | Judgement::RenewAgain);
            if renewed {
                self.tokens.push(now);
            }
            (judgement, renewed.then(|| self.tokens.len() as i64 - 1))
        }
    }

    #[test]
    fn a_token_is_good_once() {
        let mut session = Session::new();
        assert_eq!(session.present(0, at(10)), (Judgement::Renew, Some(1)));
        assert_eq!(session.present(1, at(20)), (Judgement::Renew, Some(2)));
        assert_eq!(session.present(0, at(21)).0, Judgement::Reused, "its successor was used: no answer was lost");
        assert_eq!(session.present(2, at(22)).0, Judgement::Ended, "the newest one ends with the session");
    }

    #[test]
    fn a_lost_answer_is_given_again_and_again_for_half_a_minute() {
        let mut session = Session::new();
        session.present(0, at(10));
        assert_eq!(session.present(0, at(11)), (Judgement::RenewAgain, Some(2)));
        assert_eq!(session.present(0, at(39)), (Judgement::RenewAgain, Some(3)));
        assert_eq!(session.present(0, at(40)).0, Judgement::Reused, "the window does not move with its use");
    }

    #[test]
    fn a_thief_within_the_window_is_found_by_the_owners_next_use() {
        let mut session = Session::new();
        session.present(0, at(10)); // the owner has token 1
        session.present(0, at(12)); // the thief has token 2
        assert_eq!(session.present(1, at(900)).0, Judgement::Reused);
        assert_eq!(session.present(2, at(901)).0, Judgement::Ended, "the thief's ends with it");
    }

    #[test]
    fn it_ends_by_itself() {
        assert_eq!(Session::new().present(0, at(REFRESH_SECONDS)).0, Judgement::Ended);
        let mut session = Session::new();
        let mut number = 0;
        for day in 1..30 {
            number = session.present(number, at(day * 86_400)).1.expect("it goes on");
        }
        assert_eq!(session.present(number, at(SESSION_SECONDS_MAX)).0, Judgement::Ended, "however often refreshed");
    }

    proptest! {
        #[test]
        fn two_holders_never_both_go_on(steps in prop::collection::vec((any::<bool>(), 1i64..3_600), 2..40)) {
            let (mut session, mut now) = (Session::new(), 0);
            // The owner and a thief begin with copies of the same token; each follows its own answers.
            let mut held = [Some(0), Some(0)];
            let mut used = [0, 0];
            for (thief, later) in steps {
                now += later;
                let who = usize::from(thief);
                let Some(number) = held[who] else { continue };
                held[who] = session.present(number, at(now)).1;
                if held[who].is_some() {
                    used[who] += 1;
                }
            }
            prop_assert!(used[0] <= 1 || used[1] <= 1, "{used:?}: the second use of either shows the other's copy");
        }
    }
}
