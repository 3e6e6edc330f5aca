use keys::{
    AccessLevel,
    rotation::{Cause, Step},
    spending::SpendingLimits,
};
use serde_json::{Value, json};

use super::*;
use crate::{
    RotationRef,
    scripted::{Scripted, now},
    view::{
        AddService, ConfirmKey, CreateKey, FinishRotation, KeyView, ListRotations, RevokeKey, ServiceHost,
        StartRotation, UndoRotation,
    },
};

const ME: &str = "GET /accounts/me";
const LIST: &str = "GET /accounts/me/api-tokens";
const CREATE: &str = "POST /accounts/me/api-tokens";
const DAY: i64 = 24 * 3600;

/// A service that answers by a script, and the connection to it with a token of an account.
struct Stand {
    place: Scripted,
    connection: String,
}

impl Stand {
    async fn open() -> Self {
        let place = Scripted::open().await;
        place.answer(ME, &json!({ "id": "acc_1", "email": "ana@acme.example" }));
        let hosts = vec![ServiceHost { environment: Environment::Live, url: place.here.clone() }];
        let asked = AddService { service: "conduit-email".to_owned(), name: String::new(), hosts };
        let connection = place.app.add_service_token(asked, secret("of-the-connection")).await.unwrap().id;
        Self { place, connection }
    }

    fn app(&self) -> &App {
        &self.place.app
    }

    /// What the service tells from now on.
    fn tells(&self, tokens: &[Value]) {
        self.place.answer(LIST, &tokens);
    }

    /// What a call with any token is answered from now on.
    fn proves(&self, status: u16) {
        self.place.answer_status(ME, status, r#"{ "id": "acc_1", "email": "ana@acme.example" }"#);
    }

    async fn keys(&self) -> Vec<Key> {
        let provider = self.app().provider(&self.connection).await.unwrap();
        self.app().account_at(&provider, &self.connection).unwrap().unwrap().all().await.unwrap()
    }

    async fn key(&self, id: &str) -> KeyView {
        self.app().get_key(&self.of(id)).await.unwrap()
    }

    fn of(&self, id: &str) -> KeyRef {
        KeyRef::new(&self.connection, id)
    }

    fn asked(&self, name: &str) -> CreateKey {
        CreateKey {
            idempotency_key: "form".to_owned(),
            connection: self.connection.clone(),
            environment: Environment::Live,
            name: name.to_owned(),
            access_level: AccessLevel::ReadWrite,
            expires_at: None,
            note: None,
            not_before: None,
            allowed_ips: Vec::new(),
            spending_limits: SpendingLimits::default(),
        }
    }

    async fn revoke(&self, id: &str, name: &str) -> Result<crate::view::RevokedView, Failure> {
        let asked = RevokeKey {
            idempotency_key: "dialog".to_owned(),
            key: self.of(id),
            reason: "The service is gone.".to_owned(),
            typed_name: Some(name.to_owned()),
        };
        self.app().revoke_key(asked).await
    }

    async fn rotate(&self, id: &str, cause: Cause) -> Result<crate::view::RotatedView, Failure> {
        let asked = StartRotation {
            idempotency_key: "rotate".to_owned(),
            key: self.of(id),
            cause,
            grace_seconds: None,
            quiet_minutes: None,
            typed_name: None,
        };
        self.app().start_rotation(asked).await
    }

    async fn rotation(&self, over: bool) -> Option<keys::wire::Rotation> {
        let asked =
            ListRotations { connection: self.connection.clone(), environment: Environment::Live, over, cursor: None };
        self.app().list_rotations(asked).await.unwrap().rotations.pop().map(|view| view.rotation)
    }

    /// Rotates key t1 into t2 and says that the new one is saved.
    async fn rotated(&self, cause: Cause) -> RotationRef {
        self.tells(&[token("t1", "ci")]);
        self.place.answer(CREATE, &with_secret(&token("t2", "ci"), "the-new-one"));
        let rotated = self.rotate("t1", cause).await.unwrap();
        self.tells(&[token("t1", "ci"), token("t2", "ci")]);
        assert_eq!(rotated.key.key.name, "ci", "the successor is called like the old key");
        RotationRef::new(&self.connection, &rotated.rotation.rotation.id)
    }

    async fn confirm(&self, id: &str) -> Result<KeyView, Failure> {
        self.app().confirm_key(ConfirmKey { key: self.of(id), typed_name: Some("ci".to_owned()) }).await
    }

    async fn finish(
        &self,
        rotation: &RotationRef,
        without_evidence: bool,
    ) -> Result<crate::view::RevokedView, Failure> {
        let asked = FinishRotation {
            idempotency_key: "finish".to_owned(),
            rotation: rotation.clone(),
            without_evidence,
            typed_name: Some("ci".to_owned()),
        };
        self.app().finish_rotation(asked).await
    }
}

fn secret(body: &str) -> keys::Secret {
    keys::Secret::new(format!("conduit_{body}-0123456789abcdef"))
}

fn at(seconds: i64) -> String {
    now().plus_seconds(seconds).to_string()
}

fn token(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "token": "", "allowed_ips": [], "created_at": at(-DAY), "expires_at": null,
        "last_used_at": null,
    })
}

