//! List the live keys that were asked for, page by page.

use crate::{
    App, Failure,
    view::{ApprovalListView, ApprovalView, ListApprovals},
};

impl App {
    /// One page of what waits or can be claimed, or of what is over; the newest first.
    ///
    /// # Errors
    /// A role that may not, or the place's trouble.
    pub async fn list_approvals(&self, asked: ListApprovals) -> Result<ApprovalListView, Failure> {
        let ListApprovals { connection, over, cursor } = asked;
        let states = if over { "declined,withdrawn,claimed,lapsed" } else { "waiting,approved" };
        let authority = self.authority(&connection).await?;
        let page = authority.list_approvals(states, cursor.as_deref()).await.map_err(|error| self.explain(error))?;
        let view = |approval| ApprovalView { connection: connection.clone(), approval };
        Ok(ApprovalListView { approvals: page.items.into_iter().map(view).collect(), next_cursor: page.next_cursor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{Scripted, approval, page};

    #[tokio::test]
    async fn what_is_open_and_what_is_over_are_asked_for_apart() {
        for (over, states) in [(false, "waiting%2Capproved"), (true, "declined%2Cwithdrawn%2Cclaimed%2Clapsed")] {
            let (place, approval) = (Scripted::open().await, approval());
            place.answer("GET /v1/key-approvals", &page(vec![approval.clone()]));
            let asked = ListApprovals { connection: place.here.clone(), over, cursor: None };
            let list = place.app.list_approvals(asked).await.unwrap();
            assert_eq!(place.asked()[0].query, format!("state={states}&limit=100"));
            assert_eq!((&list.approvals[0].connection, &list.approvals[0].approval), (&place.here, &approval));
        }
    }
}
