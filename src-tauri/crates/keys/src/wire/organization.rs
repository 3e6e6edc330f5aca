//! Who owns the keys, and who is asking.

use serde::{Deserialize, Deserializer, Serialize};

use super::ActivationState;
use crate::{Actor, Environment, Timestamp, environment::UnknownWord};

/// What a token's holder may do (design, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Creates, rotates and revokes every key of the organization.
    Admin,
    /// Reads, and explains; never creates a key.
    Support,
    /// Works in the sandbox and brings the organization to live; never touches live keys.
    Onboarding,
    /// Runs the authority: approves activations. Not a member of the organization's daily work.
    Operator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Support, Self::Onboarding, Self::Operator];

    /// The word used in columns and arguments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Support => "support",
            Self::Onboarding => "onboarding",
            Self::Operator => "operator",
        }
    }

    /// Whether the role may create, confirm, rotate and revoke keys of the environment.
    pub fn may_write_keys(self, environment: Environment) -> bool {
        match self {
            Self::Admin => true,
            Self::Onboarding => environment == Environment::Sandbox,
            Self::Support | Self::Operator => false,
        }
    }

    /// Whether the role looks after keys without necessarily changing them: alerts, leaks, webhooks.
    pub fn may_look_after_keys(self) -> bool {
        matches!(self, Self::Admin | Self::Support)
    }

    /// Whether the role may say who comes in: members, tokens, webhook endpoints.
    pub fn may_administer(self) -> bool {
        self == Self::Admin
    }

    /// Whether the role may make, change or revoke a member or a token of another role. Operators are made by whoever has
    /// the data; an admin cannot make one, nor become one by changing one's password.
    pub fn may_manage(self, other: Self) -> bool {
        other != Self::Operator || self == Self::Operator
    }

    /// Whether the role may ask for live keys and decide on those that another person asks for.
    pub fn may_approve_live_keys(self) -> bool {
        self == Self::Admin
    }

    /// Whether the role may submit the organization for activation.
    pub fn may_submit_activation(self) -> bool {
        matches!(self, Self::Admin | Self::Onboarding)
    }

    /// Whether the role reads the documents that were attached for that: whoever attaches them, and whoever decides. Support
    /// helps without them.
    pub fn may_read_documents(self) -> bool {
        self.may_submit_activation() || self.may_operate()
    }

    /// Whether the role runs the authority: decides activations and applications, reads its metrics.
    pub fn may_operate(self) -> bool {
        self == Self::Operator
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.as_str() == word).ok_or(UnknownWord)
    }
}

/// The organization that a management token belongs to, and what the token is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// `org_` and 22 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::OrganizationId))]
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was set up.
    pub created_at: Timestamp,
    /// How far it is on its way to live.
    pub activation: ActivationState,
    /// Whether a live key is asked for, and approved by another person, instead of created. A release before knew nothing of
    /// it.
    #[serde(default)]
    pub live_keys_need_approval: bool,
    /// Both environments, with their true addresses.
    pub environments: Vec<EnvironmentInfo>,
    /// The asking token's role.
    pub role: Role,
    /// The asking token's name.
    pub token_name: String,
    /// Who asks, as the audit log names them. A release before did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
}

/// One environment as the authority serves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentInfo {
    /// Which one.
    pub environment: Environment,
    /// Where its public API is, `/v2` included.
    pub base_url: String,
    /// Whether keys can be created in it now.
    pub available: bool,
    /// How many days old a key may become before it is due; none: nothing was said, and a year is old.
    #[serde(default)]
    pub key_days_max: Option<u32>,
}

/// Changes one rule of the organization: how old the keys of an environment may become, or whether live keys need another
/// person's approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeOrganization {
    /// Of which environment `keyDaysMax` is said; both or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// After how many days a key is due; null: after a year.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 1, maximum = 365))]
    pub key_days_max: Option<Option<u32>>,
    /// Whether a live key is asked for, and approved by another person, instead of created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_keys_need_approval: Option<bool>,
    /// Why, 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::ReasonText))]
    pub reason: String,
}

/// A field that is there, be it null.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u32>>, D::Error> {
    super::rotation::said(deserializer).map(Some)
}

impl ChangeOrganization {
    /// How old keys of an environment may become.
    pub fn key_days(environment: Environment, days: Option<u32>, reason: String) -> Self {
        Self { environment: Some(environment), key_days_max: Some(days), live_keys_need_approval: None, reason }
    }

    /// Whether live keys need approval.
    pub fn approval(needed: bool, reason: String) -> Self {
        Self { environment: None, key_days_max: None, live_keys_need_approval: Some(needed), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_the_design_says() {
        let may = |role: Role| Environment::ALL.map(|environment| role.may_write_keys(environment));
        assert_eq!(may(Role::Admin), [true, true]);
        assert_eq!(may(Role::Onboarding), [true, false], "onboarding never touches live keys");
        assert_eq!(may(Role::Support), [false, false], "support never creates keys");
        assert_eq!(may(Role::Operator), [false, false]);
        let of = |may: fn(Role) -> bool| Role::ALL.into_iter().filter(|role| may(*role)).collect::<Vec<_>>();
        assert_eq!(of(Role::may_look_after_keys), [Role::Admin, Role::Support]);
        assert_eq!(of(Role::may_administer), [Role::Admin]);
        assert_eq!(of(Role::may_approve_live_keys), [Role::Admin], "whoever may not create live keys asks for none");
        assert_eq!(of(Role::may_submit_activation), [Role::Admin, Role::Onboarding]);
        assert_eq!(of(Role::may_operate), [Role::Operator]);
        assert_eq!(of(|role| role.may_manage(Role::Operator)), [Role::Operator], "an admin makes no operator");
        assert_eq!(of(|role| role.may_manage(Role::Admin)), Role::ALL);
    }
}