fn with(token: &Value, field: &str, value: impl Into<Value>) -> Value {
    let mut token = token.clone();
    token[field] = value.into();
    token
}

fn with_secret(token: &Value, body: &str) -> Value {
    with(token, "token", secret(body).expose())
}

#[tokio::test]
async fn what_the_service_tells_is_listed_as_it_is() {
    let stand = Stand::open().await;
    let used = with(&with(&token("t1", "ci"), "last_used_at", at(-60)), "token", "conduit_****wXyZ");
    let over = with(&token("t2", "old"), "expires_at", at(-1));
    stand.tells(&[used, over]);
    let mut keys = stand.keys().await;
    keys.sort_by(|one, other| one.id.cmp(&other.id));
    let told: Vec<_> = keys.iter().map(|key| (key.name.as_str(), key.state, key.hint.last_four.as_str())).collect();
    assert_eq!(told, [("ci", KeyState::Active, "wXyZ"), ("old", KeyState::Expired, "")]);
    assert_eq!(keys[0].last_used_at, Some(now().plus_seconds(-60)));
    assert_eq!(keys[0].created_by.kind, ActorKind::Unknown, "somebody made it elsewhere");
}

#[tokio::test]
async fn a_new_key_s_secret_is_held_and_the_key_waits_until_somebody_has_saved_or_used_it() {
    let stand = Stand::open().await;
    stand.tells(&[]);
    stand.place.answer(CREATE, &with_secret(&token("t1", "ci"), "new"));
    let asked = CreateKey {
        expires_at: Some(now().plus_seconds(30 * DAY)),
        allowed_ips: vec!["192.0.2.0/24".to_owned()],
        note: Some("Vault".to_owned()),
        ..stand.asked(" ci ")
    };
    let made = stand.app().create_key(asked).await.unwrap();
    assert_eq!((made.key.state, made.secret), (KeyState::Pending, crate::view::SecretPlace::Held));
    assert_eq!(made.key.hint.last_four, "cdef");
    let sent = stand.place.deeds().pop().unwrap().body;
    assert_eq!(sent, json!({ "name": "ci", "expires_in": 30 * DAY, "allowed_ips": ["192.0.2.0/24"] }));
    let shown = format!("{} {made:?}", serde_json::to_string(&made).unwrap());
    assert!(!shown.contains(secret("new").expose()), "a view goes into a page");
    assert!(!format!("{:?}", stand.app().shared.journal.account_keys(&stand.connection)).contains("0123456789"));

    stand.tells(&[token("t1", "ci")]);
    let listed = stand.key("t1").await.key;
    assert_eq!((listed.state, listed.note.as_deref()), (KeyState::Pending, Some("Vault")));
    assert_eq!(listed.hint.last_four, "cdef", "what the list leaves out is known from its making");
    assert_eq!(listed.ends_at, Some(now().plus_seconds(30 * DAY)));
    let confirmed = stand.confirm("t1").await.unwrap();
    assert_eq!((confirmed.key.state, confirmed.secret), (KeyState::Active, crate::view::SecretPlace::Elsewhere));
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_before_anything_is_sent() {
    let stand = Stand::open().await;
    stand.tells(&[token("t1", "ci")]);
    let before = stand.place.deeds().len();
    for (asked, code, pointer) in [
        (stand.asked(""), Code::InvalidInput, "/name"),
        (stand.asked("ci"), Code::NameInUse, ""),
        (CreateKey { access_level: AccessLevel::ReadOnly, ..stand.asked("a") }, Code::InvalidInput, "/accessLevel"),
        (CreateKey { environment: Environment::Sandbox, ..stand.asked("a") }, Code::InvalidInput, "/environment"),
        (CreateKey { expires_at: Some(now()), ..stand.asked("a") }, Code::InvalidInput, "/expiresAt"),
        (CreateKey { allowed_ips: vec!["x".to_owned()], ..stand.asked("a") }, Code::InvalidInput, "/allowedIps/0"),
    ] {
        let failure = stand.app().create_key(asked).await.unwrap_err();
        let at = failure.fields.first().map_or("", |field| &field.pointer);
        assert_eq!((failure.code, at), (code, pointer));
    }
    assert_eq!(stand.place.deeds().len(), before);
}

/// The service would make a second one: what the lost answer was about is looked for in its list.
#[tokio::test]
async fn after_a_lost_answer_no_second_key_is_left_behind() {
    let stand = Stand::open().await;
    stand.tells(&[token("t0", "ci-old")]);
    stand.place.lose(CREATE);
    let lost = stand.app().create_key(stand.asked("ci")).await.unwrap_err();
    assert_eq!(lost.code, Code::Unknown);

    let orphan = with(&token("t1", "ci"), "created_at", at(1));
    stand.tells(&[token("t0", "ci-old"), orphan]);
    assert_eq!(stand.key("t1").await.key.state, KeyState::Pending, "nobody has its secret, and the list says so");
    stand.place.answer("DELETE /accounts/me/api-tokens/t1", &json!({}));
    stand.place.answer(CREATE, &with_secret(&token("t2", "ci"), "second"));
    let made = stand.app().create_key(stand.asked("ci")).await.unwrap();
    assert_eq!(made.key.id, "t2");
    let deeds: Vec<_> = stand.place.deeds().into_iter().map(|asked| asked.what).collect();
    assert_eq!(deeds, [CREATE, "DELETE /accounts/me/api-tokens/t1", CREATE], "ended before another one is made");
}

#[tokio::test]
async fn a_key_of_that_name_that_somebody_else_made_meanwhile_and_uses_is_left_alone() {
    let stand = Stand::open().await;
    stand.tells(&[]);
    stand.place.lose(CREATE);
    stand.app().create_key(stand.asked("ci")).await.unwrap_err();
    stand.tells(&[with(&with(&token("t1", "ci"), "created_at", at(1)), "last_used_at", at(2))]);
    let failure = stand.app().create_key(stand.asked("ci")).await.unwrap_err();
    assert_eq!(failure.code, Code::NameInUse);
    assert_eq!(stand.place.deeds().len(), 1, "nothing was ended");
}

/// How the service counts the life of a key is not documented.
#[tokio::test]
async fn a_key_that_is_given_another_end_than_was_asked_for_is_ended_again() {
    let stand = Stand::open().await;
    stand.tells(&[]);
    let minutes = with(&with_secret(&token("t1", "ci"), "new"), "expires_at", at(60 * 30 * DAY));
    stand.place.answer(CREATE, &minutes);
    stand.place.answer("DELETE /accounts/me/api-tokens/t1", &json!({}));
    let asked = CreateKey { expires_at: Some(now().plus_seconds(30 * DAY)), ..stand.asked("ci") };
    let failure = stand.app().create_key(asked).await.unwrap_err();
    assert_eq!(failure.fields[0].pointer, "/expiresAt");
    assert!(stand.app().unsaved_secrets().keys.is_empty());
    assert_eq!(stand.key("t1").await.key.state, KeyState::Revoked);
}

/// What is to be sent for never is not documented either.
#[tokio::test]
async fn an_end_that_nobody_asked_for_is_shown_and_the_key_goes_on_till_then() {
    let stand = Stand::open().await;
    stand.tells(&[]);
    stand.place.answer(CREATE, &with(&with_secret(&token("t1", "ci"), "new"), "expires_at", at(90 * DAY)));
    let made = stand.app().create_key(stand.asked("ci")).await.unwrap();
    assert_eq!(made.key.ends_at, Some(now().plus_seconds(90 * DAY)));
    assert!(stand.place.deeds().pop().unwrap().body.get("expires_in").is_none(), "nothing is sent for never");
}

#[tokio::test]
async fn an_end_is_proved_by_a_call_and_the_service_is_named_in_the_receipt() {
    let stand = Stand::open().await;
    stand.tells(&[token("t1", "ci")]);
    stand.place.answer("DELETE /accounts/me/api-tokens/t1", &json!({}));
    let key = stand.key("t1").await.key;
    stand.app().shared.held.hold(&stand.connection, &key, secret("t1"));
    stand.proves(401);
    let view = stand.revoke("t1", "ci").await.unwrap();
    assert!(view.proof.is_some_and(|proof| proof.refused && proof.status == 401));
    let told: Vec<_> = view.refused_by.iter().map(|by| (by.node.as_str(), by.since)).collect();
    assert_eq!(told, [("conduit.email", now())]);
    stand.tells(&[]);
    let gone = stand.key("t1").await.key;
    assert_eq!((gone.state, gone.revocation.unwrap().reason), (KeyState::Revoked, "The service is gone.".to_owned()));
}

/// The service answers 401 from any other address, revoked or not.
#[tokio::test]
async fn a_key_that_is_refused_from_here_anyway_proves_nothing_by_being_refused() {
    for (before, expected) in [(401, Some(NoProof::NotFromHere)), (200, None), (503, Some(NoProof::NotFromHere))] {
        let stand = Stand::open().await;
        stand.tells(&[with(&token("t1", "ci"), "allowed_ips", json!(["192.0.2.1"]))]);
        stand.place.answer("DELETE /accounts/me/api-tokens/t1", &json!({}));
        let key = stand.key("t1").await.key;
        stand.app().shared.held.hold(&stand.connection, &key, secret("t1"));
        stand.proves(before);
        stand.proves(401);
        let view = stand.revoke("t1", "ci").await.unwrap();
        assert_eq!((view.proof.is_some(), view.no_proof), (expected.is_none(), expected), "{before}");
        assert_eq!(view.key.key.state, KeyState::Revoked, "{before}: the service has ended it all the same");
    }
}

#[tokio::test]
async fn a_key_that_is_listed_no_more_has_ended_where_nothing_here_says_otherwise() {
    let stand = Stand::open().await;
    stand.tells(&[token("t1", "a"), token("t2", "b"), token("t3", "c")]);
    for id in ["t2", "t3"] {
        let key = stand.key(id).await.key;
        stand.app().shared.held.hold(&stand.connection, &key, secret(id));
    }
    stand.tells(&[]);
    stand.proves(200);
    stand.proves(200);
    let state = async |id: &str| stand.keys().await.into_iter().find(|key| key.id == id).unwrap().state;
    assert_eq!(state("t1").await, KeyState::Revoked, "the list is all there is to go by");
    stand.proves(200);
    assert_eq!(state("t2").await, KeyState::Active, "its secret is still taken");
    stand.proves(401);
    assert_eq!(state("t3").await, KeyState::Revoked, "its secret is refused");
    stand.tells(&[token("t1", "a")]);
    assert_eq!(state("t1").await, KeyState::Active, "it is listed again, so it had not ended");
}

/// The service counts our own calls as uses of a key, too.
#[tokio::test]
async fn a_call_of_ours_is_no_use_of_a_key() {
    let stand = Stand::open().await;
    stand.tells(&[token("t1", "ci")]);
    let key = stand.key("t1").await.key;
    stand.app().shared.held.hold(&stand.connection, &key, secret("t1"));
    stand.proves(200);
    stand.app().prove_key(&stand.of("t1")).await.unwrap();
    stand.tells(&[with(&token("t1", "ci"), "last_used_at", at(2))]);
    assert_eq!(stand.key("t1").await.key.last_used_at, None);
    stand.tells(&[with(&token("t1", "ci"), "last_used_at", at(120))]);
    assert_eq!(stand.key("t1").await.key.last_used_at, Some(now().plus_seconds(120)), "somebody else's");
}

#[tokio::test]
async fn a_rotation_ends_on_the_evidence_that_the_new_key_is_at_work() {
    let stand = Stand::open().await;
    let rotation = stand.rotated(Cause::Routine).await;
    let begun = stand.rotation(false).await.unwrap();
    assert_eq!((begun.step, begun.old_key.state), (Step::Created, KeyState::Retiring));
    assert_eq!(stand.rotate("t1", Cause::Routine).await.unwrap().rotation.rotation.id, begun.id, "pressed twice");
    stand.confirm("t2").await.unwrap();
    assert_eq!(stand.rotation(false).await.unwrap().step, Step::HandedOver);
    assert_eq!(stand.finish(&rotation, false).await.unwrap_err().code, Code::RotationNotProven);

    stand.tells(&[token("t1", "ci"), with(&token("t2", "ci"), "last_used_at", at(90))]);
    let seen = stand.rotation(false).await.unwrap();
    assert_eq!((seen.step, seen.new_first_used_at), (Step::NewSeen, Some(now().plus_seconds(90))));
    stand.place.answer("DELETE /accounts/me/api-tokens/t1", &json!({}));
    let ended = stand.finish(&rotation, false).await.unwrap();
    assert_eq!((ended.key.key.id.as_str(), ended.key.key.state), ("t1", KeyState::Revoked));
    assert_eq!(stand.rotation(true).await.unwrap().step, Step::Finished);
    assert_eq!(stand.finish(&rotation, true).await.unwrap_err().code, Code::RotationEnded);
    let left: Vec<_> = stand.keys().await.into_iter().filter(|key| key.state == KeyState::Active).collect();
    assert_eq!((left[0].id.as_str(), &left[0].rotation_id), ("t2", &None));
}

#[tokio::test]
async fn a_leaked_key_ends_when_its_successor_is_saved_and_not_before() {
    let stand = Stand::open().await;
    stand.rotated(Cause::Leaked).await;
    let nameless = ConfirmKey { key: stand.of("t2"), typed_name: None };
    assert_eq!(stand.app().confirm_key(nameless).await.unwrap_err().code, Code::NameNotConfirmed);
    stand.place.answer("DELETE /accounts/me/api-tokens/t1", &json!({}));
    stand.confirm("t2").await.unwrap();
    assert_eq!(stand.key("t1").await.key.state, KeyState::Revoked);
    assert_eq!(stand.rotation(true).await.unwrap().step, Step::Finished);
}

#[tokio::test]
async fn an_undone_rotation_ends_the_successor_and_the_old_key_is_back() {
    let stand = Stand::open().await;
    let rotation = stand.rotated(Cause::Routine).await;
    stand.place.answer("DELETE /accounts/me/api-tokens/t2", &json!({}));
    let asked = UndoRotation { idempotency_key: "undo".to_owned(), rotation, typed_name: None };
    let undone = stand.app().undo_rotation(asked).await.unwrap().rotation;
    assert_eq!((undone.step, undone.old_key.state), (Step::Undone, KeyState::Active));
    assert_eq!(stand.key("t2").await.key.state, KeyState::Revoked);
}

#[tokio::test]
async fn nothing_is_to_end_by_itself_where_this_program_pairs_the_keys() {
    let stand = Stand::open().await;
    stand.tells(&[token("t1", "ci")]);
    let asked = |grace_seconds, quiet_minutes| StartRotation {
        idempotency_key: "rotate".to_owned(),
        key: stand.of("t1"),
        cause: Cause::Routine,
        grace_seconds,
        quiet_minutes,
        typed_name: Some("ci".to_owned()),
    };
    for (asked, pointer) in [(asked(Some(3600), None), "/graceSeconds"), (asked(None, Some(60)), "/quietMinutes")] {
        assert_eq!(stand.app().start_rotation(asked).await.unwrap_err().fields[0].pointer, pointer);
    }
    assert!(stand.place.deeds().is_empty());
}

#[tokio::test]
async fn what_is_no_token_of_the_account_is_not_sent_and_one_that_is_refused_is_not_kept() {
    let place = Scripted::open().await;
    let hosts = || vec![ServiceHost { environment: Environment::Live, url: place.here.clone() }];
    let add = async |token: &str| {
        let asked = AddService { service: "conduit-email".to_owned(), name: String::new(), hosts: hosts() };
        place.app.add_service_token(asked, keys::Secret::new(token.to_owned())).await
    };
    for text in ["", "ck_live_x", "eyJhbGciOi.J9.x"] {
        assert_eq!(add(text).await.unwrap_err().fields[0].pointer, "/token", "{text}");
    }
    assert!(place.asked().is_empty());
    place.answer_status(ME, 401, r#"{ "code": "unauthorized", "error": "no" }"#);
    assert_eq!(add(secret("wrong").expose()).await.unwrap_err().code, Code::SignedOut);
    assert!(place.app.known_connections().unwrap().iter().all(|known| known.service.is_none()));
    let asked = AddService { service: "conduit-email".to_owned(), name: String::new(), hosts: hosts() };
    assert_eq!(place.app.add_service(asked).await.unwrap_err().fields[0].pointer, "/service");
}

/// The frame asks every few seconds; the service is not asked as often, and at once when something went wrong.
#[tokio::test]
async fn an_open_window_does_not_hammer_at_the_service() {
    let stand = Stand::open().await;
    let asked = || stand.place.lines().iter().filter(|line| *line == ME).count();
    let before = asked();
    for _ in 0..5 {
        stand.app().know(&stand.connection).await.unwrap();
    }
    assert!(asked() - before <= 1, "{:?}", stand.place.lines());
    stand.place.answer_status(LIST, 401, "{}");
    stand.proves(401);
    assert!(stand.app().find_key(&stand.connection, Environment::Live, "ci").await.is_err());
    assert_eq!(stand.app().know(&stand.connection).await.unwrap_err().code, Code::SignedOut);
    assert!(stand.app().last_heard(&stand.connection).is_some(), "what it said last stays beside the trouble");
}

#[tokio::test]
async fn a_removed_connection_takes_what_was_kept_with_it() {
    let stand = Stand::open().await;
    stand.rotated(Cause::Routine).await;
    stand.app().remove_connection(&stand.connection).await.unwrap();
    let journal = &stand.app().shared.journal;
    assert!(journal.account_keys(&stand.connection).unwrap().is_empty());
    assert!(journal.own_rotations(&stand.connection).unwrap().is_empty());
    assert!(journal.creation(&stand.connection, "rotate").unwrap().is_none());
}
