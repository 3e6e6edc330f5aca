//! Durable creates by 32 clients, against a bare loop that commits the same rows in groups of 32 with the same durability.

use std::{path::Path, process::Command, time::Instant};

use anyhow::{Context, Result};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::{load, median, serve::Server, verify::program};

const ROUNDS: usize = 5;
const CLIENTS: usize = 32;
const EACH: usize = 300;

/// Takes turns between the two.
pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(program("CONDUIT_KEYS_AUTHORITY")?);
    command.args(["serve", "--organization", "Bench", "--sandbox", "127.0.0.1:0", "--live", "127.0.0.1:0"]);
    let data = folder.path().join("data");
    let server = Server::start(command.args(["--manage", "127.0.0.1:0", "--data-dir"]).arg(&data))?;
    let addresses: Value = serde_json::from_str(&server.ready).context("the authority is not ready")?;
    let manage = addresses["manage"].as_str().context("no management address")?;
    let mut create = Command::new(program("CONDUIT_KEYS_AUTHORITY")?);
    let token = create.args(["token", "create", "--role", "admin", "--data-dir"]).arg(&data).output()?;
    let (manage, token) = (manage.trim_start_matches("http://"), String::from_utf8(token.stdout)?);

    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bare.push(bare_loop(&folder.path().join(format!("bare-{round}")), &data.join("authority.sqlite3"))?);
        ours.push(creates(manage, token.trim(), round).await?);
    }
    println!("durable creates, {CLIENTS} clients (medians of {ROUNDS})");
    println!("  bare group commit {:>10.0} a second", median(&bare));
    println!("  POST /v1/keys     {:>10.0} a second", median(&ours));
    println!("  ratio             {:>10.2}", median(&ours) / median(&bare));
    Ok(())
}

/// Whole HTTP requests: a name and an idempotency key of its own each, an operator's stored token.
async fn creates(manage: &str, token: &str, round: usize) -> Result<f64> {
    let token = token.to_owned();
    let next = move |client: usize, number: usize| {
        if number == EACH {
            return None;
        }
        let name = format!("round {round} client {client} key {number}");
        let body = json!({ "environment": "sandbox", "name": name, "accessLevel": "read_only" }).to_string();
        let head = format!(
            "POST /v1/keys HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             idempotency-key: {round}-{client}-{number}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Some((head + &body).into_bytes().into())
    };
    Ok(load::round(manage, "HTTP/1.1 201", CLIENTS, next).await?.per_second)
}

/// The rows of a create (the key, its idempotency row, its audit row) in the same tables, committed 32 at a time.
fn bare_loop(file: &Path, like: &Path) -> Result<f64> {
    let model = Connection::open(like)?;
    let database = Connection::open(file)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    // Only the tables written to are there.
    database.pragma_update(None, "foreign_keys", "OFF")?;
    let mut tables = model.prepare(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'
             AND tbl_name IN ('keys', 'idempotency', 'audit')",
    )?;
    for sql in tables.query_map([], |row| row.get::<_, String>(0))? {
        database.execute_batch(&sql?)?;
    }
    let total = CLIENTS * EACH;
    let begin = Instant::now();
    for group in 0..EACH {
        database.execute_batch("BEGIN IMMEDIATE")?;
        for member in 0..CLIENTS {
            insert(&database, group * CLIENTS + member)?;
        }
        database.execute_batch("COMMIT")?;
    }
    Ok(total as f64 / begin.elapsed().as_secs_f64())
}

fn insert(database: &Connection, number: usize) -> Result<()> {
    let sequence = i64::try_from(number)? + 1;
    let (id, name) = (format!("key_{number:022}"), format!("round 0 client 0 key {number}"));
    let mut digest = [0_u8; 32];
    digest[..8].copy_from_slice(&number.to_be_bytes());
    database
        .prepare_cached(
            "INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
                 hint_last_four, created_at, created_by)
             VALUES (?1, 'org_0123456789012345678901', 'sandbox', ?2, ?2, 'read_only', ?3, 'ck_sandbox_', 'abcd', 1, 'n')",
        )?
        .execute(params![id, name, digest])?;
    database
        .prepare_cached(
            "INSERT INTO idempotency (organization_id, idempotency_key, fingerprint, subject_id, at)
             VALUES ('org_0123456789012345678901', ?1, ?2, ?3, 1)",
        )?
        .execute(params![format!("00000000-0000-0000-0000-{number:012}"), digest, id])?;
    database
        .prepare_cached(
            "INSERT INTO audit (sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash)
             VALUES (?1, 1, 'org_0123456789012345678901', 'sandbox', 'token', 'key.created', ?2, '127.0.0.1', ?3, ?4)",
        )?
        .execute(params![sequence, id, name, digest])?;
    Ok(())
}
