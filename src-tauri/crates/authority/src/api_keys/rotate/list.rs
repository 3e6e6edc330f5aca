//! Listing rotations: in which states, of which key.

use keys::{
    Environment,
    wire::{Page, Rotation},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::record::{COLUMNS, RotationRecord};
use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, usage::CallsByHour},
    ground::{
        asked::check_id,
        paging::{Condition, ListQuery, Order, Sort, SortQuery, States, Table},
    },
};

pub(crate) const TABLE: Table<'_> = Table { name: "rotations", columns: COLUMNS, id: "id" };
pub(crate) const SORTS: &[Sort] = &[Sort::by_number("started", "started_at")];

/// Which rotations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RotationFilter {
    /// Only those that are `running`, `finished` or `undone`; several with commas.
    #[param(max_length = 100, pattern = "^[a-z]+(,[a-z]+)*$")]
    pub state: Option<String>,
    /// Only those in which this key goes or comes.
    #[param(value_type = Option<keys::openapi::KeyId>)]
    pub key_id: Option<String>,
}

impl RotationFilter {
    pub(crate) fn states(&self, organization_id: &str, environment: Environment) -> States {
        let scope = Condition::new(
            "organization_id = ? AND environment = ?",
            [organization_id.into(), environment.as_str().into()],
        );
        let of_key = match self.key_id.as_deref() {
            None => vec![scope],
            // A key goes in one rotation and comes in another, never both in one.
            Some(key_id) => {
                ["old_key_id = ?", "new_key_id = ?"].map(|of| scope.clone().and(of, [key_id.into()])).into()
            }
        };
        let both = |sql: &str| of_key.iter().map(|which| which.clone().and(sql, [])).collect();
        States::new([
            ("running", both("finished_at IS NULL AND undone_at IS NULL")),
            ("finished", both("finished_at IS NOT NULL")),
            ("undone", both("finished_at IS NULL AND undone_at IS NOT NULL")),
        ])
    }
}

impl ApiKeys {
    /// One page of an environment's rotations, in the states and of the key asked for, the newest first when no order is.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_rotations(
        &self,
        caller: &Caller,
        environment: Environment,
        filter: RotationFilter,
        (sort, query): (SortQuery, ListQuery),
    ) -> Result<Page<Rotation>, Failure> {
        let (organization_id, now) = (caller.organization_id.clone(), self.ground.now());
        let order = Order::choose(&sort, SORTS)?;
        filter.key_id.as_deref().map(|id| check_id(id, "key")).transpose()?;
        self.ground
            .store
            .read(move |db| {
                let states = filter.states(&organization_id, environment);
                let page =
                    query.page_in_states(db, TABLE, (&states, filter.state.as_deref()), order, RotationRecord::read)?;
                let ids = page.data.iter().flat_map(RotationRecord::key_ids);
                let calls = CallsByHour::of(db, ids, now)?;
                let data =
                    page.data.iter().map(|record| record.view_with(db, now, &calls)).collect::<Result<_, _>>()?;
                Ok(Page { data, meta: page.meta })
            })
            .await
    }
}
