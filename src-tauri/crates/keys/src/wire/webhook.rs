//! Webhooks: where events are sent, what was sent there, and what came of it (Conduit Financial sheet, section 11).

use serde::{Deserialize, Deserializer, Serialize};

use crate::{Environment, Timestamp};

/// Where events are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpoint {
    /// `wep_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::WebhookEndpointId))]
    pub id: String,
    /// The keys of which environment it is told of: on the management API, where one token sees both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Where events go.
    pub url: String,
    /// What it is for, if somebody said so.
    pub description: Option<String>,
    /// Whether events are sent.
    pub active: bool,
    /// Which events.
    pub subscription: Subscription,
    /// How deliveries are signed.
    pub signature: WebhookSignature,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How its last deliveries went, the newest first, ten at most: on the management API. Ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<RecentDelivery>,
}

/// How deliveries are signed. The sheet names the field; what is in it is ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookSignature {
    /// The header of a delivery that carries it.
    pub header: String,
    /// The name of a signature in the header.
    pub scheme: String,
    /// How it is computed, over `<unix seconds>.<raw body>`.
    pub algorithm: String,
    /// Whether deliveries can be signed: not when the secret was created by an authority without a sealing key.
    pub available: bool,
    /// Until when deliveries carry the previous secret's signature too.
    pub previous_secret_ends_at: Option<Timestamp>,
}

/// One of the last deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecentDelivery {
    /// How far it is.
    pub status: DeliveryStatus,
    /// Attempts begun so far.
    pub attempt_count: u32,
    /// When anything of it changed last.
    pub updated_at: Timestamp,
}

impl RecentDelivery {
    /// Whether it got through; none while nothing is known of that: its first attempt waits or runs.
    fn got_through(self) -> Option<bool> {
        match self.status {
            DeliveryStatus::Succeeded => Some(true),
            DeliveryStatus::Failed => Some(false),
            DeliveryStatus::Pending if self.attempt_count > 0 => Some(false),
            DeliveryStatus::Processing if self.attempt_count > 1 => Some(false),
            DeliveryStatus::Pending | DeliveryStatus::Processing => None,
        }
    }
}

/// How an endpoint does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WebhookHealth {
    /// It is switched off.
    Off,
    /// Nothing can be signed, so nothing is sent, until its secret is rotated.
    Unsigned,
    /// It is switched on, and nobody tells how its deliveries go.
    On,
    /// Nothing was sent yet.
    Untried,
    /// The last delivery of which something is known got through.
    Working,
    /// It did not, at least not yet.
    Failing,
}

impl WebhookEndpoint {
    /// How it does, by its last deliveries.
    pub fn health(&self) -> WebhookHealth {
        let known = self.recent.iter().find_map(|delivery| delivery.got_through());
        match (self.active, self.signature.available, known) {
            (false, ..) => WebhookHealth::Off,
            (true, false, _) => WebhookHealth::Unsigned,
            (true, true, None) => WebhookHealth::Untried,
            (true, true, Some(true)) => WebhookHealth::Working,
            (true, true, Some(false)) => WebhookHealth::Failing,
        }
    }
}

/// Which events an endpoint wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// All, or the selected ones.
    pub mode: SubscriptionMode,
    /// The selected ones; empty for all.
    #[serde(default)]
    pub event_types: Vec<String>,
}

words! {
    /// All events, or the selected ones.
    #[derive(Default)]
    SubscriptionMode, "UPPERCASE" {
        /// Every event.
        #[default]
        All = "ALL",
        /// The ones in the list.
        Selected = "SELECTED",
    }
}

words! {
    /// How far a delivery is.
    DeliveryStatus, "lowercase" {
        /// It waits for its first attempt, or for the next one.
        Pending = "pending",
        /// An attempt runs.
        Processing = "processing",
        /// The receiver has taken it.
        Succeeded = "succeeded",
        /// Every attempt of the last round failed.
        Failed = "failed",
    }
}

words! {
    /// What came of an attempt.
    AttemptOutcome, "snake_case" {
        /// The receiver answered 2xx.
        Delivered = "delivered",
        /// It answered something else.
        Refused = "refused",
        /// It answered a redirection, which is not followed.
        Redirected = "redirected",
        /// It did not answer in time.
        TimedOut = "timed_out",
        /// No connection came about, for TLS reasons too.
        NotConnected = "not_connected",
        /// The connection broke before an answer.
        BrokeOff = "broke_off",
        /// The URL or an address of its name is not public, or not HTTPS.
        NotPublic = "not_public",
        /// There is no secret to sign with, so nothing was sent.
        NotSigned = "not_signed",
        /// The authority was ended meanwhile.
        Interrupted = "interrupted",
    }
}

/// Asks for a new endpoint of key management.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateKeyWebhook {
    /// The keys of which environment it shall be told of.
    pub environment: Environment,
    /// Where events shall go: HTTPS, a public address, at most 2048 characters.
    pub url: String,
    /// What it is for, at most 255 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// Which events; all when nothing is said.
    #[serde(default)]
    pub subscription: Subscription,
}

