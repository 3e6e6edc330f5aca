//! "Is this key good for this request?", for a reverse proxy. `PROXIES.md` says how each is set up.

use std::{net::SocketAddr, panic::AssertUnwindSafe};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;
use keys::{
    proxy::{original_method, original_path},
    spending::{CostError, parse_cost},
};
use utoipa::{IntoParams, OpenApi};

use crate::{
    Entry, Failure, LimitClass,
    evidence::records::{Head, Route, Sheet},
    faces::http::{
        answer::{Opened, Verdict, panicked},
        limit::{Denied, client_address},
        pipeline::{Asked, Gate, Pass, judge},
    },
    ground::{
        headers::{
            ACCESS_LEVEL, COST, ENVIRONMENT, FORWARDED_METHOD, FORWARDED_URI, KEY_ID, ORGANIZATION_ID, ORIGINAL_METHOD,
            ORIGINAL_URI,
        },
        log,
    },
};

/// Where it is asked; Envoy's own paths come after this.
const PREFIX: &str = "/verify";

/// What a proxy may say of the request that it asks about.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the handler reads the headers; this describes them")]
struct OfTheProxy {
    /// The method of the request asked about, when it is not this one's.
    #[param(value_type = String, required = false, rename = "x-original-method", pattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", max_length = 32)]
    original_method: Option<String>,
    /// The same, as Traefik sends it. When both are there they must agree.
    #[param(value_type = String, required = false, rename = "x-forwarded-method", pattern = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", max_length = 32)]
    forwarded_method: Option<String>,
    /// What the request costs, in millionths.
    #[param(value_type = String, required = false, rename = "x-conduit-cost", pattern = "^[0-9]{1,15}$")]
    cost: Option<String>,
}

/// What the document says of it.
#[derive(OpenApi)]
#[openapi(paths(verify))]
pub(super) struct Documented;

/// A proxy's question. Any method is taken, for a proxy may pass on the one it was asked with; the document names GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Headers name the request asked about.
    Named,
    /// Envoy repeats the original request's method and path, behind a prefix. Not in the document: any path is one.
    Repeated,
}

impl Question {
    /// The one that is asked at the path, if any.
    pub fn at(path: &str) -> Option<Self> {
        match path.strip_prefix(PREFIX)? {
            "" => Some(Self::Named),
            rest => rest.starts_with('/').then_some(Self::Repeated),
        }
    }

    fn route(self) -> Route {
        Route::Beside(match self {
            Self::Named => PREFIX,
            Self::Repeated => "/verify/{*path}",
        })
    }
}

/// Whether a key is good for a request, for a reverse proxy
///
/// 204 with what is known of the key, or the refusal. The method asked about is the proxy's `X-Original-Method` (nginx)
/// or `X-Forwarded-Method` (Traefik), or the request's own; when several name it, they must agree.
#[utoipa::path(
    get,
    path = "/verify",
    tag = "Verify",
    params(OfTheProxy),
    responses(
        (status = 204, description = "The key is good.", headers(
            ("x-conduit-key-id" = keys::openapi::KeyId),
            ("x-conduit-organization-id" = keys::openapi::OrganizationId),
            ("x-conduit-environment" = keys::Environment),
            ("x-conduit-access-level" = keys::AccessLevel),
            ("x-ratelimit-limit" = u32, description = "What the organization's bucket holds."),
            ("x-ratelimit-remaining" = u32, description = "What is left in it."),
            ("x-ratelimit-reset" = u64, description = "Seconds until it is full again."),
        )),
        (status = 403, description = "The key is good, and not for this: `API_KEY_READ_ONLY`, `IP_NOT_ALLOWED` or `spending_limit_exceeded`."),
        (status = 429, description = "`RATE_LIMITED`: the organization or the address asks too often."),
    )
)]
pub async fn verify(gate: &Gate, peer: SocketAddr, request: &Parts, question: Question) -> Response {
    let route = question.route();
    let Parts { method, uri, headers, .. } = request;
    let head = Head { method, uri, headers, peer: Some(peer.ip()), route: Some(&route) };
    let opened = Opened::open(&gate.service, gate.environment.into(), head);
    let asked = AssertUnwindSafe(ask(gate, peer, request, question, opened.sheet())).catch_unwind();
    let response = match log::within(opened.id.clone(), asked).await {
        Ok(Ok(pass)) => accept(&pass),
        Ok(Err(denied)) => {
            let mut response = denied.into_response();
            response.extensions_mut().insert(Verdict { instance: instance(request, question) });
            response
        }
        Err(panic) => panicked(panic),
    };
    opened.close(&gate.service, request.uri.path(), response, || head.to_own())
}

/// The same at once, when nothing outside this process has to be asked.
pub fn verify_at_once(gate: &Gate, peer: SocketAddr, request: &Parts, question: Question) -> Option<Response> {
    let is_here = gate.service.ground.limits.shared().is_none();
    is_here.then(|| verify(gate, peer, request, question).now_or_never()).flatten()
}

/// A proxy's question, put to the pipeline.
async fn ask(
    gate: &Gate,
    peer: SocketAddr,
    request: &Parts,
    question: Question,
    sheet: Option<&Sheet>,
) -> Result<Pass, Denied> {
    let headers = &request.headers;
    let named = [ORIGINAL_METHOD, FORWARDED_METHOD].into_iter().flat_map(|name| headers.get_all(name));
    let own = request.method.as_str();
    let values = named.map(HeaderValue::as_bytes).chain((question == Question::Repeated).then_some(own.as_bytes()));
    let method = original_method(values).map_err(|error| Failure::invalid_field("", error.to_string()))?.unwrap_or(own);
    let micros = cost(headers).map_err(|error| Failure::invalid_field("", error.to_string()))?;
    let address = client_address(&gate.service.ground.proxies, peer, headers);
    if let Some(sheet) = sheet {
        let path = instance(request, question);
        if method != own || path.is_some() {
            sheet.asked(method, path.as_deref());
        }
    }
    judge(gate, headers, Asked { address, method, class: LimitClass::General, micros, sheet }).await
}

/// What the proxy says that the request costs: nothing, or one number.
fn cost(headers: &HeaderMap) -> Result<i64, CostError> {
    let mut values = headers.get_all(COST).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(0),
        (Some(value), None) => parse_cost(value.to_str().unwrap_or_default()),
        (Some(_), Some(_)) => Err(CostError),
    }
}

/// The path that the client asked for, for its refusal.
fn instance(request: &Parts, question: Question) -> Option<String> {
    if question == Question::Repeated {
        return request.uri.path().strip_prefix(PREFIX).map(str::to_owned);
    }
    let named = [ORIGINAL_URI, FORWARDED_URI].into_iter().find_map(|name| request.headers.get(name));
    named.and_then(|uri| uri.to_str().ok()).map(|uri| original_path(uri).to_owned())
}

fn accept(pass: &Pass) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.reserve(16);
    facts(&pass.entry, headers);
    pass.tell(headers);
    response
}

fn facts(entry: &Entry, headers: &mut HeaderMap) {
    for (name, id) in [(KEY_ID, &*entry.key_id), (ORGANIZATION_ID, &*entry.organization_id)] {
        if let Ok(value) = HeaderValue::from_str(id) {
            headers.insert(name, value);
        }
    }
    headers.insert(ENVIRONMENT, HeaderValue::from_static(entry.environment.as_str()));
    headers.insert(ACCESS_LEVEL, HeaderValue::from_static(entry.access_level.as_str()));
}
