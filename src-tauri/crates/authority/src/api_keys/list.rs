//! List keys, and find one.

use keys::{
    Environment,
    wire::{Key, Page},
};

use crate::{
    Caller, Failure,
    api_keys::{
        ApiKeys,
        usage::{CallsByHour, calls_by_hour},
    },
    ground::{
        key::KeyRecord,
        paging::ListQuery,
        store::{Db, KEY_COLUMNS, get_key, key_from_row},
    },
};

impl ApiKeys {
    /// One page of an environment's keys, the newest first, revoked ones included.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list(
        &self,
        caller: &Caller,
        environment: Environment,
        query: ListQuery,
    ) -> Result<Page<Key>, Failure> {
        let (organization_id, now) = (caller.organization_id.clone(), self.ground.now());
        self.ground
            .store
            .read(move |db| {
                let page = query.page(
                    db,
                    "keys",
                    KEY_COLUMNS,
                    ("created_at", "id"),
                    "organization_id = ?1 AND environment = ?2",
                    &[&organization_id, environment.as_str()],
                    |row| {
                        let key = key_from_row(row)?;
                        Ok((key.life.created_at, key.id.clone(), key))
                    },
                )?;
                let calls = CallsByHour::of(db, page.data.iter().map(|key| key.id.as_str()), now)?;
                Ok(page.map(|key| key.view(now, calls.of_key(&key.id))))
            })
            .await
    }

    /// One key.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn get(&self, caller: &Caller, key_id: String) -> Result<Key, Failure> {
        let now = self.ground.now();
        let key = self.key_of(caller, key_id).await?;
        self.ground
            .store
            .read(move |db| {
                let hours = calls_by_hour(db, &key.id, now)?;
                Ok(key.view(now, hours))
            })
            .await
    }

    /// The record of a key within the asker's organization.
    ///
    /// # Errors
    /// Not found, which is also the answer for somebody else's key (design, section 5 rule 8).
    pub(crate) async fn key_of(&self, caller: &Caller, key_id: String) -> Result<KeyRecord, Failure> {
        let organization_id = caller.organization_id.clone();
        self.ground.store.read(move |db| find_key(db, &organization_id, &key_id)).await
    }
}

/// The key with the id in the organization, or not found.
///
/// # Errors
/// Not found, or the store's trouble.
pub(crate) fn find_key(db: Db<'_>, organization_id: &str, key_id: &str) -> Result<KeyRecord, Failure> {
    get_key(db, key_id)?.filter(|key| key.organization_id == organization_id).ok_or_else(|| Failure::not_found("key"))
}
