//! Transactions.

use std::sync::Arc;

use axum::{Extension, Json, extract::Path};
use keys::{openapi::TransactionId, wire::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key};
use crate::{
    Failure, Service,
    contract::transactions::{SubmitSenderInformation, Transaction, TransactionQuery},
    faces::http::{once::Required, openapi::IdempotencyKey, pipeline::Origin, query::CheckedQuery},
    ground::idempotency::Told,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default()
        .routes(routes!(list_transactions))
        .routes(routes!(get_transaction))
        .routes(routes!(submit_sender_information))
}

/// List transactions of a type, the newest first
#[utoipa::path(
    get, path = "/transactions", tag = "Transactions", params(TransactionQuery),
    responses((status = 200, body = Page<Transaction>))
)]
async fn list_transactions(
    app: App,
    key: Key,
    query: CheckedQuery<TransactionQuery>,
) -> Result<Json<Page<Transaction>>, Failure> {
    Ok(Json(app.contract.list_transactions(&key.0.0, query.0).await?))
}

/// One transaction
#[utoipa::path(
    get, path = "/transactions/{id}", tag = "Transactions", params(("id" = TransactionId, Path)),
    responses((status = 200, body = Transaction))
)]
async fn get_transaction(app: App, key: Key, Path(id): Path<String>) -> Result<Json<Transaction>, Failure> {
    Ok(Json(app.contract.get_transaction(&key.0.0, id).await?))
}

/// Say who sent a deposit that waits for it
#[utoipa::path(
    post,
    path = "/transactions/{id}/sender-information",
    tag = "Transactions",
    params(("id" = TransactionId, Path), IdempotencyKey),
    request_body(content = SubmitSenderInformation, example = json!({
        "sender": { "type": "business", "name": "Borealis Trading Ltd", "country": "GBR" },
    })),
    responses(
        (status = 202, description = "Accepted, `processing`.", body = Transaction),
        (status = 409, description = "The transaction does not wait for it."),
    )
)]
async fn submit_sender_information(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Path(id): Path<String>,
    Required { attempt, asked }: Required<SubmitSenderInformation>,
) -> Result<Told<Transaction>, Failure> {
    app.contract.submit_sender_information(&key.0.0, origin.0.0, attempt, id, asked).await
}
