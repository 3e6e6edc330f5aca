//! The way to live.

use authority::Caller;
use journeys::serve::{error_text, operate};
use journeys::{Inside, Serve};
use keys::Environment::{Live, Sandbox};
use keys::wire::{ApproveActivation, Code, Role};
use keys::{Actor, ActorKind, Ambient};
use serde_json::{Value, json};

fn submission() -> Value {
    json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts to suppliers" })
}

/// Brings the organization of a running authority to live.
pub async fn activate(serve: &Serve) {
    serve.manage("admin").post("/activation/submit", submission()).await.expect_status(200);
    let approved = operate(serve.folder(), &["activation", "approve", "--reason", "checked by hand"]);
    assert!(approved.status.success(), "{}", error_text(&approved));
}

#[tokio::test]
async fn live_does_not_exist_until_it_is_activated() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let asked = || json!({ "environment": "live", "name": "billing", "accessLevel": "read_write" });
    let available =
        || async { admin.get("/organization").await.expect_status(200).json()["environments"][1]["available"].clone() };
    assert_eq!(available().await, false);
    admin.post("/keys", asked()).await.expect_problem(409, "LIVE_NOT_ACTIVATED");

    let early = operate(serve.folder(), &["activation", "approve", "--reason", "too early"]);
    assert!(!early.status.success(), "there is nothing to approve yet");
    admin.post("/activation/submit", submission()).await.expect_status(200);
    admin.post("/keys", asked()).await.expect_problem(409, "LIVE_NOT_ACTIVATED");

    let approved = operate(serve.folder(), &["activation", "approve", "--reason", "checked by hand"]);
    assert!(approved.status.success(), "it works while serve runs: {}", error_text(&approved));
    let record = admin.get("/activation").await.expect_status(200).json();
    assert_eq!((&record["state"], &record["approvedBy"]["kind"]), (&json!("approved"), &json!("operator")), "{record}");
    assert_eq!(record["approvalReason"], "checked by hand");
    assert_eq!(available().await, true, "the running authority knows at once");
    let (_, secret) = admin.create_active("live", "billing", "read_write").await;
    assert!(secret.starts_with("ck_live_") && secret.len() == 72, "the published form");
    serve.public(Live, &secret).get("/customers").await.expect_status(200);
    admin.post("/activation/submit", submission()).await.expect_problem(409, "CONFLICT");
}

#[tokio::test]
async fn a_submission_with_wrong_fields_names_each_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let asked = json!({ "legalName": " ", "contactEmail": "nobody", "purpose": "" });
    let problem = serve.manage("admin").post("/activation/submit", asked).await;
    let problem = problem.expect_problem(400, "VALIDATION_ERROR").json();
    let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].clone()).collect();
    assert_eq!(pointers, ["/legalName", "/contactEmail", "/purpose"]);
}

#[tokio::test]
async fn an_operator_decides_from_the_command_line_too() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let decide = |words: &[&str]| {
        let done = operate(serve.folder(), &[&["activation"], words].concat());
        let said = String::from_utf8_lossy(&done.stdout).trim().to_owned();
        if done.status.success() { Ok(said) } else { Err(error_text(&done)) }
    };
    assert!(decide(&["review"]).is_err(), "nothing is submitted yet");
    let (_, secret) = admin.create_active("sandbox", "trial", "read_only").await;
    let called = serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    let shown = || async {
        let shown: Value = serde_json::from_str(&decide(&["show"]).unwrap()).unwrap();
        shown["evidence"].as_array().filter(|all| !all.is_empty()).map(|all| all[0].clone())
    };
    let shown = journeys::eventually("the reviewer sees the first call", journeys::WITHIN, shown).await;
    assert_eq!((&shown["kind"], &shown["keyName"]), (&json!("first_call"), &json!("trial")), "{shown}");
    assert_eq!(shown["correlationId"].as_str(), called.header("x-correlation-id"));
    admin.post("/activation/submit", submission()).await.expect_status(200);
    assert_eq!(decide(&["review"]), Ok("in_review".to_owned()));
    let missing = ["--reason", "legalName=The register has another name.", "--reason", "Say what for = in words."];
    let asked = decide(&[&["request-information"], &missing[..]].concat());
    assert_eq!(asked, Ok("more_information_needed".to_owned()));
    let record = admin.get("/activation").await.expect_status(200).json();
    let reasons = json!([
        { "field": "legalName", "detail": "The register has another name." },
        { "field": null, "detail": "Say what for = in words." },
    ]);
    assert_eq!(record["reasons"], reasons, "{record}");
    assert_eq!(admin.count_in_audit("activation.more_information_needed", &organization_id(&admin).await).await, 1);

    admin.post("/activation/submit", submission()).await.expect_status(200);
    assert!(decide(&["reject"]).is_err(), "a rejection has a reason");
    assert_eq!(decide(&["reject", "--reason", "No.", "--resubmittable"]), Ok("rejected".to_owned()));
    admin.post("/activation/submit", submission()).await.expect_status(200);
    assert_eq!(decide(&["reject", "--reason", "No."]), Ok("rejected".to_owned()));
    admin.post("/activation/submit", submission()).await.expect_problem(409, "CONFLICT");
}

