//! The organizations of a store, and which of them an operator's verb is about.

use authority::{Place, Service, StartError};
use keys::Ambient;

use crate::{
    arguments::{OrganizationArguments, OrganizationVerb, StoreArguments},
    print_line,
};

pub async fn run(verb: OrganizationVerb) -> anyhow::Result<()> {
    match verb {
        OrganizationVerb::Create { store, name } => {
            let service = open_store(&store).await?;
            // The first one is `serve`'s to set up, with the folder.
            found(&service).await?;
            print_line(&service.create_organization(&name, "command line").await?)
        }
        OrganizationVerb::List { store } => {
            let all = found(&open_store(&store).await?).await?;
            all.iter().try_for_each(|(id, name)| print_line(&format!("{id}  {name}")))
        }
    }
}

/// The store, and the organization that was named, or the only one.
pub async fn open(asked: &OrganizationArguments) -> anyhow::Result<(Service, String)> {
    let service = open_store(&asked.store).await?;
    let id = choose(found(&service).await?, asked.organization.as_deref())?;
    Ok((service, id))
}

/// The operator's verbs work beside a running `serve`: they take no lock, the database settles who writes when.
async fn open_store(store: &StoreArguments) -> anyhow::Result<Service> {
    if store.database.is_none() && !authority::has_organization(&store.data_dir)? {
        return Err(StartError::NoOrganization.into());
    }
    let place = Place::choose(&store.data_dir, store.database.as_deref()).map_err(StartError::from)?;
    Ok(Service::open_beside(place, Ambient::system()).await.map_err(StartError::from)?)
}

/// All of them; at least one.
async fn found(service: &Service) -> anyhow::Result<Vec<(String, String)>> {
    let all = service.people.organizations().await?;
    if all.is_empty() { Err(StartError::NoOrganization.into()) } else { Ok(all) }
}

fn choose(all: Vec<(String, String)>, asked: Option<&str>) -> anyhow::Result<String> {
    let names = || all.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    let named = |text: &str| all.iter().find(|(id, name)| id == text || name == text.trim());
    let chosen = match (asked, &all[..]) {
        (Some(text), _) => {
            named(text).ok_or_else(|| anyhow::anyhow!("There is no organization {text}; there are: {}.", names()))?
        }
        (None, [only]) => only,
        (None, _) => anyhow::bail!("There are several organizations; say which with --organization: {}.", names()),
    };
    Ok(chosen.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_organization_need_not_be_named_and_of_several_none_is_guessed() {
        let all = |names: &[&str]| names.iter().map(|name| (format!("org_{name}"), (*name).to_owned())).collect();
        assert_eq!(choose(all(&["Acme"]), None).unwrap(), "org_Acme");
        let two = || all(&["Acme", "Borealis"]);
        assert_eq!(choose(two(), Some("Borealis")).unwrap(), "org_Borealis");
        assert_eq!(choose(two(), Some("org_Borealis")).unwrap(), "org_Borealis", "by its id too");
        let refused = choose(two(), None).unwrap_err().to_string();
        assert!(refused.contains("Acme, Borealis") && refused.contains("--organization"), "{refused}");
        assert!(choose(two(), Some("Acm")).is_err(), "no other than the one that was named");
    }
}
