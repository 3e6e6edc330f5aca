//! An organization's way from sandbox-only to live. States and reviewers are not documented by the vendor: these are
//! ours (Conduit Financial sheet, section 7).

use serde::{Deserialize, Serialize};

use super::ActivationDocument;
use crate::{Actor, Timestamp, environment::UnknownWord};

/// How far an organization is on its way to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivationState {
    /// Nothing is submitted.
    NotSubmitted,
    /// Submitted; an operator has to decide.
    Submitted,
    /// An operator is looking at it.
    InReview,
    /// Something is missing or unclear; it is submitted again with that.
    MoreInformationNeeded,
    /// Live keys can be created.
    Approved,
    /// Refused. Whether it may be submitted again stands beside it.
    Rejected,
}

impl ActivationState {
    /// All of them, in the order of the way.
    pub const ALL: [Self; 6] = [
        Self::NotSubmitted,
        Self::Submitted,
        Self::InReview,
        Self::MoreInformationNeeded,
        Self::Approved,
        Self::Rejected,
    ];

    /// The word used in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSubmitted => "not_submitted",
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::MoreInformationNeeded => "more_information_needed",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// Whether the organization may submit now. `resubmittable` matters once it is rejected.
    pub fn may_submit(self, resubmittable: bool) -> bool {
        match self {
            Self::NotSubmitted | Self::Submitted | Self::MoreInformationNeeded => true,
            Self::Rejected => resubmittable,
            Self::InReview | Self::Approved => false,
        }
    }

    /// Whether an operator has something to decide.
    pub fn waits_for_decision(self) -> bool {
        matches!(self, Self::Submitted | Self::InReview)
    }
}

impl std::str::FromStr for ActivationState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(UnknownWord)
    }
}

/// The activation record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Activation {
    /// Whose it is.
    pub organization: ActivationOrganization,
    /// How far it is.
    pub state: ActivationState,
    /// The legal name that was submitted.
    pub legal_name: Option<String>,
    /// The contact that was submitted.
    pub contact_email: Option<String>,
    /// What the live keys are for, as submitted.
    pub purpose: Option<String>,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// Who submitted it.
    pub submitted_by: Option<Actor>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// Who approved it.
    pub approved_by: Option<Actor>,
    /// The reason given with the approval.
    pub approval_reason: Option<String>,
    /// Who looks at it, or did last.
    #[serde(default)]
    pub reviewed_by: Option<Actor>,
    /// Since when.
    #[serde(default)]
    pub reviewed_at: Option<Timestamp>,
    /// What is missing, or why it was rejected; empty in the other states.
    #[serde(default)]
    pub reasons: Vec<ActivationReason>,
    /// Whether it may be submitted now.
    #[serde(default)]
    pub submittable: bool,
    /// Whether whoever asks may decide it now: an operator, of what waits for a decision, and never of their own submission.
    #[serde(default)]
    pub decidable: bool,
    /// What was really seen and done: each kind by its first time, in the order of the kinds. It outlives the request records.
    #[serde(default)]
    pub evidence: Vec<ActivationEvidence>,
    /// Who waived allowed addresses, while they are not proved.
    #[serde(default)]
    pub addresses_waiver: Option<ActivationWaiver>,
    /// What was attached for whoever decides, the oldest first. Without the content.
    #[serde(default)]
    pub documents: Vec<ActivationDocument>,
}

/// Whose an activation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActivationOrganization {
    /// The organization's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was set up.
    pub created_at: Timestamp,
}

/// An organization's activation as the operator's queue has it. Without what is decided by: that is the record's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueuedActivation {
    /// Whose it is.
    pub organization: ActivationOrganization,
    /// How far it is.
    pub state: ActivationState,
    /// When it was submitted, last.
    pub submitted_at: Option<Timestamp>,
    /// Who submitted it.
    pub submitted_by: Option<Actor>,
    /// Since when somebody looks at it, or when it was sent back or rejected.
    pub reviewed_at: Option<Timestamp>,
    /// Who that is.
    pub reviewed_by: Option<Actor>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// How many of the kinds of evidence there are.
    pub proofs: u32,
    /// How many documents are attached.
    pub documents: u32,
    /// Whether whoever asks may decide it now.
    pub decidable: bool,
}

/// That a proof is done without, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActivationWaiver {
    /// Since when.
    pub at: Timestamp,
    /// Who waived it.
    pub by: Actor,
    /// Why, as whoever decides reads it.
    pub reason: String,
}

