//! Transactions of the public contract: money that came in (deposits) or goes out (payouts). Ids, states and the payouts'
//! place among them are the vendor's; the fields beside its money shape are ours.

mod sender;
pub mod settle;

use keys::{
    Timestamp,
    wire::{FieldError, Page},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use sender::{SenderInformation, SubmitSenderInformation};

use crate::{
    Entry, Failure,
    contract::{Contract, money::Money},
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, ListQuery, Table},
        store::{Db, Row, StoreError, values},
    },
};

const COLUMNS: &str = "id, type, status, customer_id, code, chain, amount, address, client_reference_id, failure_code, \
     sender, created_at, updated_at";

/// A transaction.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    #[schema(value_type = keys::openapi::TransactionId)]
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: TransactionType,
    pub(crate) status: TransactionStatus,
    #[schema(value_type = keys::openapi::CustomerId)]
    pub(crate) customer_id: String,
    pub(crate) amount: Money,
    /// Where it goes, or where it came from: an address on the chain.
    #[schema(pattern = "^0x[0-9a-fA-F]{40}$")]
    pub(crate) address: String,
    /// The client's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_reference_id: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure_code: Option<String>,
    /// Who sent a deposit, once that was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sender: Option<SenderInformation>,
    /// When it was created.
    pub(crate) created_at: Timestamp,
    /// When it last changed.
    pub(crate) updated_at: Timestamp,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$what])* $variant,)+
        }

        impl $name {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As it is written and stored.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(()),
                }
            }
        }
    };
}

words! {
    /// Which way the money goes.
    TransactionType {
        /// It came in.
        Deposit = "deposit",
        /// It goes out.
        Payout = "payout",
    }
}

words! {
    /// A transaction's state.
    TransactionStatus {
        /// A deposit whose sender is not known yet.
        AwaitingSenderInformation = "awaiting_sender_information",
        /// Accepted; it may still be cancelled.
        Pending = "pending",
        /// Under way.
        Processing = "processing",
        /// Done.
        Completed = "completed",
        /// Could not be done; the failure code says why.
        Failed = "failed",
        /// Given up while it was pending.
        Cancelled = "cancelled",
    }
}

/// What is asked of the list of transactions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransactionQuery {
    /// Which way the money goes: `deposit` or `payout`.
    #[serde(rename = "type")]
    #[param(rename = "type", value_type = TransactionType)]
    kind: Option<String>,
    /// Where to go on, as the last page said.
    cursor: Option<String>,
    /// Items a page, 1 to 100; 20 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// `forward` (towards older items, the default) or `backward`.
    #[param(value_type = Option<crate::ground::paging::Direction>)]
    direction: Option<String>,
}

impl Transaction {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.word(1)?,
            status: row.word(2)?,
            customer_id: row.get(3)?,
            amount: Money { code: row.get(4)?, chain: row.get(5)?, amount: row.get(6)? },
            address: row.get(7)?,
            client_reference_id: row.get(8)?,
            failure_code: row.get(9)?,
            sender: row.get::<Option<String>>(10)?.and_then(|text| serde_json::from_str(&text).ok()),
            created_at: row.moment(11)?,
            updated_at: row.moment(12)?,
        })
    }
}

pub(crate) fn find(db: Db<'_>, key: &Entry, id: &str) -> Result<Option<Transaction>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM transactions WHERE id = ?1 AND organization_id = ?2 AND environment = ?3");
    db.one(&sql, values![id, &*key.organization_id, key.environment.as_str()], Transaction::read)
}

impl Contract {
    /// One page of the organization's transactions of a type.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_transactions(&self, key: &Entry, query: TransactionQuery) -> Result<Page<Transaction>, Failure> {
        let kind: TransactionType = query.kind.as_deref().and_then(|word| word.parse().ok()).ok_or_else(|| {
            Failure::invalid(vec![FieldError::new("/type", "Say which transactions: type=deposit or type=payout.")])
        })?;
        let query = ListQuery { cursor: query.cursor, limit: query.limit, direction: query.direction };
        let (organization_id, environment) = (key.organization_id.clone(), key.environment);
        self.ground
            .store
            .read(move |db| {
                let table = Table { name: "transactions", columns: COLUMNS, id: "id" };
                let which = Condition::new(
                    "organization_id = ? AND environment = ? AND type = ?",
                    [(&*organization_id).into(), environment.as_str().into(), kind.as_str().into()],
                );
                query.page(db, table, &which, BY_AGE, Transaction::read)
            })
            .await
    }

    /// One transaction.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_transaction(&self, key: &Entry, id: String) -> Result<Transaction, Failure> {
        check_id(&id, "txn")?;
        let key = key.clone();
        self.ground.store.read(move |db| find(db, &key, &id)?.ok_or_else(|| Failure::not_found("transaction"))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_and_the_store_use_the_same_words() {
        for status in TransactionStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
            assert_eq!(status.as_str().parse(), Ok(*status));
        }
        for kind in TransactionType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
    }
}
