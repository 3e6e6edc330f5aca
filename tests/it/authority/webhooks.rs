//! Webhook deliveries to a real receiver that checks signatures by itself (Conduit Financial sheet, section 11).

use std::path::Path;

use journeys::api::text;
use journeys::certificate::{Certificate, CertificateAuthority};
use journeys::clock::Clock;
use journeys::nginx::Nginx;
use journeys::receiver::Manner::{Answer, Close, Redirect, Silence};
use journeys::serve::operate;
use journeys::{Api, Inside, Receiver, Serve, WITHIN, eventually};
use keys::Ambient;
use keys::Environment::Sandbox;
use keys::wire::{IDEMPOTENCY_REPLAYED, Role};
use reqwest::Method;
use serde_json::{Value, json};

/// A folder for a data folder and the sealing key beside it.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let mut command = std::process::Command::new(journeys::programs::authority());
        let made = command.args(["sealing-key", "create"]).arg(home.0.path().join("sealing-key")).status();
        assert!(made.unwrap().success(), "a sealing key is made by the operator's command");
        home
    }

    fn data(&self) -> std::path::PathBuf {
        self.0.path().join("data")
    }

    fn start(&self, options: &[&str]) -> Serve {
        Serve::start_with(&self.data(), &[&[self.key().as_str()], options].concat())
    }

    fn start_trusting(&self, certificate: &Path) -> Serve {
        Serve::start_trusting(&self.data(), &[self.key().as_str(), "--webhooks-allow-private"], certificate)
    }

    fn key(&self) -> String {
        format!("--sealing-key-file={}", self.0.path().join("sealing-key").display())
    }

    /// One that may reach a receiver on this machine.
    fn start_reaching(&self) -> Serve {
        self.start(&["--webhooks-allow-private"])
    }
}

async fn writer(serve: &Serve) -> Api {
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    serve.public(Sandbox, &secret)
}

/// A new endpoint's id and signing secret.
async fn endpoint(api: &Api, url: &str) -> (String, String) {
    let created = api.post("/webhooks/endpoints", json!({ "url": url })).await.expect_status(201).json();
    (text(&created, "/id"), text(&created, "/secret"))
}

/// Sends a test delivery; answers its id.
async fn send_test(api: &Api, endpoint_id: &str) -> String {
    let sent = api.post(&format!("/webhooks/endpoints/{endpoint_id}/test"), json!({})).await;
    text(&sent.expect_status(202).json(), "/id")
}

async fn delivery(api: &Api, id: &str) -> Value {
    api.get(&format!("/webhooks/deliveries/{id}")).await.expect_status(200).json()
}

/// The delivery, once its attempt of this number is over. The delivery and its attempts are read one after the other: an
/// attempt's end may be seen a moment before its delivery's.
async fn attempted(api: &Api, id: &str, number: usize) -> Value {
    let over = |found: &Value| found["attempts"][number - 1]["outcome"].is_string() && found["status"] != "processing";
    eventually("the attempt's end", WITHIN, || async { Some(delivery(api, id).await).filter(over) }).await
}

async fn ended(api: &Api, id: &str) -> Value {
    eventually("the delivery's end", WITHIN, || async {
        Some(delivery(api, id).await).filter(|found| found["status"] == "succeeded" || found["status"] == "failed")
    })
    .await
}

