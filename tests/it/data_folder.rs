//! Data folders that are in use, read-only, full or damaged: a clear error, nothing overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use journeys::fence::Fence;
use journeys::{Api, Serve, programs};
use keys::Environment::Sandbox;
use serde_json::json;

fn refused(command: Command, folder: &Path) -> String {
    match Serve::start_by(command, folder) {
        Ok(_) => panic!("it must not start"),
        Err(why) => why,
    }
}

/// Every file of a folder with its bytes; the lock is empty and always there.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

#[tokio::test]
async fn a_folder_in_use_is_refused_and_its_user_not_disturbed() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let why = refused(Command::new(programs::authority()), folder.path());
    assert!(why.contains("is in use by another process"), "{why}");
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    assert!(serve.terminate().success(), "the first one ends well");
    let serve = Serve::start(folder.path());
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
}

#[tokio::test]
async fn a_stop_is_graceful_and_what_was_acknowledged_is_there_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (id, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    let status = serve.terminate();
    assert!(status.success(), "SIGTERM is a wish, not an accident: {status}");
    let log = fs::metadata(folder.path().join("authority.sqlite3-wal")).map_or(0, |file| file.len());
    assert_eq!(log, 0, "the file alone holds everything");
    let serve = Serve::start(folder.path());
    let key = serve.manage("admin").get(&format!("/keys/{id}")).await.expect_status(200).json();
    assert_eq!(key["state"], "active");
    assert!(key["lastUsedAt"].is_string(), "the last counts were written on the way out: {key}");
}

#[tokio::test]
async fn everything_in_the_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let serve = Serve::start(&data);
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in fs::read_dir(&data).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_read_only_folder_is_refused_whether_it_is_new_or_old() {
    let folder = tempfile::tempdir().unwrap();
    let program = programs::authority();
    let why = refused(Fence::ReadOnly.command(folder.path(), &program), folder.path());
    assert!(why.contains("cannot be written"), "{why}");
    assert!(contents(folder.path()).is_empty(), "nothing is left behind");

    let serve = Serve::start(folder.path());
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    serve.terminate();
    let before = contents(folder.path());
    let why = refused(Fence::ReadOnly.command(folder.path(), &program), folder.path());
    assert!(why.contains("cannot be written"), "{why}");
    assert_eq!(contents(folder.path()), before, "not a byte has changed");
}

#[tokio::test]
async fn a_disk_without_room_is_named_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let why = refused(Fence::Room(64).command(folder.path(), &programs::authority()), folder.path());
    assert!(why.contains("the disk is full"), "{why}");
}

#[tokio::test]
async fn a_disk_that_fills_up_stops_writes_only_and_they_go_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let fence = Fence::Filled(1000).command(folder.path(), &programs::authority());
    let serve = Serve::start_by(fence, folder.path()).unwrap();
    // The folder as the program sees it.
    let seen = format!("/proc/{}/root{}", serve.pid(), folder.path().display());
    let token = {
        let made = Command::new("nsenter")
            .args(["--user", "--mount", "--preserve-credentials", "--target", &serve.pid().to_string()])
            .arg(programs::authority())
            .args(["token", "create", "--role", "admin", "--data-dir"])
            .arg(folder.path())
            .output()
            .unwrap();
        String::from_utf8(made.stdout).unwrap().trim().to_owned()
    };
    let admin = Api::with_token(&serve.address("manage"), &token);
    let (id, secret) = admin.create_active("sandbox", "first", "read_write").await;
    let mut acknowledged = Vec::new();
    let full = loop {
        let asked = json!({ "environment": "sandbox", "name": format!("key {}", acknowledged.len()) });
        let answer = admin.post("/keys", asked).await;
        match answer.status {
            201 => acknowledged.push(journeys::api::text(&answer.json(), "/key/id")),
            _ => break answer.expect_problem(503, "SERVICE_UNAVAILABLE"),
        }
        assert!(acknowledged.len() < 5000, "2 MiB must fill up");
    };
    assert!(full.text.contains("disk is full"), "said plainly: {}", full.text);
    let api = serve.public(Sandbox, &secret);
    api.get("/customers").await.expect_status(200);
    let refused = admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "full" })).await;
    if refused.status == 200 {
        api.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    } else {
        refused.expect_problem(503, "SERVICE_UNAVAILABLE");
        api.get("/customers").await.expect_status(200);
    }

    fs::remove_file(format!("{seen}/filler")).unwrap();
    admin.create_active("sandbox", "after", "read_only").await;
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "room again" })).await.expect_status(200);
    api.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    for id in acknowledged {
        assert_eq!(admin.state_of(&id).await, "pending", "what was acknowledged is there");
    }
    // A copy, since SQLite would follow the path to the folder outside; nobody writes now.
    let copy = tempfile::tempdir().unwrap();
    for file in ["authority.sqlite3", "authority.sqlite3-wal"] {
        fs::copy(format!("{seen}/{file}"), copy.path().join(file)).unwrap();
    }
    authority::verify_chain(&copy.path().join("authority.sqlite3")).unwrap().expect("the chain holds over the gap");
}

