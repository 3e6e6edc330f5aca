//! An organization's way to live, and its decision.

use std::{collections::BTreeMap, sync::Arc};

use keys::wire::{
    Activation, ActivationState, ApproveActivation, DocumentKind, Page, QueuedActivation, RejectActivation,
    RequestActivationInformation, SubmitActivation, WaiveAddresses,
};
use reqwest::Method;

use super::{Answer, Authority, Nothing, PAGE_LIMIT, read, refusal, segment};
use crate::{
    QueueFilter, QueuePage,
    http::FILE_WITHIN,
    upload::{Tell, Upload},
};

const DOCUMENTS: &str = "/v1/activation/documents";

impl Authority {
    /// The activation record: of the organization that the credential is for, or, for an operator's, of another one.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_activation(&self, organization: Option<&str>) -> Answer<Activation> {
        self.get(&record(organization), &[]).await
    }

    /// One page of the operator's queue.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn list_activations(&self, filter: QueueFilter, cursor: Option<String>) -> Answer<QueuePage> {
        let sort = if filter == QueueFilter::Waiting { "submitted" } else { "-submitted" };
        let mut query = vec![("sort", sort.to_owned()), ("limit", PAGE_LIMIT.to_owned())];
        let words =
            |states: &[ActivationState]| states.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(",");
        query.extend(filter.states().map(|states| ("state", words(states))));
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let page: Page<QueuedActivation> = self.get("/v1/activations", &query).await?;
        let counts = count(&page.meta.counts.unwrap_or_default());
        Ok(QueuePage { items: page.data, next_cursor: page.meta.next_cursor, counts })
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

    /// A document's content; of another organization's for an operator.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn get_document(&self, organization: Option<&str>, id: &str) -> Answer<Vec<u8>> {
        let path = format!("{}/documents/{}", record(organization), segment(id));
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

    /// Takes an organization's submission up; the credential must be an operator's, as for each decision.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn review_activation(&self, organization: &str) -> Answer<Activation> {
        self.post(decision(organization, "review"), &Nothing {}, None).await
    }

    /// Sends a submission back with what is missing.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn request_activation_information(
        &self,
        organization: &str,
        asked: &RequestActivationInformation,
    ) -> Answer<Activation> {
        self.post(decision(organization, "request-information"), asked, None).await
    }

    /// Rejects a submission.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn reject_activation(&self, organization: &str, asked: &RejectActivation) -> Answer<Activation> {
        self.post(decision(organization, "reject"), asked, None).await
    }

    /// Approves an organization.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn approve_activation(&self, organization: &str, reason: &str) -> Answer<Activation> {
        let asked = ApproveActivation { reason: reason.to_owned() };
        self.post(decision(organization, "approve"), &asked, None).await
    }
}

/// Where the record is: one's own, or another organization's at the operator's desk.
fn record(organization: Option<&str>) -> String {
    organization.map_or_else(|| "/v1/activation".to_owned(), |id| format!("/v1/activations/{}", segment(id)))
}

fn decision(organization: &str, verb: &str) -> String {
    format!("{}/{verb}", record(Some(organization)))
}

/// How many there are of each filter, from how many are in each state.
fn count(counts: &BTreeMap<String, u64>) -> BTreeMap<QueueFilter, u64> {
    let of = |states: &[ActivationState]| states.iter().filter_map(|state| counts.get(state.as_str())).sum();
    QueueFilter::ALL.map(|filter| (filter, of(filter.states().unwrap_or(&ActivationState::ALL)))).into()
}
