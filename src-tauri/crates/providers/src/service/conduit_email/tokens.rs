//! The API tokens of an account (`facts/conduit-email.md`, sections 3 and 4.4), asked for with the account's credential.

use std::collections::HashSet;

use keys::{Environment, Hint, Secret, Timestamp, redact::redact};
use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    BaseUrl, Client, Credential, ProviderError,
    error::Kind,
    http::{Answer, bearer},
};

const TOKENS: &str = "/accounts/me/api-tokens";
const ACCOUNT: &str = "/accounts/me";
/// How often one request is signed anew: two programs that share a session end each other's access token.
const RENEWALS_MAX: usize = 3;
/// Longer than any id, name or sentence that is worth showing.
const ID_MAX: usize = 200;
const TEXT_MAX: usize = 300;
/// Whatever is dated before 1971 has no date: a time that was never set is written as the year 1 by some.
const NO_TIME_BEFORE_MILLIS: i64 = 365 * 24 * 3600 * 1000;

/// The keys of whoever has an account at a service, by its own calls.
#[derive(Clone, Debug)]
pub struct Account {
    client: Client,
    base: BaseUrl,
    credential: Credential,
    /// The service's name, and the environment that it has.
    of: (&'static str, Environment),
}

/// A key as the service tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountKey {
    /// The service's own id.
    pub id: String,
    /// Its name; it need not be the only one of it.
    pub name: String,
    /// The ending of its secret, where the service shows it.
    pub hint: Hint,
    /// The addresses and ranges it may be used from; none means any.
    pub allowed_ips: Vec<String>,
    /// When it was made, where the service says so.
    pub created_at: Option<Timestamp>,
    /// When it ends by itself; none: never, or the service does not say.
    pub expires_at: Option<Timestamp>,
    /// The last request that it was good for.
    pub last_used_at: Option<Timestamp>,
}

/// What is asked of a new one.
#[derive(Clone, Debug)]
pub struct NewAccountKey<'a> {
    /// Its name.
    pub name: &'a str,
    /// For how many seconds it is good; for ever where none.
    pub lasts_seconds: Option<i64>,
    /// From where it may be used; from anywhere where none.
    pub allowed_ips: &'a [String],
}

#[derive(Serialize)]
struct Asked<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<i64>,
    allowed_ips: &'a [String],
}

/// Any field may be null or missing but the id.
#[derive(Deserialize)]
struct Told {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    allowed_ips: Option<Vec<String>>,
    #[serde(default)]
    created_at: Option<Value>,
    #[serde(default)]
    expires_at: Option<Value>,
    #[serde(default)]
    last_used_at: Option<Value>,
}

#[derive(Deserialize)]
struct Owner {
    #[serde(default)]
    id: String,
    #[serde(default)]
    email: String,
}

impl Account {
    pub(crate) fn new(client: Client, base: BaseUrl, credential: Credential, of: (&'static str, Environment)) -> Self {
        Self { client, base, credential, of }
    }

    /// What the service calls itself.
    pub fn service(&self) -> &'static str {
        self.of.0
    }

    /// The environment that its keys are of.
    pub fn environment(&self) -> Environment {
        self.of.1
    }

    /// Whose account it is: the e-mail address that they sign in with.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn owner(&self) -> Result<String, ProviderError> {
        let answer = good(self.send(Method::GET, ACCOUNT, true, |request| request).await?)?;
        account_of(&answer).ok_or_else(not_understood)
    }

    /// All its keys, in no order.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list(&self) -> Result<Vec<AccountKey>, ProviderError> {
        let answer = good(self.send(Method::GET, TOKENS, true, |request| request).await?)?;
        // An empty list may be written as null.
        let told: Option<Vec<Told>> = serde_json::from_slice(&answer.body).map_err(|_| not_understood())?;
        let mut seen = HashSet::new();
        let fresh = told.unwrap_or_default().into_iter().filter(|told| is_id(&told.id) && seen.insert(told.id.clone()));
        Ok(fresh.map(|told| told.read().0).collect())
    }

    /// Makes one. It is never sent twice: the service would make two.
    ///
    /// # Errors
    /// [`ProviderError`]; of [`Kind::Lost`] when it may have been made.
    pub async fn create(&self, asked: &NewAccountKey<'_>) -> Result<(AccountKey, Secret), ProviderError> {
        let NewAccountKey { name, lasts_seconds, allowed_ips } = *asked;
        let body = Asked { name, expires_in: lasts_seconds, allowed_ips };
        let answer = good(self.send(Method::POST, TOKENS, false, |request| request.json(&body)).await?)?;
        // It was made, whatever the answer looks like.
        let lost = || ProviderError::new(Kind::Lost, "The service made a key and did not answer with it.");
        let told: Told = serde_json::from_slice(&answer.body).map_err(|_| lost())?;
        let id = told.id.clone();
        match told.read() {
            (key, Some(secret)) if is_id(&id) && !secret.expose().is_empty() => {
                Ok((AccountKey { hint: Hint::of(secret.expose()), ..key }, secret))
            }
            _ => Err(lost()),
        }
    }

    /// Ends one. One that is not there any more has ended.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn revoke(&self, id: &str) -> Result<(), ProviderError> {
        let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        let path = format!("{TOKENS}/{}", id.replace('+', "%20"));
        match good(self.send(Method::DELETE, &path, true, |request| request).await?) {
            Err(error) if error.kind == Kind::NotFound => Ok(()),
            answered => answered.map(drop),
        }
    }

    /// Sends a request with the credential of now, and with the next one where that is refused.
    async fn send(
        &self,
        method: Method,
        path: &str,
        is_harmless: bool,
        write: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, ProviderError> {
        let mut token = self.credential.bearer().await?;
        let mut renewals = 0;
        loop {
            let signed = |request: RequestBuilder| write(request.header("authorization", bearer(&token)));
            let answer = self.client.send(method.clone(), &self.base, path, is_harmless, signed).await?;
            if answer.status.as_u16() != 401 || renewals == RENEWALS_MAX {
                return Ok(answer);
            }
            renewals += 1;
            match self.credential.renew(&token).await? {
                Some(renewed) => token = renewed,
                None => return Ok(answer),
            }
        }
    }
}

