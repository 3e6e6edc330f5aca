//! The order of checks on the public API (Conduit Financial sheet, section 4.4). Each stage either lets the request on
//! or answers; a stage that a later release adds has its place named here.
//!
//! 1. correlation ID (outermost layer, `answer.rs`)
//! 2. the address's rate limit, before its key is looked at: 429
//! 3. the key: present, well formed, of this environment, known, usable at this time: 401, or 429 for an address that
//!    keeps sending bad ones; from an address that it may be used from: 403
//! 4. the organization's sandbox is set up: 409 (not asked by `/verify`, which is about the key)
//! 5. the organization's rate limit: 429
//! 6. access level: 403; and last, since it takes something, what the request may cost: 403
//! 7. media type 415, idempotency key 400, replay or 409 (`once.rs`), body 400 (`body.rs`)
//! 8. the resource and its state: 404, 409

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, header::USER_AGENT},
    middleware::Next,
    response::Response,
};
use keys::{
    Environment,
    address::ClientAddress,
    bucket::{Draw, Rate},
    quarantine,
    verdict::{self, Refusal},
    wire::{Code, LimitBucket},
};

use super::limit::{Denied, client_address};
use crate::{
    Entry, Failure, LimitClass, Service,
    evidence::records::Sheet,
    ground::{headers::API_KEY, limits::Drawn, metrics},
};

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
            && self.service.contract.waiting.contains(&entry.organization_id);
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

/// What is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The client's address.
    pub address: ClientAddress,
    /// The method.
    pub method: &'a str,
    /// Which of the organization's buckets it draws from.
    pub class: LimitClass,
    /// What it costs, in millionths.
    pub micros: i64,
    /// Where to write down what is found out.
    pub sheet: Option<&'a Sheet>,
}

/// A request that was let on.
#[derive(Clone)]
pub struct Pass {
    /// Its key.
    pub entry: Arc<Entry>,
    /// What the organization's bucket said; none when the limiter's store is out of reach.
    pub draw: Option<Draw>,
}

