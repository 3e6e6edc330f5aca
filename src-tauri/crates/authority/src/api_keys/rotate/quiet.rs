//! Old keys that end by themselves for being quiet (`keys::rotation::quiet` has the rule).
//!
//! Quiet is concluded only from evidence that is complete. One process serves a store at a time (`ground/store/lease.rs`),
//! so what this one did not let through, nobody did, as long as it was there to be asked. What it let through up to a
//! moment is in the store once it has flushed after that moment, unless it had to drop a call or could not write it. So the
//! minutes begin anew, and that is written down before anything is concluded: when a process begins, when nobody watched for
//! a while (it stood still, the machine slept), when a clock was set, when calls were lost.

use keys::{Timestamp, rotation::quiet::Look};
use tokio::sync::Mutex;

use super::{
    RotationRecord,
    progress::close_finished,
    record::{find_rotation, open_rotations},
};
use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, list::find_key},
    ground::store::{Db, Tx, values},
};

/// The last look at the clocks up to which the evidence is complete, if there is one. One round at a time looks and
/// concludes.
pub type Watch = Mutex<Option<Look>>;

impl ApiKeys {
    /// Revokes the old keys that have been quiet for as long as was chosen. Called every few seconds.
    ///
    /// # Errors
    /// The store's trouble; the next round tries again.
    pub async fn end_quiet(&self) -> Result<usize, Failure> {
        let mut watch = self.watch.lock().await;
        let look = Look { at: self.ground.now(), steady_at: self.ground.ambient.steady_now() };
        let goes_on = watch.is_some_and(|last| look.follows(last));
        let flushed = self.flush_usage().await;
        if self.recorder.take_lost() || !goes_on {
            // Should this not be written, the next round finds no watch that it could go on with.
            *watch = None;
            self.count_anew().await?;
        }
        *watch = Some(look);
        flushed?;
        let as_of = look.at;
        let over = self.ground.store.read(move |db| over(db, as_of)).await?;
        let count = over.len();
        if count > 0 {
            let now = self.ground.now();
            let all = move |tx: &mut Tx<'_>| over.iter().try_for_each(|one| end(tx, one, as_of, now));
            self.ground.store.write_patiently(all).await?;
        }
        Ok(count)
    }

    /// The minutes of every open rotation begin anew: what was before is not known well enough.
    async fn count_anew(&self) -> Result<(), Failure> {
        // Behind what was lost, whenever that was.
        let from = self.ground.now();
        let sql = "UPDATE rotations SET quiet_from = ?1
             WHERE quiet_minutes IS NOT NULL AND finished_at IS NULL AND undone_at IS NULL";
        Ok(self.ground.store.write_patiently(move |tx| tx.db.execute(sql, values![from]).map(drop)).await?)
    }
}

fn over(db: Db<'_>, as_of: Timestamp) -> Result<Vec<RotationRecord>, Failure> {
    let mut over = Vec::new();
    for rotation in open_rotations(db)?.into_iter().filter(|rotation| rotation.quiet_end.is_some()) {
        if quiet_since(db, &rotation, as_of)?.is_some() {
            over.push(rotation);
        }
    }
    Ok(over)
}

fn quiet_since(db: Db<'_>, rotation: &RotationRecord, as_of: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let old = find_key(db, &rotation.organization_id, &rotation.old_key_id)?;
    let new = find_key(db, &rotation.organization_id, &rotation.new_key_id)?;
    Ok(rotation.quiet_end.and_then(|end| end.is_over(&rotation.evidence(&old, &new), as_of)))
}

/// Ends one, if it is still so: somebody may have changed it, or called, since it was read.
fn end(tx: &mut Tx<'_>, read: &RotationRecord, as_of: Timestamp, now: Timestamp) -> Result<(), Failure> {
    let mut rotation = find_rotation(tx.db, &read.organization_id, &read.id)?;
    rotation.quiet_since = match rotation.is_open() {
        true => quiet_since(tx.db, &rotation, as_of)?,
        false => None,
    };
    let (Some(chosen), Some(since)) = (rotation.quiet_end, rotation.quiet_since) else { return Ok(()) };
    let old = find_key(tx.db, &rotation.organization_id, &rotation.old_key_id)?;
    let new = find_key(tx.db, &rotation.organization_id, &rotation.new_key_id)?;
    let seen =
        new.first_used_at.map(|at| format!(" Its successor was first seen at work at {at}.")).unwrap_or_default();
    let reason = format!("Rotated; it ended by itself: {} minutes without a call since {since}.{seen}", chosen.minutes);
    let caller = Caller::authority(&rotation.organization_id);
    close_finished(tx, &caller, rotation, old, &reason, now).map(drop)
}
