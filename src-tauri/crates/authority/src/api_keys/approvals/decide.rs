//! Approve, decline and withdraw: who says what, once; the same again changes nothing.

use keys::{
    Actor, AuditAction, Timestamp,
    approval::{Approval, ApprovalError},
    lifecycle::Change,
    wire::{DecideApproval, KeyApproval},
};

use super::{ApprovalRecord, lock_approval, note};
use crate::{
    Caller, Failure,
    api_keys::ApiKeys,
    ground::{asked::check_reason, store::Tx},
};

impl ApiKeys {
    /// Says yes to what another person asked for.
    ///
    /// # Errors
    /// Not found, [`keys::wire::Code::RoleNotAllowed`], [`keys::wire::Code::SessionRequired`],
    /// [`keys::wire::Code::AnotherPersonDecides`], [`keys::wire::Code::ApprovalStateChanged`], a bad reason, or the store's trouble.
    pub async fn approve_key(
        &self,
        caller: &Caller,
        id: String,
        asked: DecideApproval,
    ) -> Result<KeyApproval, Failure> {
        self.decide(caller, id, asked, AuditAction::KeyApprovalApproved, Approval::approve).await
    }

    /// Says no to what another person asked for, or takes a yes back that nobody has claimed on.
    ///
    /// # Errors
    /// As [`ApiKeys::approve_key`].
    pub async fn decline_key(
        &self,
        caller: &Caller,
        id: String,
        asked: DecideApproval,
    ) -> Result<KeyApproval, Failure> {
        self.decide(caller, id, asked, AuditAction::KeyApprovalDeclined, Approval::decline).await
    }

    /// Takes one's own wish back.
    ///
    /// # Errors
    /// Not found, [`keys::wire::Code::RoleNotAllowed`], [`keys::wire::Code::SessionRequired`],
    /// [`keys::wire::Code::NotTheRequester`], [`keys::wire::Code::ApprovalStateChanged`], or the store's trouble.
    pub async fn withdraw_key(&self, caller: &Caller, id: String) -> Result<KeyApproval, Failure> {
        let (by, now) = (caller.actor.clone(), self.ground.now());
        let rule = move |approval: &mut Approval| approval.withdraw(&by, now);
        self.change_approval(caller, id, (AuditAction::KeyApprovalWithdrawn, String::new(), now), rule).await
    }

    async fn decide(
        &self,
        caller: &Caller,
        id: String,
        asked: DecideApproval,
        action: AuditAction,
        word: fn(&mut Approval, &Actor, &str, Timestamp) -> Result<Change, ApprovalError>,
    ) -> Result<KeyApproval, Failure> {
        let reason = check_reason(&asked.reason)?;
        let (by, now, detail) = (caller.actor.clone(), self.ground.now(), reason.clone());
        let rule = move |approval: &mut Approval| word(approval, &by, &reason, now);
        self.change_approval(caller, id, (action, detail, now), rule).await
    }

    async fn change_approval(
        &self,
        caller: &Caller,
        id: String,
        (action, detail, now): (AuditAction, String, Timestamp),
        rule: impl FnOnce(&mut Approval) -> Result<Change, ApprovalError> + Send + 'static,
    ) -> Result<KeyApproval, Failure> {
        caller.may_approve_live_keys()?;
        let (asker, looks) = (caller.clone(), caller.actor.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut record = lock_approval(tx.db, &asker.organization_id, &id)?;
            if rule(&mut record.approval)? == Change::Made {
                record.keep(tx.db)?;
                let detail = if detail.is_empty() { record.name.clone() } else { detail };
                note(tx, &asker, (action, &record), &detail, now)?;
            }
            Ok::<ApprovalRecord, Failure>(record)
        };
        Ok(self.ground.store.write(work).await?.view(&looks, now))
    }
}
