//! What a person may ask for at a connection, already narrowed by their role: the faces read this and know no rule of roles or
//! of services themselves.

mod operation;

use std::collections::BTreeMap;

use keys::{
    AccessLevel, ActorKind, Environment,
    change::Part,
    rotation::{GRACE_SECONDS_MAX, quiet::QUIET_MINUTES_MAX},
    wire::{ActivationState, Organization},
};
use serde::Serialize;

pub use self::operation::Operation;
use crate::{
    list::{KeyFilter, KeySort, Narrowing},
    service::Sheet,
};

/// How an operation is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "how", content = "why")]
pub enum Ability {
    /// By this program, when it is asked.
    Automatic,
    /// By the person, step by step, because the service has no call for it; this program shows the way and proves the end.
    Guided,
    /// Not at all.
    None(NotPossible),
}

/// Why an operation is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NotPossible {
    /// The person's role may not.
    Role,
    /// The organization has no such environment yet.
    NotActivated,
    /// Live keys are asked for there, not created.
    NeedsApproval,
    /// Only a person who signed in does it, and the connection has a token.
    NotSignedIn,
    /// The service has nothing like it.
    Service,
    /// The service has it, and this program does not do it there.
    NotHere,
}

/// A field of the form that creates a key, beside its name and its access level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CreateField {
    /// When the key ends by itself.
    ExpiresAt,
    /// Where it will live.
    Note,
    /// The moment before which it is refused.
    NotBefore,
    /// From where it may be used.
    AllowedIps,
    /// What its requests may cost.
    SpendingLimits,
}

impl CreateField {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::ExpiresAt, Self::Note, Self::NotBefore, Self::AllowedIps, Self::SpendingLimits];
}

/// How a key is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "way")]
pub enum Rotating {
    /// The place, or this program, pairs the old key with the new one, lets the old one live on for a while, and knows when its
    /// callers have moved.
    Paired {
        /// The longest while that may be asked for, in seconds.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        grace_seconds_max: i64,
        /// The most minutes without a call after which it ends the old key by itself; none where it cannot.
        quiet_minutes_max: Option<u32>,
    },
    /// A new key is created, the programs are moved to it, and the old one is revoked; nothing pairs the two.
    ByHand,
}

/// What is possible in an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentCapabilities {
    /// Which.
    pub environment: Environment,
    /// What a new key may be given, the least first.
    pub access_levels: Vec<AccessLevel>,
    /// What else is asked of a new key.
    pub create_fields: Vec<CreateField>,
    /// What of a key can be changed later on.
    pub changes: Vec<Part>,
    /// How its keys are rotated.
    pub rotating: Rotating,
    /// Whether a new key works before anybody has confirmed that its secret is saved.
    pub works_unconfirmed: bool,
    /// What a list of its keys can be narrowed to.
    pub filters: Vec<KeyFilter>,
    /// What it can be narrowed by besides.
    pub narrowings: Vec<Narrowing>,
    /// What it can be read by.
    pub sorts: Vec<KeySort>,
    /// Each operation of an environment.
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Operation, Ability>>"))]
    pub operations: BTreeMap<Operation, Ability>,
}

/// What is possible at a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Its environments: one, or sandbox and live.
    pub environments: Vec<EnvironmentCapabilities>,
    /// Each operation of the connection as a whole.
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Operation, Ability>>"))]
    pub operations: BTreeMap<Operation, Ability>,
}

/// What this program pairs ends by nobody's clock: it need not run then.
const PAIRED_HERE: Rotating = Rotating::Paired { grace_seconds_max: 0, quiet_minutes_max: None };

/// What can be told of keys by what a person did with them alone.
const TRACKED: [KeyFilter; 6] =
    [KeyFilter::All, KeyFilter::Active, KeyFilter::Retiring, KeyFilter::Pending, KeyFilter::Due, KeyFilter::Revoked];

impl Capabilities {
    /// At an authority of ours, for whoever the organization says is asking. The rules are [`keys::wire::Role`]'s own, which the
    /// authority's permission table rests on too.
    pub fn of_authority(organization: &Organization) -> Self {
        let (role, needs_approval) = (organization.role, organization.live_keys_need_approval);
        let environments = organization.environments.iter().map(|info| EnvironmentCapabilities {
            environment: info.environment,
            access_levels: vec![AccessLevel::ReadOnly, AccessLevel::ReadWrite],
            create_fields: CreateField::ALL.into(),
            changes: Part::ALL.into(),
            rotating: Rotating::Paired {
                grace_seconds_max: GRACE_SECONDS_MAX,
                quiet_minutes_max: Some(QUIET_MINUTES_MAX),
            },
            works_unconfirmed: false,
            filters: KeyFilter::ALL.into(),
            narrowings: Narrowing::ALL.into(),
            sorts: KeySort::ALL.into(),
            operations: operations(true, |operation| {
                // It tells what its keys may do.
                if matches!(operation, Operation::ProveLevel | Operation::ReadClaims) {
                    return Ability::None(NotPossible::Service);
                }
                let writes = !matches!(
                    operation,
                    Operation::ReadKeys | Operation::ReadUsage | Operation::ProveKey | Operation::ReadRotations
                );
                match (writes, info.available) {
                    (true, _) if !role.may_write_keys(info.environment) => Ability::None(NotPossible::Role),
                    (true, false) => Ability::None(NotPossible::NotActivated),
                    (true, true)
                        if operation == Operation::CreateKey
                            && info.environment == Environment::Live
                            && needs_approval =>
                    {
                        Ability::None(NotPossible::NeedsApproval)
                    }
                    _ => Ability::Automatic,
                }
            }),
        });
        let of_all = operations(false, |operation| match operation {
            Operation::SubmitActivation if !role.may_submit_activation() => Ability::None(NotPossible::Role),
            Operation::AcknowledgeAlert
            | Operation::ReportLeak
            | Operation::ReadWebhooks
            | Operation::WatchWebhooks
                if !role.may_look_after_keys() =>
            {
                Ability::None(NotPossible::Role)
            }
            Operation::ReadDocuments if !role.may_read_documents() => Ability::None(NotPossible::Role),
            Operation::DecideActivation if !role.may_operate() => Ability::None(NotPossible::Role),
            Operation::ManagePeople
            | Operation::SetUpWebhooks
            | Operation::RotateWebhookSecret
            | Operation::SetKeyPolicy
                if !role.may_administer() =>
            {
                Ability::None(NotPossible::Role)
            }
            Operation::ApproveLiveKeys => approving(organization),
            Operation::ReadSpending | Operation::KeepPublishableKey => Ability::None(NotPossible::Service),
            _ => Ability::Automatic,
        });
        Self { environments: environments.collect(), operations: of_all }
    }

