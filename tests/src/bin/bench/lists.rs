//! The first page of the keys of an organization that has a million, in every order, through every filter, over HTTP, on both
//! stores; against a bare look-up of as many rows by their ids on the same data.

use std::{path::Path, process::Command, time::Instant};

use anyhow::{Context, Result, ensure};
use journeys::postgres::{Postgres, database};
use keys::Ambient;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::{
    furnish::{furnish, list},
    inside::MANY,
    median,
    serve::Server,
    verify::program,
};

const ROUNDS: usize = 40;
const SORTS: [&str; 5] = ["created", "name", "lastUsed", "expires", "calls"];
const DAY: i64 = 24 * 3600;

/// Fills both stores and asks.
pub async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    furnish(&data, MANY).await?;
    spread(&data).await?;
    println!("first page of {MANY} keys over HTTP (each of {ROUNDS})");
    println!("  {:<11}{:>10.2} ms   20 rows by id, in process", "bare", bare(&data)?);
    ask_all("SQLite", None, &data).await?;

    let server = Postgres::start();
    let at = database(server.socket(), "lists");
    let copy = folder.path().join("copy.sqlite3");
    operate(&["backup", "--to", text(&copy)?, "--data-dir", text(&data)?])?;
    operate(&[
        "restore",
        "--from",
        text(&copy)?,
        "--database",
        &at,
        "--data-dir",
        text(&folder.path().join("there"))?,
        "--accept-revived-keys",
    ])?;
    ask_all("PostgreSQL", Some(&at), &folder.path().join("there")).await
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path in text")
}

