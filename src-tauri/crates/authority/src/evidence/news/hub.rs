//! Who listens, and what waits for each: bounded in number and in bytes. Whoever is too slow loses what waits, and is told.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use keys::{Timestamp, wire::Code};
use tokio::sync::Notify;

use super::{
    gathered::summary,
    line::{Line, Reader},
};
use crate::{
    Failure,
    ground::news::{Mark, Told},
};

/// Listeners of one organization.
pub const OF_ONE_MAX: usize = 256;
/// Listeners of all.
pub const OF_ALL_MAX: usize = 1_024;
/// Bytes that may wait for one listener; some fourteen hundred lines, more than one commit tells.
pub const WAITING_BYTES_MAX: usize = 256 * 1024;
/// What a line costs besides its text.
const LINE_BYTES: usize = 64;
/// When to ask again for a place that somebody else has.
const RETRY_SECONDS: u64 = 5;

/// All that listen, and how far the log was told.
#[derive(Default)]
pub struct Hub(Mutex<Room>);

#[derive(Default)]
struct Room {
    told: Mark,
    listeners: HashMap<u64, Arc<Listener>>,
    next: u64,
    is_over: bool,
}

struct Listener {
    reader: Reader,
    queue: Mutex<Queue>,
    woken: Notify,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<Arc<Line>>,
    bytes: usize,
    is_lost: bool,
    is_doubted: bool,
    is_over: bool,
}

/// What a listener finds.
#[derive(Debug)]
pub enum Found {
    /// The authority stops.
    Over,
    /// Something happened to who opened it: whether it may go on is to be looked at, before anything else is told.
    Doubted,
    /// More waited than is kept.
    Lost,
    /// The next line.
    Line(Arc<Line>),
}

impl Hub {
    fn room(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for somebody, which ends with what this answers.
    ///
    /// # Errors
    /// [`Code::RateLimited`] when the organization has no place left, [`Code::ServiceUnavailable`] when nobody has, or when
    /// the authority stops.
    pub fn enter(self: &Arc<Self>, reader: Reader) -> Result<Listening, Failure> {
        let later =
            |code, detail: &str| Failure::Later { code, detail: detail.to_owned(), retry_after_seconds: RETRY_SECONDS };
        let mut room = self.room();
        if room.is_over {
            return Err(later(Code::ServiceUnavailable, "The authority is stopping."));
        }
        if room.of(&reader.organization_id).count() >= OF_ONE_MAX {
            return Err(later(Code::RateLimited, "The organization listens to the news as often as it may at a time."));
        }
        if room.listeners.len() >= OF_ALL_MAX {
            return Err(later(Code::ServiceUnavailable, "As many listen to the news as there is room for."));
        }
        let id = room.next;
        room.next += 1;
        let listener = Arc::new(Listener { reader, queue: Mutex::default(), woken: Notify::new() });
        room.listeners.insert(id, listener.clone());
        Ok(Listening { hub: self.clone(), id, listener })
    }

    /// How far the log was told.
    pub fn told(&self) -> Mark {
        self.room().told
    }

    /// Whether anybody listens.
    pub fn is_heard(&self) -> bool {
        !self.room().listeners.is_empty()
    }

    /// Whether anybody listens whose business a deed is.
    pub fn concerns_anybody(&self, told: &Told) -> bool {
        self.room().listeners.values().any(|listener| listener.reader.is_concerned(told))
    }

    /// Goes on to a place without telling what stands before it, if nobody listens; answers whether it did.
    pub fn skip_unheard(&self, to: Mark) -> bool {
        let mut room = self.room();
        let is_unheard = room.listeners.is_empty();
        if is_unheard {
            room.told = to;
        }
        is_unheard
    }

    /// Tells a line to all who hear it.
    pub fn tell(&self, line: Line) {
        let line = Arc::new(line);
        let mut room = self.room();
        room.told = line.mark.unwrap_or(room.told);
        room.listeners.values().for_each(|listener| listener.take(&line));
    }

    /// Tells everybody that there may have been changes of the kinds that are gathered.
    pub fn tell_summaries(&self, at: Timestamp) {
        for listener in self.room().listeners.values() {
            summary(&listener.reader, at).into_iter().for_each(|line| listener.take(&Arc::new(line)));
        }
    }

    /// Goes on to a place although something before it was not told: everybody is told that.
    pub fn lose(&self, to: Mark) {
        let mut room = self.room();
        room.told = to;
        room.listeners.values().for_each(|listener| {
            listener.note(|queue| {
                queue.lose();
                queue.is_doubted = true;
            })
        });
    }

    /// Ends all streams, and lets nobody in any more.
    pub fn end(&self) {
        let mut room = self.room();
        room.is_over = true;
        room.listeners.values().for_each(|listener| listener.note(|queue| queue.is_over = true));
    }
}

impl Room {
    fn of(&self, organization_id: &str) -> impl Iterator<Item = &Arc<Listener>> {
        self.listeners.values().filter(move |listener| listener.reader.organization_id == organization_id)
    }
}

impl Listener {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Queue)) {
        change(&mut self.queue());
        self.woken.notify_one();
    }

    fn take(&self, line: &Arc<Line>) {
        let Reader { opener, organization_id, .. } = &self.reader;
        let is_about_itself = !opener.is_empty() && (&line.subject, &line.organization_id) == (opener, organization_id);
        let heard = line.heard_by(&self.reader);
        if heard.is_none() && !is_about_itself {
            return;
        }
        self.note(|queue| {
            queue.is_doubted |= is_about_itself;
            let cost = heard.map_or(0, |text| text.len() + LINE_BYTES);
            match queue.is_lost || heard.is_none() {
                true => {}
                false if queue.bytes + cost > WAITING_BYTES_MAX => queue.lose(),
                false => {
                    queue.bytes += cost;
                    queue.lines.push_back(line.clone());
                }
            }
        });
    }
}

