//! Decline a live key that another person asked for.

use crate::{
    App, Failure,
    view::{ApprovalView, DecideApproval},
};

impl App {
    /// Says no, or takes a yes back that nobody has claimed on.
    ///
    /// # Errors
    /// One's own wish, a missing reason, [`crate::Code::ApprovalStateChanged`], a role that may not, or the place's trouble.
    pub async fn decline_key(&self, asked: DecideApproval) -> Result<ApprovalView, Failure> {
        let (connection, id) = (&asked.approval.connection, &asked.approval.approval);
        self.check_id(id, "apr")?;
        let authority = self.authority(connection).await?;
        let approval = authority.decline_key(id, &asked.reason).await.map_err(|error| self.explain(error))?;
        Ok(ApprovalView { connection: connection.clone(), approval })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire;

    use super::*;
    use crate::{
        ApprovalRef, Code,
        scripted::{Scripted, approval},
    };

    #[tokio::test]
    async fn it_is_told_with_its_reason_and_a_state_that_changed_meanwhile_is_told_back() {
        let (place, approval) = (Scripted::open().await, approval());
        let path = format!("POST /v1/key-approvals/{}/decline", approval.id);
        place.answer(&path, &approval);
        place.refuse(&path, wire::Code::ApprovalStateChanged);
        let decide = || {
            let approval = ApprovalRef::new(&place.here, &approval.id);
            place.app.decline_key(DecideApproval { approval, reason: "Agreed".to_owned() })
        };
        assert_eq!(decide().await.unwrap().approval, approval);
        assert_eq!(place.deeds()[0].body, serde_json::json!({ "reason": "Agreed" }));
        assert_eq!(decide().await.unwrap_err().code, Code::ApprovalStateChanged);
    }
}
