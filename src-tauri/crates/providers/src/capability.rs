//! What a person may ask for at a connection, already narrowed by their role: the faces read this and know no rule of roles or
//! of services themselves.

use std::collections::BTreeMap;

use keys::{
    AccessLevel, ActorKind, Environment,
    change::Part,
    rotation::{GRACE_SECONDS_MAX, quiet::QUIET_MINUTES_MAX},
    wire::{ActivationState, Organization},
};
use serde::Serialize;

use crate::{
    list::{KeyFilter, KeySort, Narrowing},
    service::Sheet,
};

/// Something that a person may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Look at keys.
    ReadKeys,
    /// Look at how often and from where they are called with.
    ReadUsage,
    /// Create a key and confirm that its secret is saved.
    CreateKey,
    /// Change what a key is limited to.
    ChangeKey,
    /// Replace a key: start, finish, undo.
    RotateKey,
    /// End a key.
    RevokeKey,
    /// Make a call with a key whose secret is kept on this computer.
    ProveKey,
    /// Prove what a key may do, by a write that cannot take effect.
    ProveLevel,
    /// Look at rotations.
    ReadRotations,
    /// Look at the organization's way to live.
    ReadActivation,
    /// Submit the organization for it.
    SubmitActivation,
    /// Read the documents that were attached for that.
    ReadDocuments,
    /// Decide what was submitted: take it up, ask for more, approve, reject.
    DecideActivation,
    /// Look at what became of a request.
    ReadRequests,
    /// Look at who did what.
    ReadAudit,
    /// Look at what deserves a look.
    ReadAlerts,
    /// Take note of it.
    AcknowledgeAlert,
    /// Report that a secret leaked.
    ReportLeak,
    /// Say who comes in: members, and tokens for scripts.
    ManagePeople,
    /// Look at webhook endpoints.
    ReadWebhooks,
    /// Look at what was sent to them, test one and send something again.
    WatchWebhooks,
    /// Create webhook endpoints and change them.
    SetUpWebhooks,
    /// Give one another signing secret.
    RotateWebhookSecret,
    /// Look at how near the organization is to its rate limits.
    ReadLimits,
    /// Look at what the account was charged.
    ReadSpending,
    /// Keep a project's publishable key.
    KeepPublishableKey,
    /// Read what a key says of itself.
    ReadClaims,
    /// Say how old keys may become, and whether live keys need approval.
    SetKeyPolicy,
    /// Ask for a live key where it needs approval, decide on another person's, claim one's own.
    ApproveLiveKeys,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::ReadKeys,
        Self::ReadUsage,
        Self::CreateKey,
        Self::ChangeKey,
        Self::RotateKey,
        Self::RevokeKey,
        Self::ProveKey,
        Self::ProveLevel,
        Self::ReadRotations,
        Self::ReadActivation,
        Self::SubmitActivation,
        Self::ReadDocuments,
        Self::DecideActivation,
        Self::ReadRequests,
        Self::ReadAudit,
        Self::ReadAlerts,
        Self::AcknowledgeAlert,
        Self::ReportLeak,
        Self::ManagePeople,
        Self::ReadWebhooks,
        Self::WatchWebhooks,
        Self::SetUpWebhooks,
        Self::RotateWebhookSecret,
        Self::ReadLimits,
        Self::ReadSpending,
        Self::KeepPublishableKey,
        Self::ReadClaims,
        Self::SetKeyPolicy,
        Self::ApproveLiveKeys,
    ];

    /// Whether it is done in one environment; the others concern the connection as a whole.
    pub fn is_of_an_environment(self) -> bool {
        match self {
            Self::ReadKeys
            | Self::ReadUsage
            | Self::CreateKey
            | Self::ChangeKey
            | Self::RotateKey
            | Self::RevokeKey
            | Self::ProveKey
            | Self::ProveLevel
            | Self::ReadClaims
            | Self::ReadRotations => true,
            Self::ReadActivation
            | Self::SubmitActivation
            | Self::ReadDocuments
            | Self::DecideActivation
            | Self::ReadRequests
            | Self::ReadAudit
            | Self::ReadAlerts
            | Self::AcknowledgeAlert
            | Self::ReportLeak
            | Self::ManagePeople
            | Self::ReadWebhooks
            | Self::WatchWebhooks
            | Self::SetUpWebhooks
            | Self::RotateWebhookSecret
            | Self::ReadLimits
            | Self::ReadSpending
            | Self::KeepPublishableKey
            | Self::SetKeyPolicy
            | Self::ApproveLiveKeys => false,
        }
    }
}

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
    /// The place pairs the old key with the new one, lets the old one live on for a while, and knows when its callers have
    /// moved.
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

    /// At a service that has no call for its keys: what is done there is done by hand, and what is known is what this
    /// program wrote down.
    pub(crate) fn of_service(sheet: &Sheet) -> Self {
        let none = Ability::None(NotPossible::Service);
        let environments = sheet.environments().map(|environment| EnvironmentCapabilities {
            environment,
            access_levels: sheet.levels.to_vec(),
            create_fields: sheet.fields.to_vec(),
            changes: Vec::new(),
            rotating: Rotating::ByHand,
            filters: vec![
                KeyFilter::All,
                KeyFilter::Active,
                KeyFilter::Retiring,
                KeyFilter::Pending,
                KeyFilter::Due,
                KeyFilter::Revoked,
            ],
            narrowings: Vec::new(),
            sorts: vec![KeySort::Created, KeySort::Name],
            operations: operations(true, |operation| match operation {
                Operation::ReadKeys | Operation::ProveKey => Ability::Automatic,
                Operation::ReadClaims if sheet.is_token => Ability::Automatic,
                Operation::ProveLevel if sheet.level_proof.is_some() => Ability::Automatic,
                Operation::CreateKey | Operation::RotateKey | Operation::RevokeKey => Ability::Guided,
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
mod tests {
    use keys::{
        Actor,
        wire::{EnvironmentInfo, Role},
    };

    use super::*;

    fn organization(role: Role, live: bool) -> Organization {
        let environment = |environment, available| EnvironmentInfo {
            environment,
            base_url: "http://127.0.0.1:7401/v2".to_owned(),
            available,
            key_days_max: None,
        };
        Organization {
            id: "org_0".to_owned(),
            name: "Acme".to_owned(),
            role,
            token_name: "bench".to_owned(),
            actor: None,
            created_at: keys::Timestamp::from_millis(0),
            environments: vec![environment(Environment::Sandbox, true), environment(Environment::Live, live)],
            activation: if live { ActivationState::Approved } else { ActivationState::NotSubmitted },
            live_keys_need_approval: false,
        }
    }

    /// Each role and environment, with what a table of permissions says of it.
    #[test]
    fn every_operation_is_narrowed_by_the_role_and_by_what_is_there() {
        let automatic = Ability::Automatic;
        let (role, locked) = (Ability::None(NotPossible::Role), Ability::None(NotPossible::NotActivated));
        for (who, is_live, sandbox, live, submit) in [
            (Role::Admin, true, automatic, automatic, automatic),
            (Role::Admin, false, automatic, locked, automatic),
            (Role::Onboarding, true, automatic, role, automatic),
            (Role::Support, true, role, role, role),
            (Role::Operator, true, role, role, role),
        ] {
            let found = Capabilities::of_authority(&organization(who, is_live));
            for (at, expected) in [(0, sandbox), (1, live)] {
                for write in [Operation::CreateKey, Operation::ChangeKey, Operation::RotateKey, Operation::RevokeKey] {
                    assert_eq!(found.environments[at].operations[&write], expected, "{who:?} {at} {write:?}");
                }
                assert_eq!(found.environments[at].operations[&Operation::ReadKeys], automatic, "everybody may look");
            }
            assert_eq!(found.operations[&Operation::SubmitActivation], submit, "{who:?}");
            let decide = if who == Role::Operator { automatic } else { role };
            assert_eq!(
                found.operations[&Operation::DecideActivation],
                decide,
                "{who:?}: nobody decides for themselves"
            );
            let documents = if who == Role::Support { role } else { automatic };
            assert_eq!(found.operations[&Operation::ReadDocuments], documents, "{who:?}");
            let people = if who == Role::Admin { automatic } else { role };
            for administers in [
                Operation::ManagePeople,
                Operation::SetUpWebhooks,
                Operation::RotateWebhookSecret,
                Operation::SetKeyPolicy,
            ] {
                assert_eq!(found.operations[&administers], people, "{who:?}");
            }
            let watch = if matches!(who, Role::Admin | Role::Support) { automatic } else { role };
            for watches in [Operation::ReadWebhooks, Operation::WatchWebhooks] {
                assert_eq!(found.operations[&watches], watch, "{who:?}");
            }
            let known = found.environments[0].operations.len() + found.operations.len();
            assert_eq!(known, Operation::ALL.len(), "each operation is said something of, once");
        }
    }

    /// Who asks, with what the organization said of live keys.
    #[test]
    fn where_live_keys_need_approval_none_is_created_and_a_person_asks() {
        let member = Actor::new(ActorKind::Member, "usr_0", "ana@acme.example");
        let token = Actor::new(ActorKind::Token, "tok_0", "nightly");
        let none = Ability::None;
        for (role, live, needed, actor, create, ask) in [
            (Role::Admin, true, false, Some(&member), Ability::Automatic, none(NotPossible::Service)),
            (Role::Admin, true, true, Some(&member), none(NotPossible::NeedsApproval), Ability::Automatic),
            (Role::Admin, true, true, Some(&token), none(NotPossible::NeedsApproval), none(NotPossible::NotSignedIn)),
            (Role::Admin, true, true, None, none(NotPossible::NeedsApproval), none(NotPossible::NotSignedIn)),
            (Role::Admin, false, true, Some(&member), none(NotPossible::NotActivated), none(NotPossible::NotActivated)),
            (Role::Support, true, true, Some(&member), none(NotPossible::Role), none(NotPossible::Role)),
        ] {
            let asked =
                Organization { live_keys_need_approval: needed, actor: actor.cloned(), ..organization(role, live) };
            let found = Capabilities::of_authority(&asked);
            assert_eq!(
                found.ability(Some(Environment::Live), Operation::CreateKey),
                create,
                "{role:?} {needed} {actor:?}"
            );
            assert_eq!(found.ability(None, Operation::ApproveLiveKeys), ask, "{role:?} {needed} {actor:?}");
            let rest = [Operation::ChangeKey, Operation::RotateKey, Operation::RevokeKey]
                .map(|one| found.ability(Some(Environment::Live), one));
            assert!(
                rest.iter().all(|one| (*one == Ability::Automatic) == (live && role == Role::Admin)),
                "what narrows goes on"
            );
            if role == Role::Admin {
                assert_eq!(found.ability(Some(Environment::Sandbox), Operation::CreateKey), Ability::Automatic);
            }
        }
    }

    #[test]
    fn an_operation_without_its_environment_is_as_possible_as_where_it_is_most() {
        let ability = |found: &Capabilities, environment| found.ability(environment, Operation::RotateKey);
        let (role, service) = (Ability::None(NotPossible::Role), Ability::None(NotPossible::Service));
        let mut onboarding = Capabilities::of_authority(&organization(Role::Onboarding, true));
        assert_eq!(ability(&onboarding, None), Ability::Automatic, "in the sandbox it is");
        assert_eq!(ability(&onboarding, Some(Environment::Live)), role);
        onboarding.environments.pop();
        assert_eq!(ability(&onboarding, Some(Environment::Live)), service, "there is no such environment");
        let support = Capabilities::of_authority(&organization(Role::Support, true));
        assert_eq!(ability(&support, None), role);
        assert_eq!(support.ability(Some(Environment::Live), Operation::ReadAudit), Ability::Automatic, "of the whole");
    }
}
