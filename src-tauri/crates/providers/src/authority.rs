//! A Conduit authority (ours), by its management API.

mod activation;
mod approvals;
pub mod audit;
mod me;
mod people;
mod rotations;
pub mod sessions;
mod support;
mod webhooks;

use std::collections::BTreeMap;

use keys::{
    Environment, KeyState, Secret,
    wire::{
        CORRELATION_ID, ChangeKey, ChangeOrganization, ChangedKey, Code, CreateKey, CreatedKey, IDEMPOTENCY_KEY, Key,
        Organization, Page, Problem, RevokeKey, Revoked, Usage,
    },
};
use reqwest::{Method, RequestBuilder, Response, header::AUTHORIZATION};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    BaseUrl, Client, Credential, NewsStream, ProviderError,
    error::Kind,
    events::EventStream,
    http::{self, EVENT_STREAM},
    list::{Batch, KeyFilter, KeyPage, KeyQuery, KeySort},
    probe::{Probed, probe},
};

pub use webhooks::Deliveries;

type Answer<T> = Result<T, ProviderError>;

/// The body of a write that says everything by its path.
#[derive(Serialize)]
struct Nothing {}
const LAST_EVENT_ID: &str = "last-event-id";
const PAGE_LIMIT: &str = "100";
/// How often one request is signed anew: two programs that share a session end each other's access token.
const RENEWALS_MAX: usize = 3;

/// A connection to an authority, with the credential it was handed.
#[derive(Clone, Debug)]
pub struct Authority {
    client: Client,
    base: BaseUrl,
    credential: Credential,
}

impl Authority {
    /// An adapter for the authority at an address.
    pub fn new(client: Client, base: BaseUrl, credential: impl Into<Credential>) -> Self {
        Self { client, base, credential: credential.into() }
    }

