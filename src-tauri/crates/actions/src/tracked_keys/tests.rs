use keys::{Secret, mint::mint_secret, wire};
use providers::{KeyFilter, KeySort, guide::Answered};

use super::*;
use crate::{
    scripted::{CORRELATION, Scripted, ambient},
    view::{AddService, BeginRun, Declared, GuidedRunView, SecretPlace, ServiceHost, SkipStep, StepRef},
};

const PROOF: &str = "GET /v2/customers";

/// A service that answers by a script, and the connection to it.
struct Stand {
    place: Scripted,
    connection: String,
}

impl Stand {
    async fn open() -> Self {
        let place = Scripted::open().await;
        let hosts = Environment::ALL.map(|environment| ServiceHost { environment, url: format!("{}/v2", place.here) });
        let asked =
            AddService { service: "conduit-financial".to_owned(), name: "Payments".to_owned(), hosts: hosts.into() };
        let connection = place.app.add_service(asked).await.unwrap().id;
        Self { place, connection }
    }

    fn accepts(&self) {
        self.place.answer(PROOF, &serde_json::json!({"data": []}));
    }

    fn refuses(&self) {
        self.place.refuse(PROOF, wire::Code::ApiKeyInvalid);
    }

    fn wish(operation: GuidedOperation, key: Option<&str>, name: &str) -> BeginRun {
        BeginRun {
            idempotency_key: ambient().mint_uuid(),
            environment: Environment::Sandbox,
            operation,
            key: key.map(str::to_owned),
            name: name.to_owned(),
            typed_name: None,
            declared: Declared {
                access_level: key.is_none().then_some(AccessLevel::ReadOnly),
                note: key.is_none().then(|| "in the vault".to_owned()),
                ..Declared::default()
            },
        }
    }

    async fn begin(&self, operation: GuidedOperation, key: Option<&str>, name: &str) -> GuidedRunView {
        self.place.app.begin_guided(&self.connection, &Self::wish(operation, key, name)).await.unwrap()
    }

    /// Goes on until a step proves something or the run is over.
    async fn go_on(&self, mut run: GuidedRunView, secret: Option<&Secret>) -> GuidedRunView {
        while let Some(now) = run.steps.get(run.at as usize) {
            let step = StepRef { run: run.id.clone(), step: run.at };
            run = match (&now.step, secret) {
                (Step::Prove { .. }, _) => return run,
                (Step::TakeSecret { .. }, Some(secret)) => self.place.app.take_secret(&step, secret).await.unwrap(),
                _ => self.place.app.finish_step(&step).await.unwrap(),
            };
        }
        run
    }

    async fn prove(&self, run: &GuidedRunView) -> GuidedRunView {
        self.place.app.prove_guided(&StepRef { run: run.id.clone(), step: run.at }).await.unwrap()
    }

    /// A key that the service has already.
    async fn adopted(&self, name: &str) -> String {
        self.accepts();
        let secret = mint_secret(Environment::Sandbox, &ambient());
        let run = self.go_on(self.begin(GuidedOperation::Adopt, None, name).await, Some(&secret)).await;
        self.prove(&run).await.id
    }

    async fn key(&self, id: &str) -> KeyView {
        self.place.app.get_key(&KeyRef::new(&self.connection, id)).await.unwrap()
    }

    async fn names(&self, filter: KeyFilter, search: &str) -> Vec<String> {
        let asked = ListKeys {
            connection: self.connection.clone(),
            environment: Environment::Sandbox,
            filter,
            narrowing: None,
            search: search.to_owned(),
            sort: KeySort::Name,
            descending: false,
            cursor: None,
            limit: 50,
        };
        let list = self.place.app.list_keys(asked).await.unwrap();
        assert_eq!(list.counts.unwrap()[&filter], list.keys.len() as u64, "what is counted is what is listed");
        list.keys.into_iter().map(|view| view.key.name).collect()
    }
}

