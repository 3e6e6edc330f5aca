//! Killed at any moment under mixed writes, over and over on the same data.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use authority::{AuditVerdict, Place};
use journeys::faults::{Dice, figure, full, times};
use journeys::postgres::{Postgres, database};
use journeys::wait::eventually_here;
use journeys::{Serve, programs};

use crate::client::{Client, Ways};

/// Clients at work at the same time.
const CLIENTS: usize = 6;
/// How soon it must serve again, where nothing else keeps the machine busy.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// Where the authority under test keeps its data, so that other stores can stand behind the same rounds.
pub trait Ground {
    /// Starts it there.
    fn start(&self) -> Serve;
    /// Starts it and kills it so much later, wherever its start has come by then.
    fn start_and_kill(&self, after: Duration);
    /// Walks the audit chain; says how many rows it has.
    fn audit_rows(&self) -> i64;
}

/// A file, on which the authority is killed.
pub struct Sqlite(tempfile::TempDir);

impl Sqlite {
    /// In a folder of its own.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }
}

impl Ground for Sqlite {
    fn start(&self) -> Serve {
        // Each revoked key is asked about, which would otherwise wait for the limit on bad keys.
        Serve::start_with(self.0.path(), &["--bad-key-rate", "100000/100000"])
    }

    fn start_and_kill(&self, after: Duration) {
        start_and_kill(self.0.path(), None, after);
    }

    fn audit_rows(&self) -> i64 {
        let file = self.0.path().join("authority.sqlite3");
        authority::verify_chain(&file).expect("it is read").expect("the audit chain holds over every kill")
    }
}

/// A database on a PostgreSQL server, which lives on while the authority is killed.
pub struct OnServer {
    server: Postgres,
    folder: tempfile::TempDir,
}

impl OnServer {
    /// On this server.
    pub fn on(server: Postgres) -> Self {
        Self { server, folder: tempfile::tempdir().expect("a folder") }
    }

    fn database(&self) -> String {
        database(self.server.socket(), "killed")
    }
}

impl Ground for OnServer {
    fn start(&self) -> Serve {
        let mut started = None;
        // The server frees the place of a killed process when it notices that it is gone; whoever keeps programs running
        // starts it again until then. The time that takes counts.
        eventually_here("the server lets the next one serve", || {
            match Serve::start_on(self.database(), self.folder.path()) {
                Ok(serve) => started = Some(serve),
                Err(refused) => assert!(refused.contains("served by another process"), "not ready: {refused}"),
            }
            started.is_some()
        });
        started.expect("it was waited for")
    }

    fn start_and_kill(&self, after: Duration) {
        start_and_kill(self.folder.path(), Some(&self.database()), after);
    }

    fn audit_rows(&self) -> i64 {
        let place = Place::choose(self.folder.path(), Some(&self.database())).expect("an address");
        // The driver of the database has a runtime of its own, which must not stand inside another one.
        let walk = std::thread::spawn(move || authority::verify_audit(&place, None));
        match walk.join().expect("no panic").expect("it is read") {
            AuditVerdict::Whole { rows, .. } => rows,
            broken => panic!("the audit chain holds over every kill: {broken}"),
        }
    }
}

