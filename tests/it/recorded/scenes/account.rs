//! Somebody who signed in: who they are, and the authenticator that they set up and switch off.

use serde_json::{Value, json};

use crate::recorded::scene::{PASSWORD, Scene};

pub(in crate::recorded) async fn play() -> Value {
    let mut scene = Scene::set_up().await;
    scene.ask("this computer alone", "list_connections", json!({})).await;
    scene.ask("nobody is signed in with a token", "get_account", json!({ "connection": "local" })).await;
    let sam = json!({ "idempotencyKey": "sam", "connection": "local", "email": "sam@acme.example", "name": "Sam", "role": "admin" });
    scene.ask("somebody is invited", "invite_member", json!({ "request": sam })).await;
    scene.happens("the invitation is accepted", "invitation accepted", json!({ "member": "usr_#1" })).await;
    let request = json!({ "name": "Team", "url": "http://place_#1", "email": "sam@acme.example" });
    scene.ask("they sign in", "sign_in", json!({ "password": PASSWORD, "request": request })).await;

    let with = |what: &str, proof: &str| json!({ "connection": "con_#1", what: proof });
    let wrong = "a wrong password";
    scene.ask("who they are", "get_account", json!({ "connection": "con_#1" })).await;
    scene.ask("an authenticator with a wrong password", "start_totp", with("password", wrong)).await;
    scene.ask("an authenticator", "start_totp", with("password", PASSWORD)).await;
    scene.ask("a wrong first code", "confirm_totp", with("code", "000000")).await;
    scene.ask("the first code", "confirm_totp", with("code", "right")).await;
    scene.ask("who has an authenticator", "get_account", json!({ "connection": "con_#1" })).await;
    scene.ask("another authenticator", "start_totp", with("password", PASSWORD)).await;
    scene.ask("switching off with a wrong password", "revoke_totp", with("password", wrong)).await;
    scene.ask("it is switched off", "revoke_totp", with("password", PASSWORD)).await;
    scene.ask("who has none any more", "get_account", json!({ "connection": "con_#1" })).await;
    scene.end().await
}
