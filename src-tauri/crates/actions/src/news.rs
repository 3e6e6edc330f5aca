//! Follow what a connection tells of itself, and know by it whether what was heard last still holds.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use keys::{
    Ambient,
    wire::{News, NewsKind},
};
use providers::{Heard, NewsStream, ProviderError, error::Kind};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

use crate::{App, lock::lock, view::NewsView};

/// The first and the longest pause before a lost stream is asked for again.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(60));
/// How often is looked whether another program wrote the journal: one number of an open file.
const JOURNAL_LOOKS: Duration = Duration::from_secs(1);
/// Changes that are told one by one in a second; of more it is said once that anything may have changed.
const TOLD_IN_A_SECOND: u32 = 50;

impl App {
    /// Follows the news of a connection until whoever is told answers that nobody listens any more, or the future is dropped.
    /// A lost stream is asked for again where it was lost, with growing pauses; at once when the connection is heard again.
    pub async fn follow_news(&self, connection: &str, mut tell: impl FnMut(NewsView) -> bool + Send) {
        if matches!(self.service(connection), Ok(Some(_))) {
            return self.follow_journal(tell).await;
        }
        let _following = Following { app: self, connection };
        let (mut after, mut pauses, mut is_told_lost) = (None::<String>, Pauses::default(), false);
        loop {
            let lost = match self.open_news(connection, after.as_deref()).await {
                Ok(mut stream) => {
                    let (end, was_live) = self.tell_news(connection, &mut stream, &mut tell).await;
                    after = stream.place().map(str::to_owned);
                    if was_live {
                        (pauses, is_told_lost) = (Pauses::default(), false);
                    }
                    match end {
                        End::NobodyListens => return,
                        End::Lost(kind) => kind,
                    }
                }
                Err(kind) => kind,
            };
            self.shared.followed.lose(connection);
            // Once: each further try that fails says nothing new.
            if !std::mem::replace(&mut is_told_lost, true) && !tell(NewsView::Lost) {
                return;
            }
            let reached = self.shared.followed.reached.notified();
            let pause = tokio::time::sleep(pauses.next(&self.shared.ambient));
            tokio::select! {
                () = pause => {}
                // Of no use to a stream that was refused.
                () = reached, if lost.is_none_or(|kind| matches!(kind, Kind::Offline | Kind::Lost)) => {}
            }
        }
    }

    /// A service tells nothing. What is known of it changes with the journal, which another program of this person may write.
    async fn follow_journal(&self, mut tell: impl FnMut(NewsView) -> bool + Send) {
        let mut seen = self.shared.journal.version().ok();
        if !(tell(NewsView::Anew) && tell(NewsView::Live)) {
            return;
        }
        loop {
            tokio::time::sleep(JOURNAL_LOOKS).await;
            let now = self.shared.journal.version().ok();
            if now != seen && !tell(NewsView::Anew) {
                return;
            }
            seen = now;
        }
    }

    /// Beside the news, which do not wait for a keychain.
    fn look_after_secrets_of(&self, connection: &str, news: &NewsView) {
        let change = match news {
            NewsView::Changed { news } if is_of_a_key_s_life(news) => Some(news.clone()),
            NewsView::Anew => None,
            _ => return,
        };
        let (app, connection) = (self.clone(), connection.to_owned());
        tokio::spawn(async move { app.look_after_secrets(&connection, change.as_ref()).await });
    }

    async fn open_news(&self, connection: &str, after: Option<&str>) -> Result<NewsStream, Option<Kind>> {
        let provider = self.provider(connection).await.map_err(|failure| {
            tracing::debug!(%failure, "there is no place to hear news from");
            None
        })?;
        provider.follow_news(after).await.map_err(|error| Some(log(&error)))
    }

    /// Tells what comes until the stream is lost; and whether all was told up to the present before.
    async fn tell_news(
        &self,
        connection: &str,
        stream: &mut NewsStream,
        tell: &mut (impl FnMut(NewsView) -> bool + Send),
    ) -> (End, bool) {
        let mut is_live = false;
        // Without a place nothing that came before is told: all of it may have changed.
        if stream.place().is_none() {
            self.shared.followed.change(connection);
            self.look_after_secrets_of(connection, &NewsView::Anew);
            if !tell(NewsView::Anew) {
                return (End::NobodyListens, is_live);
            }
        }
        let mut burst = Burst::default();
        loop {
            let heard = tokio::select! {
                biased;
                () = burst.over() => Ok(Some(Heard::Resync)),
                heard = stream.next() => heard,
            };
            let news = match heard {
                Ok(Some(Heard::Ready)) => {
                    is_live = true;
                    self.shared.followed.begin(connection);
                    NewsView::Live
                }
                Ok(Some(Heard::Resync)) => {
                    self.shared.followed.change(connection);
                    NewsView::Anew
                }
                Ok(Some(Heard::News(news))) => {
                    if is_of_the_organization(&news) {
                        self.shared.followed.change(connection);
                    }
                    if !burst.has_room() {
                        continue;
                    }
                    NewsView::Changed { news }
                }
                Ok(None) => return (End::Lost(None), is_live),
                Err(error) => return (End::Lost(Some(log(&error))), is_live),
            };
            self.look_after_secrets_of(connection, &news);
            if !tell(news) {
                return (End::NobodyListens, is_live);
            }
        }
    }
}

/// Whether a key may have ended. A call with one changes nothing of that.
fn is_of_a_key_s_life(news: &News) -> bool {
    matches!(news.kind, NewsKind::Key | NewsKind::Rotation) && news.ids.is_empty() && news.id.is_some()
}

fn log(error: &ProviderError) -> Kind {
    tracing::debug!(%error, "the news of a connection are lost");
    error.kind
}

