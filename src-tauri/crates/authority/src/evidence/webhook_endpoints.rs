//! Webhook endpoints: where events are sent (Conduit Financial sheet, section 11). A signing secret is in the answer
//! that creates it; it is kept sealed, and without a sealing key only as a digest, with which nothing can be signed.

mod change;
mod create;
mod rotate;
mod signing;
mod test_delivery;

use keys::{
    Timestamp,
    wire::{Page, RecentDelivery, Subscription, WebhookEndpoint, WebhookSignature},
};

pub use create::{CreateWebhookEndpoint, endpoints_of, without_environment};
pub use signing::{Sealed, open_secrets};

use crate::{
    Failure,
    evidence::{Evidence, events::Namespace, space::Space},
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, ListQuery, Table},
        store::{Db, Row, StoreError, values},
    },
};

const COLUMNS: &str = "id, url, description, active, mode, event_types, created_at, coalesce(updated_at, created_at), \
     CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT), previous_secret_ends_at, \
     CASE WHEN namespace = 'management' THEN environment END";

/// How the header of a delivery names a signature, and how it is computed. The sheet names the field; what is in it is ours.
fn signature(available: bool, previous_secret_ends_at: Option<Timestamp>) -> WebhookSignature {
    let [header, scheme, algorithm] = ["X-Conduit-Signature", "v1", "HMAC-SHA256"].map(str::to_owned);
    WebhookSignature { header, scheme, algorithm, available, previous_secret_ends_at }
}

fn read(row: &Row<'_>) -> Result<WebhookEndpoint, StoreError> {
    let event_types: String = row.get(5)?;
    Ok(WebhookEndpoint {
        id: row.get(0)?,
        environment: row.get::<Option<String>>(10)?.and_then(|word| word.parse().ok()),
        url: row.get(1)?,
        description: row.get(2)?,
        active: row.get(3)?,
        subscription: Subscription {
            mode: row.word(4)?,
            event_types: serde_json::from_str(&event_types).unwrap_or_default(),
        },
        signature: signature(row.get(8)?, row.moment_if_any(9)?),
        created_at: row.moment(6)?,
        updated_at: row.moment(7)?,
        recent: Vec::new(),
    })
}

/// The endpoint with the id, if it lies in the space.
///
/// # Errors
/// Not found, or the store's trouble.
fn find(db: Db<'_>, space: &Space, id: &str) -> Result<WebhookEndpoint, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook_endpoints
         WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4"
    );
    let values = values![id, space.organization_id(), space.environment.as_str(), space.namespace.as_str()];
    let found = db.one(&sql, values, read)?.ok_or_else(|| Failure::not_found("webhook endpoint"))?;
    Ok(with_recent(db, space, found)?)
}

/// The endpoint with how its last deliveries went. What the public API says of an endpoint is published, and has no such thing.
fn with_recent(db: Db<'_>, space: &Space, endpoint: WebhookEndpoint) -> Result<WebhookEndpoint, StoreError> {
    if space.namespace == Namespace::Public {
        return Ok(endpoint);
    }
    let sql = "SELECT status, updated_at, attempts FROM webhook_deliveries
         WHERE endpoint_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 10";
    let recent = |row: &Row<'_>| {
        let attempt_count = u32::try_from(row.get::<i64>(2)?).unwrap_or_default();
        Ok(RecentDelivery { status: row.word(0)?, attempt_count, updated_at: row.moment(1)? })
    };
    Ok(WebhookEndpoint { recent: db.all(sql, values![&endpoint.id], recent)?, ..endpoint })
}

/// The endpoint's secrets as they lie in the store.
///
/// # Errors
/// Not found, or the store's trouble.
fn find_sealed(db: Db<'_>, space: &Space, id: &str) -> Result<Sealed, Failure> {
    let sql = "SELECT sealed_secret, previous_sealed_secret, previous_secret_ends_at FROM webhook_endpoints
         WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4";
    let values = values![id, space.organization_id(), space.environment.as_str(), space.namespace.as_str()];
    let read = |row: &Row<'_>| {
        Ok(Sealed { current: row.get(0)?, previous: row.get(1)?, previous_ends_at: row.moment_if_any(2)? })
    };
    db.one(sql, values, read)?.ok_or_else(|| Failure::not_found("webhook endpoint"))
}

impl Evidence {
    /// One page of endpoints.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_webhook_endpoints(
        &self,
        space: Space,
        query: ListQuery,
    ) -> Result<Page<WebhookEndpoint>, Failure> {
        self.ground
            .store
            .read(move |db| {
                let table = Table { name: "webhook_endpoints", columns: COLUMNS, id: "id" };
                let which = Condition::new(
                    "organization_id = ? AND environment = ? AND namespace = ?",
                    [
                        space.organization_id().into(),
                        space.environment.as_str().into(),
                        space.namespace.as_str().into(),
                    ],
                );
                let page = query.page(db, table, &which, BY_AGE, read)?;
                let data = page.data.into_iter().map(|endpoint| with_recent(db, &space, endpoint));
                Ok(Page { data: data.collect::<Result<_, _>>()?, meta: page.meta })
            })
            .await
    }

    /// One endpoint, without its secret.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_webhook_endpoint(&self, space: Space, id: String) -> Result<WebhookEndpoint, Failure> {
        check_id(&id, "wep")?;
        self.ground.store.read(move |db| find(db, &space, &id)).await
    }
}
