//! What an authority tells of itself, as it happens.

use keys::wire::News;

use crate::{ProviderError, events::EventStream};

/// What is heard next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// From here on it is told as it happens; what was missed since the place that was presented came before.
    Ready,
    /// Something changed.
    News(News),
    /// Something is missing: whoever keeps a copy asks for everything anew.
    Resync,
}

/// The news of an authority.
pub struct NewsStream {
    events: EventStream,
    after: Option<String>,
}

impl NewsStream {
    pub(crate) fn new(events: EventStream, after: Option<String>) -> Self {
        Self { events, after }
    }

    /// Where to go on when this stream is lost; none before anything was heard.
    pub fn place(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Waits for what comes next; none when the authority ended the stream.
    ///
    /// # Errors
    /// The stream is lost, or it is none.
    pub async fn next(&mut self) -> Result<Option<Heard>, ProviderError> {
        loop {
            let Some(event) = self.events.next().await? else { return Ok(None) };
            if !event.id.is_empty() {
                self.after = Some(event.id);
            }
            return Ok(match event.event.as_str() {
                // Without a name, in the words of the format. What a later release tells of and we do not know may be anything.
                "message" => Some(serde_json::from_str(&event.data).map_or(Heard::Resync, Heard::News)),
                "ready" => Some(Heard::Ready),
                "resync" => Some(Heard::Resync),
                "ended" => None,
                // A later release says more than we know.
                _ => continue,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn heard(text: &'static str) -> Vec<Option<Heard>> {
        let bytes = futures_util::stream::iter([Ok(text.as_bytes().to_vec())]);
        let mut stream = NewsStream::new(EventStream::of(bytes, "here"), None);
        let mut all = Vec::new();
        loop {
            all.push(stream.next().await.unwrap());
            if all.last() == Some(&None) {
                return all;
            }
        }
    }

    #[tokio::test]
    async fn each_event_is_told_and_the_last_one_ends_the_stream() {
        let all = heard(
            "event: ready\nid: 1.00\ndata: {\"at\":\"2026-11-29T00:00:00Z\"}\n\n\
             id: 2.00\ndata: {\"kind\":\"key\",\"id\":\"key_a\",\"environment\":null,\"deed\":\"key.revoked\",\"at\":\"2026-11-29T00:00:00Z\"}\n\n\
             event: resync\ndata: {\"reason\":\"slow\"}\n\n\
             event: ended\ndata: {\"reason\":\"stopping\"}\n\ndata: never\n\n",
        )
        .await;
        assert!(matches!(&all[1], Some(Heard::News(news)) if news.id.as_deref() == Some("key_a")), "{all:?}");
        assert_eq!((&all[0], &all[2], &all[3], all.len()), (&Some(Heard::Ready), &Some(Heard::Resync), &None, 4));
    }

    #[tokio::test]
    async fn what_a_later_release_or_a_stranger_tells_is_that_anything_may_have_changed() {
        for text in ["{\"kind\":\"invoice\",\"at\":\"2027-01-01T00:00:00Z\"}", "<html>", "{}", "null"] {
            let line: &'static str =
                Box::leak(format!("data: {text}\n\nevent: of_tomorrow\ndata: x\n\n").into_boxed_str());
            assert_eq!(heard(line).await, [Some(Heard::Resync), None], "{text}");
        }
    }
}
