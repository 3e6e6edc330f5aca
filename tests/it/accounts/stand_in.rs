//! A stand-in for conduit.email, as far as its sheet goes (`facts/conduit-email.md`, sections 3 and 4): one account, its sessions
//! and its API tokens. What the sheet leaves open is switched.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use keys::{Ambient, mint::mint_with_prefix};
use serde_json::{Value, json};

pub const EMAIL: &str = "ana@acme.example";
pub const PASSWORD: &str = "correct horse battery";
pub const CODE: &str = "123456";

/// What the sheet does not say.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// A refresh token is good once.
    pub rotates: bool,
    /// The tokens of a list are masked, and times that are none are null; otherwise neither is there.
    pub is_told: bool,
}

struct Token {
    id: String,
    secret: String,
    name: String,
    allowed: Value,
    made_at: String,
    expires_at: Option<String>,
    last_used_at: Option<String>,
}

struct Books {
    open: Open,
    needs_code: bool,
    tokens: Vec<Token>,
    /// Those that are good for a request, each with the refresh token that it came with.
    sessions: Vec<(String, String)>,
    /// Good for a new access token.
    refreshes: Vec<String>,
    /// The answer to the next key that is made is lost.
    loses: bool,
    /// It answers with an error of its own.
    fails: bool,
    asked: Vec<String>,
}

/// The running stand-in.
pub struct StandIn {
    books: Arc<Mutex<Books>>,
    address: String,
}

impl StandIn {
    pub async fn start(open: Open, needs_code: bool) -> Self {
        let books = Books {
            open,
            needs_code,
            tokens: Vec::new(),
            sessions: Vec::new(),
            refreshes: Vec::new(),
            loses: false,
            fails: false,
            asked: Vec::new(),
        };
        let books = Arc::new(Mutex::new(books));
        let router = Router::new().fallback(answer).with_state(books.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}/api/v1", listener.local_addr().expect("its address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { books, address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A token that somebody made on the service's own page.
    pub fn make(&self, name: &str) -> String {
        let mut books = lock(&self.books);
        let token = books.make(name, json!([]), None);
        token["token"].as_str().expect("a secret").to_owned()
    }

    /// A program calls with a token, by the clock of the service, which goes so many seconds before ours.
    pub fn call_with(&self, secret: &str, ahead: i64) {
        let at = Ambient::system().now().plus_seconds(ahead).to_string();
        let mut books = lock(&self.books);
        let token = books.tokens.iter_mut().find(|token| token.secret == secret).expect("it is there");
        token.last_used_at = Some(at);
    }

    /// A quarter of an hour is over for everybody.
    pub fn end_access(&self) {
        lock(&self.books).sessions.clear();
    }

    /// The next key that is asked for is made, and the answer does not say so.
    pub fn lose_next(&self) {
        lock(&self.books).loses = true;
    }

    /// Has it in trouble, or not any more.
    pub fn fail(&self, fails: bool) {
        lock(&self.books).fails = fails;
    }

    pub fn names(&self) -> Vec<String> {
        lock(&self.books).tokens.iter().map(|token| token.name.clone()).collect()
    }

    /// How many people are signed in.
    pub fn signed_in(&self) -> usize {
        lock(&self.books).refreshes.len()
    }

    /// Everything that it was asked for.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.books).asked.clone()
    }
}

impl Books {
    fn make(&mut self, name: &str, allowed: Value, lasts: Option<i64>) -> Value {
        let ambient = Ambient::system();
        let token = Token {
            id: format!("tok_{}", self.asked.len() * 10 + self.tokens.len()),
            secret: mint_with_prefix("conduit_", &ambient).expose().to_owned(),
            name: name.to_owned(),
            allowed,
            made_at: ambient.now().to_string(),
            expires_at: lasts.map(|seconds| ambient.now().plus_seconds(seconds).to_string()),
            last_used_at: None,
        };
        let mut told = self.tell(&token);
        told["token"] = json!(token.secret);
        self.tokens.push(token);
        told
    }

    fn tell(&self, token: &Token) -> Value {
        let Token { id, secret, name, allowed, made_at, expires_at, last_used_at } = token;
        let mut told = json!({ "id": id, "name": name, "allowed_ips": allowed, "created_at": made_at });
        let times = [("expires_at", expires_at), ("last_used_at", last_used_at)];
        for (field, time) in times.into_iter().filter(|(_, time)| self.open.is_told || time.is_some()) {
            told[field] = json!(time);
        }
        if self.open.is_told {
            told["token"] = json!(format!("conduit_****{}", &secret[secret.len() - 4..]));
        }
        told
    }

