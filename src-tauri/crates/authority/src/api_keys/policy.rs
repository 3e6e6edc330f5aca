//! How old keys may become, by environment: an organization's own setting, which the list, its count and the alerts follow
//! (`keys::due` has the rule).

use keys::{
    AuditAction, Environment, Timestamp,
    due::{KEY_DAYS_MAX, fits},
};

use crate::{
    Caller, Failure,
    api_keys::ApiKeys,
    evidence::audit::{self, Deed},
    ground::{
        asked::check_reason,
        store::{Db, StoreError, Tx, values},
    },
};

impl ApiKeys {
    /// Says how many days old a key of the environment may become; none: nothing is said, and a year is old. What is said
    /// already is no deed.
    ///
    /// # Errors
    /// [`keys::wire::Code::RoleNotAllowed`], a bad number or reason, or the store's trouble.
    pub async fn set_key_policy(
        &self,
        caller: &Caller,
        (environment, days): (Environment, Option<u32>),
        reason: &str,
    ) -> Result<(), Failure> {
        caller.may_administer()?;
        let reason = check_reason(reason)?;
        if !days.is_none_or(fits) {
            let words = format!("A key may become 1 to {KEY_DAYS_MAX} days old.");
            return Err(Failure::invalid_field("/keyDaysMax", words.as_str()));
        }
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| set(tx, &caller, (environment, days), &reason, now)).await
    }
}

fn column(environment: Environment) -> &'static str {
    match environment {
        Environment::Sandbox => "sandbox_key_days",
        Environment::Live => "live_key_days",
    }
}

/// How many days old a key of the environment may become, if something was said.
///
/// # Errors
/// The store's trouble.
pub(super) fn key_days(db: Db<'_>, organization_id: &str, environment: Environment) -> Result<Option<u32>, StoreError> {
    let sql = format!("SELECT {} FROM organizations WHERE id = ?1", column(environment));
    Ok(db.one(&sql, values![organization_id], |row| row.get(0))?.flatten())
}

fn set(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (environment, days): (Environment, Option<u32>),
    reason: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let organization_id = &caller.organization_id;
    let before = key_days(tx.db, organization_id, environment)?;
    if before == days {
        return Ok(());
    }
    let sql = format!("UPDATE organizations SET {} = ?2 WHERE id = ?1", column(environment));
    tx.db.execute_one(&sql, values![organization_id, days])?;
    let said = |days: Option<u32>| days.map_or_else(|| "unsaid".to_owned(), |days| format!("{days} days"));
    let detail = format!("How old a key may become: {} to {}. {reason}", said(before), said(days));
    let deed = Deed {
        at: now,
        caller,
        action: AuditAction::OrganizationChanged,
        subject: organization_id,
        environment: Some(environment),
        detail: &detail,
    };
    audit::append(tx, deed)?;
    Ok(())
}
