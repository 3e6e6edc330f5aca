//! Management tokens that are stored (as digests).

use keys::{Name, Secret, mint, wire::Role};

use crate::{
    Caller, Failure, Service,
    audit::{self, Deed},
    organization::AUTHORITY,
    store::values,
};

impl Service {
    /// Creates a management token. Whoever may run the operator's commands on the data folder may do this.
    ///
    /// # Errors
    /// A bad name, or the store's trouble.
    pub async fn create_token(&self, organization_id: &str, role: Role, name: &str) -> Result<Secret, Failure> {
        let name = Name::parse(name).map_err(|error| Failure::invalid_field("/name", error))?;
        let token = mint::mint_token(&self.ambient);
        let (digest, now, organization_id) = (token.digest(), self.now(), organization_id.to_owned());
        self.store
            .write(move |tx| {
                tx.db.execute_one(
                    "INSERT INTO tokens (digest, organization_id, name, role, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                    values![&digest, &organization_id, name.as_str(), role.as_str(), now],
                )?;
                let caller =
                    Caller { organization_id, role: Role::Operator, name: AUTHORITY.to_owned(), origin: String::new() };
                audit::append(
                    tx,
                    Deed {
                        at: now,
                        caller: &caller,
                        action: "token.created",
                        subject: name.as_str(),
                        environment: None,
                        detail: role.as_str(),
                    },
                )?;
                Ok::<_, Failure>(())
            })
            .await?;
        Ok(token)
    }
}
