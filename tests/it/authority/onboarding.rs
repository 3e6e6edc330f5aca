//! Onboarding: a business is submitted, an application is decided, a customer comes of it (Conduit Financial sheet,
//! sections 7 and 9). The sandbox's review is a local simulation, and says so.

use journeys::api::text;
use journeys::serve::{error_text, operate};
use journeys::{Api, Serve, WITHIN, eventually};
use keys::Environment::{Live, Sandbox};
use keys::wire::IDEMPOTENCY_REPLAYED;
use reqwest::Method;
use serde_json::{Value, json};

use super::documents::stored;

async fn writer(serve: &Serve) -> Api {
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    serve.public(Sandbox, &secret)
}

async fn live_writer(serve: &Serve) -> Api {
    super::activation::activate(serve).await;
    let (_, secret) = serve.manage("admin").create_active("live", "writer", "read_write").await;
    serve.public(Live, &secret)
}

fn business(document: &str) -> Value {
    json!({
        "country": "GBR",
        "legalName": "Example Trading Ltd",
        "registrationNumber": "01234567",
        "contactEmail": "finance@example.com",
        "documents": [document],
    })
}

async fn submitted(api: &Api, body: Value) -> Value {
    api.post("/onboarding", body).await.expect_status(202).json()
}

/// The application, once it is decided.
async fn decided(api: &Api, id: &str) -> Value {
    eventually("a decision", WITHIN, || async {
        let found = api.get(&format!("/applications/{id}")).await.expect_status(200).json();
        Some(found).filter(|found| found["status"] != "pending" && found["status"] != "processing")
    })
    .await
}

#[tokio::test]
async fn an_approved_application_becomes_a_customer() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let mut asked = business(&stored(&api).await);
    asked["clientReferenceId"] = json!("customer-4711");
    let application = submitted(&api, asked).await;
    let id = text(&application, "/id");
    assert!(id.starts_with("app_"));
    assert_eq!((&application["type"], &application["status"]), (&json!("customer_onboarding"), &json!("pending")));
    assert_eq!(application["review"], "local_simulation", "nobody takes it for the vendor's review");
    for absent in ["customerId", "failureCode", "resubmittable"] {
        assert!(application.get(absent).is_none(), "{absent} does not apply yet: {application}");
    }
    let found = decided(&api, &id).await;
    assert_eq!(found["status"], "approved", "{found}");
    let customer = api.get(&format!("/customers/{}", text(&found, "/customerId"))).await.expect_status(200).json();
    assert_eq!((&customer["name"], &customer["applicationId"]), (&json!("Example Trading Ltd"), &json!(id)));
    let customers = api.get("/customers").await.expect_status(200).json();
    assert_eq!(customers["meta"]["total"], 2, "the sample and the new one: {customers}");
    assert_eq!(customers["data"][0], customer, "the newest first");
    let listed = api.get("/applications").await.expect_status(200).json();
    assert_eq!((&listed["data"][0], &listed["meta"]["total"]), (&found, &json!(1)));
    let admin = serve.manage("admin");
    for action in ["application.submitted", "application.approved"] {
        assert_eq!(admin.count_in_audit(action, &id).await, 1, "{action}");
    }
}

#[tokio::test]
async fn the_sandbox_rejects_as_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    for (outcome, resubmittable) in [("rejected_by_ops", true), ("compliance_denied", false)] {
        let mut asked = business(&stored(&api).await);
        asked["outcome"] = json!(outcome);
        let id = text(&submitted(&api, asked).await, "/id");
        let found = decided(&api, &id).await;
        assert_eq!((&found["status"], &found["failureCode"]), (&json!("rejected"), &json!(outcome)), "{found}");
        assert_eq!(found["resubmittable"], resubmittable, "{found}");
        assert!(found.get("customerId").is_none(), "nothing comes of it: {found}");
    }
    assert_eq!(api.get("/customers").await.expect_status(200).json()["meta"]["total"], 1, "the sample alone");
}

#[tokio::test]
async fn a_review_goes_on_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let id = text(&submitted(&api, business(&stored(&api).await)).await, "/id");
    serve.kill();
    let serve = Serve::start(&folder.path().join("data"));
    let api = serve.public(Sandbox, &secret);
    assert_eq!(decided(&api, &id).await["status"], "approved");
    let customers = api.get("/customers").await.expect_status(200).json();
    assert_eq!(customers["meta"]["total"], 2, "one customer comes of it, not two: {customers}");
}

