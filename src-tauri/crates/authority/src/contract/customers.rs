//! Customers of the public contract: list and get. There is no documented POST; they come from approved applications.

use keys::{Environment, Timestamp, wire::Page};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Entry, Failure,
    contract::Contract,
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, ListQuery, Table},
        store::{Db, Row, StoreError, Tx, values},
    },
};

const COLUMNS: &str = "id, name, country, created_at, application_id";

/// A business that the organization onboards. The sheet names the id's form and the active state; the other fields are
/// ours.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    #[schema(value_type = keys::openapi::CustomerId)]
    id: String,
    /// Its legal name.
    name: String,
    /// Where it is, ISO 3166-1 alpha-3.
    country: String,
    /// How far it is: `ACTIVE`.
    status: &'static str,
    /// When it came.
    created_at: Timestamp,
    /// The application it came from; null for the sandbox's sample.
    #[schema(value_type = Option<keys::openapi::ApplicationId>)]
    application_id: Option<String>,
}

impl Customer {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let (id, name, country, created_at) = (row.get(0)?, row.get(1)?, row.get(2)?, row.moment(3)?);
        Ok(Self { id, name, country, status: "ACTIVE", created_at, application_id: row.get(4)? })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Writes the customer that an approved application becomes: whose and where, then id, name and country.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn insert(
        tx: &Tx<'_>,
        (organization_id, environment): (&str, Environment),
        (id, name, country): (String, &str, &str),
        application_id: &str,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        tx.db.execute_one(
            "INSERT INTO customers (id, organization_id, environment, name, country, created_at, application_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            values![&id, organization_id, environment.as_str(), name, country, now, application_id],
        )?;
        Ok(Self {
            id,
            name: name.to_owned(),
            country: country.to_owned(),
            status: "ACTIVE",
            created_at: now,
            application_id: Some(application_id.to_owned()),
        })
    }
}

impl Contract {
    /// One page of the key's organization's customers.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_customers(&self, key: &Entry, query: ListQuery) -> Result<Page<Customer>, Failure> {
        let (organization_id, environment) = (key.organization_id.clone(), key.environment);
        self.ground
            .store
            .read(move |db| {
                let table = Table { name: "customers", columns: COLUMNS, id: "id" };
                let which = Condition::new(
                    "organization_id = ? AND environment = ?",
                    [(&*organization_id).into(), environment.as_str().into()],
                );
                query.page(db, table, &which, BY_AGE, Customer::read)
            })
            .await
    }

    /// One customer.
    ///
    /// # Errors
    /// [`Code::InvalidOidFormat`], not found, or the store's trouble.
    pub async fn get_customer(&self, key: &Entry, id: String) -> Result<Customer, Failure> {
        check_id(&id, "cus")?;
        let (organization_id, environment): (_, Environment) = (key.organization_id.clone(), key.environment);
        let sql =
            format!("SELECT {COLUMNS} FROM customers WHERE id = ?1 AND organization_id = ?2 AND environment = ?3");
        self.ground
            .store
            .read(move |db| {
                db.one(&sql, values![&id, &*organization_id, environment.as_str()], Customer::read)?
                    .ok_or_else(|| Failure::not_found("customer"))
            })
            .await
    }
}

/// Somebody else's customer is not found, like one that is not there.
///
/// # Errors
/// Not found, or the store's trouble.
pub(crate) fn require_customer(db: Db<'_>, key: &Entry, id: &str) -> Result<(), Failure> {
    db.one(
        "SELECT id FROM customers WHERE id = ?1 AND organization_id = ?2 AND environment = ?3",
        values![id, &*key.organization_id, key.environment.as_str()],
        |_| Ok(()),
    )?
    .ok_or_else(|| Failure::not_found("customer"))
}
