//! Stage 7 of the pipeline: media type, idempotency key, replay or conflict, then the body's fields, in this order.
//!
//! A route says by its argument what it wants of the key: [`Required`] or [`Optional`] with a JSON body, [`RequiredAlone`]
//! without one. It hands the attempt to [`Ground::write_once`](crate::Ground::write_once) with its change, and answers
//! the [`Told`] that comes back:
//!
//! ```text
//! async fn create_order(app: App, key: Key, Required { attempt, asked }: Required<CreateOrder>)
//!     -> Result<Told<Order>, Failure>
//! ```
//!
//! What is sent again while its answer is kept never reaches the route. A route with another kind of body calls
//! [`begin`] with a fingerprint of its own.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use keys::wire::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED};
use serde::{Serialize, de::DeserializeOwned};

use super::{body, pipeline::Proven};
use crate::{
    Failure, Service,
    evidence::space::Space,
    ground::idempotency::{self, Attempt, Begun, Fingerprint, Kept, Scope, Told},
};

/// A JSON body that must come with an idempotency key.
pub struct Required<T> {
    /// The attempt, for the change.
    pub attempt: Attempt,
    /// What is asked for.
    pub asked: T,
}

/// A JSON body that may come with an idempotency key.
#[allow(dead_code, reason = "the routes that take it are being written")]
pub struct Optional<T> {
    /// The attempt, when a key was sent.
    pub attempt: Option<Attempt>,
    /// What is asked for.
    pub asked: T,
}

/// No body (or `{}`), and an idempotency key that must be there.
pub struct RequiredAlone {
    /// The attempt, for the change.
    pub attempt: Attempt,
}

/// As [`RequiredAlone`], for the route that tells a kept answer in its own way: with the secret that is not kept in it.
pub struct BegunAlone(pub Begun);

/// Begins a request under its idempotency key; without one there is nothing to begin. A kept answer is the rejection.
///
/// # Errors
/// The answer to be given: a refusal, or what was answered before.
pub async fn begin(
    service: &Service,
    request: &RequestHead,
    must: bool,
    fingerprint: impl FnOnce(&RequestHead) -> Result<Fingerprint, Failure>,
) -> Result<Option<Attempt>, Response> {
    let Some(key) = request.idempotency_key(must).map_err(Failure::into_response)? else { return Ok(None) };
    let scope = request.scope(key).map_err(Failure::into_response)?;
    let fingerprint = fingerprint(request).map_err(Failure::into_response)?;
    match service.ground.begin(scope, fingerprint).await.map_err(Failure::into_response)? {
        Begun::New(attempt) => Ok(Some(attempt)),
        Begun::Done(kept) => Err(kept.into_response()),
    }
}

/// What is known of a request before its body is read.
pub struct RequestHead {
    /// The method.
    pub method: String,
    /// The path, without the version.
    pub path: String,
    headers: HeaderMap,
    key: Option<Proven>,
}

impl RequestHead {
    /// Of a request.
    pub fn of(request: &Request) -> Self {
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            headers: request.headers().clone(),
            key: request.extensions().get().cloned(),
        }
    }

    /// The idempotency key in its published form, or nothing where it may be left out.
    ///
    /// # Errors
    /// The two published refusals of a missing and of a malformed key.
    pub fn idempotency_key(&self, must: bool) -> Result<Option<&str>, Failure> {
        // A header that is not even text is not of the form.
        let header = self.headers.get(IDEMPOTENCY_KEY).map(|value| value.to_str().unwrap_or("\u{fffd}"));
        match idempotency::check_form(header)? {
            None if must => Err(idempotency::required()),
            key => Ok(key),
        }
    }

    fn scope(&self, key: &str) -> Result<Scope, Failure> {
        let Some(Proven(entry)) = &self.key else { return Err(Failure::not_found("path")) };
        Ok(Scope { organization_id: entry.organization_id.clone(), environment: entry.environment, key: key.into() })
    }
}

/// The whole stage for a JSON body: the attempt, and the body's bytes.
async fn receive(
    request: Request,
    service: &Service,
    must: bool,
    empty_is: &[u8],
) -> Result<(Option<Attempt>, Vec<u8>), Response> {
    let head = RequestHead::of(&request);
    let media_type = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    body::check_media_type(media_type).map_err(Failure::into_response)?;
    // Before a body is waited for.
    head.idempotency_key(must).map_err(Failure::into_response)?;
    let mut bytes = body::read(request.into_body()).await.map_err(Failure::into_response)?;
    if bytes.is_empty() {
        bytes.extend_from_slice(empty_is);
    }
    let print = |head: &RequestHead| Fingerprint::of_json(&head.method, &head.path, &bytes);
    let attempt = begin(service, &head, must, print).await?;
    Ok((attempt, bytes))
}

impl<T: DeserializeOwned> FromRequest<Arc<Service>> for Required<T> {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Response> {
        let (attempt, bytes) = receive(request, service, true, b"").await?;
        let attempt = attempt.ok_or_else(|| idempotency::required().into_response())?;
        Ok(Self { attempt, asked: body::parse(&bytes).map_err(Failure::into_response)? })
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Service>> for Optional<T> {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Response> {
        let (attempt, bytes) = receive(request, service, false, b"").await?;
        Ok(Self { attempt, asked: body::parse(&bytes).map_err(Failure::into_response)? })
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl FromRequest<Arc<Service>> for RequiredAlone {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Response> {
        let (attempt, bytes) = receive(request, service, true, b"{}").await?;
        let Nothing {} = body::parse(&bytes).map_err(Failure::into_response)?;
        Ok(Self { attempt: attempt.ok_or_else(|| idempotency::required().into_response())? })
    }
}

impl FromRequest<Arc<Service>> for BegunAlone {
    type Rejection = Failure;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Failure> {
        begin_bare(service, request, RequestHead::scope).await.map(Self)
    }
}

/// As [`BegunAlone`], for a route of the management API. Its keys and those of the public API cannot meet: theirs hold
/// no blank.
///
/// # Errors
/// A refusal of the stage.
pub async fn begin_alone(service: &Service, request: Request, space: &Space) -> Result<Begun, Failure> {
    let scope = |_: &RequestHead, key: &str| {
        let organization_id = space.organization_id().into();
        Ok(Scope { organization_id, environment: space.environment, key: format!("management {key}").into() })
    };
    begin_bare(service, request, scope).await
}

/// The whole stage for a request without a body, or with `{}`.
async fn begin_bare(
    service: &Service,
    request: Request,
    scope: impl FnOnce(&RequestHead, &str) -> Result<Scope, Failure>,
) -> Result<Begun, Failure> {
    let head = RequestHead::of(&request);
    body::check_media_type(head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes))?;
    let key = head.idempotency_key(true)?.ok_or_else(idempotency::required)?;
    let bytes = body::read(request.into_body()).await?;
    let Nothing {} = body::parse(if bytes.is_empty() { b"{}" } else { &bytes })?;
    let fingerprint = Fingerprint::of_json(&head.method, &head.path, b"{}")?;
    service.ground.begin(scope(&head, key)?, fingerprint).await
}

impl<T: Serialize> IntoResponse for Told<T> {
    fn into_response(self) -> Response {
        match self {
            Self::New { status, answer } => (status_of(status), Json(answer)).into_response(),
            Self::Again(kept) => kept.into_response(),
        }
    }
}

impl IntoResponse for Kept {
    fn into_response(self) -> Response {
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (HeaderName::from_static(IDEMPOTENCY_REPLAYED), HeaderValue::from_static("true")),
        ];
        (status_of(self.status), headers, self.body).into_response()
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::OK)
}
