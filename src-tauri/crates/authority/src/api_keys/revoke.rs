//! Revoke a key.

use keys::{
    Timestamp,
    lifecycle::{Change, Revocation},
    wire::{RefusedBy, RevokeKey, Revoked},
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed, list::find_key, rotate},
    evidence::events::Kind,
    ground::{asked::check_reason, key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Ends a key for good. When this answers, no process that can verify accepts it. Asking again answers the first
    /// revocation's facts.
    ///
    /// # Errors
    /// Not found, a bad reason, [`keys::wire::Code::RoleNotAllowed`], or the store's trouble.
    pub async fn revoke(&self, caller: &Caller, key_id: String, asked: RevokeKey) -> Result<Revoked, Failure> {
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let key = self.ground.store.write_first(move |tx| revoke(tx, &caller, &key_id, &reason, now)).await?;
        Ok(self.receipt(&key))
    }

    /// Who refuses a revoked key, and since when. The index followed the commit, so this process does.
    pub(crate) fn receipt(&self, key: &KeyRecord) -> Revoked {
        let refused_by = key.life.revoked.iter().map(|revocation| self.refuses_since(revocation.at)).collect();
        Revoked { key: key.view(self.ground.now(), vec![0; 24]), refused_by }
    }

    /// That this process refuses what was taken away: the index followed the commit.
    pub(crate) fn refuses_since(&self, since: Timestamp) -> RefusedBy {
        RefusedBy { node: self.ground.node.clone(), since }
    }
}

fn revoke(tx: &mut Tx<'_>, caller: &Caller, key_id: &str, reason: &str, now: Timestamp) -> Result<KeyRecord, Failure> {
    let key = find_key(tx.db, &caller.organization_id, key_id)?;
    caller.may_write_keys(key.environment)?;
    if let Some(rotation_id) = key.rotation_id.clone()
        && key.life.revoked.is_none()
    {
        rotate::end_with(tx, caller, &rotation_id, key_id, now)?;
    }
    end_key(tx, caller, find_key(tx.db, &caller.organization_id, key_id)?, reason, now)
}

/// Writes a revocation and its audit row. An already revoked key stays as it was, and nothing is written.
///
/// # Errors
/// The store's trouble.
pub(crate) fn end_key(
    tx: &mut Tx<'_>,
    caller: &Caller,
    mut key: KeyRecord,
    reason: &str,
    now: Timestamp,
) -> Result<KeyRecord, Failure> {
    let revocation = Revocation { at: now, by: caller.actor.clone(), reason: reason.to_owned() };
    if key.life.revoke(revocation) == Change::None {
        return Ok(key);
    }
    key.rotation_id = None;
    tx.update_key(&key)?;
    deed::note_key(tx, caller, Kind::KeyRevoked, &key, reason, now)?;
    Ok(key)
}
