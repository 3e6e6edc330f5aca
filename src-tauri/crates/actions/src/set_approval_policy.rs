//! Say whether live keys are asked for instead of created.

use keys::wire;

use crate::{
    App, Failure,
    view::{ApprovalPolicyView, SetApprovalPolicy},
};

impl App {
    /// Says it, with a reason. It takes two admins who can sign in: one asks, another decides.
    ///
    /// # Errors
    /// [`crate::Code::SecondAdminNeeded`], a missing reason, a role that may not, or the place's trouble.
    pub async fn set_approval_policy(&self, asked: SetApprovalPolicy) -> Result<ApprovalPolicyView, Failure> {
        let SetApprovalPolicy { connection, needed, reason } = asked;
        let authority = self.authority(&connection).await?;
        let wish = wire::ChangeOrganization::approval(needed, reason);
        let organization = authority.change_organization(&wish).await.map_err(|error| self.explain(error))?;
        Ok(ApprovalPolicyView { needed: organization.live_keys_need_approval })
    }

    /// Whether it is so.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn get_approval_policy(&self, connection: &str) -> Result<ApprovalPolicyView, Failure> {
        let organization = self.authority(connection).await?.organization().await;
        let organization = organization.map_err(|error| self.explain(error))?;
        Ok(ApprovalPolicyView { needed: organization.live_keys_need_approval })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, scripted::Scripted};

    #[tokio::test]
    async fn it_is_sent_with_its_reason_and_one_admin_alone_is_told_what_to_do() {
        let place = Scripted::open().await;
        let organization = wire::Organization { live_keys_need_approval: true, ..place.organization() };
        place.answer("PATCH /v1/organization", &organization);
        place.refuse("PATCH /v1/organization", wire::Code::SecondAdminNeeded);
        let say = || {
            let (connection, reason) = (place.here.clone(), "Four eyes".to_owned());
            place.app.set_approval_policy(SetApprovalPolicy { connection, needed: true, reason })
        };
        assert!(say().await.unwrap().needed);
        let sent = serde_json::json!({ "liveKeysNeedApproval": true, "reason": "Four eyes" });
        assert_eq!(place.deeds()[0].body, sent);
        assert_eq!(say().await.unwrap_err().code, Code::SecondAdminNeeded);
    }
}
