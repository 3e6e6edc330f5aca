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
        assert_eq!(found.operations[&Operation::DecideActivation], decide, "{who:?}: nobody decides for themselves");
        let documents = if who == Role::Support { role } else { automatic };
        assert_eq!(found.operations[&Operation::ReadDocuments], documents, "{who:?}");
        let people = if who == Role::Admin { automatic } else { role };
        for administers in
            [Operation::ManagePeople, Operation::SetUpWebhooks, Operation::RotateWebhookSecret, Operation::SetKeyPolicy]
        {
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
        let asked = Organization { live_keys_need_approval: needed, actor: actor.cloned(), ..organization(role, live) };
        let found = Capabilities::of_authority(&asked);
        assert_eq!(found.ability(Some(Environment::Live), Operation::CreateKey), create, "{role:?} {needed} {actor:?}");
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