    /// The organization behind the credential.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn organization(&self) -> Answer<Organization> {
        self.get("/v1/organization", &[]).await
    }

    /// Changes one rule of the organization.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn change_organization(&self, asked: &ChangeOrganization) -> Answer<Organization> {
        self.write(Method::PATCH, "/v1/organization".to_owned(), asked, None).await
    }

    /// One page of an environment's keys.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list_keys(&self, asked: &KeyQuery) -> Answer<KeyPage> {
        let page: Page<Key> = self.get("/v1/keys", &question(asked)).await?;
        let states = page.meta.counts.unwrap_or_default();
        let count = |state: KeyState| states.get(state.as_str()).copied().unwrap_or_default();
        let mut counts: BTreeMap<_, _> = KeyState::ALL.map(|state| (KeyFilter::of_state(state), count(state))).into();
        counts.insert(KeyFilter::All, counts.values().sum());
        // The states of what is due are those of a part of the keys.
        if matches!(asked.filter, KeyFilter::Due | KeyFilter::Unused) {
            counts = BTreeMap::from([(asked.filter, page.meta.total)]);
        }
        let (next_cursor, at_least) = (page.meta.next_cursor, page.meta.at_least);
        Ok(KeyPage { keys: page.data, next_cursor, counts, at_least })
    }

    /// One key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_key(&self, id: &str) -> Answer<Key> {
        self.get(&format!("/v1/keys/{}", segment(id)), &[]).await
    }

    /// Who called with a key in the last hour.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_key_usage(&self, id: &str) -> Answer<Usage> {
        self.get(&format!("/v1/keys/{}/usage", segment(id)), &[]).await
    }

    /// Creates a key. The secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn create_key(&self, idempotency_key: &str, asked: &CreateKey) -> Answer<CreatedKey> {
        self.post("/v1/keys".to_owned(), asked, Some(idempotency_key)).await
    }

    /// Confirms that a key's secret is saved.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn confirm_key(&self, id: &str) -> Answer<Key> {
        self.post(format!("/v1/keys/{}/confirm", segment(id)), &Nothing {}, None).await
    }

    /// Changes what a key is limited to.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn change_key(&self, idempotency_key: &str, id: &str, asked: &ChangeKey) -> Answer<ChangedKey> {
        self.write(Method::PATCH, format!("/v1/keys/{}", segment(id)), asked, Some(idempotency_key)).await
    }

    /// Revokes a key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn revoke_key(&self, idempotency_key: &str, id: &str, reason: &str) -> Answer<Revoked> {
        let asked = RevokeKey { reason: reason.to_owned() };
        self.post(format!("/v1/keys/{}/revoke", segment(id)), &asked, Some(idempotency_key)).await
    }

    /// Reads one customer page with a key: the cheapest call of the public API without side effects. Its address is asked for.
    ///
    /// # Errors
    /// [`ProviderError`]; the call proves nothing then.
    pub async fn prove(&self, environment: Environment, secret: &Secret) -> Answer<Probed> {
        let organization = self.organization().await?;
        let here = organization.environments.into_iter().find(|info| info.environment == environment);
        let base = here.and_then(|info| BaseUrl::parse(&info.base_url).ok());
        let unknown = || ProviderError::new(Kind::NotUnderstood, format!("There is no address of {environment}."));
        probe(&self.client, &base.ok_or_else(unknown)?, secret).await
    }

    /// The news: from now on, or from the place where a stream was lost.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn follow_news(&self, after: Option<&str>) -> Answer<NewsStream> {
        let resume = |request: RequestBuilder| match after {
            Some(after) => request.header(LAST_EVENT_ID, after),
            None => request,
        };
        let opened = self.open("/v1/events", EVENT_STREAM, resume).await?;
        Ok(NewsStream::new(EventStream::new(opened, self.base.as_str()), after.map(str::to_owned)))
    }

    /// Opens an answer of this kind that is read while it comes.
    async fn open(&self, path: &str, kind: &str, write: impl Fn(RequestBuilder) -> RequestBuilder) -> Answer<Response> {
        let mut bearer = self.credential.bearer().await?;
        let mut renewals = 0;
        loop {
            match self.client.open(&self.base, path, kind, |request| write(sign(request, &bearer))).await? {
                Ok(opened) => return Ok(opened),
                Err(answer) => match self.renew(&answer, &bearer, &mut renewals).await? {
                    Some(renewed) => bearer = renewed,
                    None => return Err(refusal(&answer)),
                },
            }
        }
    }

    async fn batch<T: DeserializeOwned>(
        &self,
        path: &str,
        which: &[(&str, &str)],
        cursor: Option<&str>,
    ) -> Answer<Batch<T>> {
        let mut query: Vec<_> = which.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        query.push(("limit", PAGE_LIMIT.to_owned()));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        let page: Page<T> = self.get(path, &query).await?;
        Ok(Batch { items: page.data, next_cursor: page.meta.next_cursor })
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, String)]) -> Answer<T> {
        read(self.send(Method::GET, path, true, |request| request.query(query)).await?)
    }

    async fn post<B: Serialize, T: DeserializeOwned>(&self, path: String, body: &B, once: Option<&str>) -> Answer<T> {
        self.write(Method::POST, path, body, once).await
    }

    /// Sent again after a lost answer only with an idempotency key, by which the authority knows it again.
    async fn write<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: String,
        body: &B,
        once: Option<&str>,
    ) -> Answer<T> {
        let write = |request: RequestBuilder| match once {
            Some(key) => request.json(body).header(IDEMPOTENCY_KEY, key),
            None => request.json(body),
        };
        read(self.send(method, &path, once.is_some(), write).await?)
    }

    /// Sends a request with the bearer of now, and with the next one where that is refused: the authority has done nothing of
    /// it then.
    async fn send(
        &self,
        method: Method,
        path: &str,
        is_harmless: bool,
        write: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Answer<http::Answer> {
        let mut bearer = self.credential.bearer().await?;
        let mut renewals = 0;
        loop {
            let signed = |request| write(sign(request, &bearer));
            let answer = self.client.send(method.clone(), &self.base, path, is_harmless, signed).await?;
            match self.renew(&answer, &bearer, &mut renewals).await? {
                Some(renewed) => bearer = renewed,
                None => return Ok(answer),
            }
        }
    }

    /// The next bearer, where an answer refuses this one and there is another.
    async fn renew(&self, answer: &http::Answer, refused: &Secret, renewals: &mut usize) -> Answer<Option<Secret>> {
        if !says(answer, Code::TokenInvalid) || *renewals == RENEWALS_MAX {
            return Ok(None);
        }
        *renewals += 1;
        self.credential.renew(refused).await
    }
}