/// From its making to its end, by a service that tells of none of it.
#[tokio::test]
async fn a_key_of_a_service_has_the_states_of_any_other() {
    let stand = Stand::open().await;
    let secret = mint_secret(Environment::Sandbox, &ambient());
    let run = stand.begin(GuidedOperation::Create, None, "billing").await;
    assert!(stand.names(KeyFilter::All, "").await.is_empty(), "nothing is made yet");
    let run = stand.go_on(run, Some(&secret)).await;
    let view = stand.key(&run.id).await;
    assert_eq!((view.key.state, view.key.access_level), (KeyState::Pending, AccessLevel::ReadOnly));
    assert_eq!(view.key.hint.last_four, secret.expose()[secret.expose().len() - 4..]);
    stand.accepts();
    stand.prove(&run).await;
    let view = stand.key(&run.id).await;
    assert_eq!((view.key.state, view.secret, view.unproved), (KeyState::Active, SecretPlace::Saved, false));
    let proof = view.last_proof.unwrap();
    assert_eq!((proof.answered, proof.correlation_id.as_str()), (Some(Answered::Accepted), CORRELATION));

    let successor = mint_secret(Environment::Sandbox, &ambient());
    let old = run.id;
    let rotation = stand.go_on(stand.begin(GuidedOperation::Rotate, Some(&old), "").await, Some(&successor)).await;
    assert_eq!(stand.key(&old).await.key.state, KeyState::Active, "the new one does not work yet");
    let rotation = stand.prove(&rotation).await;
    assert_eq!(stand.key(&old).await.key.state, KeyState::Retiring);
    let new = stand.key(&rotation.id).await;
    assert_eq!((new.key.state, new.key.name.as_str()), (KeyState::Active, "billing"));
    assert_eq!(new.key.note.as_deref(), Some("in the vault"), "a successor is like the key it replaces");
    let rotation = stand.go_on(rotation, None).await;
    let not_yet = stand.prove(&rotation).await;
    assert_eq!(not_yet.last_try.unwrap().answered, Some(Answered::Accepted), "the service still takes the old key");
    assert_eq!(stand.key(&old).await.key.state, KeyState::Retiring, "it is over when the service refuses it");
    stand.refuses();
    stand.prove(&rotation).await;
    let ended = stand.key(&old).await;
    assert_eq!((ended.key.state, ended.secret), (KeyState::Revoked, SecretPlace::Elsewhere));
    assert_eq!(ended.last_proof.unwrap().answered, Some(Answered::Refused));
    let sent: Vec<_> = stand.place.asked().into_iter().map(|asked| asked.api_key).collect();
    assert!(sent.iter().all(Option::is_some), "each proof was a call with a key, and nothing else was sent: {sent:?}");
}

#[tokio::test]
async fn an_end_that_was_not_proved_shows_so_for_ever() {
    let stand = Stand::open().await;
    let id = stand.adopted("billing").await;
    let run = stand.go_on(stand.begin(GuidedOperation::Revoke, Some(&id), "").await, None).await;
    let skip = SkipStep {
        step: StepRef { run: run.id.clone(), step: run.at },
        reason: "The service is down today.".to_owned(),
    };
    stand.place.app.skip_step(&skip).await.unwrap();
    let view = stand.key(&id).await;
    assert_eq!((view.key.state, view.unproved), (KeyState::Revoked, true));
    assert_eq!(view.key.revocation.unwrap().reason, "The service is down today.");
}

#[tokio::test]
async fn what_a_key_was_answered_last_is_kept_whatever_it_was() {
    let stand = Stand::open().await;
    let id = stand.adopted("billing").await;
    let key = KeyRef::new(&stand.connection, &id);
    stand.refuses();
    let proved = stand.place.app.prove_key(&key).await.unwrap();
    assert!(proved.call.is_refused());
    let view = stand.key(&id).await;
    assert_eq!(view.key.state, KeyState::Active, "nobody here ended it");
    assert!(view.last_proof.unwrap().is_refused());
    let kept = stand.place.app.shared.journal.proofs_at(&stand.connection).unwrap();
    assert_eq!((kept[0].0.as_str(), kept[0].1.is_refused()), (id.as_str(), true));
    stand.place.app.remove_saved_secret(&key).await.unwrap();
    let gone = stand.place.app.prove_key(&key).await.unwrap_err();
    assert_eq!(gone.code, Code::SecretGone, "without the secret there is nothing to call with");
}

