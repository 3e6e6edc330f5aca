//! Create an order.

use keys::{
    AuditAction, mint,
    wire::{Code, FieldError},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Order, OrderStatus};
use crate::{
    Caller, Entry, Failure,
    contract::{
        Contract,
        customers::require_customer,
        money::{Asset, Money, check_reference},
    },
    evidence::audit::{self, Deed},
    ground::{
        idempotency::{Attempt, Told},
        store::{Tx, values},
    },
};

/// Asks for a new order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateOrder {
    /// For whom.
    #[schema(value_type = keys::openapi::CustomerId)]
    customer_id: String,
    /// What is given.
    source: Money,
    /// What is wanted for it: another asset.
    target: Asset,
    /// The client's own reference, used once in the environment.
    #[serde(default)]
    #[schema(pattern = "^[A-Za-z0-9_:.-]{1,255}$")]
    client_reference_id: Option<String>,
}

impl Contract {
    /// Creates an order. It moves nothing before it is executed.
    ///
    /// # Errors
    /// [`Code::ValidationError`], [`Code::UnprocessableEntity`] for an exchange of an asset for itself,
    /// [`Code::NotFound`] for the customer, [`Code::Conflict`] for a used reference, or the store's trouble.
    pub async fn create_order(
        &self,
        key: &Entry,
        origin: String,
        attempt: Attempt,
        asked: CreateOrder,
    ) -> Result<Told<Order>, Failure> {
        check(&asked)?;
        let now = self.ground.now();
        let order = Order {
            id: mint::mint_id("ord", &self.ground.ambient),
            customer_id: asked.customer_id,
            status: OrderStatus::Pending,
            source: asked.source,
            target: asked.target,
            client_reference_id: asked.client_reference_id,
            created_at: now,
            updated_at: now,
            executed_at: None,
        };
        let (key, caller) = (key.clone(), Caller::by_key(key, origin));
        self.ground.write_once(Some(attempt), 201, move |tx| insert(tx, &key, &caller, order)).await
    }
}

fn check(asked: &CreateOrder) -> Result<(), Failure> {
    let mut errors = Vec::new();
    if !mint::is_id(&asked.customer_id, "cus") {
        errors.push(FieldError::new("/customerId", "A customer's id is cus_ and 22 letters and digits."));
    }
    asked.source.check("/source", &mut errors);
    asked.target.check("/target", &mut errors);
    check_reference(asked.client_reference_id.as_deref(), &mut errors);
    if !errors.is_empty() {
        return Err(Failure::invalid(errors));
    }
    if asked.source.asset() == asked.target {
        return Err(Failure::refused(Code::UnprocessableEntity, "An order exchanges an asset for another one."));
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, key: &Entry, caller: &Caller, order: Order) -> Result<Order, Failure> {
    require_customer(tx.db, key, &order.customer_id)?;
    let inserted = tx.db.execute(
        "INSERT INTO orders (id, organization_id, environment, customer_id, status, source_code, source_chain,
             source_amount, target_code, target_chain, client_reference_id, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11) ON CONFLICT DO NOTHING",
        values![
            &order.id,
            &*key.organization_id,
            key.environment.as_str(),
            &order.customer_id,
            &order.source.code,
            order.source.chain.as_deref(),
            &order.source.amount,
            &order.target.code,
            order.target.chain.as_deref(),
            order.client_reference_id.as_deref(),
            order.created_at,
        ],
    )?;
    if inserted == 0 {
        return Err(Failure::refused(Code::Conflict, "There is an order with this clientReferenceId already."));
    }
    let detail = format!("{} {}", order.source.amount, order.source.code);
    audit::append(
        tx,
        Deed {
            at: order.created_at,
            caller,
            action: AuditAction::OrderCreated,
            subject: &order.id,
            environment: Some(key.environment),
            detail: &detail,
        },
    )?;
    Ok(order)
}
