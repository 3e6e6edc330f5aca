//! The operator's queue: the activations of all organizations of the authority. Operators are made by whoever has the data,
//! and no organization has one of its own: that they see who waits is what they are there for.

use keys::wire::{ActivationOrganization, ActivationState, Page, QueuedActivation};
use serde::Deserialize;
use utoipa::IntoParams;

use super::is_decidable;
use crate::{
    Caller, Failure,
    ground::{
        paging::{Condition, ListQuery, Order, Sort, SortQuery, States, Table},
        store::{Row, StoreError},
    },
    people::People,
};

const TABLE: Table<'_> = Table {
    name: "organizations",
    columns: "id, name, created_at, activation, submitted_at, submitted_by, submitted_by_id, reviewed_at, reviewed_by, reviewed_by_id, \
              approved_at, \
              (SELECT count(*) FROM activation_evidence e WHERE e.organization_id = organizations.id) AS proofs, \
              (SELECT count(*) FROM activation_documents d WHERE d.organization_id = organizations.id) AS documents",
    id: "id",
};

/// There are never so many organizations that an index of each order would pay. One that submitted nothing comes first.
const SORTS: &[Sort] =
    &[Sort::by_number("submitted", "coalesce(submitted_at, 0)"), Sort::by_number("created", "created_at")];

/// Which activations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueFilter {
    /// Only those in this state: `not_submitted`, `submitted`, `in_review`, `more_information_needed`, `approved`,
    /// `rejected`. Several with commas; `submitted,in_review` is what waits for a decision.
    #[param(max_length = 100, pattern = "^[a-z_]+(,[a-z_]+)*$")]
    pub state: Option<String>,
}

impl People {
    /// One page of the organizations' activations, in the states asked for; the newest submission first when no order is.
    ///
    /// # Errors
    /// [`keys::wire::Code::RoleNotAllowed`], a bad query, or the store's trouble.
    pub async fn list_activations(
        &self,
        caller: &Caller,
        filter: QueueFilter,
        (sort, query): (SortQuery, ListQuery),
    ) -> Result<Page<QueuedActivation>, Failure> {
        caller.may_operate()?;
        let order = Order::choose(&sort, SORTS)?;
        let of = |state: ActivationState| vec![Condition::new("activation = ?", [state.as_str().into()])];
        let states = States::new(ActivationState::ALL.map(|state| (state.as_str(), of(state))));
        let caller = caller.clone();
        self.ground
            .store
            .read(move |db| {
                query.page_in_states(db, TABLE, (&states, filter.state.as_deref()), order, |row| read(row, &caller))
            })
            .await
    }
}

fn read(row: &Row<'_>, caller: &Caller) -> Result<QueuedActivation, StoreError> {
    let state = row.word(3)?;
    let submitted_by = row.actor_if_any(5, 6)?;
    Ok(QueuedActivation {
        organization: ActivationOrganization { id: row.get(0)?, name: row.get(1)?, created_at: row.moment(2)? },
        state,
        submitted_at: row.moment_if_any(4)?,
        decidable: is_decidable(caller, state, submitted_by.as_ref()),
        submitted_by,
        reviewed_at: row.moment_if_any(7)?,
        reviewed_by: row.actor_if_any(8, 9)?,
        approved_at: row.moment_if_any(10)?,
        proofs: counted(row, 11)?,
        documents: counted(row, 12)?,
    })
}

/// A handful at most.
fn counted(row: &Row<'_>, at: usize) -> Result<u32, StoreError> {
    Ok(u32::try_from(row.get::<i64>(at)?).unwrap_or(u32::MAX))
}
