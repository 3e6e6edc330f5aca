//! What the OpenAPI documents say is so: each operation is asked as its document shows, and each answer has the
//! documented status and shape. What an operation needs besides its example is named in [`MADE_BY`] and [`Stage::thing`].

use std::{collections::BTreeMap, pin::Pin};

use journeys::document::{Document, Operation};
use journeys::{Answer, Api, Serve, api::text, clock::Clock, people};
use keys::{
    Ambient,
    Environment::Sandbox,
    wire::{CORRELATION_ID, IDEMPOTENCY_KEY},
};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::authority::{activation::activate, totp::code};

/// Things that one operation's own example makes: the kind of id, the operation, and where its answer has the id.
const MADE_BY: &[(&str, &str, &str)] = &[
    ("app", "submit_onboarding", "/id"),
    ("ckr", "sign_in", "/refreshToken"),
    ("doc", "create_document", "/id"),
    ("ord", "create_order", "/id"),
    ("tok", "create_token", "/token/id"),
    ("txn", "create_payout", "/id"),
    ("usr", "invite_member", "/member/id"),
    ("wdl", "test_endpoint", "/id"),
    ("wep", "create_endpoint", "/id"),
];

/// Who signs in, by the examples.
const ANA: &str = "ana@acme.example";

/// A real authority with its documents, and who asks it.
struct Stage {
    serve: Serve,
    admin: Api,
    secret: String,
    documents: [Document; 2],
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let serve = Serve::start_sealed(&folder.path().join("data"));
        let admin = serve.manage("admin");
        let (_, secret) = admin.create_active("sandbox", "stage", "read_write").await;
        let documents = [
            Document::fetch(&serve.address("sandbox"), "/api-docs/openapi.json").await,
            Document::fetch(&serve.address("manage"), "/v1/openapi.json").await,
        ];
        Self { serve, admin, secret, documents, _folder: folder }
    }

    fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.documents.iter().flat_map(Document::operations)
    }

    /// Who may ask an operation.
    async fn asker(&self, operation: &Operation<'_>) -> Api {
        match operation.id {
            "approve_activation" | "review_activation" | "request_activation_information" | "reject_activation" => {
                let asked = json!({ "legalName": "Acme", "contactEmail": "ana@acme.example", "purpose": "Payouts." });
                self.admin.post("/activation/submit", asked).await.expect_status(200);
                self.serve.manage("operator")
            }
            _ if operation.path.starts_with("/v1/activations") => self.serve.manage("operator"),
            "approve_key" | "decline_key" => self.two_admins().await.1,
            _ if operation.path.starts_with("/v1/key-approvals") => self.two_admins().await.0,
            "sign_in" => {
                people::join(&self.admin, &self.anonymous(operation), ANA, "support").await;
                self.admin.clone()
            }
            _ if operation.path.starts_with("/v1/me/") || operation.path == "/v1/me" => {
                let anonymous = self.anonymous(operation);
                people::join(&self.admin, &anonymous, ANA, "support").await;
                let session = people::sign_in(&anonymous, ANA).await;
                Api::with_token(&self.serve.address("manage"), &text(&session, "/accessToken"))
            }
            _ if operation.path.starts_with("/v1") => self.admin.clone(),
            _ => Api::with_key(&self.origin(), &self.secret),
        }
    }

    /// Makes a thing that an operation speaks of, by the kind of its id.
    async fn thing(&self, kind: &str, operation: &str) -> String {
        match (kind, operation) {
            ("key", "confirm_key") => self.admin.create_pending("sandbox", "thing", "read_only").await.0,
            ("key", _) => self.admin.create_active("sandbox", "thing", "read_only").await.0,
            ("rot", _) => self.rotation().await,
            ("org", _) => text(&self.admin.get("/organization").await.expect_status(200).json(), "/id"),
            ("txn", "submit_sender_information") => {
                let all = self.serve.public(Sandbox, &self.secret).get("/transactions?type=deposit").await;
                text(&all.expect_status(200).json(), "/data/0/id")
            }
            ("cki", _) => {
                let asked = json!({ "email": ANA, "name": "Ana", "role": "support" });
                text(&self.admin.post("/members", asked).await.expect_status(201).json(), "/invitation")
            }
            ("alt", _) => {
                let (id, _) = self.admin.create_active("sandbox", "found", "read_only").await;
                self.admin.post("/leaks", json!({ "keyId": id, "place": "a gist" })).await.expect_status(200);
                text(&self.admin.get("/alerts").await.expect_status(200).json(), "/data/0/id")
            }
            ("apr", operation) => {
                let (ana, ben) = self.two_admins().await;
                let asked = json!({ "name": "thing", "lifetimeHours": 1, "reason": "The accounts" });
                let id = text(&ana.post("/key-approvals", asked).await.expect_status(201).json(), "/id");
                if operation == "claim_key" {
                    let said = json!({ "reason": "Agreed" });
                    ben.post(&format!("/key-approvals/{id}/approve"), said).await.expect_status(200);
                }
                id
            }
            ("correlationId", _) => self.noted_request().await,
            // Both documents have webhooks, each its own.
            ("wep" | "wdl", operation) if operation.contains("webhook") => {
                let by = if kind == "wep" { "create_webhook" } else { "test_webhook" };
                let by = self.operations().find(|one| one.id == by).expect("it is in the document");
                text(&self.ask(&by).await.json(), "/id")
            }
            // Documents of an activation and those of the public API have ids alike.
            ("doc", "get_document" | "get_document_of" | "remove_document") => {
                let by = self.operations().find(|one| one.id == "attach_document").expect("it is in the document");
                text(&self.ask(&by).await.json(), "/documents/0/id")
            }
            ("cus", _) => {
                let all = self.serve.public(Sandbox, &self.secret).get("/customers").await.expect_status(200);
                text(&all.json(), "/data/0/id")
            }
            _ => {
                let made_by = MADE_BY.iter().find(|(made, ..)| *made == kind);
                let (_, by, place) =
                    made_by.unwrap_or_else(|| panic!("{operation} needs a {kind}: say what makes one"));
                let by = self.operations().find(|one| one.id == *by).expect("it is in a document");
                text(&self.ask(&by).await.json(), place)
            }
        }
    }

    /// A live organization where live keys are asked for: who asks, and who decides.
    async fn two_admins(&self) -> (Api, Api) {
        let organization = self.admin.get("/organization").await.expect_status(200).json();
        let (ana, ben) = (self.signed_in(ANA).await, self.signed_in("ben@acme.example").await);
        if organization["liveKeysNeedApproval"] == false {
            activate(&self.serve).await;
            let said = json!({ "liveKeysNeedApproval": true, "reason": "Four eyes" });
            Answer::to(ana.request(Method::PATCH, "/organization").json(&said)).await.expect_status(200);
        }
        (ana, ben)
    }

    /// An admin with a session, who is made the first time.
    async fn signed_in(&self, email: &str) -> Api {
        let anonymous = Api::anonymous(&format!("{}/v1", self.serve.address("manage")));
        if people::try_sign_in(&anonymous, email, people::PASSWORD).await.status != 201 {
            people::join(&self.admin, &anonymous, email, "admin").await;
        }
        let session = people::sign_in(&anonymous, email).await;
        Api::with_token(&self.serve.address("manage"), &text(&session, "/accessToken"))
    }

    /// Ends every delivery, which would take five attempts and hours otherwise.
    fn end_deliveries(&self) {
        let store = rusqlite::Connection::open(self.serve.folder().join("authority.sqlite3")).unwrap();
        store.busy_timeout(journeys::WITHIN).unwrap();
        store.execute("UPDATE webhook_deliveries SET status = 'failed', next_attempt_at = NULL", ()).unwrap();
    }

    /// A request whose record is written.
    async fn noted_request(&self) -> String {
        let asked = self.serve.public(Sandbox, &self.secret).get("/customers").await.expect_status(200);
        let id = asked.header(CORRELATION_ID).expect("every answer has one").to_owned();
        let path = format!("/requests/{id}");
        let found = || async { (self.admin.get(&path).await.status == 200).then_some(()) };
        journeys::eventually("the record is written", journeys::WITHIN, found).await;
        id
    }

    async fn rotation(&self) -> String {
        let (old, _) = self.admin.create_active("sandbox", "old", "read_only").await;
        let begun = self.admin.post(&format!("/keys/{old}/rotate"), json!({ "cause": "routine" })).await;
        let begun = begun.expect_status(201).json();
        let new = text(&begun, "/rotation/newKey/id");
        self.admin.post(&format!("/keys/{new}/confirm"), json!({})).await.expect_status(200);
        text(&begun, "/rotation/id")
    }

    /// Asks an operation as its document shows. What it needs may be made by asking another one.
    fn ask<'a>(&'a self, operation: &'a Operation<'a>) -> Pin<Box<dyn Future<Output = Answer> + 'a>> {
        Box::pin(async move {
            let mut things = BTreeMap::new();
            for kind in operation.needs() {
                things.insert(kind.clone(), self.thing(&kind, operation.id).await);
            }
            if operation.id == "quarantine_key" {
                // The key that the document creates only reads anyway.
                things.insert("key".to_owned(), self.admin.create_active("sandbox", "writer", "read_write").await.0);
            }
            if operation.id.starts_with("retry_") {
                self.end_deliveries();
            }
            let asker = self.asker(operation).await;
            let mut request = request(&asker, operation, &things);
            if operation.id == "confirm_totp" {
                // What an authenticator shows cannot be written down beforehand.
                request = request.json(&json!({ "code": first_code(&asker).await }));
            }
            let answer = match operation.is_stream() {
                true => Answer::to_stream(request).await,
                false => Answer::to(request).await,
            };
            let shown = operation.success();
            assert_eq!(answer.status, shown, "{} succeeds as its document shows: {}", operation.id, answer.text);
            answer
        })
    }

    /// An asker without a credential.
    fn anonymous(&self, operation: &Operation<'_>) -> Api {
        Api::anonymous(&match operation.path.strip_prefix("/v1") {
            Some(_) => format!("{}/v1", self.serve.address("manage")),
            None => self.origin(),
        })
    }

    /// The sandbox's address without a version, as the document has it.
    fn origin(&self) -> String {
        self.serve.address("sandbox").trim_end_matches("/v2").to_owned()
    }
}

