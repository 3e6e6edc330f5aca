//! What the sandbox does by itself: orders and transactions go on to their end, a step at a time. There is no chain, no
//! bank and no reviewer behind it; outcomes follow from the request (Conduit Financial sheet, section 10). Nothing of
//! this touches live: this authority moves no money, so a live payout stays `pending`.

use keys::{AuditAction, Environment, Timestamp};

use super::{COLUMNS, Transaction, TransactionStatus, TransactionType};
use crate::{
    Caller, Failure,
    contract::{Contract, orders::Order},
    evidence::{
        audit::{self, Deed},
        events::{self, Event, Kind},
    },
    ground::store::{StoreError, Tx, values},
};

/// How long a sandbox payout may be cancelled, and how long it is under way. Ours.
pub const STEP_SECONDS: i64 = 5;
/// Steps in one change, so that it does not hold the store for long.
const STEPS_MAX: usize = 100;
/// No step is further away than this: one that seems so was planned before the clock was set back.
const AWAY_SECONDS_MAX: i64 = 60;

/// The documented endings of addresses, and how a payout to one of them ends.
const ENDINGS: [(&str, Outcome); 4] = [
    ("5A4070ED", Outcome::Fails("AML_REJECTED")),
    ("5A4D4EE5", Outcome::Fails("AML_REJECTED")),
    ("5A4ED0DD", Outcome::Fails("TRAVEL_RULE_REJECTED")),
    ("503CA110", Outcome::Stays),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Completes,
    Fails(&'static str),
    Stays,
}

/// What happens next to a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    status: TransactionStatus,
    action: AuditAction,
    failure_code: Option<&'static str>,
    goes_on: bool,
}