fn operate(words: &[&str]) -> Result<()> {
    let done = Command::new(program("CONDUIT_KEYS_AUTHORITY")?).args(words).output()?;
    ensure!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// Makes the keys differ in what they are sorted and filtered by, as those of a large team do.
async fn spread(data: &Path) -> Result<()> {
    let file = Connection::open(data.join("authority.sqlite3"))?;
    let now = Ambient::system().now().as_millis();
    // A multiplier that is prime to the number of keys visits each once, in no order that any column has.
    file.execute(
        "UPDATE keys SET
             created_at = ?1 - (rowid * 7919 % 1000003) * 94000,
             access_level = CASE rowid % 1013 WHEN 0 THEN 'read_write' ELSE 'read_only' END,
             created_by_id = 'member:usr_' || printf('%022d', rowid * 31 % 53),
             expires_at = CASE WHEN rowid % 4 = 0 THEN ?1 + (rowid * 104729 % 1000003) * 63000 + 1 END,
             first_used_at = CASE WHEN rowid % 5 > 0 THEN ?1 - (rowid * 15485863 % 1000003) * 7800 END,
             last_used_at = CASE WHEN rowid % 5 > 0 THEN ?1 - (rowid * 15485863 % 1000003) * 7800 END,
             revoked_at = CASE WHEN rowid % 7 = 0 THEN ?1 END,
             revoked_by = CASE WHEN rowid % 7 = 0 THEN 'bench' END,
             revoke_reason = CASE WHEN rowid % 7 = 0 THEN 'over' END,
             confirmed_at = CASE WHEN rowid % 31 > 0 THEN confirmed_at END,
             note = CASE rowid % 1009 WHEN 0 THEN 'kept by accounting' ELSE 'in the vault' END,
             name_sorted = NULL",
        params![now],
    )?;
    file.execute("DELETE FROM key_words", [])?;
    drop(file);
    list(data).await?;
    let file = Connection::open(data.join("authority.sqlite3"))?;
    file.execute("UPDATE keys SET calls_in_day = rowid * 48271 % 100003 WHERE rowid % 5 > 0", [])?;
    Ok(())
}

/// Twenty rows by their ids, as a list shows, without HTTP, a filter or an order.
fn bare(data: &Path) -> Result<f64> {
    let file = Connection::open(data.join("authority.sqlite3"))?;
    let mut ids = file.prepare("SELECT id FROM keys ORDER BY rowid LIMIT 20 OFFSET ?1")?;
    let mut one = file.prepare("SELECT * FROM keys WHERE id = ?1")?;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let ids: Vec<String> =
            ids.query_map([i64::try_from(round * 20_011)?], |row| row.get(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let begin = Instant::now();
        for id in &ids {
            one.query_row([id], |row| row.get::<_, String>(0))?;
        }
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(&times))
}

/// Every filter that there is, alone and with a state.
fn filters() -> Vec<(&'static str, String)> {
    let now = Ambient::system().now();
    let days = |days: i64| now.plus_seconds(days * DAY);
    let mut all = vec![
        ("none", String::new()),
        ("state", "&state=active".to_owned()),
        ("states", "&state=revoked,pending".to_owned()),
        ("expired", "&state=expired".to_owned()),
        ("level", "&accessLevel=read_only".to_owned()),
        ("rare level", "&accessLevel=read_write".to_owned()),
        ("creator", "&createdBy=member:usr_0000000000000000000007".to_owned()),
        ("nobody's", "&createdBy=member:usr_9999999999999999999999".to_owned()),
        ("due", "&due=true".to_owned()),
        ("unused", format!("&unusedSince={}", days(-90))),
        ("old", format!("&createdBefore={}", days(-90))),
        ("ending", format!("&expiresBefore={}", days(30))),
        ("rare word", "&q=accounting".to_owned()),
        ("any word", "&q=bench".to_owned()),
        ("two words", "&q=vault%2077".to_owned()),
        ("no word", "&q=nowhere".to_owned()),
    ];
    all.push(("all at once", format!("&state=active&accessLevel=read_only&q=vault&unusedSince={}", days(-60))));
    all
}

async fn ask_all(store: &str, database: Option<&str>, data: &Path) -> Result<()> {
    let mut command = Command::new(program("CONDUIT_KEYS_AUTHORITY")?);
    command.args(["serve", "--sandbox", "127.0.0.1:0", "--live", "127.0.0.1:0", "--manage", "127.0.0.1:0"]);
    command.args(database.map(|at| ["--database", at]).into_iter().flatten());
    let server = Server::start(command.arg("--data-dir").arg(data))?;
    let addresses: Value = serde_json::from_str(&server.ready).context("the authority is not ready")?;
    let manage = addresses["manage"].as_str().context("no management address")?;
    let mut create = Command::new(program("CONDUIT_KEYS_AUTHORITY")?);
    create.args(["token", "create", "--role", "support"]);
    create.args(database.map(|at| ["--database", at]).into_iter().flatten());
    let token = String::from_utf8(create.arg("--data-dir").arg(data).output()?.stdout)?;
    let client = reqwest::Client::new();
    let mut all = Vec::new();
    for (name, filter) in filters() {
        let mut of_filter: Vec<(f64, String)> = Vec::new();
        for sort in SORTS.iter().flat_map(|sort| [(*sort).to_owned(), format!("-{sort}")]) {
            let url = format!("{manage}/v1/keys?environment=sandbox&sort={sort}{filter}");
            let mut times = Vec::new();
            for _ in 0..ROUNDS {
                let begin = Instant::now();
                let answer = client.get(&url).bearer_auth(token.trim()).send().await?;
                ensure!(answer.status() == 200, "{url}: {}", answer.status());
                answer.bytes().await?;
                times.push(begin.elapsed().as_secs_f64() * 1000.0);
            }
            of_filter.push((p95(&mut times), sort));
            all.extend(times);
        }
        of_filter.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (worst, sort) = &of_filter[0];
        println!("  {store:<11}{worst:>10.2} ms p95   {name}, the slowest order: {sort}");
    }
    println!("  {store:<11}{:>10.2} ms p95   of all", p95(&mut all));
    Ok(())
}

fn p95(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 95 / 100).copied().unwrap_or_default()
}
