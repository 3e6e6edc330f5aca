//! A role sees and does only what it needs (design, section 5 rule 8).

use journeys::Serve;
use serde_json::json;

#[tokio::test]
async fn support_reads_and_never_changes_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (id, _) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let support = serve.manage("support");
    support.get("/keys?environment=sandbox").await.expect_status(200);
    support.get(&format!("/keys/{id}")).await.expect_status(200);
    support.get("/audit").await.expect_status(200);
    let refused = [
        ("/keys".to_owned(), json!({ "environment": "sandbox", "name": "x" })),
        (format!("/keys/{id}/revoke"), json!({ "reason": "x" })),
        (format!("/keys/{id}/rotate"), json!({ "cause": "leaked" })),
        (format!("/keys/{id}/confirm"), json!({})),
        ("/activation/submit".to_owned(), json!({ "legalName": "A", "contactEmail": "a@b.example", "purpose": "p" })),
    ];
    for (path, body) in refused {
        support.post(&path, body).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    support.decide("approve", json!({ "reason": "x" })).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    assert_eq!(serve.manage("admin").state_of(&id).await, "active", "nothing of it had an effect");
}

#[tokio::test]
async fn onboarding_works_in_the_sandbox_and_never_touches_live_keys() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let onboarding = serve.manage("onboarding");
    onboarding.create_active("sandbox", "trial", "read_write").await;
    let asked = json!({ "legalName": "Acme Ltd", "contactEmail": "ana@acme.example", "purpose": "Payouts" });
    onboarding.post("/activation/submit", asked).await.expect_status(200);
    let operator = serve.manage("operator");
    operator.decide("approve", json!({ "reason": "checked" })).await.expect_status(200);
    let (id, _) = serve.manage("admin").create_active("live", "billing", "read_only").await;

    let asked = json!({ "environment": "live", "name": "mine" });
    onboarding.post("/keys", asked).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    for (verb, body) in [("revoke", json!({ "reason": "x" })), ("rotate", json!({ "cause": "routine" }))] {
        onboarding.post(&format!("/keys/{id}/{verb}"), body).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    assert_eq!(serve.manage("admin").state_of(&id).await, "active");
}

#[tokio::test]
async fn an_operator_approves_and_has_no_business_with_keys() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let operator = serve.manage("operator");
    let asked = json!({ "environment": "sandbox", "name": "x" });
    operator.post("/keys", asked).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    operator.decide("approve", json!({ "reason": "x" })).await.expect_problem(409, "CONFLICT");
    let admin = serve.manage("admin");
    admin.decide("approve", json!({ "reason": "x" })).await.expect_problem(403, "ROLE_NOT_ALLOWED");
}
