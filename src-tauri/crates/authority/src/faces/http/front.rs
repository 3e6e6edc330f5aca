//! What every request of a listener passes first. A proxy's question is answered right here: one comes before each request
//! to somebody's own API, and finding its route would cost more than its verdict. Everything else is the router's.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    BoxError, Router,
    body::{Bytes, HttpBody},
    extract::ConnectInfo,
    http::Request,
    response::Response,
    routing::future::RouteFuture,
};
use pin_project_lite::pin_project;
use tower_service::Service as _;

use super::{
    pipeline::Gate,
    public::verify::{Question, verify, verify_at_once},
};

/// All that a listener serves.
#[derive(Clone)]
pub struct Front {
    router: Router,
    verdicts: Option<Arc<Gate>>,
}

impl Front {
    /// A router's routes, and nothing else.
    pub fn new(router: Router) -> Self {
        Self { router, verdicts: None }
    }

    /// The same with an answer to proxies' questions.
    #[must_use]
    pub(super) fn with_verdicts(self, gate: Gate) -> Self {
        Self { verdicts: Some(Arc::new(gate)), ..self }
    }

    /// The same for one connection: what each of its requests counts up and down is its own, for a count that all
    /// connections share is what they would wait for.
    #[must_use]
    pub fn for_connection(&self) -> Self {
        let verdicts = self.verdicts.as_deref().cloned().map(Arc::new);
        Self { router: self.router.clone(), verdicts }
    }

    /// Answers one request of who is connected.
    pub fn call<B>(&self, peer: SocketAddr, mut request: Request<B>) -> Answering
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if let Some(gate) = &self.verdicts
            && let Some(question) = Question::at(request.uri().path())
        {
            let (head, _) = request.into_parts();
            if let Some(verdict) = verify_at_once(gate, peer, &head, question) {
                return Answering::told(verdict);
            }
            let gate = gate.clone();
            let verdict = Box::pin(async move { verify(&gate, peer, &head, question).await });
            return Answering { work: Work::Verdict { verdict } };
        }
        request.extensions_mut().insert(ConnectInfo(peer));
        // A router is always ready.
        Answering { work: Work::Route { answer: self.router.clone().call(request) } }
    }
}

pin_project! {
    /// An answer that is being made.
    pub struct Answering {
        #[pin]
        work: Work,
    }
}

pin_project! {
    #[project = Worked]
    enum Work {
        Route { #[pin] answer: RouteFuture<Infallible> },
        Verdict { verdict: Pin<Box<dyn Future<Output = Response> + Send>> },
        Told { #[pin] verdict: Ready<Response> },
    }
}

impl Answering {
    /// One that is made already.
    pub fn told(answer: Response) -> Self {
        Self { work: Work::Told { verdict: ready(answer) } }
    }
}

impl Future for Answering {
    type Output = Response;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        match self.project().work.project() {
            Worked::Route { answer } => answer.poll(cx).map(|answer| answer.unwrap_or_else(|never| match never {})),
            Worked::Verdict { verdict } => verdict.as_mut().poll(cx),
            Worked::Told { verdict } => verdict.poll(cx),
        }
    }
}