#[tokio::test]
async fn a_test_delivery_arrives_signed_as_published() {
    let home = Home::new();
    let serve = home.start_reaching();
    let (api, receiver) = (writer(&serve).await, Receiver::start([]));
    let (endpoint_id, secret) = endpoint(&api, &receiver.url()).await;
    let id = send_test(&api, &endpoint_id).await;
    let [received] = <[_; 1]>::try_from(receiver.wait_for(1).await).expect("one delivery");

    assert_eq!(received.signatures_by(&secret), 1, "the endpoint's secret signs the raw body");
    assert_eq!(received.signature().1.len(), 1, "and nothing else does");
    assert_eq!(received.signatures_by(&format!("{secret}0")), 0, "another secret does not");
    assert_eq!(received.headers["content-type"], "application/json");
    let event = received.json();
    assert!(text(&event, "/id").starts_with("evt_"), "{event}");
    assert_eq!((&event["type"], &event["apiVersion"]), (&json!("webhook.test"), &json!("2")), "{event}");
    assert!(event["createdAt"].as_str().unwrap().ends_with('Z') && event["data"].is_object(), "{event}");

    let found = ended(&api, &id).await;
    assert_eq!((&found["status"], &found["attemptCount"]), (&json!("succeeded"), &json!(1)), "{found}");
    assert_eq!(found["eventId"], event["id"], "a delivery names its event");
    let attempt = &found["attempts"][0];
    assert_eq!((&attempt["outcome"], &attempt["statusCode"]), (&json!("delivered"), &json!(204)), "{found}");
    let listed = api.get("/webhooks/deliveries?status=succeeded").await.expect_status(200).json();
    assert_eq!(text(&listed, "/data/0/id"), id);
    assert!(listed["data"][0].get("attempts").is_none(), "a list is short");
    let none = api.get("/webhooks/deliveries?status=failed").await.expect_status(200).json();
    assert_eq!(none["meta"]["total"], 0);
}

#[tokio::test]
async fn a_delivery_over_https_goes_only_to_who_proves_the_name() {
    let (home, receiver) = (Home::new(), Receiver::start([]));
    let ours = CertificateAuthority::create();
    let in_front = |certificate: Certificate| {
        let to = receiver.url().replace("/hooks", "");
        Nginx::start(move |port| {
            let (chain, key) = (certificate.path.display(), certificate.key.display());
            format!(
                "server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {chain}; ssl_certificate_key {key};
                 location / {{ proxy_pass {to}; }} }}"
            )
        })
    };
    let (good, alone) = (in_front(ours.sign("localhost")).await, in_front(ours.make_alone("localhost")).await);
    let serve = home.start_trusting(&ours.path());
    let api = writer(&serve).await;
    let cases = [
        (good.port, "localhost", "delivered"),
        (good.port, "127.0.0.1", "not_connected"),
        (alone.port, "localhost", "not_connected"),
    ];
    for (port, name, outcome) in cases {
        let (endpoint_id, _) = endpoint(&api, &format!("https://{name}:{port}/hooks")).await;
        let id = send_test(&api, &endpoint_id).await;
        let found = attempted(&api, &id, 1).await;
        assert_eq!(found["attempts"][0]["outcome"], outcome, "{name}: {found}");
    }
    assert_eq!(receiver.received().len(), 1, "nothing is said to who does not prove the name");
}

#[tokio::test]
async fn a_receiver_that_fails_first_gets_the_same_event_again() {
    let home = Home::new();
    let serve = home.start_reaching();
    let (api, receiver) = (writer(&serve).await, Receiver::start([Answer(500)]));
    let (endpoint_id, secret) = endpoint(&api, &receiver.url()).await;
    let id = send_test(&api, &endpoint_id).await;
    let after_one = attempted(&api, &id, 1).await;
    assert_eq!((&after_one["status"], &after_one["attempts"][0]["outcome"]), (&json!("pending"), &json!("refused")));
    assert!(after_one["nextAttemptAt"].is_string(), "it says when it comes again: {after_one}");
    let received = receiver.wait_for(2).await;
    assert_eq!(received[0].body, received[1].body, "the same event, to the letter: a receiver tells it by its id");
    assert_ne!(received[0].signature().0, received[1].signature().0, "signed anew, with the moment of the attempt");
    assert_eq!(received[1].signatures_by(&secret), 1);
    let found = ended(&api, &id).await;
    assert_eq!((&found["status"], &found["attemptCount"]), (&json!("succeeded"), &json!(2)), "{found}");
}

