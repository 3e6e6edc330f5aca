//! Look at one key.

use crate::{App, Code, Failure, KeyRef, view::KeyView};

impl App {
    /// One key, with where its secret is.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_key(&self, key: &KeyRef) -> Result<KeyView, Failure> {
        self.check_id(&key.key, "key")?;
        let provider = self.provider(&key.connection).await?;
        let found = provider.get_key(&key.key).await.map_err(|error| self.explain(error))?;
        let mut views = self.key_views(&key.connection, vec![found]).await?;
        views.pop().ok_or_else(|| self.fail(Code::NotFound, "There is no such key."))
    }
}
