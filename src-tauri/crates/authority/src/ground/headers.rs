//! Header names of ours, made once: a name that is looked up as text is checked and lowered each time, which on the way to
//! a verdict costs more than the look-up.

use axum::http::HeaderName;
use keys::{proxy, wire};

/// The server's id of a request.
pub const CORRELATION_ID: HeaderName = HeaderName::from_static(wire::CORRELATION_ID);
/// The client's own id of it.
pub const CLIENT_CORRELATION_ID: HeaderName = HeaderName::from_static(wire::CLIENT_CORRELATION_ID);
/// The API key.
pub const API_KEY: HeaderName = HeaderName::from_static(wire::API_KEY);
/// The idempotency key.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static(wire::IDEMPOTENCY_KEY);
/// What a request costs, in millionths, by a proxy's word.
pub const COST: HeaderName = HeaderName::from_static("x-conduit-cost");
/// The method that was asked for, by nginx's word.
pub const ORIGINAL_METHOD: HeaderName = HeaderName::from_static(proxy::ORIGINAL_METHOD);
/// The path that was asked for, by nginx's word.
pub const ORIGINAL_URI: HeaderName = HeaderName::from_static(proxy::ORIGINAL_URI);
/// The method that was asked for, by Traefik's word.
pub const FORWARDED_METHOD: HeaderName = HeaderName::from_static(proxy::FORWARDED_METHOD);
/// The path that was asked for, by Traefik's word.
pub const FORWARDED_URI: HeaderName = HeaderName::from_static(proxy::FORWARDED_URI);
/// Whom a request came through.
pub const FORWARDED_FOR: HeaderName = HeaderName::from_static(proxy::FORWARDED_FOR);
/// A verdict's key.
pub const KEY_ID: HeaderName = HeaderName::from_static("x-conduit-key-id");
/// A verdict's organization.
pub const ORGANIZATION_ID: HeaderName = HeaderName::from_static("x-conduit-organization-id");
/// A verdict's environment.
pub const ENVIRONMENT: HeaderName = HeaderName::from_static("x-conduit-environment");
/// What a verdict's key may do.
pub const ACCESS_LEVEL: HeaderName = HeaderName::from_static("x-conduit-access-level");
