//! Durable creates by 32 clients, against a bare loop that commits the same rows in groups of 32 with the same durability.
//! The rows are those that the creates made: random ids and digests write to as many pages there as here.

use std::{collections::HashMap, path::Path, process::Command, time::Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params_from_iter};
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

    let file = data.join("authority.sqlite3");
    let bare_database = bare_database(&folder.path().join("bare"), &file)?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        ours.push(creates(manage, token.trim(), round).await?);
        bare.push(bare_loop(&bare_database, &Made::read(&file, CLIENTS * EACH)?)?);
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

/// The rows of the last creates, table by table, each create's at the same place: the keys, what their idempotency keys
/// made, the audit log, the words that a key is found by. Value for value, so that the indexes of both grow alike.
struct Made {
    /// By statement: the rows of each create.
    tables: Vec<(String, Vec<Rows>)>,
}

/// Rows of one table, value for value.
type Rows = Vec<Vec<rusqlite::types::Value>>;

impl Made {
    fn read(file: &Path, count: usize) -> Result<Self> {
        let database = Connection::open(file)?;
        let mut tables = Vec::new();
        for table in ["keys", "idempotency", "audit"] {
            let sql = format!(
                "SELECT {table}.* FROM audit JOIN keys ON keys.id = audit.subject
                 JOIN idempotency ON idempotency.subject_id = keys.id
                 WHERE audit.action = 'key.created' ORDER BY audit.sequence DESC LIMIT {count}"
            );
            let mut statement = database.prepare(&sql)?;
            let columns = statement.column_count();
            let insert = format!("INSERT INTO {table} VALUES ({})", vec!["?"; columns].join(", "));
            let read = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at)).collect();
            let rows = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
            let mut creates: Vec<Rows> = rows.into_iter().map(|row| vec![row]).collect();
            ensure!(creates.len() == count, "{} of {count} creates are in {table}", creates.len());
            creates.reverse();
            tables.push((insert, creates));
        }
        let words = words(&database, &tables[0].1)?;
        tables.push(("INSERT INTO key_words VALUES (?, ?, ?)".to_owned(), words));
        Ok(Self { tables })
    }
}

/// The words of each of some keys.
fn words(database: &Connection, keys: &[Rows]) -> Result<Vec<Rows>> {
    let mut all: HashMap<String, Rows> = HashMap::new();
    let mut statement = database.prepare("SELECT space, word, key_id FROM key_words")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        all.entry(row.get(2)?).or_default().push(vec![row.get(0)?, row.get(1)?, row.get(2)?]);
    }
    let of = |key: &Rows| match &key[0][0] {
        rusqlite::types::Value::Text(id) => all.get(id).cloned().unwrap_or_default(),
        _ => Rows::new(),
    };
    Ok(keys.iter().map(of).collect())
}

/// A database of its own with the tables that a create writes to, their indexes, and nothing else.
fn bare_database(file: &Path, like: &Path) -> Result<Connection> {
    let model = Connection::open(like)?;
    let database = Connection::open(file)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    // As the authority's writer has it, so that its settings are not taken for its merit.
    database.pragma_update(None, "cache_size", -8192)?;
    database.pragma_update(None, "wal_autocheckpoint", 4000)?;
    // Only the tables written to are there.
    database.pragma_update(None, "foreign_keys", "OFF")?;
    let mut tables = model.prepare(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'
             AND tbl_name IN ('keys', 'idempotency', 'audit', 'key_words')",
    )?;
    for sql in tables.query_map([], |row| row.get::<_, String>(0))? {
        database.execute_batch(&sql?)?;
    }
    Ok(database)
}

/// Commits the same rows, those of 32 creates at a time.
fn bare_loop(database: &Connection, made: &Made) -> Result<f64> {
    let total = CLIENTS * EACH;
    let begin = Instant::now();
    for group in 0..EACH {
        database.execute_batch("BEGIN IMMEDIATE")?;
        for place in group * CLIENTS..(group + 1) * CLIENTS {
            for (insert, creates) in &made.tables {
                for row in &creates[place] {
                    database.prepare_cached(insert)?.execute(params_from_iter(row))?;
                }
            }
        }
        database.execute_batch("COMMIT")?;
    }
    Ok(total as f64 / begin.elapsed().as_secs_f64())
}
