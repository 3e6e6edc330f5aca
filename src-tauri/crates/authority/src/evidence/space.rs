//! Whose things an asker sees: one organization, one environment, and of webhooks one namespace.

use keys::Environment;

use crate::{
    Caller, Entry, Failure,
    evidence::{Evidence, events::Namespace},
    ground::{asked::check_id, store::values},
};

/// An asker's own corner; what lies outside of it is not found.
#[derive(Clone, Debug)]
pub struct Space {
    /// Who asks, as it stands in the audit log.
    pub caller: Caller,
    /// Where.
    pub environment: Environment,
    /// Of whose events, as far as webhooks go.
    pub namespace: Namespace,
}

impl Space {
    /// The corner of a key on the public API. The pipeline has judged the key's access level already.
    pub fn of_key(key: &Entry, origin: String) -> Self {
        Self { caller: Caller::by_key(key, origin), environment: key.environment, namespace: Namespace::Public }
    }

    /// The corner of an asker of the management API. Who may ask stands in the table of permissions.
    pub fn of_caller(caller: Caller, environment: Environment) -> Self {
        Self { caller, environment, namespace: Namespace::Management }
    }

    /// The organization's id.
    pub fn organization_id(&self) -> &str {
        &self.caller.organization_id
    }
}

impl Evidence {
    /// The corner of an asker of the management API that a webhook endpoint (`wep`) or a delivery (`wdl`) lies in: its
    /// path names no environment.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn space_of(&self, caller: Caller, kind: &'static str, id: &str) -> Result<Space, Failure> {
        check_id(id, kind)?;
        let (table, what) = match kind {
            "wdl" => ("webhook_deliveries", "webhook delivery"),
            _ => ("webhook_endpoints", "webhook endpoint"),
        };
        let (id, organization_id) = (id.to_owned(), caller.organization_id.clone());
        let sql = format!(
            "SELECT environment FROM {table} WHERE id = ?1 AND organization_id = ?2 AND namespace = 'management'"
        );
        let found =
            self.ground.store.read(move |db| db.one(&sql, values![id, organization_id], |row| row.word(0))).await?;
        Ok(Space::of_caller(caller, found.ok_or_else(|| Failure::not_found(what))?))
    }
}