enum End {
    NobodyListens,
    /// By the place itself when there is no kind.
    Lost(Option<Kind>),
}

/// Whether what an organization says of itself may have changed: its name, its environments, its way to live. Who asks is
/// not part of it: a stream ends with the role that opened it.
fn is_of_the_organization(news: &News) -> bool {
    matches!(news.kind, NewsKind::Organization | NewsKind::Activation)
}

/// While somebody follows.
struct Following<'a> {
    app: &'a App,
    connection: &'a str,
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        self.app.shared.followed.lose(self.connection);
    }
}

/// Changes that come faster than anybody looks: a place may send as many as it likes.
#[derive(Default)]
struct Burst {
    /// When the second began that is counted.
    begun: Option<Instant>,
    told: u32,
    is_owed: bool,
}

impl Burst {
    /// Whether one more is told by itself; otherwise it is owed that anything may have changed.
    fn has_room(&mut self) -> bool {
        let now = Instant::now();
        if !self.is_owed && self.begun.is_none_or(|begun| now - begun >= Duration::from_secs(1)) {
            (self.begun, self.told) = (Some(now), 0);
        }
        self.told += 1;
        self.is_owed |= self.told > TOLD_IN_A_SECOND;
        !self.is_owed
    }

    /// Waits until what is owed has to be told; for ever when nothing is.
    async fn over(&mut self) {
        match self.begun {
            Some(begun) if self.is_owed => sleep_until(begun + Duration::from_secs(1)).await,
            _ => std::future::pending().await,
        }
        *self = Self::default();
    }
}

/// Pauses that grow, each shortened by chance to as little as half: many who lost the same place do not come back at once.
#[derive(Default)]
struct Pauses(u32);

impl Pauses {
    fn next(&mut self, ambient: &Ambient) -> Duration {
        let (first, longest) = PAUSE;
        let whole = first.saturating_mul(2_u32.saturating_pow(self.0)).min(longest);
        self.0 = self.0.saturating_add(1);
        let mut chance = [0];
        ambient.fill(&mut chance);
        whole / 2 + whole.mul_f64(f64::from(chance[0]) / 512.0)
    }
}

/// What is known of the connections that are followed.
#[derive(Default)]
pub(crate) struct Followed {
    connections: Mutex<HashMap<String, Knowledge>>,
    /// A connection answered.
    reached: Notify,
}

#[derive(Clone, Copy, Default)]
struct Knowledge {
    /// Whether a change would be told.
    is_live: bool,
    /// How often the organization may have changed.
    changes: u64,
    /// How often it had when it was asked last.
    asked_at: Option<u64>,
}

impl Followed {
    fn with<T>(&self, connection: &str, work: impl FnOnce(&mut Knowledge) -> T) -> T {
        work(lock(&self.connections).entry(connection.to_owned()).or_default())
    }

    fn begin(&self, connection: &str) {
        self.with(connection, |known| known.is_live = true);
    }

    fn lose(&self, connection: &str) {
        self.with(connection, |known| *known = Knowledge { is_live: false, asked_at: None, ..*known });
    }

    fn change(&self, connection: &str) {
        self.with(connection, |known| known.changes += 1);
    }

    /// Whether what a connection said of itself still holds: it would have told of a change.
    pub(crate) fn vouches_for(&self, connection: &str) -> bool {
        self.with(connection, |known| known.is_live && known.asked_at == Some(known.changes))
    }

    /// A connection is about to be asked; what it answers is given back with [`Followed::answered`].
    pub(crate) fn asking(&self, connection: &str) -> u64 {
        self.with(connection, |known| known.changes)
    }

    /// It answered: what it said holds unless it changed since it was asked.
    pub(crate) fn answered(&self, connection: &str, asked_at: u64) {
        self.with(connection, |known| known.asked_at = Some(asked_at));
        self.reached.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_holds_until_a_change_or_a_loss() {
        let followed = Followed::default();
        let ask = || followed.answered("a", followed.asking("a"));
        ask();
        assert!(!followed.vouches_for("a"), "nobody would tell of a change");
        followed.begin("a");
        ask();
        assert!(followed.vouches_for("a") && !followed.vouches_for("b"));
        followed.change("a");
        assert!(!followed.vouches_for("a"));

        let asked_at = followed.asking("a");
        followed.change("a");
        followed.answered("a", asked_at);
        assert!(!followed.vouches_for("a"), "the answer may be older than the change");
        ask();
        assert!(followed.vouches_for("a"));
        followed.lose("a");
        followed.begin("a");
        assert!(!followed.vouches_for("a"), "what changed in between was told to nobody");
    }

    #[tokio::test(start_paused = true)]
    async fn of_a_flood_of_changes_it_is_said_once_that_anything_may_have_changed() {
        let mut burst = Burst::default();
        let told = (0..10_000).filter(|_| burst.has_room()).count();
        assert_eq!(told, TOLD_IN_A_SECOND as usize);
        let begun = Instant::now();
        burst.over().await;
        assert!(begun.elapsed() <= Duration::from_secs(1), "within the second");
        assert!(burst.has_room(), "and then one by one again");
        tokio::time::timeout(Duration::from_secs(60), burst.over()).await.expect_err("nothing is owed");
    }

    #[test]
    fn pauses_grow_to_a_bound_and_are_cut_by_chance() {
        let ambient = Ambient::system();
        let mut pauses = Pauses::default();
        for whole in [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000] {
            let pause = pauses.next(&ambient).as_millis();
            assert!((whole / 2..=whole).contains(&pause), "{pause} of {whole}");
        }
        assert!((0..100).all(|_| pauses.next(&ambient) <= PAUSE.1), "however often");
    }
}
