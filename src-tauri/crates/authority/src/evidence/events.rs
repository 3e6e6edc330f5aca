//! Events: what happened, for the receivers of webhooks. An event and its deliveries are written in the commit of the
//! change that they tell of, so neither is ever there without the other; the delivery worker finds them afterwards.

mod kind;

use keys::{Environment, Timestamp, mint, redact::redact, wire::SubscriptionMode};
use serde_json::{Value as Json, json};

pub use kind::{Kind, Namespace, all_kinds, is_known};

use crate::{
    Failure,
    evidence::deliveries::{self, ATTEMPTS_MAX},
    ground::store::{StoreError, Tx, values},
};

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// To whose thing.
    pub organization_id: &'a str,
    /// In which environment.
    pub environment: Environment,
    /// What.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
}

/// Writes an event and a delivery for each active endpoint that wants it, inside the change it tells of; answers whether
/// there is one. When nobody wants it nothing is written, and the `thing`, as the API shows it, is not even read.
///
/// # Errors
/// The store's trouble, or the thing's; the change then fails with it.
pub fn emit(tx: &Tx<'_>, event: Event<'_>, thing: impl FnOnce() -> Result<Json, Failure>) -> Result<bool, Failure> {
    let endpoints = subscribers(tx, event)?;
    if endpoints.is_empty() {
        return Ok(false);
    }
    let namespace = event.kind.namespace();
    let event_id = insert(tx, event, namespace, &thing()?)?;
    for endpoint_id in endpoints {
        enqueue(tx, event, namespace, (&event_id, &endpoint_id))?;
    }
    Ok(true)
}

/// Writes an event for one endpoint of a namespace only, whatever it subscribes to; answers the delivery's id.
///
/// # Errors
/// The store's trouble.
pub fn emit_to(
    tx: &Tx<'_>,
    event: Event<'_>,
    thing: &Json,
    (namespace, endpoint_id): (Namespace, &str),
) -> Result<String, StoreError> {
    let event_id = insert(tx, event, namespace, thing)?;
    enqueue(tx, event, namespace, (&event_id, endpoint_id))
}

fn subscribers(tx: &Tx<'_>, event: Event<'_>) -> Result<Vec<String>, StoreError> {
    let Event { organization_id, environment, kind, .. } = event;
    let all = tx.db.all(
        "SELECT id, mode, event_types FROM webhook_endpoints
         WHERE organization_id = ?1 AND environment = ?2 AND namespace = ?3 AND active = 1 ORDER BY created_at, id",
        values![organization_id, environment.as_str(), kind.namespace().as_str()],
        |row| Ok((row.get::<String>(0)?, row.word::<SubscriptionMode>(1)?, row.get::<String>(2)?)),
    )?;
    let wants = |mode: SubscriptionMode, selected: &str| {
        let selected: Vec<String> = serde_json::from_str(selected).unwrap_or_default();
        mode == SubscriptionMode::All || selected.iter().any(|name| name == kind.as_str())
    };
    Ok(all.into_iter().filter(|(_, mode, selected)| wants(*mode, selected)).map(|(id, ..)| id).collect())
}

fn insert(tx: &Tx<'_>, event: Event<'_>, namespace: Namespace, thing: &Json) -> Result<String, StoreError> {
    let id = mint::mint_id("evt", tx.ambient);
    let body = json!({
        "id": id,
        "type": event.kind.as_str(),
        "createdAt": event.at,
        "apiVersion": namespace.api_version(),
        "data": thing,
    });
    let body = match namespace {
        Namespace::Public => body.to_string(),
        // People write what they should not into names and reasons; a receiver may keep it for ever.
        Namespace::Management => redact(&body.to_string()).into_owned(),
    };
    tx.db.execute_one(
        "INSERT INTO webhook_events (id, organization_id, environment, type, created_at, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![&id, event.organization_id, event.environment.as_str(), event.kind.as_str(), event.at, body],
    )?;
    Ok(id)
}

fn enqueue(
    tx: &Tx<'_>,
    event: Event<'_>,
    namespace: Namespace,
    (event_id, endpoint_id): (&str, &str),
) -> Result<String, StoreError> {
    let id = mint::mint_id("wdl", tx.ambient);
    tx.db.execute_one(
        "INSERT INTO webhook_deliveries (id, organization_id, environment, namespace, endpoint_id, event_id, event_type,
             status, attempts_max, next_attempt_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'pending', ?8, ?9, ?9, ?9)",
        values![
            &id,
            event.organization_id,
            event.environment.as_str(),
            namespace.as_str(),
            endpoint_id,
            event_id,
            event.kind.as_str(),
            ATTEMPTS_MAX,
            event.at,
        ],
    )?;
    deliveries::tell(tx, (event.organization_id, event.environment, namespace), &id, event.at);
    Ok(id)
}
