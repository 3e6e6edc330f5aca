//! The published services, and a connection to one that has no call for its keys.

use keys::Environment;
use providers::{BaseUrl, Service};

use crate::{
    App, Code, Failure,
    connections::parse_name,
    journal::ConnectionRecord,
    view::{AddService, ConnectionView, ServiceView},
};

impl App {
    /// The services that a connection may lead to.
    ///
    /// # Errors
    /// Never: what a window asks for is answered so.
    pub async fn list_services(&self) -> Result<Vec<ServiceView>, Failure> {
        let view = |service: Service| ServiceView {
            id: service.id().to_owned(),
            name: service.name().to_owned(),
            has_projects: service.has_projects(),
            has_account: service.has_account(),
            environments: service.hosts().map(|(environment, _)| environment).collect(),
        };
        Ok(Service::ALL.into_iter().map(view).collect())
    }

    /// Adds one; nothing is sent to it. Without a name the connection has the service's. One that was there before under this
    /// name and was removed is the same again, with the keys that it had: the service tells of none.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] for an unknown service, a bad name or a bad address; [`Code::NameInUse`].
    pub async fn add_service(&self, asked: AddService) -> Result<ConnectionView, Failure> {
        let service = Service::find(&asked.service);
        let service = service.ok_or_else(|| Failure::invalid("/service", "There is no such service."))?;
        if service.has_account() {
            let words = "People have accounts at this service: sign in, or give an API token.";
            return Err(Failure::invalid("/service", words));
        }
        let name = parse_name(&asked.name)?.map_or_else(|| service.name().to_owned(), |name| name.as_str().to_owned());
        // Two of one service are told apart by nothing else.
        if self.known_connections()?.iter().any(|known| known.name == name) {
            return Err(
                self.fail(Code::NameInUse, format!("Another connection is called {name}. Give this one a name."))
            );
        }
        let hosts = stand_ins(service, &asked)?;
        let own = service.hosts().next().map_or("", |(_, url)| url);
        let record = ConnectionRecord {
            id: self.shared.ambient.mint_uuid(),
            name,
            url: hosts.first().map_or(own, |(_, url)| url).to_owned(),
            account: None,
            service: Some(service.id().to_owned()),
        };
        let journal = &self.shared.journal;
        if let Some(id) = journal.add_again(&record, &hosts).map_err(|error| self.journal_failure(error))? {
            return Ok(self.view_of(ConnectionRecord { id, ..record }));
        }
        let added = journal.add_connection_at(&record, &hosts, self.now());
        added.map_err(|error| self.journal_failure(error))?;
        Ok(self.view_of(record))
    }
}

