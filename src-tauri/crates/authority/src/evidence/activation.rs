//! What an organization's activation rests on: what was really seen or done, each kind by its first time. It is derived where
//! it happens and kept for good, whatever becomes of the request records that it was seen in.

mod seen;

use keys::{
    Actor, Timestamp,
    wire::{ActivationEvidence, ActivationEvidenceKind},
};

use super::news::gathered::ACTIVATION_PROVED;
use crate::ground::{
    news::Told,
    store::{Db, StoreError, Tx, values},
};

pub(super) use seen::Seen;

/// Evidence of something that a running change does.
pub fn of_change(tx: &Tx<'_>, kind: ActivationEvidenceKind, at: Timestamp) -> ActivationEvidence {
    ActivationEvidence { correlation_id: tx.correlation_id().map(str::to_owned), ..bare(kind, at) }
}

/// Evidence of which nothing is said but when it was.
fn bare(kind: ActivationEvidenceKind, at: Timestamp) -> ActivationEvidence {
    ActivationEvidence {
        kind,
        at,
        correlation_id: None,
        key_id: None,
        key_name: None,
        request: None,
        address: None,
        rotation_id: None,
        member: None,
    }
}

/// Keeps evidence, unless its kind is proved already. The key's name is read with the key.
///
/// # Errors
/// The store's trouble.
pub fn keep(tx: &Tx<'_>, organization_id: &str, evidence: &ActivationEvidence) -> Result<(), StoreError> {
    let member = evidence.member.as_ref();
    let kept = tx.db.execute(
        "INSERT INTO activation_evidence (organization_id, kind, at, correlation_id, key_id, request, rotation_id, member,
             member_id, address)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (organization_id, kind) DO NOTHING",
        values![
            organization_id,
            evidence.kind.as_str(),
            evidence.at,
            evidence.correlation_id.as_deref(),
            evidence.key_id.as_deref(),
            evidence.request.as_deref(),
            evidence.rotation_id.as_deref(),
            member.map(|member| member.name.as_str()),
            member.and_then(Actor::reference),
            evidence.address.as_deref(),
        ],
    )?;
    if kept > 0 {
        tx.tell(Told::without_row((organization_id, None), ACTIVATION_PROVED, organization_id, evidence.at));
    }
    Ok(())
}

/// What there is, in the order of the kinds.
///
/// # Errors
/// The store's trouble.
pub fn read(db: Db<'_>, organization_id: &str) -> Result<Vec<ActivationEvidence>, StoreError> {
    let mut found = db.all(
        "SELECT e.kind, e.at, e.correlation_id, e.key_id, k.name, e.request, e.rotation_id, e.member, e.member_id, e.address
         FROM activation_evidence e LEFT JOIN keys k ON k.id = e.key_id WHERE e.organization_id = ?1",
        values![organization_id],
        |row| {
            Ok(ActivationEvidence {
                kind: row.word(0)?,
                at: row.moment(1)?,
                correlation_id: row.get(2)?,
                key_id: row.get(3)?,
                key_name: row.get(4)?,
                request: row.get(5)?,
                rotation_id: row.get(6)?,
                member: row.actor_if_any(7, 8)?,
                address: row.get(9)?,
            })
        },
    )?;
    found.sort_by_key(|evidence| evidence.kind);
    Ok(found)
}
