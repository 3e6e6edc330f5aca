//! A lost answer never makes a second live key and never leaves an unknown live one (design, section 5 rule 3).

use actions::view::{ConfirmKey, CreateKey, StartRotation};
use actions::{App, Folders, Vault};
use journeys::Serve;
use journeys::cut::Cut;
use keys::{AccessLevel, Ambient, Environment, KeyState, Secret, rotation::Cause};

fn saved(key_id: &str) -> ConfirmKey {
    ConfirmKey { key_id: key_id.to_owned(), typed_name: None }
}

async fn app_before(serve: &Serve) -> (App, Cut) {
    let cut = Cut::before(&serve.address("manage")).await;
    let app = App::open(&Folders { data: None }, Vault::open_keychain("journeys"), Ambient::system()).unwrap();
    app.use_credential(cut.address(), Secret::new(serve.create_token("admin"))).unwrap();
    (app, cut)
}

fn wish(once: &str) -> CreateKey {
    CreateKey {
        idempotency_key: once.to_owned(),
        environment: Environment::Sandbox,
        name: "billing".to_owned(),
        access_level: AccessLevel::ReadWrite,
        expires_at: None,
        note: None,
    }
}

async fn usable(app: &App) -> Vec<String> {
    let keys = app.list_keys(Environment::Sandbox).await.unwrap().keys;
    keys.into_iter().filter(|view| view.key.state.is_usable()).map(|view| view.key.id).collect()
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_ends_with_one_key_whose_secret_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (app, cut) = app_before(&serve).await;
    for lost in 1..=2 {
        cut.swallow_posts(lost);
        let outcome = app.create_key(wish(&format!("lost-{lost}"))).await;
        if lost == 1 {
            let key = outcome.unwrap().key;
            let secret = app.secret_for_copy(&key.id).await.unwrap();
            app.confirm_key(saved(&key.id)).await.unwrap();
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
    let (first, second) = tokio::join!(app.create_key(wish("once")), app.create_key(wish("once")));
    assert_eq!(first.unwrap().key.id, second.unwrap().key.id, "two presses, one key");
    assert_eq!(app.list_keys(Environment::Sandbox).await.unwrap().keys.len(), 1);
}

#[tokio::test]
async fn a_rotation_whose_answer_was_lost_starts_anew_and_keeps_the_old_key_working() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (app, cut) = app_before(&serve).await;
    let old = app.create_key(wish("create")).await.unwrap().key;
    let old_secret = app.secret_for_copy(&old.id).await.unwrap();
    app.confirm_key(saved(&old.id)).await.unwrap();
    cut.swallow_posts(1);
    let asked = StartRotation {
        idempotency_key: "rotate".to_owned(),
        key_id: old.id.clone(),
        cause: Cause::Routine,
        grace_seconds: None,
    };
    let started = app.start_rotation(asked).await.unwrap();
    assert!(app.secret_for_copy(&started.key.key.id).await.is_ok(), "the successor's secret is held");
    let keys = app.list_keys(Environment::Sandbox).await.unwrap().keys;
    let states: Vec<_> = keys.iter().map(|view| view.key.state).collect();
    assert_eq!(states, [KeyState::Pending, KeyState::Revoked, KeyState::Retiring], "the lost successor is revoked");
    serve.public(Environment::Sandbox, old_secret.expose()).get("/customers").await.expect_status(200);
}
