//! Execute or cancel an order.

use keys::{AuditAction, Environment, Timestamp, wire::Code};

use super::{Order, OrderStatus, find, wrong_state};
use crate::{
    Caller, Entry, Failure,
    contract::Contract,
    evidence::audit::{self, Deed},
    ground::{
        asked::check_id,
        idempotency::{Attempt, Told},
        store::{Tx, values},
    },
};

/// How long the sandbox takes to execute an order.
const SETTLES_SECONDS: i64 = 1;

impl Contract {
    /// Executes a pending order: accepted now, done a little later in the sandbox. Live orders are not executed: this
    /// authority moves no money, and says so.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Conflict`] when it was executed or cancelled before, [`Code::FeatureNotEnabled`] for
    /// a live one, or the store's trouble.
    pub async fn execute_order(
        &self,
        key: &Entry,
        origin: String,
        attempt: Attempt,
        id: String,
    ) -> Result<Told<Order>, Failure> {
        check_id(&id, "ord")?;
        let (key, caller, now) = (key.clone(), Caller::by_key(key, origin), self.ground.now());
        self.ground.write_once(Some(attempt), 202, move |tx| execute(tx, &key, &caller, &id, now)).await
    }

    /// Cancels a pending order that was not executed.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Conflict`] when it was executed or cancelled before, or the store's trouble.
    pub async fn cancel_order(
        &self,
        key: &Entry,
        origin: String,
        attempt: Attempt,
        id: String,
    ) -> Result<Told<Order>, Failure> {
        check_id(&id, "ord")?;
        let (key, caller, now) = (key.clone(), Caller::by_key(key, origin), self.ground.now());
        self.ground.write_once(Some(attempt), 200, move |tx| cancel(tx, &key, &caller, &id, now)).await
    }
}

fn execute(tx: &mut Tx<'_>, key: &Entry, caller: &Caller, id: &str, now: Timestamp) -> Result<Order, Failure> {
    let order = find_open(tx, key, id)?;
    if key.environment == Environment::Live {
        let detail = "This authority moves no money: live orders can be created and cancelled here, not executed.";
        return Err(Failure::refused(Code::FeatureNotEnabled, detail));
    }
    tx.db.execute_one(
        "UPDATE orders SET executed_at = ?2, updated_at = ?2, due_at = ?3 WHERE id = ?1 AND executed_at IS NULL",
        values![id, now, now.plus_seconds(SETTLES_SECONDS)],
    )?;
    note(tx, key, caller, AuditAction::OrderExecuted, id, now)?;
    Ok(Order { executed_at: Some(now), updated_at: now, ..order })
}

fn cancel(tx: &mut Tx<'_>, key: &Entry, caller: &Caller, id: &str, now: Timestamp) -> Result<Order, Failure> {
    let order = find_open(tx, key, id)?;
    tx.db.execute_one(
        "UPDATE orders SET status = 'cancelled', updated_at = ?2 WHERE id = ?1 AND executed_at IS NULL",
        values![id, now],
    )?;
    note(tx, key, caller, AuditAction::OrderCancelled, id, now)?;
    Ok(Order { status: OrderStatus::Cancelled, updated_at: now, ..order })
}

fn find_open(tx: &Tx<'_>, key: &Entry, id: &str) -> Result<Order, Failure> {
    let order = find(tx.db, key, id)?;
    match order.status {
        _ if order.is_open() => Ok(order),
        OrderStatus::Cancelled => Err(wrong_state("The order is cancelled.")),
        _ => Err(wrong_state("The order was executed already.")),
    }
}

fn note(
    tx: &mut Tx<'_>,
    key: &Entry,
    caller: &Caller,
    action: AuditAction,
    subject: &str,
    at: Timestamp,
) -> Result<(), Failure> {
    let environment = Some(key.environment);
    Ok(audit::append(tx, Deed { at, caller, action, subject, environment, detail: "" })?)
}
