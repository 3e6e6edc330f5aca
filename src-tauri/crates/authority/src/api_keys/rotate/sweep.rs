//! Rotations whose grace is over: the old key is refused from that moment by the rule itself; this writes it down.

use super::{progress::close_finished, record::open_rotations};
use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, list::find_key},
};

impl ApiKeys {
    /// Revokes the old keys of rotations whose grace or expiry has passed. Called every few seconds.
    ///
    /// # Errors
    /// The store's trouble; the next round tries again.
    pub async fn sweep_rotations(&self) -> Result<usize, Failure> {
        let now = self.ground.now();
        let due = self
            .ground
            .store
            .read(move |db| {
                let mut due = Vec::new();
                for rotation in open_rotations(db)? {
                    let old = find_key(db, &rotation.organization_id, &rotation.old_key_id)?;
                    let new = find_key(db, &rotation.organization_id, &rotation.new_key_id)?;
                    if new.life.confirmed_at.is_some() && old.life.ends_at().is_some_and(|end| end <= now) {
                        due.push(rotation);
                    }
                }
                Ok::<_, Failure>(due)
            })
            .await?;
        let count = due.len();
        if count == 0 {
            return Ok(0);
        }
        self.ground
            .store
            .write_patiently(move |tx| {
                for rotation in due {
                    let caller = Caller::authority(&rotation.organization_id);
                    let rotation = super::record::find_rotation(tx.db, &rotation.organization_id, &rotation.id)?;
                    if rotation.is_open() {
                        let old = find_key(tx.db, &rotation.organization_id, &rotation.old_key_id)?;
                        close_finished(tx, &caller, rotation, old, "Rotated; its grace is over.", now)?;
                    }
                }
                Ok::<_, Failure>(())
            })
            .await?;
        Ok(count)
    }
}
