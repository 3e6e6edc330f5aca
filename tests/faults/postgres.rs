//! A PostgreSQL server that goes away: nothing acknowledged is lost, the words are clear meanwhile, and the authority
//! finds it again by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use authority::{AuditVerdict, Place};
use journeys::faults::{figure, full, times};
use journeys::{Api, Serve, WITHIN, eventually, postgres};
use keys::Environment::Sandbox;
use serde_json::json;
use tokio::task::JoinHandle;

/// An authority on a server of its own.
struct Team {
    server: postgres::Postgres,
    serve: Serve,
    admin: Api,
    folder: tempfile::TempDir,
}

impl Team {
    fn start() -> Self {
        let (server, folder) = (postgres::Postgres::start(), tempfile::tempdir().unwrap());
        let serve = Self::serve(&server, &folder);
        let admin = serve.manage("admin");
        Self { server, serve, admin, folder }
    }

    fn serve(server: &postgres::Postgres, folder: &tempfile::TempDir) -> Serve {
        Serve::start_on(postgres::database(server.socket(), "team"), &folder.path().join("data")).expect("it starts")
    }

    /// Walks the audit chain from outside.
    fn chain_holds(&self) {
        let place = Place::choose(self.folder.path(), Some(&postgres::database(self.server.socket(), "team")));
        let place = place.unwrap();
        // The driver of the database has a runtime of its own, which must not stand inside another one.
        let verdict = std::thread::spawn(move || authority::verify_audit(&place, None)).join().unwrap().unwrap();
        assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict}");
    }

    fn ask(&self, sql: &str) -> String {
        postgres::ask(self.server.socket(), "team", sql).unwrap()
    }
}

#[tokio::test]
async fn a_server_that_stops_at_once_loses_nothing_and_is_found_again() {
    let team = Team::start();
    let rounds = times(1, 20);
    let mut told = Vec::new();
    for round in 0..rounds {
        told.extend(stop_and_restart(&team, round).await);
        for (id, secret, state) in &told {
            assert_eq!(&team.admin.state_of(id).await, state, "round {round}: what was acknowledged is there");
            let answer = team.serve.public(Sandbox, secret).get("/customers").await;
            assert_eq!(answer.status == 200, *state == "active", "round {round}: {id} is {state}");
        }
    }
    team.chain_holds();
    figure(format!("{rounds} servers stopped at once and restarted: {} keys as acknowledged, 0 lost", told.len()));
}

