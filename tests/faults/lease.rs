//! Two processes and one PostgreSQL database: at no moment do both say what a key is worth, whatever happens to the lines
//! between them and the server; and one that knows nothing says so.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use journeys::faults::{figure, times};
use journeys::line::Line;
use journeys::{Answer, Api, Serve, WITHIN, eventually, postgres};
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinHandle;

/// What a process that knows nothing answers: that, or that it is asked too often.
const ASKED_LATER: [u16; 2] = [503, 429];
/// Longer than any lease: what has not happened by then will not.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(60);

/// A server, and a first authority that reaches it by a line.
struct Team {
    server: postgres::Postgres,
    line: Line,
    first: Serve,
    admin: Api,
    folder: tempfile::TempDir,
}

impl Team {
    async fn start() -> Self {
        let (server, folder) = (postgres::Postgres::start(), tempfile::tempdir().unwrap());
        postgres::database(server.socket(), "team");
        let line = Line::before(server.socket(), postgres::USER, "team");
        let first = start(line.database(), folder.path().join("first")).await.expect("it starts");
        let admin = first.manage("admin");
        Self { server, line, first, admin, folder }
    }

    /// One more authority on the same database, which reaches it directly.
    async fn start_second(&self) -> Result<Serve, String> {
        start(postgres::database(self.server.socket(), "team"), self.folder.path().join("second")).await
    }
}

fn ask(server: &postgres::Postgres, sql: &str) -> String {
    postgres::ask(server.socket(), "team", sql).unwrap()
}

/// A test that fails tells what this process said meanwhile.
struct Said<'a>(&'a Serve);

impl Drop for Said<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let told = self.0.errors();
            figure(told.lines().filter(|line| !line.contains("answered")).collect::<Vec<_>>().join("\n"));
        }
    }
}

async fn start(database: String, folder: std::path::PathBuf) -> Result<Serve, String> {
    tokio::task::spawn_blocking(move || Serve::start_on(database, &folder)).await.unwrap()
}

fn verify(serve: &Serve, secret: &str) -> Api {
    Api::with_key(&serve.address("sandbox"), secret).beside()
}

/// Asks without pause whether a key is good, and keeps when each question was asked and what was answered.
struct Watch {
    over: Arc<AtomicBool>,
    heard: Arc<Mutex<Vec<(Instant, u16)>>>,
    asking: JoinHandle<()>,
}

