//! Before every route: who asks, and whether the table lets them.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State},
    http::{header::AUTHORIZATION, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use keys::wire::Code;

use super::Manage;
use crate::{
    Caller, Failure, Proven, SignedInMember, evidence::records::Sheet, faces::http::limit::client_address,
    people::permission::find,
};

/// The address a request came from, as it stands in the audit log.
#[derive(Clone, Debug)]
pub(super) struct Origin(pub String);

/// Proves the asker and consults the table. A route that does not stand there is answered as if it did not exist, so
/// none can be added without saying who may use it.
pub(super) async fn guard(State(app): State<Manage>, path: MatchedPath, mut request: Request, next: Next) -> Response {
    let below_v1 = path.as_str().strip_prefix("/v1").unwrap_or(path.as_str());
    let Some(permission) = find(request.method().as_str(), below_v1) else {
        return Failure::not_found("path").into_response();
    };
    let origin = origin_of(&app, &request);
    if !permission.who.is_anybody() {
        let presented = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = presented.and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
        let proven = app.service.people.authenticate(token, origin.clone()).await.and_then(|proven| {
            if let Some(sheet) = request.extensions().get::<Sheet>() {
                sheet.actor(&proven.caller().organization_id, &proven.caller().actor);
            }
            permission.check(proven.caller(), matches!(proven, Proven::Member(_)))?;
            Ok(proven)
        });
        match proven {
            Ok(proven) => request.extensions_mut().insert(proven),
            Err(failure) => return failure.into_response(),
        };
    }
    if let Err(failure) = app.parameters.check(request.method().as_str(), path.as_str(), request.uri()) {
        return failure.into_response();
    }
    request.extensions_mut().insert(Origin(origin));
    next.run(request).await
}

/// The client's own address, as far as the proxies before us are trusted: sign-in counts failures by it.
fn origin_of(app: &Manage, request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else { return String::new() };
    let address = client_address(&app.service.ground.proxies, *peer, request.headers());
    if let Some(sheet) = request.extensions().get::<Sheet>() {
        sheet.address(address);
    }
    address.to_string()
}

/// The guard comes first, always; a route without what it leaves behind is closed.
fn unguarded() -> Failure {
    Failure::refused(Code::TokenMissing, "No management token was sent.")
}

impl FromRequestParts<Manage> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Manage) -> Result<Self, Failure> {
        parts.extensions.get::<Proven>().map(|proven| proven.caller().clone()).ok_or_else(unguarded)
    }
}

impl FromRequestParts<Manage> for Proven {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Manage) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(unguarded)
    }
}

impl FromRequestParts<Manage> for SignedInMember {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Manage) -> Result<Self, Failure> {
        match parts.extensions.get::<Proven>() {
            Some(Proven::Member(member)) => Ok(member.clone()),
            Some(Proven::Token(_)) | None => Err(unguarded()),
        }
    }
}

impl FromRequestParts<Manage> for Origin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Manage) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(unguarded)
    }
}