#[tokio::test]
async fn a_list_is_filtered_searched_and_counted_here() {
    let stand = Stand::open().await;
    for name in ["payouts", "Billing", "archive"] {
        stand.adopted(name).await;
    }
    assert_eq!(stand.names(KeyFilter::All, "").await, ["archive", "Billing", "payouts"]);
    assert_eq!(stand.names(KeyFilter::Active, "bill").await, ["Billing"]);
    assert_eq!(stand.names(KeyFilter::All, "vault pay").await, ["payouts"], "the note is looked into as well");
    assert_eq!(stand.names(KeyFilter::All, CORRELATION).await.len(), 3, "the id of a call leads to the key it proved");
    assert!(stand.names(KeyFilter::Revoked, "").await.is_empty());
    assert!(stand.names(KeyFilter::Due, "").await.is_empty(), "they are new");
    let named = async |wanted: &str| {
        stand.place.app.find_key(&stand.connection, Environment::Sandbox, wanted).await.map(|view| view.key.name)
    };
    assert_eq!(named("Billing").await.unwrap(), "Billing");
    assert_eq!(named("nobody").await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn what_the_service_does_not_have_is_refused_before_a_run_begins() {
    let stand = Stand::open().await;
    let mut wish = Stand::wish(GuidedOperation::Create, None, "billing");
    wish.declared.spending_limits.daily_micros = Some(1);
    let refused = stand.place.app.begin_guided(&stand.connection, &wish).await.unwrap_err();
    assert_eq!(refused.fields[0].pointer, "/declared/spendingLimits");
    let mut wish = Stand::wish(GuidedOperation::Create, None, "billing");
    wish.declared.access_level = None;
    let refused = stand.place.app.begin_guided(&stand.connection, &wish).await.unwrap_err();
    assert_eq!(refused.fields[0].pointer, "/declared/accessLevel");
    let mut wish = Stand::wish(GuidedOperation::Create, None, "billing");
    wish.declared.note = Some(format!("it is {}", mint_secret(Environment::Live, &ambient()).expose()));
    let refused = stand.place.app.begin_guided(&stand.connection, &wish).await.unwrap_err();
    assert_eq!(refused.fields[0].pointer, "/declared/note");
    assert!(stand.place.app.list_open_runs().await.unwrap().is_empty());
}

/// Only where somebody asks, and a key that may do more than was declared is told apart.
#[tokio::test]
async fn what_a_key_may_do_is_proved_by_a_write_that_cannot_take_effect() {
    const WRITE: &str = "POST /v2/webhooks/endpoints";
    let stand = Stand::open().await;
    let key = KeyRef::new(&stand.connection, &stand.adopted("billing").await);
    assert!(!stand.place.lines().contains(&WRITE.to_owned()), "no write was sent by itself");
    for (code, level) in
        [(wire::Code::ApiKeyReadOnly, AccessLevel::ReadOnly), (wire::Code::ValidationError, AccessLevel::ReadWrite)]
    {
        stand.place.refuse(WRITE, code);
        let proved = stand.place.app.prove_level(&key).await.unwrap();
        assert_eq!((proved.call.level, proved.call.answered), (Some(level), Some(Answered::Accepted)));
        assert_eq!(proved.key.level_proof.unwrap().level, Some(level));
        assert_eq!(proved.key.key.access_level, AccessLevel::ReadOnly, "what was declared stays what was declared");
    }
    let sent = stand.place.asked().into_iter().rfind(|asked| asked.what == WRITE).unwrap();
    assert_eq!((sent.body, sent.idempotency_key), (serde_json::json!({}), None), "there is nothing to take effect");
    stand.place.refuse(WRITE, wire::Code::RateLimited);
    let nothing = stand.place.app.prove_level(&key).await.unwrap();
    assert_eq!((nothing.call.level, nothing.call.answered), (None, None));
    let kept = nothing.key.level_proof.unwrap().level;
    assert_eq!(kept, Some(AccessLevel::ReadWrite), "what was proved before stays");
}

/// Each ends in a sentence that says that nothing is proved, and what is there stays as it was.
#[tokio::test]
async fn a_call_that_is_not_answered_by_the_service_proves_nothing_and_loses_nothing() {
    let stand = Stand::open().await;
    let key = KeyRef::new(&stand.connection, &stand.adopted("billing").await);
    stand.place.lose(PROOF);
    let lost = stand.place.app.prove_key(&key).await.unwrap_err();
    assert_eq!(lost.code, Code::NotProved);
    assert!(lost.message.contains("nothing is proved") && !lost.message.contains("key server"), "{}", lost.message);
    assert!(!stand.key(&key.key).await.last_proof.unwrap().is_refused(), "what was proved before stays");
    for code in [wire::Code::RateLimited, wire::Code::InternalError, wire::Code::ServiceUnavailable] {
        stand.place.refuse(PROOF, code);
        let told = stand.place.app.prove_key(&key).await.unwrap().call;
        assert_eq!((told.answered, told.status), (None, code.status()), "it says nothing of the key, and is kept");
    }
    assert_eq!(stand.key(&key.key).await.key.state, KeyState::Active);

    // Nobody is there at all.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let hosts = vec![ServiceHost { environment: Environment::Live, url: closed }];
    let asked = AddService { service: "conductor".to_owned(), name: String::new(), hosts };
    let away = stand.place.app.add_service(asked).await.unwrap().id;
    let mut wish = Stand::wish(GuidedOperation::Adopt, None, "billing");
    wish.environment = Environment::Live;
    wish.declared.access_level = None;
    let run = stand.place.app.begin_guided(&away, &wish).await.unwrap();
    let secret = Secret::new(format!("sk_conductor_{}", "a1b2c3d4".repeat(8)));
    let run = stand.go_on(run, Some(&secret)).await;
    let step = StepRef { run: run.id.clone(), step: run.at };
    let offline = stand.place.app.prove_guided(&step).await.unwrap_err();
    assert_eq!(
        (offline.code, offline.message.as_str()),
        (Code::NotProved, "The service cannot be reached, so nothing is proved.")
    );
    assert_eq!(stand.place.app.get_run(&run.id).await.unwrap().at, run.at, "it goes on from there");
}

/// Whoever is asked by the service's support for an id of a call finds it, whatever became of it.
#[tokio::test]
async fn every_call_is_kept_with_its_ids_and_leads_to_its_key() {
    use crate::view::ListRequests;
    use keys::wire::{Answered as How, RequestFilter};
    let stand = Stand::open().await;
    let key = KeyRef::new(&stand.connection, &stand.adopted("billing").await);
    stand.refuses();
    stand.place.app.prove_key(&key).await.unwrap();
    stand.place.lose(PROOF);
    stand.place.app.prove_key(&key).await.unwrap_err();
    let all = ListRequests { connection: stand.connection.clone(), ..ListRequests::default() };
    let list = async |asked: &ListRequests| stand.place.app.list_requests(asked.clone()).await.unwrap();
    let made = list(&all).await.requests;
    let told: Vec<_> = made.iter().map(|one| (one.method.as_str(), one.path.as_str(), one.status)).collect();
    assert_eq!(told, [("GET", "/customers", 0), ("GET", "/customers", 401), ("GET", "/customers", 200)]);
    let sent: Vec<_> = made.iter().map(|one| one.client_correlation_id.clone().unwrap()).collect();
    assert_eq!(made[0].correlation_id, sent[0], "without the service's own id it is found by ours");
    assert_eq!(made[1].code.as_deref(), Some("API_KEY_INVALID"));
    assert_eq!(
        (made[2].correlation_id.as_str(), &made[1].correlation_id),
        (CORRELATION, &sent[1]),
        "one id is one call"
    );
    for id in [CORRELATION, &sent[1], &key.key] {
        let found = list(&ListRequests { id: Some(id.to_owned()), ..all.clone() }).await.requests;
        assert!(found.contains(&made[1]), "{id}");
    }
    let refused = RequestFilter { answered: Some(How::Refused), ..RequestFilter::default() };
    assert_eq!(list(&ListRequests { filter: refused, ..all.clone() }).await.requests, [made[1].clone()]);
    let first = list(&ListRequests { limit: Some(2), ..all.clone() }).await;
    let rest = list(&ListRequests { cursor: first.next_cursor, ..all.clone() }).await;
    assert_eq!((first.requests, rest.requests), (made[..2].to_vec(), made[2..].to_vec()));
    let explained = stand.place.app.explain_request(&stand.connection, CORRELATION).await.unwrap();
    assert_eq!(explained.key.unwrap().name, "billing");
    assert_eq!((explained.key_state_then, explained.related.same_key.len()), (Some(KeyState::Active), 2));
    let unknown = stand.place.app.explain_request(&stand.connection, "c-none").await.unwrap_err();
    assert_eq!(unknown.code, Code::NotFound);
}

const ENDPOINTS: &str = "GET /v2/webhooks/endpoints";

/// The service is asked with the person's own key, and with one that may write where something is written.
#[tokio::test]
async fn a_signing_secret_is_rotated_with_the_persons_own_read_write_key() {
    use crate::{WebhookRef, view::RotateWebhookSecret};
    use keys::wire::WebhookHealth;
    let stand = Stand::open().await;
    let app = &stand.place.app;
    let list = async || app.list_webhooks(&stand.connection, None, Environment::Sandbox).await;
    assert_eq!(list().await.unwrap_err().code, Code::NoKeyToAskWith, "nobody can ask without a key");
    let id = "wep_0123456789012345678901";
    let rotate_path = format!("POST /v2/webhooks/endpoints/{id}/rotate");
    let rotate = async |once: &str| {
        let webhook = WebhookRef::new(&stand.connection, id);
        let (idempotency_key, environment) = (once.to_owned(), Some(Environment::Sandbox));
        app.rotate_webhook_secret(RotateWebhookSecret { idempotency_key, webhook, environment }).await
    };
    let reader = stand.adopted("reporting").await;
    // What may be left out is left out.
    let told = serde_json::json!({ "id": id, "url": "https://hooks.example.com/in" });
    stand.place.answer(ENDPOINTS, &serde_json::json!({ "data": [told], "meta": { "nextCursor": "c2" } }));
    let found = list().await.unwrap();
    let one = &found.webhooks[0];
    assert_eq!(
        (one.health, one.rotated_with.as_deref(), found.next_cursor.as_deref()),
        (WebhookHealth::On, None, Some("c2"))
    );
    assert_eq!(rotate("one").await.unwrap_err().code, Code::NoKeyToAskWith, "a read-only key cannot");

    // It was declared read-only, and was proved to be more.
    stand.place.refuse("POST /v2/webhooks/endpoints", wire::Code::ValidationError);
    app.prove_level(&KeyRef::new(&stand.connection, &reader)).await.unwrap();
    assert_eq!(list().await.unwrap().webhooks[0].rotated_with.as_deref(), Some("reporting"));
    let rotated = serde_json::json!({ "id": id, "url": "https://hooks.example.com/in", "secret": "whsec_once" });
    stand.place.answer(&rotate_path, &rotated);
    let view = rotate("two").await.unwrap();
    assert_eq!(view.secret, SecretPlace::Held);
    assert!(!format!("{} {view:?}", serde_json::to_string(&view).unwrap()).contains("whsec_once"));
    let whose = WebhookRef::new(&stand.connection, id).secret();
    assert_eq!(app.secret_for_copy(&whose).await.unwrap().expose(), "whsec_once");
    let sent = stand.place.asked().into_iter().rfind(|asked| asked.what == rotate_path).unwrap();
    assert_eq!((sent.idempotency_key.as_deref(), sent.api_key.is_some()), (Some("two"), true));

    for (code, is) in [
        (wire::Code::ApiKeyInvalid, Code::KeyRefused),
        (wire::Code::ApiKeyReadOnly, Code::KeyRefused),
        (wire::Code::NotFound, Code::NotFound),
        (wire::Code::SealingKeyMissing, Code::NotAccepted),
        (wire::Code::RateLimited, Code::ServiceNotAnswering),
        (wire::Code::InternalError, Code::ServiceNotAnswering),
    ] {
        stand.place.refuse(&rotate_path, code);
        assert_eq!(rotate("three").await.unwrap_err().code, is, "{code:?}");
    }
    let made = crate::view::ListRequests { connection: stand.connection.clone(), ..Default::default() };
    let made = app.list_requests(made).await.unwrap().requests;
    assert!(made.iter().any(|one| one.path.ends_with("/rotate") && one.status == 200), "each call is kept");
}
