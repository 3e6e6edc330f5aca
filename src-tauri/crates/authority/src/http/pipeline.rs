//! The order of checks on the public API (Conduit Financial sheet, section 4.4). Each stage either lets the request on
//! or answers; a stage that a later release adds has its place named here.
//!
//! 1. correlation ID (outermost layer, `answer.rs`)
//! 2. *per-IP limit: not in this release*
//! 3. the key: present, well formed, of this environment, known, usable: 401
//! 4. the organization's sandbox is set up: 409 (not asked by `/verify`, which is about the key)
//! 5. *the organization's rate limit, 429: not in this release*
//! 6. access level: 403
//! 7. media type 415, idempotency key 400, replay or 409 (`once.rs`), body 400 (`body.rs`)
//! 8. the resource and its state: 404, 409

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{Method, header::USER_AGENT},
    middleware::Next,
    response::Response,
};
use keys::{
    Environment,
    verdict::{self, Refusal},
    wire::{API_KEY, Code},
};

use crate::{Entry, Failure, Service, metrics};

/// What the pipeline needs to know of its listener.
#[derive(Clone)]
pub struct Gate {
    /// The service.
    pub service: Arc<Service>,
    /// Which world this listener serves.
    pub environment: Environment,
    /// Whether it serves what a sandbox has to be set up for.
    pub needs_sandbox: bool,
}

impl Gate {
    /// Stage 4.
    fn require_sandbox(&self, entry: &Entry) -> Result<(), Failure> {
        let waits = self.needs_sandbox
            && self.environment == Environment::Sandbox
            && self.service.waiting.contains(&entry.organization_id);
        if waits {
            return Err(Failure::refused(
                Code::SandboxNotProvisioned,
                "The sandbox of this organization is being set up.",
            ));
        }
        Ok(())
    }
}

/// The key that a request came with, once it has passed: handed to the route like any argument.
#[derive(Clone)]
pub struct Proven(pub Arc<Entry>);

/// Where a request came from.
#[derive(Clone, Debug)]
pub struct Origin(pub String);

/// Stages 2 to 6.
pub async fn admit(
    State(gate): State<Gate>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let origin = peer.ip().to_canonical().to_string();
    let entry = judge(&gate, &request, request.method(), &origin)?;
    request.extensions_mut().insert(Proven(entry));
    request.extensions_mut().insert(Origin(origin));
    Ok(next.run(request).await)
}

/// The verdict on a request's key for a method; a good one is noted as a use.
pub fn judge(gate: &Gate, request: &Request, method: &Method, origin: &str) -> Result<Arc<Entry>, Failure> {
    let presented = request.headers().get(API_KEY);
    // A key that is not even text cannot be one of ours.
    let presented = presented.map(|value| value.to_str().unwrap_or("\u{fffd}"));
    let found = gate.service.identify(presented, gate.environment);
    if let Ok(entry) = &found {
        gate.require_sandbox(entry)?;
    }
    let entry = found.and_then(|entry| {
        verdict::check_method(entry.access_level, method.as_str())?;
        Ok(entry)
    });
    metrics::verdict(gate.environment, entry.as_ref().err().copied());
    let entry = entry.map_err(refuse)?;
    let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    gate.service.recorder.record(&entry, origin, agent, method.as_str(), gate.service.now());
    Ok(entry)
}

fn refuse(refusal: Refusal) -> Failure {
    let detail = match refusal {
        Refusal::Missing => "No API key was sent.",
        Refusal::ReadOnly => "This API key is read-only, so it may only use GET.",
        _ => "The API key is not valid here.",
    };
    Failure::refused(refusal.code(), detail)
}
