//! The durable record of an approval, and how it is read.

use keys::{
    AccessLevel, Actor, KeySettings, Timestamp,
    approval::{Approval, Decision},
    wire::{ApprovalDecision, KeyApproval},
};

use crate::{
    Failure,
    ground::store::{Db, Row, StoreError, settings_from_row, values},
};

/// A key's limits stand side by side as in `keys`; such a key has no moment before which it is refused.
pub(super) const COLUMNS: &str = "id, organization_id, name, access_level, lifetime_hours, note, \
     CAST(NULL AS BIGINT), allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, reason, \
     asked_at, asked_by, asked_by_id, decided_at, approved, decided_by, decided_by_id, decision_reason, withdrawn_at, \
     claimed_at, key_id";

/// What is kept of an approval. Its state is not kept: it is told from its moments.
#[derive(Clone, Debug)]
pub(super) struct ApprovalRecord {
    pub(super) id: String,
    pub(super) organization_id: String,
    pub(super) name: String,
    pub(super) access_level: AccessLevel,
    pub(super) lifetime_hours: u32,
    pub(super) note: Option<String>,
    pub(super) settings: KeySettings,
    pub(super) reason: String,
    pub(super) approval: Approval,
    pub(super) key_id: Option<String>,
}

impl ApprovalRecord {
    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let decision = match row.moment_if_any(15)? {
            None => None,
            Some(at) => Some(Decision { at, approved: row.get(16)?, by: row.actor(17, 18)?, reason: row.get(19)? }),
        };
        Ok(Self {
            id: row.get(0)?,
            organization_id: row.get(1)?,
            name: row.get(2)?,
            access_level: row.word(3)?,
            lifetime_hours: row.get(4)?,
            note: row.get(5)?,
            settings: settings_from_row(row, 6)?,
            reason: row.get(11)?,
            approval: Approval {
                asked_at: row.moment(12)?,
                asked_by: row.actor(13, 14)?,
                decision,
                withdrawn_at: row.moment_if_any(20)?,
                claimed_at: row.moment_if_any(21)?,
            },
            key_id: row.get(22)?,
        })
    }

    pub(super) fn insert(&self, db: Db<'_>) -> Result<(), StoreError> {
        let (limits, addresses) = (self.settings.spending_limits, &self.settings.allowed_ips);
        db.execute_one(
            "INSERT INTO key_approvals (id, organization_id, name, access_level, lifetime_hours, note, allowed_ips,
                 daily_limit_micros, weekly_limit_micros, monthly_limit_micros, reason, asked_at, asked_by, asked_by_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            values![
                &self.id,
                &self.organization_id,
                &self.name,
                self.access_level.as_str(),
                self.lifetime_hours,
                self.note.as_deref(),
                (!addresses.is_any()).then(|| addresses.to_texts().join(" ")),
                limits.daily_micros,
                limits.weekly_micros,
                limits.monthly_micros,
                &self.reason,
                self.approval.asked_at,
                &self.approval.asked_by.name,
                self.approval.asked_by.reference(),
            ],
        )
    }

    /// Keeps what became of it.
    pub(super) fn keep(&self, db: Db<'_>) -> Result<(), StoreError> {
        let (approval, decision) = (&self.approval, self.approval.decision.as_ref());
        db.execute_one(
            "UPDATE key_approvals SET decided_at = ?2, approved = ?3, decided_by = ?4, decided_by_id = ?5,
                 decision_reason = ?6, withdrawn_at = ?7, claimed_at = ?8, key_id = ?9
             WHERE id = ?1",
            values![
                &self.id,
                decision.map(|decision| decision.at),
                decision.map(|decision| decision.approved),
                decision.map(|decision| &decision.by.name),
                decision.and_then(|decision| decision.by.reference()),
                decision.map(|decision| &decision.reason),
                approval.withdrawn_at,
                approval.claimed_at,
                self.key_id.as_deref(),
            ],
        )
    }

    /// The approval as it travels, as of a moment, for whoever looks.
    pub(super) fn view(&self, looks: &Actor, now: Timestamp) -> KeyApproval {
        let approval = &self.approval;
        KeyApproval {
            id: self.id.clone(),
            state: approval.state(now),
            name: self.name.clone(),
            access_level: self.access_level,
            lifetime_hours: self.lifetime_hours,
            note: self.note.clone(),
            allowed_ips: self.settings.allowed_ips.to_texts(),
            spending_limits: self.settings.spending_limits,
            reason: self.reason.clone(),
            asked_at: approval.asked_at,
            asked_by: approval.asked_by.clone(),
            lapses_at: approval.lapses_at(),
            decision: approval.decision.as_ref().map(|decision| ApprovalDecision {
                approved: decision.approved,
                at: decision.at,
                by: decision.by.clone(),
                reason: decision.reason.clone(),
            }),
            withdrawn_at: approval.withdrawn_at,
            claimed_at: approval.claimed_at,
            key_id: self.key_id.clone(),
            possible: approval.possible(looks, now),
        }
    }

    /// What the key's own audit row says of how it came to be.
    pub(super) fn history(&self) -> String {
        let (asked, id) = (&self.approval.asked_by.name, &self.id);
        let decided = self
            .approval
            .decision
            .as_ref()
            .map(|decision| format!(" Approved by {}: {}", decision.by.name, decision.reason));
        format!("{}. {id}, asked for by {asked}: {}{}", self.name, self.reason, decided.unwrap_or_default())
    }
}

/// The approval with the id in the organization, or not found.
pub(super) fn find_approval(db: Db<'_>, organization_id: &str, id: &str) -> Result<ApprovalRecord, Failure> {
    db.one(&format!("SELECT {COLUMNS} FROM key_approvals WHERE id = ?1"), values![id], ApprovalRecord::read)?
        .filter(|record| record.organization_id == organization_id)
        .ok_or_else(|| Failure::not_found("approval"))
}

/// The same, to be changed: of two nodes that change it the second waits for the first one's commit, and sees it.
pub(super) fn lock_approval(db: Db<'_>, organization_id: &str, id: &str) -> Result<ApprovalRecord, Failure> {
    db.execute("UPDATE key_approvals SET name = name WHERE id = ?1", values![id])?;
    find_approval(db, organization_id, id)
}
