//! Orders of the public contract: one asset is exchanged for another. Created, then executed or cancelled. The states
//! are the vendor's; the fields beside its money shape are ours. No rate is made up, so an order says what is given and
//! which asset is wanted, not how much of it.

mod change;
mod create;

use keys::{
    Timestamp,
    wire::{Code, Page},
};
use serde::Serialize;
use utoipa::ToSchema;

pub use create::CreateOrder;

use crate::{
    Entry, Failure,
    contract::{
        Contract,
        money::{Asset, Money},
    },
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, ListQuery, Table},
        store::{Db, Row, StoreError, values},
    },
};

const COLUMNS: &str = "id, customer_id, status, source_code, source_chain, source_amount, target_code, target_chain, \
     client_reference_id, created_at, updated_at, executed_at";

/// An order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    #[schema(value_type = keys::openapi::OrderId)]
    id: String,
    #[schema(value_type = keys::openapi::CustomerId)]
    customer_id: String,
    status: OrderStatus,
    /// What is given.
    source: Money,
    /// What is wanted for it.
    target: Asset,
    /// The client's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_reference_id: Option<String>,
    /// When it was created.
    created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was executed.
    #[serde(skip_serializing_if = "Option::is_none")]
    executed_at: Option<Timestamp>,
}

/// An order's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum OrderStatus {
    /// Waits to be executed or cancelled, or is being executed.
    Pending,
    /// Done.
    Succeeded,
    /// Could not be done.
    Failed,
    /// Given up before it was executed.
    Cancelled,
}

impl OrderStatus {
    const ALL: [(Self, &str); 4] = [
        (Self::Pending, "pending"),
        (Self::Succeeded, "succeeded"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
    ];
}

impl std::str::FromStr for OrderStatus {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(status, _)| status).ok_or(())
    }
}

impl Order {
    /// The order with the id, whoever owns it.
    pub(crate) fn by_id(db: Db<'_>, id: &str) -> Result<Option<Self>, StoreError> {
        db.one(&format!("SELECT {COLUMNS} FROM orders WHERE id = ?1"), values![id], Self::read)
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            customer_id: row.get(1)?,
            status: row.word(2)?,
            source: Money { code: row.get(3)?, chain: row.get(4)?, amount: row.get(5)? },
            target: Asset { code: row.get(6)?, chain: row.get(7)? },
            client_reference_id: row.get(8)?,
            created_at: row.moment(9)?,
            updated_at: row.moment(10)?,
            executed_at: row.moment_if_any(11)?,
        })
    }

    /// Whether it may still be executed or cancelled.
    fn is_open(&self) -> bool {
        self.status == OrderStatus::Pending && self.executed_at.is_none()
    }
}

fn find(db: Db<'_>, key: &Entry, id: &str) -> Result<Order, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM orders WHERE id = ?1 AND organization_id = ?2 AND environment = ?3");
    db.one(&sql, values![id, &*key.organization_id, key.environment.as_str()], Order::read)?
        .ok_or_else(|| Failure::not_found("order"))
}

impl Contract {
    /// One page of the organization's orders.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_orders(&self, key: &Entry, query: ListQuery) -> Result<Page<Order>, Failure> {
        let (organization_id, environment) = (key.organization_id.clone(), key.environment);
        self.ground
            .store
            .read(move |db| {
                let table = Table { name: "orders", columns: COLUMNS, id: "id" };
                let which = Condition::new(
                    "organization_id = ? AND environment = ?",
                    [(&*organization_id).into(), environment.as_str().into()],
                );
                query.page(db, table, &which, BY_AGE, Order::read)
            })
            .await
    }

    /// One order.
    ///
    /// # Errors
    /// [`Code::InvalidOidFormat`], [`Code::NotFound`], or the store's trouble.
    pub async fn get_order(&self, key: &Entry, id: String) -> Result<Order, Failure> {
        check_id(&id, "ord")?;
        let key = key.clone();
        self.ground.store.read(move |db| find(db, &key, &id)).await
    }
}

/// The refusal of a change that a thing's state does not allow.
pub(crate) fn wrong_state(detail: &str) -> Failure {
    Failure::refused(Code::Conflict, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_and_the_store_use_the_same_words() {
        for (status, word) in OrderStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), word);
            assert_eq!(word.parse(), Ok(status));
        }
    }
}
