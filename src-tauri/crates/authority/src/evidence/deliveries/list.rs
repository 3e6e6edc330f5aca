//! List and get deliveries.

use keys::{Timestamp, wire::Page};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

/// One event on its way to one endpoint. The sheet names the id, the states and `maxAttempts`; the rest is ours.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    #[schema(value_type = keys::openapi::WebhookDeliveryId)]
    id: String,
    #[schema(value_type = keys::openapi::WebhookEndpointId)]
    webhook_endpoint_id: String,
    #[schema(value_type = keys::openapi::WebhookEventId)]
    event_id: String,
    /// The kind of event.
    event_type: String,
    #[schema(value_type = DeliveryStatus)]
    status: String,
    /// Attempts begun so far.
    attempt_count: i64,
    /// Attempts that will be made at most: five, and five more for each manual retry.
    max_attempts: i64,
    /// When it is tried again; null while an attempt runs and once it has ended.
    next_attempt_at: Option<Timestamp>,
    /// When the event happened.
    created_at: Timestamp,
    /// When anything of this changed last.
    updated_at: Timestamp,
    /// What was tried, the first attempt first. Only where one delivery is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<Vec<Attempt>>,
}

/// One attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Attempt {
    #[schema(value_type = keys::openapi::WebhookAttemptId)]
    id: String,
    /// Which one it is, from 1.
    number: i64,
    /// When it began.
    started_at: Timestamp,
    /// When it was over; null while it runs.
    finished_at: Option<Timestamp>,
    /// What came of it; null while it runs.
    #[schema(value_type = Option<AttemptOutcome>)]
    outcome: Option<String>,
    /// The receiver's HTTP status, when it answered.
    status_code: Option<i64>,
}

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

/// How far a delivery is, for the documents.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "the store keeps the words; this describes them")]
enum DeliveryStatus {
    Pending,
    Processing,
    Succeeded,
    Failed,
}

/// What came of an attempt, for the documents.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "the store keeps the words; this describes them")]
enum AttemptOutcome {
    Delivered,
    Refused,
    Redirected,
    TimedOut,
    NotConnected,
    BrokeOff,
    NotPublic,
    NotSigned,
    Interrupted,
}

impl Delivery {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let status: String = row.get(4)?;
        let waits = status == "pending";
        Ok(Self {
            id: row.get(0)?,
            webhook_endpoint_id: row.get(1)?,
            event_id: row.get(2)?,
            event_type: row.get(3)?,
            status,
            attempt_count: row.get(5)?,
            max_attempts: row.get(6)?,
            next_attempt_at: row.moment_if_any(7)?.filter(|_| waits),
            created_at: row.moment(8)?,
            updated_at: row.moment(9)?,
            attempts: None,
        })
    }

    /// The delivery with the id and its attempts, if it lies in the space.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub fn find(db: Db<'_>, space: &Space, id: &str) -> Result<Self, Failure> {
        let sql = format!(
            "SELECT {COLUMNS} FROM webhook_deliveries
             WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4"
        );
        let values = values![id, space.organization_id(), space.environment.as_str(), space.namespace.as_str()];
        let found = db.one(&sql, values, Self::read)?.ok_or_else(|| Failure::not_found("webhook delivery"))?;
        Ok(Self { attempts: Some(attempts(db, id)?), ..found })
    }

    /// Whether it has ended, one way or the other.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self.status.as_str(), "succeeded" | "failed")
    }
}

fn attempts(db: Db<'_>, delivery_id: &str) -> Result<Vec<Attempt>, StoreError> {
    db.all(
        "SELECT id, number, started_at, finished_at, outcome, status_code FROM webhook_attempts
         WHERE delivery_id = ?1 ORDER BY number",
        values![delivery_id],
        |row| {
            Ok(Attempt {
                id: row.get(0)?,
                number: row.get(1)?,
                started_at: row.moment(2)?,
                finished_at: row.moment_if_any(3)?,
                outcome: row.get(4)?,
                status_code: row.get(5)?,
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
        let known = ["pending", "processing", "succeeded", "failed"];
        if asked.status.as_deref().is_some_and(|status| !known.contains(&status)) {
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
        self.ground.store.read(move |db| query.page(db, table, &which, BY_AGE, Delivery::read)).await
    }

    /// One delivery with its attempts.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_delivery(&self, space: Space, id: String) -> Result<Delivery, Failure> {
        check_id(&id, "wdl")?;
        self.ground.store.read(move |db| Delivery::find(db, &space, &id)).await
    }
}