/// Starts TOTP; answers the authenticator's first code.
async fn first_code(member: &Api) -> String {
    let started = member.post("/me/totp", json!({ "password": people::PASSWORD })).await.expect_status(200).json();
    code(&text(&started, "/secret"), &Clock::at(Ambient::system().now()), 0)
}

/// The request that a document shows, with these things in the places of its ids.
fn request(asker: &Api, operation: &Operation<'_>, things: &BTreeMap<String, String>) -> RequestBuilder {
    assert!(!operation.has_another_body(), "{} has a body that nobody sends here: add it", operation.id);
    let path = operation.path_with(things);
    let mut request = asker.request(operation.method.clone(), path.strip_prefix("/v1").unwrap_or(&path));
    if operation.reads_header(IDEMPOTENCY_KEY) {
        request = request.header(IDEMPOTENCY_KEY, Ambient::system().mint_uuid());
    }
    if let Some(parts) = operation.form() {
        let part = |(name, text): (String, String)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let body: String = parts.into_iter().map(part).chain(["--edge--\r\n".to_owned()]).collect();
        return request.header("content-type", "multipart/form-data; boundary=edge").body(body);
    }
    match operation.example_with(things) {
        Some(example) => request.json(&example),
        None => request,
    }
}

#[tokio::test]
async fn every_operation_succeeds_as_its_document_shows() {
    let all: Vec<String> = Stage::open().await.operations().map(|operation| operation.id.to_owned()).collect();
    for id in &all {
        // Each on an authority of its own, so that none lives on what another left behind.
        let stage = Stage::open().await;
        let operation = stage.operations().find(|operation| operation.id == id).expect("both were started alike");
        operation.check(&stage.ask(&operation).await);
    }
    assert!(all.len() > 20, "both documents were walked: {all:?}");
}

#[tokio::test]
async fn an_operation_without_its_credential_is_refused_as_documented() {
    let stage = Stage::open().await;
    for operation in stage.operations().filter(Operation::needs_credential) {
        let nothing = operation.needs().into_iter().map(|kind| (kind.clone(), format!("{kind}_none"))).collect();
        let answer = Answer::to(request(&stage.anonymous(&operation), &operation, &nothing)).await;
        assert_eq!(answer.status, 401, "{} is not for everybody: {}", operation.id, answer.text);
        operation.check(&answer);
    }
}
