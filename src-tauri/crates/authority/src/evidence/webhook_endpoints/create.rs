//! Create an endpoint.

use keys::{
    ActorKind, AuditAction, Digest, Environment, mint,
    wire::{
        Complaint, CreateKeyWebhook, FieldCode, FieldError, Subscription, SubscriptionMode, WebhookEndpoint,
        WebhookWithSecret,
    },
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{find, signature};
use crate::{
    Failure,
    evidence::{
        Evidence,
        audit::{self, Deed},
        deliveries::{Reach, complaint_about_url},
        events::{self, Namespace},
        space::Space,
    },
    ground::{
        expose::expose_once,
        idempotency::Once,
        store::{Db, StoreError, Tx, values},
    },
};

const DESCRIPTION_LENGTH_MAX: usize = 255;
const EVENT_TYPES_MAX: usize = 50;

/// Asks for a new endpoint.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateWebhookEndpoint {
    /// Where events shall go: HTTPS, a public address, at most 2048 characters.
    url: String,
    /// What it is for, at most 255 characters.
    #[serde(default)]
    description: Option<String>,
    /// Which events; all when nothing is said.
    #[serde(default)]
    subscription: Subscription,
}

/// Where, and what is asked for there.
pub fn without_environment(asked: CreateKeyWebhook) -> (Environment, CreateWebhookEndpoint) {
    let CreateKeyWebhook { environment, url, description, subscription } = asked;
    (environment, CreateWebhookEndpoint { url, description, subscription })
}

impl Evidence {
    /// Creates an endpoint; its signing secret is in this answer and nowhere else, so that the same idempotency key again
    /// answers the same endpoint without it. Without a sealing key the endpoint is made all the same, and says that its
    /// deliveries cannot be signed until its secret is rotated with one. Answers whether it was made before.
    ///
    /// # Errors
    /// Wrong fields, [`keys::wire::Code::IdempotencyKeyConflict`], or the store's trouble.
    pub async fn create_webhook_endpoint(
        &self,
        space: Space,
        once: Option<Once>,
        asked: CreateWebhookEndpoint,
    ) -> Result<(WebhookWithSecret, bool), Failure> {
        check(&asked, self.keeping.reach, space.namespace)?;
        let secret = mint::mint_webhook_secret(&self.ground.ambient);
        let (id, digest, now) = (mint::mint_id("wep", &self.ground.ambient), secret.digest(), self.ground.now());
        let sealed = self.seal_secret(&id, &secret)?;
        let endpoint = WebhookEndpoint {
            id,
            environment: (space.namespace == Namespace::Management).then_some(space.environment),
            url: asked.url,
            description: asked.description,
            active: true,
            subscription: asked.subscription,
            signature: signature(sealed.is_some(), None),
            created_at: now,
            updated_at: now,
            recent: Vec::new(),
        };
        let (endpoint, replayed) = self
            .ground
            .store
            .write(move |tx| {
                let claim = |once: Once| once.claim(tx, &space.caller, &endpoint.id, now);
                if let Some(id) = once.map(claim).transpose()?.flatten() {
                    return Ok::<_, Failure>((find(tx.db, &space, &id)?, true));
                }
                insert(tx, &space, &endpoint, &digest, sealed)?;
                Ok((endpoint, false))
            })
            .await?;
        Ok((WebhookWithSecret { endpoint, secret: (!replayed).then(|| expose_once(&secret)) }, replayed))
    }
}

fn insert(
    tx: &mut Tx<'_>,
    space: &Space,
    endpoint: &WebhookEndpoint,
    digest: &Digest,
    sealed: Option<Vec<u8>>,
) -> Result<(), Failure> {
    tx.db.execute_one(
        "INSERT INTO webhook_endpoints (id, organization_id, environment, namespace, url, description, active, mode,
             event_types, digest, sealed_secret, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10, ?11)",
        values![
            &endpoint.id,
            space.organization_id(),
            space.environment.as_str(),
            space.namespace.as_str(),
            &endpoint.url,
            endpoint.description.as_deref(),
            endpoint.subscription.mode.as_str(),
            serde_json::to_string(&endpoint.subscription.event_types).unwrap_or_default(),
            digest,
            sealed,
            endpoint.created_at,
        ],
    )?;
    let actor = &space.caller.actor;
    if actor.kind == ActorKind::Key {
        let sql = "INSERT INTO key_webhook_endpoints (key_id, endpoint_id) VALUES (?1, ?2)";
        tx.db.execute_one(sql, values![&actor.id, &endpoint.id])?;
    }
    Ok(note(tx, space, AuditAction::WebhookEndpointCreated, endpoint)?)
}

/// How many endpoints that were created with a key are sent to.
///
/// # Errors
/// The store's trouble.
pub fn endpoints_of(db: Db<'_>, key_id: &str) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM key_webhook_endpoints k JOIN webhook_endpoints w ON w.id = k.endpoint_id
         WHERE k.key_id = ?1 AND w.active = 1";
    Ok(db.one(sql, values![key_id], |row| row.get(0))?.unwrap_or_default())
}

/// The audit row of a deed on an endpoint, dated by its last change. The detail is the URL without its query, which
/// may carry a receiver's own secret.
pub(super) fn note(
    tx: &mut Tx<'_>,
    space: &Space,
    action: AuditAction,
    endpoint: &WebhookEndpoint,
) -> Result<(), StoreError> {
    let detail = endpoint.url.split(['?', '#']).next().unwrap_or_default();
    let (caller, environment) = (&space.caller, Some(space.environment));
    audit::append(tx, Deed { at: endpoint.updated_at, caller, action, subject: &endpoint.id, environment, detail })
}

fn check(asked: &CreateWebhookEndpoint, reach: Reach, namespace: Namespace) -> Result<(), Failure> {
    let complaints = [
        complaint_about_url(&asked.url, reach).map(|words| ("/url", words)),
        asked.description.as_deref().and_then(complaint_about_description).map(|words| ("/description", words)),
        complaint_about_events(&asked.subscription, namespace).map(|words| ("/subscription/eventTypes", words)),
    ];
    refuse(complaints)
}

/// Names every wrong field.
pub(super) fn refuse<const N: usize>(complaints: [Option<(&str, Complaint)>; N]) -> Result<(), Failure> {
    let errors: Vec<_> = complaints.into_iter().flatten().map(|(at, words)| FieldError::new(at, words)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}

pub(super) fn complaint_about_description(text: &str) -> Option<Complaint> {
    if text.chars().count() > DESCRIPTION_LENGTH_MAX {
        return Some(Complaint::too_long(DESCRIPTION_LENGTH_MAX, "A description has at most 255 characters."));
    }
    let nul = || Complaint::of(FieldCode::ControlCharacters, "A description cannot contain NUL.");
    text.contains('\0').then(nul)
}

pub(super) fn complaint_about_events(subscription: &Subscription, namespace: Namespace) -> Option<Complaint> {
    let named = &subscription.event_types;
    if (subscription.mode == SubscriptionMode::Selected) == named.is_empty() {
        return Some(Complaint::of(FieldCode::Missing, "Name event types with mode SELECTED, none with ALL."));
    }
    let known = named.iter().all(|name| events::is_known(name, namespace));
    (named.len() > EVENT_TYPES_MAX || !known)
        .then(|| "At most 50 event types, each one that GET /webhooks/event-types names.".into())
}
