//! Webhook endpoints: where events are sent (Conduit Financial sheet, section 11). A signing secret is in the answer
//! that creates it; it is kept sealed, and without a sealing key only as a digest, with which nothing can be signed.

mod change;
mod create;
mod rotate;
mod signing;
mod test_delivery;

use keys::{Environment, Timestamp, wire::Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use change::ChangeWebhookEndpoint;
pub use create::{CreateKeyWebhook, CreateWebhookEndpoint, endpoints_of};
pub use signing::{Sealed, open_secrets};

use crate::{
    Failure,
    evidence::{Evidence, space::Space},
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, ListQuery, Table},
        store::{Db, Row, StoreError, values},
    },
};

const COLUMNS: &str = "id, url, description, active, mode, event_types, created_at, coalesce(updated_at, created_at), \
     CAST(CASE WHEN sealed_secret IS NULL THEN 0 ELSE 1 END AS BIGINT), previous_secret_ends_at, \
     CASE WHEN namespace = 'management' THEN environment END";

/// Where events are sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    #[schema(value_type = keys::openapi::WebhookEndpointId)]
    id: String,
    /// The keys of which environment it is told of: on the management API, where one token sees both.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<Environment>,
    /// Where events go.
    url: String,
    /// What it is for, if somebody said so.
    description: Option<String>,
    /// Whether events are sent.
    active: bool,
    subscription: Subscription,
    signature: Signature,
    /// When it was created.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
    /// The signing secret, `whsec_` and 64 hex digits: in the answer that created it, and nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// How deliveries are signed. The sheet names the field; what is in it is ours.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Signature {
    /// The header of a delivery that carries it.
    header: &'static str,
    /// The name of a signature in the header.
    scheme: &'static str,
    /// How it is computed, over `<unix seconds>.<raw body>`.
    algorithm: &'static str,
    /// Whether deliveries can be signed: not when the secret was created by an authority without a sealing key.
    available: bool,
    /// Until when deliveries carry the previous secret's signature too.
    previous_secret_ends_at: Option<Timestamp>,
}

impl Signature {
    fn new(available: bool, previous_secret_ends_at: Option<Timestamp>) -> Self {
        let (header, scheme, algorithm) = ("X-Conduit-Signature", "v1", "HMAC-SHA256");
        Self { header, scheme, algorithm, available, previous_secret_ends_at }
    }
}

/// Which events an endpoint wants.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// All, or the selected ones.
    mode: Mode,
    /// The selected ones; empty for all.
    #[serde(default)]
    event_types: Vec<String>,
}

/// All events, or the selected ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Mode {
    /// Every event.
    #[default]
    All,
    /// The ones in the list.
    Selected,
}

impl Mode {
    fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Selected => "SELECTED",
        }
    }
}

impl std::str::FromStr for Mode {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        [Self::All, Self::Selected].into_iter().find(|mode| mode.as_str() == word).ok_or(())
    }
}

impl WebhookEndpoint {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let event_types: String = row.get(5)?;
        Ok(Self {
            id: row.get(0)?,
            environment: row.get::<Option<String>>(10)?.and_then(|word| word.parse().ok()),
            url: row.get(1)?,
            description: row.get(2)?,
            active: row.get(3)?,
            subscription: Subscription {
                mode: row.word(4)?,
                event_types: serde_json::from_str(&event_types).unwrap_or_default(),
            },
            signature: Signature::new(row.get(8)?, row.moment_if_any(9)?),
            created_at: row.moment(6)?,
            updated_at: row.moment(7)?,
            secret: None,
        })
    }

    /// The endpoint with the id, if it lies in the space.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    fn find(db: Db<'_>, space: &Space, id: &str) -> Result<Self, Failure> {
        let sql = format!(
            "SELECT {COLUMNS} FROM webhook_endpoints
             WHERE id = ?1 AND organization_id = ?2 AND environment = ?3 AND namespace = ?4"
        );
        let values = values![id, space.organization_id(), space.environment.as_str(), space.namespace.as_str()];
        db.one(&sql, values, Self::read)?.ok_or_else(|| Failure::not_found("webhook endpoint"))
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
                query.page(db, table, &which, BY_AGE, WebhookEndpoint::read)
            })
            .await
    }

    /// One endpoint, without its secret.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_webhook_endpoint(&self, space: Space, id: String) -> Result<WebhookEndpoint, Failure> {
        check_id(&id, "wep")?;
        self.ground.store.read(move |db| WebhookEndpoint::find(db, &space, &id)).await
    }
}