#[tokio::test]
async fn slow_closing_and_redirecting_receivers_are_told_apart_and_none_is_followed() {
    let home = Home::new();
    let serve = home.start_reaching();
    let api = writer(&serve).await;
    let elsewhere = Receiver::start([]);
    let cases = [(Close, "broke_off"), (Redirect(elsewhere.url()), "redirected"), (Silence, "timed_out")];
    for (manner, outcome) in cases {
        let receiver = Receiver::start([manner]);
        let (endpoint_id, _) = endpoint(&api, &receiver.url()).await;
        let id = send_test(&api, &endpoint_id).await;
        let found = attempted(&api, &id, 1).await;
        assert_eq!(found["attempts"][0]["outcome"], outcome, "{found}");
        assert_eq!(found["status"], "pending", "it is tried again: {found}");
    }
    let (gone, _) = endpoint(&api, "http://127.0.0.1:1/hooks").await;
    let id = send_test(&api, &gone).await;
    assert_eq!(attempted(&api, &id, 1).await["attempts"][0]["outcome"], "not_connected");
    assert!(elsewhere.received().is_empty(), "nobody was asked to send it there");
}

#[tokio::test]
async fn a_delivery_survives_a_kill_in_the_middle_of_its_attempt() {
    let home = Home::new();
    let serve = home.start_reaching();
    let (api, receiver) = (writer(&serve).await, Receiver::start([Silence]));
    let (endpoint_id, secret) = endpoint(&api, &receiver.url()).await;
    let id = send_test(&api, &endpoint_id).await;
    receiver.wait_for(1).await;
    serve.kill();

    let serve = home.start_reaching();
    let api = serve.public(Sandbox, &serve.manage("admin").create_active("sandbox", "again", "read_write").await.1);
    let received = receiver.wait_for(2).await;
    assert_eq!(received[0].body, received[1].body, "at least once, by the same id");
    assert_eq!(received[1].signatures_by(&secret), 1, "the sealed secret opens after a restart");
    let found = ended(&api, &id).await;
    let outcomes: Vec<_> = found["attempts"].as_array().unwrap().iter().map(|one| text(one, "/outcome")).collect();
    assert_eq!(outcomes, ["interrupted", "delivered"], "the attempt that was cut off counts as one: {found}");
}

#[tokio::test]
async fn without_the_operators_wish_nothing_goes_to_the_own_machine() {
    let home = Home::new();
    let receiver = Receiver::start([Answer(500)]);
    let serve = home.start_reaching();
    let api = writer(&serve).await;
    let (endpoint_id, _) = endpoint(&api, &receiver.url()).await;
    let id = send_test(&api, &endpoint_id).await;
    attempted(&api, &id, 1).await;
    serve.terminate();

    let serve = home.start(&[]);
    let api = serve.public(Sandbox, &serve.manage("admin").create_active("sandbox", "again", "read_write").await.1);
    let refused = api.post("/webhooks/endpoints", json!({ "url": receiver.url() })).await;
    refused.expect_problem(400, "VALIDATION_ERROR");
    let found = attempted(&api, &id, 2).await;
    assert_eq!(found["attempts"][1]["outcome"], "not_public", "the old endpoint is judged again: {found}");
    assert_eq!(receiver.received().len(), 1, "nothing came since the restart");
}

