//! One listener's way: first what it missed, read from the audit log, then what happens, from the commits. The two meet at a
//! place in the log, so that nothing is left out between them and nothing comes twice.

use std::{collections::VecDeque, sync::Arc};

use keys::Timestamp;

use super::{
    gathered::summary,
    hub::{Found, Listening},
    line::{Line, Reader},
    replay::{self, STEP, Why},
};
use crate::{
    Failure,
    evidence::Evidence,
    ground::{
        faulty::{self, Defect},
        news::{Mark, NoMark, Told},
        store::StoreError,
    },
};

/// What is heard next.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// All that was missed was told; from here on it is told as it happens.
    Ready(Mark),
    /// News, with its place when it has one.
    News(Option<Mark>, String),
    /// Something is missing up to this place.
    Resync(Why, Mark),
    /// Whether the listener may go on is to be looked at before the next question.
    Doubted,
    /// The authority stops.
    Over,
}

/// A listener that follows the news.
pub struct Following {
    evidence: Arc<Evidence>,
    listening: Listening,
    phase: Phase,
    /// Up to where the log was told.
    mark: Mark,
    ready: VecDeque<Heard>,
}

#[derive(Clone, Copy)]
enum Phase {
    Begin(Option<Result<Mark, NoMark>>),
    /// Reads up to there.
    Replay(Mark),
    Live,
}

impl Evidence {
    /// Follows the news: from now on, or from the place that the last event had.
    ///
    /// # Errors
    /// When there is no place for one more listener.
    pub fn follow_news(
        self: &Arc<Self>,
        reader: Reader,
        after: Option<Result<Mark, NoMark>>,
    ) -> Result<Following, Failure> {
        let listening = self.news.enter(reader)?;
        let phase = Phase::Begin(after);
        Ok(Following { evidence: self.clone(), listening, phase, mark: Mark::default(), ready: VecDeque::new() })
    }
}

impl Following {
    /// What comes next, waiting for it.
    ///
    /// # Errors
    /// The store's trouble: what was missed cannot be read.
    pub async fn next(&mut self) -> Result<Heard, StoreError> {
        loop {
            match self.listening.find_urgent() {
                Some(Found::Over) => return Ok(Heard::Over),
                Some(_) => return Ok(Heard::Doubted),
                None => {}
            }
            if let Some(heard) = self.ready.pop_front() {
                return Ok(heard);
            }
            match self.phase {
                Phase::Begin(after) => self.begin(after).await?,
                Phase::Replay(to) => self.replay(to).await?,
                Phase::Live => match self.listening.find() {
                    Some(Found::Line(line)) => self.hear(&line),
                    Some(Found::Lost) => self.resync(Why::Slow),
                    Some(Found::Over) => return Ok(Heard::Over),
                    Some(Found::Doubted) => return Ok(Heard::Doubted),
                    None => self.listening.woken().await,
                },
            }
        }
    }

    async fn begin(&mut self, after: Option<Result<Mark, NoMark>>) -> Result<(), StoreError> {
        let told = self.listening.begin_anew();
        match after {
            Some(Ok(_)) if faulty::has(Defect::NoReplay) => self.go_live(told),
            None => self.go_live(told),
            Some(Err(NoMark)) => self.resync(Why::Unknown),
            Some(Ok(from)) => match self.evidence.ground.store.read(move |db| replay::judge(db, from, told)).await? {
                Err(why) => self.resync(why),
                Ok(()) => (self.mark, self.phase) = (from, Phase::Replay(told)),
            },
        }
        Ok(())
    }

    /// Reads one step of what was missed. What waits meanwhile may grow beyond its bound; then there is more to read.
    async fn replay(&mut self, to: Mark) -> Result<(), StoreError> {
        if self.mark.sequence < to.sequence {
            let step = (self.mark.sequence, to.sequence.min(self.mark.sequence + STEP));
            let reader = self.listening.reader().clone();
            let wanted = move |told: &Told| reader.is_concerned(told);
            let read = self.evidence.ground.store.read(move |db| replay::rows(db, step, wanted)).await?;
            let Some(rows) = read else {
                self.resync(Why::TooOld);
                return Ok(());
            };
            rows.into_iter().for_each(|told| self.hear(&Line::of(told)));
            self.mark.sequence = step.1;
        } else if self.listening.is_lost() {
            self.phase = Phase::Replay(self.listening.begin_anew());
        } else {
            let lines = summary(self.listening.reader(), self.now());
            lines.iter().for_each(|line| self.hear(line));
            // The place that was presented may be ahead of what was told so far, when somebody else wrote it.
            let at = if to.sequence >= self.mark.sequence { to } else { self.mark };
            self.go_live(at);
        }
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.evidence.ground.now()
    }

    fn go_live(&mut self, at: Mark) {
        (self.mark, self.phase) = (at, Phase::Live);
        self.ready.push_back(Heard::Ready(at));
    }

    fn resync(&mut self, why: Why) {
        let told = self.listening.begin_anew();
        (self.mark, self.phase) = (told, Phase::Live);
        self.ready.extend([Heard::Resync(why, told), Heard::Ready(told)]);
    }

    /// Takes a line down for telling, unless it was told already.
    fn hear(&mut self, line: &Line) {
        if line.mark.is_some_and(|mark| mark.sequence <= self.mark.sequence) {
            return;
        }
        self.mark = line.mark.unwrap_or(self.mark);
        if let Some(text) = line.heard_by(self.listening.reader()) {
            self.ready.push_back(Heard::News(line.mark, text.to_owned()));
        }
    }
}