/// Stages 2 to 6.
pub async fn admit(
    State(gate): State<Gate>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Result<Response, Denied> {
    let address = client_address(&gate.service.ground.proxies, peer, request.headers());
    let method = request.method().as_str();
    let class = LimitClass::of(method, request.uri().path());
    let sheet = request.extensions().get::<Sheet>();
    let pass = judge(&gate, request.headers(), Asked { address, method, class, micros: 0, sheet }).await?;
    request.extensions_mut().insert(Proven(pass.entry.clone()));
    request.extensions_mut().insert(Origin(address.to_string()));
    let mut response = next.run(request).await;
    pass.tell(response.headers_mut());
    Ok(response)
}

/// The verdict on a request's key; a good one is noted as a use.
pub async fn judge(gate: &Gate, headers: &HeaderMap, asked: Asked<'_>) -> Result<Pass, Denied> {
    let (service, address) = (&gate.service, asked.address);
    if let Some(sheet) = asked.sheet {
        sheet.address(address);
    }
    // Behind a proxy that does not say for whom it asks there may be anybody: it is not limited as one client is.
    if !is_a_proxy(service, address) {
        let requests = &service.ground.limits.requests;
        let draw = requests.draw(address, service.ground.limits.now());
        allowed(gate, draw).inspect_err(|_| met(asked.sheet, LimitBucket::Address, requests.rate()))?;
    }
    let found = find(gate, headers, address);
    note(gate, headers, asked.sheet, &found);
    let entry = match found {
        Ok(entry) => entry,
        Err(refusal) => {
            metrics::verdict(gate.environment, Some(refusal));
            return Err(bad(gate, asked, refusal));
        }
    };
    gate.require_sandbox(&entry)?;
    let drawn = service.ground.limits.draw(&entry, asked.class).await;
    let within = |draw: Draw| {
        allowed(gate, draw).inspect_err(|_| {
            let (rate, _) = service.ground.limits.standing(&entry.organization_id, entry.environment, asked.class);
            met(asked.sheet, asked.class.bucket(), rate);
        })
    };
    let draw = match drawn {
        Drawn::Told(draw) => within(draw).map(|()| Some(draw))?,
        Drawn::Alone(draw) => {
            metrics::rate_limited_alone();
            within(draw).map_err(Denied::untold).map(|()| None)?
        }
    };
    let pass = Pass { entry, draw };
    let checked = check(service, &pass.entry, asked);
    metrics::verdict(gate.environment, checked.err());
    if let Err(refusal) = checked {
        asked.sheet.into_iter().for_each(|sheet| sheet.refusal(refusal.reason()));
        return Err(Denied { failure: refuse(refusal), pass: Some(pass), draw: None });
    }
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    service.api_keys.recorder.record(&pass.entry, address, agent, service.ground.now());
    Ok(pass)
}

/// Whether it is a proxy that asks for itself, or does not say for whom.
fn is_a_proxy(service: &Service, address: ClientAddress) -> bool {
    address.known().is_some_and(|address| service.ground.proxies.contain(address))
}

fn allowed(gate: &Gate, draw: Draw) -> Result<(), Draw> {
    if draw.allowed {
        return Ok(());
    }
    metrics::refused(gate.environment, "rate_limited");
    Err(draw)
}

/// Writes down which limit was met, as it is now.
fn met(sheet: Option<&Sheet>, bucket: LimitBucket, rate: Rate) {
    if let Some(sheet) = sheet {
        sheet.limit(bucket, rate);
    }
}

/// The refusal of a key that is not good here. An address that keeps sending such is slowed down, for those only: whoever
/// shares it and has a good key does not notice.
fn bad(gate: &Gate, Asked { address, sheet, .. }: Asked<'_>, refusal: Refusal) -> Denied {
    let limits = &gate.service.ground.limits;
    if matches!(refusal, Refusal::Missing | Refusal::NotCurrent) || is_a_proxy(&gate.service, address) {
        return refuse(refusal).into();
    }
    match allowed(gate, limits.bad_keys.draw(address, limits.now())) {
        Ok(()) => refuse(refusal).into(),
        Err(draw) => {
            met(sheet, LimitBucket::BadKeys, limits.bad_keys.rate());
            draw.into()
        }
    }
}

/// Writes down whose key it is, good or not, and the true reason of a refusal.
fn note(gate: &Gate, headers: &HeaderMap, sheet: Option<&Sheet>, found: &Result<Arc<Entry>, Refusal>) {
    let Some(sheet) = sheet else { return };
    match found {
        Ok(entry) => sheet.key(entry.clone()),
        Err(refusal) => {
            sheet.refusal(refusal.reason());
            let presented = headers.get(API_KEY).and_then(|value| value.to_str().ok());
            gate.service.ground.whose(presented).into_iter().for_each(|entry| sheet.key(entry));
        }
    }
}

/// Stage 3.
fn find(gate: &Gate, headers: &HeaderMap, address: ClientAddress) -> Result<Arc<Entry>, Refusal> {
    let presented = headers.get(API_KEY);
    // A key that is not even text cannot be one of ours.
    let presented = presented.map(|value| value.to_str().unwrap_or("\u{fffd}"));
    let entry = gate.service.ground.identify(presented, gate.environment)?;
    if let Some(own) = entry.own() {
        own.settings.check_use(address, gate.service.ground.now())?;
    }
    Ok(entry)
}

/// Stage 6.
fn check(service: &Service, entry: &Entry, asked: Asked<'_>) -> Result<(), Refusal> {
    verdict::check_method(entry.access_level, asked.method)?;
    if let Some(until) = entry.quarantined_until() {
        quarantine::check_method(until, asked.method, service.ground.now())?;
    }
    entry.own().map_or(Ok(()), |own| service.api_keys.purses.charge(own, asked.micros, service.ground.now()))
}

fn refuse(refusal: Refusal) -> Failure {
    let detail = match refusal {
        Refusal::Missing => "No API key was sent.",
        Refusal::ReadOnly | Refusal::Quarantined => "This API key is read-only, so it may only use GET.",
        Refusal::NotCurrent => {
            let detail = "It cannot be proved at this moment whether the API key is good.".to_owned();
            return Failure::Later { code: refusal.code(), detail, retry_after_seconds: 1 };
        }
        Refusal::IpNotAllowed => "This API key may not be used from this address.",
        Refusal::SpendingLimitExceeded(window) => {
            return Failure::refused(
                refusal.code(),
                format!("The request would go over this API key's {} spending limit.", window.as_str()),
            );
        }
        _ => "The API key is not valid here.",
    };
    Failure::refused(refusal.code(), detail)
}
