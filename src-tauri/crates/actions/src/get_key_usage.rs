//! Look at who calls with a key.

use keys::wire::Usage;

use crate::{App, Failure, KeyRef};

impl App {
    /// Who called with a key in the last hour.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key_usage(&self, key: &KeyRef) -> Result<Usage, Failure> {
        self.check_id(&key.key, "key")?;
        let authority = self.authority(&key.connection).await?;
        authority.get_key_usage(&key.key).await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState, wire::Caller};

    use super::*;
    use crate::scripted::{Scripted, key, now};

    #[tokio::test]
    async fn who_calls_with_a_key_is_told_as_the_place_tells_it() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Live, KeyState::Active));
        let caller = Caller {
            address: "192.0.2.7".to_owned(),
            agent: "curl/8.5.0".to_owned(),
            calls: 3,
            first_at: None,
            last_at: now(),
        };
        let usage =
            Usage { last_hour: vec![caller.clone()], last_write: None, webhook_endpoints: Some(2), as_of: now() };
        place.answer(&format!("GET /v1/keys/{}/usage", key.id), &usage);
        let told = place.app.get_key_usage(&place.key_ref(&key)).await.unwrap();
        assert_eq!((told.last_hour, told.webhook_endpoints, told.as_of), (vec![caller], Some(2), now()));
    }
}
