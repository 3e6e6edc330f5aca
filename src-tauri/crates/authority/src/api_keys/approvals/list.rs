//! Listing approvals: in which states, the newest first.

use keys::{
    Timestamp,
    approval::{CLAIM_SECONDS, DECIDE_SECONDS},
    wire::{KeyApproval, Page},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::record::{ApprovalRecord, COLUMNS, find_approval};
use crate::{
    Caller, Failure,
    api_keys::ApiKeys,
    ground::paging::{Condition, ListQuery, Order, Sort, States, Table},
};

const TABLE: Table<'_> = Table { name: "key_approvals", columns: COLUMNS, id: "id" };
const NEWEST: Order = Sort::by_number("asked", "asked_at").falling();

/// Which approvals.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApprovalFilter {
    /// Only those that are `waiting`, `approved`, `declined`, `withdrawn`, `claimed` or `lapsed`; several with commas.
    #[param(max_length = 100, pattern = "^[a-z]+(,[a-z]+)*$")]
    pub state: Option<String>,
}

/// The rule's states as the store tells them (`keys::approval::Approval::state`; a test holds the two together).
fn states(organization_id: &str, now: Timestamp) -> States {
    let all = Condition::new("organization_id = ?", [organization_id.into()]);
    let open = all.clone().and("claimed_at IS NULL AND withdrawn_at IS NULL", []);
    let (undecided, approved) =
        (open.clone().and("decided_at IS NULL", []), open.clone().and("decided_at IS NOT NULL AND approved = 1", []));
    let (asked, decided) = (now.plus_seconds(-DECIDE_SECONDS), now.plus_seconds(-CLAIM_SECONDS));
    States::new([
        ("waiting", vec![undecided.clone().and("asked_at > ?", [asked.into()])]),
        ("approved", vec![approved.clone().and("decided_at > ?", [decided.into()])]),
        ("declined", vec![open.and("decided_at IS NOT NULL AND approved = 0", [])]),
        ("withdrawn", vec![all.clone().and("claimed_at IS NULL AND withdrawn_at IS NOT NULL", [])]),
        ("claimed", vec![all.and("claimed_at IS NOT NULL", [])]),
        (
            "lapsed",
            vec![undecided.and("asked_at <= ?", [asked.into()]), approved.and("decided_at <= ?", [decided.into()])],
        ),
    ])
}

impl ApiKeys {
    /// One page of what was asked for, the newest first, in the states asked for.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_approvals(
        &self,
        caller: &Caller,
        filter: ApprovalFilter,
        query: ListQuery,
    ) -> Result<Page<KeyApproval>, Failure> {
        caller.may_approve_live_keys()?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let page = self.ground.store.read(move |db| {
            let states = states(&caller.organization_id, now);
            let of = (&states, filter.state.as_deref());
            let page = query.page_in_states(db, TABLE, of, NEWEST, ApprovalRecord::read)?;
            Ok::<_, Failure>(page.map(|record| record.view(&caller.actor, now)))
        });
        page.await
    }

    /// One of them.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn get_approval(&self, caller: &Caller, id: String) -> Result<KeyApproval, Failure> {
        caller.may_approve_live_keys()?;
        let (caller, now) = (caller.clone(), self.ground.now());
        let find = move |db: crate::ground::store::Db<'_>| {
            Ok(find_approval(db, &caller.organization_id, &id)?.view(&caller.actor, now))
        };
        self.ground.store.read(find).await
    }
}