fn sign(request: RequestBuilder, bearer: &Secret) -> RequestBuilder {
    request.header(AUTHORIZATION, http::bearer(bearer))
}

/// A page of keys, in the words of `API.md`, section Lists.
fn question(asked: &KeyQuery) -> Vec<(&'static str, String)> {
    let sort = match asked.sort {
        KeySort::Created => "created",
        KeySort::Name => "name",
        KeySort::LastUsed => "lastUsed",
        KeySort::Expires => "expires",
        KeySort::Calls => "calls",
    };
    let mut query = vec![
        ("environment", asked.environment.as_str().to_owned()),
        ("sort", format!("{}{sort}", if asked.descending { "-" } else { "" })),
        ("limit", asked.limit.to_string()),
    ];
    let state = match asked.filter {
        KeyFilter::All | KeyFilter::Due => None,
        KeyFilter::Active | KeyFilter::Unused => Some(KeyState::Active),
        KeyFilter::Retiring => Some(KeyState::Retiring),
        KeyFilter::Pending => Some(KeyState::Pending),
        KeyFilter::Expired => Some(KeyState::Expired),
        KeyFilter::Revoked => Some(KeyState::Revoked),
    };
    query.extend(state.map(|state| ("state", state.as_str().to_owned())));
    match asked.filter {
        KeyFilter::Due => query.push(("due", "true".to_owned())),
        KeyFilter::Unused => query.push(("unusedSince", KeyFilter::unused_since(asked.now).to_string())),
        _ => {}
    }
    let narrowing = &asked.narrowing;
    query.extend(narrowing.access_level.map(|level| ("accessLevel", level.as_str().to_owned())));
    query.extend(narrowing.created_by.clone().map(|who| ("createdBy", who)));
    query.extend(narrowing.created_before.map(|moment| ("createdBefore", moment.to_string())));
    query.extend(narrowing.expires_before.map(|moment| ("expiresBefore", moment.to_string())));
    query.extend(asked.name.clone().map(|name| ("name", name)));
    query.extend(Some(asked.search.clone()).filter(|words| !words.trim().is_empty()).map(|words| ("q", words)));
    query.extend(asked.cursor.clone().map(|cursor| ("cursor", cursor)));
    query
}

/// What the authority answered: the thing asked for, or its problem document.
fn read<T: DeserializeOwned>(answer: http::Answer) -> Answer<T> {
    if answer.status.is_success() {
        serde_json::from_slice(&answer.body).map_err(|_| not_understood(&answer))
    } else {
        Err(refusal(&answer))
    }
}

/// Whether an answer is this problem.
fn says(answer: &http::Answer, code: Code) -> bool {
    answer.status.as_u16() == code.status()
        && serde_json::from_slice::<Problem>(&answer.body).is_ok_and(|problem| problem.code == code)
}

fn refusal(answer: &http::Answer) -> ProviderError {
    match serde_json::from_slice::<Problem>(&answer.body) {
        Ok(problem) if !answer.status.is_success() => ProviderError {
            fields: problem.errors,
            reference: problem.correlation_id,
            retry_after: answer.retry_after(),
            ..ProviderError::new(meaning(problem.code), problem.detail)
        },
        _ => not_understood(answer),
    }
}

fn not_understood(answer: &http::Answer) -> ProviderError {
    ProviderError {
        reference: answer.header(CORRELATION_ID).to_owned(),
        ..ProviderError::new(Kind::NotUnderstood, format!("An answer ({}) is not understood.", answer.status))
    }
}

