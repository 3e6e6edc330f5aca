//! What a new sandbox holds: a customer, and a deposit that waits for its sender's information.

use keys::{AuditAction, Environment, Timestamp, mint};

use crate::{
    Caller, Failure,
    contract::Contract,
    evidence::audit::{self, Deed},
    ground::store::{Tx, values},
};

/// Where the sample deposit came from.
const SAMPLE_ADDRESS: &str = "0x000000000000000000000000000000005a4d4eaa";

impl Contract {
    /// Writes an organization's sample data and notes that it is done, in one change: a sandbox is never half set up.
    /// Data from an earlier release is kept.
    ///
    /// # Errors
    /// The store's trouble.
    pub(super) async fn set_up_sandbox(&self, organization_id: &str) -> Result<(), Failure> {
        let organization_id = organization_id.to_owned();
        let (customer_id, deposit_id) =
            (mint::mint_id("cus", &self.ground.ambient), mint::mint_id("txn", &self.ground.ambient));
        let now = self.ground.now();
        self.ground
            .store
            .write_patiently(move |tx| {
                let customer_id = sample_customer(tx, &organization_id, customer_id, now)?;
                sample_deposit(tx, &organization_id, &customer_id, &deposit_id, now)?;
                tx.db.execute_one(
                    "UPDATE provisioning SET done_at = ?2, attempts = attempts + 1 WHERE organization_id = ?1",
                    values![&organization_id, now],
                )?;
                note(tx, organization_id, now)
            })
            .await
    }
}

fn sample_customer(tx: &Tx<'_>, organization_id: &str, new_id: String, now: Timestamp) -> Result<String, Failure> {
    let found = tx.db.one(
        "SELECT id FROM customers WHERE organization_id = ?1 AND environment = 'sandbox' ORDER BY created_at, id LIMIT 1",
        values![organization_id],
        |row| row.get(0),
    )?;
    if let Some(id) = found {
        return Ok(id);
    }
    tx.db.execute_one(
        "INSERT INTO customers (id, organization_id, environment, name, country, created_at)
         VALUES (?1, ?2, 'sandbox', 'Sample Customer Ltd', 'GBR', ?3)",
        values![&new_id, organization_id, now],
    )?;
    Ok(new_id)
}

fn sample_deposit(
    tx: &Tx<'_>,
    organization_id: &str,
    customer_id: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    Ok(tx.db.execute_one(
        "INSERT INTO transactions (id, organization_id, environment, customer_id, type, status, code, chain, amount,
             address, created_at, updated_at)
         VALUES (?1, ?2, 'sandbox', ?3, 'deposit', 'awaiting_sender_information', 'USDC', 'BASE', '250.00', ?4, ?5, ?5)",
        values![id, organization_id, customer_id, SAMPLE_ADDRESS, now],
    )?)
}

fn note(tx: &mut Tx<'_>, organization_id: String, at: Timestamp) -> Result<(), Failure> {
    let subject = organization_id.clone();
    let caller = Caller::authority(&organization_id);
    let deed = Deed {
        at,
        caller: &caller,
        action: AuditAction::SandboxProvisioned,
        subject: &subject,
        environment: Some(Environment::Sandbox),
        detail: "",
    };
    Ok(audit::append(tx, deed)?)
}