impl Queue {
    fn lose(&mut self) {
        (self.lines, self.bytes, self.is_lost) = (VecDeque::new(), 0, true);
    }
}

/// A listener's place.
pub struct Listening {
    hub: Arc<Hub>,
    id: u64,
    listener: Arc<Listener>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.hub.room().listeners.remove(&self.id);
    }
}

impl Listening {
    /// Who listens.
    pub fn reader(&self) -> &Reader {
        &self.listener.reader
    }

    /// Forgets what waits; answers how far the log was told: what comes after that waits from now on.
    pub fn begin_anew(&self) -> Mark {
        let room = self.hub.room();
        let mut queue = self.listener.queue();
        (queue.lines, queue.bytes, queue.is_lost) = (VecDeque::new(), 0, false);
        room.told
    }

    /// What is more urgent than any line, if there is such.
    pub fn find_urgent(&self) -> Option<Found> {
        let mut queue = self.listener.queue();
        if queue.is_over {
            return Some(Found::Over);
        }
        std::mem::take(&mut queue.is_doubted).then_some(Found::Doubted)
    }

    /// Whether something that waited was lost.
    pub fn is_lost(&self) -> bool {
        self.listener.queue().is_lost
    }

    /// The next that there is.
    pub fn find(&self) -> Option<Found> {
        if let Some(urgent) = self.find_urgent() {
            return Some(urgent);
        }
        let mut queue = self.listener.queue();
        if queue.is_lost {
            return Some(Found::Lost);
        }
        let line = queue.lines.pop_front()?;
        let heard = line.heard_by(&self.listener.reader).map_or(0, str::len);
        queue.bytes = queue.bytes.saturating_sub(heard + LINE_BYTES);
        Some(Found::Line(line))
    }

