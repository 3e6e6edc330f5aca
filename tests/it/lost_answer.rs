//! A lost answer never makes a second live key and never leaves an unknown live one (design, section 5 rule 3).

use actions::App;
use actions::view::{ConfirmKey, CreateKey, StartRotation};
use journeys::Serve;
use journeys::cut::Cut;
use keys::{Environment, KeyState, rotation::Cause};

use crate::given;

async fn confirm(app: &App, key_id: &str) {
    app.confirm_key(ConfirmKey { key: given::key(app, key_id), typed_name: None }).await.unwrap();
}

async fn app_before(serve: &Serve) -> (App, Cut) {
    let cut = Cut::before(&serve.address("manage")).await;
    (given::app(cut.address(), &serve.create_token("admin")), cut)
}

fn wish(app: &App, once: &str) -> CreateKey {
    given::wish(given::here(app), once, "billing")
}

async fn usable(app: &App) -> Vec<String> {
    let keys = app.list_keys(given::newest(app, Environment::Sandbox)).await.unwrap().keys;
    keys.into_iter().filter(|view| view.key.state.is_usable()).map(|view| view.key.id).collect()
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_ends_with_one_key_whose_secret_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (app, cut) = app_before(&serve).await;
    for lost in 1..=2 {
        cut.swallow_posts(lost);
        let outcome = app.create_key(wish(&app, &format!("lost-{lost}"))).await;
        if lost == 1 {
            let key = outcome.unwrap().key;
            let secret = app.secret_for_copy(&given::key(&app, &key.id)).await.unwrap();
            confirm(&app, &key.id).await;
            serve.public(Environment::Sandbox, secret.expose()).get("/customers").await.expect_status(200);
            assert_eq!(usable(&app).await, [key.id.as_str()], "the key nobody has the secret of is not usable");
        } else {
            assert_eq!(outcome.unwrap_err().code, actions::Code::Unknown, "both tries were lost, and that is said");
            assert_eq!(usable(&app).await.len(), 1, "still only the key from before");
        }
    }
}

#[tokio::test]
async fn asking_twice_with_one_idempotency_key_holds_one_secret() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (app, _cut) = app_before(&serve).await;
    let (first, second) = tokio::join!(app.create_key(wish(&app, "once")), app.create_key(wish(&app, "once")));
    assert_eq!(first.unwrap().key.id, second.unwrap().key.id, "two presses, one key");
    assert_eq!(app.list_keys(given::newest(&app, Environment::Sandbox)).await.unwrap().keys.len(), 1);
}

#[tokio::test]
async fn a_rotation_whose_answer_was_lost_starts_anew_and_keeps_the_old_key_working() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (app, cut) = app_before(&serve).await;
    let old = app.create_key(wish(&app, "create")).await.unwrap().key;
    let old_secret = app.secret_for_copy(&given::key(&app, &old.id)).await.unwrap();
    confirm(&app, &old.id).await;
    cut.swallow_posts(1);
    let asked = StartRotation {
        idempotency_key: "rotate".to_owned(),
        key: given::key(&app, &old.id),
        cause: Cause::Routine,
        grace_seconds: None,
        quiet_minutes: None,
        typed_name: None,
    };
    let started = app.start_rotation(asked).await.unwrap();
    assert!(
        app.secret_for_copy(&given::key(&app, &started.key.key.id)).await.is_ok(),
        "the successor's secret is held"
    );
    let keys = app.list_keys(given::newest(&app, Environment::Sandbox)).await.unwrap().keys;
    let states: Vec<_> = keys.iter().map(|view| view.key.state).collect();
    assert_eq!(states, [KeyState::Pending, KeyState::Revoked, KeyState::Retiring], "the lost successor is revoked");
    serve.public(Environment::Sandbox, old_secret.expose()).get("/customers").await.expect_status(200);
}
