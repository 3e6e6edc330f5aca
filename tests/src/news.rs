//! Following an authority's news as a client of server-sent events does: by the bytes that come, and with the id of the last
//! event when it has to ask again.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::Value;

use crate::{Api, WITHIN};

/// One event as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place; none when it is not told again.
    pub id: Option<String>,
    /// Its name; empty for a change.
    pub name: String,
    /// Its data.
    pub data: Value,
}

impl Event {
    /// The number of the row in the audit log that it tells of.
    pub fn row(&self) -> Option<u64> {
        self.id.as_ref()?.split('.').next()?.parse().ok()
    }

    /// A field of its data.
    pub fn text(&self, field: &str) -> &str {
        self.data[field].as_str().unwrap_or_default()
    }
}

/// An open stream.
pub struct Listening {
    response: Response,
    buffer: Vec<u8>,
    /// The id of the last event that had one.
    pub last: Option<String>,
    /// All that came, as text.
    pub raw: String,
}

impl Listening {
    /// Asks for the news; nothing when no good answer came.
    pub async fn try_open(api: &Api, path: &str, last: Option<&str>) -> Option<Self> {
        let mut request = api.request(Method::GET, path).timeout(Duration::from_secs(3600));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.ok().filter(|response| response.status().as_u16() == 200)?;
        Some(Self { response, buffer: Vec::new(), last: last.map(str::to_owned), raw: String::new() })
    }

    /// Opens a stream that goes on behind an event, and reads no further than the answer's head.
    ///
    /// # Panics
    /// When it is not answered as one.
    pub async fn behind(api: &Api, last: Option<&str>) -> Self {
        let opened = Self::try_open(api, "/events", last).await.expect("the news are told");
        assert_eq!(opened.response.headers()["content-type"], "text/event-stream");
        opened
    }

    /// Opens a stream of what happens from now on.
    ///
    /// # Panics
    /// As [`Listening::behind`].
    pub async fn now(api: &Api) -> Self {
        Self::at(api, "/events").await
    }

    /// The same with a query.
    ///
    /// # Panics
    /// As [`Listening::behind`].
    pub async fn at(api: &Api, path: &str) -> Self {
        let mut opened = Self::try_open(api, path, None).await.expect("the news are told");
        assert_eq!(opened.next().await.name, "ready");
        opened
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The next event; nothing when the stream is over, however it ended.
    pub async fn try_next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                if let Some(event) = self.read(&String::from_utf8_lossy(&block)) {
                    return Some(event);
                }
                continue;
            }
            let chunk = self.response.chunk().await.ok()??;
            self.raw += &String::from_utf8_lossy(&chunk);
            self.buffer.extend_from_slice(&chunk);
        }
    }

    /// The next event.
    ///
    /// # Panics
    /// When none comes.
    pub async fn next(&mut self) -> Event {
        let next = tokio::time::timeout(WITHIN, self.try_next()).await;
        next.expect("an event comes").expect("the stream goes on")
    }

    /// The next event that tells of a row of the audit log.
    ///
    /// # Panics
    /// As [`Listening::next`].
    pub async fn next_row(&mut self) -> Event {
        loop {
            let event = self.next().await;
            if event.id.is_some() {
                return event;
            }
        }
    }

    /// Everything up to the event that tells of this deed on this thing.
    ///
    /// # Panics
    /// As [`Listening::next`].
    pub async fn until(&mut self, deed: &str, id: &str) -> Vec<Event> {
        let mut all = Vec::new();
        loop {
            let event = self.next().await;
            let is_it = event.text("deed") == deed && event.text("id") == id;
            all.push(event);
            if is_it {
                return all;
            }
        }
    }

    /// Why the stream ended, after whatever else came.
    ///
    /// # Panics
    /// When it goes on.
    pub async fn end(&mut self) -> String {
        let mut reason = None;
        let over = async {
            while let Some(event) = self.try_next().await {
                assert_eq!(reason, None, "nothing comes behind the end");
                reason = (event.name == "ended").then(|| event.text("reason").to_owned());
            }
        };
        tokio::time::timeout(WITHIN, over).await.expect("the stream ends");
        reason.expect("the end says why")
    }

    fn read(&mut self, block: &str) -> Option<Event> {
        let (mut id, mut name, mut data) = (None, String::new(), None);
        for line in block.lines() {
            match line.split_once(": ").unwrap_or((line, "")) {
                ("id", value) => id = Some(value.to_owned()),
                ("event", value) => name = value.to_owned(),
                ("data", value) => data = Some(serde_json::from_str(value).expect("the data is JSON")),
                _ => {}
            }
        }
        // A comment, which is there for proxies alone.
        let data = data?;
        self.last = id.clone().or(self.last.take());
        Some(Event { id, name, data })
    }
}
