//! Rotations that this program pairs, where the service replaces no key by another: the successor is made, somebody saves it, the
//! service tells when each was used last, and the old key is ended on that evidence.

use keys::{
    KeyState,
    mint::mint_id,
    rotation::{Cause, Evidence},
    wire::{Key, Revoked, Rotated, Rotation},
};

use super::{AccountKeys, here};
use crate::{Code, Failure, RotationRef, journal::OwnRotation};

const REPLACED: &str = "Replaced by its successor.";
const UNDONE: &str = "The rotation was undone.";

impl AccountKeys<'_> {
    /// All rotations, the newest first.
    pub(crate) async fn rotations(&self) -> Result<Vec<Rotation>, Failure> {
        let keys = self.all().await?;
        let own = self.own_rotations()?;
        own.into_iter().map(|rotation| self.tell(rotation, &keys)).collect()
    }

    /// One of them.
    pub(crate) async fn rotation(&self, id: &str) -> Result<Rotation, Failure> {
        let keys = self.all().await?;
        self.tell(self.own_rotation(id)?, &keys)
    }

    /// Begins one, once for each idempotency key.
    pub(crate) async fn start(&self, once: &str, key: &str, cause: Cause) -> Result<Rotated, Failure> {
        if let Some(begun) = self.own_rotations()?.into_iter().find(|rotation| rotation.once == once) {
            let keys = self.all().await?;
            return Ok(Rotated { rotation: self.tell(begun, &keys)?, secret: None });
        }
        let old = self.get(key).await?;
        self.check_lives(&old)?;
        if old.state != KeyState::Active || old.rotation_id.is_some() {
            return Err(self.app.fail(Code::KeyNotActive, "The key is pending, or already being rotated."));
        }
        let begin = |new: &Key| OwnRotation {
            id: mint_id("rot", &self.app.shared.ambient),
            once: once.to_owned(),
            cause,
            old_key: old.id.clone(),
            new_key: new.id.clone(),
            started_at: self.app.now(),
            handed_over_at: None,
            new_first_used_at: None,
            finished_at: None,
            undone_at: None,
        };
        let made = self.create_successor(once, &old, begin).await?;
        let begun = self.own_rotations()?.into_iter().find(|rotation| rotation.once == once);
        let keys = self.all().await?;
        let rotation = self.tell(begun.ok_or_else(|| self.no_rotation())?, &keys)?;
        Ok(Rotated { rotation, secret: made.secret })
    }

    /// Ends the old key, on the evidence that the new one is at work or without it.
    pub(crate) async fn finish(&self, id: &str, without_evidence: bool) -> Result<Revoked, Failure> {
        let rotation = self.rotation(id).await?;
        self.check_open(&rotation)?;
        if !without_evidence && !rotation.step.proves_handover() {
            return Err(self.app.fail(Code::RotationNotProven, "The new key has not been used yet."));
        }
        self.revoke(&rotation.old_key.id, REPLACED).await
    }

    /// Ends the successor; the old key goes on.
    pub(crate) async fn undo(&self, id: &str) -> Result<Rotation, Failure> {
        let rotation = self.rotation(id).await?;
        self.check_open(&rotation)?;
        if matches!(rotation.old_key.state, KeyState::Revoked | KeyState::Expired) {
            return Err(self.app.fail(Code::KeyEnded, "The old key has ended."));
        }
        self.revoke(&rotation.new_key.id, UNDONE).await?;
        self.rotation(id).await
    }

    /// A successor's secret is saved. The old key that leaked ends with that.
    pub(super) async fn hand_over(&self, new_key: &str) -> Result<(), Failure> {
        let open = self.own_rotations()?.into_iter().find(|own| own.is_open() && own.new_key == new_key);
        let Some(mut own) = open else { return Ok(()) };
        own.handed_over_at.get_or_insert(self.app.now());
        self.keep_rotation(&own)?;
        if own.cause == Cause::Leaked {
            self.revoke(&own.old_key, REPLACED).await?;
        }
        Ok(())
    }

    /// A key has ended: the rotation that it was part of is over.
    pub(super) fn over_with(&self, key: &str) -> Result<(), Failure> {
        let now = Some(self.app.now());
        for own in self.own_rotations()?.into_iter().filter(OwnRotation::is_open) {
            if own.old_key == key {
                self.keep_rotation(&OwnRotation { finished_at: now, ..own })?;
            } else if own.new_key == key {
                self.keep_rotation(&OwnRotation { undone_at: now, ..own })?;
            }
        }
        Ok(())
    }

    pub(super) fn own_rotations(&self) -> Result<Vec<OwnRotation>, Failure> {
        let own = self.app.shared.journal.own_rotations(self.connection);
        own.map_err(|error| self.app.journal_failure(error))
    }

    fn own_rotation(&self, id: &str) -> Result<OwnRotation, Failure> {
        let own = self.app.shared.journal.own_rotation(&RotationRef::new(self.connection, id));
        own.map_err(|error| self.app.journal_failure(error))?.ok_or_else(|| self.no_rotation())
    }

    fn keep_rotation(&self, own: &OwnRotation) -> Result<(), Failure> {
        let kept = self.app.shared.journal.keep_rotation(self.connection, own);
        kept.map_err(|error| self.app.journal_failure(error))
    }

    fn no_rotation(&self) -> Failure {
        self.app.fail(Code::NotFound, "There is no such rotation.")
    }

    fn check_open(&self, rotation: &Rotation) -> Result<(), Failure> {
        if rotation.step.is_open() {
            return Ok(());
        }
        Err(self.app.fail(Code::RotationEnded, "The rotation is finished or undone."))
    }

    /// A rotation with what its keys prove now; the first use of the new one is written down.
    fn tell(&self, mut own: OwnRotation, keys: &[Key]) -> Result<Rotation, Failure> {
        let key = |id: &str| keys.iter().find(|key| key.id == id).cloned().ok_or_else(|| self.no_rotation());
        let (old_key, new_key) = (key(&own.old_key)?, key(&own.new_key)?);
        if own.new_first_used_at.is_none() && new_key.last_used_at.is_some() {
            own.new_first_used_at = new_key.last_used_at;
            self.keep_rotation(&own)?;
        }
        let evidence = Evidence {
            handed_over_at: own.handed_over_at,
            new_first_used_at: own.new_first_used_at,
            old_last_used_at: old_key.last_used_at,
            finished_at: own.finished_at,
            undone_at: own.undone_at,
        };
        Ok(Rotation {
            step: evidence.step(self.app.now()),
            id: own.id,
            environment: self.environment(),
            cause: own.cause,
            started_at: own.started_at,
            started_by: here(),
            handed_over_at: own.handed_over_at,
            new_first_used_at: own.new_first_used_at,
            old_last_used_at: old_key.last_used_at,
            old_ends_at: old_key.ends_at,
            quiet_minutes: None,
            quiet_since: None,
            quiet_ends_at: None,
            ended_quiet: false,
            stalled: None,
            finished_at: own.finished_at,
            undone_at: own.undone_at,
            old_key,
            new_key,
        })
    }
}
