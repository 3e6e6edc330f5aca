//! Quarantine a key: for a time it may only read; and release it.

use keys::{
    AccessLevel, Timestamp,
    quarantine::{Quarantine, SECONDS_MAX, SECONDS_MIN},
    wire::{Code, Key, QuarantineKey, QuarantinedKey, ReleaseKey},
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, change::find_living, deed},
    evidence::events::Kind,
    ground::{asked::check_reason, key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Lets a key that may write only read, for so long from now on. When this answers, no process that can verify lets a
    /// write pass. Asking again counts anew. A successor inherits it: a rotation is no way out.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::KeyEnded`], [`Code::Conflict`] for a key that only reads anyway, a bad
    /// reason or time, or the store's trouble.
    pub async fn quarantine(
        &self,
        caller: &Caller,
        key_id: String,
        asked: QuarantineKey,
    ) -> Result<QuarantinedKey, Failure> {
        let reason = check_reason(&asked.reason)?;
        if !(SECONDS_MIN..=SECONDS_MAX).contains(&asked.seconds) {
            return Err(Failure::invalid_field(
                "/seconds",
                "A quarantine lasts a minute at least and 30 days at most.",
            ));
        }
        let (caller, now) = (caller.clone(), self.ground.now());
        let until = now.plus_seconds(asked.seconds);
        let work = move |tx: &mut Tx<'_>| quarantine(tx, &caller, &key_id, (until, &reason), now);
        let key = self.ground.store.write_first(work).await?;
        Ok(QuarantinedKey { key: key.view(now, vec![0; 24]), refused_by: vec![self.refuses_since(now)] })
    }

    /// Lets a key write again before its quarantine ends. One that is in none stays as it is, and nothing is written.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::KeyEnded`], a bad reason, or the store's trouble.
    pub async fn release(&self, caller: &Caller, key_id: String, asked: ReleaseKey) -> Result<Key, Failure> {
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let key = self.ground.store.write(move |tx| release(tx, &caller, &key_id, &reason, now)).await?;
        Ok(key.view(now, vec![0; 24]))
    }
}

fn quarantine(
    tx: &mut Tx<'_>,
    caller: &Caller,
    key_id: &str,
    (until, reason): (Timestamp, &str),
    now: Timestamp,
) -> Result<KeyRecord, Failure> {
    let mut key = find_living(tx, caller, key_id, now)?;
    if key.access_level == AccessLevel::ReadOnly {
        return Err(Failure::refused(Code::Conflict, "The key is read-only: it writes nothing anyway."));
    }
    let (by, reason_kept) = (caller.actor.clone(), reason.to_owned());
    key.quarantine = Some(Quarantine { since: now, until, by, reason: reason_kept });
    tx.update_key(&key)?;
    deed::note_key(tx, caller, Kind::KeyQuarantined, &key, &format!("Until {until}. {reason}"), now)?;
    Ok(key)
}

fn release(tx: &mut Tx<'_>, caller: &Caller, key_id: &str, reason: &str, now: Timestamp) -> Result<KeyRecord, Failure> {
    let mut key = find_living(tx, caller, key_id, now)?;
    if key.quarantine.as_ref().is_some_and(|quarantine| quarantine.lasts(now)) {
        key.quarantine = None;
        tx.update_key(&key)?;
        deed::note_key(tx, caller, Kind::KeyReleased, &key, reason, now)?;
    }
    Ok(key)
}
