//! "I have saved it": the key may be used from now on.

use keys::{
    rotation::{Cause, Step},
    wire::Key,
};
use providers::Authority;

use crate::{
    App, Failure, KeyRef,
    view::{ConfirmKey, KeyView},
};

impl App {
    /// Confirms a key and forgets its held secret. Where that ends the old key, because it leaked, it needs what any end of
    /// a live key needs.
    ///
    /// # Errors
    /// [`crate::Code::NameNotConfirmed`] for a live key that would end, not found, ended, or the place's trouble; the
    /// secret is then still held.
    pub async fn confirm_key(&self, asked: ConfirmKey) -> Result<KeyView, Failure> {
        let KeyRef { connection, key } = &asked.key;
        self.check_id(key, "key")?;
        let provider = self.provider(connection).await?;
        // Where keys have no rotations none ends by a confirmation.
        if let Some(authority) = provider.authority()
            && let Some(ended) = self.ended_by_confirming(authority, key).await?
        {
            self.check_typed_name(&ended, asked.typed_name.as_deref())?;
        }
        let confirmed = provider.confirm_key(key).await.map_err(|error| self.explain(error))?;
        self.shared.held.release(&asked.key);
        self.key_view(connection, confirmed)
    }

    /// The leaked key that a successor's confirmation revokes.
    async fn ended_by_confirming(&self, authority: &Authority, key_id: &str) -> Result<Option<Key>, Failure> {
        let key = authority.get_key(key_id).await.map_err(|error| self.explain(error))?;
        let Some(rotation_id) = key.rotation_id else { return Ok(None) };
        let rotation = authority.get_rotation(&rotation_id).await.map_err(|error| self.explain(error))?;
        let ends = rotation.cause == Cause::Leaked && rotation.step == Step::Created && rotation.new_key.id == key_id;
        Ok(ends.then_some(rotation.old_key))
    }
}
