//! Change what a key is limited to: what its requests may cost, from where it may be used, when it ends.

use keys::{
    Timestamp,
    change::{Part, Wish},
    wire::{ChangeKey, ChangedKey, Code},
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed, list::find_key},
    evidence::events::Kind,
    ground::{asked::check_reason, idempotency::Once, key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Changes a key's limits. When this answers, no process that can verify lets pass what is no longer allowed. A key in
    /// a rotation is changed alone: its successor keeps what it inherited, until it is changed itself.
    ///
    /// # Errors
    /// Not found, [`Code::RoleNotAllowed`], [`Code::KeyEnded`], [`Code::ValidationError`],
    /// [`Code::IdempotencyKeyConflict`], or the store's trouble.
    pub async fn change(
        &self,
        caller: &Caller,
        once: Once,
        key_id: String,
        asked: ChangeKey,
    ) -> Result<(ChangedKey, bool), Failure> {
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let work = move |tx: &mut Tx<'_>| change(tx, &caller, &once, &key_id, (&asked, &reason), now);
        let (key, tightened, replayed) = self.ground.store.write_first(work).await?;
        let refused_by = if tightened.is_empty() { Vec::new() } else { vec![self.refuses_since(now)] };
        Ok((ChangedKey { key: key.view(now, vec![0; 24]), tightened, refused_by }, replayed))
    }
}

fn change(
    tx: &mut Tx<'_>,
    caller: &Caller,
    once: &Once,
    key_id: &str,
    (asked, reason): (&ChangeKey, &str),
    now: Timestamp,
) -> Result<(KeyRecord, Vec<Part>, bool), Failure> {
    let mut key = find_writable(tx, caller, key_id)?;
    // Before the look at the end: what ends a key is answered again after it as well.
    if once.claim(tx, caller, key_id, now)?.is_some() {
        return Ok((key, Vec::new(), true));
    }
    refuse_ended(&key, now)?;
    let wish =
        Wish { limits: asked.spending_limits, allowed_ips: asked.allowed_ips.as_deref(), expires_at: asked.expires_at };
    let done = wish.apply(&mut key.settings, &mut key.life, now).map_err(Failure::invalid)?;
    if !done.changed.is_empty() {
        tx.update_key(&key)?;
        let detail = format!("{}. {reason}", done.changed.join("; "));
        deed::note_key(tx, caller, Kind::KeyChanged, &key, &detail, now)?;
    }
    Ok((key, done.tightened, false))
}

/// A key that the caller may write and that has not ended.
///
/// # Errors
/// Not found, [`Code::RoleNotAllowed`] or [`Code::KeyEnded`].
pub(super) fn find_living(tx: &Tx<'_>, caller: &Caller, key_id: &str, now: Timestamp) -> Result<KeyRecord, Failure> {
    let key = find_writable(tx, caller, key_id)?;
    refuse_ended(&key, now)?;
    Ok(key)
}

fn find_writable(tx: &Tx<'_>, caller: &Caller, key_id: &str) -> Result<KeyRecord, Failure> {
    let key = find_key(tx.db, &caller.organization_id, key_id)?;
    caller.may_write_keys(key.environment)?;
    Ok(key)
}

fn refuse_ended(key: &KeyRecord, now: Timestamp) -> Result<(), Failure> {
    if key.life.has_ended(now) {
        return Err(Failure::refused(Code::KeyEnded, "The key was revoked or has expired."));
    }
    Ok(())
}
