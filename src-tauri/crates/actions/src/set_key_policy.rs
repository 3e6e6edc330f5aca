//! Say how old the keys of an environment may become.

use keys::wire;

use crate::{
    App, Failure,
    view::{KeyPolicyView, SetKeyPolicy},
};

impl App {
    /// Says it, with a reason: an older key is due from then on.
    ///
    /// # Errors
    /// A bad number or a missing reason, a role that may not, or the place's trouble.
    pub async fn set_key_policy(&self, asked: SetKeyPolicy) -> Result<KeyPolicyView, Failure> {
        let SetKeyPolicy { connection, environment, key_days_max, reason } = asked;
        let authority = self.authority(&connection).await?;
        let wish = wire::ChangeOrganization::key_days(environment, key_days_max, reason);
        let organization = authority.change_organization(&wish).await.map_err(|error| self.explain(error))?;
        let info = organization.environments.iter().find(|info| info.environment == environment);
        Ok(KeyPolicyView { environment, key_days_max: info.and_then(|info| info.key_days_max) })
    }
}

#[cfg(test)]
mod tests {
    use keys::Environment;

    use super::*;
    use crate::{Code, scripted::Scripted};

    #[tokio::test]
    async fn what_is_said_is_sent_with_its_reason_and_what_holds_comes_back() {
        let place = Scripted::open().await;
        let mut organization = place.organization();
        for info in &mut organization.environments {
            info.key_days_max = (info.environment == Environment::Live).then_some(90);
        }
        place.answer("PATCH /v1/organization", &organization);
        place.refuse("PATCH /v1/organization", wire::Code::RoleNotAllowed);
        let ask = || {
            let (connection, reason) = (place.here.clone(), "The auditors ask for it".to_owned());
            let environment = Environment::Live;
            place.app.set_key_policy(SetKeyPolicy { connection, environment, key_days_max: Some(90), reason })
        };
        assert_eq!(ask().await.unwrap().key_days_max, Some(90));
        let sent = serde_json::json!({ "environment": "live", "keyDaysMax": 90, "reason": "The auditors ask for it" });
        assert_eq!(place.deeds()[0].body, sent);
        assert_eq!(ask().await.unwrap_err().code, Code::NotAllowed);
    }
}