#[tokio::test]
async fn five_failures_end_a_delivery_and_a_retry_begins_another_round() {
    let clock = Clock::at(Ambient::system().now());
    let inside = reaching(&clock).await;
    let receiver = Receiver::start(std::iter::repeat_n(Answer(503), 5));
    let api = writer_inside(&inside).await;
    let (endpoint_id, _) = endpoint(&api, &receiver.url()).await;
    let id = send_test(&api, &endpoint_id).await;
    for number in 1..=5 {
        let found = attempted(&api, &id, number).await;
        if number < 5 {
            assert_eq!(found["status"], "pending", "attempt {number}: {found}");
            api.post(&format!("/webhooks/deliveries/{id}/retry"), json!({})).await.expect_problem(409, "CONFLICT");
            clock.step(2 * 3600);
        }
    }
    let found = delivery(&api, &id).await;
    assert_eq!((&found["status"], &found["attemptCount"]), (&json!("failed"), &json!(5)), "{found}");
    assert!(found["nextAttemptAt"].is_null(), "nothing more comes by itself: {found}");

    let again = api.post(&format!("/webhooks/deliveries/{id}/retry"), json!({})).await.expect_status(202).json();
    assert_eq!((&again["status"], &again["maxAttempts"]), (&json!("pending"), &json!(10)), "{again}");
    let found = ended(&api, &id).await;
    assert_eq!((&found["status"], &found["attemptCount"]), (&json!("succeeded"), &json!(6)), "{found}");
    inside.stop().await;
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone() {
    let clock = Clock::at(Ambient::system().now());
    let inside = reaching(&clock).await;
    let (api, receiver) = (writer_inside(&inside).await, Receiver::start([]));
    let (endpoint_id, old) = endpoint(&api, &receiver.url()).await;
    let path = format!("/webhooks/endpoints/{endpoint_id}/rotate");
    api.request(Method::POST, &path).send().await.map(|answer| assert_eq!(answer.status(), 400)).unwrap();

    let rotated = api.post_as("rotate-1", &path, json!({})).await.expect_status(200);
    let new = text(&rotated.json(), "/secret");
    assert_ne!(new, old);
    let again = api.post_as("rotate-1", &path, json!({})).await.expect_status(200);
    assert_eq!(again.header(IDEMPOTENCY_REPLAYED), Some("true"));
    assert_eq!(again.text, rotated.text, "a lost answer costs nothing: the retry is told the same secret");
    let one = api.get(&format!("/webhooks/endpoints/{endpoint_id}")).await.expect_status(200);
    assert!(!one.text.contains("\"secret\""), "and nobody else is told: {}", one.text);

    send_test(&api, &endpoint_id).await;
    let received = receiver.wait_for(1).await;
    let counts = (received[0].signatures_by(&new), received[0].signatures_by(&old), received[0].signature().1.len());
    assert_eq!(counts, (1, 1, 2), "two signatures during the overlap, one by each");

    clock.step(24 * 3600);
    let api = writer_inside(&inside).await;
    send_test(&api, &endpoint_id).await;
    let received = receiver.wait_for(2).await;
    let counts = (received[1].signatures_by(&new), received[1].signatures_by(&old), received[1].signature().1.len());
    assert_eq!(counts, (1, 0, 1), "the overlap is over");
    inside.stop().await;
}

#[tokio::test]
async fn without_a_sealing_key_an_endpoint_says_that_nothing_can_be_signed() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let created = api.post("/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await;
    let created = created.expect_status(201).json();
    assert_eq!(created["signature"]["available"], false, "nothing pretends: {created}");
    let path = format!("/webhooks/endpoints/{}", text(&created, "/id"));
    for deed in ["test", "rotate"] {
        let refused = api.post(&format!("{path}/{deed}"), json!({})).await;
        refused.expect_problem(409, "SEALING_KEY_MISSING");
    }
}

#[tokio::test]
async fn an_endpoint_is_changed_field_by_field() {
    let home = Home::new();
    let serve = home.start_reaching();
    let api = writer(&serve).await;
    let asked = json!({ "url": "https://example.com/in", "description": "old" });
    let created = api.post("/webhooks/endpoints", asked).await.expect_status(201).json();
    let path = format!("/webhooks/endpoints/{}", text(&created, "/id"));
    let patch = async |body: Value| {
        let request = api.request(Method::PATCH, &path).json(&body);
        journeys::Answer::to(request).await
    };
    let changed = patch(json!({ "active": false })).await.expect_status(200).json();
    assert_eq!(
        (&changed["active"], &changed["description"]),
        (&json!(false), &json!("old")),
        "what is not named stays"
    );
    let changed = patch(json!({ "description": null })).await.expect_status(200).json();
    assert_eq!(changed["description"], Value::Null, "null takes it away: {changed}");
    let selected = json!({ "mode": "SELECTED", "eventTypes": ["customer.created"] });
    let changed = patch(json!({ "subscription": selected })).await.expect_status(200).json();
    assert_eq!(changed["subscription"], selected);
    assert_eq!(api.get(&path).await.expect_status(200).json(), changed, "and it is kept");

    for (body, pointer) in [
        (json!({ "url": "javascript:alert(1)" }), "/url"),
        (json!({ "description": "x".repeat(256) }), "/description"),
        (
            json!({ "subscription": { "mode": "SELECTED", "eventTypes": ["customer.creatd"] } }),
            "/subscription/eventTypes",
        ),
    ] {
        let refused = patch(body).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
    send_refused_while_inactive(&api, &path).await;
    let types = api.get("/webhooks/event-types").await.expect_status(200).json();
    let names: Vec<_> = types["data"].as_array().unwrap().iter().map(|kind| text(kind, "/type")).collect();
    assert!(names.contains(&"transaction.awaiting_sender_information".to_owned()), "{names:?}");
}

async fn send_refused_while_inactive(api: &Api, path: &str) {
    api.post(&format!("{path}/test"), json!({})).await.expect_problem(409, "CONFLICT");
}

#[tokio::test]
async fn an_executed_order_is_told_to_whoever_wants_to_know() {
    let home = Home::new();
    let serve = home.start_reaching();
    let (api, receiver) = (writer(&serve).await, Receiver::start([]));
    let asked =
        json!({ "url": receiver.url(), "subscription": { "mode": "SELECTED", "eventTypes": ["order.succeeded"] } });
    api.post("/webhooks/endpoints", asked).await.expect_status(201);
    let order = api.post("/orders", super::idempotency::order_wish(&api).await).await.expect_status(201).json();
    api.post(&format!("/orders/{}/execute", text(&order, "/id")), json!({})).await.expect_status(202);
    let received = receiver.wait_for(1).await;
    let event = received[0].json();
    assert_eq!(event["type"], "order.succeeded", "{event}");
    assert_eq!((&event["data"]["id"], &event["data"]["status"]), (&order["id"], &json!("succeeded")), "{event}");
}

#[tokio::test]
async fn a_signing_secret_lies_nowhere_in_the_clear() {
    let home = Home::new();
    let serve = home.start_reaching();
    let (api, receiver) = (writer(&serve).await, Receiver::start([]));
    let (endpoint_id, first) = endpoint(&api, &receiver.url()).await;
    let path = format!("/webhooks/endpoints/{endpoint_id}/rotate");
    let second = text(&api.post_as("once", &path, json!({})).await.expect_status(200).json(), "/secret");
    send_test(&api, &endpoint_id).await;
    receiver.wait_for(1).await;
    let errors = serve.errors();
    serve.terminate();
    for secret in [first, second] {
        let body = secret.strip_prefix("whsec_").unwrap();
        assert!(!errors.contains(body), "no secret in the log");
        assert!(!is_written_in(&home.data(), body), "no secret in the data folder");
    }
    assert!(is_written_in(&home.data(), &endpoint_id), "the search finds what is there");
    let token = operate(&home.data(), &["token", "create", "--role", "admin", "--name", "control"]);
    assert!(token.status.success(), "the store is whole afterwards");
}

fn is_written_in(folder: &Path, text: &str) -> bool {
    // On PostgreSQL the data lies elsewhere; what is left here is searched all the same.
    let files = std::fs::read_dir(folder).unwrap().flatten();
    let mut all = files.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let on_server = std::env::var_os(journeys::postgres::SERVER).is_some() && text.starts_with("wep_");
    on_server
        || all.any(|entry| {
            let bytes = std::fs::read(entry.path()).unwrap();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        })
}

async fn reaching(clock: &Clock) -> Inside {
    let seal = authority::Seal::from_secret(&authority::Seal::mint(&Ambient::system()));
    Inside::start_with(clock.ambient(), |config| {
        config.sealing_key = seal;
        config.reach = authority::Reach::Private;
    })
    .await
}

async fn writer_inside(inside: &Inside) -> Api {
    let name = format!("writer {}", inside.service().ground.now().as_millis());
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", &name, "read_write").await;
    inside.public(Sandbox, &secret)
}
