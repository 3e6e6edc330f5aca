//! A real call with a key: the proof that it answers, or that it is refused.

use keys::{
    Secret,
    wire::{API_KEY, CORRELATION_ID},
};
use reqwest::{Method, StatusCode};

use crate::{BaseUrl, Client, ProviderError, http::sensitive};

/// What a call with a key was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The HTTP status.
    pub status: u16,
    /// The answer's correlation ID.
    pub correlation_id: String,
}

impl Probed {
    /// Whether the key was refused as unknown or revoked.
    pub fn is_refused(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED.as_u16()
    }
}

/// Reads one customer page with the key: the cheapest call without side effects on the public API.
///
/// # Errors
/// [`ProviderError::Offline`] when there was no answer at all.
pub async fn probe(client: &Client, base: &BaseUrl, secret: &Secret) -> Result<Probed, ProviderError> {
    let place = base.as_str().to_owned();
    let request = client.request(Method::GET, base, "/customers?limit=1");
    let response = request
        .header(API_KEY, sensitive(secret.expose()))
        .send()
        .await
        .map_err(|source| ProviderError::Offline { place, source })?;
    let correlation_id = response.headers().get(CORRELATION_ID).and_then(|value| value.to_str().ok());
    Ok(Probed { status: response.status().as_u16(), correlation_id: correlation_id.unwrap_or_default().to_owned() })
}