fn start_and_kill(folder: &Path, database: Option<&str>, after: Duration) {
    let mut command = Command::new(programs::authority());
    command.args(["serve", "--organization", "Acme", "--sandbox", "127.0.0.1:0", "--live", "127.0.0.1:0"]);
    command.args(["--manage", "127.0.0.1:0", "--data-dir"]).arg(folder);
    command.args(database.map(|address| format!("--database={address}")));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    std::thread::sleep(after);
    child.kill().expect("it is ours to kill");
    child.wait().expect("it ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_unknown_lives() {
    rounds(&Sqlite::new(), times(15, 1000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_nothing_is_lost_by_a_kill_either() {
    rounds(&OnServer::on(Postgres::start()), times(5, 200)).await;
}

/// The rounds on one ground: work, kill, start, compare.
pub async fn rounds(ground: &impl Ground, count: usize) {
    let dice = Dice::shaken();
    let mut moments = dice.split(1000);
    let mut clients: Vec<Client> = (0..CLIENTS).map(|number| Client::new(number, &dice)).collect();
    let mut serve = ground.start();
    let token = serve.create_token("admin");
    let mut slowest = Duration::ZERO;
    for round in 0..count {
        let ways = Ways::into(&serve, &token);
        let at_work: Vec<_> = clients
            .drain(..)
            .map(|mut client| {
                let ways = ways.clone();
                tokio::spawn(async move {
                    client.work(&ways).await;
                    client
                })
            })
            .collect();
        // Not to wait for anything: the moment of the kill is what varies.
        tokio::time::sleep(Duration::from_micros(10_000 + moments.below(140_000) as u64)).await;
        serve.kill();
        for client in at_work {
            clients.push(client.await.unwrap_or_else(|error| panic!("seed {}, round {round}: {error}", dice.seed)));
        }
        if round % 5 == 4 {
            ground.start_and_kill(Duration::from_micros(moments.below(60_000) as u64));
        }

        let start = Instant::now();
        serve = ground.start();
        let ways = Ways::into(&serve, &token);
        ways.verify("no key").await.expect("it answers");
        slowest = slowest.max(start.elapsed());
        for client in &mut clients {
            client.settle(&ways, 4).await;
        }
        let known: usize = clients.iter().map(|client| client.journal.keys.len()).sum();
        let listed = ways.admin.get("/keys?environment=sandbox&limit=1").await.expect_status(200).json();
        assert_eq!(listed["meta"]["total"], known, "seed {}, round {round}: no key is unknown", dice.seed);
        if round % 10 == 9 || round + 1 == count {
            ground.audit_rows();
        }
    }
    compare_all(&clients, &Ways::into(&serve, &token)).await;
    let sum = |of: fn(&Client) -> usize| clients.iter().map(of).sum::<usize>();
    let (writes, verifies) = (sum(|one| one.counts.writes), sum(|one| one.counts.verifies));
    let (doubts, done) = (sum(|one| one.counts.doubts), sum(|one| one.counts.doubts_done));
    figure(format!(
        "{count} kills, {writes} acknowledged writes, {} repeats, {verifies} verifies, {} keys, {} audit rows; {doubts} \
         answers lost, {done} of them on creating writes that were done; 0 lost; slowest start {slowest:?}",
        sum(|one| one.counts.repeats),
        sum(|one| one.journal.keys.len()),
        ground.audit_rows(),
    ));
    assert!(writes > count && doubts > count / 2, "the kills fell into work: {writes} writes, {doubts} answers lost");
    assert!(!full() || slowest < READY_WITHIN, "it was ready again after {slowest:?} only");
}

/// At the end: every key of the authority is in a journal with the same state, and each that was told about answers so.
async fn compare_all(clients: &[Client], ways: &Ways) {
    let known = clients.iter().flat_map(|client| &client.journal.keys);
    let mut known: HashMap<&str, &crate::journal::Known> = known.map(|key| (key.id.as_str(), key)).collect();
    let mut path = "/keys?environment=sandbox&limit=100".to_owned();
    loop {
        let page = ways.admin.get(&path).await.expect_status(200).json();
        for listed in page["data"].as_array().expect("a page has data") {
            let id = listed["id"].as_str().expect("a key has an id");
            let key = known.remove(id).unwrap_or_else(|| panic!("nobody was told of {id}"));
            assert_eq!(listed["state"], key.state.as_str(), "{id} is as its client was told");
            if let Some(secret) = &key.secret {
                assert_eq!(ways.verify(secret).await, Some(key.state.is_usable()), "{id} answers as it is listed");
            }
        }
        let Some(cursor) = page["meta"]["nextCursor"].as_str() else { break };
        path = format!("/keys?environment=sandbox&limit=100&cursor={cursor}");
    }
    assert!(known.is_empty(), "acknowledged and not listed: {known:?}");
}
