//! Claim a live key that was asked for and approved. Its secret stays in this process until somebody says where it goes.

use keys::{KeyState, Secret};

use crate::{
    App, Code, Failure, KeyRef,
    view::{ClaimKey, KeyView},
};

const REASON_LOST: &str = "Its secret was lost before anybody saw it.";

impl App {
    /// Creates the key, pending, and holds its secret. An approval is good for one key: when the answer was lost and nobody has
    /// the secret, that key is revoked, and it has to be asked for anew.
    ///
    /// # Errors
    /// Somebody else's wish, [`Code::ApprovalStateChanged`], a name in use, [`Code::SecretGone`], a role that may not, or the
    /// place's trouble.
    pub async fn claim_key(&self, asked: ClaimKey) -> Result<KeyView, Failure> {
        let (connection, id) = (&asked.approval.connection, &asked.approval.approval);
        self.check_id(id, "apr")?;
        let _one_at_a_time = self.shared.creating.lock().await;
        let (authority, once) = (self.authority(connection).await?, asked.idempotency_key);
        let claimed = authority.claim_key(&once, id).await.map_err(|error| self.explain(error))?;
        if let Some(secret) = claimed.secret {
            self.shared.held.hold(connection, &claimed.key, Secret::new(secret));
            return self.key_view(connection, claimed.key);
        }
        let held = self.shared.held.has(&KeyRef::new(connection, &claimed.key.id));
        if held || claimed.key.state != KeyState::Pending {
            return self.key_view(connection, claimed.key);
        }
        tracing::warn!(key = claimed.key.id, "a claimed key's secret was lost; it is revoked");
        let revoked = authority.revoke_key(&format!("{once}.revoke"), &claimed.key.id, REASON_LOST).await;
        revoked.map_err(|error| self.explain(error))?;
        let words = "The answer with the secret was lost on its way, so the key was revoked. Ask for it anew.";
        Err(self.fail(Code::SecretGone, words))
    }
}

#[cfg(test)]
mod tests {
    use keys::{Environment, mint::mint_secret, wire::CreatedKey};

    use super::*;
    use crate::{
        ApprovalRef,
        scripted::{Scripted, ambient, approval, key, revoked},
        view::SecretPlace,
    };

    fn asked(place: &Scripted, id: &str) -> ClaimKey {
        ClaimKey { idempotency_key: "press".to_owned(), approval: ApprovalRef::new(&place.here, id) }
    }

    #[tokio::test]
    async fn the_secret_is_held_in_memory_and_pressing_twice_claims_once() {
        let (place, approval) = (Scripted::open().await, approval());
        let key = key("billing", Environment::Live, KeyState::Pending);
        let (secret, path) =
            (mint_secret(Environment::Live, &ambient()), format!("POST /v1/key-approvals/{}/claim", approval.id));
        place.answer(&path, &CreatedKey { key: key.clone(), secret: Some(secret.expose().to_owned()) });
        place.answer(&path, &CreatedKey { key: key.clone(), secret: None });
        for _ in 0..2 {
            let view = place.app.claim_key(asked(&place, &approval.id)).await.unwrap();
            assert_eq!((&view.key.id, view.secret), (&key.id, SecretPlace::Held));
            assert!(!serde_json::to_string(&view).unwrap().contains(secret.expose()), "a view goes into a page");
        }
        let sent: Vec<_> = place.deeds().into_iter().map(|deed| deed.idempotency_key).collect();
        assert_eq!(sent, vec![Some("press".to_owned()); 2], "by the same idempotency key, and nothing is revoked");
    }

    #[tokio::test]
    async fn a_key_whose_secret_nobody_has_is_revoked_and_said_to_be_lost() {
        let (place, approval) = (Scripted::open().await, approval());
        let lost = key("billing", Environment::Live, KeyState::Pending);
        let revoke = format!("POST /v1/keys/{}/revoke", lost.id);
        place.answer(
            &format!("POST /v1/key-approvals/{}/claim", approval.id),
            &CreatedKey { key: lost.clone(), secret: None },
        );
        place.answer(&revoke, &revoked(&lost));
        let failure = place.app.claim_key(asked(&place, &approval.id)).await.unwrap_err();
        assert_eq!(failure.code, Code::SecretGone);
        assert_eq!((place.deeds()[1].what.as_str(), &place.deeds()[1].body["reason"]), (&*revoke, &REASON_LOST.into()));
    }
}