impl Told {
    fn read(self) -> (AccountKey, Option<Secret>) {
        let key = AccountKey {
            name: short(self.name.as_deref().unwrap_or_default()),
            hint: self.token.as_deref().map_or_else(nothing_shown, masked),
            allowed_ips: self.allowed_ips.unwrap_or_default().iter().map(|one| short(one)).collect(),
            created_at: time(self.created_at),
            expires_at: time(self.expires_at),
            last_used_at: time(self.last_used_at),
            id: self.id,
        };
        (key, self.token.map(Secret::new))
    }
}

/// The prefix that all have.
fn nothing_shown() -> Hint {
    Hint { prefix: "conduit_".to_owned(), last_four: String::new() }
}

/// The ending of a masked secret. What looks whole is not looked at: it would be a secret that nobody asked for.
fn masked(text: &str) -> Hint {
    let is_of_secret = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_masked = text.chars().any(|c| !is_of_secret(c));
    let ending = text.rsplit(|c| !is_of_secret(c)).next().unwrap_or_default();
    let last_four = if is_masked && ending.len() == 4 { ending } else { "" };
    Hint { last_four: last_four.to_owned(), ..nothing_shown() }
}

fn time(told: Option<Value>) -> Option<Timestamp> {
    told?.as_str()?.parse().ok().filter(|at: &Timestamp| at.as_millis() >= NO_TIME_BEFORE_MILLIS)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= ID_MAX && !id.chars().any(char::is_control) && id != "." && id != ".."
}

/// What others wrote, without what looks like a secret, and no longer than anybody reads.
fn short(text: &str) -> String {
    redact(text).chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect()
}

pub(super) fn account_of(answer: &Answer) -> Option<String> {
    let owner: Owner = serde_json::from_slice(&answer.body).ok()?;
    Some(short(&owner.email)).filter(|email| !email.is_empty() && !owner.id.is_empty())
}

pub(super) fn not_understood() -> ProviderError {
    ProviderError::new(Kind::NotUnderstood, "The answer is not one of this service.")
}

/// Section 2: what an answer that is no good one says, by its status.
pub(super) fn good(answer: Answer) -> Result<Answer, ProviderError> {
    let said = || short(&super::super::text_at(&answer, "/error"));
    let (kind, detail) = match answer.status.as_u16() {
        200..300 => return Ok(answer),
        401 => (Kind::SignedOut, "The service does not take this credential.".to_owned()),
        403 => (Kind::NotAllowed, "The service does not allow that with this credential.".to_owned()),
        404 => (Kind::NotFound, "The service knows no such thing.".to_owned()),
        400 | 409 | 422 => (Kind::NotAccepted, format!("The service did not accept it: {}", said())),
        429 => (Kind::Unavailable, "The service was asked too much at once.".to_owned()),
        status @ 300..500 => (Kind::NotUnderstood, format!("An answer ({status}) is not understood.")),
        status => (Kind::Unavailable, format!("The service answered with an error of its own ({status}).")),
    };
    Err(ProviderError { retry_after: answer.retry_after(), ..ProviderError::new(kind, detail) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> AccountKey {
        serde_json::from_str::<Told>(json).unwrap().read().0
    }

    /// Section 3: what the token of a list holds, and how a time that is none is written, is not documented.
    #[test]
    fn whatever_a_list_leaves_out_is_tolerated() {
        let bare = read(r#"{"id":"t1"}"#);
        assert_eq!((bare.name.as_str(), bare.hint.last_four.as_str()), ("", ""));
        let null = r#"{"id":"t1","name":null,"token":null,"allowed_ips":null,"created_at":null,"expires_at":"","last_used_at":"0001-01-01T00:00:00Z"}"#;
        assert_eq!(read(null), bare);
        let full = read(r#"{"id":"t1","name":"ci","last_used_at":"2026-04-02T12:00:00Z","expires_at":17}"#);
        assert_eq!(full.last_used_at.unwrap().to_string(), "2026-04-02T12:00:00.000Z");
        assert_eq!(full.expires_at, None);
    }

    #[test]
    fn of_a_token_in_a_list_at_most_four_characters_are_read() {
        for (token, ending) in [
            ("", ""),
            ("conduit_****wXyZ", "wXyZ"),
            ("conduit_…wXyZ", "wXyZ"),
            ("conduit_abc****", ""),
            ("conduit_****0123456789", ""),
            ("conduit_whole-and-not-masked", ""),
        ] {
            let told = serde_json::json!({ "id": "t1", "token": token }).to_string();
            let hint = read(&told).hint;
            assert_eq!((hint.prefix.as_str(), hint.last_four.as_str()), ("conduit_", ending), "{token}");
        }
    }

    #[test]
    fn an_id_that_leads_elsewhere_is_none() {
        for id in ["", "..", ".", "a\nb"] {
            assert!(!is_id(id), "{id:?}");
        }
        assert!(is_id("tok_01HX/../x"), "it is encoded where it is sent");
    }
}
