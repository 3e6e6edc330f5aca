//! What every request of a listener passes first. A proxy's question is answered right here: one comes before each request
//! to somebody's own API, and finding its route would cost more than its verdict. Everything else is the router's.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
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
    public::verify::{Question, verify},
};

/// All that a listener serves.
#[derive(Clone)]
pub struct Front {
    router: Router,
    verdicts: Option<Gate>,
}

impl Front {
    /// A router's routes, and nothing else.
    pub fn new(router: Router) -> Self {
        Self { router, verdicts: None }
    }

    /// The same with an answer to proxies' questions.
    #[must_use]
    pub(super) fn with_verdicts(self, gate: Gate) -> Self {
        Self { verdicts: Some(gate), ..self }
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
            let verdict = verify(gate.clone(), peer, request.into_parts().0, question);
            return Answering { work: Work::Verdict { verdict: Box::pin(verdict) } };
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
    }
}

impl Future for Answering {
    type Output = Response;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        match self.project().work.project() {
            Worked::Route { answer } => answer.poll(cx).map(|answer| answer.unwrap_or_else(|never| match never {})),
            Worked::Verdict { verdict } => verdict.as_mut().poll(cx),
        }
    }
}
