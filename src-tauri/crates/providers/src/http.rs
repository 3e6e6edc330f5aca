//! The one HTTP client, and the address of a place. It knows no dialect: how a request is signed, which header carries the
//! reference and how a refusal reads is each adapter's.

use std::time::Duration;

use keys::{
    Secret,
    wire::{Complaint, FieldCode},
};
use reqwest::{
    Method, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use url::{Host, Url};

use crate::{ProviderError, error::Kind};

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// How often a request is sent whose answer was lost, if that is harmless.
const TRIES: usize = 2;
/// The same of a whole file, either way.
pub(crate) const FILE_WITHIN: Duration = Duration::from_secs(60);
/// The largest answer that is read, in bytes: a document has five megabytes at most, a page of a hundred items some sixty
/// thousand.
const ANSWER_BYTES_MAX: usize = 6 * 1024 * 1024;

/// Server-sent events.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";
/// A stream is asked for anew at least once a day, so that nothing of one is kept for ever.
const STREAM_AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// The address of a place: https anywhere, or plain http on this computer's loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is not the address of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// Not a URL with a host.
    #[error("This is not a web address.")]
    NotAUrl,
    /// Plain http to another computer would show the credential to the network.
    #[error("The address must begin with https, except on this computer.")]
    NotPrivate,
    /// An authority's own address ends after its port.
    #[error("The address must end after the host and the port, or with /v1.")]
    NotTheRoot,
    /// User name, password, query and fragment have no place in it.
    #[error("The address must not contain a user name, a password, a query or a fragment.")]
    NotPlain,
}

impl From<BaseUrlError> for Complaint {
    fn from(error: BaseUrlError) -> Self {
        let code = match error {
            BaseUrlError::NotAUrl => FieldCode::NotAWebAddress,
            BaseUrlError::NotPrivate => FieldCode::NotHttps,
            BaseUrlError::NotTheRoot => FieldCode::NotTheRoot,
            BaseUrlError::NotPlain => FieldCode::NotPlain,
        };
        Self::of(code, error.to_string())
    }
}

impl BaseUrl {
    /// Checks an address.
    ///
    /// # Errors
    /// [`BaseUrlError`] says which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let mut url = Url::parse(text.trim()).map_err(|_| BaseUrlError::NotAUrl)?;
        if url.host().is_none() {
            return Err(BaseUrlError::NotAUrl);
        }
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
            return Err(BaseUrlError::NotPrivate);
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::NotPlain);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Checks the address of an authority, which people copy with or without the `/v1` of its management API.
    ///
    /// # Errors
    /// [`BaseUrlError`] says which rule it breaks.
    pub fn parse_authority(text: &str) -> Result<Self, BaseUrlError> {
        let Self(mut url) = Self::parse(text)?;
        match url.path() {
            "/" => {}
            "/v1" => url.set_path(""),
            _ => return Err(BaseUrlError::NotTheRoot),
        }
        Ok(Self(url))
    }

    /// The address without a trailing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The one HTTP client: no redirects (they could carry a credential elsewhere), no cookies, bounded in time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    /// This computer, which no proxy is between.
    here: reqwest::Client,
    /// Everything else, by the proxies that the environment names (`HTTPS_PROXY`, `NO_PROXY`).
    elsewhere: reqwest::Client,
}

impl Client {
    /// Builds it.
    ///
    /// # Errors
    /// When the system's trust store cannot be read.
    pub fn new() -> Result<Self, reqwest::Error> {
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("conduit-keys/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(CONNECT_WITHIN)
        };
        Ok(Self { here: builder().no_proxy().build()?, elsewhere: builder().build()? })
    }

    /// A request to what is below an address.
    pub(crate) fn request(&self, method: Method, base: &BaseUrl, path: &str) -> RequestBuilder {
        let client = if is_loopback(&base.0) { &self.here } else { &self.elsewhere };
        client.request(method, format!("{}{path}", base.as_str())).timeout(ANSWER_WITHIN)
    }
}

/// A header value that is never printed.
pub(crate) fn sensitive(text: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

/// A secret as a bearer, never printed.
pub(crate) fn bearer(secret: &Secret) -> HeaderValue {
    sensitive(&format!("Bearer {}", secret.expose()))
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header as text; empty when there is none, or it is no text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// When the place wants to be asked again, in whole seconds.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.header(RETRY_AFTER.as_str()).parse().ok().map(Duration::from_secs)
    }
}

