//! Members: the people of an organization who sign in.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::{Actor, Timestamp, lifecycle::Revocation};

/// How far a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// Invited, and without a password so far.
    Invited,
    /// Can sign in.
    Active,
    /// Refused for good.
    Revoked,
}

/// A member as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// `usr_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::MemberId))]
    pub id: String,
    /// What they sign in with, and their name in the audit log.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// How far they are.
    pub state: MemberState,
    /// Whether signing in needs a code besides the password.
    pub totp: bool,
    /// When they were invited.
    pub created_at: Timestamp,
    /// Who invited them.
    pub created_by: Actor,
    /// The last sign-in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Until when an open invitation is good.
    pub invitation_ends_at: Option<Timestamp>,
    /// When, by whom and why they were revoked.
    pub revocation: Option<Revocation>,
}

/// Invites somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteMember {
    /// Their e-mail address. Nothing is sent to it: hand the invitation over yourself.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::EmailText))]
    pub email: String,
    /// What people call them.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ActorNameText))]
    pub name: String,
    /// What they may do: `admin`, `support` or `onboarding`.
    pub role: Role,
}

/// Invites a member again: a lost invitation, or a forgotten password.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteAgain {
    /// Whether their TOTP ends too, because the device and the backup codes are lost.
    #[serde(default)]
    pub revoke_totp: bool,
}

/// An invited member. The invitation is in this answer and nowhere else.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invited {
    /// The member.
    pub member: Member,
    /// What they set their password with, once; null when the answer is a repeated one.
    pub invitation: Option<String>,
}

/// Sets the password that an invitation asks for.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The invitation.
    pub invitation: String,
    /// The new password, 12 to 256 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256))]
    pub password: String,
}

/// Gives a member another role.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeRole {
    /// The role: `admin`, `support` or `onboarding`.
    pub role: Role,
}

/// Refuses a member for good.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeMember {
    /// Why.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// Changes one's own password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePassword {
    /// The password so far.
    pub current_password: String,
    /// The new one, 12 to 256 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 12, max_length = 256))]
    pub new_password: String,
}
