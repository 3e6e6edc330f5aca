//! Rotations as they travel.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{AlertKind, Key};
use crate::{
    Actor, Environment, Timestamp,
    rotation::{Cause, Step},
};

/// A durable record: old key, new key, how far it has come, on what evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rotation {
    /// `rot_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::RotationId))]
    pub id: String,
    /// The environment of both keys.
    pub environment: Environment,
    /// Routine, or leaked.
    pub cause: Cause,
    /// How far it has come, at the moment of the answer.
    pub step: Step,
    /// The key that goes.
    pub old_key: Key,
    /// The key that stays.
    pub new_key: Key,
    /// When it began.
    pub started_at: Timestamp,
    /// Who began it.
    pub started_by: Actor,
    /// When the successor's secret was confirmed as saved.
    pub handed_over_at: Option<Timestamp>,
    /// The first call seen on the successor.
    pub new_first_used_at: Option<Timestamp>,
    /// The last call seen on the old key.
    pub old_last_used_at: Option<Timestamp>,
    /// When the old key ends by itself.
    pub old_ends_at: Option<Timestamp>,
    /// Minutes without a call after which the old key is revoked by itself; none: it is not.
    #[serde(default)]
    pub quiet_minutes: Option<u32>,
    /// From when these minutes count; behind the end, since when the old key had been quiet.
    #[serde(default)]
    pub quiet_since: Option<Timestamp>,
    /// When it is revoked by itself if nobody calls with it any more; none before the successor was seen at work.
    #[serde(default)]
    pub quiet_ends_at: Option<Timestamp>,
    /// Whether it was revoked by itself, for being quiet.
    #[serde(default)]
    pub ended_quiet: bool,
    /// Why it does not go on, if it does not; an alert tells of it as well.
    #[serde(default)]
    pub stalled: Option<AlertKind>,
    /// When the old key was revoked.
    pub finished_at: Option<Timestamp>,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

/// Asks for a rotation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRotation {
    /// Routine, or leaked.
    pub cause: Cause,
    /// Seconds that the old key lives on after the handover; none: until it is revoked by hand. A leaked key has no
    /// grace, whatever stands here.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 7_776_000))]
    pub grace_seconds: Option<i64>,
    /// Minutes without a call, since the handover and since the successor was seen at work, after which the old key is
    /// revoked by itself; none: not by itself. A leaked key ends with the handover, whatever stands here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 5, maximum = 10_080))]
    pub quiet_minutes: Option<u32>,
}

/// Asks to change an open rotation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeRotation {
    /// Minutes without a call after which the old key is revoked by itself, counted from now at the earliest; null: not by
    /// itself.
    #[serde(deserialize_with = "said")]
    #[cfg_attr(feature = "openapi", schema(required, minimum = 5, maximum = 10_080))]
    pub quiet_minutes: Option<u32>,
}

/// A field that has to be there, be it null: what is forgotten switches nothing off. JSON has one kind of number: 30.0 is 30.
pub(super) fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number: Option<f64> = Option::deserialize(deserializer)?;
    let whole = |number: f64| number.to_string().parse().map_err(|_| D::Error::custom("a whole number is wanted"));
    number.map(whole).transpose()
}

/// A begun rotation with the successor's secret, once.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rotated {
    /// The rotation.
    pub rotation: Rotation,
    /// The successor's plaintext; none in a repeated answer.
    pub secret: Option<String>,
}

/// Asks to revoke the old key and end the rotation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishRotation {
    /// Go on although the new key was never seen at work.
    #[serde(default)]
    pub without_evidence: bool,
}

/// Asks to revoke the successor and take the old key back into service.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UndoRotation {}
