//! A service whose keys are made on its own page, and by no call: the page creates and revokes, the API only says whether a
//! key works.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Html,
    routing::{get, post},
};
use journeys::Api;
use keys::{Ambient, Environment, Secret, mint::mint_with_prefix};
use providers::{
    Calls, Guide, GuidedPlace, ProviderError,
    error::Kind,
    guide::{Answered, Awaited, GuidedOperation, PageUrl, Sentence, Step, Wait, Whose, Words},
    proof::Proof,
    shape::{Alphabet, Prefix, PrefixMeans, SecretShape},
};
use reqwest::Method;
use serde_json::json;

/// What a handler does before it answers a call.
type Hook = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Books {
    /// Every key that was ever made, and whether it works.
    keys: Vec<(String, bool)>,
    calls: usize,
    busy: bool,
    at_next_call: Option<Hook>,
}

/// The running service. Its people click through [`Service::click`].
pub struct Service {
    books: Arc<Mutex<Books>>,
    web: Api,
    address: String,
}

/// What its secrets look like.
pub const SANDBOX: &str = "acme_test_";
pub const LIVE: &str = "acme_real_";
pub const PUBLISHABLE: &str = "acme_pub_";

impl Service {
    pub async fn start() -> Self {
        let books: Arc<Mutex<Books>> = Arc::default();
        let router = Router::new()
            .route("/keys", get(page).post(create))
            .route("/keys/{number}/revoke", post(revoke))
            .route("/api/me", get(me))
            .with_state(books.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { books, web: Api::anonymous(&address), address }
    }

    /// Opens a page of the service, as a browser does.
    pub async fn open(&self, url: &str) -> String {
        let path = url.strip_prefix(&self.address).expect("a page of this service");
        self.web.get(path).await.expect_status(200).text
    }

    /// Presses a button on its page; what it shows then is shown once.
    pub async fn click(&self, path: &str) -> String {
        self.web.post(path, json!({})).await.expect_status(200).text
    }

    /// Whether each key works, the oldest first.
    pub fn keys(&self) -> Vec<bool> {
        lock(&self.books).keys.iter().map(|(_, works)| *works).collect()
    }

    /// The number of the key with this secret.
    pub fn number(&self, secret: &str) -> Option<usize> {
        lock(&self.books).keys.iter().position(|(known, _)| known == secret)
    }

    /// How many calls its API got.
    pub fn calls(&self) -> usize {
        lock(&self.books).calls
    }

    /// Whether it answers that it has no time.
    pub fn set_busy(&self, busy: bool) {
        lock(&self.books).busy = busy;
    }

    /// Does something in the middle of the next call.
    pub fn at_next_call(&self, hook: Option<Hook>) {
        lock(&self.books).at_next_call = hook;
    }
}

type Shared = State<Arc<Mutex<Books>>>;

async fn page(State(books): Shared) -> Html<String> {
    Html(format!("<h1>API keys</h1><p>{} keys</p><button>Create key</button>", lock(&books).keys.len()))
}

async fn create(State(books): Shared) -> String {
    let secret = mint_with_prefix(SANDBOX, &Ambient::system()).expose().to_owned();
    lock(&books).keys.push((secret.clone(), true));
    secret
}

async fn revoke(State(books): Shared, Path(number): Path<usize>) -> StatusCode {
    match lock(&books).keys.get_mut(number) {
        Some((_, works)) => {
            *works = false;
            StatusCode::OK
        }
        None => StatusCode::NOT_FOUND,
    }
}

async fn me(State(books): Shared, headers: HeaderMap) -> (StatusCode, [(&'static str, String); 1]) {
    let mut books = lock(&books);
    books.calls += 1;
    let id = [("x-request-id", format!("req_{}", books.calls))];
    if let Some(hook) = books.at_next_call.take() {
        hook();
    }
    if books.busy {
        return (StatusCode::SERVICE_UNAVAILABLE, id);
    }
    let presented = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let works = books.keys.iter().any(|(secret, works)| *works && Some(secret.as_str()) == presented);
    (if works { StatusCode::OK } else { StatusCode::UNAUTHORIZED }, id)
}

impl GuidedPlace for Service {
    fn guide(&self, operation: GuidedOperation, environment: Environment) -> Option<Guide> {
        let open = || Step::OpenPage { url: PageUrl::parse(&format!("{}/keys", self.address)).expect("a page") };
        let say = |sentence| Step::Say { words: Words::Known { sentence } };
        let prove = |whose, expected| Step::Prove { whose, expected };
        let make = || [open(), say(Sentence::CreateKey), Step::TakeSecret { shape: shape() }];
        let (works, ended) = (prove(Whose::New, Answered::Accepted), prove(Whose::Old, Answered::Refused));
        let steps = match operation {
            GuidedOperation::Create => [&make()[..], &[works]].concat(),
            GuidedOperation::Adopt => vec![Step::TakeSecret { shape: shape() }, works],
            GuidedOperation::Rotate => {
                let hand_over = [
                    works,
                    say(Sentence::HandOver),
                    Step::Wait { until: Wait::Event { what: Awaited::HandedOver } },
                    Step::Wait { until: Wait::Time { seconds: 60 } },
                ];
                [&make()[..], &hand_over, &[open(), say(Sentence::RevokeKey), ended]].concat()
            }
            GuidedOperation::Revoke => {
                vec![prove(Whose::Old, Answered::Accepted), open(), say(Sentence::RevokeKey), ended]
            }
        };
        Some(Guide::new(operation, environment, steps).expect("a guide"))
    }

    async fn prove(&self, _environment: Environment, secret: &Secret, _calls: &Calls) -> Result<Proof, ProviderError> {
        let request = self.web.request(Method::GET, "/api/me").bearer_auth(secret.expose());
        let answer = request.send().await.map_err(|error| ProviderError::new(Kind::Offline, error.to_string()))?;
        let correlation_id = answer.headers().get("x-request-id").and_then(|value| value.to_str().ok());
        let answered = match answer.status().as_u16() {
            200 => Some(Answered::Accepted),
            401 => Some(Answered::Refused),
            _ => None,
        };
        let correlation_id = correlation_id.unwrap_or_default().to_owned();
        Ok(Proof::new(answered, answer.status().as_u16(), correlation_id))
    }
}

fn shape() -> SecretShape {
    let prefix = |text: &str, means| Prefix { text: text.to_owned(), means };
    let prefixes = vec![
        prefix(SANDBOX, PrefixMeans::SecretOf(Environment::Sandbox)),
        prefix(LIVE, PrefixMeans::SecretOf(Environment::Live)),
        prefix(PUBLISHABLE, PrefixMeans::Publishable),
    ];
    SecretShape::new(prefixes, Alphabet::Hex, 64..=64).expect("a shape")
}

fn lock(books: &Mutex<Books>) -> std::sync::MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}
