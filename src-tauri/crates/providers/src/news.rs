//! What an authority tells of itself, as it happens.

use keys::wire::News;

use crate::{ProviderError, error::Kind, events::EventStream};

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
    /// The stream is lost, or something in it is not of the contract.
    pub async fn next(&mut self) -> Result<Option<Heard>, ProviderError> {
        loop {
            let Some(event) = self.events.next().await? else { return Ok(None) };
            if !event.id.is_empty() {
                self.after = Some(event.id);
            }
            return Ok(match event.event.as_str() {
                // Without a name, in the words of the format.
                "message" => Some(Heard::News(read(&event.data)?)),
                "ready" => Some(Heard::Ready),
                "resync" => Some(Heard::Resync),
                "ended" => None,
                // A later release tells more than we know.
                _ => continue,
            });
        }
    }
}

fn read(data: &str) -> Result<News, ProviderError> {
    let not_understood = |_| ProviderError::new(Kind::NotUnderstood, "A piece of news is not understood.");
    serde_json::from_str(data).map_err(not_understood)
}