/// The authority's codes, as far as a person would act differently on them.
fn meaning(code: Code) -> Kind {
    match code {
        Code::ValidationError
        | Code::MalformedJson
        | Code::InvalidOidFormat
        | Code::InvalidCursor
        | Code::PayloadTooLarge
        | Code::UnsupportedMediaType
        | Code::IdempotencyKeyRequired
        | Code::IdempotencyKeyInvalid
        | Code::IdempotencyKeyConflict
        | Code::IdempotencyBodyTooNested
        | Code::UnprocessableEntity
        | Code::Conflict => Kind::InvalidInput,
        Code::EmailInUse => Kind::EmailInUse,
        Code::LastAdmin => Kind::LastAdmin,
        Code::NameInUse => Kind::NameInUse,
        Code::NotFound => Kind::NotFound,
        Code::KeyEnded => Kind::KeyEnded,
        Code::KeyNotActive => Kind::KeyNotActive,
        Code::RotationNotProven => Kind::RotationNotProven,
        Code::RotationEnded => Kind::RotationEnded,
        Code::LiveNotActivated => Kind::LiveNotActivated,
        Code::LiveKeyNeedsApproval => Kind::LiveKeyNeedsApproval,
        Code::SecondAdminNeeded => Kind::SecondAdminNeeded,
        Code::ApprovalStateChanged => Kind::ApprovalStateChanged,
        Code::RoleNotAllowed
        | Code::SessionRequired
        | Code::AnotherPersonDecides
        | Code::NotTheRequester
        | Code::ApiKeyReadOnly
        | Code::IpNotAllowed
        | Code::SpendingLimitExceeded
        | Code::FeatureNotEnabled => Kind::NotAllowed,
        Code::TokenMissing
        | Code::TokenInvalid
        | Code::SignInRefused
        | Code::TotpRequired
        | Code::SessionEnded
        | Code::InvitationInvalid
        | Code::ApiKeyMissing
        | Code::ApiKeyInvalid => Kind::SignedOut,
        Code::ServiceUnavailable
        | Code::SandboxNotProvisioned
        | Code::SealingKeyMissing
        | Code::SignInSlowed
        | Code::IdempotencyKeyRequestInProgress
        | Code::RateLimited
        | Code::InternalError
        | Code::MethodNotAllowed
        | Code::MalformedRequest
        | Code::HeadTooLarge
        | Code::RequestTimeout => Kind::Unavailable,
    }
}

/// An id as one path segment: whatever it holds, it cannot reach another route.
fn segment(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>().replace('.', "%2E")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_reach_another_route() {
        assert_eq!(segment("key_0AZaz"), "key_0AZaz");
        assert_eq!(segment("../activation/approve?x#y"), "%2E%2E%2Factivation%2Fapprove%3Fx%23y");
    }

    fn answered(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> http::Answer {
        let headers = headers.iter().map(|(name, value)| {
            (reqwest::header::HeaderName::from_static(name), reqwest::header::HeaderValue::from_static(value))
        });
        let status = reqwest::StatusCode::from_u16(status).unwrap();
        http::Answer { status, headers: headers.collect(), body: body.as_bytes().to_vec() }
    }

    fn refused(answer: http::Answer) -> ProviderError {
        read::<Organization>(answer).unwrap_err()
    }

    #[test]
    fn a_refusal_is_told_by_kind_with_its_reference_and_its_wait() {
        let body = r#"{"type":"RATE_LIMITED","title":"Rate Limited","status":429,"detail":"There are too many requests.",
            "resolution":"Wait.","docs":"https://example.com","instance":"/v1/keys","correlationId":"c-1",
            "timestamp":"2026-11-28T20:20:13.018Z","retryAfterSeconds":7}"#;
        let error = refused(answered(429, &[("retry-after", "7")], body));
        assert_eq!((error.kind, error.reference.as_str()), (Kind::Unavailable, "c-1"), "{error}");
        assert_eq!(error.retry_after, Some(std::time::Duration::from_secs(7)));
        assert_eq!(error.detail, "There are too many requests.");
    }

    /// A proxy's page, an answer of another service, an empty one.
    #[test]
    fn what_is_not_of_the_contract_is_not_taken_for_a_refusal_or_a_success() {
        for (status, body) in [(502, "<html>"), (200, "{}"), (204, ""), (404, r#"{"error":"nope"}"#)] {
            let error = refused(answered(status, &[("x-correlation-id", "c-2")], body));
            assert_eq!((error.kind, error.reference.as_str()), (Kind::NotUnderstood, "c-2"), "{status} {body}");
        }
    }
}
