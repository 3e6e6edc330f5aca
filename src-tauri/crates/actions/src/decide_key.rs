//! Approve or decline a live key that another person asked for.

use crate::{
    App, Failure,
    view::{ApprovalView, DecideApproval},
};

impl App {
    /// Says yes; whoever asked can claim the key for a day.
    ///
    /// # Errors
    /// One's own wish, a missing reason, [`crate::Code::ApprovalStateChanged`], a role that may not, or the place's trouble.
    pub async fn approve_key(&self, asked: DecideApproval) -> Result<ApprovalView, Failure> {
        self.decide_key(asked, true).await
    }

    /// Says no, or takes a yes back that nobody has claimed on.
    ///
    /// # Errors
    /// As [`App::approve_key`].
    pub async fn decline_key(&self, asked: DecideApproval) -> Result<ApprovalView, Failure> {
        self.decide_key(asked, false).await
    }

    async fn decide_key(&self, asked: DecideApproval, yes: bool) -> Result<ApprovalView, Failure> {
        let (connection, id) = (&asked.approval.connection, &asked.approval.approval);
        self.check_id(id, "apr")?;
        let authority = self.authority(connection).await?;
        let approval = authority.decide_key(id, yes, &asked.reason).await.map_err(|error| self.explain(error))?;
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
        for yes in [true, false] {
            let (place, approval) = (Scripted::open().await, approval());
            let path = format!("POST /v1/key-approvals/{}/{}", approval.id, if yes { "approve" } else { "decline" });
            place.answer(&path, &approval);
            place.refuse(&path, wire::Code::ApprovalStateChanged);
            let decide = async || {
                let approval = ApprovalRef::new(&place.here, &approval.id);
                let asked = DecideApproval { approval, reason: "Agreed".to_owned() };
                if yes { place.app.approve_key(asked).await } else { place.app.decline_key(asked).await }
            };
            assert_eq!(decide().await.unwrap().approval, approval);
            assert_eq!(place.deeds()[0].body, serde_json::json!({ "reason": "Agreed" }));
            assert_eq!(decide().await.unwrap_err().code, Code::ApprovalStateChanged);
        }
    }
}