#[tokio::test]
async fn a_damaged_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    serve.terminate();
    let path = folder.path().join("authority.sqlite3");
    let sound = fs::read(&path).unwrap();
    let mut other_pages = sound.clone();
    other_pages[8192..16384].fill(0x5a);
    let mut other_header = sound.clone();
    other_header[..16].copy_from_slice(b"not a database!\0");
    let damaged = [
        ("pages overwritten", other_pages),
        ("another header", other_header),
        ("cut in the middle", sound[..sound.len() / 2].to_vec()),
        ("a text file", b"hello, I am a text\n".repeat(100)),
    ];
    for (what, bytes) in damaged {
        fs::write(&path, &bytes).unwrap();
        let why = refused(Command::new(programs::authority()), folder.path());
        assert!(why.contains("damaged"), "{what}: {why}");
        assert!(!why.contains("panicked"), "{what}: {why}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: it may still be saved by somebody who knows how");
        let operated = journeys::serve::operate(folder.path(), &["token", "create", "--role", "admin"]);
        assert!(!operated.status.success(), "{what}: the operator's verbs refuse it too");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: and leave it alone");
    }
}

/// The first page of a table, counted from 1.
fn first_page(file: &Path, table: &str) -> usize {
    let database = rusqlite::Connection::open(file).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    database.query_row(sql, [table], |row| row.get::<_, u32>(0)).unwrap() as usize
}

/// A start reads through what is served, so that nothing rests on damage; it does not read through gigabytes of request records
/// on the way. Whoever looks on purpose is told of damage there too.
#[tokio::test]
async fn damage_in_what_is_served_stops_a_start_and_damage_in_request_records_does_not() {
    const PAGE: usize = 4096;
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    serve.terminate();
    let path = folder.path().join("authority.sqlite3");
    let sound = fs::read(&path).unwrap();
    for (table, served) in
        [("keys", true), ("keys_by_name", true), ("audit", true), ("members", true), ("requests", false)]
    {
        let end = first_page(&path, table) * PAGE;
        let mut damaged = sound.clone();
        damaged[end - PAGE..end].fill(0x5a);
        fs::write(&path, &damaged).unwrap();
        let looked = journeys::serve::operate(folder.path(), &["check"]);
        assert!(!looked.status.success(), "{table}: a look finds it");
        if served {
            let why = refused(Command::new(programs::authority()), folder.path());
            assert!(why.contains("damaged"), "{table}: {why}");
            assert_eq!(fs::read(&path).unwrap(), damaged, "{table}: it is left as it is");
        } else {
            let serve = Serve::start(folder.path());
            serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
            serve.terminate();
        }
        fs::write(&path, &sound).unwrap();
    }
}
