//! Whether something is possible at a connection, before it is asked for: a terminal has no control that it could leave out.

use keys::{
    Environment,
    change::Part,
    rotation::quiet::{QUIET_MINUTES_MIN, QuietEnd},
    wire::ChangeKey,
};
use providers::{
    Narrowing,
    capability::{Ability, CreateField, EnvironmentCapabilities, NotPossible, Operation, Rotating},
    guide::GuidedOperation,
};

use crate::{
    App, Code, Failure,
    view::{BeginRun, CreateKey, ListKeys, StandingView},
};

impl App {
    /// Who a connection is for this person, and what they may ask for there.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn get_capabilities(&self, connection: &str) -> Result<StandingView, Failure> {
        self.know(connection).await
    }

    /// Whether an operation can be asked for; in any environment where none is named. Answers what else is known of the place.
    ///
    /// # Errors
    /// [`Code::LiveNotActivated`] or [`Code::NotAllowed`], with why; or the place's trouble.
    pub async fn check_possible(
        &self,
        connection: &str,
        environment: Option<Environment>,
        operation: Operation,
    ) -> Result<StandingView, Failure> {
        let known = self.get_capabilities(connection).await?;
        let place =
            environment.map_or_else(|| known.name.clone(), |one| format!("the {one} environment of {}", known.name));
        match known.capabilities.ability(environment, operation) {
            Ability::Automatic => Ok(known),
            Ability::Guided => Err(self.fail(
                Code::NotAllowed,
                format!("In {place} this is done by hand, and proved step by step: conduit-keys guides begin."),
            )),
            Ability::None(NotPossible::Role) => {
                let role = known.organization.map_or("unknown", |organization| organization.role.as_str());
                let words = format!("Your role there ({role}) may not {} in {place}.", verb(operation));
                Err(self.fail(Code::NotAllowed, words))
            }
            Ability::None(NotPossible::NotActivated) => {
                Err(self.fail(Code::LiveNotActivated, format!("{} is not activated for live.", known.name)))
            }
            Ability::None(NotPossible::NeedsApproval) => Err(self.fail(
                Code::LiveKeyNeedsApproval,
                format!("In {place} another admin approves each key. Ask for it: conduit-keys keys ask."),
            )),
            Ability::None(NotPossible::NotSignedIn) => Err(self.fail(
                Code::NotAllowed,
                format!("Only a person who signed in may {}: conduit-keys sign-in.", verb(operation)),
            )),
            Ability::None(NotPossible::NotHere) => {
                Err(self.fail(Code::NotAllowed, format!("This program cannot {} in {place}.", verb(operation))))
            }
            Ability::None(NotPossible::Service) => {
                Err(self.fail(Code::NotAllowed, format!("Nobody can {} in {place}.", verb(operation))))
            }
        }
    }

    /// Whether a list can be narrowed and ordered like that.
    ///
    /// # Errors
    /// As [`App::check_possible`], or [`Code::InvalidInput`] with what cannot.
    pub async fn check_list(&self, asked: &ListKeys) -> Result<(), Failure> {
        let here = self.in_environment(&asked.connection, asked.environment, Operation::ReadKeys).await?;
        offered("/filter", here.filters.contains(&asked.filter))?;
        let takes = |is_given: bool, by| !is_given || here.narrowings.contains(&by);
        let wish = asked.narrowing.clone().unwrap_or_default();
        offered("/narrowing/accessLevel", takes(wish.access_level.is_some(), Narrowing::AccessLevel))?;
        offered("/narrowing/createdBy", takes(wish.created_by.is_some(), Narrowing::CreatedBy))?;
        offered("/narrowing/createdBefore", takes(wish.created_before.is_some(), Narrowing::CreatedBefore))?;
        offered("/narrowing/expiresBefore", takes(wish.expires_before.is_some(), Narrowing::ExpiresBefore))?;
        offered("/sort", here.sorts.contains(&asked.sort))
    }

    /// Whether a key can be created like that.
    ///
    /// # Errors
    /// As [`App::check_possible`], or [`Code::InvalidInput`] with what a key cannot be given there.
    pub async fn check_create(&self, asked: &CreateKey) -> Result<(), Failure> {
        let here = self.in_environment(&asked.connection, asked.environment, Operation::CreateKey).await?;
        creates_like_that(&here, asked)
    }

    /// Whether a key that a person makes by hand can be like that: what may be chosen is, and nothing else.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] with what a key cannot be given there.
    pub(crate) async fn check_declared(&self, connection: &str, asked: &BeginRun) -> Result<(), Failure> {
        if !matches!(asked.operation, GuidedOperation::Create | GuidedOperation::Adopt) {
            return Ok(());
        }
        let known = self.know(connection).await?;
        let none = || self.fail(Code::NotAllowed, format!("{} has no {} environment.", known.name, asked.environment));
        let here = known.capabilities.of(asked.environment).ok_or_else(none)?;
        let declared = &asked.declared;
        let level_fits = match declared.access_level {
            Some(level) => here.access_levels.contains(&level),
            None => here.access_levels.is_empty(),
        };
        let takes = |is_given: bool, field| !is_given || here.create_fields.contains(&field);
        offered("/declared/accessLevel", level_fits)?;
        offered("/declared/note", takes(declared.note.is_some(), CreateField::Note))?;
        let limits = takes(!declared.spending_limits.is_none(), CreateField::SpendingLimits);
        offered("/declared/spendingLimits", limits)
    }

    /// Whether a key can be changed like that.
    ///
    /// # Errors
    /// As [`App::check_possible`], or [`Code::InvalidInput`] with what of a key cannot be changed there.
    pub async fn check_change(
        &self,
        connection: &str,
        environment: Environment,
        asked: &ChangeKey,
    ) -> Result<(), Failure> {
        let here = self.in_environment(connection, environment, Operation::ChangeKey).await?;
        let takes = |is_given: bool, part| !is_given || here.changes.contains(&part);
        offered("/spendingLimits", takes(asked.spending_limits.is_some(), Part::SpendingLimits))?;
        offered("/allowedIps", takes(asked.allowed_ips.is_some(), Part::AllowedIps))?;
        offered("/expiresAt", takes(asked.expires_at.is_some(), Part::ExpiresAt))
    }

    /// Whether a key can be rotated there, its predecessor live on for that many seconds, and end by itself after that many
    /// quiet minutes.
    ///
    /// # Errors
    /// As [`App::check_possible`], or [`Code::InvalidInput`] for a grace or minutes that the place does not allow.
    pub async fn check_rotation(
        &self,
        connection: &str,
        environment: Environment,
        grace_seconds: Option<u32>,
        quiet_minutes: Option<u32>,
    ) -> Result<(), Failure> {
        let here = self.in_environment(connection, environment, Operation::RotateKey).await?;
        match here.rotating {
            Rotating::Paired { grace_seconds_max, quiet_minutes_max } => {
                grace_fits(grace_seconds, grace_seconds_max)?;
                quiet_fits(quiet_minutes, quiet_minutes_max)
            }
            Rotating::ByHand => {
                let words = "Nothing pairs an old key with a new one there. Create a key, move your programs to it, then revoke \
                             the old one.";
                Err(self.fail(Code::NotAllowed, words))
            }
        }
    }

    async fn in_environment(
        &self,
        connection: &str,
        environment: Environment,
        operation: Operation,
    ) -> Result<EnvironmentCapabilities, Failure> {
        let known = self.check_possible(connection, Some(environment), operation).await?;
        let here = known.capabilities.of(environment).cloned();
        here.ok_or_else(|| self.fail(Code::NotAllowed, format!("{} has no {environment} environment.", known.name)))
    }
}