/// Asks for a change of an endpoint; what is not named stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChangeWebhookEndpoint {
    /// Where events shall go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub url: Option<String>,
    /// Null takes the description away.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[cfg_attr(feature = "ts", ts(type = "string | null", optional))]
    pub description: Option<Option<String>>,
    /// While an endpoint is not active, no events are kept for it, and what waits for it goes on waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub active: Option<bool>,
    /// Which events.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub subscription: Option<Subscription>,
}

/// A field that is there, be it null.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// An endpoint with its signing secret: the answer that creates or rotates it, and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookWithSecret {
    /// The endpoint.
    #[serde(flatten)]
    pub endpoint: WebhookEndpoint,
    /// The signing secret, `whsec_` and 64 hex digits; not there when the answer is a repeated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// One event on its way to one endpoint. The sheet names the id, the states and `maxAttempts`; the rest is ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// `wdl_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::WebhookDeliveryId))]
    pub id: String,
    /// Where it goes.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::WebhookEndpointId))]
    pub webhook_endpoint_id: String,
    /// What it tells of; the same in every attempt.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::WebhookEventId))]
    pub event_id: String,
    /// The kind of event.
    pub event_type: String,
    /// How far it is.
    pub status: DeliveryStatus,
    /// Attempts begun so far.
    pub attempt_count: u32,
    /// Attempts that will be made at most: five, and five more for each manual retry.
    pub max_attempts: u32,
    /// When it is tried again; null while an attempt runs and once it has ended.
    pub next_attempt_at: Option<Timestamp>,
    /// When the event happened.
    pub created_at: Timestamp,
    /// When anything of this changed last.
    pub updated_at: Timestamp,
    /// What was tried, the first attempt first. Only where one delivery is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<Vec<DeliveryAttempt>>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryAttempt {
    /// `wda_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::WebhookAttemptId))]
    pub id: String,
    /// Which one it is, from 1.
    pub number: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over; null while it runs.
    pub finished_at: Option<Timestamp>,
    /// What came of it; null while it runs.
    pub outcome: Option<AttemptOutcome>,
    /// The receiver's HTTP status, when it answered.
    pub status_code: Option<u16>,
}

/// All kinds of event that an endpoint can subscribe to. They fit on one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventTypes {
    /// The kinds.
    pub data: Vec<EventType>,
}

/// One kind of event, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EventType {
    /// Its name.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(examples("order.succeeded")))]
    pub name: String,
    /// What it tells.
    pub description: String,
    /// Whether this authority ever sends it: it does not do everything that the vendor does. Ours.
    pub emitted: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_what_is_named_and_tells_null_from_nothing() {
        let read = |text: &str| serde_json::from_str::<ChangeWebhookEndpoint>(text).unwrap();
        assert_eq!(read("{}").description, None);
        assert_eq!(read(r#"{"description":null}"#).description, Some(None), "it is taken away");
        for text in [r#"{"description":null}"#, r#"{"active":false}"#, "{}"] {
            assert_eq!(serde_json::to_string(&read(text)).unwrap(), text, "nothing is said that was not asked");
        }
    }

    fn endpoint(recent: &[(DeliveryStatus, u32)]) -> WebhookEndpoint {
        let at = Timestamp::from_millis(0);
        let delivery = |&(status, attempt_count)| RecentDelivery { status, attempt_count, updated_at: at };
        WebhookEndpoint {
            id: "wep_1".to_owned(),
            environment: None,
            url: "https://hooks.example.com/in".to_owned(),
            description: None,
            active: true,
            subscription: Subscription::default(),
            signature: WebhookSignature {
                header: "X-Conduit-Signature".to_owned(),
                scheme: "v1".to_owned(),
                algorithm: "HMAC-SHA256".to_owned(),
                available: true,
                previous_secret_ends_at: None,
            },
            created_at: at,
            updated_at: at,
            recent: recent.iter().map(delivery).collect(),
        }
    }

    #[test]
    fn an_endpoint_does_as_the_newest_delivery_of_which_something_is_known() {
        use DeliveryStatus::{Failed, Pending, Processing, Succeeded};
        use WebhookHealth::{Failing, Untried, Working};
        for (recent, health) in [
            (&[][..], Untried),
            (&[(Pending, 0)], Untried),
            (&[(Processing, 1)], Untried),
            (&[(Pending, 0), (Succeeded, 1), (Failed, 5)], Working),
            (&[(Pending, 1), (Succeeded, 1)], Failing),
            (&[(Processing, 2)], Failing),
            (&[(Failed, 5), (Succeeded, 1)], Failing),
        ] {
            assert_eq!(endpoint(recent).health(), health, "{recent:?}");
        }
        let working = endpoint(&[(Succeeded, 1)]);
        let off = WebhookEndpoint { active: false, ..working.clone() };
        assert_eq!(off.health(), WebhookHealth::Off, "whatever was delivered before");
        let signature = WebhookSignature { available: false, ..working.signature.clone() };
        assert_eq!(WebhookEndpoint { signature, ..working }.health(), WebhookHealth::Unsigned);
    }

    #[test]
    fn each_word_is_the_one_in_json() {
        for outcome in AttemptOutcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
        for status in DeliveryStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        for mode in SubscriptionMode::ALL {
            assert_eq!(serde_json::to_value(mode).unwrap(), mode.as_str());
        }
    }
}
