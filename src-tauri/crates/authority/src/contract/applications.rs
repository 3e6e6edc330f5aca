//! Applications: what was submitted, and what came of it (Conduit Financial sheet, section 7). The sandbox's review is a
//! local simulation and says so; a live application waits until the operator decides.

mod decide;
mod review;

use keys::{AuditAction, Environment, Timestamp, wire::Page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use decide::{DecideApplication, Decision};
pub use review::AskedOutcome;

use crate::{
    Failure,
    contract::{Contract, onboarding::SubmitOnboarding},
    evidence::{
        audit::{self, Deed},
        space::Space,
    },
    ground::{
        asked::check_id,
        paging::{BY_AGE, Condition, ListQuery, Table},
        store::{Db, Row, StoreError, Tx, values},
    },
};

const COLUMNS: &str = "id, status, environment, country, legal_name, client_reference_id, customer_id, failure_code, \
     resubmittable, created_at, updated_at";

/// A business that was submitted. Fields that do not apply are left out, as the vendor's are.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    #[schema(value_type = keys::openapi::ApplicationId)]
    id: String,
    /// What kind of application: `customer_onboarding`.
    #[serde(rename = "type")]
    kind: &'static str,
    status: ApplicationStatus,
    review: Review,
    /// The country, ISO 3166-1 alpha-3.
    country: String,
    /// The name in the register.
    legal_name: String,
    /// The client's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_reference_id: Option<String>,
    /// The customer that came of it, once approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<keys::openapi::CustomerId>, nullable = false)]
    customer_id: Option<String>,
    /// Why it was rejected: `rejected_by_ops` or `compliance_denied`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_code: Option<String>,
    /// Whether a rejected business may be submitted again.
    #[serde(skip_serializing_if = "Option::is_none")]
    resubmittable: Option<bool>,
    /// When it was submitted.
    created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
}

/// How far an application is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// Submitted.
    Pending,
    /// Under review.
    Processing,
    /// Approved; there is a customer.
    Approved,
    /// Rejected.
    Rejected,
    /// Withdrawn.
    Cancelled,
}

/// Who decides. Ours: nothing here is the vendor's review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Review {
    /// This authority's own simulation, in the sandbox.
    LocalSimulation,
    /// Whoever runs this authority, by `conduit-authority application`.
    Operator,
}

impl ApplicationStatus {
    const ALL: [Self; 5] = [Self::Pending, Self::Processing, Self::Approved, Self::Rejected, Self::Cancelled];

    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will come of it.
    fn is_final(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected | Self::Cancelled)
    }
}

impl std::str::FromStr for ApplicationStatus {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(())
    }
}

impl Review {
    fn of(environment: Environment) -> Self {
        match environment {
            Environment::Sandbox => Self::LocalSimulation,
            Environment::Live => Self::Operator,
        }
    }
}

impl Application {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            kind: "customer_onboarding",
            status: row.word(1)?,
            review: Review::of(row.word(2)?),
            country: row.get(3)?,
            legal_name: row.get(4)?,
            client_reference_id: row.get(5)?,
            customer_id: row.get(6)?,
            failure_code: row.get(7)?,
            resubmittable: row.get(8)?,
            created_at: row.moment(9)?,
            updated_at: row.moment(10)?,
        })
    }

    /// Writes a new application; in the sandbox its simulated review begins by itself.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn insert(
        tx: &mut Tx<'_>,
        space: &Space,
        id: String,
        asked: &SubmitOnboarding,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let submitted = serde_json::to_string(asked).unwrap_or_default();
        tx.db.execute_one(
            "INSERT INTO applications (id, organization_id, environment, status, country, legal_name, submitted,
                 client_reference_id, asked_outcome, next_step_at, created_at, updated_at)
             VALUES (?1, ?2, ?3, 'pending', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
            values![
                &id,
                space.organization_id(),
                space.environment.as_str(),
                &asked.country,
                asked.legal_name.trim(),
                submitted,
                asked.client_reference_id.as_deref(),
                asked.outcome.map(AskedOutcome::as_str),
                review::first_step(space.environment, now),
                now,
            ],
        )?;
        let (caller, environment, detail) = (&space.caller, Some(space.environment), asked.legal_name.trim());
        let deed =
            Deed { at: now, caller, action: AuditAction::ApplicationSubmitted, subject: &id, environment, detail };
        audit::append(tx, deed)?;
        Self::find(tx.db, space, &id)
    }

    /// How far it is, in the published word.
    pub fn status(&self) -> &'static str {
        self.status.as_str()
    }

    fn find(db: Db<'_>, space: &Space, id: &str) -> Result<Self, Failure> {
        let sql =
            format!("SELECT {COLUMNS} FROM applications WHERE id = ?1 AND organization_id = ?2 AND environment = ?3");
        db.one(&sql, values![id, space.organization_id(), space.environment.as_str()], Self::read)?
            .ok_or_else(|| Failure::not_found("application"))
    }
}

impl Contract {
    /// One page of applications.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_applications(&self, space: Space, query: ListQuery) -> Result<Page<Application>, Failure> {
        self.ground
            .store
            .read(move |db| {
                let table = Table { name: "applications", columns: COLUMNS, id: "id" };
                let which = Condition::new(
                    "organization_id = ? AND environment = ?",
                    [space.organization_id().into(), space.environment.as_str().into()],
                );
                query.page(db, table, &which, BY_AGE, Application::read)
            })
            .await
    }

    /// One application.
    ///
    /// # Errors
    /// A malformed id, not found, or the store's trouble.
    pub async fn get_application(&self, space: Space, id: String) -> Result<Application, Failure> {
        check_id(&id, "app")?;
        self.ground.store.read(move |db| Application::find(db, &space, &id)).await
    }
}
