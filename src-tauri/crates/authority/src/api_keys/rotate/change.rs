//! Change an open rotation: whether, and after how many quiet minutes, the old key ends by itself.

use keys::{
    Timestamp,
    rotation::{
        Cause,
        quiet::{QUIET_MINUTES_MAX, QUIET_MINUTES_MIN, QuietEnd},
    },
    wire::{ChangeRotation, Rotation},
};

use super::{progress::open_rotation, record::find_rotation};
use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed::note_rotation},
    evidence::events::Kind,
    ground::store::Tx,
};

impl ApiKeys {
    /// Chooses, changes or switches off the end by itself. The minutes count from now at the earliest, so that choosing
    /// ends nothing in the same breath. What is so already is no deed, and its minutes go on.
    ///
    /// # Errors
    /// Not found, [`keys::wire::Code::RoleNotAllowed`], bad minutes, [`keys::wire::Code::RotationEnded`], or the store's
    /// trouble.
    pub async fn change_rotation(
        &self,
        caller: &Caller,
        id: String,
        asked: ChangeRotation,
    ) -> Result<Rotation, Failure> {
        check_minutes(asked.quiet_minutes)?;
        let (asker, now, rotation_id) = (caller.clone(), self.ground.now(), id.clone());
        self.ground.store.write(move |tx| change(tx, &asker, &rotation_id, asked.quiet_minutes, now)).await?;
        self.get_rotation(caller, id).await
    }
}

/// # Errors
/// Names the field when so many minutes cannot be chosen.
pub(super) fn check_minutes(minutes: Option<u32>) -> Result<(), Failure> {
    if minutes.is_none_or(QuietEnd::fits) {
        return Ok(());
    }
    let words = format!("Quiet minutes are {QUIET_MINUTES_MIN} to {QUIET_MINUTES_MAX}.");
    Err(Failure::invalid_field("/quietMinutes", words.as_str()))
}

fn change(tx: &mut Tx<'_>, caller: &Caller, id: &str, minutes: Option<u32>, now: Timestamp) -> Result<(), Failure> {
    let environment = find_rotation(tx.db, &caller.organization_id, id)?.environment;
    caller.may_write_keys(environment)?;
    let (mut rotation, ..) = open_rotation(tx, caller, id)?;
    if rotation.cause == Cause::Leaked && minutes.is_some() {
        return Err(Failure::invalid_field("/quietMinutes", "A leaked key ends when its successor is handed over."));
    }
    if rotation.quiet_end.map(|end| end.minutes) == minutes {
        return Ok(());
    }
    rotation.quiet_end = minutes.map(|minutes| QuietEnd { minutes, counts_from: now });
    rotation.keep_quiet_end(tx.db)?;
    note_rotation(tx, caller, Kind::RotationChanged, &rotation, now)
}
