//! Every error of the published list, produced (Conduit Financial sheet, section 4.2). A published code without a producer
//! here fails the test.

use std::time::Duration;

use journeys::api::text;
use journeys::strace::Strace;
use journeys::{Answer, Api, Inside, Serve, WITHIN, eventually};
use keys::Environment::Sandbox;
use keys::wire::{Code, IDEMPOTENCY_KEY, Role};
use keys::{Ambient, mint};
use reqwest::Method;
use serde_json::{Value, json};

use crate::authority::{idempotency::order_wish, orders::live_customer};

/// An authority with a writer's key, and a wish that would succeed.
struct Stage {
    inside: Inside,
    api: Api,
    wish: Value,
}

impl Stage {
    async fn open() -> Self {
        let inside = Inside::start(Ambient::system()).await;
        let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "writer", "read_write").await;
        let api = inside.public(Sandbox, &secret);
        let wish = order_wish(&api).await;
        Self { inside, api, wish }
    }

    /// The wish with another value at a place.
    fn wish_with(&self, pointer: &str, value: Value) -> Value {
        let mut changed = self.wish.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    }

    async fn send(&self, kind: &str, key: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.api.request(Method::POST, "/orders").header("content-type", kind);
        Answer::to(request.header(IDEMPOTENCY_KEY, key).body(body)).await
    }

    /// Something that is refused with the code; none when nobody has said how.
    async fn produce(&self, code: Code) -> Option<Answer> {
        let (api, json_type) = (&self.api, "application/json");
        Some(match code {
            Code::ApiKeyMissing => self.inside.public(Sandbox, "").get("/orders").await,
            Code::ApiKeyInvalid => {
                let unknown = mint::mint_secret(Sandbox, &Ambient::system());
                self.inside.public(Sandbox, unknown.expose()).get("/orders").await
            }
            Code::ApiKeyReadOnly => {
                let admin = self.inside.manage(Role::Admin);
                let (_, reader) = admin.create_active("sandbox", "reader", "read_only").await;
                self.inside.public(Sandbox, &reader).post("/orders", self.wish.clone()).await
            }
            Code::SandboxNotProvisioned => self.refused_by_a_waiting_sandbox().await,
            Code::IdempotencyKeyRequired => Answer::to(api.request(Method::POST, "/orders").json(&self.wish)).await,
            Code::IdempotencyKeyInvalid => api.post_as("a/b", "/orders", self.wish.clone()).await,
            Code::IdempotencyKeyConflict => {
                api.post_as("used", "/orders", self.wish.clone()).await.expect_status(201);
                api.post_as("used", "/orders", self.wish_with("/source/amount", json!("7"))).await
            }
            Code::IdempotencyKeyRequestInProgress => self.refused_while_the_first_one_runs().await,
            Code::IdempotencyBodyTooNested => {
                self.send(json_type, "deep", format!("{}{}", "[".repeat(99), "]".repeat(99))).await
            }
            Code::MalformedJson => self.send(json_type, "malformed", "{").await,
            Code::InvalidOidFormat => api.get("/orders/ord_1").await,
            Code::ValidationError => api.post("/orders", self.wish_with("/source/amount", json!("ten"))).await,
            Code::UnsupportedMediaType => self.send("text/plain", "plain", "{}").await,
            Code::InvalidCursor => api.get("/orders?cursor=nonsense").await,
            Code::NotFound => api.get(&format!("/orders/{}", mint::mint_id("ord", &Ambient::system()))).await,
            Code::Conflict => {
                let order = api.post("/orders", self.wish.clone()).await.expect_status(201).json();
                let cancel = format!("/orders/{}/cancel", text(&order, "/id"));
                api.post(&cancel, json!({})).await.expect_status(200);
                api.post(&cancel, json!({})).await
            }
            Code::UnprocessableEntity => api.post("/orders", self.wish_with("/target", json!({ "code": "USD" }))).await,
            Code::FeatureNotEnabled => self.refused_because_it_is_live().await,
            Code::RateLimited => refused_for_its_haste().await,
            Code::InternalError => self.refused_by_the_store().await,
            Code::ServiceUnavailable => refused_by_a_full_disk().await,
            _ => return None,
        })
    }

    async fn refused_by_a_waiting_sandbox(&self) -> Answer {
        let refuse = "CREATE TRIGGER no_samples BEFORE INSERT ON customers BEGIN SELECT RAISE (ABORT, 'no'); END";
        self.inside.operate(refuse);
        let other = self.inside.service().create_organization("Borealis", "").await.unwrap();
        self.inside.operate("DROP TRIGGER no_samples");
        // The next try may be so near that it comes first; a put-off one does not.
        self.inside.operate("UPDATE provisioning SET next_at = next_at + 30000 WHERE done_at IS NULL");
        let (_, secret) = self.inside.manage_of(&other, Role::Admin).create_active("sandbox", "k", "read_only").await;
        self.inside.public(Sandbox, &secret).get("/customers").await
    }

    async fn refused_while_the_first_one_runs(&self) -> Answer {
        let database = self.inside.database();
        database.execute_batch("BEGIN IMMEDIATE").unwrap();
        let race = || {
            let (api, wish) = (self.api.clone(), self.wish.clone());
            tokio::spawn(async move { api.post_as("slow", "/orders", wish).await })
        };
        let (mut one, mut two) = (race(), race());
        let (told, first) = tokio::select! {
            answer = &mut one => (answer.unwrap(), two),
            answer = &mut two => (answer.unwrap(), one),
        };
        database.execute_batch("COMMIT").unwrap();
        first.await.unwrap().expect_status(201);
        told
    }

    async fn refused_because_it_is_live(&self) -> Answer {
        let (live, customer) = live_customer(&self.inside).await;
        let order =
            live.post("/orders", self.wish_with("/customerId", json!(customer))).await.expect_status(201).json();
        live.post(&format!("/orders/{}/execute", text(&order, "/id")), json!({})).await
    }

    /// A trigger that stands for any fault of the store that nobody foresaw.
    async fn refused_by_the_store(&self) -> Answer {
        self.inside.operate("CREATE TRIGGER no_orders BEFORE INSERT ON orders BEGIN SELECT RAISE (ABORT, 'no'); END");
        let refused = self.api.post_as("fault", "/orders", self.wish.clone()).await;
        self.inside.operate("DROP TRIGGER no_orders");
        self.api.post_as("fault", "/orders", self.wish.clone()).await.expect_status(201);
        assert!(!refused.text.contains("RAISE") && !refused.text.contains("SQL"), "the cause stays in the log");
        refused
    }
}

