//! The organization: who owns everything else.

use keys::{
    Environment, Name, Timestamp, mint,
    wire::{ActivationState, EnvironmentInfo, Organization},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Caller, Failure, Service,
    audit::{self, Deed},
    http::BaseUrls,
};

/// The name that the authority signs its own deeds with.
pub const AUTHORITY: &str = "authority";

impl Service {
    /// Sets up an organization; its sandbox is ready at once, with one sample customer to read. (That the sandbox
    /// starts with a customer is ours: the vendor does not say.) Answers its id.
    ///
    /// # Errors
    /// A bad name, or the store's trouble.
    pub async fn create_organization(&self, name: &str, origin: &str) -> Result<String, Failure> {
        let name = Name::parse(name).map_err(|error| Failure::invalid_field("/organization", error))?;
        let (id, customer_id) = (mint::mint_id("org", &self.ambient), mint::mint_id("cus", &self.ambient));
        let (now, origin) = (self.now(), origin.to_owned());
        self.store
            .write(move |tx| {
                tx.db
                    .prepare_cached("INSERT INTO organizations (id, name, created_at) VALUES (?1, ?2, ?3)")?
                    .execute(params![id, name.as_str(), now.as_millis()])?;
                tx.db
                    .prepare_cached(
                        "INSERT INTO customers (id, organization_id, environment, name, country, created_at)
                         VALUES (?1, ?2, 'sandbox', 'Sample Customer Ltd', 'GBR', ?3)",
                    )?
                    .execute(params![customer_id, id, now.as_millis()])?;
                let caller = Caller {
                    organization_id: id.clone(),
                    role: keys::wire::Role::Operator,
                    name: AUTHORITY.to_owned(),
                    origin,
                };
                audit::append(
                    tx,
                    Deed {
                        at: now,
                        caller: &caller,
                        action: "organization.created",
                        subject: &id,
                        environment: None,
                        detail: name.as_str(),
                    },
                )?;
                Ok(id)
            })
            .await
    }

    /// The ids and names of all organizations, the oldest first.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn organizations(&self) -> Result<Vec<(String, String)>, Failure> {
        self.store
            .read(|db| {
                let mut statement = db.prepare_cached("SELECT id, name FROM organizations ORDER BY created_at, id")?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// The asker's organization and token.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn organization(&self, caller: &Caller, urls: &BaseUrls) -> Result<Organization, Failure> {
        let (id, urls) = (caller.organization_id.clone(), urls.clone());
        let found = self.store.read(move |db| Ok::<_, Failure>(read(db, &id)?)).await?;
        let (name, created_at, activation) = found.ok_or_else(|| Failure::not_found("organization"))?;
        let environments = Environment::ALL.map(|environment| EnvironmentInfo {
            environment,
            base_url: urls.of(environment).to_owned(),
            available: environment == Environment::Sandbox || activation == ActivationState::Approved,
        });
        Ok(Organization {
            id: caller.organization_id.clone(),
            name,
            created_at,
            activation,
            environments: environments.to_vec(),
            role: caller.role,
            token_name: caller.name.clone(),
        })
    }
}

fn read(db: &Connection, id: &str) -> rusqlite::Result<Option<(String, Timestamp, ActivationState)>> {
    let found: Option<(String, i64, String)> = db
        .prepare_cached("SELECT name, created_at, activation FROM organizations WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.map(|(name, at, word)| {
        (name, Timestamp::from_millis(at), word.parse().unwrap_or(ActivationState::NotSubmitted))
    }))
}
