//! Rotate an endpoint's signing secret.

use keys::{
    AuditAction, Digest, Timestamp, mint,
    wire::{WebhookEndpoint, WebhookWithSecret},
};

use super::{create::note, find, find_sealed, open_secrets, signature};
use crate::{
    Failure,
    evidence::{Evidence, space::Space},
    ground::{
        asked::check_id,
        expose::expose_once,
        idempotency::{Begun, Kept, Told},
        store::{Tx, values},
    },
};

/// How long deliveries carry the previous secret's signature besides the new one's. The sheet knows that there is an
/// overlap, not its length: a day is ours, long enough for a receiver that is deployed by people.
const OVERLAP_SECONDS: i64 = 24 * 60 * 60;

impl Evidence {
    /// Gives an endpoint a new signing secret, which is in this answer and nowhere else. For a day deliveries carry
    /// both signatures. Rotating again within that day ends the older secret at once: there are two at most.
    ///
    /// # Errors
    /// A malformed id, not found, [`keys::wire::Code::SealingKeyMissing`], or the store's trouble.
    pub async fn rotate_webhook_secret(
        &self,
        space: Space,
        begun: Begun,
        id: String,
    ) -> Result<Told<WebhookWithSecret>, Failure> {
        check_id(&id, "wep")?;
        self.ground.seal()?;
        let attempt = match begun {
            Begun::New(attempt) => attempt,
            Begun::Done(kept) => return Ok(Told::Again(self.with_secret_again(space, &id, kept).await?)),
        };
        let secret = mint::mint_webhook_secret(&self.ground.ambient);
        let (sealed, digest, now) = (self.seal_secret(&id, &secret)?, secret.digest(), self.ground.now());
        let (row, asker) = (id.clone(), space.clone());
        let work = move |tx: &mut Tx<'_>| rotate(tx, &asker, &row, &digest, sealed, now);
        match self.ground.write_once(Some(attempt), 200, work).await? {
            Told::Again(kept) => Ok(Told::Again(self.with_secret_again(space, &id, kept).await?)),
            told => Ok(told.map(|endpoint| WebhookWithSecret { endpoint, secret: Some(expose_once(&secret)) })),
        }
    }

    /// A kept answer, which holds no secret, with the secret that the first one had. Without it a lost answer would
    /// cost the receiver its overlap: rotating once more ends the secret that it still uses. Left as it is when the
    /// secret was rotated again since.
    async fn with_secret_again(&self, space: Space, id: &str, kept: Kept) -> Result<Kept, Failure> {
        let (endpoint_id, now) = (id.to_owned(), self.ground.now());
        let sealed = self.ground.store.read(move |db| find_sealed(db, &space, &endpoint_id)).await?;
        let answer: serde_json::Value = serde_json::from_str(&kept.body).unwrap_or_default();
        // Each rotation has its own end of the overlap; the first one of an endpoint without a seal has none.
        let ends_at = sealed.previous_ends_at.map(|end| end.to_string());
        let same = answer.pointer("/signature/previousSecretEndsAt").and_then(|end| end.as_str()) == ends_at.as_deref();
        let secrets = open_secrets(self.ground.seal.as_ref(), id, &sealed, now);
        match (secrets.first().filter(|_| same), kept.body.strip_suffix('}')) {
            // The secret is the last field of the first answer too.
            (Some(secret), Some(body)) => {
                Ok(Kept { body: format!("{body},\"secret\":\"{}\"}}", expose_once(secret)), ..kept })
            }
            _ => Ok(kept),
        }
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
    let mut endpoint = find(tx.db, space, id)?;
    // A secret that was never sealed signed nothing, so there is nothing to overlap with.
    let ends_at = endpoint.signature.available.then(|| now.plus_seconds(OVERLAP_SECONDS));
    tx.db.execute_one(
        "UPDATE webhook_endpoints SET previous_sealed_secret = sealed_secret, previous_secret_ends_at = ?2,
             sealed_secret = ?3, digest = ?4, updated_at = ?5 WHERE id = ?1",
        values![id, ends_at, sealed, digest, now],
    )?;
    endpoint.signature = signature(true, ends_at);
    endpoint.updated_at = now;
    note(tx, space, AuditAction::WebhookEndpointSecretRotated, &endpoint)?;
    Ok(endpoint)
}