/// What its clients were told of two keys: their ids, secrets and states.
async fn stop_and_restart(team: &Team, round: usize) -> [(String, String, &'static str); 2] {
    let name = |word: &str| format!("{word} {round}");
    let (kept, kept_secret) = team.admin.create_active("sandbox", &name("kept"), "read_only").await;
    let (ended, ended_secret) = team.admin.create_active("sandbox", &name("ended"), "read_only").await;
    team.admin.post(&format!("/keys/{ended}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    team.server.kill();

    let asked = json!({ "environment": "sandbox", "name": name("later") });
    let refused = team.admin.post("/keys", asked.clone()).await.expect_problem(503, "SERVICE_UNAVAILABLE");
    assert!(refused.json()["detail"].as_str().unwrap().contains("database"), "it says what is wrong: {}", refused.text);
    let root = team.serve.address("sandbox").replace("/v2", "");
    Api::with_key(&root, &kept_secret).get("/verify").await.expect_status(204);
    Api::with_key(&root, &ended_secret).get("/verify").await.expect_problem(401, "API_KEY_INVALID");

    team.server.restart();
    let back = || async { (team.admin.post("/keys", asked.clone()).await.status == 201).then_some(()) };
    eventually("a key can be created again", WITHIN, back).await;
    assert_eq!(team.admin.state_of(&ended).await, "revoked", "a revoked key does not come back");
    [(kept, kept_secret, "active"), (ended, ended_secret, "revoked")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_in_the_middle_of_changes_loses_no_acknowledged_one() {
    let team = Team::start();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE application_name = 'conduit-authority' AND pid <> pg_backend_pid()";
    let rounds = times(12, 200);
    let (mut acknowledged, mut refused) = (Vec::<String>::new(), 0);
    for round in 0..rounds {
        // They write without pause until the cut is over, so that it falls among their changes.
        let over = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..8).map(|writer| write(&team.admin, format!("{round} {writer}"), &over)).collect();
        team.ask(cut);
        over.store(true, Ordering::SeqCst);
        for writer in writers {
            let (ids, refusals) = writer.await.unwrap();
            acknowledged.extend(ids);
            refused += refusals;
        }
    }
    let back = || async { (team.admin.get("/keys?environment=sandbox").await.status == 200).then_some(()) };
    eventually("the authority answers again", WITHIN, back).await;
    for id in &acknowledged {
        assert_eq!(team.admin.get(&format!("/keys/{id}")).await.status, 200, "what was acknowledged is there");
    }
    assert_eq!(
        team.ask("SELECT count(*) FROM audit"),
        team.ask("SELECT max(sequence) FROM audit"),
        "no gap in the log"
    );
    team.chain_holds();
    assert!(!full() || refused > 0, "no cut fell into a change");
    figure(format!("{rounds} cuts amid changes: {} acknowledged, {refused} refused, 0 lost", acknowledged.len()));
}

/// Creates keys until it is over; the ids of those that were acknowledged, and how many were refused.
fn write(admin: &Api, name: String, over: &Arc<AtomicBool>) -> JoinHandle<(Vec<String>, usize)> {
    let (admin, over) = (admin.clone(), over.clone());
    tokio::spawn(async move {
        let (mut acknowledged, mut refused) = (Vec::new(), 0);
        while !over.load(Ordering::SeqCst) || acknowledged.is_empty() && refused == 0 {
            let name = format!("key {name} {}", acknowledged.len() + refused);
            let created = admin.post("/keys", json!({ "environment": "sandbox", "name": name })).await;
            match created.status {
                201 => acknowledged.push(created.json()["key"]["id"].as_str().unwrap().to_owned()),
                500 | 503 => refused += 1,
                other => panic!("another answer than expected: {other} {}", created.text),
            }
        }
        (acknowledged, refused)
    })
}

#[tokio::test]
async fn one_authority_at_a_time_serves_a_database() {
    let team = Team::start();
    let database = postgres::database(team.server.socket(), "team");
    let refused = Serve::start_on(database, &team.folder.path().join("second")).err().expect("it is refused");
    assert!(refused.contains("served by another process"), "{refused}");
    team.admin.get("/organization").await.expect_status(200);
}

#[tokio::test]
async fn the_audit_log_takes_no_change_back_on_a_server_either() {
    let team = Team::start();
    for edit in ["UPDATE audit SET detail = 'routine'", "DELETE FROM audit", "TRUNCATE audit", "TRUNCATE audit CASCADE"]
    {
        let refused = postgres::ask(team.server.socket(), "team", edit).unwrap_err();
        assert!(refused.contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn who_serves_owns_nothing_and_can_take_nothing_away_but_rows() {
    let team = Team::start();
    let (id, secret) = team.admin.create_active("sandbox", "billing", "read_only").await;
    let data = team.folder.path().join("data");
    let (socket, owner) = (team.server.socket().to_owned(), postgres::database(team.server.socket(), "team"));
    team.serve.terminate();
    postgres::ask(&socket, "team", "CREATE ROLE served LOGIN").unwrap();
    let application = owner.replace("keys@", "served@");
    let refused = Serve::start_on(application.clone(), &data).err().expect("it may not yet");
    assert!(refused.contains("permission denied"), "{refused}");
    let grant = std::process::Command::new(journeys::programs::authority())
        .args(["database", "grant", "--role", "served", "--database", &owner])
        .output();
    let grant = grant.expect("the authority's program starts");
    assert!(grant.status.success(), "{}", journeys::serve::error_text(&grant));
    let serve = Serve::start_on(application, &data).expect("it serves");
    let admin = serve.manage("admin");
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    admin.create_active("sandbox", "another", "read_only").await;
    admin.get("/audit/verify").await.expect_status(200);
    for edit in [
        "TRUNCATE audit",
        "UPDATE audit SET detail = ''",
        "DELETE FROM audit",
        "DROP TABLE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        "SET session_replication_role = replica",
        "UPDATE schema_steps SET done = 0",
    ] {
        let refused = postgres::ask(&socket, "team", &format!("SET ROLE served; {edit}")).unwrap_err();
        let told = ["permission denied", "must be owner", "append-only"].iter().any(|word| refused.contains(word));
        assert!(told, "{edit}: {refused}");
    }
}

#[tokio::test]
async fn the_statements_of_the_release_before_run_on_this_schema() {
    let team = Team::start();
    let asked = include_str!("../../src-tauri/crates/authority/migrations/asked_by_0010.sql");
    let asked = asked.lines().filter(|line| !line.starts_with("--")).enumerate();
    let prepared: Vec<_> = asked.map(|(at, sql)| format!("PREPARE asked_{at} AS {};", sql.replace('?', "$"))).collect();
    assert!(prepared.len() > 200, "there are {} of them", prepared.len());
    team.ask(&prepared.concat());
    let gone = postgres::ask(team.server.socket(), "team", "PREPARE gone AS SELECT gone FROM keys");
    assert!(gone.is_err(), "what is not there would be told");
}

#[tokio::test]
async fn a_newer_schema_that_leaves_room_is_served_and_another_one_refused_plainly() {
    let team = Team::start();
    let (id, secret) = team.admin.create_active("sandbox", "billing", "read_only").await;
    team.serve.terminate();
    let ask = |sql: &str| postgres::ask(team.server.socket(), "team", sql).unwrap();
    ask("ALTER TABLE keys ADD COLUMN tomorrow BIGINT NOT NULL DEFAULT 1; CREATE TABLE later (id TEXT);
         UPDATE schema_steps SET done = done + 1");
    let newer = ask("SELECT done FROM schema_steps");
    let serve = Team::serve(&team.server, &team.folder);
    let admin = serve.manage("admin");
    assert_eq!(admin.state_of(&id).await, "active");
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    admin.create_active("sandbox", "still", "read_only").await;
    assert_eq!(ask("SELECT done FROM schema_steps"), newer, "the newer release finds its store as it left it");
    serve.terminate();

    ask("UPDATE schema_floor SET number = (SELECT done FROM schema_steps)");
    let refused = Serve::start_on(postgres::database(team.server.socket(), "team"), &team.folder.path().join("data"));
    let refused = refused.err().expect("it is refused");
    assert!(refused.contains("written by a newer release"), "{refused}");
}
