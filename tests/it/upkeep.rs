//! The operator's verbs that look after a store: backup, restore, check, audit verify.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use journeys::older::make_older;
use journeys::people::join;
use journeys::serve::{error_text, operate};
use journeys::{Api, Serve, WITHIN, eventually, programs};
use keys::Environment::Sandbox;
use serde_json::{Value, json};

fn run(words: &[&str]) -> Output {
    Command::new(programs::authority()).args(words).output().expect("the authority's program starts")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in text")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn a_backup_of_a_served_store_is_whole_and_serves_as_the_first_did() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("backup.sqlite3"));
    let serve = Serve::start(&data);
    let admin = serve.manage("admin");
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let (over, gone) = admin.create_active("sandbox", "old", "read_only").await;
    admin.post(&format!("/keys/{over}/revoke"), json!({ "reason": "leaked" })).await.expect_status(200);

    // Writes go on while it is copied.
    let busy = admin.clone();
    let writes = tokio::spawn(async move {
        for number in 0..40 {
            busy.create_active("sandbox", &format!("busy {number}"), "read_only").await;
        }
    });
    let made = operate(&data, &["backup", "--to", text(&file)]);
    assert!(made.status.success(), "{}", error_text(&made));
    writes.await.unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "its owner's alone");
    let before = fs::read(&file).unwrap();
    let again = operate(&data, &["backup", "--to", text(&file)]);
    assert!(error_text(&again).contains("exists already"), "{}", error_text(&again));
    assert_eq!(fs::read(&file).unwrap(), before, "a backup is never written over");

    let restored = folder.path().join("restored");
    for wrong in [&data, folder.path()] {
        let refused = run(&["restore", "--accept-revived-keys", "--from", text(&file), "--data-dir", text(wrong)]);
        assert!(error_text(&refused).contains("is not an empty folder"), "{}", error_text(&refused));
    }
    let done = run(&["restore", "--accept-revived-keys", "--from", text(&file), "--data-dir", text(&restored)]);
    assert!(done.status.success(), "{}", error_text(&done));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "nothing half made is left: {left:?}");
    let second = Serve::start(&restored);
    second.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    second.public(Sandbox, &gone).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    assert_eq!(second.manage("admin").state_of(&id).await, "active");
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
}

#[tokio::test]
async fn a_restored_store_makes_nothing_good_again_that_was_revoked_since() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let serve = Serve::start(&at("data"));
    let admin = serve.manage("admin");
    let (kept, kept_secret) = admin.create_active("sandbox", "kept", "read_only").await;
    let (over, over_secret) = admin.create_active("sandbox", "over", "read_only").await;
    let token = serve.create_token("admin");
    let listed = admin.get("/tokens").await.expect_status(200).json();
    let token_id = listed["data"][0]["id"].as_str().unwrap().to_owned();
    assert!(operate(&at("data"), &["backup", "--to", text(&at("old.backup"))]).status.success());
    admin.post(&format!("/keys/{over}/revoke"), json!({ "reason": "leaked" })).await.expect_status(200);
    admin.post(&format!("/tokens/{token_id}/revoke"), json!({ "reason": "lost" })).await.expect_status(200);
    assert!(operate(&at("data"), &["backup", "--to", text(&at("new.backup"))]).status.success());

    let restore = |to: &str, words: &[&str]| {
        run(&[&["restore", "--from", text(&at("old.backup")), "--data-dir", text(&at(to))], words].concat())
    };
    let refused = restore("silent", &[]);
    assert!(
        error_text(&refused).contains("would be good again"),
        "it is not done without a word: {}",
        error_text(&refused)
    );
    assert!(!at("silent").exists(), "and nothing is made");
    for newer in ["data", "new.backup"] {
        let to = format!("from {newer}");
        let done = restore(&to, &["--revocations-from", text(&at(newer))]);
        assert!(said(&done).contains("; 2 keys, tokens and members"), "{}{}", said(&done), error_text(&done));
        let second = Serve::start(&at(&to));
        second.public(Sandbox, &over_secret).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
        second.public(Sandbox, &kept_secret).get("/customers").await.expect_status(200);
        let admin = second.manage("admin");
        assert_eq!((admin.state_of(&over).await, admin.state_of(&kept).await), ("revoked".into(), "active".into()));
        let told = admin.get(&format!("/audit?subject={over}&action=key.revoked")).await.expect_status(200).json();
        assert!(told["data"][0]["detail"].as_str().unwrap().contains("after a restore: leaked"), "{told}");
        let api = Api::with_token(&second.address("manage"), &token);
        api.get("/keys?environment=sandbox").await.expect_problem(401, "TOKEN_INVALID");
        assert!(operate(&at(&to), &["check"]).status.success(), "and it is sound");
    }
    let done = restore("revived", &["--accept-revived-keys"]);
    assert!(said(&done).contains("is good again"), "what it risks is said: {}", said(&done));
    Serve::start(&at("revived")).public(Sandbox, &over_secret).get("/customers").await.expect_status(200);
}

