//! Sandboxes are set up by a job that can fail, is tried again, and survives a restart (Conduit Financial sheet,
//! section 7). The fault is a real one: a trigger in the database refuses the sample data.

use std::path::Path;

use journeys::clock::Clock;
use journeys::{Api, Inside, Serve, WITHIN, eventually};
use keys::Environment::{Live, Sandbox};
use keys::Timestamp;
use keys::wire::Role;
use rusqlite::Connection;

const REFUSE: &str = "CREATE TRIGGER no_samples BEFORE INSERT ON customers BEGIN SELECT RAISE (ABORT, 'no room'); END";
const ALLOW: &str = "DROP TRIGGER no_samples";
/// As a sandbox is that waits for its first try.
const FORGET: &str = "UPDATE provisioning SET done_at = NULL; DELETE FROM transactions; DELETE FROM customers";

fn operate(folder: &Path, sql: &str) {
    Connection::open(folder.join("authority.sqlite3")).unwrap().execute_batch(sql).unwrap();
}

async fn ready(api: &Api) {
    let look = || async { (api.get("/customers").await.status == 200).then_some(()) };
    eventually("the sandbox is set up", WITHIN, look).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sandbox_that_cannot_be_set_up_answers_409_until_it_is() {
    let clock = Clock::at(Timestamp::from_millis(1_800_000_000_000));
    let inside = Inside::start(clock.ambient()).await;
    let database = inside.database();
    database.execute_batch(REFUSE).unwrap();
    let other = inside.service().create_organization("Borealis", "").await.unwrap();
    let admin = inside.manage_of(&other, Role::Admin);
    let (_, writer) = admin.create_active("sandbox", "writer", "read_write").await;
    let (_, reader) = admin.create_active("sandbox", "reader", "read_only").await;
    let (writer, reader) = (inside.public(Sandbox, &writer), inside.public(Sandbox, &reader));
    for path in ["/customers", "/orders", "/no/such/path"] {
        writer.get(path).await.expect_problem(409, "SANDBOX_NOT_PROVISIONED");
        let written = reader.post(path, serde_json::json!({})).await;
        written.expect_problem(409, "SANDBOX_NOT_PROVISIONED");
    }
    inside.public(Sandbox, "ck_sandbox_0").get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    inside
        .public(Live, &admin.create_pending("sandbox", "x", "read_only").await.1)
        .get("/customers")
        .await
        .expect_problem(401, "API_KEY_INVALID");

    let (_, ours) = inside.manage(Role::Admin).create_active("sandbox", "ours", "read_only").await;
    inside.public(Sandbox, &ours).get("/customers").await.expect_status(200);

    // Each failed try is put off further.
    let attempts = || -> i64 {
        let sql = "SELECT attempts FROM provisioning WHERE organization_id = ?1";
        database.query_row(sql, [&other], |row| row.get(0)).unwrap()
    };
    let before = attempts();
    for seconds in [1, 2, 4] {
        clock.step(seconds);
        inside.service().contract.provision().await.unwrap();
    }
    assert!(attempts() >= before + 3, "it is tried again and again");
    writer.get("/customers").await.expect_problem(409, "SANDBOX_NOT_PROVISIONED");

    database.execute_batch(ALLOW).unwrap();
    clock.step(60);
    ready(&writer).await;
    assert_eq!(writer.get("/customers").await.json()["meta"]["total"], 1, "its data is there, once");
    assert_eq!(admin.count_in_audit("sandbox.provisioned", &other).await, 1, "and that is written down");
}

#[tokio::test]
async fn a_sandbox_that_waits_is_set_up_by_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    serve.kill();
    operate(folder.path(), FORGET);
    operate(folder.path(), REFUSE);
    for _ in 0..2 {
        let serve = Serve::start(folder.path());
        let refused = serve.public(Sandbox, &secret).get("/customers").await;
        refused.expect_problem(409, "SANDBOX_NOT_PROVISIONED");
        serve.kill();
    }
    operate(folder.path(), ALLOW);
    let serve = Serve::start(folder.path());
    let api = serve.public(Sandbox, &secret);
    ready(&api).await;
    assert_eq!(api.get("/customers").await.json()["meta"]["total"], 1);
    assert_eq!(api.get("/transactions?type=deposit").await.json()["meta"]["total"], 1);
}

#[tokio::test]
async fn the_sandbox_of_a_new_organization_is_ready_when_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
}

/// `/verify` is about the key, which is good: a team's own API does not stop because our sample data is missing.
#[tokio::test]
async fn a_key_is_verified_while_its_sandbox_waits() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    serve.kill();
    operate(folder.path(), FORGET);
    operate(folder.path(), REFUSE);
    let serve = Serve::start(folder.path());
    serve.public(Sandbox, &secret).get("/customers").await.expect_problem(409, "SANDBOX_NOT_PROVISIONED");
    let outside = Api::with_key(serve.address("sandbox").trim_end_matches("/v2"), &secret);
    outside.get("/verify").await.expect_status(204);
}
