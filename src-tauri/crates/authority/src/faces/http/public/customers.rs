//! Customers.

use std::sync::Arc;

use axum::{Json, extract::Path};
use keys::{openapi::CustomerId, wire::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key};
use crate::{Failure, ListQuery, Service, contract::customers::Customer, faces::http::query::CheckedQuery};

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    OpenApiRouter::default().routes(routes!(list_customers)).routes(routes!(get_customer))
}

/// List customers, the newest first
#[utoipa::path(
    get, path = "/customers", tag = "Customers", params(ListQuery), responses((status = 200, body = Page<Customer>))
)]
async fn list_customers(app: App, key: Key, query: CheckedQuery<ListQuery>) -> Result<Json<Page<Customer>>, Failure> {
    Ok(Json(app.contract.list_customers(&key.0.0, query.0).await?))
}

/// One customer
#[utoipa::path(
    get, path = "/customers/{id}", tag = "Customers", params(("id" = CustomerId, Path)),
    responses((status = 200, body = Customer))
)]
async fn get_customer(app: App, key: Key, Path(id): Path<String>) -> Result<Json<Customer>, Failure> {
    Ok(Json(app.contract.get_customer(&key.0.0, id).await?))
}