    /// At a published service. Where it has no call for its keys, what is done there is done by hand, and what is known is what
    /// this program wrote down; where it has, this program does it, and pairs the keys of a rotation itself.
    pub(crate) fn of_service(sheet: &Sheet) -> Self {
        let none = Ability::None(NotPossible::Service);
        let by_hand = sheet.by_hand.is_some();
        let done = if by_hand { Ability::Guided } else { Ability::Automatic };
        let environments = sheet.environments().map(|environment| EnvironmentCapabilities {
            environment,
            access_levels: sheet.levels.to_vec(),
            create_fields: sheet.fields.to_vec(),
            changes: Vec::new(),
            rotating: if by_hand { Rotating::ByHand } else { PAIRED_HERE },
            works_unconfirmed: true,
            filters: if by_hand { TRACKED.into() } else { KeyFilter::ALL.into() },
            narrowings: Vec::new(),
            sorts: if by_hand {
                vec![KeySort::Created, KeySort::Name]
            } else {
                vec![KeySort::Created, KeySort::Name, KeySort::LastUsed, KeySort::Expires]
            },
            operations: operations(true, |operation| match operation {
                Operation::ReadKeys | Operation::ProveKey => Ability::Automatic,
                Operation::ReadClaims if sheet.is_token => Ability::Automatic,
                Operation::ProveLevel if sheet.level_proof.is_some() => Ability::Automatic,
                Operation::CreateKey | Operation::RotateKey | Operation::RevokeKey => done,
                Operation::ReadRotations if !by_hand => Ability::Automatic,
                _ => none,
            }),
        });
        let of_all = operations(false, |operation| match operation {
            // Those that this program made.
            Operation::ReadRequests => Ability::Automatic,
            Operation::KeepPublishableKey if sheet.publishable => Ability::Automatic,
            Operation::ReadSpending if sheet.billing.is_some() => Ability::Automatic,
            Operation::ReadWebhooks | Operation::RotateWebhookSecret if sheet.webhooks.is_some() => Ability::Automatic,
            Operation::WatchWebhooks | Operation::SetUpWebhooks if sheet.webhooks.is_some() => {
                Ability::None(NotPossible::NotHere)
            }
            _ => none,
        });
        Self { environments: environments.collect(), operations: of_all }
    }

    /// What is possible in an environment; none where the connection has no such environment.
    pub fn of(&self, environment: Environment) -> Option<&EnvironmentCapabilities> {
        self.environments.iter().find(|known| known.environment == environment)
    }

    /// How an operation is done: in the environment that is named, and in the one where it is most possible where none is,
    /// as for whoever knows a rotation by its id alone.
    pub fn ability(&self, environment: Option<Environment>, operation: Operation) -> Ability {
        let none = Ability::None(NotPossible::Service);
        if !operation.is_of_an_environment() {
            return self.operations.get(&operation).copied().unwrap_or(none);
        }
        let known = self.environments.iter().filter(|known| environment.is_none_or(|named| named == known.environment));
        let abilities = known.filter_map(|known| known.operations.get(&operation).copied());
        abilities.min_by_key(|ability| matches!(ability, Ability::None(_))).unwrap_or(none)
    }
}

/// Whether somebody takes part where live keys need approval: two people do, and no machine stands in for one.
fn approving(organization: &Organization) -> Ability {
    let is_person = organization.actor.as_ref().is_some_and(|actor| actor.kind == ActorKind::Member);
    if !organization.role.may_approve_live_keys() {
        Ability::None(NotPossible::Role)
    } else if !organization.live_keys_need_approval {
        Ability::None(NotPossible::Service)
    } else if organization.activation != ActivationState::Approved {
        Ability::None(NotPossible::NotActivated)
    } else if is_person {
        Ability::Automatic
    } else {
        Ability::None(NotPossible::NotSignedIn)
    }
}

fn operations(of_an_environment: bool, ability: impl Fn(Operation) -> Ability) -> BTreeMap<Operation, Ability> {
    let all = Operation::ALL.into_iter().filter(|operation| operation.is_of_an_environment() == of_an_environment);
    all.map(|operation| (operation, ability(operation))).collect()
}

#[cfg(test)]
mod tests;
