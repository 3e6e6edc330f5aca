//! "I have saved it": the key may be used from now on.

use crate::{App, Failure, view::KeyView};

impl App {
    /// Confirms a key and forgets its held secret.
    ///
    /// # Errors
    /// Not found, ended, or the place's trouble; the secret is then still held.
    pub async fn confirm_key(&self, key_id: &str) -> Result<KeyView, Failure> {
        self.check_id(key_id, "key")?;
        let (authority, _) = self.authority().await?;
        let key = authority.confirm_key(key_id).await.map_err(|error| self.explain(error))?;
        self.shared.held.release(key_id);
        self.key_view(key)
    }
}
