//! What an operation acts on. An id alone means nothing: two places may both have a key "1".

use serde::{Deserialize, Serialize};

use crate::{App, Code, Failure};

/// A key, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyRef {
    /// The connection's id.
    pub connection: String,
    /// The key's id there.
    pub key: String,
}

impl KeyRef {
    /// The key with that id, there.
    pub fn new(connection: &str, key: &str) -> Self {
        Self { connection: connection.to_owned(), key: key.to_owned() }
    }
}

/// A rotation, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotationRef {
    /// The connection's id.
    pub connection: String,
    /// The rotation's id there.
    pub rotation: String,
}

impl RotationRef {
    /// The rotation with that id, there.
    pub fn new(connection: &str, rotation: &str) -> Self {
        Self { connection: connection.to_owned(), rotation: rotation.to_owned() }
    }

    /// A key of this rotation: both are reached by the same connection.
    pub fn key(&self, key: &str) -> KeyRef {
        KeyRef::new(&self.connection, key)
    }
}

/// A live key that was asked for, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRef {
    /// The connection's id.
    pub connection: String,
    /// The approval's id there.
    pub approval: String,
}

impl ApprovalRef {
    /// The approval with that id, there.
    pub fn new(connection: &str, approval: &str) -> Self {
        Self { connection: connection.to_owned(), approval: approval.to_owned() }
    }
}

/// A member, and the connection that reaches them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemberRef {
    /// The connection's id.
    pub connection: String,
    /// The member's id there.
    pub member: String,
}

impl MemberRef {
    /// The member with that id, there.
    pub fn new(connection: &str, member: &str) -> Self {
        Self { connection: connection.to_owned(), member: member.to_owned() }
    }

    /// What their invitation is held by: no two ids at a place are alike.
    pub fn secret(&self) -> KeyRef {
        KeyRef::new(&self.connection, &self.member)
    }
}

/// A management token, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenRef {
    /// The connection's id.
    pub connection: String,
    /// The token's id there.
    pub token: String,
}

impl TokenRef {
    /// The token with that id, there.
    pub fn new(connection: &str, token: &str) -> Self {
        Self { connection: connection.to_owned(), token: token.to_owned() }
    }

    /// What its secret is held by.
    pub fn secret(&self) -> KeyRef {
        KeyRef::new(&self.connection, &self.token)
    }
}

/// A webhook endpoint, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookRef {
    /// The connection's id.
    pub connection: String,
    /// The endpoint's id there.
    pub webhook: String,
}

impl WebhookRef {
    /// The endpoint with that id, there.
    pub fn new(connection: &str, webhook: &str) -> Self {
        Self { connection: connection.to_owned(), webhook: webhook.to_owned() }
    }

    /// What its signing secret is held by.
    pub fn secret(&self) -> KeyRef {
        KeyRef::new(&self.connection, &self.webhook)
    }
}

/// A webhook delivery, and the connection that reaches it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeliveryRef {
    /// The connection's id.
    pub connection: String,
    /// The delivery's id there.
    pub delivery: String,
}

impl DeliveryRef {
    /// The delivery with that id, there.
    pub fn new(connection: &str, delivery: &str) -> Self {
        Self { connection: connection.to_owned(), delivery: delivery.to_owned() }
    }
}

impl App {
    /// An id from a face goes into a path: it must have the form of one.
    pub(crate) fn check_id(&self, id: &str, prefix: &str) -> Result<(), Failure> {
        if keys::mint::is_id(id, prefix) { Ok(()) } else { Err(self.fail(Code::NotFound, "There is no such id.")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scripted::Scripted,
        view::{
            ChangeRole, ChangeRotation, ChangeWebhook, ConfirmKey, FinishRotation, InviteAgain, RevokeKey,
            RevokeMember, RevokeToken, RotateWebhookSecret, StartRotation, UndoRotation,
        },
    };

    /// Whatever a face hands over as an id, no other address than a key's or a rotation's is asked for.
    #[tokio::test]
    async fn what_has_not_the_form_of_an_id_is_sent_by_no_operation() {
        let place = Scripted::open().await;
        let (once, app) = ("once".to_owned(), &place.app);
        for id in ["", "key_1", "rot_1", "../organization", "key_0000000000000000000000/../../audit"] {
            let (key, rotation) = (KeyRef::new(&place.here, id), RotationRef::new(&place.here, id));
            let (member, token) = (MemberRef::new(&place.here, id), TokenRef::new(&place.here, id));
            let (webhook, delivery) = (WebhookRef::new(&place.here, id), DeliveryRef::new(&place.here, id));
            let refused = [
                app.get_key(&key).await.err(),
                app.get_key_usage(&key).await.err(),
                app.confirm_key(ConfirmKey { key: key.clone(), typed_name: None }).await.err(),
                app.revoke_key(RevokeKey {
                    idempotency_key: once.clone(),
                    key: key.clone(),
                    reason: "Old.".to_owned(),
                    typed_name: None,
                })
                .await
                .err(),
                app.start_rotation(StartRotation {
                    idempotency_key: once.clone(),
                    key,
                    cause: keys::rotation::Cause::Routine,
                    grace_seconds: None,
                    quiet_minutes: None,
                    typed_name: None,
                })
                .await
                .err(),
                app.get_rotation(&rotation).await.err(),
                app.change_rotation(ChangeRotation {
                    rotation: rotation.clone(),
                    quiet_minutes: None,
                    typed_name: None,
                })
                .await
                .err(),
                app.finish_rotation(FinishRotation {
                    idempotency_key: once.clone(),
                    rotation: rotation.clone(),
                    without_evidence: false,
                    typed_name: None,
                })
                .await
                .err(),
                app.undo_rotation(UndoRotation { idempotency_key: once.clone(), rotation, typed_name: None })
                    .await
                    .err(),
                app.invite_again(InviteAgain { member: member.clone(), revoke_totp: false }).await.err(),
                app.change_role(ChangeRole { member: member.clone(), role: keys::wire::Role::Admin }).await.err(),
                app.revoke_member(RevokeMember { member, reason: "Old.".to_owned() }).await.err(),
                app.revoke_token(RevokeToken { token, reason: "Old.".to_owned() }).await.err(),
                app.change_webhook(ChangeWebhook { webhook: webhook.clone(), change: Default::default() }).await.err(),
                app.test_webhook(&webhook).await.err(),
                app.rotate_webhook_secret(RotateWebhookSecret {
                    idempotency_key: once.clone(),
                    webhook,
                    environment: None,
                })
                .await
                .err(),
                app.get_delivery(&delivery).await.err(),
                app.retry_delivery(&delivery).await.err(),
            ];
            for failure in refused {
                assert_eq!(failure.map(|failure| failure.code), Some(Code::NotFound), "{id}");
            }
        }
        assert!(place.asked().is_empty(), "nothing was asked: {:?}", place.lines());
    }
}
