//! What moves a rotation on: the handover, the finish, the undo.

use keys::{
    Environment, KeyState, Timestamp,
    rotation::Cause,
    wire::{ActivationEvidence, ActivationEvidenceKind, Code, FinishRotation, Revoked, Rotation},
};

use super::{RotationRecord, ended, record::find_rotation};
use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed::note_rotation, list::find_key, revoke::end_key},
    evidence::{activation, events::Kind},
    ground::{key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Revokes the old key and ends the rotation, on evidence that the new key works, or without it when that is said.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::RotationNotProven`], [`Code::RotationEnded`], or the store's trouble.
    pub async fn finish_rotation(
        &self,
        caller: &Caller,
        id: String,
        asked: FinishRotation,
    ) -> Result<Revoked, Failure> {
        // The evidence may be half a second old: bring it up to date before judging it.
        self.flush_usage().await?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let old = self.ground.store.write_first(move |tx| finish(tx, &caller, &id, &asked, now)).await?;
        Ok(self.receipt(&old))
    }

    /// Revokes the successor and takes the old key back into service.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::RotationEnded`], [`Code::KeyEnded`] when the old key is over, or
    /// the store's trouble.
    pub async fn undo_rotation(&self, caller: &Caller, id: String) -> Result<Rotation, Failure> {
        let (asker, now, rotation_id) = (caller.clone(), self.ground.now(), id.clone());
        self.ground.store.write(move |tx| undo(tx, &asker, &rotation_id, now)).await?;
        self.get_rotation(caller, id).await
    }
}

/// The successor is confirmed: the old key's grace begins now, or, when it leaked, its end.
pub(crate) fn hand_over(tx: &mut Tx<'_>, caller: &Caller, rotation_id: &str, now: Timestamp) -> Result<(), Failure> {
    let (rotation, mut old, _) = open_rotation(tx, caller, rotation_id)?;
    if let (Cause::Routine, Some(seconds)) = (rotation.cause, rotation.grace_seconds) {
        old.life.end_grace_at(Some(now.plus_seconds(seconds)))?;
        tx.update_key(&old)?;
    }
    note_rotation(tx, caller, Kind::RotationHandedOver, &rotation, now)?;
    if rotation.cause == Cause::Leaked {
        close_finished(tx, caller, rotation, old, "Leaked; its successor is handed over.", now)?;
    }
    Ok(())
}

/// One of a rotation's keys is being revoked by hand: the old one finishes the rotation, the successor undoes it.
pub(crate) fn end_with(
    tx: &mut Tx<'_>,
    caller: &Caller,
    rotation_id: &str,
    revoked_key_id: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let (rotation, old, new) = open_rotation(tx, caller, rotation_id)?;
    if revoked_key_id == rotation.old_key_id {
        release(tx, new, &rotation)?;
        close(tx, caller, RotationRecord { finished_at: Some(now), ..rotation }, Kind::RotationFinished, now)
    } else {
        // Ending the successor must always be possible, also when the old key has expired meanwhile.
        match old.life.state(now) {
            KeyState::Retiring => restore(tx, old, now)?,
            _ => release(tx, old, &rotation)?,
        }
        close(tx, caller, RotationRecord { undone_at: Some(now), ..rotation }, Kind::RotationUndone, now)
    }
}

fn finish(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &str,
    asked: &FinishRotation,
    now: Timestamp,
) -> Result<KeyRecord, Failure> {
    let rotation = find_rotation(tx.db, &caller.organization_id, id)?;
    caller.may_write_keys(rotation.environment)?;
    if rotation.finished_at.is_some() {
        // Asked twice: the same answer, with the first time.
        return find_key(tx.db, &caller.organization_id, &rotation.old_key_id);
    }
    let (rotation, old, new) = open_rotation(tx, caller, id)?;
    if new.life.confirmed_at.is_none() {
        return Err(Failure::refused(Code::RotationNotProven, "The new key's secret has not been confirmed as saved."));
    }
    let proven = rotation.evidence(&old, &new).step(now).proves_handover();
    if !proven && !asked.without_evidence {
        return Err(Failure::refused(Code::RotationNotProven, "No call with the new key has been seen yet."));
    }
    let reason = if proven { "Rotated; its successor has been seen at work." } else { "Rotated, without evidence." };
    close_finished(tx, caller, rotation, old, reason, now)
}

/// Revokes the old key and closes the record, in one commit.
pub(super) fn close_finished(
    tx: &mut Tx<'_>,
    caller: &Caller,
    rotation: RotationRecord,
    old: KeyRecord,
    reason: &str,
    now: Timestamp,
) -> Result<KeyRecord, Failure> {
    let new = find_key(tx.db, &rotation.organization_id, &rotation.new_key_id)?;
    release(tx, new, &rotation)?;
    let old = end_key(tx, caller, old, reason, now)?;
    close(tx, caller, RotationRecord { finished_at: Some(now), ..rotation }, Kind::RotationFinished, now)?;
    Ok(old)
}

fn undo(tx: &mut Tx<'_>, caller: &Caller, id: &str, now: Timestamp) -> Result<(), Failure> {
    let rotation = find_rotation(tx.db, &caller.organization_id, id)?;
    caller.may_write_keys(rotation.environment)?;
    if rotation.undone_at.is_some() {
        return Ok(());
    }
    let (rotation, old, new) = open_rotation(tx, caller, id)?;
    restore(tx, old, now)?;
    end_key(tx, caller, new, "The rotation was undone.", now)?;
    close(tx, caller, RotationRecord { undone_at: Some(now), ..rotation }, Kind::RotationUndone, now)
}

/// The old key back into service. An old key that has ended meanwhile cannot be taken back.
fn restore(tx: &mut Tx<'_>, mut old: KeyRecord, now: Timestamp) -> Result<(), Failure> {
    old.life.restore(now)?;
    old.rotation_id = None;
    Ok(tx.update_key(&old)?)
}

/// A key leaves the rotation and stands alone; but for a successor that is itself being rotated out by now: it stays in
/// that one.
fn release(tx: &mut Tx<'_>, mut key: KeyRecord, rotation: &RotationRecord) -> Result<(), Failure> {
    if key.rotation_id.as_deref() != Some(rotation.id.as_str()) {
        return Ok(());
    }
    key.rotation_id = None;
    Ok(tx.update_key(&key)?)
}

pub(super) fn open_rotation(
    tx: &Tx<'_>,
    caller: &Caller,
    id: &str,
) -> Result<(RotationRecord, KeyRecord, KeyRecord), Failure> {
    let rotation = find_rotation(tx.db, &caller.organization_id, id)?;
    if !rotation.is_open() {
        return Err(ended());
    }
    let old = find_key(tx.db, &caller.organization_id, &rotation.old_key_id)?;
    let new = find_key(tx.db, &caller.organization_id, &rotation.new_key_id)?;
    Ok((rotation, old, new))
}

fn close(
    tx: &mut Tx<'_>,
    caller: &Caller,
    rotation: RotationRecord,
    kind: Kind,
    now: Timestamp,
) -> Result<(), Failure> {
    rotation.close(tx.db)?;
    if rotation.finished_at.is_some() && rotation.environment == Environment::Sandbox {
        let evidence = ActivationEvidence {
            key_id: Some(rotation.new_key_id.clone()),
            rotation_id: Some(rotation.id.clone()),
            ..activation::of_change(tx, ActivationEvidenceKind::RotationFinished, now)
        };
        activation::keep(tx, &rotation.organization_id, &evidence)?;
    }
    note_rotation(tx, caller, kind, &rotation, now)
}
