//! What becomes known of a request while it is served. Texts are copied: a header's own bytes would hold on to the
//! connection's whole buffer.

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::MatchedPath,
    http::{HeaderMap, Method, Uri, header::USER_AGENT},
};
use keys::{
    Actor, Correlation, Environment,
    address::ClientAddress,
    bucket::Rate,
    id_box::LENGTH_MAX,
    wire::{Code, LimitBucket, LimitThen},
};

use crate::ground::{
    headers::{CLIENT_CORRELATION_ID, IDEMPOTENCY_KEY},
    index::Entry,
};

const AGENT_LENGTH_MAX: usize = 64;
const PATH_LENGTH_MAX: usize = 160;

/// The sheet that goes with a request through its stages. Each writes what it finds out, once.
#[derive(Clone, Default)]
pub struct Sheet(Arc<Facts>);

#[derive(Default)]
struct Facts {
    address: OnceLock<ClientAddress>,
    key: OnceLock<Arc<Entry>>,
    refusal: OnceLock<&'static str>,
    limit: OnceLock<LimitThen>,
    asked: OnceLock<Box<(String, String)>>,
    actor: OnceLock<Box<(String, Actor)>>,
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sheet")
    }
}

impl Sheet {
    /// Where the client itself is.
    pub fn address(&self, address: ClientAddress) {
        let _ = self.0.address.set(address);
    }

    /// Whose key it is, good or not.
    pub fn key(&self, entry: Arc<Entry>) {
        let _ = self.0.key.set(entry);
    }

    /// The true reason of a refusal.
    pub fn refusal(&self, reason: &'static str) {
        let _ = self.0.refusal.set(reason);
    }

    /// The limit that it met.
    pub fn limit(&self, bucket: LimitBucket, Rate { per_second, burst }: Rate) {
        let _ = self.0.limit.set(LimitThen { bucket, per_second, burst });
    }

    /// The method and the path that a reverse proxy asked about.
    pub fn asked(&self, method: &str, path: Option<&str>) {
        let method = known(method).to_owned();
        let _ = self.0.asked.set(Box::new((method, cut(path.unwrap_or_default(), PATH_LENGTH_MAX).to_owned())));
    }

    /// Who asks the management API: the organization, and who in it.
    pub fn actor(&self, organization_id: &str, actor: &Actor) {
        let _ = self.0.actor.set(Box::new((organization_id.to_owned(), actor.clone())));
    }
}

/// The pattern of the route that took a request.
#[derive(Clone, Debug)]
pub enum Route {
    /// One of the router's.
    Routed(MatchedPath),
    /// One that is served beside the router.
    Beside(&'static str),
}

impl Route {
    /// The pattern.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Routed(path) => path.as_str(),
            Self::Beside(pattern) => pattern,
        }
    }
}

/// A request's head, who sent it, and which route took it.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path and the query.
    pub uri: &'a Uri,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// Who is connected.
    pub peer: Option<IpAddr>,
    /// The route; none when there is none for it.
    pub route: Option<&'a Route>,
}

impl Head<'_> {
    /// Where the stages write down what they find out; none for what nobody asks about: a read of the management API, a
    /// probe, a document.
    pub fn sheet(self, environment: Option<Environment>) -> Option<Sheet> {
        let is_quiet = is_quiet(environment, self.method, self.route.map(Route::as_str));
        (!is_quiet).then(Sheet::default)
    }

    /// What a record keeps of it.
    pub fn to_own(self) -> OwnHead {
        let header = |name| self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let agent = header(USER_AGENT).split_ascii_whitespace().next().unwrap_or_default();
        let client = header(CLIENT_CORRELATION_ID);
        let idempotency = header(IDEMPOTENCY_KEY);
        let path = self.uri.path();
        let path = if self.route.is_some_and(|route| route.as_str() == path) { "" } else { path };
        let parts = [
            cut(agent, AGENT_LENGTH_MAX),
            if client.len() <= LENGTH_MAX { client } else { "" },
            if idempotency.len() <= LENGTH_MAX { idempotency } else { "" },
            cut(path, PATH_LENGTH_MAX),
        ];
        let mut texts = String::with_capacity(parts.iter().map(|part| part.len()).sum());
        let mut ends = [0; 4];
        for (part, end) in parts.into_iter().zip(&mut ends) {
            texts.push_str(part);
            *end = u16::try_from(texts.len()).unwrap_or(u16::MAX);
        }
        OwnHead { method: self.method.clone(), route: self.route.cloned(), texts, ends, peer: self.peer }
    }
}

/// A copy of what a request says by itself.
pub struct OwnHead {
    method: Method,
    route: Option<Route>,
    texts: String,
    ends: [u16; 4],
    peer: Option<IpAddr>,
}

impl OwnHead {
    fn text(&self, at: usize) -> &str {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.texts.get(usize::from(begin)..usize::from(self.ends[at])).unwrap_or_default()
    }
}

