//! Whose things an asker sees: one organization, one environment, and of webhooks one namespace.

use keys::Environment;

use crate::{Caller, Entry, events::Namespace};

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

    /// The organization's id.
    pub fn organization_id(&self) -> &str {
        &self.caller.organization_id
    }
}