/// What an activation may rest on. All but the second admin are about the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivationEvidenceKind {
    /// A call was let through and answered well.
    FirstCall,
    /// A write was.
    FirstWrite,
    /// A write was sent again under its idempotency key, and answered as before.
    FirstReplay,
    /// A request that a rate limit had refused was sent again, not before the time that it was told to wait, and answered
    /// well.
    RateLimitWaitedOut,
    /// A read-only key was refused a write.
    ReadOnlyRefused,
    /// A rotation was finished.
    RotationFinished,
    /// Two admins can sign in.
    SecondAdmin,
    /// A call with a key that has allowed addresses came from one of them, and was answered well. Addresses that leave nobody
    /// out prove nothing.
    AddressesAllowed,
}

impl ActivationEvidenceKind {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::FirstCall,
        Self::FirstWrite,
        Self::FirstReplay,
        Self::RateLimitWaitedOut,
        Self::ReadOnlyRefused,
        Self::RotationFinished,
        Self::SecondAdmin,
        Self::AddressesAllowed,
    ];

    /// The word used in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstCall => "first_call",
            Self::FirstWrite => "first_write",
            Self::FirstReplay => "first_replay",
            Self::RateLimitWaitedOut => "rate_limit_waited_out",
            Self::ReadOnlyRefused => "read_only_refused",
            Self::RotationFinished => "rotation_finished",
            Self::SecondAdmin => "second_admin",
            Self::AddressesAllowed => "addresses_allowed",
        }
    }
}

impl std::str::FromStr for ActivationEvidenceKind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownWord)
    }
}

/// One kind of evidence, by the first time that it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActivationEvidence {
    /// Which kind.
    pub kind: ActivationEvidenceKind,
    /// When it happened.
    pub at: Timestamp,
    /// The request's id; none for what no request did, and for what a release before noted.
    pub correlation_id: Option<String>,
    /// The key that it was done with; of a rotation the new one.
    pub key_id: Option<String>,
    /// That key's name.
    pub key_name: Option<String>,
    /// What was asked for: the method and the path.
    pub request: Option<String>,
    /// Where it came from; of allowed addresses alone.
    #[serde(default)]
    pub address: Option<String>,
    /// The rotation.
    pub rotation_id: Option<String>,
    /// The member who became the second admin.
    pub member: Option<Actor>,
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActivationReason {
    /// The field it is about; none when it is about the whole.
    #[serde(default)]
    pub field: Option<ActivationField>,
    /// What is missing or wrong, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub detail: String,
}

impl std::str::FromStr for ActivationReason {
    type Err = std::convert::Infallible;

    /// As it is typed in a terminal: `purpose=` and the other fields' names before it say which field it is about.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = text.split_once('=').and_then(|(name, detail)| {
            let field = match name {
                "legalName" => ActivationField::LegalName,
                "contactEmail" => ActivationField::ContactEmail,
                "purpose" => ActivationField::Purpose,
                "documents" => ActivationField::Documents,
                _ => return None,
            };
            Some((field, detail))
        });
        let (field, detail) = named.map_or((None, text), |(field, detail)| (Some(field), detail));
        Ok(Self { field, detail: detail.to_owned() })
    }
}

/// A part of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum ActivationField {
    /// The organization's legal name.
    LegalName,
    /// Who answers for it.
    ContactEmail,
    /// What the live keys are for.
    Purpose,
    /// What was attached.
    Documents,
}

/// Asks for more before a decision. Operators only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestActivationInformation {
    /// What is missing or unclear: 1 to 10 things.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10))]
    pub reasons: Vec<ActivationReason>,
}

/// Rejects a submitted activation. Operators only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectActivation {
    /// Why: 1 to 10 things.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10))]
    pub reasons: Vec<ActivationReason>,
    /// Whether it may be submitted again.
    pub resubmittable: bool,
}

/// Submits the organization for activation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitActivation {
    /// The organization's legal name.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::NameText))]
    pub legal_name: String,
    /// Who answers for it.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::EmailText))]
    pub contact_email: String,
    /// What the live keys are for.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::PurposeText))]
    pub purpose: String,
}

/// Does without the proof of allowed addresses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaiveAddresses {
    /// Why, as whoever decides reads it.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// Approves a submitted activation. Operators only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApproveActivation {
    /// Why it is approved.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for state in ActivationState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        for kind in ActivationEvidenceKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn a_typed_reason_is_about_a_field_only_where_it_names_one() {
        let read = |text: &str| text.parse().map(|reason: ActivationReason| (reason.field, reason.detail));
        let text = |text: &str| text.to_owned();
        let about = (Some(ActivationField::LegalName), text("Another = name."));
        assert_eq!(read("legalName=Another = name."), Ok(about));
        assert_eq!(read("Say what for = in words."), Ok((None, text("Say what for = in words."))));
    }

    #[test]
    fn what_is_decided_for_good_or_being_looked_at_is_not_submitted_again() {
        let may = |resubmittable| ActivationState::ALL.map(|state| state.may_submit(resubmittable));
        assert_eq!(may(true), [true, true, false, true, false, true]);
        assert_eq!(may(false), [true, true, false, true, false, false]);
    }
}
