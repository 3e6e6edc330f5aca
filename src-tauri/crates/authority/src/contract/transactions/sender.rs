//! Say who sent a deposit.

use keys::{AuditAction, Timestamp, wire::FieldError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Transaction, TransactionStatus, find};
use crate::{
    Caller, Entry, Failure,
    contract::{Contract, orders::wrong_state},
    evidence::audit::{self, Deed},
    ground::{
        asked::check_id,
        idempotency::{Attempt, Told},
        store::{StoreError, Tx, values},
    },
};

const NAME_LENGTH_MAX: usize = 200;
/// How long the sandbox takes to look at it.
const LOOKS_SECONDS: i64 = 5;

/// Says who sent a deposit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitSenderInformation {
    /// Who sent it.
    sender: SenderInformation,
}

/// A sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SenderInformation {
    /// A person or a business.
    #[serde(rename = "type")]
    kind: SenderType,
    /// Its name, at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its country: three letters, ISO 3166-1.
    #[schema(pattern = "^[A-Z]{3}$")]
    country: String,
}

/// A person or a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SenderType {
    /// A person.
    Individual,
    /// A business.
    Business,
}

impl Contract {
    /// Submits who sent a deposit that waits for it. It is looked at a little later.
    ///
    /// # Errors
    /// Wrong fields, a malformed id, not found, [`keys::wire::Code::Conflict`] when it does not wait for it, or the
    /// store's trouble.
    pub async fn submit_sender_information(
        &self,
        key: &Entry,
        origin: String,
        attempt: Attempt,
        id: String,
        asked: SubmitSenderInformation,
    ) -> Result<Told<Transaction>, Failure> {
        check_id(&id, "txn")?;
        let sender = check(asked.sender)?;
        let (key, caller, now) = (key.clone(), Caller::by_key(key, origin), self.ground.now());
        self.ground.write_once(Some(attempt), 202, move |tx| submit(tx, &key, &caller, &id, sender, now)).await
    }
}

fn check(sender: SenderInformation) -> Result<SenderInformation, Failure> {
    let mut errors = Vec::new();
    let name = sender.name.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX || name.chars().any(char::is_control) {
        errors.push(FieldError::new("/sender/name", "A name has 1 to 200 characters, and no line breaks."));
    }
    if sender.country.len() != 3 || !sender.country.bytes().all(|b| b.is_ascii_uppercase()) {
        errors.push(FieldError::new("/sender/country", "A country is three capital letters (ISO 3166-1)."));
    }
    if errors.is_empty() {
        Ok(SenderInformation { name: name.to_owned(), ..sender })
    } else {
        Err(Failure::invalid(errors))
    }
}

fn submit(
    tx: &mut Tx<'_>,
    key: &Entry,
    caller: &Caller,
    id: &str,
    sender: SenderInformation,
    now: Timestamp,
) -> Result<Transaction, Failure> {
    let transaction = find(tx.db, key, id)?.ok_or_else(|| Failure::not_found("transaction"))?;
    if transaction.status != TransactionStatus::AwaitingSenderInformation {
        return Err(wrong_state("The transaction does not wait for its sender's information."));
    }
    let text = serde_json::to_string(&sender)
        .map_err(|error| StoreError::Refused(format!("a sender cannot be written down: {error}")))?;
    tx.db.execute_one(
        "UPDATE transactions SET status = 'processing', sender = ?2, updated_at = ?3, due_at = ?4
         WHERE id = ?1 AND status = 'awaiting_sender_information'",
        values![id, text, now, now.plus_seconds(LOOKS_SECONDS)],
    )?;
    // The name stays out of the audit log: it is somebody's who never agreed to stand there for good.
    let environment = Some(key.environment);
    let action = AuditAction::TransactionSenderInformationSubmitted;
    audit::append(tx, Deed { at: now, caller, action, subject: id, environment, detail: "" })?;
    Ok(Transaction { status: TransactionStatus::Processing, sender: Some(sender), updated_at: now, ..transaction })
}