fn outcome(address: &str) -> Outcome {
    let ends = |ending: &str| {
        address.len() >= ending.len()
            && address.as_bytes()[address.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    };
    ENDINGS.into_iter().find(|(ending, _)| ends(ending)).map_or(Outcome::Completes, |(_, outcome)| outcome)
}

fn next(kind: TransactionType, status: TransactionStatus, address: &str) -> Option<Step> {
    let to = |status, action, failure_code, goes_on| Some(Step { status, action, failure_code, goes_on });
    let outcome = if kind == TransactionType::Payout { outcome(address) } else { Outcome::Completes };
    match status {
        TransactionStatus::Pending => {
            to(TransactionStatus::Processing, AuditAction::TransactionProcessing, None, outcome != Outcome::Stays)
        }
        TransactionStatus::Processing => match outcome {
            Outcome::Completes => to(TransactionStatus::Completed, AuditAction::TransactionCompleted, None, false),
            Outcome::Fails(code) => to(TransactionStatus::Failed, AuditAction::TransactionFailed, Some(code), false),
            Outcome::Stays => None,
        },
        _ => None,
    }
}

impl Contract {
    /// Takes each sandbox order and transaction whose time has come a step further. Answers how many.
    ///
    /// # Errors
    /// The store's trouble; the next call tries again.
    pub async fn settle(&self) -> Result<usize, Failure> {
        let now = self.ground.now();
        let due = values![now, now.plus_seconds(AWAY_SECONDS_MAX)].to_vec();
        let asked = due.clone();
        let any = self.ground.store.read(move |db| {
            db.one(
                "SELECT 1 FROM orders WHERE due_at <= ?1 OR due_at > ?2
                 UNION ALL SELECT 1 FROM transactions WHERE due_at <= ?1 OR due_at > ?2",
                &asked,
                |_| Ok(()),
            )
        });
        if any.await?.is_none() {
            return Ok(0);
        }
        self.ground.store
            .write_patiently(move |tx| {
                let orders = tx.db.all(
                    &format!("SELECT id, organization_id FROM orders WHERE due_at <= ?1 OR due_at > ?2 LIMIT {STEPS_MAX}"),
                    &due,
                    |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
                )?;
                for (id, organization_id) in &orders {
                    finish_order(tx, id, organization_id, now)?;
                }
                let transactions = tx.db.all(
                    &format!(
                        "SELECT {COLUMNS}, organization_id FROM transactions WHERE due_at <= ?1 OR due_at > ?2 LIMIT {STEPS_MAX}"
                    ),
                    &due,
                    |row| Ok((Transaction::read(row)?, row.get::<String>(13)?)),
                )?;
                for (transaction, organization_id) in &transactions {
                    step_on(tx, transaction, organization_id, now)?;
                }
                Ok(orders.len() + transactions.len())
            })
            .await
    }
}

fn finish_order(tx: &mut Tx<'_>, id: &str, organization_id: &str, now: Timestamp) -> Result<(), Failure> {
    tx.db.execute_one(
        "UPDATE orders SET status = 'succeeded', updated_at = ?2, due_at = NULL WHERE id = ?1 AND status = 'pending'",
        values![id, now],
    )?;
    note(tx, organization_id, AuditAction::OrderSucceeded, id, "", now)?;
    tell(tx, organization_id, Kind::OrderSucceeded, || Order::by_id(tx.db, id), now)
}

fn step_on(tx: &mut Tx<'_>, at: &Transaction, organization_id: &str, now: Timestamp) -> Result<(), Failure> {
    let Some(step) = next(at.kind, at.status, &at.address) else {
        tx.db.execute("UPDATE transactions SET due_at = NULL WHERE id = ?1", values![&at.id])?;
        return Ok(());
    };
    let due_at = step.goes_on.then(|| now.plus_seconds(STEP_SECONDS));
    tx.db.execute_one(
        "UPDATE transactions SET status = ?2, failure_code = ?3, updated_at = ?4, due_at = ?5 WHERE id = ?1",
        values![&at.id, step.status.as_str(), step.failure_code, now, due_at],
    )?;
    note(tx, organization_id, step.action, &at.id, step.failure_code.unwrap_or_default(), now)?;
    let kind = match step.status {
        TransactionStatus::Completed => Kind::TransactionCompleted,
        TransactionStatus::Failed => Kind::TransactionFailed,
        _ => return Ok(()),
    };
    let sql = format!("SELECT {COLUMNS} FROM transactions WHERE id = ?1");
    tell(tx, organization_id, kind, || tx.db.one(&sql, values![&at.id], Transaction::read), now)
}

/// Tells the receivers of webhooks, in the change itself, with the thing as it is now.
fn tell<T: serde::Serialize>(
    tx: &Tx<'_>,
    organization_id: &str,
    kind: Kind,
    read: impl FnOnce() -> Result<Option<T>, StoreError>,
    at: Timestamp,
) -> Result<(), Failure> {
    let event = Event { organization_id, environment: Environment::Sandbox, kind, at };
    events::emit(tx, event, || Ok(serde_json::to_value(read()?).unwrap_or_default())).map(drop)
}

fn note(
    tx: &mut Tx<'_>,
    organization_id: &str,
    action: AuditAction,
    subject: &str,
    detail: &str,
    at: Timestamp,
) -> Result<(), Failure> {
    let caller = Caller::authority(organization_id);
    let environment = Some(Environment::Sandbox);
    Ok(audit::append(tx, Deed { at, caller: &caller, action, subject, environment, detail })?)
}

#[cfg(test)]
mod tests {
    use TransactionStatus::{Completed, Failed, Pending, Processing};

    use super::*;

    /// The states that a payout to an address goes through.
    fn life(ending: &str) -> Vec<(TransactionStatus, Option<&'static str>)> {
        let address = format!("0x{ending:0>40}");
        let mut seen = vec![(Pending, None)];
        while let Some(step) = next(TransactionType::Payout, seen[seen.len() - 1].0, &address) {
            seen.push((step.status, step.failure_code));
            if !step.goes_on {
                break;
            }
        }
        seen
    }

    #[test]
    fn the_documented_endings_decide() {
        let start = [(Pending, None), (Processing, None)];
        let then = |last| [start.as_slice(), &[last]].concat();
        assert_eq!(life("5A4D4EAA"), then((Completed, None)));
        assert_eq!(life("0"), then((Completed, None)), "what has no ending of the list completes");
        assert_eq!(life("5A4070ED"), then((Failed, Some("AML_REJECTED"))));
        assert_eq!(life("5a4d4ee5"), then((Failed, Some("AML_REJECTED"))), "an address is not told by its case");
        assert_eq!(life("5A4ED0DD"), then((Failed, Some("TRAVEL_RULE_REJECTED"))));
        assert_eq!(life("503CA110"), start, "it parks");
    }

    #[test]
    fn what_has_ended_goes_no_further() {
        for status in [Completed, Failed, TransactionStatus::Cancelled, TransactionStatus::AwaitingSenderInformation] {
            assert_eq!(next(TransactionType::Payout, status, ""), None);
        }
    }
}
