//! An organization's way to live, and its decision.

use std::sync::Arc;

use keys::wire::{
    Activation, ApproveActivation, DocumentKind, RejectActivation, RequestActivationInformation, SubmitActivation,
    WaiveAddresses,
};
use reqwest::Method;

use super::{Answer, Authority, Nothing, read, refusal, segment};
use crate::{
    http::FILE_WITHIN,
    upload::{Tell, Upload},
};

const DOCUMENTS: &str = "/v1/activation/documents";

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
        self.post("/v1/activation/withdraw-waiver".to_owned(), &Nothing {}, None).await
    }

    /// Attaches a document, and tells how much of it has gone. The authority knows the same content of a kind again, so it is
    /// sent once more where the answer is lost.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn attach_document(
        &self,
        kind: DocumentKind,
        file_name: &str,
        file: Arc<[u8]>,
        tell: Tell,
    ) -> Answer<Activation> {
        let upload = Upload::new(&[("kind", kind.as_str())], file_name, file, tell);
        read(self.send(Method::POST, DOCUMENTS, true, |request| upload.on(request).timeout(FILE_WITHIN)).await?)
    }

    /// A document's content.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_document(&self, id: &str) -> Answer<Vec<u8>> {
        let path = format!("{DOCUMENTS}/{}", segment(id));
        let answer = self.send(Method::GET, &path, true, |request| request.timeout(FILE_WITHIN)).await?;
        if answer.status.is_success() { Ok(answer.body) } else { Err(refusal(&answer)) }
    }

    /// Removes a document; removing it twice changes nothing.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn remove_document(&self, id: &str) -> Answer<Activation> {
        let path = format!("{DOCUMENTS}/{}/remove", segment(id));
        read(self.send(Method::POST, &path, true, |request| request.json(&Nothing {})).await?)
    }

    /// Takes a submission up; the credential must be an operator's, as for each decision.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn review_activation(&self) -> Answer<Activation> {
        self.post("/v1/activation/review".to_owned(), &Nothing {}, None).await
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
