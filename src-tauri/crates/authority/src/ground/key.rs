//! A key as the authority keeps it.

use keys::{
    AccessLevel, Actor, Digest, Environment, Hint, KeySettings, Life, Timestamp,
    quarantine::Quarantine,
    wire::{self},
};

/// Everything kept of a key; the digest stands for its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// `key_` and 22 characters.
    pub id: String,
    /// Who owns it.
    pub organization_id: String,
    /// Which world it belongs to.
    pub environment: Environment,
    /// The name a person gave it.
    pub name: String,
    /// What it may do.
    pub access_level: AccessLevel,
    /// SHA-256 of its secret.
    pub digest: Digest,
    /// Prefix and last four characters.
    pub hint: Hint,
    /// Where it lives, in somebody's words.
    pub note: Option<String>,
    /// Who created it.
    pub created_by: Actor,
    /// What it is limited to.
    pub settings: KeySettings,
    /// Which account its costs are counted on: its own id, or that of the key it succeeded. A rotation opens no second
    /// purse.
    pub budget_id: String,
    /// Its quarantine, which may be over.
    pub quarantine: Option<Quarantine>,
    /// The facts of its life.
    pub life: Life,
    /// The open rotation it is part of.
    pub rotation_id: Option<String>,
    /// The first call seen with it.
    pub first_used_at: Option<Timestamp>,
    /// The last call seen with it.
    pub last_used_at: Option<Timestamp>,
}

impl KeyRecord {
    /// The key as it travels, as of a moment.
    pub fn view(&self, now: Timestamp, calls_by_hour: Vec<u32>) -> wire::Key {
        wire::Key {
            id: self.id.clone(),
            environment: self.environment,
            name: self.name.clone(),
            access_level: self.access_level,
            hint: self.hint.clone(),
            state: self.life.state(now),
            note: self.note.clone(),
            created_at: self.life.created_at,
            created_by: self.created_by.clone(),
            confirmed_at: self.life.confirmed_at,
            not_before: self.settings.not_before,
            ends_at: self.life.ends_at(),
            allowed_ips: self.settings.allowed_ips.to_texts(),
            spending_limits: self.settings.spending_limits,
            last_used_at: self.last_used_at,
            calls_by_hour,
            quarantine: self.quarantine.clone().filter(|quarantine| quarantine.lasts(now)),
            revocation: self.life.revoked.clone(),
            rotation_id: self.rotation_id.clone(),
        }
    }
}