/// The addresses that stand in for the service's own: of all its environments, or of none, so that nobody takes a simulator's
/// answer in one for the service's in the other.
fn stand_ins(service: Service, asked: &AddService) -> Result<Vec<(Environment, String)>, Failure> {
    let mut hosts = Vec::new();
    for (environment, _) in service.hosts() {
        let given = asked.hosts.iter().find(|host| host.environment == environment);
        if let Some(given) = given.filter(|given| !given.url.trim().is_empty()) {
            let pointer = format!("/hosts/{environment}");
            let base = BaseUrl::parse(&given.url).map_err(|error| Failure::invalid(&pointer, error))?;
            hosts.push((environment, base.as_str().to_owned()));
        }
    }
    let missing = service.hosts().find(|(known, _)| hosts.iter().all(|(given, _)| given != known));
    match missing {
        Some((environment, _)) if !hosts.is_empty() => Err(Failure::invalid(
            &format!("/hosts/{environment}"),
            "Give an address for each environment, or for none.",
        )),
        _ => Ok(hosts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scripted::Scripted, view::ServiceHost};

    fn asked(service: &str, name: &str, hosts: &[(Environment, &str)]) -> AddService {
        let host = |(environment, url): &(Environment, &str)| ServiceHost {
            environment: *environment,
            url: (*url).to_owned(),
        };
        AddService { service: service.to_owned(), name: name.to_owned(), hosts: hosts.iter().map(host).collect() }
    }

    #[tokio::test]
    async fn a_service_is_added_without_a_word_to_it_and_says_what_it_can() {
        let place = Scripted::open().await;
        let added = place.app.add_service(asked("conduit-financial", "", &[])).await.unwrap();
        assert_eq!((added.name.as_str(), added.service.as_deref()), ("Conduit Financial", Some("conduit-financial")));
        let known = place.app.get_capabilities(&added.id).await.unwrap();
        assert!(known.organization.is_none() && known.environments.len() == 2);
        assert!(place.asked().is_empty(), "nobody was asked");
        let again = place.app.add_service(asked("conduit-financial", "", &[])).await.unwrap_err();
        assert_eq!(again.code, Code::NameInUse);
        place.app.add_service(asked("conduit-financial", "Payments", &[])).await.unwrap();
    }

    #[tokio::test]
    async fn other_addresses_stand_in_for_all_of_a_services_own_or_for_none() {
        use Environment::{Live, Sandbox};
        let place = Scripted::open().await;
        let add = async |service: &str, hosts: &[(Environment, &str)]| {
            place.app.add_service(asked(service, "sim", hosts)).await.map_err(|failure| failure.fields)
        };
        let half = add("conduit-financial", &[(Sandbox, "http://127.0.0.1:1/v2")]).await.unwrap_err();
        assert_eq!(half[0].pointer, "/hosts/live");
        let plain = [(Sandbox, "http://127.0.0.1:1/v2"), (Live, "http://example.com/v2")];
        assert_eq!(add("conduit-financial", &plain).await.unwrap_err()[0].pointer, "/hosts/live", "not private");
        let both = [(Sandbox, "http://127.0.0.1:1/v2/"), (Live, "http://127.0.0.1:2/v2")];
        let added = add("conduit-financial", &both).await.unwrap();
        let known = place.app.get_capabilities(&added.id).await.unwrap();
        let urls: Vec<_> = known.environments.iter().map(|here| here.base_url.as_str()).collect();
        assert_eq!(urls, ["http://127.0.0.1:1/v2", "http://127.0.0.1:2/v2"]);
        assert_eq!(add("another", &[]).await.unwrap_err()[0].pointer, "/service");
    }

    #[tokio::test]
    async fn a_service_that_is_removed_and_added_again_has_the_keys_it_had() {
        use crate::view::{BeginRun, Declared};
        use Environment::{Live, Sandbox};
        let place = Scripted::open().await;
        let here = [(Sandbox, "http://127.0.0.1:1/v2"), (Live, "http://127.0.0.1:2/v2")];
        let there = [(Sandbox, "http://127.0.0.1:3/v2"), (Live, "http://127.0.0.1:4/v2")];
        let add = async |hosts: &[(Environment, &str)]| {
            place.app.add_service(asked("conduit-financial", "", hosts)).await.unwrap()
        };
        let named = async |name: &str| place.app.add_service(asked("conduit-financial", name, &here)).await.unwrap();
        let before = add(&here).await;
        let begin = BeginRun {
            idempotency_key: "once".to_owned(),
            environment: Sandbox,
            operation: providers::guide::GuidedOperation::Create,
            key: None,
            name: "billing".to_owned(),
            typed_name: None,
            declared: Declared { access_level: Some(keys::AccessLevel::ReadOnly), ..Declared::default() },
        };
        let run = place.app.begin_guided(&before.id, &begin).await.unwrap();
        place.app.remove_connection(&before.id).await.unwrap();
        assert_eq!(place.app.list_open_runs().await.unwrap(), [], "nobody can go on there");
        assert_eq!(place.app.remove_connection(&before.id).await.unwrap_err().code, Code::NotFound);

        let elsewhere = add(&there).await;
        assert_ne!(elsewhere.id, before.id, "a simulator's keys are not the service's");
        place.app.remove_connection(&elsewhere.id).await.unwrap();
        let other = named("Another account").await;
        assert_ne!(other.id, before.id, "nor are another account's");
        let again = add(&here).await;
        assert_eq!(again.id, before.id);
        assert_eq!(place.app.list_open_runs().await.unwrap()[0].id, run.id, "and goes on where it was");
    }
}