fn creates_like_that(here: &EnvironmentCapabilities, asked: &CreateKey) -> Result<(), Failure> {
    let takes = |is_given: bool, field| !is_given || here.create_fields.contains(&field);
    offered("/accessLevel", here.access_levels.contains(&asked.access_level))?;
    offered("/expiresAt", takes(asked.expires_at.is_some(), CreateField::ExpiresAt))?;
    offered("/note", takes(asked.note.is_some(), CreateField::Note))?;
    offered("/notBefore", takes(asked.not_before.is_some(), CreateField::NotBefore))?;
    offered("/allowedIps", takes(!asked.allowed_ips.is_empty(), CreateField::AllowedIps))?;
    offered("/spendingLimits", takes(!asked.spending_limits.is_none(), CreateField::SpendingLimits))
}

fn grace_fits(asked: Option<u32>, most: i64) -> Result<(), Failure> {
    if asked.is_some_and(|seconds| i64::from(seconds) > most) {
        return Err(Failure::invalid("/graceSeconds", format!("The old key lives on for {most} seconds at most.")));
    }
    Ok(())
}

fn quiet_fits(asked: Option<u32>, most: Option<u32>) -> Result<(), Failure> {
    match (asked, most) {
        (Some(minutes), Some(most)) if minutes > most || !QuietEnd::fits(minutes) => {
            let words = format!("An old key ends by itself after {QUIET_MINUTES_MIN} to {most} quiet minutes.");
            Err(Failure::invalid("/quietMinutes", words))
        }
        _ => offered("/quietMinutes", asked.is_none() || most.is_some()),
    }
}

