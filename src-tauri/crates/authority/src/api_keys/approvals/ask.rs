//! Ask for a live key.

use keys::{
    AuditAction, Environment, Timestamp,
    approval::{Approval, lifetime_fits},
    mint,
    wire::{AskForKey, Code, CreateKey, KeyApproval},
};

use super::{
    are_needed, note,
    record::{ApprovalRecord, find_approval},
};
use crate::{
    Caller, Failure,
    api_keys::{
        ApiKeys,
        create::{self, Wish, require_environment, require_free_name},
    },
    ground::{asked::check_reason, idempotency::Once, store::Tx},
};

impl ApiKeys {
    /// Asks for a live key; another admin decides. The same idempotency key again answers the same approval.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::SessionRequired`], [`Code::ValidationError`], [`Code::Conflict`] where live keys are
    /// created without being asked for, [`Code::LiveNotActivated`], [`Code::NameInUse`], [`Code::IdempotencyKeyConflict`], or
    /// the store's trouble.
    pub async fn ask_for_key(
        &self,
        caller: &Caller,
        once: Once,
        asked: AskForKey,
    ) -> Result<(KeyApproval, bool), Failure> {
        caller.may_approve_live_keys()?;
        let now = self.ground.now();
        let approval = Approval::ask(caller.actor.clone(), now)?;
        let lifetime_hours = asked.lifetime_hours;
        let (wish, reason) = check(asked)?;
        let record = ApprovalRecord {
            id: mint::mint_id("apr", &self.ground.ambient),
            organization_id: caller.organization_id.clone(),
            name: wish.name,
            access_level: wish.access_level,
            lifetime_hours,
            note: wish.note,
            settings: wish.settings,
            reason,
            approval,
            key_id: None,
        };
        let (asker, looks) = (caller.clone(), caller.actor.clone());
        let work = move |tx: &mut Tx<'_>| insert(tx, &asker, &once, record, now);
        let (record, replayed) = self.ground.store.write(work).await?;
        Ok((record.view(&looks, now), replayed))
    }
}

/// What can be said without the store: of the key as when it is created, with the reason.
fn check(asked: AskForKey) -> Result<(Wish, String), Failure> {
    let key = CreateKey {
        environment: Environment::Live,
        name: asked.name,
        access_level: asked.access_level,
        expires_at: None,
        note: asked.note,
        not_before: None,
        allowed_ips: asked.allowed_ips,
        spending_limits: asked.spending_limits,
    };
    let lifetime = match lifetime_fits(asked.lifetime_hours) {
        true => Ok(()),
        false => Err(Failure::invalid_field("/lifetimeHours", "A key that is asked for lives an hour to a year.")),
    };
    let (wish, reason) = (create::check(&key), check_reason(&asked.reason));
    let wrong = [wish.as_ref().err(), lifetime.as_ref().err(), reason.as_ref().err()];
    let errors = wrong.into_iter().flatten().flat_map(Failure::fields).cloned().collect();
    match (wish, lifetime, reason) {
        (Ok(wish), Ok(()), Ok(reason)) => Ok((wish, reason)),
        _ => Err(Failure::invalid(errors)),
    }
}

fn insert(
    tx: &mut Tx<'_>,
    caller: &Caller,
    once: &Once,
    record: ApprovalRecord,
    now: Timestamp,
) -> Result<(ApprovalRecord, bool), Failure> {
    if let Some(id) = once.claim(tx, caller, &record.id, now)? {
        return Ok((find_approval(tx.db, &caller.organization_id, &id)?, true));
    }
    require_environment(tx, caller, Environment::Live)?;
    if !are_needed(tx.db, &caller.organization_id)? {
        let words = "Live keys need no approval here: create the key.";
        return Err(Failure::refused(Code::Conflict, words));
    }
    require_free_name(tx, (&caller.organization_id, Environment::Live, &record.name), now)?;
    record.insert(tx.db)?;
    let (level, hours) = (record.access_level.as_str(), record.lifetime_hours);
    let detail = format!("{}, {level}, for {hours} h. {}", record.name, record.reason);
    note(tx, caller, (AuditAction::KeyApprovalAsked, &record), &detail, now)?;
    Ok((record, false))
}
