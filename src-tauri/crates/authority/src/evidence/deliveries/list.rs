//! List and get deliveries.

use keys::wire::{Delivery, DeliveryAttempt, DeliveryStatus, Page};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Failure,
    evidence::{Evidence, space::Space},
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, Direction, ListQuery, Table},
        store::{Db, Row, StoreError, values},
    },
};

const COLUMNS: &str = "id, endpoint_id, event_id, event_type, status, attempts, attempts_max, next_attempt_at, created_at, \
     updated_at";

/// What a client asks of the list of deliveries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// Only those of this endpoint. Ours.
    #[param(value_type = Option<keys::openapi::WebhookEndpointId>)]
    webhook_endpoint_id: Option<String>,
    /// Only those in this state. Ours.
    #[param(value_type = Option<DeliveryStatus>)]
    status: Option<String>,
    /// Where to go on, as the last page said.
    cursor: Option<String>,
    /// Items a page, 1 to 100; 20 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// `forward` (towards older items, the default) or `backward`.
    #[param(value_type = Option<Direction>)]
    direction: Option<String>,
}

fn read(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let status = row.word(4)?;
    Ok(Delivery {
        id: row.get(0)?,
        webhook_endpoint_id: row.get(1)?,
        event_id: row.get(2)?,
        event_type: row.get(3)?,
        status,
        attempt_count: number(row, 5)?,
        max_attempts: number(row, 6)?,
        next_attempt_at: row.moment_if_any(7)?.filter(|_| status == DeliveryStatus::Pending),
        created_at: row.moment(8)?,
        updated_at: row.moment(9)?,
        attempts: None,
    })
}

fn number(row: &Row<'_>, at: usize) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.get::<i64>(at)?).unwrap_or_default())
}

/// The delivery with the id and its attempts, if it lies in the space.
///
/// # Errors
/// Not found, or the store's trouble.
pub fn find(db: Db<'_>, space: &Space, id: &str) -> Result<Delivery, Failure> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook_deliveries
         WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4"
    );
    let values = values![id, space.organization_id(), space.environment.as_str(), space.namespace.as_str()];
    let found = db.one(&sql, values, read)?.ok_or_else(|| Failure::not_found("webhook delivery"))?;
    Ok(Delivery { attempts: Some(attempts(db, id)?), ..found })
}

/// Whether it has ended, one way or the other.
pub(super) fn has_ended(delivery: &Delivery) -> bool {
    matches!(delivery.status, DeliveryStatus::Succeeded | DeliveryStatus::Failed)
}

fn attempts(db: Db<'_>, delivery_id: &str) -> Result<Vec<DeliveryAttempt>, StoreError> {
    db.all(
        "SELECT id, number, started_at, finished_at, outcome, status_code FROM webhook_attempts
         WHERE delivery_id = ?1 ORDER BY number",
        values![delivery_id],
        |row| {
            Ok(DeliveryAttempt {
                id: row.get(0)?,
                number: number(row, 1)?,
                started_at: row.moment(2)?,
                finished_at: row.moment_if_any(3)?,
                outcome: row.text_if_any(4)?.map(|_| row.word(4)).transpose()?,
                status_code: row.get::<Option<i64>>(5)?.and_then(|status| u16::try_from(status).ok()),
            })
        },
    )
}

impl Evidence {
    /// One page of deliveries, all or those of an endpoint or a state.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_deliveries(&self, space: Space, asked: DeliveriesQuery) -> Result<Page<Delivery>, Failure> {
        if let Some(endpoint_id) = &asked.webhook_endpoint_id {
            check_id(endpoint_id, "wep")?;
        }
        if asked.status.as_deref().is_some_and(|status| status.parse::<DeliveryStatus>().is_err()) {
            let words = "The status is pending, processing, succeeded or failed.";
            return Err(Failure::invalid_field("/status", words));
        }
        let which = Condition::new(
            "organization_id = ? AND environment = ? AND namespace = ?",
            [space.organization_id().into(), space.environment.as_str().into(), space.namespace.as_str().into()],
        )
        .and_if("endpoint_id = ?", asked.webhook_endpoint_id)
        .and_if("status = ?", asked.status);
        let query = ListQuery { cursor: asked.cursor, limit: asked.limit, direction: asked.direction };
        let table = Table { name: "webhook_deliveries", columns: COLUMNS, id: "id" };
        self.ground.store.read(move |db| query.page(db, table, &which, BY_AGE, read)).await
    }

    /// One delivery with its attempts.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_delivery(&self, space: Space, id: String) -> Result<Delivery, Failure> {
        check_id(&id, "wdl")?;
        self.ground.store.read(move |db| find(db, &space, &id)).await
    }
}
