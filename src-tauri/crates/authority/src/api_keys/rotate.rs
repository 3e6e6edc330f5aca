//! Rotate a key: a durable record, the successor first, the revocation last (design, section 5 rule 4).

mod change;
mod list;
mod progress;
mod quiet;
mod record;
mod sweep;

use keys::{
    Life, Timestamp, mint,
    rotation::{Cause, GRACE_SECONDS_MAX, quiet::QuietEnd},
    wire::{Code, Rotated, StartRotation},
};

use change::check_minutes;
pub use list::RotationFilter;
pub(crate) use progress::{end_with, hand_over};
pub(crate) use quiet::Watch;
pub(crate) use record::{RotationRecord, find_open};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed, list::find_key},
    evidence::events::Kind,
    ground::{expose::expose_once, idempotency::Once, key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Begins a rotation: the record, the successor with the same settings, and the old key's new state commit
    /// together. The old key stays good.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::KeyNotActive`], [`Code::KeyEnded`], a bad grace or bad minutes,
    /// [`Code::IdempotencyKeyConflict`], or the store's trouble.
    pub async fn rotate(
        &self,
        caller: &Caller,
        once: Once,
        key_id: String,
        asked: StartRotation,
    ) -> Result<(Rotated, bool), Failure> {
        if asked.grace_seconds.is_some_and(|seconds| !(0..=GRACE_SECONDS_MAX).contains(&seconds)) {
            return Err(Failure::invalid_field("/graceSeconds", "The grace is at most 90 days, in seconds."));
        }
        check_minutes(asked.quiet_minutes)?;
        let now = self.ground.now();
        let old = self.key_of(caller, key_id.clone()).await?;
        let secret = mint::mint_secret(old.environment, &self.ground.ambient);
        let successor = Successor {
            key_id: mint::mint_id("key", &self.ground.ambient),
            rotation_id: mint::mint_id("rot", &self.ground.ambient),
            digest: secret.digest(),
            hint: secret.hint(),
        };
        let asker = caller.clone();
        let (rotation_id, replayed) =
            self.ground.store.write_first(move |tx| start(tx, &asker, &once, &key_id, &asked, successor, now)).await?;
        let rotation = self.get_rotation(caller, rotation_id).await?;
        Ok((Rotated { rotation, secret: (!replayed).then(|| expose_once(&secret)) }, replayed))
    }
}

/// What was minted for the key to come.
struct Successor {
    key_id: String,
    rotation_id: String,
    digest: keys::Digest,
    hint: keys::Hint,
}

fn start(
    tx: &mut Tx<'_>,
    caller: &Caller,
    once: &Once,
    key_id: &str,
    asked: &StartRotation,
    successor: Successor,
    now: Timestamp,
) -> Result<(String, bool), Failure> {
    if let Some(rotation_id) = once.claim(tx, caller, &successor.rotation_id, now)? {
        return Ok((rotation_id, true));
    }
    let mut old = find_key(tx.db, &caller.organization_id, key_id)?;
    caller.may_write_keys(old.environment)?;
    old.life.retire(now)?;
    old.rotation_id = Some(successor.rotation_id.clone());
    let new = KeyRecord {
        id: successor.key_id,
        digest: successor.digest,
        hint: successor.hint,
        created_by: caller.actor.clone(),
        life: Life::new(now, old.life.expires_at),
        first_used_at: None,
        last_used_at: None,
        ..old.clone()
    };
    tx.update_key(&old)?;
    tx.insert_key(&new)?;
    let is_routine = asked.cause == Cause::Routine;
    let record = RotationRecord {
        id: successor.rotation_id,
        organization_id: caller.organization_id.clone(),
        environment: old.environment,
        cause: asked.cause,
        old_key_id: old.id.clone(),
        new_key_id: new.id.clone(),
        // A leaked key has no grace, whatever was asked.
        grace_seconds: asked.grace_seconds.filter(|_| is_routine),
        started_at: now,
        started_by: caller.actor.clone(),
        finished_at: None,
        undone_at: None,
        quiet_end: asked.quiet_minutes.filter(|_| is_routine).map(|minutes| QuietEnd { minutes, counts_from: now }),
        quiet_since: None,
    };
    record.insert(tx.db)?;
    deed::note_rotation(tx, caller, Kind::RotationStarted, &record, now)?;
    deed::note_key(tx, caller, Kind::KeyRetiring, &old, &old.name, now)?;
    deed::note_key(tx, caller, Kind::KeyCreated, &new, &new.name, now)?;
    Ok((record.id, false))
}

/// The refusal for a rotation that is over.
fn ended() -> Failure {
    Failure::refused(Code::RotationEnded, "The rotation is already finished or undone.")
}
