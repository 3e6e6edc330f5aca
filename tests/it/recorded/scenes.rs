//! The scenes. A step says what it shows; names such as `key_#1` are those of the answers before it.

pub(super) mod account;
pub(super) mod activation;
pub(super) mod alerts;
pub(super) mod approvals;
pub(super) mod connections;
pub(super) mod desk;
pub(super) mod documents;
pub(super) mod ends;
pub(super) mod everywhere;
pub(super) mod failed;
pub(super) mod keys;
pub(super) mod limits;
pub(super) mod lists;
pub(super) mod live;
pub(super) mod people;
pub(super) mod policy;
pub(super) mod quiet;
pub(super) mod rejected;
pub(super) mod requests;
pub(super) mod rotations;
pub(super) mod services;
pub(super) mod start;
pub(super) mod undone;
pub(super) mod webhooks;

use serde_json::{Value, json};

fn key(key: &str) -> Value {
    json!({ "key": { "connection": "local", "key": key } })
}

fn rotation(rotation: &str) -> Value {
    json!({ "rotation": { "connection": "local", "rotation": rotation } })
}

fn create(once: &str, name: &str) -> Value {
    create_as(once, json!({ "name": name }))
}

/// What is not said is as the form has it at first.
fn create_as(once: &str, said: Value) -> Value {
    let request = json!({
        "idempotencyKey": once, "connection": "local", "environment": "sandbox", "accessLevel": "read_write",
        "expiresAt": null, "note": null,
    });
    json!({ "request": with(request, said) })
}

fn confirm(key: &str) -> Value {
    confirm_typed(key, Value::Null)
}

fn confirm_typed(key: &str, typed: Value) -> Value {
    json!({ "request": { "key": { "connection": "local", "key": key }, "typedName": typed } })
}

fn revoke(once: &str, key: &str, reason: &str) -> Value {
    revoke_typed(once, key, reason, Value::Null)
}

fn revoke_typed(once: &str, key: &str, reason: &str, typed: Value) -> Value {
    let key = json!({ "connection": "local", "key": key });
    json!({ "request": { "idempotencyKey": once, "key": key, "reason": reason, "typedName": typed } })
}

fn rotate(once: &str, key: &str, cause: &str, grace_seconds: Value) -> Value {
    let key = json!({ "connection": "local", "key": key });
    json!({ "request": {
        "idempotencyKey": once, "key": key, "cause": cause, "graceSeconds": grace_seconds, "quietMinutes": null,
        "typedName": null,
    } })
}

/// A routine rotation whose old key ends by itself.
fn rotate_quietly(once: &str, key: &str, minutes: u32) -> Value {
    let mut asked = rotate(once, key, "routine", Value::Null);
    asked["request"]["quietMinutes"] = minutes.into();
    asked
}

fn change_rotation(rotation: &str, minutes: Value) -> Value {
    let rotation = json!({ "connection": "local", "rotation": rotation });
    json!({ "request": { "rotation": rotation, "quietMinutes": minutes, "typedName": null } })
}

fn finish(once: &str, rotation: &str, without_evidence: bool) -> Value {
    let rotation = json!({ "connection": "local", "rotation": rotation });
    json!({ "request": {
        "idempotencyKey": once, "rotation": rotation, "withoutEvidence": without_evidence, "typedName": null,
    } })
}

fn undo(once: &str, rotation: &str) -> Value {
    undo_typed(once, rotation, Value::Null)
}

fn undo_typed(once: &str, rotation: &str, typed: Value) -> Value {
    let rotation = json!({ "connection": "local", "rotation": rotation });
    json!({ "request": { "idempotencyKey": once, "rotation": rotation, "typedName": typed } })
}

fn list(said: Value) -> Value {
    let request = json!({
        "connection": "local", "environment": "sandbox", "filter": "all", "search": "", "sort": "created",
        "descending": true, "cursor": null, "limit": 100,
    });
    json!({ "request": with(request, said) })
}

/// What is said of the filter; all rows otherwise.
fn list_audit(said: Value) -> Value {
    let filter = json!({ "actor": null, "action": null, "subject": null, "from": null, "until": null });
    json!({ "request": { "connection": "local", "filter": with(filter, said), "cursor": null, "limit": 100 } })
}

fn list_rotations(over: bool, cursor: Value) -> Value {
    json!({ "request": { "connection": "local", "environment": "sandbox", "over": over, "cursor": cursor } })
}

fn with(mut request: Value, said: Value) -> Value {
    if let (Some(request), Value::Object(said)) = (request.as_object_mut(), said) {
        request.extend(said);
    }
    request
}
