//! Rows that releases before wrote, which lack what every row has now.

use keys::{fold::sort_key, mint};

use crate::{
    Failure,
    ground::store::{Tx, values},
    people::People,
};

impl People {
    /// Completes them. Called before anybody is served.
    ///
    /// # Errors
    /// The store's trouble.
    pub(crate) async fn complete_old_rows(&self) -> Result<(), Failure> {
        self.ground
            .store
            .write(move |tx| {
                name_tokens(tx)?;
                order_names(tx)
            })
            .await
    }
}

/// Gives tokens of the first release, which have none, an id, so that they can be listed and revoked.
fn name_tokens(tx: &mut Tx<'_>) -> Result<(), Failure> {
    let sql = "SELECT digest FROM tokens WHERE id IS NULL";
    for digest in tx.db.all(sql, &[], |row| row.get::<[u8; 32]>(0))? {
        let id = mint::mint_id("tok", tx.ambient);
        tx.db.execute_one("UPDATE tokens SET id = ?2 WHERE digest = ?1", values![digest, id])?;
    }
    Ok(())
}

/// Gives members and tokens the name that they are ordered by.
fn order_names(tx: &mut Tx<'_>) -> Result<(), Failure> {
    for table in ["members", "tokens"] {
        let sql = format!("SELECT id, name FROM {table} WHERE name_sorted IS NULL");
        for (id, name) in tx.db.all(&sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))? {
            let sql = format!("UPDATE {table} SET name_sorted = ?2 WHERE id = ?1");
            tx.db.execute_one(&sql, values![id, sort_key(&name)])?;
        }
    }
    Ok(())
}
