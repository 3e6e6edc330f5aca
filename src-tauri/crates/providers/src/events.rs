//! Server-sent events, whoever sends them: read one by one, bounded in silence and in size.

use std::{pin::Pin, time::Duration};

use eventsource_stream::{Event, EventStreamError, Eventsource as _};
use futures_util::{Stream, StreamExt as _};
use reqwest::Response;

use crate::{ProviderError, error::Kind};

/// The longest silence of a stream. Authorities send a comment every 15 seconds for whoever waits.
const SILENT_AT_MOST: Duration = Duration::from_secs(20);
/// The largest event, in bytes: one with a hundred ids has some three thousand.
const EVENT_BYTES_MAX: usize = 64 * 1024;

type Events = Pin<Box<dyn Stream<Item = Result<Event, EventStreamError<ProviderError>>> + Send>>;

/// An open stream.
pub(crate) struct EventStream {
    events: Events,
    place: String,
}

impl EventStream {
    pub(crate) fn new(response: Response, place: &str) -> Self {
        let bytes = response.bytes_stream().map(|chunk| chunk.map(|bytes| bytes.to_vec()));
        Self::of(bytes, place)
    }

    pub(crate) fn of(bytes: impl Stream<Item = Result<Vec<u8>, reqwest::Error>> + Send + 'static, place: &str) -> Self {
        let (lost, named) = (place.to_owned(), place.to_owned());
        let chunks =
            bytes.map(move |chunk| chunk.map_err(|source| ProviderError::of_network(Kind::Lost, &lost, source)));
        // Comments break a silence as well, and no reader of events sees them: so it is measured here.
        let timed = futures_util::stream::unfold(Box::pin(chunks), move |mut chunks| {
            let place = named.clone();
            async move {
                match tokio::time::timeout(SILENT_AT_MOST, chunks.next()).await {
                    Ok(chunk) => chunk.map(|chunk| (chunk, chunks)),
                    Err(_) => Some((Err(ProviderError::late(&place)), chunks)),
                }
            }
        });
        let bounded = timed.scan(Line::default(), |line, chunk| {
            let chunk = chunk.and_then(|bytes| if line.holds(&bytes) { Ok(bytes) } else { Err(endless()) });
            std::future::ready(Some(chunk))
        });
        Self { events: Box::pin(bounded.eventsource()), place: place.to_owned() }
    }

    /// The next event; none when the place ended the stream.
    ///
    /// # Errors
    /// The stream is lost, or it is none.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, ProviderError> {
        match self.events.next().await {
            None => Ok(None),
            Some(Ok(event)) => Ok(Some(event)),
            Some(Err(EventStreamError::Transport(error))) => Err(error),
            Some(Err(_)) => Err(ProviderError::new(Kind::NotUnderstood, format!("{} sent no events.", self.place))),
        }
    }
}

fn endless() -> ProviderError {
    ProviderError::new(Kind::NotUnderstood, "An event had no end.")
}

/// How much came since the last empty line, which ends an event.
#[derive(Default)]
struct Line {
    length: usize,
    last: u8,
}

impl Line {
    /// Counts what came; whether it is still within the bound.
    fn holds(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes.iter().copied().filter(|byte| *byte != b'\r') {
            self.length = if byte == b'\n' && self.last == b'\n' { 0 } else { self.length + 1 };
            self.last = byte;
        }
        self.length <= EVENT_BYTES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(chunks: Vec<&'static str>, stays_open: bool) -> EventStream {
        let chunks = futures_util::stream::iter(chunks.into_iter().map(|chunk| Ok(chunk.as_bytes().to_vec())));
        if stays_open {
            EventStream::of(chunks.chain(futures_util::stream::pending()), "here")
        } else {
            EventStream::of(chunks, "here")
        }
    }

    #[tokio::test]
    async fn events_come_whole_however_they_are_cut() {
        let mut stream = stream(vec![": he", "llo\n\nid: 7\nda", "ta: one\n", "\nevent: ended\ndata: two\n\n"], false);
        let first = stream.next().await.unwrap().unwrap();
        assert_eq!((first.id.as_str(), first.data.as_str()), ("7", "one"));
        let second = stream.next().await.unwrap().unwrap();
        assert_eq!((second.event.as_str(), second.data.as_str()), ("ended", "two"));
        assert!(stream.next().await.unwrap().is_none(), "the place ended it");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silence_is_a_loss() {
        let mut stream = stream(vec!["data: one\n\n", ": still here\n\n"], true);
        assert!(stream.next().await.unwrap().is_some());
        assert_eq!(stream.next().await.unwrap_err().kind, Kind::Lost);
    }

    #[tokio::test]
    async fn an_event_without_an_end_is_not_kept() {
        let piece: &'static str = Box::leak("x".repeat(16 * 1024).into_boxed_str());
        let mut short = stream(vec!["data: ", piece, piece, "\n\n", "data: ", piece, piece, "\n\n"], false);
        assert!(
            short.next().await.unwrap().is_some() && short.next().await.unwrap().is_some(),
            "each is within the bound"
        );
        let mut endless = stream(vec!["data: ", piece, piece, piece, piece, piece], true);
        assert_eq!(endless.next().await.unwrap_err().kind, Kind::NotUnderstood);
    }
}
