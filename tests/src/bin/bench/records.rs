//! Request records: how large they are, and how soon any id leads to its record, over HTTP.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use authority::{
    Config, Running,
    http::{self, Front},
};
use axum::{body::Body, http::Request};
use journeys::Api;
use keys::{Ambient, Environment, Timestamp, mint, wire::Role};
use reqwest::{Method, RequestBuilder};

use crate::furnish::{config, furnish};

/// Records that are written; `CONDUIT_KEYS_BENCH_RECORDS` names another number for a quick run.
const RECORDS: usize = 10_000_000;
/// Keys that the requests come with.
pub const KEYS: usize = 100;
/// Requests between two flushes, below the buffer's bound.
const BATCH: usize = 1_000;
/// Look-ups of each kind of id.
const LOOKUPS: usize = 300;
/// The records' moments lie in so many days up to now.
const DAYS: i64 = 30;

/// Some ids of each kind, of records from the first to the last.
#[derive(Default)]
pub struct Ids {
    correlation: Vec<String>,
    client: Vec<String>,
    idempotency: Vec<String>,
    key: Vec<String>,
    hint: Vec<String>,
}

/// Writes the records by the front door and the real writer, then looks some up over HTTP.
pub async fn measure() -> Result<()> {
    let records = wished()?;
    let folder = tempfile::tempdir()?;
    let secrets = furnish(folder.path(), KEYS).await?;
    let before = size(folder.path())?;
    let begin = Instant::now();
    let mut ids = write(folder.path(), &secrets, records).await?;
    let (written_in, bytes) = (begin.elapsed(), size(folder.path())? - before);
    let found = count(folder.path())?;
    ensure!(found == records, "{found} of {records} records are in the store");

    let running = authority::start(config(folder.path())).await?;
    ids.key_of(&running, &secrets).await?;
    println!("request records, {records} of them, {KEYS} keys, {DAYS} days");
    println!("  bytes a record    {:>10.0}", bytes as f64 / records as f64);
    println!("  written           {:>10.0} a second", records as f64 / written_in.as_secs_f64());
    let api = Api::with_token(&running.addresses.manage, running.session_token(Role::Support, "bench").expose());
    let kinds = [
        ("correlation ID", &ids.correlation),
        ("client's own", &ids.client),
        ("idempotency key", &ids.idempotency),
        ("key id", &ids.key),
        ("hint", &ids.hint),
    ];
    for (kind, ids) in kinds {
        let by_id = |id: &str| api.request(Method::GET, "/requests").query(&[("id", id)]);
        let (median, p95) = look_up(by_id, ids).await?;
        println!("  by {kind:<15}{median:>10.2} ms   p95 {p95:>7.2} ms");
    }
    let explained = |id: &str| api.request(Method::GET, &format!("/requests/{id}"));
    let (median, p95) = look_up(explained, &ids.correlation).await?;
    println!("  explained         {median:>10.2} ms   p95 {p95:>7.2} ms");
    running.stop().await;
    Ok(())
}

/// How many records are written.
pub fn wished() -> Result<usize> {
    let number = std::env::var("CONDUIT_KEYS_BENCH_RECORDS").ok().map(|number| number.parse()).transpose()?;
    Ok(number.unwrap_or(RECORDS))
}

/// The size of the database when everything is in its file.
fn size(folder: &Path) -> Result<u64> {
    Ok(std::fs::metadata(folder.join("authority.sqlite3"))?.len())
}

/// How many records are in the file: what was dropped takes no room.
fn count(folder: &Path) -> Result<usize> {
    let database = rusqlite::Connection::open(folder.join("authority.sqlite3"))?;
    let found: i64 = database.query_row("SELECT count(*) FROM requests", [], |row| row.get(0))?;
    Ok(usize::try_from(found)?)
}

