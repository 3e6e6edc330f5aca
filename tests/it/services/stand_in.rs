//! A stand-in for a service that this machine cannot reach, as far as its sheet says: it knows which keys work, and answers the
//! one call that proves them. What a person does in its dashboard is done to it directly.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use journeys::encode::{ALPHABETS, to_base64};
use keys::{Ambient, mint::mint_with_prefix};
use serde_json::{Value, json};

/// As whom it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `facts/conduit-im.md`, section 6: the shape with a request ID.
    ConduitIm,
    /// `facts/conductor.md`, section 5.
    Conductor,
}

impl Dialect {
    pub fn id(self) -> &'static str {
        match self {
            Self::ConduitIm => "conduit-im",
            Self::Conductor => "conductor",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::ConduitIm => "Conduit.im",
            Self::Conductor => "Conductor",
        }
    }

    /// The one path that proves a key.
    pub fn path(self) -> &'static str {
        match self {
            Self::ConduitIm => "/balance",
            Self::Conductor => "/end-users",
        }
    }

    /// A secret as the service might write it; the middle of Conductor's is a JWT of ours.
    pub fn mint(self) -> String {
        let random = mint_with_prefix("", &Ambient::system()).expose().to_owned();
        match self {
            Self::ConduitIm => random,
            Self::Conductor => {
                let part = |text: &str| String::from_utf8(to_base64(text.as_bytes(), ALPHABETS[1])).expect("letters");
                let payload = part(&format!(r#"{{"project":"proj_testing","jti":"{}"}}"#, &random[..20]));
                format!("sk_conductor_{}.{payload}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(&random[20..]))
            }
        }
    }

    fn accepted(self) -> Value {
        match self {
            Self::ConduitIm => json!({ "balanceInCents": 4250, "balanceInDollars": 42.5 }),
            Self::Conductor => json!({ "objectType": "list", "url": "/v1/end-users", "data": [] }),
        }
    }

    fn refused(self, id: &str) -> Value {
        match self {
            Self::ConduitIm => json!({ "error": { "message": "No.", "code": "API_KEY_INVALID", "requestId": id } }),
            Self::Conductor => json!({ "error": {
                "message": "No.", "userFacingMessage": "No.", "type": "AUTHENTICATION_ERROR", "code": "API_KEY_INVALID",
                "httpStatusCode": 401, "requestId": id,
            } }),
        }
    }
}

struct Books {
    dialect: Dialect,
    working: Vec<String>,
    paths: Vec<String>,
    /// The entries of its ledger, the newest first.
    ledger: Vec<Value>,
    /// Whether it answers with an error of its own.
    fails: bool,
}

/// The running stand-in.
pub struct StandIn {
    books: Arc<Mutex<Books>>,
    address: String,
}

impl StandIn {
    pub async fn start(dialect: Dialect) -> Self {
        let books = Arc::new(Mutex::new(Books {
            dialect,
            working: Vec::new(),
            paths: Vec::new(),
            ledger: Vec::new(),
            fails: false,
        }));
        let router = Router::new().fallback(answer).with_state(books.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { books, address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Creates a key; answers its secret, once.
    pub fn create(&self) -> String {
        let mut books = lock(&self.books);
        let secret = books.dialect.mint();
        books.working.push(secret.clone());
        secret
    }

    pub fn revoke(&self, secret: &str) {
        lock(&self.books).working.retain(|known| known != secret);
    }

    /// Charges the account, so many hours ago: `facts/conduit-im.md`, section 11.
    pub fn charge(&self, cents: u32, hours_ago: i64, model: &str) {
        let mut books = lock(&self.books);
        let (number, at) = (books.ledger.len(), Ambient::system().now().plus_seconds(-hours_ago * 3600));
        books.ledger.push(json!({
            "id": format!("clx{number}"), "type": "USAGE_DEBIT", "amountInCents": -i64::from(cents),
            "balanceAfterInCents": 4250, "metadata": { "model": model, "tokens": 812 }, "createdAt": at.to_string(),
        }));
    }

    /// Has it in trouble, or not any more.
    pub fn fail(&self, fails: bool) {
        lock(&self.books).fails = fails;
    }

    /// Everything that it was asked for.
    pub fn paths(&self) -> Vec<String> {
        lock(&self.books).paths.clone()
    }
}

async fn answer(State(books): State<Arc<Mutex<Books>>>, uri: Uri, headers: HeaderMap) -> Response {
    let mut books = lock(&books);
    books.paths.push(uri.path().to_owned());
    let id = format!("req_{}", books.paths.len());
    let presented = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let works = books.working.iter().any(|secret| Some(secret.as_str()) == presented);
    let entries = &books.ledger;
    let (status, body) = match works {
        _ if books.fails => (StatusCode::INTERNAL_SERVER_ERROR, json!({ "error": { "message": "Sorry." } })),
        true if uri.path() == "/ledger" => {
            (StatusCode::OK, json!({ "entries": entries, "limit": 100, "offset": 0, "count": entries.len() }))
        }
        true => (StatusCode::OK, books.dialect.accepted()),
        false => (StatusCode::UNAUTHORIZED, books.dialect.refused(&id)),
    };
    let header = if books.dialect == Dialect::Conductor { "conductor-request-id" } else { "x-request-id" };
    (status, [(header, id)], Json(body)).into_response()
}

fn lock(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}