#[tokio::test]
async fn a_store_of_the_release_before_is_checked_verified_saved_and_restored_as_it_is_and_served() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let serve = Serve::start(&at("data"));
    let admin = serve.manage("admin");
    let (over, secret) = admin.create_active("sandbox", "over", "read_only").await;
    assert!(operate(&at("data"), &["backup", "--to", text(&at("old.backup"))]).status.success());
    admin.post(&format!("/keys/{over}/revoke"), json!({ "reason": "leaked" })).await.expect_status(200);
    serve.terminate();
    make_older(&at("old.backup"));
    make_older(&at("data").join("authority.sqlite3"));

    for words in [&["check"][..], &["audit", "verify"], &["backup", "--to", text(&at("new.backup"))]] {
        let done = operate(&at("data"), words);
        assert!(done.status.success(), "{words:?}: {}{}", said(&done), error_text(&done));
    }
    for (newer, to) in [("data", "one"), ("new.backup", "two")] {
        let (from, into, newer) = (at("old.backup"), at(to), at(newer));
        let words = ["restore", "--from", text(&from), "--data-dir", text(&into), "--revocations-from", text(&newer)];
        let done = run(&words);
        assert!(said(&done).contains("; 1 keys, tokens and members"), "{}{}", said(&done), error_text(&done));
        assert!(operate(&at(to), &["check"]).status.success());
        let second = Serve::start(&at(to));
        second.public(Sandbox, &secret).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    }
    let serve = Serve::start(&at("data"));
    let key = serve.manage("admin").get(&format!("/keys/{over}")).await.expect_status(200).json();
    assert_eq!(key["revocation"]["by"], json!({ "kind": "unknown", "id": "", "name": "admin" }), "a name alone");
    assert!(operate(&at("data"), &["audit", "verify"]).status.success(), "old rows and new ones are one chain");
}

#[tokio::test]
async fn what_a_release_before_knew_of_an_activation_is_carried_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let serve = Serve::start(&data);
    let (admin, anybody) = (serve.manage("admin"), Api::anonymous(&format!("{}/v1", serve.address("manage"))));
    let (old_id, _) = admin.create_active("sandbox", "billing", "read_write").await;
    let begun = admin.post(&format!("/keys/{old_id}/rotate"), json!({ "cause": "routine" })).await;
    let begun = begun.expect_status(201).json();
    let new_id = journeys::api::text(&begun, "/rotation/newKey/id");
    admin.post(&format!("/keys/{new_id}/confirm"), json!({})).await.expect_status(200);
    admin.post(&format!("/keys/{old_id}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    join(&admin, &anybody, "ana@acme.example", "admin").await;
    let ben = join(&admin, &anybody, "ben@acme.example", "admin").await;
    let by_this_release = admin.get("/activation").await.expect_status(200).json()["evidence"].clone();
    serve.terminate();
    make_older(&data.join("authority.sqlite3"));
    let store = rusqlite::Connection::open(data.join("authority.sqlite3")).unwrap();
    store.execute("UPDATE organizations SET first_sandbox_call_at = 1, first_sandbox_write_at = 2", []).unwrap();
    drop(store);

    let serve = Serve::start(&data);
    let carried = serve.manage("admin").get("/activation").await.expect_status(200).json()["evidence"].clone();
    let kinds: Vec<&Value> = carried.as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["first_call", "first_write", "rotation_finished", "second_admin"]);
    assert_eq!((&carried[0]["at"], &carried[0]["correlationId"]), (&json!("1970-01-01T00:00:00.001Z"), &Value::Null));
    assert_eq!(carried[3]["member"]["id"], json!(ben));
    for (carried, noted) in [(2, 0), (3, 1)].map(|(carried_at, at)| (&carried[carried_at], &by_this_release[at])) {
        for what in ["kind", "at", "keyId", "rotationId", "member"] {
            assert_eq!(carried[what], noted[what], "{what}");
        }
    }
}

