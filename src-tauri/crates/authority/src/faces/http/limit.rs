//! What an answer says about limits: how much of the organization's rate is left, and whether the key is on its way out.

use std::net::SocketAddr;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use keys::{address::ClientAddress, bucket::Draw, proxy::TrustedProxies, wire::Code};

use super::pipeline::Pass;
use crate::{Entry, Failure, ground::headers::FORWARDED_FOR};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// The address of the client itself, as far as the proxies before us are trusted.
pub fn client_address(proxies: &TrustedProxies, peer: SocketAddr, headers: &HeaderMap) -> ClientAddress {
    proxies.client_address(peer.ip(), headers.get_all(FORWARDED_FOR).iter().map(HeaderValue::as_bytes))
}

/// A request that is not let on, with what its answer says besides.
pub struct Denied {
    /// Why.
    pub failure: Failure,
    /// The key and the bucket, when it came that far.
    pub pass: Option<Pass>,
    /// The bucket that was empty.
    pub draw: Option<Draw>,
}

/// Too many requests.
impl From<Draw> for Denied {
    fn from(draw: Draw) -> Self {
        let detail = "There are too many requests.".to_owned();
        let failure = Failure::Later { code: Code::RateLimited, detail, retry_after_seconds: draw.retry_after_seconds };
        Self { failure, pass: None, draw: Some(draw) }
    }
}

impl Denied {
    /// The same without the bucket's numbers: only when to come back.
    pub fn untold(draw: Draw) -> Self {
        Self { draw: None, ..Self::from(draw) }
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        Self { failure, pass: None, draw: None }
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let mut response = self.failure.into_response();
        if let Some(draw) = &self.draw {
            tell_rate(draw, response.headers_mut());
        }
        if let Some(pass) = &self.pass {
            pass.tell(response.headers_mut());
        }
        response
    }
}

impl Pass {
    /// Writes the headers that say what is left.
    pub fn tell(&self, headers: &mut HeaderMap) {
        if let Some(draw) = &self.draw {
            tell_rate(draw, headers);
        }
        tell_retiring(&self.entry, headers);
    }
}

/// The three headers of the sheet, section 3.2; the limit is what the bucket holds.
fn tell_rate(draw: &Draw, headers: &mut HeaderMap) {
    headers.insert(LIMIT, draw.limit.into());
    headers.insert(REMAINING, draw.remaining.into());
    headers.insert(RESET, draw.reset_seconds.into());
    if !draw.allowed {
        headers.insert(RETRY_AFTER, draw.retry_after_seconds.into());
    }
}

/// A key that is being rotated out says so (RFC 9745), and when it ends if that is known (RFC 8594).
fn tell_retiring(entry: &Entry, headers: &mut HeaderMap) {
    let Some((since, ends_at)) = entry.retiring() else { return };
    if let Ok(value) = HeaderValue::try_from(format!("@{}", since.as_millis().div_euclid(1000))) {
        headers.insert(DEPRECATION, value);
    }
    if let Some(Ok(value)) = ends_at.map(|end| HeaderValue::try_from(end.to_http_date())) {
        headers.insert(SUNSET, value);
    }
}
