//! What every answer has in common: correlation IDs, and errors as problem details. Handlers answer a [`Failure`]; the
//! outermost layer, which knows the request, turns it into the published body. There is no second way.

use std::{
    any::Any,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header::RETRY_AFTER},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use keys::{
    Ambient, Correlation,
    wire::{Code, IDEMPOTENCY_REPLAYED, Problem},
};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

use crate::{
    Failure, Service,
    evidence::records::{Head, OwnHead, Record, Route, Sheet},
    faces::http::operations::QUIET,
    ground::{
        headers::{CLIENT_CORRELATION_ID, CORRELATION_ID},
        log,
        metrics::{self, Listener},
        store::StoreError,
    },
};

/// A client's own correlation ID is echoed up to this length. The sheet documents no limit; this one keeps logs sane.
const CLIENT_ID_LENGTH_MAX: usize = 256;
/// How long a request may take in all, its body included.
const REQUEST_SECONDS_MAX: u64 = 30;

/// The header that holds a refusal's body.
const PROBLEM: HeaderName = HeaderName::from_static("x-conduit-problem");
/// Longer ones stay out of the header: proxies give all headers together 4 KiB.
const IN_HEADER_MAX: usize = 2048;

/// The server's id of the request at hand.
#[derive(Clone, Debug)]
pub struct CorrelationId(pub Arc<str>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Marks a refusal that a reverse proxy hands on: nginx drops the body of whom it asks, so the body is in a header too.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The path that the proxy was asked for.
    pub instance: Option<String>,
}

/// Wraps a router in what every answer has in common.
pub fn finish(router: Router, service: &Arc<Service>, listener: Listener) -> Router {
    router
        .method_not_allowed_fallback(method_not_allowed)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(REQUEST_SECONDS_MAX)))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state((service.clone(), listener), correlate))
}

/// The answer for a path that does not exist.
pub async fn no_such_path() -> Failure {
    Failure::not_found("path")
}

/// The answer for a path that exists, asked in a way that it does not know.
pub async fn method_not_allowed() -> Failure {
    Failure::refused(Code::MethodNotAllowed, "This path does not know the method.")
}

pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Failure::Store(StoreError::Refused("a handler panicked".to_owned())).into_response()
}

async fn correlate(
    State((service, listener)): State<(Arc<Service>, Listener)>,
    mut request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned().map(Route::Routed);
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let head = Head { method, uri, headers, peer, route: route.as_ref() };
    let opened = Opened::open(&service, listener, head);
    // Copied before it is known whether there is room for a record: the request itself is handed on.
    let (uri, head) = (uri.clone(), head.to_own());
    request.extensions_mut().insert(CorrelationId(opened.id.clone()));
    if let Some(sheet) = opened.sheet() {
        request.extensions_mut().insert(sheet.clone());
    }
    let response = log::within(opened.id.clone(), next.run(request)).await;
    opened.close(&service, uri.path(), response, || head)
}

/// A request that is being answered: what its answer, its record, its line in the log and the counters need of it.
pub(super) struct Opened {
    /// Its id, which everything that it leads to bears.
    pub(super) id: Arc<str>,
    correlation: Correlation,
    listener: Listener,
    begin: Instant,
    sheet: Option<Sheet>,
    client_id: Option<HeaderValue>,
    method: Method,
    peer: Option<IpAddr>,
    route: Option<Route>,
}

impl Opened {
    /// Takes down what is known when a request comes.
    pub(super) fn open(service: &Service, listener: Listener, head: Head<'_>) -> Self {
        let correlation = Correlation::mint(&service.ground.ambient);
        let client_id = head.headers.get(CLIENT_CORRELATION_ID).filter(|v| v.len() <= CLIENT_ID_LENGTH_MAX).cloned();
        Self {
            id: correlation.to_string().into(),
            correlation,
            listener,
            begin: Instant::now(),
            sheet: head.sheet(listener.environment()),
            client_id,
            method: head.method.clone(),
            peer: head.peer,
            route: head.route.cloned(),
        }
    }

    /// Where the stages write down what they find out; none when nobody keeps a record of such requests.
    pub(super) fn sheet(&self) -> Option<&Sheet> {
        self.sheet.as_ref()
    }

