//! Request records: search, and explain.

use std::str::FromStr;

use axum::{Json, extract::Path};
use keys::wire::{Answered, ExplainedRequest, FieldError, RequestFilter, RequestSide, Requests};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage};
use crate::{Caller, Failure, ListQuery, faces::http::query::CheckedQuery};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    OpenApiRouter::default().routes(routes!(list_requests)).routes(routes!(explain_request))
}

/// What is looked for, and which page of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RequestsQuery {
    /// Any id: either correlation ID, a key's id or hint (`ck_live_…9f2c`), an idempotency key.
    #[param(max_length = 256, pattern = r"\S")]
    id: Option<String>,
    /// Which side they came in at.
    #[param(value_type = Option<RequestSide>)]
    side: Option<String>,
    /// How they were answered: `good` below 400, `limited` 429, `refused` the other 4xx, `failed` 500 and above.
    #[param(value_type = Option<Answered>)]
    answered: Option<String>,
    /// The address they came from; no range.
    #[param(max_length = 200, example = "192.0.2.7")]
    address: Option<String>,
    /// The first word of their user agent, whole.
    #[param(max_length = 200)]
    agent: Option<String>,
    /// Where to go on, as the last page said.
    #[param(value_type = Option<keys::openapi::Cursor>)]
    cursor: Option<String>,
    /// Items a page; 20 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// `forward` (towards older items, the default) or `backward`.
    #[param(value_type = Option<crate::ground::paging::Direction>)]
    direction: Option<String>,
}

/// List request records, the newest first; those with any id when one is given, as far as they fit what else is named
///
/// A page may hold fewer records than asked for, and the list go on: go on until `nextCursor` is null.
#[utoipa::path(
    get, path = "/requests", tag = "Requests", params(RequestsQuery), responses((status = 200, body = Requests))
)]
async fn list_requests(app: App, caller: Caller, query: CheckedQuery<RequestsQuery>) -> Answer<Requests> {
    let RequestsQuery { id, side, answered, address, agent, cursor, limit, direction } = query.0;
    let mut wrong = Vec::new();
    let side = one_of("/side", side, RequestSide::WORDS, &mut wrong);
    let answered = one_of("/answered", answered, Answered::WORDS, &mut wrong);
    if !wrong.is_empty() {
        return Err(Failure::invalid(wrong));
    }
    let which = (id, RequestFilter { side, answered, address, agent });
    Ok(Json(app.service.api_keys.list_requests(&caller, which, ListQuery { cursor, limit, direction }).await?))
}

/// A word of a closed list; of another one, which are in it.
fn one_of<T: FromStr>(pointer: &str, asked: Option<String>, list: &[&str], wrong: &mut Vec<FieldError>) -> Option<T> {
    let parsed = asked?.parse();
    if parsed.is_err() {
        wrong.push(FieldError::new(pointer, format!("It is one of {}.", list.join(", "))));
    }
    parsed.ok()
}

/// One request: what happened, why, as of that moment, what to do, and what belongs to it
#[utoipa::path(
    get,
    path = "/requests/{correlationId}",
    tag = "Requests",
    params(("correlationId" = String, Path, description = "The server's correlation ID.", pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")),
    responses((status = 200, body = ExplainedRequest))
)]
async fn explain_request(app: App, caller: Caller, Path(id): Path<String>) -> Answer<ExplainedRequest> {
    Ok(Json(app.service.api_keys.explain_request(&caller, &id).await?))
}