/// A whole record, waiting to be written.
pub struct Record {
    /// The server's id of it.
    pub id: Correlation,
    /// The listener; none for management.
    pub environment: Option<Environment>,
    /// What the request said.
    pub head: OwnHead,
    /// What the stages found out.
    pub sheet: Sheet,
    /// The answer's status.
    pub status: u16,
    /// The answer's code.
    pub code: Option<Code>,
    /// Whether it was answered as before, under its idempotency key.
    pub replayed: bool,
    /// How long the client was told to wait before it asks again.
    pub retry_after_seconds: Option<u32>,
    /// How long it took, in microseconds.
    pub micros: u32,
}

impl Record {
    /// The method, or the one asked about.
    pub fn method(&self) -> &str {
        match self.sheet.0.asked.get() {
            Some(asked) => &asked.0,
            None => known(self.head.method.as_str()),
        }
    }

    /// Whether it writes.
    pub fn writes(&self) -> bool {
        writes(self.method())
    }

    /// Whether it was let through and answered well.
    pub fn is_good(&self) -> bool {
        self.refusal().is_none() && self.status < 400
    }

    /// The route's pattern; empty when none took it.
    pub fn route(&self) -> &str {
        self.head.route.as_ref().map_or("", Route::as_str)
    }

    /// The path where the route does not say it, or the one asked about.
    pub fn path(&self) -> &str {
        match self.sheet.0.asked.get() {
            Some(asked) if !asked.1.is_empty() => &asked.1,
            _ => self.head.text(3),
        }
    }

    /// The user agent's first word.
    pub fn agent(&self) -> &str {
        self.head.text(0)
    }

    /// The client's own id; empty when it sent none.
    pub fn client(&self) -> &str {
        self.head.text(1)
    }

    /// The idempotency key; empty when it sent none.
    pub fn idempotency(&self) -> &str {
        self.head.text(2)
    }

    /// Where it came from.
    pub fn address(&self) -> ClientAddress {
        let peer = || self.head.peer.map_or(ClientAddress::Unknown, ClientAddress::from);
        self.sheet.0.address.get().copied().unwrap_or_else(peer)
    }

    /// Its key, good or not.
    pub fn key(&self) -> Option<&Arc<Entry>> {
        self.sheet.0.key.get()
    }

    /// The true reason of a refusal.
    pub fn refusal(&self) -> Option<&'static str> {
        self.sheet.0.refusal.get().copied()
    }

    /// The limit that it met.
    pub fn limit(&self) -> Option<LimitThen> {
        self.sheet.0.limit.get().copied()
    }

    /// Whose it is; none when nobody was recognised.
    pub fn organization_id(&self) -> Option<&str> {
        let by_key = self.key().map(|key| &*key.organization_id);
        by_key.or_else(|| self.actor().map(|(organization_id, _)| organization_id.as_str()))
    }

    /// The organization, and who in it asked the management API.
    pub fn actor(&self) -> Option<&(String, Actor)> {
        self.sheet.0.actor.get().map(|actor| &**actor)
    }
}

/// Whether a method writes. Read-only keys are refused by another rule, which lets GET through alone.
pub fn writes(method: &str) -> bool {
    ["POST", "PUT", "PATCH", "DELETE"].contains(&method)
}

/// What clients may make up is not a word worth keeping.
fn known(method: &str) -> &str {
    const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
    if METHODS.contains(&method) { method } else { "OTHER" }
}

fn is_quiet(environment: Option<Environment>, method: &Method, route: Option<&str>) -> bool {
    match (environment, route) {
        (None, _) if *method == Method::GET || *method == Method::HEAD => true,
        (Some(_), Some(route)) => {
            !route.starts_with("/v2") && !route.starts_with("/verify") || route.contains("api-docs")
        }
        _ => false,
    }
}

/// The beginning of a text, at most so many bytes.
fn cut(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn noted(path: &str, headers: &[(&'static str, &str)], environment: Option<Environment>) -> Option<Record> {
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let (uri, headers) = (path.parse().unwrap(), headers.collect());
        let head = Head { method: &Method::GET, uri: &uri, headers: &headers, peer: None, route: None };
        let (id, sheet) = (Correlation::mint(&keys::Ambient::system()), head.sheet(environment)?);
        Some(Record {
            id,
            environment,
            head: head.to_own(),
            sheet,
            status: 200,
            code: None,
            replayed: false,
            retry_after_seconds: None,
            micros: 7,
        })
    }

    #[test]
    fn a_record_holds_the_texts_apart() {
        let headers =
            [("user-agent", "curl/8.5.0 (x86_64)"), ("x-client-correlation-id", "mine"), ("idempotency-key", "k-1")];
        let record = noted("/v2/nowhere?secret=1", &headers, Some(Environment::Live)).unwrap();
        assert_eq!((record.agent(), record.client(), record.idempotency()), ("curl/8.5.0", "mine", "k-1"));
        assert_eq!((record.path(), record.micros), ("/v2/nowhere", 7), "a query is not kept");
        let record = noted("/v2/nowhere", &[("x-client-correlation-id", &"x".repeat(257))], Some(Environment::Live));
        assert_eq!(record.unwrap().client(), "", "what is not echoed is not kept");
    }

    #[test]
    fn a_read_of_the_management_api_is_not_noted() {
        assert!(noted("/v1/keys", &[], None).is_none());
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!((cut("aüb", 2), cut("aüb", 3), cut("", 4)), ("a", "aü", ""));
    }
}
