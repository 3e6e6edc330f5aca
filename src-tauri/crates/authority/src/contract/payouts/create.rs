//! Create a payout.

use keys::{
    AuditAction, Environment, mint,
    wire::{Code, FieldError},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Destination, Payout};
use crate::{
    Caller, Entry, Failure,
    contract::{
        Contract,
        customers::require_customer,
        money::{Money, check_reference},
        transactions::{Transaction, TransactionStatus, TransactionType, settle::STEP_SECONDS},
    },
    evidence::audit::{self, Deed},
    ground::{
        idempotency::{Attempt, Told},
        store::{Tx, values},
    },
};

/// Asks for a new payout.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePayout {
    /// For whom.
    #[schema(value_type = keys::openapi::CustomerId)]
    customer_id: String,
    /// How much of an asset that lives on a chain.
    amount: Money,
    /// Where it goes.
    destination: Destination,
    /// The client's own reference, used once in the environment.
    #[serde(default)]
    #[schema(pattern = "^[A-Za-z0-9_:.-]{1,255}$")]
    client_reference_id: Option<String>,
}

impl Contract {
    /// Creates a payout, which is accepted now and goes its way later.
    ///
    /// # Errors
    /// [`Code::ValidationError`], [`Code::NotFound`] for the customer, [`Code::Conflict`] for a used reference, or the
    /// store's trouble.
    pub async fn create_payout(
        &self,
        key: &Entry,
        origin: String,
        attempt: Attempt,
        asked: CreatePayout,
    ) -> Result<Told<Payout>, Failure> {
        check(&asked)?;
        let now = self.ground.now();
        let payout = Transaction {
            id: mint::mint_id("txn", &self.ground.ambient),
            kind: TransactionType::Payout,
            status: TransactionStatus::Pending,
            customer_id: asked.customer_id,
            amount: asked.amount,
            address: asked.destination.address,
            client_reference_id: asked.client_reference_id,
            failure_code: None,
            sender: None,
            created_at: now,
            updated_at: now,
        };
        let (key, caller) = (key.clone(), Caller::by_key(key, origin));
        self.ground.write_once(Some(attempt), 202, move |tx| insert(tx, &key, &caller, payout)).await
    }
}

fn check(asked: &CreatePayout) -> Result<(), Failure> {
    let mut errors = Vec::new();
    if !mint::is_id(&asked.customer_id, "cus") {
        errors.push(FieldError::new("/customerId", "A customer's id is cus_ and 22 letters and digits."));
    }
    asked.amount.check("/amount", &mut errors);
    if errors.is_empty() && asked.amount.chain.is_none() {
        errors.push(FieldError::new("/amount/code", "A payout here is of an asset that lives on a chain."));
    }
    if !is_address(&asked.destination.address) {
        errors.push(FieldError::new("/destination/address", "An address is 0x and 40 hex digits."));
    }
    check_reference(asked.client_reference_id.as_deref(), &mut errors);
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}

fn is_address(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|body| body.len() == 40 && body.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn insert(tx: &mut Tx<'_>, key: &Entry, caller: &Caller, payout: Transaction) -> Result<Payout, Failure> {
    require_customer(tx.db, key, &payout.customer_id)?;
    let simulated = key.environment == Environment::Sandbox;
    let inserted = tx.db.execute(
        "INSERT INTO transactions (id, organization_id, environment, customer_id, type, status, code, chain, amount,
             address, client_reference_id, created_at, updated_at, due_at)
         VALUES (?1, ?2, ?3, ?4, 'payout', 'pending', ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11) ON CONFLICT DO NOTHING",
        values![
            &payout.id,
            &*key.organization_id,
            key.environment.as_str(),
            &payout.customer_id,
            &payout.amount.code,
            payout.amount.chain.as_deref(),
            &payout.amount.amount,
            &payout.address,
            payout.client_reference_id.as_deref(),
            payout.created_at,
            simulated.then(|| payout.created_at.plus_seconds(STEP_SECONDS)),
        ],
    )?;
    if inserted == 0 {
        return Err(Failure::refused(Code::Conflict, "There is a transaction with this clientReferenceId already."));
    }
    let detail = format!("{} {}", payout.amount.amount, payout.amount.code);
    audit::append(
        tx,
        Deed {
            at: payout.created_at,
            caller,
            action: AuditAction::PayoutCreated,
            subject: &payout.id,
            environment: Some(key.environment),
            detail: &detail,
        },
    )?;
    Ok(payout.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_hexadecimal_and_whole() {
        assert!(is_address("0x00000000000000000000000000000000c0ffEE00"));
        for bad in ["", "0x", "c0ffee", "0x00000000000000000000000000000000c0ffEE0g", &"0x".repeat(21)] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
