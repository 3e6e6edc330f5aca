//! What the window asks for. The shapes stand together, beside the views: the contract of the window is made from
//! [`crate::view`] as one list (`examples/contract`), and what is the wire's own shape is asked for as it is there.

use keys::{Environment, Secret, Timestamp, spending::SpendingLimits, wire::RequestFilter};
use providers::{KeyFilter, KeyNarrowing, KeySort};
use serde::{Deserialize, Serialize};

use crate::{KeyRef, RotationRef};

/// The language that a person chose for the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum LanguageChoice {
    /// What the computer is set to, English where that is not spoken here.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

/// How a person wants the program to behave, on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Whether single keys do something by themselves. Who speaks to the computer, or misses keys, may not want that (WCAG
    /// 2.2, criterion 2.1.4).
    pub single_keys: bool,
    /// The language of the window.
    pub language: LanguageChoice,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { single_keys: true, language: LanguageChoice::System }
    }
}

/// Asks to add a connection to a service.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddService {
    /// Which.
    pub service: String,
    /// The connection's name; empty for the service's own.
    pub name: String,
    /// Addresses that stand in for the service's own: a simulator's, or a private installation's.
    #[serde(default)]
    pub hosts: Vec<ServiceHost>,
}

/// Where an environment of a service is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceHost {
    /// Which environment.
    pub environment: Environment,
    /// The address of its API.
    pub url: String,
}

/// Asks for a page of keys.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListKeys {
    /// Where.
    pub connection: String,
    /// Of which world.
    pub environment: Environment,
    /// Which of them.
    pub filter: KeyFilter,
    /// Only some of these.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub narrowing: Option<KeyNarrowing>,
    /// Only those that have these words; empty for all.
    pub search: String,
    /// What they are read by.
    pub sort: KeySort,
    /// The largest first.
    pub descending: bool,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
    /// How many at most, 1 to 100.
    pub limit: u8,
}

/// Asks for a page of rotations.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListRotations {
    /// Where.
    pub connection: String,
    /// Of which world.
    pub environment: Environment,
    /// Those that are over, or those that run.
    pub over: bool,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
}

/// Asks for a new key.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateKey {
    /// Minted by the window when the form opens, so that pressing twice asks once.
    pub idempotency_key: String,
    /// Where.
    pub connection: String,
    /// Which world the key will belong to.
    pub environment: Environment,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub access_level: keys::AccessLevel,
    /// When it shall end by itself.
    pub expires_at: Option<Timestamp>,
    /// Where it will live.
    pub note: Option<String>,
    /// The moment before which it shall be refused.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// The addresses and ranges it may be used from; none means any.
    #[serde(default)]
    pub allowed_ips: Vec<String>,
    /// What its requests may cost.
    #[serde(default)]
    pub spending_limits: SpendingLimits,
}

/// What a person typed of a key's limits.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TypedLimits {
    /// Addresses and ranges, one a line.
    pub allowed_ips: String,
    /// Amounts in whole units, with decimals; empty for none.
    pub daily: String,
    /// The same.
    pub weekly: String,
    /// The same.
    pub monthly: String,
    /// What stands before the decimals where the person is at home.
    pub decimal: char,
    /// Addresses that call now, to be told which of them would be shut out.
    pub callers: Vec<String>,
}

/// Says that a key's secret is saved.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmKey {
    /// Which key.
    pub key: KeyRef,
    /// The old key's name, typed by the person: needed where the confirmation ends a live key, because it leaked.
    pub typed_name: Option<String>,
}

/// Asks for the end of a key.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeKey {
    /// Minted by the window when the dialog opens.
    pub idempotency_key: String,
    /// Which key.
    pub key: KeyRef,
    /// Why.
    pub reason: String,
    /// The key's name, typed by the person: needed for a live key.
    pub typed_name: Option<String>,
}

