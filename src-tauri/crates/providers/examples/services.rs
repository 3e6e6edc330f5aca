//! `cargo xtask types` runs it: writes what each place can, and what nobody knows of it, into the folder that is named.

use std::{error::Error, fmt::Write as _, fs, path::PathBuf};

use keys::{
    Environment, Timestamp,
    wire::{ActivationState, EnvironmentInfo, Organization, Role},
};
use providers::{
    Capabilities, Service,
    capability::{Ability, NotPossible, Operation},
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: services FOLDER")?);
    let mut text =
        "# What each place can\n\nMade by `cargo xtask types` from the sheets in `src/service`; do not edit it.\n\n"
            .to_owned();
    let authority = Capabilities::of_authority(&organization());
    let places: Vec<(&str, Capabilities)> = std::iter::once(("Conduit authority (ours), as an admin", authority))
        .chain(Service::ALL.map(|service| (service.name(), service.capabilities())))
        .collect();
    let names: Vec<_> = places.iter().map(|(name, _)| *name).collect();
    writeln!(text, "| Operation | {} |", names.join(" | "))?;
    writeln!(text, "|---|{}", "---|".repeat(names.len()))?;
    for operation in Operation::ALL {
        let told: Vec<_> = places.iter().map(|(_, can)| how(can.ability(None, operation))).collect();
        writeln!(text, "| {} | {} |", word(&operation)?, told.join(" | "))?;
    }
    text.push_str(
        "\n*automatic*: this program does it. *guided*: a person does it on the service's own page, led step by step, and each \
         step is proved by a call. *none*: the service has nothing like it or this release does not offer it, or, at our authority, the state of the organization \
         stands in the way.\n",
    );
    for service in Service::ALL {
        writeln!(text, "\n## {}\n", service.name())?;
        let can = service.capabilities();
        for here in &can.environments {
            let levels: Vec<_> = here.access_levels.iter().map(word).collect::<Result<_, _>>()?;
            let fields: Vec<_> = here.create_fields.iter().map(word).collect::<Result<_, _>>()?;
            let levels = if levels.is_empty() { "none".to_owned() } else { levels.join(", ") };
            writeln!(
                text,
                "- {}: access levels {levels}; written down of a new key: {}",
                here.environment,
                fields.join(", ")
            )?;
        }
        writeln!(text, "\n| What is not documented | What this program does |\n|---|---|")?;
        for (fact, behaviour) in service.unknown() {
            writeln!(text, "| {fact} | {behaviour} |")?;
        }
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("SERVICES.md"), text)?;
    Ok(())
}

fn word(value: &impl serde::Serialize) -> Result<String, Box<dyn Error>> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().replace('_', " "))
}

fn how(ability: Ability) -> &'static str {
    match ability {
        Ability::Automatic => "automatic",
        Ability::Guided => "guided",
        Ability::None(NotPossible::Role) => "none: another role",
        Ability::None(NotPossible::NotActivated) => "none: not activated",
        Ability::None(NotPossible::NeedsApproval) => "none: another admin approves",
        Ability::None(NotPossible::NotSignedIn) => "none: not with a token",
        Ability::None(NotPossible::Service) => "none",
        Ability::None(NotPossible::NotHere) => "not by this program",
    }
}

/// One that is activated, asked by an admin.
fn organization() -> Organization {
    let info =
        |environment| EnvironmentInfo { environment, base_url: String::new(), available: true, key_days_max: None };
    Organization {
        id: String::new(),
        name: String::new(),
        role: Role::Admin,
        token_name: String::new(),
        actor: None,
        created_at: Timestamp::from_millis(0),
        environments: Environment::ALL.map(info).into(),
        activation: ActivationState::Approved,
        live_keys_need_approval: false,
    }
}
