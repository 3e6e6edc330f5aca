//! Keys whose expiry has passed: they are refused from that moment by the rule itself; this writes it down, once.

use keys::{KeyState, Timestamp};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed},
    evidence::events::Kind,
    ground::store::{Db, StoreError, Tx, get_key, values},
};

/// Keys that one change writes down.
const STEP: usize = 200;

impl ApiKeys {
    /// Writes down which keys have expired. Called every few seconds.
    ///
    /// # Errors
    /// The store's trouble; the next call tries again.
    pub async fn note_expired(&self) -> Result<usize, Failure> {
        let now = self.ground.now();
        let due = self.ground.store.read(move |db| due(db, now)).await?;
        let count = due.len();
        if count > 0 {
            self.ground.store.write_patiently(move |tx| due.iter().try_for_each(|id| note(tx, id, now))).await?;
        }
        Ok(count)
    }
}

fn due(db: Db<'_>, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT id FROM keys WHERE expires_at <= ?1 AND revoked_at IS NULL AND expiry_noted_at IS NULL
         ORDER BY expires_at LIMIT {STEP}"
    );
    db.all(&sql, values![now], |row| row.get(0))
}

fn note(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), Failure> {
    let sql = "UPDATE keys SET expiry_noted_at = ?2, state_on_record = 'expired'
               WHERE id = ?1 AND revoked_at IS NULL AND expiry_noted_at IS NULL";
    if tx.db.execute(sql, values![id, now])? == 0 {
        return Ok(());
    }
    let Some(key) = get_key(tx.db, id)?.filter(|key| key.life.state(now) == KeyState::Expired) else { return Ok(()) };
    // The index knows it too: the end is final, also for a clock that is set back behind it.
    tx.follow(&key);
    let ended = key.life.expires_at.map(|end| format!("It ended at {end}.")).unwrap_or_default();
    deed::note_key(tx, &Caller::authority(&key.organization_id), Kind::KeyExpired, &key, &ended, now)
}