/// Asks for the end of several keys, for one reason.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeKeys {
    /// Minted by the window when the dialog opens; each key has one of its own made of it.
    pub idempotency_key: String,
    /// Where.
    pub connection: String,
    /// Which keys, by their ids.
    pub keys: Vec<String>,
    /// Why.
    pub reason: String,
    /// The organization's name, typed by the person: needed where a live key is among them.
    pub typed_name: Option<String>,
}

/// Asks to say how old the keys of an environment may become.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetKeyPolicy {
    /// Where.
    pub connection: String,
    /// In which environment.
    pub environment: Environment,
    /// Days after which a key is due; none: after a year.
    pub key_days_max: Option<u32>,
    /// Why.
    pub reason: String,
}

/// Asks for a rotation.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRotation {
    /// Minted by the window when the dialog opens.
    pub idempotency_key: String,
    /// Which key goes.
    pub key: KeyRef,
    /// Routine, or leaked.
    pub cause: keys::rotation::Cause,
    /// Seconds of grace after the handover; none: until revoked by hand.
    pub grace_seconds: Option<u32>,
    /// Minutes without a call after which the old key ends by itself; none: it does not.
    pub quiet_minutes: Option<u32>,
    /// The old key's name, typed by the person: needed where a live key shall end by itself.
    pub typed_name: Option<String>,
}

/// Asks to change when the old key of a rotation ends by itself.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeRotation {
    /// Which rotation.
    pub rotation: RotationRef,
    /// Minutes without a call; none: not by itself.
    pub quiet_minutes: Option<u32>,
    /// The old key's name, typed by the person: needed where a live key shall end by itself.
    pub typed_name: Option<String>,
}

/// Asks to revoke the old key of a rotation.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishRotation {
    /// Minted by the window when the dialog opens.
    pub idempotency_key: String,
    /// Which rotation.
    pub rotation: RotationRef,
    /// Go on although the new key was never seen at work.
    pub without_evidence: bool,
    /// The old key's name, typed by the person: needed for a live key.
    pub typed_name: Option<String>,
}

/// Asks to take a rotation back.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoRotation {
    /// Minted by the window when the question opens.
    pub idempotency_key: String,
    /// Which rotation.
    pub rotation: RotationRef,
    /// The successor's name, typed by the person: needed for a live one that works already.
    pub typed_name: Option<String>,
}

/// Asks for a new connection. The token is taken from the clipboard by Rust: it never enters the window.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddConnection {
    /// Its name; empty for the name of the organization there.
    pub name: String,
    /// The address of its management API.
    pub url: String,
}

/// Asks to sign in. The password and the code are handed over beside it ([`TypedSecret`]).
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignIn {
    /// The connection's name; empty for the name that it has, or that of the organization there.
    pub name: String,
    /// The service that people have accounts at, by its word; absent for an authority.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub service: Option<String>,
    /// The address of the management API; empty for a service's own.
    pub url: String,
    /// The member's e-mail address.
    pub email: String,
}

/// A password or a code, as a person typed it.
///
/// It may pass through the page, where a key's secret may not: the person types it, so that the page sees it whatever is done
/// with it afterwards, and it is theirs to change. A secret of ours is made in Rust and need not be seen by any page. It leaves
/// the page with the press that sends it; here it cannot be printed, written down or sent back.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub struct TypedSecret(pub Secret);

impl<'de> Deserialize<'de> for TypedSecret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|typed| Self(Secret::new(typed)))
    }
}

/// What a page says of a defect of its own.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Defect {
    /// The page that was shown.
    pub page: String,
    /// What the engine says of it.
    pub message: String,
    /// Where in the page's code; empty when the engine does not say.
    pub stack: String,
}

/// Asks for a page of request records.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListRequests {
    /// Where.
    pub connection: String,
    /// Any id; none for all.
    pub id: Option<String>,
    /// Which of them.
    pub filter: RequestFilter,
    /// Behind the page that said so; none for the newest.
    pub cursor: Option<String>,
    /// How many at most, up to 100; 100 when nothing is said.
    pub limit: Option<u8>,
}
