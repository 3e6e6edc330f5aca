//! Rotate an endpoint's signing secret.

use keys::{Digest, Secret, Timestamp, mint};

use super::{Signature, WebhookEndpoint, create::note};
use crate::{
    Failure, Service,
    create::expose_once,
    customers::check_id,
    space::Space,
    store::{Tx, values},
};

/// How long deliveries carry the previous secret's signature besides the new one's. The sheet knows that there is an
/// overlap, not its length: a day is ours, long enough for a receiver that is deployed by people.
const OVERLAP_SECONDS: i64 = 24 * 60 * 60;

impl Service {
    /// Gives an endpoint a new signing secret, which is in this answer and nowhere else. For a day deliveries carry
    /// both signatures. Rotating again within that day ends the older secret at once: there are two at most.
    ///
    /// # Errors
    /// A malformed id, not found, [`keys::wire::Code::SealingKeyMissing`], or the store's trouble.
    pub async fn rotate_webhook_secret(&self, space: Space, id: String) -> Result<WebhookEndpoint, Failure> {
        check_id(&id, "wep")?;
        self.seal()?;
        let secret = mint::mint_webhook_secret(&self.ambient);
        let (sealed, digest, now) = (self.seal_secret(&id, &secret)?, secret.digest(), self.now());
        let endpoint = self.store.write(move |tx| rotate(tx, &space, &id, &digest, sealed, now)).await?;
        Ok(endpoint.with_secret(&secret))
    }
}

impl WebhookEndpoint {
    fn with_secret(self, secret: &Secret) -> Self {
        Self { secret: Some(expose_once(secret)), ..self }
    }
}

fn rotate(
    tx: &mut Tx<'_>,
    space: &Space,
    id: &str,
    digest: &Digest,
    sealed: Option<Vec<u8>>,
    now: Timestamp,
) -> Result<WebhookEndpoint, Failure> {
    let mut endpoint = WebhookEndpoint::find(tx.db, space, id)?;
    // A secret that was never sealed signed nothing, so there is nothing to overlap with.
    let ends_at = endpoint.signature.available.then(|| now.plus_seconds(OVERLAP_SECONDS));
    tx.db.execute_one(
        "UPDATE webhook_endpoints SET previous_sealed_secret = sealed_secret, previous_secret_ends_at = ?2,
             sealed_secret = ?3, digest = ?4, updated_at = ?5 WHERE id = ?1",
        values![id, ends_at, sealed, digest, now],
    )?;
    endpoint.signature = Signature::new(true, ends_at);
    endpoint.updated_at = now;
    note(tx, space, "webhook_endpoint.secret_rotated", &endpoint)?;
    Ok(endpoint)
}
