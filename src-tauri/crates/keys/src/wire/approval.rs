//! Approvals as they travel: live keys that are asked for, decided by another person, and claimed (`crate::approval` has the
//! rule).

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{AccessLevel, Actor, Timestamp, spending::SpendingLimits};

words! {
    /// Where an approval is.
    ApprovalState, "snake_case" {
        /// Asked for; another admin decides.
        Waiting = "waiting",
        /// Another admin said yes; whoever asked can claim the key.
        Approved = "approved",
        /// Another admin said no.
        Declined = "declined",
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn",
        /// The key was created.
        Claimed = "claimed",
        /// Nobody decided, or nobody claimed, in time.
        Lapsed = "lapsed",
    }
}

words! {
    /// What can be done with an approval.
    ApprovalDeed, "snake_case" {
        /// Say yes.
        Approve = "approve",
        /// Say no; a yes is taken back by it, as long as nobody has claimed the key.
        Decline = "decline",
        /// Take the wish back.
        Withdraw = "withdraw",
        /// Create the key.
        Claim = "claim",
    }
}

/// A live key that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct KeyApproval {
    /// `apr_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ApprovalId))]
    pub id: String,
    /// Where it is, at the moment of the answer.
    pub state: ApprovalState,
    /// The name that the key shall have.
    pub name: String,
    /// What it may do.
    pub access_level: AccessLevel,
    /// How many hours it lives, from the claim on.
    pub lifetime_hours: u32,
    /// A note on where it will live, if one was left.
    pub note: Option<String>,
    /// The addresses and ranges it may be used from; none means any.
    pub allowed_ips: Vec<String>,
    /// What its requests may cost.
    pub spending_limits: SpendingLimits,
    /// What it is needed for.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Who asked, and alone can claim it.
    pub asked_by: Actor,
    /// When it lapses by itself, or did: undecided after seven days, unclaimed a day after the approval. None of one that
    /// ended otherwise.
    pub lapses_at: Option<Timestamp>,
    /// What another person said of it.
    pub decision: Option<ApprovalDecision>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
    /// When the key was created.
    pub claimed_at: Option<Timestamp>,
    /// The key, once it was claimed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::KeyId>))]
    pub key_id: Option<String>,
    /// What whoever asks can do with it now.
    pub possible: Vec<ApprovalDeed>,
}

/// What another person said of a wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApprovalDecision {
    /// Whether it was a yes.
    pub approved: bool,
    /// When.
    pub at: Timestamp,
    /// Who decided.
    pub by: Actor,
    /// Why.
    pub reason: String,
}

/// Asks for a live key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskForKey {
    /// Its name: 1 to 80 characters, unique among the living live keys.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::NameText))]
    pub name: String,
    /// What it may do; read-only unless said otherwise.
    #[serde(default)]
    pub access_level: AccessLevel,
    /// How many hours it shall live once it is claimed: an hour to a year.
    #[serde(deserialize_with = "whole")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 8760))]
    pub lifetime_hours: u32,
    /// A note on where it will live, 200 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::NoteText>))]
    pub note: Option<String>,
    /// The addresses and CIDR ranges it may be used from, 50 at most; none means any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_ips: Vec<String>,
    /// What its requests may cost, in millionths of whatever the proxy counts in.
    #[serde(default, skip_serializing_if = "SpendingLimits::is_none")]
    pub spending_limits: SpendingLimits,
    /// What it is needed for, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// Says yes or no to what somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideApproval {
    /// Why, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// JSON has one kind of number: 30.0 is 30.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = super::rotation::said(deserializer)?;
    number.ok_or_else(|| D::Error::custom("a whole number is wanted"))
}
