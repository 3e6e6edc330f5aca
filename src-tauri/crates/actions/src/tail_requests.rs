//! Follow request records as they are noted.

use std::collections::HashSet;

use keys::{
    Timestamp,
    wire::{NewsKind, Request},
};
use tokio::sync::watch;

use crate::{
    App, Code, Failure,
    view::{ListRequests, NewsView, RequestListView},
};

/// How long before the first look a record may have begun that is noted after it, in seconds.
const SLOW_SECONDS: i64 = 60;
/// Pages that are read to catch up; more came at once than anybody reads.
const PAGES_MAX: usize = 10;

/// What whoever follows is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tailed {
    /// These were noted, the earliest first.
    Noted(Vec<Request>),
    /// More were noted than are told: look for them.
    PassedOver,
    /// The place is not heard any more; it is asked again by itself.
    Lost,
}

impl App {
    /// Tells of request records as they are noted, the last `first` of them at once, until whoever is told answers that nobody
    /// listens any more or the future is dropped. A place that is lost is asked for again.
    ///
    /// # Errors
    /// As [`App::list_requests`]; a place that cannot be reached only before anything was told.
    pub async fn tail_requests(
        &self,
        asked: &ListRequests,
        first: usize,
        mut tell: impl FnMut(Tailed) -> bool + Send,
    ) -> Result<(), Failure> {
        let (changed, mut changes) = watch::channel(());
        let mut news = std::pin::pin!(self.follow_news(&asked.connection, |news| {
            if is_of_requests(&news) {
                changed.send_replace(());
            }
            true
        }));
        let begun = self.shared.ambient.now().plus_seconds(-SLOW_SECONDS);
        let newest = self.list_requests(asked.clone()).await?.requests;
        let last: Vec<_> = newest.iter().take(first).rev().cloned().collect();
        let mut told = Told::of(&newest, begun);
        let (mut goes_on, mut is_lost) = (tell(Tailed::Noted(last)), false);
        while goes_on {
            tokio::select! {
                () = &mut news => return Ok(()),
                changed = changes.changed() => if changed.is_err() { return Ok(()) },
            }
            match self.catch_up(asked, &mut told).await {
                Ok((noted, is_whole)) => {
                    is_lost = false;
                    goes_on =
                        (is_whole || tell(Tailed::PassedOver)) && (noted.is_empty() || tell(Tailed::Noted(noted)));
                }
                Err(failure) if matches!(failure.code, Code::Offline) => {
                    goes_on = std::mem::replace(&mut is_lost, true) || tell(Tailed::Lost);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Everything that was noted since, the earliest first; and whether that is all of it.
    async fn catch_up(&self, asked: &ListRequests, told: &mut Told) -> Result<(Vec<Request>, bool), Failure> {
        let (mut noted, mut cursor) = (Vec::new(), None);
        for _ in 0..PAGES_MAX {
            let RequestListView { requests, next_cursor, .. } =
                self.list_requests(ListRequests { cursor, ..asked.clone() }).await?;
            let is_reached = requests.iter().any(|request| told.covers(request));
            noted.extend(requests);
            match next_cursor {
                Some(next) if !is_reached => cursor = Some(next),
                _ => return Ok((told.anew(noted), true)),
            }
        }
        Ok((told.anew(noted), false))
    }
}

/// What was told already. Records are noted behind their answers, a slow one's behind those of faster ones, so a place in time
/// alone does not tell them apart.
struct Told {
    seen: HashSet<String>,
    /// What began before is told already, or is too old to be.
    since: Timestamp,
}

impl Told {
    /// Of the newest records; without any, nothing before the moment is new.
    fn of(newest: &[Request], moment: Timestamp) -> Self {
        let since = newest.last().map_or(moment, |oldest| oldest.at);
        Self { seen: newest.iter().map(|request| request.correlation_id.clone()).collect(), since }
    }

    fn covers(&self, request: &Request) -> bool {
        request.at < self.since || self.seen.contains(&request.correlation_id)
    }

    /// What is new of the newest records, the earliest first.
    fn anew(&mut self, newest: Vec<Request>) -> Vec<Request> {
        let since = self.since;
        let now = Self::of(&newest, since);
        let mut anew: Vec<_> = newest.into_iter().filter(|request| !self.covers(request)).collect();
        anew.reverse();
        *self = Self { since: now.since.max(since), ..now };
        anew
    }
}

fn is_of_requests(news: &NewsView) -> bool {
    match news {
        NewsView::Changed { news } => news.kind == NewsKind::Request,
        NewsView::Anew | NewsView::Lost => true,
        NewsView::Live => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::request;

    fn of(name: &str, at: i64) -> Request {
        Request { correlation_id: name.to_owned(), at: Timestamp::from_millis(at), ..request(200) }
    }

    fn names(requests: &[Request]) -> Vec<&str> {
        requests.iter().map(|request| request.correlation_id.as_str()).collect()
    }

    #[test]
    fn each_record_is_told_once_a_slow_one_behind_faster_ones() {
        let mut told = Told::of(&[of("b", 20), of("a", 10)], Timestamp::from_millis(0));
        assert_eq!(names(&told.anew(vec![of("c", 30), of("b", 20), of("a", 10)])), ["c"]);
        let with_a_slow_one = vec![of("d", 40), of("c", 30), of("slow", 25), of("b", 20), of("a", 10)];
        assert_eq!(names(&told.anew(with_a_slow_one.clone())), ["slow", "d"]);
        assert_eq!(names(&told.anew(with_a_slow_one)), <[&str; 0]>::default());
        assert!(told.covers(&of("before", 9)), "what is older than all that was looked at is not new");
    }

    #[test]
    fn where_nothing_was_noted_what_began_before_the_look_is_not_new() {
        let mut told = Told::of(&[], Timestamp::from_millis(50));
        assert_eq!(names(&told.anew(vec![of("new", 60), of("old", 40)])), ["new"]);
    }
}
