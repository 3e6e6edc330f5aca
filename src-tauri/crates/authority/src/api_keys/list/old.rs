//! Keys that a release before wrote, which nothing lists yet.

use crate::{
    Failure,
    api_keys::{
        ApiKeys,
        usage::day::{Left, first_slot},
    },
    ground::store::{KEY_COLUMNS, StoreError, Tx, key_from_row, list_keys},
};

/// Keys that one change lists. Nobody is served meanwhile, and a page of an index is written once for all that share it.
const STEP: usize = 20_000;

impl ApiKeys {
    /// Lists them. Called before anybody is served.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn list_old_keys(&self) -> Result<(), Failure> {
        let first = first_slot(self.ground.now());
        while self.ground.store.write_patiently(move |tx| list_some(tx, first)).await? == STEP {}
        Ok(())
    }
}

fn list_some(tx: &mut Tx<'_>, first: i64) -> Result<usize, StoreError> {
    // All steps agree on it, and with what is counted from now on.
    let since = Left::begin(tx.db, first)?;
    let sql = format!("SELECT {KEY_COLUMNS} FROM keys WHERE name_sorted IS NULL ORDER BY id LIMIT {STEP}");
    let keys = tx.db.all(&sql, &[], key_from_row)?;
    list_keys(tx.db, &keys, since)?;
    Ok(keys.len())
}