#[tokio::test]
async fn a_damaged_backup_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("backup.sqlite3"));
    let serve = Serve::start(&data);
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    assert!(operate(&data, &["backup", "--to", text(&file)]).status.success());
    let restored = folder.path().join("restored");
    let restore = || run(&["restore", "--accept-revived-keys", "--from", text(&file), "--data-dir", text(&restored)]);
    let database = rusqlite::Connection::open(&file).unwrap();
    let forge = "DROP TRIGGER audit_is_append_only_update; UPDATE audit SET actor = 'nobody' WHERE sequence = 3";
    database.execute_batch(forge).unwrap();
    drop(database);
    let refused = restore();
    assert!(error_text(&refused).contains("row 3"), "the first bad row is named: {}", error_text(&refused));
    fs::write(&file, "no database").unwrap();
    assert!(!restore().status.success(), "nor is something else");
    assert!(!restored.exists(), "and nothing was made");
}

#[tokio::test]
async fn a_check_tells_line_by_line_and_by_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let good = operate(folder.path(), &["check"]);
    assert!(good.status.success(), "{}{}", said(&good), error_text(&good));
    for name in ["integrity", "references", "audit", "digests", "states", "rotations"] {
        assert!(said(&good).contains(&format!("ok   {name}: ")), "{name} has its line: {}", said(&good));
    }
    serve.terminate();
    let database = rusqlite::Connection::open(folder.path().join("authority.sqlite3")).unwrap();
    database.execute("UPDATE keys SET revoked_at = 5", []).unwrap();
    let bad = operate(folder.path(), &["check", "--json"]);
    assert_eq!(bad.status.code(), Some(1), "a script can tell");
    let findings: serde_json::Value = serde_json::from_str(&said(&bad)).unwrap();
    let wrong: Vec<_> = findings.as_array().unwrap().iter().filter(|finding| finding["ok"] == false).collect();
    assert_eq!(wrong.len(), 1, "{findings}");
    assert_eq!(wrong[0]["check"], "states");
    let nothing = operate(&folder.path().join("nowhere"), &["check"]);
    assert_eq!(nothing.status.code(), Some(1), "a store that is not there is not sound");
    assert!(!folder.path().join("nowhere").exists(), "and is not made by asking");
}

#[tokio::test]
async fn a_tail_that_was_cut_off_is_found_by_the_checkpoint_that_serve_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let (data, key) = (folder.path().join("data"), folder.path().join("audit-key"));
    let checkpoints = folder.path().join("checkpoints");
    let public = said(&run(&["audit-key", "create", text(&key)])).trim().to_owned();
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    // `start_by` adds the verb, so a shell puts the options behind it.
    let script = r#"program=$1; shift; exec "$program" "$@" --audit-checkpoint "$FILE" --audit-key-file "$KEY""#;
    let mut command = Command::new("bash");
    command.args(["-c", script, "bash"]).arg(programs::authority()).env("FILE", &checkpoints).env("KEY", &key);
    let serve = Serve::start_by(command, &data).unwrap();
    serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    eventually("a checkpoint while it serves", WITHIN, || async {
        fs::read_to_string(&checkpoints).is_ok_and(|text| text.ends_with('\n')).then_some(())
    })
    .await;
    let verify = || {
        let words = ["audit", "verify", "--checkpoint", text(&checkpoints), "--audit-public-key", &public];
        operate(&data, &words)
    };
    assert!(verify().status.success(), "{}", error_text(&verify()));
    assert!(serve.terminate().success());
    let database = rusqlite::Connection::open(data.join("authority.sqlite3")).unwrap();
    database.execute_batch("DROP TRIGGER audit_is_append_only_delete; DELETE FROM audit WHERE sequence > 2").unwrap();
    assert!(operate(&data, &["audit", "verify"]).status.success(), "the chain alone does not see it");
    let found = verify();
    assert_eq!((found.status.code(), said(&found).contains("rows from 3")), (Some(1), true), "{}", said(&found));
}
