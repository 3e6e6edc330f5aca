//! The authority as a library, served on free ports of this very process: for clocks and for more than one organization.

use authority::{Caller, Config, Running, Seal, Service};
use keys::wire::Role;
use keys::{Actor, ActorKind, Ambient, Environment, Secret};

use crate::{
    Api,
    postgres::{database_for, operate},
};

/// A running authority in this process, on a folder of its own.
pub struct Inside {
    running: Running,
    folder: tempfile::TempDir,
}

/// What an authority on free ports needs, with a SQLite file in this folder.
pub fn in_a_file(data_dir: &std::path::Path, ambient: Ambient) -> Config {
    Config { organization: Some("Acme".to_owned()), ..Config::new(data_dir, ambient).on_free_ports() }
}

impl Inside {
    /// Starts one for the organization `Acme`.
    pub async fn start(ambient: Ambient) -> Self {
        Self::start_with(ambient, |_| ()).await
    }

    /// Starts one whose configuration is changed before.
    pub async fn start_with(ambient: Ambient, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let sealing_key = Seal::from_secret(&Seal::mint(&ambient));
        let mut config = Config { database: database_for(&data), sealing_key, ..in_a_file(&data, ambient) };
        change(&mut config);
        Self { running: authority::start(config).await.expect("the authority starts"), folder }
    }

    /// Its operations.
    pub fn service(&self) -> &std::sync::Arc<Service> {
        &self.running.service
    }

    /// Its database, to be looked at from outside.
    pub fn database(&self) -> rusqlite::Connection {
        let path = self.folder.path().join("data/authority.sqlite3");
        rusqlite::Connection::open(path).expect("the database opens beside the authority")
    }

    /// Changes its store from outside, whichever it is.
    pub fn operate(&self, sql: &str) {
        operate(&self.folder.path().join("data"), sql);
    }

    /// Whether a part of these secrets lies in its data folder.
    pub fn holds_on_disk(&self, secrets: &[String]) -> bool {
        !crate::canary::Hunt::after(secrets).in_folder(self.folder.path()).is_empty()
    }

    /// Where its management API is.
    pub fn manage_address(&self) -> &str {
        &self.running.addresses.manage
    }

    /// The management API without a credential.
    pub fn manage_anonymously(&self) -> Api {
        Api::anonymous(&format!("{}/v1", self.running.addresses.manage))
    }

    /// The management API with this bearer.
    pub fn manage_with(&self, token: &str) -> Api {
        Api::with_token(&self.running.addresses.manage, token)
    }

    /// The management API for a role in the first organization.
    pub fn manage(&self, role: Role) -> Api {
        Api::with_token(&self.running.addresses.manage, self.session_token(role, role.as_str()).expose())
    }

    /// A token of a role in the first organization that ends with the process, as the window has one.
    pub fn session_token(&self, role: Role, name: &str) -> Secret {
        self.running.session_token(role, name)
    }

    /// The management API for a role in any organization.
    pub fn manage_of(&self, organization_id: &str, role: Role) -> Api {
        let token = self.running.service.people.session_token(organization_id, role, role.as_str());
        Api::with_token(&self.running.addresses.manage, token.expose())
    }

    /// Where the public API of an environment is.
    pub fn public_address(&self, environment: Environment) -> &str {
        match environment {
            Environment::Sandbox => &self.running.addresses.sandbox,
            Environment::Live => &self.running.addresses.live,
        }
    }

    /// The public API of an environment with a key.
    pub fn public(&self, environment: Environment, secret: &str) -> Api {
        Api::with_key(self.public_address(environment), secret)
    }

    /// `/verify` of an environment, and what else is beside `/v2`, with a key.
    pub fn beside(&self, environment: Environment, secret: &str) -> Api {
        self.public(environment, secret).beside()
    }

    /// Opens the live side as an operator does.
    pub async fn activate(&self) {
        let asked =
            serde_json::json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "tests" });
        self.manage(Role::Admin).post("/activation/submit", asked).await.expect_status(200);
        let approve = serde_json::json!({ "reason": "test" });
        self.manage(Role::Operator).decide("approve", approve).await.expect_status(200);
    }

    /// An asker of the first organization, for calls without HTTP.
    pub async fn caller(&self, role: Role) -> Caller {
        let organizations = self.service().people.organizations().await.expect("the store answers");
        let (organization_id, _) = organizations.into_iter().next().expect("there is an organization");
        let actor = Actor::new(ActorKind::Computer, role.as_str(), role.as_str());
        Caller { organization_id, role, actor, origin: String::new() }
    }

    /// Stops it.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}