impl Watch {
    fn over(api: Api) -> Self {
        let (over, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let (stop, kept) = (over.clone(), heard.clone());
        let asking = tokio::spawn(async move {
            while !stop.load(Ordering::SeqCst) {
                let asked_at = Instant::now();
                let status = api.get("/verify").await.status;
                kept.lock().unwrap().push((asked_at, status));
            }
        });
        Self { over, heard, asking }
    }

    async fn end(self) -> Vec<(Instant, u16)> {
        self.over.store(true, Ordering::SeqCst);
        self.asking.await.unwrap();
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_cut_off_from_its_database_judges_no_key_once_another_one_serves_it() {
    let team = Team::start().await;
    let (id, secret) = team.admin.create_active("sandbox", "leaked", "read_only").await;
    let (_, other) = team.admin.create_active("sandbox", "other", "read_only").await;
    let asked = verify(&team.first, &secret);
    let _said = Said(&team.first);
    asked.get("/verify").await.expect_status(204);

    let cut_at = Instant::now();
    team.line.fall_silent();
    let watch = Watch::over(asked.clone());
    let second = team.start_second().await.expect("it takes over");
    let served_at = Instant::now();
    let revoked = second.manage("admin").post(&format!("/keys/{id}/revoke"), json!({ "reason": "leaked" })).await;
    revoked.expect_status(200);
    let acknowledged_at = Instant::now();
    for _ in 0..times(50, 5_000) {
        let answer = asked.get("/verify").await;
        assert!(ASKED_LATER.contains(&answer.status), "the first one cannot know: {}", answer.text);
    }
    let heard: Vec<_> = watch.end().await.into_iter().filter(|(_, status)| *status != 429).collect();
    let late: Vec<_> = heard.iter().filter(|(asked_at, _)| *asked_at > acknowledged_at).collect();
    assert!(!late.is_empty() && late.iter().all(|(_, status)| *status == 503), "told something of a key: {late:?}");
    assert!(heard.iter().all(|(_, status)| [204, 503].contains(status)), "it never says that a good key is bad");
    let last = heard.iter().filter(|(_, status)| *status == 204).map(|(asked_at, _)| *asked_at).max().unwrap_or(cut_at);
    assert!(last < served_at, "the lease was over before another one served");
    let health = Api::anonymous(&team.first.address("manage"));
    health.get("/readyz").await.expect_status(503);
    health.get("/healthz").await.expect_status(200);

    // The line is mended: the first one learns that it was replaced, and judges nothing as long as the second lives.
    team.line.mend();
    verify(&team.first, &other).get("/verify").await.expect_problem(503, "SERVICE_UNAVAILABLE");
    verify(&second, &other).get("/verify").await.expect_status(204);
    second.terminate();
    let (again, other) = (verify(&team.first, &secret), verify(&team.first, &other));
    let back = || async { (other.get("/verify").await.status == 204).then_some(()) };
    eventually("the first one takes over again", TAKEN_OVER_WITHIN, back).await;
    again.get("/verify").await.expect_problem(401, "API_KEY_INVALID");
    figure(format!(
        "cut off: last good verdict asked for after {:.1} s, another process served after {:.1} s, 0 of {} wrong",
        last.duration_since(cut_at).as_secs_f64(),
        served_at.duration_since(cut_at).as_secs_f64(),
        heard.len()
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_on_one_side_only_turns_no_good_key_into_a_bad_one() {
    let team = Team::start().await;
    let (_, secret) = team.admin.create_active("sandbox", "good", "read_only").await;
    let watch = Watch::over(verify(&team.first, &secret));
    let _said = Said(&team.first);
    let mut slowest = Duration::ZERO;
    for round in 0..times(3, 50) {
        // Changes are under way when it happens, so that a ghost holds what they need.
        let writers: Vec<_> = (0..4).map(|writer| write(&team.admin, format!("{round} {writer}"))).collect();
        team.line.cut_clients();
        let cut_at = Instant::now();
        for writer in writers {
            writer.await.unwrap();
        }
        let back = || async {
            // A write whose answer was lost may be done, and its name taken.
            let name = format!("after {:?}", Instant::now());
            let asked = json!({ "environment": "sandbox", "name": name });
            (team.admin.post("/keys", asked).await.status == 201).then_some(())
        };
        eventually("a key can be created again", WITHIN, back).await;
        slowest = slowest.max(cut_at.elapsed());
    }
    let heard = watch.end().await;
    let wrong: Vec<_> = heard.iter().filter(|(_, status)| ![204, 429].contains(status)).collect();
    assert!(wrong.is_empty(), "a good key is good all along: {wrong:?}");
    figure(format!(
        "cut on one side: writes again after {:.1} s at the slowest, {} verdicts good",
        slowest.as_secs_f64(),
        heard.len()
    ));
}

/// Some writes at once; whether they are acknowledged does not matter here.
fn write(admin: &Api, name: String) -> JoinHandle<()> {
    let admin = admin.clone();
    tokio::spawn(async move {
        for number in 0..10 {
            admin.post("/keys", json!({ "environment": "sandbox", "name": format!("{name} {number}") })).await;
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_ends_every_session_gives_nobody_else_the_database() {
    let team = Team::start().await;
    let (_, secret) = team.admin.create_active("sandbox", "good", "read_only").await;
    let watch = Watch::over(verify(&team.first, &secret));
    let end_all = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                   WHERE application_name = 'conduit-authority' AND pid <> pg_backend_pid()";
    for _ in 0..times(2, 10) {
        let second =
            tokio::spawn(start(postgres::database(team.server.socket(), "team"), team.folder.path().join("second")));
        while !second.is_finished() {
            ask(&team.server, end_all);
            let asked = json!({ "environment": "sandbox", "name": format!("key {:?}", Instant::now()) });
            team.admin.post("/keys", asked).await;
        }
        let refused = second.await.unwrap().err().expect("the one who serves it goes on");
        assert!(refused.contains("served by another process") || refused.contains("cannot be reached"), "{refused}");
    }
    let heard = watch.end().await;
    assert!(heard.iter().all(|(_, status)| [204, 429].contains(status)), "and its keys are good all along");
    verify(&team.first, &secret).get("/verify").await.expect_status(204);
    let back = || async { (team.admin.get("/keys?environment=sandbox").await.status == 200).then_some(()) };
    eventually("the authority answers again", WITHIN, back).await;
}

#[tokio::test]
async fn a_database_that_is_given_back_is_served_by_the_next_one_at_once() {
    let team = Team::start().await;
    let (_, secret) = team.admin.create_active("sandbox", "good", "read_only").await;
    let refused = team.start_second().await.err().expect("one at a time");
    assert!(refused.contains("served by another process"), "{refused}");
    let held = ask(&team.server, "SELECT node || ' ' || term FROM lease");
    team.first.terminate();
    assert_eq!(ask(&team.server, "SELECT node FROM lease"), "", "who stops gives it back");
    let second = start(postgres::database(team.server.socket(), "team"), team.folder.path().join("second")).await;
    verify(&second.expect("it is free"), &secret).get("/verify").await.expect_status(204);
    assert_ne!(ask(&team.server, "SELECT node || ' ' || term FROM lease"), held, "in a term of its own");
}

#[tokio::test]
async fn trouble_at_the_start_is_never_called_damage() {
    let team = Team::start().await;
    let folder = team.first.folder().to_owned();
    team.first.terminate();
    // Holds what every key is read from for longer than anybody waits.
    let socket = team.server.socket().to_owned();
    let holder = std::thread::spawn(move || {
        let _ = postgres::ask(&socket, "team", "BEGIN; LOCK TABLE keys IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)");
    });
    let held = || async {
        (ask(&team.server, "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted") != "0")
            .then_some(())
    };
    eventually("the table is locked", WITHIN, held).await;
    let refused = start(team.line.database(), folder).await.err().expect("it cannot read the keys");
    assert!(refused.contains("lock timeout"), "the cause is told: {refused}");
    assert!(!refused.contains("damaged"), "and not made up: {refused}");
    drop(team.server);
    holder.join().unwrap();
}

#[tokio::test]
async fn keys_are_read_in_pages_and_none_is_left_out() {
    let team = Team::start().await;
    let (_, first) = team.admin.create_active("sandbox", "before", "read_only").await;
    let (database, folder) = (team.line.database(), team.first.folder().to_owned());
    let columns = ask(
        &team.server,
        "SELECT string_agg(column_name, ', ') FROM information_schema.columns
         WHERE table_name = 'keys' AND column_name NOT IN ('id', 'digest', 'name', 'name_folded')",
    );
    let count = times(50_000, 1_500_000);
    ask(
        &team.server,
        &format!(
            "INSERT INTO keys (id, digest, name, name_folded, {columns})
         SELECT 'key_' || gen_random_uuid(), sha256(n::text::bytea), 'n' || n, 'n' || n, {columns}
         FROM generate_series(1, {count}) n, (SELECT * FROM keys LIMIT 1) one"
        ),
    );
    let (_, last) = team.admin.create_active("sandbox", "after", "read_only").await;
    team.first.terminate();
    let begun = Instant::now();
    let serve = start(database, folder).await.expect("it starts");
    let took = begun.elapsed();
    for secret in [first, last] {
        verify(&serve, &secret).get("/verify").await.expect_status(204);
    }
    let metrics = Api::anonymous(&serve.address("manage")).request(Method::GET, "/metrics");
    let token = serve.create_token("operator");
    let metrics = Answer::to(metrics.header("authorization", format!("Bearer {token}"))).await.expect_status(200);
    let known = metrics.text.lines().find(|line| line.starts_with("conduit_keys_in_memory ")).map(str::to_owned);
    assert_eq!(known, Some(format!("conduit_keys_in_memory {}", count + 2)), "{}", metrics.text);
    figure(format!("{} keys on PostgreSQL: ready in {:.1} s", count + 2, took.as_secs_f64()));
}
