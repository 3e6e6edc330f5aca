//! How old the keys of an environment may become.

use keys::Environment;

use crate::{App, Failure, view::KeyPolicyView};

impl App {
    /// What the organization says of it.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn get_key_policy(&self, connection: &str, environment: Environment) -> Result<KeyPolicyView, Failure> {
        let organization = self.authority(connection).await?.organization().await;
        let organization = organization.map_err(|error| self.explain(error))?;
        let info = organization.environments.iter().find(|info| info.environment == environment);
        Ok(KeyPolicyView { environment, key_days_max: info.and_then(|info| info.key_days_max) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn it_is_that_of_the_environment_that_was_asked_for() {
        let place = Scripted::open().await;
        let mut organization = place.organization();
        for info in &mut organization.environments {
            info.key_days_max = (info.environment == Environment::Live).then_some(90);
        }
        for (environment, days) in [(Environment::Live, Some(90)), (Environment::Sandbox, None)] {
            place.answer("GET /v1/organization", &organization);
            let view = place.app.get_key_policy(&place.here, environment).await.unwrap();
            assert_eq!((view.environment, view.key_days_max), (environment, days));
        }
    }
}
