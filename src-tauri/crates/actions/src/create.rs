//! Create a key. Its secret stays in this process until somebody says where it goes.

use keys::{Secret, spending::SpendingLimits, wire};

use crate::{
    App, Failure, KeyRef,
    view::{CreateKey, KeyView},
};

const REASON_LOST: &str = "Its secret was lost before anybody saw it.";

impl App {
    /// Creates a key, pending, and holds its secret. When the first answer was lost and the key exists without anybody
    /// having its secret, that key is revoked and another one created: nothing unknown is ever live.
    ///
    /// # Errors
    /// Wrong fields, a name in use, no live side yet, a role that may not, or the place's trouble.
    pub async fn create_key(&self, asked: CreateKey) -> Result<KeyView, Failure> {
        let _one_at_a_time = self.shared.creating.lock().await;
        let wish = wire::CreateKey {
            environment: asked.environment,
            name: asked.name,
            access_level: asked.access_level,
            expires_at: asked.expires_at,
            note: asked.note,
            not_before: None,
            allowed_ips: Vec::new(),
            spending_limits: SpendingLimits::default(),
        };
        let provider = self.provider(&asked.connection).await?;
        let mut once = asked.idempotency_key;
        loop {
            let created = provider.create_key(&once, &wish).await.map_err(|error| self.explain(error))?;
            if let Some(secret) = created.secret {
                self.shared.held.hold(&asked.connection, &created.key, Secret::new(secret));
                return self.key_view(&asked.connection, created.key);
            }
            let held = self.shared.held.has(&KeyRef::new(&asked.connection, &created.key.id));
            if held || created.key.confirmed_at.is_some() {
                return self.key_view(&asked.connection, created.key);
            }
            tracing::warn!(key = created.key.id, "a created key's secret was lost; it is revoked and replaced");
            let revoke_once = format!("{once}.revoke");
            let revoked = provider.revoke_key(&revoke_once, &created.key.id, REASON_LOST).await;
            revoked.map_err(|error| self.explain(error))?;
            once.push_str(".again");
        }
    }
}
