//! An organization's own limits: the sheet says that the support contact can set them; here an operator does, by
//! `conduit-authority limits`.

use keys::{AuditAction, Environment, bucket::Rate};

use crate::{
    Caller, Failure,
    evidence::audit::{self, Deed},
    ground::{
        limits::{Class, Override},
        store::values,
    },
    people::People,
};

impl People {
    /// Sets an organization's rate for one bucket, or takes it back. A process that serves follows within two seconds.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn set_limit(
        &self,
        caller: &Caller,
        environment: Environment,
        class: Class,
        rate: Option<Rate>,
    ) -> Result<(), Failure> {
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground
            .store
            .write(move |tx| {
                let organization = caller.organization_id.as_str();
                tx.db.execute(
                    "DELETE FROM limit_overrides WHERE organization_id = ?1 AND environment = ?2 AND class = ?3",
                    values![organization, environment.as_str(), class.as_str()],
                )?;
                if let Some(rate) = rate {
                    tx.db.execute_one(
                        "INSERT INTO limit_overrides (organization_id, environment, class, per_second, burst, set_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        values![
                            organization,
                            environment.as_str(),
                            class.as_str(),
                            i64::from(rate.per_second),
                            i64::from(rate.burst),
                            now,
                        ],
                    )?;
                }
                let detail = rate.map_or("the usual rate".to_owned(), |rate| rate.to_string());
                let deed = Deed {
                    at: now,
                    caller: &caller,
                    action: AuditAction::LimitsSet,
                    subject: class.as_str(),
                    environment: Some(environment),
                    detail: &detail,
                };
                Ok::<_, Failure>(audit::append(tx, deed)?)
            })
            .await?;
        self.follow_limits().await
    }

    /// Brings the limits in memory up to what is stored. Called every two seconds.
    ///
    /// # Errors
    /// The store's trouble; the limits stay as they were.
    pub(crate) async fn follow_limits(&self) -> Result<(), Failure> {
        let overrides = self
            .ground
            .store
            .read(|db| {
                let sql = "SELECT organization_id, environment, class, per_second, burst FROM limit_overrides
                     ORDER BY organization_id, environment, class";
                db.all(sql, &[], |row| {
                    let number =
                        |at| Ok::<_, crate::StoreError>(u32::try_from(row.get::<i64>(at)?).unwrap_or(u32::MAX));
                    Ok(Override {
                        organization_id: row.get(0)?,
                        environment: row.word(1)?,
                        class: row.word(2)?,
                        rate: Rate::new(number(3)?, number(4)?)
                            .map_err(|error| crate::StoreError::Damaged(error.to_string()))?,
                    })
                })
            })
            .await?;
        self.ground.limits.follow(overrides);
        Ok(())
    }
}
