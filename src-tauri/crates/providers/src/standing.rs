//! What a place is to whoever stands in front of it: whose it is, where, and what may be asked for.

use keys::wire::{EnvironmentInfo, Organization};

use crate::Capabilities;

/// What is known of a place.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Whose keys they are; the service's own name where it does not tell.
    pub name: String,
    /// Its environments with their addresses, and whether each is available.
    pub environments: Vec<EnvironmentInfo>,
    /// What may be asked for there.
    pub capabilities: Capabilities,
    /// Who one is there; none where the place does not tell.
    pub organization: Option<Organization>,
}

impl From<Organization> for Standing {
    fn from(organization: Organization) -> Self {
        Self {
            name: organization.name.clone(),
            environments: organization.environments.clone(),
            capabilities: Capabilities::of_authority(&organization),
            organization: Some(organization),
        }
    }
}
