//! Members and tokens: invited, handed over, given another role, revoked; and who may do what.

use serde_json::{Value, json};

use super::{list_audit, with};
use crate::recorded::scene::Scene;

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("who may do what", "get_roles", json!({})).await;
    scene.ask("nobody is invited", "list_members", list(json!({}))).await;
    let sam = invite("once-1", json!({}));
    scene.ask("somebody is invited", "invite_member", sam.clone()).await;
    scene.ask("the same form once more", "invite_member", sam).await;
    scene.ask("an address in use", "invite_member", invite("once-2", json!({ "email": "SAM@acme.example" }))).await;
    scene.ask("no address", "invite_member", invite("once-3", json!({ "email": "sam" }))).await;
    scene.ask("no name", "invite_member", invite("once-4", json!({ "email": "x@acme.example", "name": " " }))).await;
    scene.ask("the invitation is handed over", "forget_secret", secret("usr_#1")).await;
    scene.ask("who is invited", "list_members", list(json!({}))).await;
    let again = |id: &str, totp: bool| json!({ "request": { "member": member(id), "revokeTotp": totp } });
    scene.ask("the invitation was lost", "invite_again", again("usr_#1", false)).await;
    scene.happens("the invitation is accepted", "invitation accepted", json!({ "member": "usr_#1" })).await;
    scene.ask("who is here", "list_members", list(json!({ "sort": "last_sign_in", "descending": true }))).await;
    let role = |id: &str, role: &str| json!({ "request": { "member": member(id), "role": role } });
    scene.ask("an admin", "change_role", role("usr_#1", "admin")).await;
    scene.ask("the last admin gets another role", "change_role", role("usr_#1", "support")).await;
    let revoke = |id: &str, reason: &str| json!({ "request": { "member": member(id), "reason": reason } });
    scene.ask("the last admin is revoked", "revoke_member", revoke("usr_#1", "Left the team")).await;
    let other = json!({ "email": "kim@acme.example", "name": "Kim", "role": "onboarding" });
    scene.ask("another one", "invite_member", invite("once-5", other)).await;
    scene.ask("revoked without a reason", "revoke_member", revoke("usr_#2", " ")).await;
    scene.ask("revoked", "revoke_member", revoke("usr_#2", "Invited by mistake")).await;
    scene.ask("revoked once more", "revoke_member", revoke("usr_#2", "Left the team")).await;
    scene.ask("a revoked one is invited again", "invite_again", again("usr_#2", false)).await;
    scene.ask("a revoked one gets another role", "change_role", role("usr_#2", "support")).await;
    scene.ask("who is gone", "list_members", list(json!({ "filter": "ended" }))).await;
    scene.ask("the admins", "list_members", list(json!({ "filter": "all", "role": "admin" }))).await;
    scene.ask("a member that there is not", "change_role", role("usr_0000000000000000000000", "support")).await;

    scene.ask("no token", "list_tokens", list(json!({}))).await;
    let nightly = create("once-6", json!({}));
    scene.ask("a token is created", "create_token", nightly.clone()).await;
    scene.ask("the same form of a token once more", "create_token", nightly).await;
    let past = json!({ "expiresAt": "2026-11-20T08:00:00.000Z" });
    scene.ask("a token that has ended", "create_token", create("once-7", past)).await;
    scene.ask("a token without a name", "create_token", create("once-8", json!({ "name": "" }))).await;
    let brief = json!({ "name": "brief", "role": "admin", "expiresAt": "2026-11-20T09:30:00.000Z" });
    scene.ask("a token for half an hour", "create_token", create("once-9", brief)).await;
    scene.ask("the tokens by their end", "list_tokens", list(json!({ "sort": "expires" }))).await;
    scene.ask("a token is saved", "forget_secret", secret("tok_#1")).await;
    let end = json!({ "token": { "connection": "local", "token": "tok_#1" }, "reason": "No longer used" });
    scene.ask("a token is revoked", "revoke_token", json!({ "request": end })).await;
    scene.pass(3600);
    scene.ask("the tokens that let nobody in", "list_tokens", list(json!({ "filter": "ended" }))).await;
    scene.ask("what was done", "list_audit", list_audit(json!({}))).await;
    scene.end().await
}

fn member(id: &str) -> Value {
    json!({ "connection": "local", "member": id })
}

fn secret(id: &str) -> Value {
    json!({ "key": { "connection": "local", "key": id } })
}

/// What is not said is as the page has it at first.
fn list(said: Value) -> Value {
    let request = json!({
        "connection": "local", "filter": "current", "role": null, "sort": "name", "descending": false, "cursor": null,
    });
    json!({ "request": with(request, said) })
}

fn invite(once: &str, said: Value) -> Value {
    let request = json!({
        "idempotencyKey": once, "connection": "local", "email": "sam@acme.example", "name": "Sam", "role": "support",
    });
    json!({ "request": with(request, said) })
}

fn create(once: &str, said: Value) -> Value {
    let request = json!({
        "idempotencyKey": once, "connection": "local", "name": "nightly", "role": "support", "expiresAt": null,
    });
    json!({ "request": with(request, said) })
}
