//! Whatever others read or write, a key is revoked at once. Each load here once held a revocation up for seconds.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use authority::{AuditVerdict, Place, verify_audit};
use journeys::faults::{figure, times};
use journeys::older::row_hash;
use journeys::{Answer, Api, Serve, postgres};
use keys::Ambient;
use reqwest::Method;
use rusqlite::{Connection, params};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::task::JoinSet;

const DATABASE: &str = "authority.sqlite3";
/// No limit of requests gets in the way.
const UNLIMITED: &str = "INSERT INTO limit_overrides (organization_id, environment, class, per_second, burst, set_at)
    SELECT id, 'sandbox', 'general', 1000000, 1000000, 0 FROM organizations";
/// The bound is a tenth of a second. This is a debug build on a machine that compiles meanwhile.
const REVOKED_WITHIN: Duration = Duration::from_secs(2);
/// Callers of a key with a row of their own, and all others.
const ROWS_MAX: i64 = 201;
/// Revocations that are measured under each load.
const REVOCATIONS: usize = 5;

/// An authority and the store below it.
struct Stand {
    serve: Serve,
    admin: Api,
    server: Option<postgres::Postgres>,
    folder: tempfile::TempDir,
}

impl Stand {
    /// On a file, after somebody else has written into it.
    async fn on_a_file(change: impl FnOnce(&Connection)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Serve::start(folder.path()).terminate();
        let file = Connection::open(folder.path().join(DATABASE)).unwrap();
        file.execute_batch(UNLIMITED).unwrap();
        change(&file);
        drop(file);
        let serve = Serve::start(folder.path());
        let admin = serve.manage("admin");
        Self { serve, admin, server: None, folder }
    }

    async fn on_a_server() -> Self {
        let (server, folder) = (postgres::Postgres::start(), tempfile::tempdir().unwrap());
        let start = || {
            let (database, data) = (postgres::database(server.socket(), "team"), folder.path().join("data"));
            tokio::task::spawn_blocking(move || Serve::start_on(database, &data).expect("it starts"))
        };
        start().await.unwrap().terminate();
        postgres::ask(server.socket(), "team", UNLIMITED).unwrap();
        let serve = start().await.unwrap();
        let admin = serve.manage("admin");
        Self { serve, admin, server: Some(server), folder }
    }

    /// One number out of the store.
    fn count(&self, sql: &str) -> i64 {
        match &self.server {
            Some(server) => postgres::ask(server.socket(), "team", sql).unwrap().trim().parse().unwrap(),
            None => {
                let file = Connection::open(self.folder.path().join(DATABASE)).unwrap();
                file.query_row(sql, [], |row| row.get(0)).unwrap()
            }
        }
    }

    /// Keys to be revoked.
    async fn spare_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for _ in 0..REVOCATIONS {
            keys.push(self.admin.create_active("sandbox", &Ambient::system().mint_uuid(), "read_only").await.0);
        }
        keys
    }

    /// The slowest of some revocations, one after the other.
    async fn revoke(&self, keys: Vec<String>) -> Duration {
        let mut slowest = Duration::ZERO;
        for id in keys {
            let begun = Instant::now();
            let revoked = self.admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "leaked" })).await;
            revoked.expect_status(200);
            slowest = slowest.max(begun.elapsed());
        }
        slowest
    }

    /// The same while this goes on, which is over before they are only if it is too little of a load.
    async fn revoke_under(&self, what: &str, load: impl FnOnce() -> JoinSet<()>) {
        let (before, during) = (self.spare_keys().await, self.spare_keys().await);
        let idle = self.revoke(before).await;
        let mut load = load();
        let loaded = self.revoke(during).await;
        let health = Api::anonymous(&self.serve.address("manage")).get("/readyz").await;
        let under_way = load.try_join_next().is_none() || !load.is_empty();
        while let Some(done) = load.join_next().await {
            done.unwrap();
        }
        figure(format!(
            "{what}: a revocation took {} ms at the slowest, {} ms idle{}",
            loaded.as_millis(),
            idle.as_millis(),
            if under_way { "" } else { " (the load was over before)" },
        ));
        health.expect_status(200);
        assert!(loaded < REVOKED_WITHIN, "a revocation took {} ms under {what}", loaded.as_millis());
    }
}

/// Rows as the release before would have written them behind those that are there.
fn fill_audit(file: &Connection, rows: i64) {
    let last = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?));
    let (first, mut previous) = file.query_row(last, [], read).unwrap_or((0, vec![0; 32]));
    let organization: String = file.query_row("SELECT id FROM organizations", [], |row| row.get(0)).unwrap();
    file.execute_batch("BEGIN").unwrap();
    let insert =
        "INSERT INTO audit (sequence, at, organization_id, environment, actor, action, subject, origin, detail, hash)
         VALUES (?1, 0, ?2, '', 'ana', 'key.created', 'key', '', '', ?3)";
    let mut insert = file.prepare(insert).unwrap();
    for sequence in first + 1..=first + rows {
        previous = row_hash(&previous, sequence, 0, &[&organization, "", "ana", "key.created", "key", "", ""]);
        insert.execute(params![sequence, organization, previous]).unwrap();
    }
    file.execute_batch("COMMIT").unwrap();
}

