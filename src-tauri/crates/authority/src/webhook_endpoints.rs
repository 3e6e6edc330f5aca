//! Webhook endpoints of the public contract: list, get, create. The signing secret is shown once and kept as a digest;
//! deliveries, which need more, are not part of this release.

use std::net::{Ipv4Addr, Ipv6Addr};

use keys::{
    Timestamp, mint,
    wire::{FieldError, Page},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Caller, Entry, Failure, Service,
    audit::{self, Deed},
    create::expose_once,
    customers::check_id,
    paging::ListQuery,
    store::{Row, StoreError, values},
};

const COLUMNS: &str = "id, url, description, active, mode, event_types, created_at";
const URL_LENGTH_MAX: usize = 2048;
const DESCRIPTION_LENGTH_MAX: usize = 255;
const EVENT_TYPES_MAX: usize = 50;

/// Where events are sent (Conduit Financial sheet, section 11).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    #[schema(value_type = keys::openapi::WebhookEndpointId)]
    id: String,
    /// Where events go.
    url: String,
    /// What it is for, if somebody said so.
    description: Option<String>,
    /// Whether events are sent.
    active: bool,
    subscription: Subscription,
    /// When it was created.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
    /// The signing secret, `whsec_` and 64 hex digits: in the answer that created it, and nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
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

impl WebhookEndpoint {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let created_at = row.moment(6)?;
        let mode = if row.get::<String>(4)? == "ALL" { Mode::All } else { Mode::Selected };
        let event_types: String = row.get(5)?;
        Ok(Self {
            id: row.get(0)?,
            url: row.get(1)?,
            description: row.get(2)?,
            active: row.get(3)?,
            subscription: Subscription { mode, event_types: serde_json::from_str(&event_types).unwrap_or_default() },
            created_at,
            updated_at: created_at,
            secret: None,
        })
    }
}

impl Service {
    /// Creates an endpoint; its signing secret is in this answer and nowhere else.
    ///
    /// # Errors
    /// Wrong fields, or the store's trouble.
    pub async fn create_webhook_endpoint(
        &self,
        key: &Entry,
        asked: CreateWebhookEndpoint,
        origin: String,
    ) -> Result<WebhookEndpoint, Failure> {
        check(&asked)?;
        let secret = mint::mint_webhook_secret(&self.ambient);
        let (id, digest, now) = (mint::mint_id("wep", &self.ambient), secret.digest(), self.now());
        let endpoint = WebhookEndpoint {
            id,
            url: asked.url,
            description: asked.description,
            active: true,
            subscription: asked.subscription,
            created_at: now,
            updated_at: now,
            secret: None,
        };
        let (stored, environment) = (endpoint.clone(), key.environment);
        let caller = Caller {
            organization_id: key.organization_id.to_string(),
            role: keys::wire::Role::Admin,
            name: key.key_id.to_string(),
            origin,
        };
        self.store
            .write(move |tx| {
                tx.db.execute_one(
                    "INSERT INTO webhook_endpoints (id, organization_id, environment, url, description, active, mode,
                         event_types, digest, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9)",
                    values![
                        &stored.id,
                        &caller.organization_id,
                        environment.as_str(),
                        &stored.url,
                        stored.description.as_deref(),
                        if stored.subscription.mode == Mode::All { "ALL" } else { "SELECTED" },
                        serde_json::to_string(&stored.subscription.event_types).unwrap_or_default(),
                        &digest,
                        now,
                    ],
                )?;
                let deed = Deed {
                    at: now,
                    caller: &caller,
                    action: "webhook_endpoint.created",
                    subject: &stored.id,
                    environment: Some(environment),
                    detail: &stored.url,
                };
                Ok::<_, Failure>(audit::append(tx, deed)?)
            })
            .await?;
        Ok(WebhookEndpoint { secret: Some(expose_once(&secret)), ..endpoint })
    }

    /// One page of endpoints.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_webhook_endpoints(
        &self,
        key: &Entry,
        query: ListQuery,
    ) -> Result<Page<WebhookEndpoint>, Failure> {
        let (organization_id, environment) = (key.organization_id.clone(), key.environment);
        self.store
            .read(move |db| {
                query.page(
                    db,
                    "webhook_endpoints",
                    COLUMNS,
                    ("created_at", "id"),
                    "organization_id = ?1 AND environment = ?2",
                    &[&organization_id, environment.as_str()],
                    |row| {
                        let endpoint = WebhookEndpoint::read(row)?;
                        Ok((endpoint.created_at, endpoint.id.clone(), endpoint))
                    },
                )
            })
            .await
    }

    /// One endpoint, without its secret.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_webhook_endpoint(&self, key: &Entry, id: String) -> Result<WebhookEndpoint, Failure> {
        check_id(&id, "wep")?;
        let (organization_id, environment) = (key.organization_id.clone(), key.environment);
        let sql = format!(
            "SELECT {COLUMNS} FROM webhook_endpoints WHERE id = ?1 AND organization_id = ?2 AND environment = ?3"
        );
        self.store
            .read(move |db| {
                db.one(&sql, values![&id, &*organization_id, environment.as_str()], WebhookEndpoint::read)?
                    .ok_or_else(|| Failure::not_found("webhook endpoint"))
            })
            .await
    }
}

