//! The actions with a credential that is given for one run, as a script has them.

use actions::view::{CreateKey, KeyFilter, KeySort, ListKeys};
use actions::{App, Folders, KeyRef, Vault};
use keys::spending::SpendingLimits;
use keys::{AccessLevel, Ambient, Environment, Secret};

/// At an authority, with a token.
pub(crate) fn app(address: &str, token: &str) -> App {
    let app = App::open(&Folders { data: None }, Vault::open_keychain("journeys"), Ambient::system()).unwrap();
    app.use_credential(address, Secret::new(token.to_owned())).unwrap();
    app
}

/// The connection that it acts on.
pub(crate) fn here(app: &App) -> String {
    app.current_connection().unwrap()
}

/// A key there.
pub(crate) fn key(app: &App, id: &str) -> KeyRef {
    KeyRef::new(&here(app), id)
}

/// The newest keys there.
pub(crate) fn newest(app: &App, environment: Environment) -> ListKeys {
    newest_at(here(app), environment)
}

/// The newest keys at a connection.
pub(crate) fn newest_at(connection: String, environment: Environment) -> ListKeys {
    ListKeys {
        connection,
        environment,
        filter: KeyFilter::All,
        narrowing: None,
        search: String::new(),
        sort: KeySort::Created,
        descending: true,
        cursor: None,
        limit: 100,
    }
}

/// A read-write sandbox key without a limit, asked for once.
pub(crate) fn wish(connection: String, once: &str, name: &str) -> CreateKey {
    CreateKey {
        idempotency_key: once.to_owned(),
        connection,
        environment: Environment::Sandbox,
        name: name.to_owned(),
        access_level: AccessLevel::ReadWrite,
        expires_at: None,
        note: None,
        not_before: None,
        allowed_ips: Vec::new(),
        spending_limits: SpendingLimits::default(),
    }
}
