//! A real call with a key: the proof that it answers, or that it is refused.

use keys::{
    Secret,
    wire::{API_KEY, CORRELATION_ID},
};
use reqwest::{Method, StatusCode};

use crate::{BaseUrl, Client, ProviderError, error::Kind, http::sensitive};

/// What a call with a key was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The HTTP status.
    pub status: u16,
    /// The answer's correlation ID.
    pub correlation_id: String,
}

impl Probed {
    /// Whether the key was refused as unknown or revoked. None when the answer says nothing of the key: the place was too busy
    /// or in trouble, or somebody between answered, who knows no correlation ID.
    pub fn is_refused(&self) -> Option<bool> {
        if self.correlation_id.is_empty() {
            return None;
        }
        let status = StatusCode::from_u16(self.status).ok()?;
        let says_nothing = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status)
            || status.is_server_error()
            || status.is_redirection();
        (!says_nothing).then_some(status == StatusCode::UNAUTHORIZED)
    }
}

/// Reads one customer page with the key: the cheapest call without side effects on the public API.
///
/// # Errors
/// Offline when there was no answer at all.
pub(crate) async fn probe(client: &Client, base: &BaseUrl, secret: &Secret) -> Result<Probed, ProviderError> {
    let request = client.request(Method::GET, base, "/customers?limit=1");
    let response = request
        .header(API_KEY, sensitive(secret.expose()))
        .send()
        .await
        .map_err(|source| ProviderError::of_network(Kind::Offline, base.as_str(), source))?;
    let correlation_id = response.headers().get(CORRELATION_ID).and_then(|value| value.to_str().ok());
    Ok(Probed { status: response.status().as_u16(), correlation_id: correlation_id.unwrap_or_default().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_about_the_key_proves_anything() {
        let said = |status| Probed { status, correlation_id: "c-1".to_owned() }.is_refused();
        assert_eq!(said(401), Some(true));
        for accepted in [200, 403, 409] {
            assert_eq!(said(accepted), Some(false), "{accepted}: the key was known");
        }
        for nothing in [302, 408, 429, 500, 502, 503] {
            assert_eq!(said(nothing), None, "{nothing}");
        }
        for of_a_proxy in [200, 401, 403] {
            let answer = Probed { status: of_a_proxy, correlation_id: String::new() };
            assert_eq!(answer.is_refused(), None, "{of_a_proxy} of somebody between");
        }
    }
}