    fn begin_session(&mut self) -> Value {
        let ambient = Ambient::system();
        let [access, refresh] =
            ["eyJaccess.", "eyJrefresh."].map(|prefix| mint_with_prefix(prefix, &ambient).expose().to_owned());
        self.sessions.push((access.clone(), refresh.clone()));
        self.refreshes.push(refresh.clone());
        json!({ "access_token": access, "refresh_token": refresh, "expires_in": 900 })
    }

    fn refresh(&mut self, presented: &str) -> Option<Value> {
        let at = self.refreshes.iter().position(|known| known == presented)?;
        if self.open.rotates {
            self.refreshes.remove(at);
            return Some(self.begin_session());
        }
        let access = mint_with_prefix("eyJaccess.", &Ambient::system()).expose().to_owned();
        self.sessions.push((access.clone(), presented.to_owned()));
        Some(json!({ "access_token": access, "expires_in": 900 }))
    }

    /// Whether a bearer is good; a token is used by that.
    fn takes(&mut self, bearer: &str) -> bool {
        let now = Ambient::system().now().to_string();
        if let Some(token) = self.tokens.iter_mut().find(|token| token.secret == bearer) {
            token.last_used_at = Some(now);
            return true;
        }
        self.sessions.iter().any(|(access, _)| access == bearer)
    }
}

fn refused(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "code": code, "error": "No." }))).into_response()
}

fn done(status: StatusCode, body: Value) -> Response {
    (status, Json(body)).into_response()
}

async fn answer(
    State(books): State<Arc<Mutex<Books>>>,
    (method, uri): (Method, Uri),
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut books = lock(&books);
    let path = uri.path().strip_prefix("/api/v1").unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let word = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    books.asked.push(format!("{method} {path}"));
    if books.fails {
        return refused(StatusCode::INTERNAL_SERVER_ERROR, "internal");
    }
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let unknown = || refused(StatusCode::UNAUTHORIZED, "unauthorized");
    match (method.as_str(), path) {
        ("POST", "/sessions") if word("email") != EMAIL || word("password") != PASSWORD => return unknown(),
        ("POST", "/sessions") if books.needs_code => {
            return done(StatusCode::OK, json!({ "totp_required": true, "totp_token": "challenge" }));
        }
        ("POST", "/sessions") => return done(StatusCode::OK, books.begin_session()),
        ("POST", "/sessions/2fa") if word("code") != CODE || word("totp_token") != "challenge" => return unknown(),
        ("POST", "/sessions/2fa") => return done(StatusCode::OK, books.begin_session()),
        ("POST", "/sessions/refresh") => {
            return books.refresh(&word("refresh_token")).map_or_else(unknown, |session| done(StatusCode::OK, session));
        }
        _ => {}
    }
    if !bearer.is_some_and(|bearer| books.takes(bearer)) {
        return unknown();
    }
    match (method.as_str(), path) {
        ("DELETE", "/sessions") => {
            let ended = word("refresh_token");
            books.refreshes.retain(|known| *known != ended);
            books.sessions.retain(|(_, refresh)| *refresh != ended);
            StatusCode::NO_CONTENT.into_response()
        }
        ("GET", "/accounts/me") => done(StatusCode::OK, json!({ "id": "acc_1", "email": EMAIL, "timezone": "UTC" })),
        ("GET", "/accounts/me/api-tokens") => {
            let told = books.tokens.iter().map(|token| books.tell(token)).collect();
            done(StatusCode::OK, Value::Array(told))
        }
        ("POST", "/accounts/me/api-tokens") => {
            let made = books.make(&word("name"), body["allowed_ips"].clone(), body["expires_in"].as_i64());
            if std::mem::take(&mut books.loses) {
                return done(StatusCode::CREATED, json!({}));
            }
            done(StatusCode::CREATED, made)
        }
        ("DELETE", _) => {
            let id = path.strip_prefix("/accounts/me/api-tokens/").unwrap_or_default();
            let before = books.tokens.len();
            books.tokens.retain(|token| token.id != id);
            if books.tokens.len() == before {
                return refused(StatusCode::NOT_FOUND, "not_found");
            }
            StatusCode::NO_CONTENT.into_response()
        }
        _ => refused(StatusCode::NOT_FOUND, "not_found"),
    }
}

fn lock(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}