fn check(asked: &CreateWebhookEndpoint) -> Result<(), Failure> {
    let mut errors = Vec::new();
    if let Some(complaint) = complaint_about_url(&asked.url) {
        errors.push(FieldError::new("/url", complaint));
    }
    if let Some(description) = &asked.description {
        if description.chars().count() > DESCRIPTION_LENGTH_MAX {
            errors.push(FieldError::new("/description", "A description has at most 255 characters."));
        }
        if description.contains('\0') {
            errors.push(FieldError::new("/description", "A description cannot contain NUL."));
        }
    }
    let events = &asked.subscription.event_types;
    let selected = asked.subscription.mode == Mode::Selected;
    let well_formed = |text: &String| !text.is_empty() && text.len() <= 100 && text.is_ascii();
    if selected == events.is_empty() {
        errors.push(FieldError::new("/subscription/eventTypes", "Name event types with mode SELECTED, none with ALL."));
    } else if events.len() > EVENT_TYPES_MAX || !events.iter().all(well_formed) {
        errors.push(FieldError::new("/subscription/eventTypes", "At most 50 event types, each a published name."));
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}

/// HTTPS only, a public address, at most 2048 characters. A host name is judged again when a delivery is made.
fn complaint_about_url(text: &str) -> Option<&'static str> {
    if text.len() > URL_LENGTH_MAX {
        return Some("A URL has at most 2048 characters.");
    }
    let Ok(url) = url::Url::parse(text) else { return Some("This is not a URL.") };
    if url.scheme() != "https" {
        return Some("A webhook URL begins with https.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("A webhook URL carries no user name or password.");
    }
    let public = match url.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.contains('.')
                && !name.ends_with(".local")
                && !name.ends_with(".localhost")
                && !name.ends_with(".internal")
        }
        Some(url::Host::Ipv4(address)) => is_public_v4(address),
        Some(url::Host::Ipv6(address)) => is_public_v6(address),
        None => false,
    };
    (!public).then_some("A webhook URL names a public address.")
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let shared = address.octets()[0] == 100 && (64..128).contains(&address.octets()[1]);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_unspecified()
        || address.is_multicast()
        || address.octets()[0] == 0
        || address.octets()[0] >= 240
        || shared)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    !(address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_urls_are_taken() {
        assert_eq!(complaint_about_url("https://hooks.example.com/in"), None);
        assert_eq!(complaint_about_url("https://93.184.216.34/in"), None);
        for bad in [
            "",
            "not a url",
            "http://hooks.example.com/in",
            "https://localhost/in",
            "https://127.0.0.1/in",
            "https://10.1.2.3/in",
            "https://169.254.169.254/latest",
            "https://[::1]/in",
            "https://[::ffff:10.0.0.1]/in",
            "https://ana:pw@hooks.example.com/in",
            "javascript:alert(1)",
        ] {
            assert!(complaint_about_url(bad).is_some(), "{bad}");
        }
        assert!(complaint_about_url(&format!("https://example.com/{}", "x".repeat(2048))).is_some());
    }
}
