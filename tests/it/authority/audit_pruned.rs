//! Old audit rows go; what is left can still be read, taken away and verified.

use journeys::clock::Clock;
use journeys::{Api, Inside};
use keys::wire::Role;
use serde_json::{Value, json};

use super::audit_read::{export, rehash, rows};

const DAY: i64 = 24 * 3600;

/// A log of which a part is 401 days old, pruned; answers the last row that went.
async fn pruned(clock: &Clock) -> (Inside, Api, i64) {
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    admin.create_active("sandbox", "old", "read_only").await;
    let gone = rows(&admin, &[]).await[0]["sequence"].as_i64().unwrap();
    // A jump of the clock would be doubted, and told in a row of its own; here the days have passed.
    inside.operate(
        "INSERT INTO clock_belief (one, at, doubted_millis) VALUES (1, 4102444800000, 0)
         ON CONFLICT (one) DO UPDATE SET at = excluded.at",
    );
    clock.step(401 * DAY);
    admin.create_active("sandbox", "young", "read_only").await;
    inside.service().evidence.prune_audit().await.unwrap();
    (inside, admin, gone)
}

fn clock() -> Clock {
    Clock::at("2025-01-20T09:00:00.000Z".parse().unwrap())
}

async fn verdict(admin: &Api) -> Value {
    admin.get("/audit/verify").await.expect_status(200).json()
}

#[tokio::test]
async fn old_rows_go_with_a_row_that_says_so_and_the_rest_verifies() {
    let clock = clock();
    let (inside, admin, gone) = pruned(&clock).await;
    let found = verdict(&admin).await;
    assert_eq!(
        (&found["intact"], &found["pruned"], &found["rows"]),
        (&json!(true), &json!(gone), &json!(3)),
        "{found}"
    );
    let told = rows(&admin, &[("action", "audit.pruned")]).await;
    let [told] = &told[..] else { panic!("one row tells of it: {told:?}") };
    assert_eq!((&told["subject"], &told["actor"]["kind"]), (&json!(gone.to_string()), &json!("authority")));
    assert_eq!(rows(&admin, &[("action", "organization.created")]).await.len(), 0, "an old row is gone");

    let lines = export(&admin).await;
    let [head, body @ .., end] = &lines[..] else { panic!("too short: {lines:?}") };
    assert_eq!((&head["pruned"], &end["rows"]), (&json!(gone), &json!(3)));
    assert!(body.iter().all(|row| row["hash"] == json!(rehash(head, row))), "a stranger verifies what is left");
    assert!(
        body[0]["sequence"] == gone + 1
            && told["detail"].as_str().unwrap().ends_with(body[0]["previous"].as_str().unwrap())
    );

    clock.step(401 * DAY);
    admin.create_active("sandbox", "younger", "read_only").await;
    inside.service().evidence.prune_audit().await.unwrap();
    let found = verdict(&admin).await;
    assert_eq!((&found["intact"], &found["pruned"]), (&json!(true), &json!(gone + 3)), "and so on: {found}");
    inside.stop().await;
}

#[tokio::test]
async fn edits_of_a_pruned_log_are_found() {
    let on_server = std::env::var_os(journeys::postgres::SERVER).is_some();
    let drop =
        |what: &str| format!("DROP TRIGGER audit_is_append_only_{what}{};", if on_server { " ON audit" } else { "" });
    for (edit, bad) in [
        ("DELETE FROM audit WHERE sequence = (SELECT min(sequence) FROM audit)", 1),
        ("UPDATE audit SET actor = 'x' WHERE sequence = (SELECT min(sequence) FROM audit)", 1),
        ("UPDATE audit SET actor = 'x' WHERE action = 'key.confirmed'", 2),
        ("UPDATE audit SET detail = 'x' WHERE action = 'audit.pruned'", -1),
        ("DELETE FROM audit WHERE action = 'audit.pruned'", -1),
    ] {
        let clock = clock();
        let (inside, admin, gone) = pruned(&clock).await;
        inside.operate(&format!("{}{}{edit}", drop("update"), drop("delete")));
        let found = verdict(&admin).await;
        // Without its anchor the log begins nowhere: the first row of all is missing.
        let named = if bad < 0 { 1 } else { gone + bad };
        assert_eq!((&found["intact"], &found["firstBadSequence"]), (&json!(false), &json!(named)), "{edit}: {found}");
        inside.stop().await;
    }
}
