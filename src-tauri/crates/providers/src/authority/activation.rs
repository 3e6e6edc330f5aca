//! An organization's way to live, and its decision.

use keys::wire::{
    Activation, ApproveActivation, RejectActivation, RequestActivationInformation, SubmitActivation, WaiveAddresses,
};

use super::{Answer, Authority};

impl Authority {
    /// The activation record.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_activation(&self) -> Answer<Activation> {
        self.get("/v1/activation", &[]).await
    }

    /// Submits the organization for activation.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn submit_activation(&self, asked: &SubmitActivation) -> Answer<Activation> {
        self.post("/v1/activation/submit".to_owned(), asked, None).await
    }

    /// Does without the proof of allowed addresses.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn waive_addresses(&self, reason: &str) -> Answer<Activation> {
        self.post("/v1/activation/waive-addresses".to_owned(), &WaiveAddresses { reason: reason.to_owned() }, None)
            .await
    }

    /// Takes that back.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn withdraw_waiver(&self) -> Answer<Activation> {
        self.post("/v1/activation/withdraw-waiver".to_owned(), &serde_json::json!({}), None).await
    }

    /// Takes a submission up; the credential must be an operator's, as for each decision.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn review_activation(&self) -> Answer<Activation> {
        self.post("/v1/activation/review".to_owned(), &serde_json::json!({}), None).await
    }

    /// Sends a submission back with what is missing.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn request_activation_information(&self, asked: &RequestActivationInformation) -> Answer<Activation> {
        self.post("/v1/activation/request-information".to_owned(), asked, None).await
    }

    /// Rejects a submission.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn reject_activation(&self, asked: &RejectActivation) -> Answer<Activation> {
        self.post("/v1/activation/reject".to_owned(), asked, None).await
    }

    /// Approves the organization; the credential must be an operator's.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn approve_activation(&self, reason: &str) -> Answer<Activation> {
        self.post("/v1/activation/approve".to_owned(), &ApproveActivation { reason: reason.to_owned() }, None).await
    }
}
