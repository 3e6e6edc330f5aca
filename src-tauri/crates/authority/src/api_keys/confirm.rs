//! Confirm a key: its secret is saved, so it may be used.

use keys::{Timestamp, lifecycle::Change, wire::Key};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed, list::find_key, rotate},
    evidence::events::Kind,
    ground::{key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Pending becomes active. For the successor in a rotation this is the handover: the old key's grace begins, or,
    /// when it leaked, its end.
    ///
    /// # Errors
    /// Not found, [`keys::wire::Code::RoleNotAllowed`], [`keys::wire::Code::KeyEnded`], or the store's trouble.
    pub async fn confirm(&self, caller: &Caller, key_id: String) -> Result<Key, Failure> {
        let (caller, now) = (caller.clone(), self.ground.now());
        let key = self.ground.store.write(move |tx| confirm(tx, &caller, &key_id, now)).await?;
        Ok(key.view(now, vec![0; 24]))
    }
}

fn confirm(tx: &mut Tx<'_>, caller: &Caller, key_id: &str, now: Timestamp) -> Result<KeyRecord, Failure> {
    let mut key = find_key(tx.db, &caller.organization_id, key_id)?;
    caller.may_write_keys(key.environment)?;
    if key.life.confirm(now)? == Change::None {
        return Ok(key);
    }
    tx.update_key(&key)?;
    deed::note_key(tx, caller, Kind::KeyConfirmed, &key, &key.name, now)?;
    if let Some(rotation_id) = key.rotation_id.clone() {
        rotate::hand_over(tx, caller, &rotation_id, now)?;
        key = find_key(tx.db, &caller.organization_id, key_id)?;
    }
    Ok(key)
}
