//! Filling a store before it is measured: the organization as people make it, the keys straight into the table, since a
//! million of them by the front door would take longer than everything that is measured.

use std::path::Path;

use anyhow::Result;
use authority::Config;
use keys::{Ambient, Environment, mint};
use rusqlite::{Connection, params};

/// Keys whose secrets are used, spread evenly over all of them.
pub const IN_USE: usize = 1_000;

/// Makes an organization and so many active keys; answers the secrets of [`IN_USE`] of them at most.
pub async fn furnish(folder: &Path, keys: usize) -> Result<Vec<String>> {
    authority::start(config(folder)).await?.stop().await;
    let mut database = Connection::open(folder.join("authority.sqlite3"))?;
    let organization: String = database.query_row("SELECT id FROM organizations", [], |row| row.get(0))?;
    let (ambient, every) = (Ambient::system(), (keys / IN_USE).max(1));
    let mut secrets = Vec::new();
    let change = database.transaction()?;
    let mut insert = change.prepare(
        "INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
             hint_last_four, created_at, created_by, confirmed_at)
         VALUES (?1, ?2, 'sandbox', ?3, ?3, 'read_only', ?4, ?5, ?6, ?7, 'bench', ?7)",
    )?;
    for number in 0..keys {
        let secret = mint::mint_secret(Environment::Sandbox, &ambient);
        let (id, hint, name) = (mint::mint_id("key", &ambient), secret.hint(), format!("bench {number}"));
        let digest = secret.digest();
        let at = ambient.now().as_millis();
        insert.execute(params![id, organization, name, digest.as_bytes(), hint.prefix, hint.last_four, at])?;
        if number % every == 0 && secrets.len() < IN_USE {
            secrets.push(secret.expose().to_owned());
        }
    }
    drop(insert);
    // The limiter stays at work; what is measured must not be its refusals.
    change.execute(
        "INSERT INTO limit_overrides (organization_id, environment, class, per_second, burst, set_at)
         VALUES (?1, 'sandbox', 'general', ?2, ?2, 0)",
        params![organization, keys::bucket::RATE_MAX],
    )?;
    change.commit()?;
    drop(database);
    list(folder).await?;
    Ok(secrets)
}

/// Lets a start list what was written straight into the table; what is measured is a later one. The indexes of lists are made
/// anew behind it: a million places in each, one by one and at random, take longer than all the rest.
pub async fn list(folder: &Path) -> Result<()> {
    let file = folder.join("authority.sqlite3");
    let indexes: Vec<(String, String)> = {
        let database = Connection::open(&file)?;
        let sql =
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'keys' AND name LIKE 'keys_by_%'";
        let mut found = database.prepare(sql)?;
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let run = |sql: String| Connection::open(&file)?.execute_batch(&sql);
    run(indexes.iter().map(|(name, _)| format!("DROP INDEX {name};")).collect())?;
    authority::start(config(folder)).await?.stop().await;
    run(indexes.iter().map(|(_, sql)| format!("{sql};")).collect())?;
    Ok(())
}

/// An authority on free ports, for the organization that the journeys' own servers serve.
pub fn config(folder: &Path) -> Config {
    Config { organization: Some("Acme".to_owned()), ..Config::new(folder, Ambient::system()).on_free_ports() }
}
