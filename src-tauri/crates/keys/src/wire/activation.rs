//! An organization's way from sandbox-only to live. States and reviewers are not documented by the vendor: these are
//! ours (Conduit Financial sheet, section 7).

use serde::{Deserialize, Serialize};

use crate::{Timestamp, environment::UnknownWord};

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
    /// Live keys can be created.
    Approved,
}

impl ActivationState {
    /// The word used in columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSubmitted => "not_submitted",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
        }
    }
}

impl std::str::FromStr for ActivationState {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::NotSubmitted, Self::Submitted, Self::Approved]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or(UnknownWord)
    }
}

/// The activation record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Activation {
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
    pub submitted_by: Option<String>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The reason given with the approval.
    pub approval_reason: Option<String>,
    /// The first good call with any sandbox key: the evidence that the integration runs.
    pub first_sandbox_call_at: Option<Timestamp>,
    /// The first good write with a sandbox key.
    pub first_sandbox_write_at: Option<Timestamp>,
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

/// Approves a submitted activation. Operators only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApproveActivation {
    /// Why it is approved.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}