fn offered(pointer: &str, is_offered: bool) -> Result<(), Failure> {
    if is_offered { Ok(()) } else { Err(Failure::invalid(pointer, "This connection has nothing like it.")) }
}

/// An operation as the end of a sentence.
fn verb(operation: Operation) -> &'static str {
    match operation {
        Operation::ReadKeys => "look at keys",
        Operation::ReadUsage => "look at the use of keys",
        Operation::CreateKey => "create keys",
        Operation::ChangeKey => "change keys",
        Operation::RotateKey => "rotate keys",
        Operation::RevokeKey => "revoke keys",
        Operation::ProveKey => "prove keys",
        Operation::ProveLevel => "prove what a key may do",
        Operation::ReadRotations => "look at rotations",
        Operation::ReadActivation => "look at the activation",
        Operation::SubmitActivation => "submit the organization for live",
        Operation::ReadDocuments => "read the documents of an activation",
        Operation::DecideActivation => "decide an activation",
        Operation::ReadRequests => "look at requests",
        Operation::ReadAudit => "look at the audit log",
        Operation::ReadAlerts => "look at alerts",
        Operation::AcknowledgeAlert => "acknowledge alerts",
        Operation::ReportLeak => "report leaks",
        Operation::ManagePeople => "manage members and tokens",
        Operation::KeepPublishableKey => "keep a publishable key",
        Operation::ReadClaims => "read what a key says of itself",
        Operation::ReadSpending => "look at what was spent",
        Operation::ReadWebhooks => "look at webhooks",
        Operation::WatchWebhooks => "look at deliveries",
        Operation::RotateWebhookSecret => "rotate a signing secret",
        Operation::SetUpWebhooks => "set up webhooks",
        Operation::ReadLimits => "look at rate limits",
        Operation::SetKeyPolicy => "change the rules of the organization",
        Operation::ApproveLiveKeys => "ask for live keys, decide on them or claim them",
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        AccessLevel, Timestamp,
        spending::SpendingLimits,
        wire::{ActivationState, Organization, Role},
    };

    use super::*;
    use crate::{
        scripted::Scripted,
        view::{KeyFilter, KeyNarrowing, KeySort},
    };

    /// A place where somebody has this role, with live or without it.
    async fn place(role: Role, live: bool) -> Scripted {
        let place = Scripted::open().await;
        let mut organization = Organization { role, activation: ActivationState::Approved, ..place.organization() };
        organization
            .environments
            .iter_mut()
            .for_each(|one| one.available = live || one.environment == Environment::Sandbox);
        place.answer("GET /v1/organization", &organization);
        place
    }

    fn wish(place: &Scripted, environment: Environment) -> CreateKey {
        CreateKey {
            idempotency_key: "form".to_owned(),
            connection: place.here.clone(),
            environment,
            name: "billing".to_owned(),
            access_level: AccessLevel::ReadWrite,
            expires_at: Some(Timestamp::from_millis(0)),
            note: Some("Vault".to_owned()),
            not_before: Some(Timestamp::from_millis(0)),
            allowed_ips: vec!["192.0.2.7".to_owned()],
            spending_limits: SpendingLimits { daily_micros: Some(1), ..SpendingLimits::default() },
        }
    }

    /// Who asks, with which live side, for what where: and what is said to it.
    #[tokio::test]
    async fn what_is_not_possible_is_refused_with_its_reason_before_it_is_sent() {
        use Environment::{Live, Sandbox};
        for (role, live, environment, operation, refused) in [
            (Role::Admin, true, Some(Live), Operation::CreateKey, None),
            (Role::Admin, false, Some(Live), Operation::CreateKey, Some((Code::LiveNotActivated, "not activated"))),
            (Role::Onboarding, true, None, Operation::RotateKey, None),
            (
                Role::Onboarding,
                true,
                Some(Live),
                Operation::RotateKey,
                Some((Code::NotAllowed, "(onboarding) may not rotate")),
            ),
            (Role::Support, true, Some(Sandbox), Operation::ReadKeys, None),
            (
                Role::Support,
                true,
                None,
                Operation::SubmitActivation,
                Some((Code::NotAllowed, "(support) may not submit")),
            ),
        ] {
            let place = place(role, live).await;
            let told = place.app.check_possible(&place.here, environment, operation).await;
            let told = told.err().map(|failure| (failure.code, failure.message));
            match (told, refused) {
                (None, None) => {}
                (Some((code, message)), Some((expected, words))) => {
                    assert_eq!(code, expected);
                    assert!(message.contains(words), "{message}");
                }
                (told, _) => panic!("{role:?} {operation:?}: {told:?}"),
            }
            assert_eq!(place.lines(), ["GET /v1/organization"]);
        }
    }

    #[tokio::test]
    async fn everything_an_authority_has_can_be_asked_of_it() {
        let place = place(Role::Admin, true).await;
        place.app.check_create(&wish(&place, Environment::Live)).await.unwrap();
        for (filter, sort) in KeyFilter::ALL.into_iter().flat_map(|filter| KeySort::ALL.map(|sort| (filter, sort))) {
            let asked = ListKeys {
                connection: place.here.clone(),
                environment: Environment::Sandbox,
                filter,
                narrowing: Some(KeyNarrowing {
                    access_level: Some(AccessLevel::ReadOnly),
                    created_by: Some("computer:".to_owned()),
                    created_before: Some(Timestamp::from_millis(0)),
                    expires_before: Some(Timestamp::from_millis(0)),
                }),
                search: String::new(),
                sort,
                descending: true,
                cursor: None,
                limit: 1,
            };
            place.app.check_list(&asked).await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_a_place_does_not_have_is_named() {
        let place = place(Role::Admin, true).await;
        let known = place.app.get_capabilities(&place.here).await.unwrap();
        let whole = known.capabilities.of(Environment::Live).unwrap();
        let asked = wish(&place, Environment::Live);
        creates_like_that(whole, &asked).unwrap();
        let without = |field| EnvironmentCapabilities {
            create_fields: CreateField::ALL.into_iter().filter(|other| *other != field).collect(),
            ..whole.clone()
        };
        for (pointer, here) in [
            ("/accessLevel", EnvironmentCapabilities { access_levels: vec![AccessLevel::ReadOnly], ..whole.clone() }),
            ("/expiresAt", without(CreateField::ExpiresAt)),
            ("/note", without(CreateField::Note)),
            ("/notBefore", without(CreateField::NotBefore)),
            ("/allowedIps", without(CreateField::AllowedIps)),
            ("/spendingLimits", without(CreateField::SpendingLimits)),
        ] {
            let refused = creates_like_that(&here, &asked).unwrap_err();
            assert_eq!((refused.code, refused.fields[0].pointer.as_str()), (Code::InvalidInput, pointer));
            let plain = CreateKey {
                access_level: AccessLevel::ReadOnly,
                expires_at: None,
                note: None,
                not_before: None,
                allowed_ips: Vec::new(),
                spending_limits: SpendingLimits::default(),
                ..asked.clone()
            };
            creates_like_that(&here, &plain).unwrap();
        }
    }

    #[tokio::test]
    async fn a_grace_and_quiet_minutes_are_as_long_as_the_place_allows() {
        let place = place(Role::Admin, true).await;
        let longest = u32::try_from(keys::rotation::GRACE_SECONDS_MAX).unwrap();
        let check = async |grace| place.app.check_rotation(&place.here, Environment::Live, grace, None).await;
        let quiet = async |minutes| place.app.check_rotation(&place.here, Environment::Live, None, minutes).await;
        check(None).await.unwrap();
        check(Some(longest)).await.unwrap();
        let refused = check(Some(longest + 1)).await.unwrap_err();
        assert_eq!((refused.code, refused.fields[0].pointer.as_str()), (Code::InvalidInput, "/graceSeconds"));
        quiet(Some(QUIET_MINUTES_MIN)).await.unwrap();
        for minutes in [QUIET_MINUTES_MIN - 1, keys::rotation::quiet::QUIET_MINUTES_MAX + 1] {
            assert_eq!(quiet(Some(minutes)).await.unwrap_err().fields[0].pointer, "/quietMinutes");
        }
    }
}
