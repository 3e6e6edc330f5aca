//! Claim an approved key: the create path of every key, with the approval's facts and its end.

use keys::{AuditAction, Environment, Timestamp, mint, wire::CreatedKey};

use super::{lock_approval, note};
use crate::{
    Caller, Failure,
    api_keys::{
        ApiKeys,
        create::{self, Minted},
    },
    ground::{expose::expose_once, idempotency::Once, key::KeyRecord, store::Tx},
};

impl ApiKeys {
    /// Creates the key that was asked for and approved, pending until it is confirmed; it ends when its lifetime is over,
    /// counted from now. The secret is in this answer and nowhere else; the same idempotency key again answers the same key
    /// without it.
    ///
    /// # Errors
    /// Not found, `ROLE_NOT_ALLOWED`, `SESSION_REQUIRED`, `NOT_THE_REQUESTER`, `APPROVAL_STATE_CHANGED`, `NAME_IN_USE`,
    /// `IDEMPOTENCY_KEY_CONFLICT`, or the store's trouble.
    pub async fn claim_key(&self, caller: &Caller, once: Once, id: String) -> Result<(CreatedKey, bool), Failure> {
        caller.may_approve_live_keys()?;
        caller.may_write_keys(Environment::Live)?;
        let now = self.ground.now();
        let secret = mint::mint_secret(Environment::Live, &self.ground.ambient);
        let minted = Minted::of(&secret, &self.ground.ambient);
        let caller = caller.clone();
        let work = move |tx: &mut Tx<'_>| claim(tx, (&caller, &once), &id, minted, now);
        let (key, replayed) = self.ground.store.write(work).await?;
        let secret = (!replayed).then(|| expose_once(&secret));
        Ok((CreatedKey { key: key.view(now, vec![0; 24]), secret }, replayed))
    }
}

fn claim(
    tx: &mut Tx<'_>,
    (caller, once): (&Caller, &Once),
    id: &str,
    minted: Minted,
    now: Timestamp,
) -> Result<(KeyRecord, bool), Failure> {
    if let Some(earlier) = create::earlier(tx, (caller, once), &minted.id, now)? {
        return Ok((earlier, true));
    }
    let mut record = lock_approval(tx.db, &caller.organization_id, id)?;
    record.approval.claim(&caller.actor, now)?;
    let wish = create::Wish {
        name: record.name.clone(),
        access_level: record.access_level,
        expires_at: Some(now.plus_seconds(i64::from(record.lifetime_hours) * 3600)),
        note: record.note.clone(),
        settings: record.settings.clone(),
    };
    let key = minted.key(caller, Environment::Live, wish, now);
    create::begin(tx, caller, &key, &record.history(), now)?;
    record.key_id = Some(key.id.clone());
    record.keep(tx.db)?;
    note(tx, caller, (AuditAction::KeyApprovalClaimed, &record), &format!("{}, {}", record.name, key.id), now)?;
    Ok((key, false))
}