/// Requests through the real router, with a clock that makes them fill the days.
pub async fn write(folder: &Path, secrets: &[String], records: usize) -> Result<Ids> {
    let system = Ambient::system();
    let clock = Arc::new(AtomicI64::new(system.now().as_millis() - DAYS * 24 * 3_600_000));
    let step = (DAYS * 24 * 3_600_000 / i64::try_from(records.max(1))?).max(1);
    let shown = clock.clone();
    let ambient =
        Ambient::new(move || Timestamp::from_millis(shown.load(Ordering::Relaxed)), move |bytes| system.fill(bytes));
    let running = authority::start(Config { ambient, ..config(folder) }).await?;
    let front = http::public(running.service.clone(), Environment::Sandbox);
    let (mut ids, random) = (Ids::default(), Ambient::system());
    for number in 0..records {
        clock.fetch_add(step, Ordering::Relaxed);
        // Over all kinds of requests, however many there are.
        let every = (records / LOOKUPS).max(1);
        let kept = number % every == number / every % every.min(10);
        one(&front, &secrets[number * 7 % secrets.len()], number, &random, kept.then_some(&mut ids)).await?;
        if number % BATCH == BATCH - 1 {
            running.service.evidence.flush_records().await?;
        }
    }
    running.stop().await;
    Ok(ids)
}

/// One request of the usual kinds: most are a proxy's questions, some have ids of the client's, some are refused.
async fn one(front: &Front, secret: &str, number: usize, random: &Ambient, kept: Option<&mut Ids>) -> Result<()> {
    let (client, idempotency) = (random.mint_uuid(), random.mint_uuid());
    let mut request = match number % 10 {
        0..7 => {
            let path = format!("/v2/orders/{}?expand=1", mint::mint_id("ord", random));
            Request::get("/verify").header("x-original-method", "GET").header("x-original-uri", path)
        }
        7 | 8 => Request::post("/v2/payouts").header("idempotency-key", &idempotency),
        _ => Request::get(format!("/v2/nowhere/{}", mint::mint_id("cus", random))),
    };
    let with_client = number.is_multiple_of(2);
    if with_client {
        request = request.header("x-client-correlation-id", &client);
    }
    let agent = ["ledger/2.1", "curl/8.5.0", "okhttp/4.12.0", "python-requests/2.32.3"][number / 3 % 4];
    let request = request.header("x-api-key", secret).header("user-agent", agent).body(Body::empty())?;
    let peer = SocketAddr::from(([10, 0, 0, u8::try_from(number % 40)?], 40_000));
    let answer = front.call(peer, request).await;
    let Some(ids) = kept else { return Ok(()) };
    let correlation = answer.headers().get("x-correlation-id").context("every answer has one")?;
    ids.correlation.push(correlation.to_str()?.to_owned());
    if with_client {
        ids.client.push(client);
    }
    if matches!(number % 10, 7 | 8) {
        ids.idempotency.push(idempotency);
    }
    Ok(())
}

impl Ids {
    /// The ids and the hints of the keys.
    async fn key_of(&mut self, running: &Running, secrets: &[String]) -> Result<()> {
        for secret in secrets {
            let key = running.service.ground.identify(Some(secret), Environment::Sandbox);
            self.key.push(key.map_err(|refusal| anyhow::anyhow!("refused: {refusal:?}"))?.key_id.to_string());
            let hint = keys::Hint::of(secret);
            self.hint.push(format!("{}…{}", hint.prefix, hint.last_four));
        }
        Ok(())
    }
}

/// Milliseconds over HTTP: the median and the 95th percentile.
async fn look_up(ask: impl Fn(&str) -> RequestBuilder, ids: &[String]) -> Result<(f64, f64)> {
    let mut times = Vec::new();
    for id in ids.iter().cycle().take(LOOKUPS) {
        let begin = Instant::now();
        let answer = journeys::Answer::to(ask(id)).await;
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
        let is_found = answer.json()["data"].as_array().is_none_or(|records| !records.is_empty());
        ensure!(answer.status == 200 && is_found, "no record of {id}: {}", answer.text);
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(f64::NAN);
    Ok((at(50), at(95)))
}