    /// Makes the answer to a request of `path` what every answer is, and takes down how it went. The copy of the head is only
    /// asked for when there is room for a record.
    pub(super) fn close(
        self,
        service: &Service,
        path: &str,
        mut response: Response,
        head: impl FnOnce() -> OwnHead,
    ) -> Response {
        let code = self.explain(service, path, &mut response);
        let route = self.route.as_ref().map_or(metrics::NO_ROUTE, Route::as_str);
        let (listener, status, took) = (self.listener, response.status().as_u16(), self.begin.elapsed());
        metrics::request(listener, route, status, took);
        if status >= 400 || (listener == Listener::Manage && !QUIET.contains(&route)) {
            let line = log::Line { listener, method: self.method.as_str(), route, peer: self.peer, status, code, took };
            log::request_as(self.id.clone(), &line);
        }
        if let Some(sheet) = self.sheet {
            let (id, environment) = (self.correlation, listener.environment());
            let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
            let told = response.headers();
            let retry_after = || told.get(RETRY_AFTER)?.to_str().ok()?.parse().ok();
            service.evidence.records.note(status, || Record {
                id,
                environment,
                head: head(),
                sheet,
                status,
                code,
                replayed: told.contains_key(IDEMPOTENCY_REPLAYED),
                retry_after_seconds: retry_after(),
                micros,
            });
        }
        let headers = response.headers_mut();
        if let Ok(value) = HeaderValue::from_str(&self.id) {
            headers.insert(CORRELATION_ID, value);
        }
        if let Some(value) = self.client_id {
            headers.insert(CLIENT_CORRELATION_ID, value);
        }
        response
    }

    /// Gives a failure its published body; answers its code.
    fn explain(&self, service: &Service, path: &str, response: &mut Response) -> Option<Code> {
        let failure = response.extensions_mut().remove::<Failure>().or_else(|| {
            (response.status() == StatusCode::REQUEST_TIMEOUT)
                .then(|| Failure::refused(Code::RequestTimeout, "The request took too long to arrive."))
        })?;
        let code = failure.code();
        let verdict = response.extensions_mut().remove::<Verdict>();
        let mut told = std::mem::take(response.headers_mut());
        let instance = verdict.as_ref().and_then(|verdict| verdict.instance.as_deref());
        let instance = instance.unwrap_or(path).to_owned();
        *response = problem(failure, &self.id, instance, verdict.is_some(), &service.ground.ambient);
        // What the stages had to say besides, for instance Allow; what describes their empty body is not kept.
        told.extend(std::mem::take(response.headers_mut()));
        *response.headers_mut() = told;
        Some(code)
    }
}

/// The published body of a failure. A cause of ours goes to the log under the correlation ID, never to the client.
fn problem(failure: Failure, id: &str, instance: String, in_header: bool, ambient: &Ambient) -> Response {
    let (code, detail, errors, retry_after_seconds) = match failure {
        Failure::Refused { code, detail, errors } => (code, detail, errors, None),
        Failure::Later { code, detail, retry_after_seconds } => (code, detail, Vec::new(), Some(retry_after_seconds)),
        Failure::Store(error) => {
            metrics::store_failed(error.kind());
            // Not the path: people paste secrets into paths, and a log is read by many.
            tracing::error!(correlation_id = id, %error, "the store could not do its part");
            let (code, detail) = (error.code(), words(&error));
            (code, detail.to_owned(), Vec::new(), (code == Code::ServiceUnavailable).then_some(1))
        }
    };
    let body = Problem {
        code,
        title: code.title().to_owned(),
        status: code.status(),
        detail,
        resolution: code.resolution().to_owned(),
        docs: code.docs(),
        instance,
        correlation_id: id.to_owned(),
        timestamp: ambient.now(),
        errors,
        retry_after_seconds,
    };
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let in_header = in_header.then(|| serde_json::to_string(&body).ok()).flatten();
    let mut response = (status, Json(body)).into_response();
    if let Some(Ok(value)) = in_header.filter(|text| text.len() <= IN_HEADER_MAX).map(HeaderValue::try_from) {
        response.headers_mut().insert(PROBLEM, value);
    }
    if let Some(seconds) = retry_after_seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn words(error: &StoreError) -> &'static str {
    match error {
        StoreError::Full => "The authority's disk is full, so nothing can be written.",
        StoreError::NotWritable => "The authority's data folder cannot be written.",
        StoreError::Unreachable(_) => "The authority's database cannot be reached.",
        StoreError::Busy => {
            "More changes wait for the authority's database than it can soon make. Nothing was changed."
        }
        StoreError::Closed => "The authority is shutting down.",
        StoreError::Indeterminate(_) => "The write could not be confirmed; it may or may not have happened.",
        StoreError::Damaged(_) | StoreError::Refused(_) => "Something unexpected went wrong.",
    }
}
