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