/// More at once than a sandbox's bucket holds: one of its own, because an empty one would refuse whoever comes next.
async fn refused_for_its_haste() -> Answer {
    let stage = Stage::open().await;
    let limited = || async {
        let clients: Vec<_> = (0..600)
            .map(|_| {
                let api = stage.api.clone();
                tokio::spawn(async move { api.get("/payouts/requirements").await })
            })
            .collect();
        let mut found = None;
        for client in clients {
            found = Some(client.await.unwrap()).filter(|answer| answer.status != 200).or(found);
        }
        found
    };
    eventually("a burst is limited", WITHIN, limited).await
}

/// The kernel says that there is no room, to every write.
async fn refused_by_a_full_disk() -> Answer {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let wish = order_wish(&api).await;
    let full = Strace::hold(serve.pid(), &["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC"]).await;
    let refused = api.post_as("full", "/orders", wish.clone()).await;
    full.release();
    assert_eq!(refused.header("retry-after"), Some("1"), "{}", refused.text);
    assert_eq!(refused.json()["retryAfterSeconds"], 1);
    let patient = || async { (api.post_as("full", "/orders", wish.clone()).await.status == 201).then_some(()) };
    eventually("with room it serves again, without a restart", WITHIN, patient).await;
    refused
}

/// Whether this build limits rates: it says so in every answer.
async fn limits_rates(api: &Api) -> bool {
    api.get("/payouts/requirements").await.header("x-ratelimit-limit").is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_published_error_has_a_request_that_produces_it() {
    let stage = Stage::open().await;
    for code in Code::ALL.into_iter().filter(|code| code.is_published()) {
        if code == Code::RateLimited && !limits_rates(&stage.api).await {
            continue;
        }
        let answer = tokio::time::timeout(Duration::from_secs(60), stage.produce(code)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{code:?} is produced in time"));
        let answer = answer.unwrap_or_else(|| panic!("say what produces {code:?}"));
        let body = answer.expect_problem(code.status(), &code.as_str()).json();
        assert_eq!(body["title"], code.title(), "{code:?}");
        assert_eq!(body["resolution"], code.resolution(), "{code:?}");
        assert_eq!(body["docs"], code.docs(), "{code:?}");
        let has_fields = body["errors"].as_array().is_some_and(|fields| !fields.is_empty());
        assert_eq!(has_fields, code == Code::ValidationError, "{code:?} names fields exactly when fields are wrong");
    }
}