fn walk(folder: &Path) -> AuditVerdict {
    verify_audit(&Place::choose(folder, None).unwrap(), None).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_verifies_a_long_audit_log_holds_up_no_revocation() {
    let rows = i64::try_from(times(30_000, 400_000)).unwrap();
    let stand = Stand::on_a_file(|file| fill_audit(file, rows)).await;
    assert!(matches!(walk(stand.folder.path()), AuditVerdict::Whole { .. }), "the log is a good one");
    let support = stand.serve.manage("support");
    let verify = || {
        (0..20)
            .map(|_| {
                let support = support.clone();
                async move {
                    for _ in 0..2 {
                        let verdict = support.get("/audit/verify").await.expect_status(200).json();
                        assert_eq!(verdict["intact"], true, "{verdict}");
                        assert!(verdict["rows"].as_i64() > Some(rows), "all of it: {verdict}");
                    }
                }
            })
            .collect()
    };
    stand.revoke_under(&format!("20 who verify {rows} audit rows, twice"), verify).await;
    let begun = Instant::now();
    support.get("/audit/verify").await.expect_status(200);
    figure(format!("one more answer about {rows} rows: {} ms", begun.elapsed().as_millis()));
}

/// Many calls with one key, each by a caller of another name.
fn call(api: &Api, calls: usize, status: u16) -> JoinSet<()> {
    const CLIENTS: usize = 32;
    let one = |client: usize| {
        // Each from an address of its own, whose limit is far away.
        let api = api.clone().from_address(&format!("127.0.1.{}", client + 1));
        async move {
            for number in 0..calls / CLIENTS {
                let request = api.request(Method::GET, "/verify").header("user-agent", format!("c{client}-{number}"));
                Answer::to(request).await.expect_status(status);
            }
        }
    };
    (0..CLIENTS).map(one).collect()
}

async fn callers_of_many_names(stand: Stand, what: &str) {
    let calls = times(3_200, 30_400);
    let (id, secret) = stand.admin.create_active("sandbox", "busy", "read_only").await;
    let api = Api::with_key(&stand.serve.address("sandbox"), &secret).beside();
    stand.revoke_under(&format!("{calls} callers of one key on {what}"), || call(&api, calls, 204)).await;
    let counted = format!("SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) FROM usage WHERE key_id = '{id}'");
    let all = || async { (stand.count(&counted) == i64::try_from(calls).unwrap()).then_some(()) };
    journeys::eventually("each call is counted", journeys::WITHIN, all).await;
    let most = "SELECT max(n) FROM (SELECT count(*) AS n FROM usage GROUP BY key_id, slot) AS slots";
    assert!(stand.count(most) <= ROWS_MAX, "some callers have a row each, the others one together");

    // The same with the key revoked.
    let revoked = stand.admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "leaked" })).await;
    revoked.expect_status(200);
    let refused = 640;
    call(&api, refused, 401).join_all().await;
    let counted = format!("SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) FROM refused_calls WHERE key_id = '{id}'");
    let all = || async { (stand.count(&counted) == i64::try_from(refused).unwrap()).then_some(()) };
    journeys::eventually("each refused call is counted", journeys::WITHIN, all).await;
    assert_eq!(stand.count("SELECT count(*) FROM refused_calls"), ROWS_MAX, "of them too");
    stand.serve.terminate();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_of_many_names_hold_up_no_revocation_on_a_file() {
    callers_of_many_names(Stand::on_a_file(|_| {}).await, "SQLite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_of_many_names_hold_up_no_revocation_on_a_server() {
    callers_of_many_names(Stand::on_a_server().await, "PostgreSQL").await;
}

/// Keys so old that there is an alert of each.
fn fill_keys(file: &Connection, keys: usize) {
    let mut sql = String::from("BEGIN;");
    for number in 0..keys {
        let digest = hex::encode(Sha256::digest(format!("key {number}")));
        writeln!(
            sql,
            "INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
                 hint_last_four, created_at, created_by, confirmed_at)
             SELECT 'key_old{number}', id, 'sandbox', 'old {number}', 'old {number}', 'read_only', x'{digest}', 'ck',
                 'abcd', 0, 'ana', 0 FROM organizations;"
        )
        .unwrap();
    }
    file.execute_batch(&(sql + "COMMIT;")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_note_of_alerts_holds_up_no_revocation() {
    let keys = 2_000;
    let stand = Stand::on_a_file(|file| fill_keys(file, keys)).await;
    let alerts = stand.admin.get("/alerts?limit=20").await.expect_status(200).json();
    let ids: Vec<_> = (0..20).map(|at| alerts["data"][at]["id"].as_str().unwrap().to_owned()).collect();
    let take_note = || {
        let one = |id: String| {
            let admin = stand.admin.clone();
            async move {
                let noted = admin.post(&format!("/alerts/{id}/acknowledge"), json!({ "reason": "known" })).await;
                let noted = noted.expect_status(200).json();
                assert!(noted["acknowledgedAt"].is_string(), "{noted}");
            }
        };
        ids.iter().cloned().map(one).collect()
    };
    stand.revoke_under(&format!("20 who take note of alerts over {keys} keys"), take_note).await;
}
