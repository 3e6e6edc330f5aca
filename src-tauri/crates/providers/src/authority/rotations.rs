//! Rotations of an authority.

use keys::{
    Environment,
    wire::{ChangeRotation, FinishRotation, Revoked, Rotated, Rotation, StartRotation, UndoRotation},
};

use reqwest::Method;

use super::{Answer, Authority, segment};
use crate::list::Batch;

impl Authority {
    /// Begins a rotation. The successor's secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn start_rotation(&self, idempotency_key: &str, id: &str, asked: &StartRotation) -> Answer<Rotated> {
        self.post(format!("/v1/keys/{}/rotate", segment(id)), asked, Some(idempotency_key)).await
    }

    /// One page of an environment's rotations that run, or of those that are over; the newest first.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_rotations(
        &self,
        environment: Environment,
        are_over: bool,
        cursor: Option<&str>,
    ) -> Answer<Batch<Rotation>> {
        let state = if are_over { "finished,undone" } else { "running" };
        let query = [("environment", environment.as_str()), ("state", state)];
        self.batch("/v1/rotations", &query, cursor).await
    }

    /// One rotation.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_rotation(&self, id: &str) -> Answer<Rotation> {
        self.get(&format!("/v1/rotations/{}", segment(id)), &[]).await
    }

    /// Chooses whether, and after how many quiet minutes, a rotation's old key ends by itself.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn change_rotation(&self, id: &str, quiet_minutes: Option<u32>) -> Answer<Rotation> {
        let asked = ChangeRotation { quiet_minutes };
        self.write(Method::PATCH, format!("/v1/rotations/{}", segment(id)), &asked, None).await
    }

    /// Revokes a rotation's old key.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn finish_rotation(&self, idempotency_key: &str, id: &str, without_evidence: bool) -> Answer<Revoked> {
        let asked = FinishRotation { without_evidence };
        self.post(format!("/v1/rotations/{}/finish", segment(id)), &asked, Some(idempotency_key)).await
    }

    /// Revokes a rotation's successor and takes the old key back.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn undo_rotation(&self, idempotency_key: &str, id: &str) -> Answer<Rotation> {
        self.post(format!("/v1/rotations/{}/undo", segment(id)), &UndoRotation {}, Some(idempotency_key)).await
    }
}