    /// Waits until there may be something.
    pub async fn woken(&self) {
        self.listener.woken.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::NewsKind;
    use proptest::prelude::*;

    use super::{
        super::line::tests::{reader, row},
        *,
    };

    fn listen(hub: &Arc<Hub>) -> Listening {
        hub.enter(reader("org_a", &NewsKind::ALL)).unwrap()
    }

    fn lines(listening: &Listening) -> Vec<i64> {
        let next = || match listening.find()? {
            Found::Line(line) => Some(line.mark.map_or(0, |mark| mark.sequence)),
            other => panic!("no line: {other:?}"),
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn places_are_bounded_for_one_organization_and_for_all() {
        let hub = Arc::new(Hub::default());
        let code = |organization_id: &str| hub.enter(reader(organization_id, &[])).map_err(|failure| failure.code());
        let mut all: Vec<_> = (0..OF_ONE_MAX).map(|_| code("org_a").unwrap()).collect();
        assert_eq!(code("org_a").err(), Some(Code::RateLimited));
        for organization_id in ["org_b", "org_c", "org_d"] {
            all.extend((0..OF_ONE_MAX).map(|_| code(organization_id).unwrap()));
        }
        assert_eq!((all.len(), code("org_e").err()), (OF_ALL_MAX, Some(Code::ServiceUnavailable)));
        all.pop();
        assert!(code("org_e").is_ok(), "a place is free when its listener goes");
        hub.end();
        assert!(matches!(all[0].find(), Some(Found::Over)));
        all.clear();
        assert_eq!(code("org_a").err(), Some(Code::ServiceUnavailable), "the authority stops");
    }

    #[test]
    fn what_is_about_the_opener_comes_before_all_that_waits() {
        let hub = Arc::new(Hub::default());
        let listening = listen(&hub);
        hub.tell(Line::of(row(1, "org_a", "key.created", "key_x")));
        hub.tell(Line::of(row(2, "org_b", "token.revoked", "tok_own")));
        assert!(matches!(listening.find(), Some(Found::Line(_))), "another organization's is none of its business");
        hub.tell(Line::of(row(3, "org_a", "key.created", "key_y")));
        hub.tell(Line::of(row(4, "org_a", "token.revoked", "tok_own")));
        assert!(matches!(listening.find(), Some(Found::Doubted)));
        assert_eq!(lines(&listening), [3, 4]);
        hub.lose(Mark::of(9, &[0; 32]));
        assert!(matches!(listening.find(), Some(Found::Doubted)), "what was lost may have been about it");
        assert!(matches!(listening.find(), Some(Found::Lost)));
        assert_eq!(listening.begin_anew().sequence, 9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// However lines come and are taken, a listener holds a bounded number of bytes, and hears each line once in its
        /// order, or that some are lost, and then all from the place that it begins anew at.
        #[test]
        fn a_slow_listener_holds_so_many_bytes_and_is_told_what_it_lost(steps in prop::collection::vec((any::<bool>(), 1usize..300), 1..16)) {
            let hub = Arc::new(Hub::default());
            let listening = listen(&hub);
            let (mut written, mut heard) = (0, 0);
            for (writes, count) in steps {
                for _ in 0..count {
                    if writes {
                        written += 1;
                        hub.tell(Line::of(row(written, "org_a", "key.created", &"x".repeat(600 + count))));
                        prop_assert!(listening.listener.queue().bytes <= WAITING_BYTES_MAX);
                        continue;
                    }
                    match listening.find() {
                        Some(Found::Line(line)) => {
                            heard += 1;
                            prop_assert_eq!(line.mark.map(|mark| mark.sequence), Some(heard));
                        }
                        Some(Found::Lost) => {
                            heard = listening.begin_anew().sequence;
                            prop_assert_eq!(heard, written);
                        }
                        None => prop_assert_eq!(heard, written),
                        other => prop_assert!(false, "{:?}", other),
                    }
                }
            }
        }
    }
}