/// The organization's id, which its activation is noted under.
async fn organization_id(admin: &journeys::Api) -> String {
    journeys::api::text(&admin.get("/organization").await.expect_status(200).json(), "/id")
}

#[tokio::test]
async fn a_submission_is_looked_at_sent_back_and_submitted_again() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (onboarding, operator) = (serve.manage("onboarding"), serve.manage("operator"));
    let submit = || onboarding.post("/activation/submit", submission());
    let review = || operator.decide("review", json!({}));
    review().await.expect_problem(409, "CONFLICT");
    submit().await.expect_status(200);
    onboarding.decide("review", json!({})).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    let record = review().await.expect_status(200).json();
    assert_eq!((&record["state"], &record["reviewedBy"]["name"]), (&json!("in_review"), &json!("approver")));
    submit().await.expect_problem(409, "CONFLICT");

    let reasons = json!([{ "field": "legalName", "detail": "The register has another name." }]);
    let asked = json!({ "reasons": reasons });
    operator.decide("request-information", asked).await.expect_status(200);
    let record = onboarding.get("/activation").await.json();
    let found = (record["state"].clone(), record["reasons"].clone(), record["submittable"].clone());
    assert_eq!(found, (json!("more_information_needed"), reasons, json!(true)));
    let record = submit().await.expect_status(200).json();
    assert_eq!((&record["state"], &record["reasons"]), (&json!("submitted"), &json!([])), "the reasons are answered");

    let reject = |resubmittable: bool| {
        let reasons = json!([{ "field": null, "detail": "We do not serve this." }]);
        operator.decide("reject", json!({ "reasons": reasons, "resubmittable": resubmittable }))
    };
    let wrong = json!({ "reasons": [{ "detail": "fine" }, { "detail": " " }], "resubmittable": true });
    let wrong = operator.decide("reject", wrong).await.expect_problem(400, "VALIDATION_ERROR").json();
    assert_eq!(wrong["errors"][0]["pointer"], "/reasons/1/detail");
    let record = reject(true).await.expect_status(200).json();
    assert_eq!((&record["state"], &record["submittable"]), (&json!("rejected"), &json!(true)));
    submit().await.expect_status(200);
    let record = reject(false).await.expect_status(200).json();
    assert_eq!(record["submittable"], json!(false));
    submit().await.expect_problem(409, "CONFLICT");
    let early = operator.decide("approve", json!({ "reason": "after all" })).await;
    early.expect_problem(409, "CONFLICT");
    let rows = operator.get("/audit?action=activation.&limit=100").await.expect_status(200).json();
    let mut actions: Vec<_> =
        rows["data"].as_array().unwrap().iter().map(|row| journeys::api::text(row, "/action")).collect();
    actions.reverse();
    let told = ["submitted", "in_review", "more_information_needed", "submitted", "rejected", "submitted", "rejected"];
    assert_eq!(actions, told.map(|state| format!("activation.{state}")), "each step stands in the audit log");
}

#[tokio::test]
async fn nobody_decides_what_they_submitted_though_their_role_became_the_operator_s() {
    let inside = Inside::start(Ambient::system()).await;
    let admin = inside.manage(Role::Admin);
    let organization_id = organization_id(&admin).await;
    let ana = |role| Caller {
        organization_id: organization_id.clone(),
        role,
        actor: Actor::new(ActorKind::Member, "usr_ana", "ana@acme.example"),
        origin: String::new(),
    };
    let people = &inside.service().people;
    let asked = || serde_json::from_value(submission()).unwrap();
    let submitted = people.submit_activation(&ana(Role::Onboarding), asked()).await.unwrap();
    assert!(!submitted.decidable, "onboarding decides nothing");

    let operator = ana(Role::Operator);
    assert!(!people.activation(&operator).await.unwrap().decidable);
    let reasons = || serde_json::from_value(json!({ "reasons": [{ "detail": "No." }] })).unwrap();
    let rejection = serde_json::from_value(json!({ "reasons": [{ "detail": "No." }], "resubmittable": true })).unwrap();
    for refused in [
        people.review_activation(&operator).await,
        people.request_activation_information(&operator, reasons()).await,
        people.reject_activation(&operator, rejection).await,
        people.approve_activation(&operator, ApproveActivation { reason: "Mine.".to_owned() }).await,
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::RoleNotAllowed);
    }
    assert_eq!(admin.get("/activation").await.json()["state"], "submitted", "nothing was decided");

    let other = inside.manage(Role::Operator);
    assert_eq!(other.get("/activation").await.json()["decidable"], true, "somebody else may");
    let approval = json!({ "reason": "Papers seen." });
    let approved = other.decide("approve", approval).await.expect_status(200).json();
    assert_eq!((&approved["state"], &approved["decidable"]), (&json!("approved"), &json!(false)));
    inside.stop().await;
}
