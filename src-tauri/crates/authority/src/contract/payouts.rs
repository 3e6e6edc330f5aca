//! Payouts of the public contract: transactions that go out. Created, then cancelled or left to go their way; in the
//! sandbox they do (`transactions/settle.rs`), live ones stay `pending`, because this authority moves no money.

mod create;
mod requirements;

use keys::{AuditAction, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use create::CreatePayout;
pub use requirements::{PayoutRequirements, RequirementsQuery};

use crate::{
    Caller, Entry, Failure,
    contract::{
        Contract,
        money::Money,
        orders::wrong_state,
        transactions::{self, Transaction, TransactionStatus, TransactionType},
    },
    evidence::audit::{self, Deed},
    ground::{
        asked::check_id,
        idempotency::{Attempt, Told},
        store::{Db, Tx, values},
    },
};

/// A payout. Its id is a transaction's.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payout {
    #[schema(value_type = keys::openapi::TransactionId)]
    id: String,
    #[schema(value_type = keys::openapi::CustomerId)]
    customer_id: String,
    #[schema(value_type = PayoutStatus)]
    status: TransactionStatus,
    amount: Money,
    destination: Destination,
    /// The client's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_reference_id: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_code: Option<String>,
    /// When it was created.
    created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
}

/// A payout's states, for the documents: a transaction's without those that only deposits have.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "the answer has a transaction's state; this describes it")]
pub(crate) enum PayoutStatus {
    /// Accepted; it may still be cancelled.
    Pending,
    /// Under way.
    Processing,
    /// Done.
    Completed,
    /// Could not be done; the failure code says why.
    Failed,
    /// Given up while it was pending.
    Cancelled,
}

/// Where a payout goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Destination {
    /// An address on the asset's chain.
    #[schema(pattern = "^0x[0-9a-fA-F]{40}$", example = "0x00000000000000000000000000000000c0ffee00")]
    address: String,
}

impl From<Transaction> for Payout {
    fn from(transaction: Transaction) -> Self {
        Self {
            id: transaction.id,
            customer_id: transaction.customer_id,
            status: transaction.status,
            amount: transaction.amount,
            destination: Destination { address: transaction.address },
            client_reference_id: transaction.client_reference_id,
            failure_code: transaction.failure_code,
            created_at: transaction.created_at,
            updated_at: transaction.updated_at,
        }
    }
}

fn find(db: Db<'_>, key: &Entry, id: &str) -> Result<Transaction, Failure> {
    transactions::find(db, key, id)?
        .filter(|found| found.kind == TransactionType::Payout)
        .ok_or_else(|| Failure::not_found("payout"))
}

impl Contract {
    /// One payout.
    ///
    /// # Errors
    /// [`keys::wire::Code::InvalidOidFormat`], [`keys::wire::Code::NotFound`], or the store's trouble.
    pub async fn get_payout(&self, key: &Entry, id: String) -> Result<Payout, Failure> {
        check_id(&id, "txn")?;
        let key = key.clone();
        self.ground.store.read(move |db| Ok(find(db, &key, &id)?.into())).await
    }

    /// Cancels a pending payout.
    ///
    /// # Errors
    /// [`keys::wire::Code::NotFound`], [`keys::wire::Code::Conflict`] when it is pending no more, or the store's trouble.
    pub async fn cancel_payout(
        &self,
        key: &Entry,
        origin: String,
        attempt: Attempt,
        id: String,
    ) -> Result<Told<Payout>, Failure> {
        check_id(&id, "txn")?;
        let (key, caller, now) = (key.clone(), Caller::by_key(key, origin), self.ground.now());
        self.ground.write_once(Some(attempt), 200, move |tx| cancel(tx, &key, &caller, &id, now)).await
    }
}

fn cancel(tx: &mut Tx<'_>, key: &Entry, caller: &Caller, id: &str, now: Timestamp) -> Result<Payout, Failure> {
    let payout = find(tx.db, key, id)?;
    match payout.status {
        TransactionStatus::Pending => {}
        TransactionStatus::Cancelled => return Err(wrong_state("The payout is cancelled.")),
        _ => return Err(wrong_state("The payout is under way or over, so it cannot be cancelled.")),
    }
    tx.db.execute_one(
        "UPDATE transactions SET status = 'cancelled', updated_at = ?2, due_at = NULL WHERE id = ?1 AND status = 'pending'",
        values![id, now],
    )?;
    let environment = Some(key.environment);
    audit::append(
        tx,
        Deed { at: now, caller, action: AuditAction::PayoutCancelled, subject: id, environment, detail: "" },
    )?;
    Ok(Transaction { status: TransactionStatus::Cancelled, updated_at: now, ..payout }.into())
}
