//! The three listeners: sandbox and live with the same public contract, and one for management.
//!
//! # How a route is added
//!
//! 1. The shapes derive `utoipa::ToSchema` (in the room `keys`: `cfg_attr(feature = "openapi", ...)`); an id is a
//!    `String` with `schema(value_type = keys::openapi::KeyId)`, and a new kind of id is one line in `keys/src/openapi.rs`.
//! 2. The handler goes into its subject's file below `public/` or `manage/`, with `#[utoipa::path]`: method, path, tag,
//!    `params(("id" = KeyId, Path), ListQuery, IdempotencyKey)`, `request_body(content = T, example = json!(...))`, the
//!    answers of success, and the refusals particular to it, without a body: `(status = 409, description = "`KEY_ENDED`.")`.
//! 3. The subject's `routes()` names it: `.routes(routes!(list_keys, create_key))`, one call a path. A new subject is
//!    merged in `public.rs` or `manage.rs`. Without a credential: `security(())`.
//!    A management route also gets its line in `permission.rs`: who may use it. Without one nobody reaches it (404);
//!    `tests/it/permissions.rs` holds the same list written by hand, and tries every role on every line.
//! 4. Everything shared is added by `openapi/shared.rs`: 400, 401, 403, 404, 408, 413, 415, 500, 503 where they can
//!    come, the body of every refusal, correlation IDs. `cargo xtask types` writes the documents.
//! 5. Each body's example must succeed as written, ids aside: `tests/it/openapi.rs` sends it.

pub mod answer;
mod body;
mod form;
mod front;
mod limit;
mod manage;
mod once;
pub mod openapi;
mod operations;
mod pipeline;
mod public;
mod query;

use std::sync::Arc;

use keys::Environment;

use crate::Service;
pub use crate::people::organization::BaseUrls;
pub use front::{Answering, Front};

/// The public API of one environment.
pub fn public(service: Arc<Service>, environment: Environment) -> Front {
    public::front(service, environment)
}

/// The management API.
pub fn manage(service: Arc<Service>, urls: BaseUrls) -> Front {
    Front::new(manage::router(service, urls))
}
