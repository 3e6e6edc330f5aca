//! A Conduit authority (ours), by its management API.

use keys::{
    Environment, Secret,
    wire::{
        Activation, ApproveActivation, AuditEntry, CreateKey, CreatedKey, FinishRotation, Key, Organization, Page,
        RevokeKey, Revoked, Rotated, Rotation, StartRotation, SubmitActivation, UndoRotation, Usage,
    },
};
use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};

use crate::{BaseUrl, Client, ProviderError, http::Ask};

type Answer<T> = Result<T, ProviderError>;
const PAGE_LIMIT: &str = "100";

/// A connection to an authority, with the credential it was handed.
#[derive(Clone, Debug)]
pub struct Authority {
    client: Client,
    base: BaseUrl,
    token: Secret,
}

impl Authority {
    /// An adapter for the authority at an address.
    pub fn new(client: Client, base: BaseUrl, token: Secret) -> Self {
        Self { client, base, token }
    }

    /// The organization behind the credential.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn organization(&self) -> Answer<Organization> {
        self.get("/v1/organization", &[]).await
    }

    /// All keys of an environment, the newest first.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list_keys(&self, environment: Environment) -> Answer<Vec<Key>> {
        self.all("/v1/keys", environment).await
    }

    /// One key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_key(&self, id: &str) -> Answer<Key> {
        self.get(&format!("/v1/keys/{}", segment(id)), &[]).await
    }

    /// Who called with a key in the last hour.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_key_usage(&self, id: &str) -> Answer<Usage> {
        self.get(&format!("/v1/keys/{}/usage", segment(id)), &[]).await
    }

    /// Creates a key. The secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn create_key(&self, idempotency_key: &str, asked: &CreateKey) -> Answer<CreatedKey> {
        self.post("/v1/keys".to_owned(), asked, Some(idempotency_key)).await
    }

    /// Confirms that a key's secret is saved.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn confirm_key(&self, id: &str) -> Answer<Key> {
        self.post(format!("/v1/keys/{}/confirm", segment(id)), &UndoRotation {}, None).await
    }

    /// Revokes a key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn revoke_key(&self, idempotency_key: &str, id: &str, reason: &str) -> Answer<Revoked> {
        let asked = RevokeKey { reason: reason.to_owned() };
        self.post(format!("/v1/keys/{}/revoke", segment(id)), &asked, Some(idempotency_key)).await
    }

    /// Begins a rotation. The successor's secret is in the answer, unless the idempotency key was used before.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn start_rotation(&self, idempotency_key: &str, id: &str, asked: &StartRotation) -> Answer<Rotated> {
        self.post(format!("/v1/keys/{}/rotate", segment(id)), asked, Some(idempotency_key)).await
    }

    /// All rotations of an environment, the newest first.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list_rotations(&self, environment: Environment) -> Answer<Vec<Rotation>> {
        self.all("/v1/rotations", environment).await
    }

    /// One rotation.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_rotation(&self, id: &str) -> Answer<Rotation> {
        self.get(&format!("/v1/rotations/{}", segment(id)), &[]).await
    }

    /// Revokes a rotation's old key.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn finish_rotation(&self, idempotency_key: &str, id: &str, without_evidence: bool) -> Answer<Revoked> {
        let asked = FinishRotation { without_evidence };
        self.post(format!("/v1/rotations/{}/finish", segment(id)), &asked, Some(idempotency_key)).await
    }

    /// Revokes a rotation's successor and takes the old key back.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn undo_rotation(&self, idempotency_key: &str, id: &str) -> Answer<Rotation> {
        self.post(format!("/v1/rotations/{}/undo", segment(id)), &UndoRotation {}, Some(idempotency_key)).await
    }

    /// The activation record.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn get_activation(&self) -> Answer<Activation> {
        self.get("/v1/activation", &[]).await
    }

    /// Submits the organization for activation.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn submit_activation(&self, asked: &SubmitActivation) -> Answer<Activation> {
        self.post("/v1/activation/submit".to_owned(), asked, None).await
    }

    /// Approves the organization; the credential must be an operator's.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn approve_activation(&self, reason: &str) -> Answer<Activation> {
        self.post("/v1/activation/approve".to_owned(), &ApproveActivation { reason: reason.to_owned() }, None).await
    }

    /// One page of the audit log.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn list_audit(&self, cursor: Option<&str>) -> Answer<Page<AuditEntry>> {
        let mut query = vec![("limit", PAGE_LIMIT)];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        self.get("/v1/audit", &query).await
    }

    async fn all<T: DeserializeOwned>(&self, path: &str, environment: Environment) -> Answer<Vec<T>> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut query = vec![("environment", environment.as_str()), ("limit", PAGE_LIMIT)];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let page: Page<T> = self.get(path, &query).await?;
            items.extend(page.data);
            match page.meta.next_cursor {
                Some(next) => cursor = Some(next),
                None => return Ok(items),
            }
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Answer<T> {
        self.ask(Method::GET, path.to_owned(), query, None::<&()>, None).send().await
    }

    async fn post<B: Serialize, T: DeserializeOwned>(&self, path: String, body: &B, once: Option<&str>) -> Answer<T> {
        self.ask(Method::POST, path, &[], Some(body), once).send().await
    }

    fn ask<'a, B>(
        &'a self,
        method: Method,
        path: String,
        query: &'a [(&'a str, &'a str)],
        body: Option<&'a B>,
        idempotency_key: Option<&'a str>,
    ) -> Ask<'a, B> {
        Ask { client: &self.client, base: &self.base, token: &self.token, method, path, query, body, idempotency_key }
    }
}

/// An id as one path segment: whatever it holds, it cannot reach another route.
fn segment(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>().replace('.', "%2E")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_reach_another_route() {
        assert_eq!(segment("key_0AZaz"), "key_0AZaz");
        assert_eq!(segment("../activation/approve?x#y"), "%2E%2E%2Factivation%2Fapprove%3Fx%23y");
    }
}