impl Client {
    /// Sends a request that `write` completes: how it is signed and what it carries is the adapter's. It is sent again when
    /// its answer was lost and that is harmless: it only reads, or the place knows it again.
    ///
    /// # Errors
    /// Offline, lost, or an answer that is too large to be one.
    pub(crate) async fn send(
        &self,
        method: Method,
        base: &BaseUrl,
        path: &str,
        is_harmless: bool,
        write: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, ProviderError> {
        let (mut tries, most) = (1, if is_harmless { TRIES } else { 1 });
        loop {
            let answered = match begin(write(self.request(method.clone(), base, path)), base).await {
                Ok(response) => read(response, base.as_str()).await,
                Err(error) => Err(error),
            };
            match answered {
                Err(error) if error.kind == Kind::Lost && tries < most => {
                    tracing::warn!(place = base.as_str(), path, %error, "an answer was lost; asking again");
                    tries += 1;
                }
                answered => return answered,
            }
        }
    }

    /// Opens an answer of this kind that is read while it comes: it is not bounded in time, so its reader bounds the silence
    /// in it. Any other answer is read whole.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub(crate) async fn open(
        &self,
        base: &BaseUrl,
        path: &str,
        kind: &str,
        write: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Result<Response, Answer>, ProviderError> {
        let request = write(self.request(Method::GET, base, path)).header(ACCEPT, kind).timeout(STREAM_AT_MOST);
        let begun = tokio::time::timeout(ANSWER_WITHIN, begin(request, base)).await;
        let response = begun.map_err(|_| ProviderError::late(base.as_str()))??;
        let found = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if response.status().is_success() && found.split(';').next().is_some_and(|found| found.trim() == kind) {
            Ok(Ok(response))
        } else {
            read(response, base.as_str()).await.map(Err)
        }
    }
}

async fn begin(request: RequestBuilder, base: &BaseUrl) -> Result<Response, ProviderError> {
    request.send().await.map_err(|source| {
        let kind = if source.is_connect() { Kind::Offline } else { Kind::Lost };
        ProviderError::of_network(kind, base.as_str(), source)
    })
}

async fn read(mut response: Response, place: &str) -> Result<Answer, ProviderError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    let lost = |source| ProviderError::of_network(Kind::Lost, place, source);
    while let Some(more) = response.chunk().await.map_err(lost)? {
        if body.len() + more.len() > ANSWER_BYTES_MAX {
            return Err(ProviderError::new(Kind::NotUnderstood, format!("{place} answered without an end.")));
        }
        body.extend_from_slice(&more);
    }
    Ok(Answer { status, headers, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_private_addresses_are_taken() {
        let parsed = |text| BaseUrl::parse(text).map(|url| url.as_str().to_owned());
        assert_eq!(parsed("https://keys.example.com/"), Ok("https://keys.example.com".to_owned()));
        assert_eq!(parsed(" http://127.0.0.1:7403 "), Ok("http://127.0.0.1:7403".to_owned()));
        assert_eq!(parsed("http://localhost:1/"), Ok("http://localhost:1".to_owned()));
        assert_eq!(parsed("http://keys.example.com"), Err(BaseUrlError::NotPrivate), "the token would travel in clear");
        assert_eq!(parsed("http://127.0.0.1.example.com"), Err(BaseUrlError::NotPrivate), "a look-alike of loopback");
        assert_eq!(parsed("https://ana:pw@keys.example.com"), Err(BaseUrlError::NotPlain));
        assert_eq!(parsed("https://keys.example.com/?a=b"), Err(BaseUrlError::NotPlain));
        assert_eq!(parsed("http://127.0.0.1:7103/v2/").as_deref(), Ok("http://127.0.0.1:7103/v2"));
        for text in ["", "keys", "file:///etc/passwd", "javascript:alert(1)"] {
            assert!(parsed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_authority_is_found_with_or_without_the_path_of_its_api() {
        for text in [
            "http://127.0.0.1:7103",
            "http://127.0.0.1:7103/",
            "http://127.0.0.1:7103/v1",
            " http://127.0.0.1:7103/v1/ ",
        ] {
            assert_eq!(BaseUrl::parse_authority(text).unwrap().as_str(), "http://127.0.0.1:7103", "{text}");
        }
        for below in ["/v2", "/v1/keys", "/keys", "/v10"] {
            let parsed = BaseUrl::parse_authority(&format!("https://keys.example.com{below}"));
            assert_eq!(parsed, Err(BaseUrlError::NotTheRoot), "{below}");
        }
    }

    #[test]
    fn a_credential_is_not_printed() {
        assert!(!format!("{:?}", sensitive("Bearer hunter2")).contains("hunter2"));
    }
}
