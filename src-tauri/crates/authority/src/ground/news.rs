//! What changes tell, on its way from the writer to whoever follows it. The writer hands a commit's news over once it is on
//! disk, before anybody is answered, and never waits: what finds no room is dropped, and it is said that it was. Verdicts
//! have no part in it.

use std::{
    fmt,
    str::FromStr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use keys::{Environment, Timestamp};
use tokio::sync::Notify;

/// News that may wait to be taken; thousands of commits in the time that nobody looks.
const WAITING_MAX: usize = 16_384;
/// Bytes of a row's hash that tell its history from another one.
const HASH_LENGTH: usize = 8;

/// A place in the audit log: the row, and the beginning of its hash. A store that was brought back to an earlier state
/// counts on with the same numbers; the hash tells that its rows are other ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The row's number.
    pub sequence: i64,
    hash: [u8; HASH_LENGTH],
}

impl Mark {
    /// The place of a row.
    pub fn of(sequence: i64, hash: &[u8; 32]) -> Self {
        let mut begin = [0; HASH_LENGTH];
        begin.iter_mut().zip(hash).for_each(|(begin, byte)| *begin = *byte);
        Self { sequence, hash: begin }
    }

    /// Whether the row of this number has this hash.
    pub fn is_of(&self, hash: &[u8; 32]) -> bool {
        hash.starts_with(&self.hash)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.sequence, hex::encode(self.hash))
    }
}

/// It is no place that we ever told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMark;

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let (sequence, hash) = text.split_once('.').ok_or(NoMark)?;
        let mut mark = Self { sequence: sequence.parse().map_err(|_| NoMark)?, hash: [0; HASH_LENGTH] };
        hex::decode_to_slice(hash, &mut mark.hash).map_err(|_| NoMark)?;
        // One way to write each: `+1` and `01` are not ours.
        if mark.sequence > 0 && mark.to_string() == text { Ok(mark) } else { Err(NoMark) }
    }
}

/// What a change tells of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its row in the audit log; none when it has no row there.
    pub mark: Option<Mark>,
    /// When.
    pub at: Timestamp,
    /// Whose thing it is.
    pub organization_id: String,
    /// Where, when it is in an environment.
    pub environment: Option<Environment>,
    /// What was done, for instance `key.revoked`.
    pub deed: String,
    /// To what: an id. Empty for something of the kind.
    pub subject: String,
    /// Whether a key of the public API did it.
    pub is_by_key: bool,
}

impl Told {
    /// What has no row in the audit log.
    pub fn without_row(
        (organization_id, environment): (&str, Option<Environment>),
        deed: &str,
        subject: &str,
        at: Timestamp,
    ) -> Self {
        let (organization_id, deed, subject) = (organization_id.to_owned(), deed.to_owned(), subject.to_owned());
        Self { mark: None, at, organization_id, environment, deed, subject, is_by_key: false }
    }
}

/// News that wait.
#[derive(Default)]
struct Waiting {
    told: Vec<Told>,
    /// Something was told that is not among them.
    lost: bool,
}

/// The way from the writer to whoever follows.
#[derive(Default)]
pub struct News {
    /// Before that nothing is kept: an operator's verb has nobody to tell.
    is_followed: AtomicBool,
    waiting: Mutex<Waiting>,
    arrived: Notify,
}

impl News {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on somebody takes what is handed over.
    pub fn follow(&self) {
        self.is_followed.store(true, Ordering::Release);
    }

    /// Hands over what a commit told, in its order.
    pub(super) fn hand_over(&self, mut told: Vec<Told>) {
        if told.is_empty() || !self.is_followed.load(Ordering::Acquire) {
            return;
        }
        let mut waiting = self.waiting();
        if waiting.told.len() + told.len() > WAITING_MAX {
            *waiting = Waiting { told: Vec::new(), lost: true };
        } else {
            waiting.told.append(&mut told);
        }
        drop(waiting);
        self.arrived.notify_one();
    }

    /// A commit's outcome is not known: whoever follows has to look at the store.
    pub(super) fn doubt(&self) {
        self.waiting().lost = true;
        self.arrived.notify_one();
    }

    /// Waits until there is something to take.
    pub async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// What was handed over, and whether something is missing among it.
    pub fn take(&self) -> (Vec<Told>, bool) {
        let Waiting { told, lost } = std::mem::take(&mut *self.waiting());
        (told, lost)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(number: usize) -> Told {
        Told::without_row(("org_a", None), "key.used", &number.to_string(), Timestamp::from_millis(0))
    }

    #[test]
    fn what_nobody_follows_is_not_kept() {
        let news = News::default();
        news.hand_over(vec![told(1)]);
        news.follow();
        assert_eq!(news.take(), (vec![], false));
        news.hand_over(vec![told(2), told(3)]);
        news.hand_over(vec![told(4)]);
        assert_eq!(news.take(), (vec![told(2), told(3), told(4)], false), "in the order of the commits");
        assert_eq!(news.take(), (vec![], false), "once");
    }

    #[test]
    fn what_finds_no_room_is_dropped_and_that_is_said() {
        let news = News::default();
        news.follow();
        news.hand_over((0..WAITING_MAX).map(told).collect());
        news.hand_over(vec![told(0)]);
        assert_eq!(news.take(), (vec![], true));
        news.doubt();
        news.hand_over(vec![told(1)]);
        assert_eq!(news.take(), (vec![told(1)], true), "a doubt drops nothing");
    }

    #[test]
    fn a_mark_is_written_in_one_way() {
        let mark = "4711.0123456789abcdef";
        assert_eq!(mark.parse::<Mark>().map(|mark| mark.sequence), Ok(4711));
        let others =
            ["+4711.0123456789abcdef", "04711.0123456789abcdef", "4711.0123456789ABCDEF", "-4711.0123456789abcdef"];
        for text in others.into_iter().chain([
            "0.0123456789abcdef",
            "4711",
            "4711.",
            "4711.0123456789abcd",
            ".0123456789abcdef",
            "",
        ]) {
            assert_eq!(text.parse::<Mark>(), Err(NoMark), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mark_is_read_as_it_is_written(sequence in 1i64.., hash: [u8; 32]) {
            let mark = Mark::of(sequence, &hash);
            prop_assert_eq!(mark.to_string().parse(), Ok(mark));
            prop_assert!(mark.is_of(&hash));
        }

        #[test]
        fn no_text_is_two_marks_or_a_panic(text in r"[0-9+.a-fA-F-]{0,24}|\PC*") {
            if let Ok(mark) = text.parse::<Mark>() {
                prop_assert_eq!(mark.to_string(), text);
            }
        }
    }
}
