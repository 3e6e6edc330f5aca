//! A live key ends only for somebody who typed its name, whichever way it ends (design, section 5 rule 7): asked of the
//! actions themselves, which no face can go around.

use actions::view::{ConfirmKey, CreateKey, NoProof, RevokeKey, StartRotation, UndoRotation};
use actions::{App, Code, KeyRef, RotationRef};
use journeys::Serve;
use keys::{Environment::Live, KeyState, rotation::Cause};

use crate::authority::activation::activate;
use crate::given;

const NAME: &str = "payouts";

async fn app(serve: &Serve) -> App {
    activate(serve).await;
    given::app(&serve.address("manage"), &serve.create_token("admin"))
}

fn typed(name: Option<&str>) -> Option<String> {
    name.map(str::to_owned)
}

fn confirm(key: &KeyRef, name: Option<&str>) -> ConfirmKey {
    ConfirmKey { key: key.clone(), typed_name: typed(name) }
}

/// A rotation of the key up to where its successor waits for its confirmation: the rotation and the successor.
async fn rotate(app: &App, key: &KeyRef, cause: Cause) -> (RotationRef, KeyRef) {
    let idempotency_key = format!("rotate-{}", key.key);
    let asked = StartRotation {
        idempotency_key,
        key: key.clone(),
        cause,
        grace_seconds: None,
        quiet_minutes: None,
        typed_name: None,
    };
    let started = app.start_rotation(asked).await.unwrap();
    let rotation = RotationRef::new(&key.connection, &started.rotation.rotation.id);
    (rotation, KeyRef::new(&key.connection, &started.key.key.id))
}

#[tokio::test]
async fn each_way_to_end_a_live_key_asks_for_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let app = app(&serve).await;
    let state = async |key: &KeyRef| {
        let all = app.list_keys(given::newest(&app, Live)).await.unwrap().keys;
        all.into_iter().find(|view| view.key.id == key.key).map(|view| view.key.state)
    };
    let wish = CreateKey { environment: Live, ..given::wish(given::here(&app), "create", NAME) };
    let first = given::key(&app, &app.create_key(wish).await.unwrap().key.id);
    app.confirm_key(confirm(&first, None)).await.expect("a key that ends no other needs no name");

    // Leaked: the confirmation ends the old key.
    let (_, second) = rotate(&app, &first, Cause::Leaked).await;
    for wrong in [None, Some("payout")] {
        let refused = app.confirm_key(confirm(&second, wrong)).await.unwrap_err();
        assert_eq!(refused.code, Code::NameNotConfirmed);
    }
    assert_eq!((state(&first).await, state(&second).await), (Some(KeyState::Retiring), Some(KeyState::Pending)));
    assert!(app.secret_for_copy(&second).await.is_ok(), "its secret is still held");
    app.confirm_key(confirm(&second, Some(NAME))).await.unwrap();
    assert_eq!(state(&first).await, Some(KeyState::Revoked));

    // Undo ends the successor; one that waits for its confirmation has never worked.
    let undo = |rotation: &RotationRef, name: Option<&str>| UndoRotation {
        idempotency_key: format!("undo-{}-{name:?}", rotation.rotation),
        rotation: rotation.clone(),
        typed_name: typed(name),
    };
    let (rotation, third) = rotate(&app, &second, Cause::Routine).await;
    app.confirm_key(confirm(&third, None)).await.expect("the old key lives on");
    assert_eq!(app.undo_rotation(undo(&rotation, None)).await.unwrap_err().code, Code::NameNotConfirmed);
    assert_eq!(state(&third).await, Some(KeyState::Active));
    app.undo_rotation(undo(&rotation, Some(NAME))).await.unwrap();
    assert_eq!((state(&second).await, state(&third).await), (Some(KeyState::Active), Some(KeyState::Revoked)));

    let revoke = |name: Option<&str>| RevokeKey {
        idempotency_key: format!("revoke-{name:?}"),
        key: second.clone(),
        reason: "over".to_owned(),
        typed_name: typed(name),
    };
    assert_eq!(app.revoke_key(revoke(None)).await.unwrap_err().code, Code::NameNotConfirmed);
    let revoked = app.revoke_key(revoke(Some(NAME))).await.unwrap();
    assert_eq!((revoked.proof.is_none(), revoked.no_proof), (true, Some(NoProof::NoSecret)), "it says why");
}

#[tokio::test]
async fn an_undo_before_the_confirmation_needs_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let app = app(&serve).await;
    let (first, _) = serve.manage("admin").create_active("live", NAME, "read_only").await;
    let (rotation, _) = rotate(&app, &given::key(&app, &first), Cause::Leaked).await;
    let asked = UndoRotation { idempotency_key: "undo".to_owned(), rotation, typed_name: None };
    app.undo_rotation(asked).await.expect("nobody can use the successor");
}
