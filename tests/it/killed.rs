//! The process killed at the worst moment (design, section 5 rules 2 and 3).

use std::process::{Command, Stdio};
use std::time::Duration;

use journeys::{Api, Serve};
use keys::Environment::Sandbox;
use serde_json::{Value, json};

fn asked(name: &str) -> Value {
    json!({ "environment": "sandbox", "name": name, "accessLevel": "read_write" })
}

/// The keys of a name.
async fn named(admin: &Api, name: &str) -> Vec<Value> {
    let listed = admin.get("/keys?environment=sandbox&limit=100").await.expect_status(200).json();
    listed["data"].as_array().unwrap().iter().filter(|key| key["name"] == name).cloned().collect()
}

/// The kernel ends the process inside the commit's own sync: the key is in the file, and nobody was answered.
#[tokio::test]
async fn a_key_whose_answer_was_never_sent_is_pending_and_stays_unusable() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let token = serve.create_token("admin");
    let admin = Api::with_token(&serve.address("manage"), &token);
    let pid = serve.pid().to_string();
    let mut strace = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:signal=SIGKILL"])
        .args(["-o", "/dev/null", "-p", &pid])
        .stdin(Stdio::null())
        .spawn()
        .expect("strace starts");
    traced(&pid).await;
    let request = admin.request(reqwest::Method::POST, "/keys").header("idempotency-key", "lost").json(&asked("lost"));
    assert!(request.send().await.is_err(), "nobody hears an answer");
    assert!(!serve.wait().success(), "it was killed");
    strace.wait().unwrap();

    let serve = Serve::start(folder.path());
    let admin = Api::with_token(&serve.address("manage"), &token);
    let keys = named(&admin, "lost").await;
    assert_eq!(keys.len(), 1, "the commit was on its way to the disk, so the key exists");
    assert_eq!(keys[0]["state"], "pending", "nobody has its secret, so it must not work");
    let again = admin.post_as("lost", "/keys", asked("lost")).await.expect_status(200).json();
    assert_eq!((&again["key"]["id"], &again["secret"]), (&keys[0]["id"], &Value::Null), "no second key, no secret");
    let id = journeys::api::text(&again, "/key/id");
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "its answer was lost" })).await.expect_status(200);
    admin.create_active("sandbox", "lost", "read_write").await;
}

/// Waits until every thread is under strace.
async fn traced(pid: &str) {
    let all_traced = || async {
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).ok()?;
        let traced =
            |status: String| status.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"));
        let every = tasks.flatten().all(|task| std::fs::read_to_string(task.path().join("status")).is_ok_and(traced));
        every.then_some(())
    };
    journeys::eventually("strace holds every thread", journeys::WITHIN, all_traced).await;
}

/// Killed at any moment: never two keys for one wish, never one that works without its secret having been told.
#[tokio::test]
async fn a_create_that_is_repeated_after_a_kill_makes_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = Serve::start(folder.path());
    let token = serve.create_token("admin");
    let (mut committed, mut not_committed) = (0, 0);
    for round in 0..24_u64 {
        let name = format!("round-{round}");
        let admin = Api::with_token(&serve.address("manage"), &token);
        let sent = {
            let (admin, name) = (admin.clone(), name.clone());
            tokio::spawn(async move {
                let request = admin.request(reqwest::Method::POST, "/keys").header("idempotency-key", &name);
                let answer = request.json(&asked(&name)).send().await.ok()?;
                answer.json::<Value>().await.ok()
            })
        };
        // Not to wait for anything: the moment of the kill is what varies.
        tokio::time::sleep(Duration::from_micros(round * 150)).await;
        serve.kill();
        let heard = sent.await.unwrap();

        serve = Serve::start(folder.path());
        let admin = Api::with_token(&serve.address("manage"), &token);
        let found = named(&admin, &name).await;
        assert!(found.iter().all(|key| key["state"] == "pending"), "round {round}: {found:?}");
        if heard.is_some() {
            assert_eq!(found.len(), 1, "round {round}: what was acknowledged is there");
        }
        let again = admin.post_as(&name, "/keys", asked(&name)).await;
        match found.len() {
            0 => not_committed += 1,
            _ => committed += 1,
        }
        assert_eq!(again.status, if found.is_empty() { 201 } else { 200 }, "round {round}: {}", again.text);
        assert_eq!(again.json()["secret"].is_string(), found.is_empty(), "round {round}: a secret is told once");
        assert_eq!(named(&admin, &name).await.len(), 1, "round {round}: one wish, one key");
        if let Some(secret) = heard.as_ref().and_then(|heard| heard["secret"].as_str()) {
            serve.public(Sandbox, secret).get("/customers").await.expect_problem(401, "API_KEY_INVALID");
        }
    }
    assert!(committed > 0 && not_committed > 0, "both sides of the commit were met: {committed}, {not_committed}");
    authority::verify_chain(&folder.path().join("authority.sqlite3"))
        .unwrap()
        .expect("the audit chain holds over every kill");
}
