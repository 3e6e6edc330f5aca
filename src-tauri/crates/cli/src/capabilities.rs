//! `conduit-keys capabilities`, and the same asked before each verb.

use actions::{Ability, Failure, NotPossible, Operation, Rotating, view::StandingView};
use keys::{Environment, alert::DAY};
use serde::Serialize;

use crate::{
    Face,
    print::{table, word},
};

impl Face {
    /// Whether a verb is possible where it acts; in any environment where it names none.
    pub(crate) async fn check_possible(
        &self,
        environment: Option<Environment>,
        operation: Operation,
    ) -> Result<(), Failure> {
        self.app.check_possible(&self.connection, environment, operation).await.map(drop)
    }
}

pub(crate) async fn show(face: &Face) -> Result<(), Failure> {
    let known = face.app.get_capabilities(&face.connection).await?;
    face.answer(&known, || lines(&known))
}

fn lines(known: &StandingView) -> Vec<String> {
    let environments = &known.capabilities.environments;
    let mut lines = match &known.organization {
        Some(whose) => {
            vec![format!("Organization: {}", known.name), format!("Role: {} ({})", word(&whose.role), whose.token_name)]
        }
        None => vec![format!("Service: {}", known.name)],
    };
    lines.push(String::new());
    let names: Vec<String> = environments.iter().map(|one| one.environment.to_string().to_uppercase()).collect();
    let head: Vec<&str> = std::iter::once("OPERATION").chain(names.iter().map(String::as_str)).collect();
    let row = |operation: &Operation| {
        let abilities = environments.iter().map(|one| Some(one.environment));
        let told = abilities.map(|environment| known.capabilities.ability(environment, *operation)).map(how);
        std::iter::once(word(operation)).chain(told).collect::<Vec<_>>()
    };
    lines.extend(table(&head, &Operation::ALL.iter().map(row).collect::<Vec<_>>()));
    for here in environments {
        lines.push(String::new());
        lines.push(format!("{}:", here.environment.to_string().to_uppercase()));
        let rows = [
            ("access levels", words(&here.access_levels)),
            ("fields of a new key", words(&here.create_fields)),
            ("filters", words(&here.filters)),
            ("sorts", words(&here.sorts)),
            ("rotation", rotating(&here.rotating)),
        ];
        lines.extend(rows.into_iter().map(|(what, has)| format!("  {what:<19}  {has}")));
    }
    lines
}

fn words<T: Serialize>(list: &[T]) -> String {
    if list.is_empty() {
        return "none".to_owned();
    }
    list.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn rotating(way: &Rotating) -> String {
    match way {
        Rotating::Paired { grace_seconds_max, quiet_minutes_max } => {
            let by_itself = quiet_minutes_max.map_or("", |_| ", and ends by itself when it is quiet, if so chosen");
            format!(
                "the old key lives on beside its successor, for {} days at most{by_itself}",
                grace_seconds_max / DAY
            )
        }
        Rotating::ByHand => "by hand: create, move your programs, revoke".to_owned(),
    }
}

fn how(ability: Ability) -> String {
    match ability {
        Ability::Automatic => "yes",
        Ability::Guided => "by hand",
        Ability::None(NotPossible::Role) => "no: not with your role",
        Ability::None(NotPossible::NotActivated) => "no: not activated",
        Ability::None(NotPossible::NeedsApproval) => "no: it is asked for, and another admin approves",
        Ability::None(NotPossible::NotSignedIn) => "no: not with a token",
        Ability::None(NotPossible::NotHere) => "no: this program does not do it at this service",
        Ability::None(NotPossible::Service) => "no: the service has nothing like it",
    }
    .to_owned()
}