#[tokio::test]
async fn a_live_application_waits_for_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = live_writer(&serve).await;
    let document = stored(&api).await;
    let decide = |words: &[&str]| {
        let words = [&["application"], words, &["--reason", "seen"]].concat();
        operate(serve.folder(), &words)
    };
    let mut pretended = business(&document);
    pretended["outcome"] = json!("approved");
    let refused = api.post("/onboarding", pretended).await.expect_problem(400, "VALIDATION_ERROR").json();
    assert_eq!(refused["errors"][0]["pointer"], "/outcome", "live is never simulated");

    let cases: [(&[&str], &str); 3] = [
        (&["approve"], "approved"),
        (&["reject", "--failure-code", "compliance_denied"], "rejected"),
        (&["cancel"], "cancelled"),
    ];
    for (verb, status) in cases {
        let application = submitted(&api, business(&document)).await;
        let id = text(&application, "/id");
        assert_eq!(application["review"], "operator");
        let words = [&verb[..1], &[id.as_str()], &verb[1..]].concat();
        let done = decide(&words);
        assert!(done.status.success(), "{verb:?}: {}", error_text(&done));
        assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), status);
        let found = api.get(&format!("/applications/{id}")).await.expect_status(200).json();
        assert_eq!(found["status"], status, "{found}");
        assert_eq!(found.get("customerId").is_some(), status == "approved", "{found}");
        let again = decide(&words);
        assert!(!again.status.success(), "a decision stands: {verb:?}");
    }
    assert_eq!(api.get("/customers").await.expect_status(200).json()["meta"]["total"], 1);
    let left = submitted(&api, business(&document)).await;
    let all = api.get("/applications?limit=1").await.expect_status(200).json();
    assert_eq!((&all["data"][0]["id"], &all["data"][0]["status"]), (&left["id"], &json!("pending")));
}

#[tokio::test]
async fn a_submission_is_made_once_and_needs_its_idempotency_key() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let asked = business(&stored(&api).await);
    let bare = journeys::Answer::to(api.request(Method::POST, "/onboarding").json(&asked)).await;
    bare.expect_problem(400, "IDEMPOTENCY_KEY_REQUIRED");
    let first = api.post_as("once", "/onboarding", asked.clone()).await.expect_status(202);
    let again = api.post_as("once", "/onboarding", asked).await.expect_status(202);
    assert_eq!((again.header(IDEMPOTENCY_REPLAYED), &again.text), (Some("true"), &first.text));
    assert_eq!(api.get("/applications").await.expect_status(200).json()["meta"]["total"], 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_submission_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let api = writer(&serve).await;
    let live = live_writer(&serve).await;
    let (own, lives) = (stored(&api).await, stored(&live).await);
    let mut unknown = own.clone();
    unknown.replace_range(4..8, "0000");
    for (pointer, value) in [
        ("/country", json!("GB")),
        ("/legalName", json!("")),
        ("/registrationNumber", json!(" ")),
        ("/contactEmail", json!("nobody")),
        ("/documents", json!([])),
        ("/clientReferenceId", json!("no blanks")),
    ] {
        let mut asked = business(&own);
        asked[&pointer[1..]] = value;
        let refused = api.post("/onboarding", asked).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
    for document in [unknown, lives, "doc_short".to_owned()] {
        let refused = api.post("/onboarding", business(&document)).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(
            refused["errors"][0]["pointer"], "/documents/0",
            "another environment's document is none: {document}"
        );
    }
    let needs = api.get("/onboarding/requirements?country=GBR").await.expect_status(200).json();
    let required: Vec<_> = needs["fields"].as_array().unwrap().iter().filter(|one| one["required"] == true).collect();
    for field in required {
        let mut asked = business(&own);
        asked.as_object_mut().unwrap().remove(&text(field, "/pointer")[1..]);
        api.post("/onboarding", asked).await.expect_problem(400, "VALIDATION_ERROR");
    }
    for query in ["", "?country=GB", "?country=XXX"] {
        api.get(&format!("/onboarding/requirements{query}")).await.expect_problem(400, "VALIDATION_ERROR");
    }
    api.get("/applications/app_short").await.expect_problem(400, "INVALID_OID_FORMAT");
}
