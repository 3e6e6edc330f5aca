//! Members and management tokens, as they are shown and asked for.

use std::collections::BTreeMap;

use keys::{
    Timestamp,
    wire::{Member, Right, Role, Token, TokenState},
};
pub use providers::{MemberSort, PeopleFilter, TokenSort};
use serde::{Deserialize, Serialize};

use super::SecretPlace;
use crate::{MemberRef, TokenRef};

/// A member in the table.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    /// The connection that reaches them.
    pub connection: String,
    /// What the authority says of them.
    #[serde(flatten)]
    pub member: Member,
    /// Where their open invitation is.
    pub secret: SecretPlace,
    /// Whether it is the person in front of the window.
    pub own: bool,
}

/// One page of members.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MemberListView {
    /// The members, in the order asked for.
    pub members: Vec<MemberView>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter, whichever was asked for.
    #[cfg_attr(feature = "ts", ts(type = "Record<PeopleFilter, number>"))]
    pub counts: BTreeMap<PeopleFilter, u64>,
}

/// A management token in the table.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// The connection that reaches it.
    pub connection: String,
    /// What the authority says of it.
    #[serde(flatten)]
    pub token: Token,
    /// How far it is.
    pub state: TokenState,
    /// Where its secret is.
    pub secret: SecretPlace,
    /// Whether it is the one that this connection uses.
    pub own: bool,
}

/// One page of tokens.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TokenListView {
    /// The tokens, in the order asked for.
    pub tokens: Vec<TokenView>,
    /// What to ask for the next page; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter, whichever was asked for.
    #[cfg_attr(feature = "ts", ts(type = "Record<PeopleFilter, number>"))]
    pub counts: BTreeMap<PeopleFilter, u64>,
}

/// A role, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RoleView {
    /// Which.
    pub role: Role,
    /// All that it may do.
    pub rights: Vec<Right>,
    /// Whether an admin may give it. An operator is made by whoever has the key server's data.
    pub given: bool,
}

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RolesView {
    /// Everything that some role may do, as it stands in a table.
    pub rights: Vec<Right>,
    /// The roles, in their order.
    pub roles: Vec<RoleView>,
}

/// Asks for a page of members.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListMembers {
    /// Where.
    pub connection: String,
    /// Which of them.
    pub filter: PeopleFilter,
    /// Only those of this role.
    pub role: Option<Role>,
    /// What they are read by.
    pub sort: MemberSort,
    /// The largest first.
    pub descending: bool,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
}

/// Asks for a page of tokens.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListTokens {
    /// Where.
    pub connection: String,
    /// Which of them.
    pub filter: PeopleFilter,
    /// Only those of this role.
    pub role: Option<Role>,
    /// What they are read by.
    pub sort: TokenSort,
    /// The largest first.
    pub descending: bool,
    /// Behind the page that said so; none for the first.
    pub cursor: Option<String>,
}

/// Asks for an invitation.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteMember {
    /// Minted by the window when the form opens, so that pressing twice invites once.
    pub idempotency_key: String,
    /// Where.
    pub connection: String,
    /// What they will sign in with.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Asks for another invitation of a member.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteAgain {
    /// Whom.
    pub member: MemberRef,
    /// Whether the codes of their authenticator end too, because the device is lost.
    pub revoke_totp: bool,
}

/// Asks for another role of a member.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeRole {
    /// Whose.
    pub member: MemberRef,
    /// Which.
    pub role: Role,
}

/// Asks for the end of a member.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeMember {
    /// Whom.
    pub member: MemberRef,
    /// Why.
    pub reason: String,
}

/// Asks for a new token.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateToken {
    /// Minted by the window when the form opens, so that pressing twice creates once.
    pub idempotency_key: String,
    /// Where.
    pub connection: String,
    /// Its name in the audit log.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// When it shall end by itself.
    pub expires_at: Option<Timestamp>,
}

/// Asks for the end of a token.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeToken {
    /// Which.
    pub token: TokenRef,
    /// Why.
    pub reason: String,
}
