//! The organization: who owns everything else.

use keys::{
    AuditAction, Environment, Name, Timestamp,
    fold::fold,
    mint,
    wire::{ActivationState, EnvironmentInfo, Organization},
};

use crate::{
    Caller, Failure,
    evidence::audit::{self, Deed},
    ground::store::{Db, StoreError, values},
    people::People,
};

/// Where each environment's public API is, `/v2` included.
#[derive(Clone, Debug)]
pub struct BaseUrls {
    /// The sandbox's.
    pub sandbox: String,
    /// The live side's.
    pub live: String,
}

impl BaseUrls {
    /// The one of an environment.
    pub fn of(&self, environment: Environment) -> &str {
        match environment {
            Environment::Sandbox => &self.sandbox,
            Environment::Live => &self.live,
        }
    }
}

impl People {
    /// Sets up an organization, and notes that it wants a sandbox. Answers its id.
    ///
    /// # Errors
    /// A bad name, one that another organization has, or the store's trouble.
    pub async fn create_organization(&self, name: &str, origin: &str) -> Result<String, Failure> {
        let name = Name::parse(name).map_err(|error| Failure::invalid_field("/organization", error))?;
        let id = mint::mint_id("org", &self.ground.ambient);
        let (now, origin) = (self.ground.now(), origin.to_owned());
        let id = self
            .ground
            .store
            .write(move |tx| {
                let others = tx.db.all("SELECT name FROM organizations", &[], |row| row.get::<String>(0))?;
                if others.iter().any(|other| fold(other) == fold(name.as_str())) {
                    // Operators tell them apart by their names.
                    return Err(Failure::invalid_field(
                        "/organization",
                        "There is an organization of that name already.",
                    ));
                }
                tx.db.execute_one(
                    "INSERT INTO organizations (id, name, created_at) VALUES (?1, ?2, ?3)",
                    values![&id, name.as_str(), now],
                )?;
                tx.db.execute_one(
                    "INSERT INTO provisioning (organization_id, next_at) VALUES (?1, ?2)",
                    values![&id, now],
                )?;
                let caller = Caller { origin, ..Caller::authority(&id) };
                audit::append(
                    tx,
                    Deed {
                        at: now,
                        caller: &caller,
                        action: AuditAction::OrganizationCreated,
                        subject: &id,
                        environment: None,
                        detail: name.as_str(),
                    },
                )?;
                Ok::<_, Failure>(id)
            })
            .await?;
        Ok(id)
    }

    /// The ids and names of all organizations, the oldest first.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn organizations(&self) -> Result<Vec<(String, String)>, Failure> {
        self.ground
            .store
            .read(|db| {
                let sql = "SELECT id, name FROM organizations ORDER BY created_at, id";
                Ok(db.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?)
            })
            .await
    }

    /// The asker's organization and token.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn organization(&self, caller: &Caller, urls: &BaseUrls) -> Result<Organization, Failure> {
        let (id, urls) = (caller.organization_id.clone(), urls.clone());
        let found = self.ground.store.read(move |db| read(db, &id)).await?;
        let (name, created_at, activation, [sandbox_days, live_days], live_keys_need_approval) =
            found.ok_or_else(|| Failure::not_found("organization"))?;
        let environments = Environment::ALL.map(|environment| EnvironmentInfo {
            environment,
            base_url: urls.of(environment).to_owned(),
            available: environment == Environment::Sandbox || activation == ActivationState::Approved,
            key_days_max: match environment {
                Environment::Sandbox => sandbox_days,
                Environment::Live => live_days,
            },
        });
        Ok(Organization {
            id: caller.organization_id.clone(),
            name,
            created_at,
            activation,
            live_keys_need_approval,
            environments: environments.to_vec(),
            role: caller.role,
            token_name: caller.actor.name.clone(),
            actor: Some(caller.actor.clone()),
        })
    }
}

type Read = (String, Timestamp, ActivationState, [Option<u32>; 2], bool);

fn read(db: Db<'_>, id: &str) -> Result<Option<Read>, StoreError> {
    let sql = "SELECT name, created_at, activation, sandbox_key_days, live_key_days, live_keys_need_approval
               FROM organizations WHERE id = ?1";
    db.one(sql, values![id], |row| {
        Ok((row.get(0)?, row.moment(1)?, row.word(2)?, [row.get(3)?, row.get(4)?], row.get(5)?))
    })
}
