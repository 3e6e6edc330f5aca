//! Live keys that are asked for at an authority.

use keys::wire::{AskForKey, CreatedKey, DecideApproval, KeyApproval};

use super::{Answer, Authority, Nothing, segment};
use crate::list::Batch;

impl Authority {
    /// One page of what was asked for, in these states (all where none is named), the newest first.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_approvals(&self, states: &str, cursor: Option<&str>) -> Answer<Batch<KeyApproval>> {
        let query = [("state", states)];
        self.batch("/v1/key-approvals", if states.is_empty() { &[] } else { &query }, cursor).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_approval(&self, id: &str) -> Answer<KeyApproval> {
        self.get(&path(id), &[]).await
    }

    /// Asks for a live key.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn ask_for_key(&self, idempotency_key: &str, asked: &AskForKey) -> Answer<KeyApproval> {
        self.post("/v1/key-approvals".to_owned(), asked, Some(idempotency_key)).await
    }

    /// Says yes or no to what another person asked for.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn decide_key(&self, id: &str, yes: bool, reason: &str) -> Answer<KeyApproval> {
        let asked = DecideApproval { reason: reason.to_owned() };
        self.post(format!("{}/{}", path(id), if yes { "approve" } else { "decline" }), &asked, None).await
    }

    /// Withdraws what one asked for.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn withdraw_key(&self, id: &str) -> Answer<KeyApproval> {
        self.post(format!("{}/withdraw", path(id)), &Nothing {}, None).await
    }

    /// Claims the key. The secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn claim_key(&self, idempotency_key: &str, id: &str) -> Answer<CreatedKey> {
        self.post(format!("{}/claim", path(id)), &Nothing {}, Some(idempotency_key)).await
    }
}

fn path(id: &str) -> String {
    format!("/v1/key-approvals/{}", segment(id))
}
