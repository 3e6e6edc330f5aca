//! Alerts: derived from facts each time they are asked for, so that there is no second truth to keep right. Kept are
//! only what the rules look at, and who has taken note of what.

mod gather;
mod leak;
mod list;
mod raise;

use keys::{AuditAction, alert::alerts, wire::Alert};

pub use list::AlertFilter;

use crate::{
    Caller, Failure,
    api_keys::ApiKeys,
    evidence::audit::{self, Deed},
    ground::{
        asked::check_reason,
        store::{Db, StoreError, Tx, values},
    },
};

/// The list ends here; who has so many alerts has one problem.
const ALERTS_MAX: usize = 1_000;

impl ApiKeys {
    /// Takes note of an alert; it stays in the list for as long as it holds. Twice keeps the first one's facts.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], a bad reason, not found, or the store's trouble.
    pub async fn acknowledge_alert(&self, caller: &Caller, id: String, reason: &str) -> Result<Alert, Failure> {
        caller.may_look_after_keys()?;
        let reason = check_reason(reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        // Every key is looked at in a read; the change, which holds up others, looks at the one again.
        let (organization_id, wanted) = (caller.organization_id.clone(), id.clone());
        let all = self.ground.store.read(move |db| derive(db, &organization_id, now)).await?;
        let found = all.into_iter().find(|alert| alert.id == wanted).ok_or_else(|| Failure::not_found("alert"))?;
        if found.acknowledged_at.is_some() {
            return Ok(found);
        }
        self.ground.store.write(move |tx| acknowledge(tx, &caller, &id, &found.key_id, &reason, now)).await
    }
}

/// All alerts of an organization, with who has taken note of them.
fn derive(db: Db<'_>, organization_id: &str, now: keys::Timestamp) -> Result<Vec<Alert>, StoreError> {
    let mut all = Vec::new();
    for facts in gather::facts(db, organization_id, now)? {
        all.extend(alerts(&facts, now));
    }
    all.sort_by(|a, b| (b.severity, b.since, &b.id).cmp(&(a.severity, a.since, &a.id)));
    all.truncate(ALERTS_MAX);
    for alert in &mut all {
        note(db, organization_id, alert)?;
    }
    Ok(all)
}

/// Who has taken note of it.
fn note(db: Db<'_>, organization_id: &str, alert: &mut Alert) -> Result<(), StoreError> {
    let sql = "SELECT noted_at, noted_by, noted_by_id FROM alert_notes WHERE organization_id = ?1 AND alert_id = ?2";
    let noted = db.one(sql, values![organization_id, &alert.id], |row| Ok((row.moment(0)?, row.actor(1, 2)?)))?;
    (alert.acknowledged_at, alert.acknowledged_by) = noted.unzip();
    Ok(())
}

fn acknowledge(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &str,
    key_id: &str,
    reason: &str,
    now: keys::Timestamp,
) -> Result<Alert, Failure> {
    let gone = || Failure::not_found("alert");
    let facts = gather::facts_of(tx.db, &caller.organization_id, key_id, now)?.ok_or_else(gone)?;
    let mut alert = alerts(&facts, now).into_iter().find(|alert| alert.id == id).ok_or_else(gone)?;
    note(tx.db, &caller.organization_id, &mut alert)?;
    if alert.acknowledged_at.is_some() {
        return Ok(alert);
    }
    tx.db.execute_one(
        "INSERT INTO alert_notes (organization_id, alert_id, noted_at, noted_by, noted_by_id)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        values![&caller.organization_id, id, now, &caller.actor.name, caller.actor.reference()],
    )?;
    let detail = format!("{}: {reason}", alert.kind.as_str());
    let environment = Some(alert.environment);
    let deed = Deed {
        at: now,
        caller,
        action: AuditAction::AlertAcknowledged,
        subject: &alert.key_id,
        environment,
        detail: &detail,
    };
    audit::append(tx, deed)?;
    (alert.acknowledged_at, alert.acknowledged_by) = (Some(now), Some(caller.actor.clone()));
    Ok(alert)
}
