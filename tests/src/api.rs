//! Asking an authority over HTTP, and reading its answers as an integrator would.

use keys::Ambient;
use keys::wire::{API_KEY, CORRELATION_ID, IDEMPOTENCY_KEY};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// One base URL and what to prove oneself with. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    client: Client,
    base: String,
    credential: Option<(&'static str, String)>,
}

impl Api {
    /// Without any key.
    pub fn anonymous(base: &str) -> Self {
        // Nothing here takes longer; a hanging server is a failed test.
        let client = Client::builder().timeout(std::time::Duration::from_secs(30)).build().expect("an HTTP client");
        Self { client, base: base.to_owned(), credential: None }
    }

    /// The same, asking from another address of this machine, for instance `127.0.0.2`.
    pub fn from_address(self, address: &str) -> Self {
        let address: std::net::IpAddr = address.parse().expect("an address");
        let builder = Client::builder().timeout(std::time::Duration::from_secs(30)).local_address(address);
        Self { client: builder.build().expect("an HTTP client"), ..self }
    }

    /// The public API with a key.
    pub fn with_key(base: &str, secret: &str) -> Self {
        Self { credential: Some((API_KEY, secret.to_owned())), ..Self::anonymous(base) }
    }

    /// The management API with a token.
    pub fn with_token(base: &str, token: &str) -> Self {
        Self {
            credential: Some(("authorization", format!("Bearer {token}"))),
            ..Self::anonymous(&format!("{base}/v1"))
        }
    }

    /// The same server and credential, beside `/v2`.
    pub fn beside(&self) -> Self {
        Self { base: self.base.trim_end_matches("/v2").to_owned(), ..self.clone() }
    }

    /// Creates a key with more than a name and confirms it; answers its id and its secret.
    pub async fn create_limited(&self, environment: &str, name: &str, limits: Value) -> (String, String) {
        let mut asked = json!({ "environment": environment, "name": name, "accessLevel": "read_write" });
        let (fields, limits) = (asked.as_object_mut().expect("an object"), limits.as_object().expect("an object"));
        fields.extend(limits.clone());
        let created = self.post("/keys", asked).await.expect_status(201).json();
        let (id, secret) = (text(&created, "/key/id"), text(&created, "/secret"));
        self.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_status(200);
        (id, secret)
    }

    /// A request that may still be changed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.credential {
            Some((name, value)) => request.header(*name, value),
            None => request,
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    /// POST, with an idempotency key nobody used before.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(&Ambient::system().mint_uuid(), path, body).await
    }

    /// POST, with this idempotency key.
    pub async fn post_as(&self, idempotency_key: &str, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::POST, path).header(IDEMPOTENCY_KEY, idempotency_key).json(&body)).await
    }

    /// Creates a key; answers its id and its secret. It is pending.
    pub async fn create_pending(&self, environment: &str, name: &str, access_level: &str) -> (String, String) {
        let asked = json!({ "environment": environment, "name": name, "accessLevel": access_level });
        let created = self.post("/keys", asked).await.expect_status(201).json();
        (text(&created, "/key/id"), text(&created, "/secret"))
    }

    /// Creates a key and confirms that it is saved; answers its id and its secret. It is active.
    pub async fn create_active(&self, environment: &str, name: &str, access_level: &str) -> (String, String) {
        let (id, secret) = self.create_pending(environment, name, access_level).await;
        self.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_status(200);
        (id, secret)
    }

    /// Decides about the activation of the organization that the asker belongs to, as an operator does: `review`, `approve`,
    /// `reject` or `request-information`.
    pub async fn decide(&self, verb: &str, body: Value) -> Answer {
        let organization = text(&self.get("/organization").await.expect_status(200).json(), "/id");
        self.post(&format!("/activations/{organization}/{verb}"), body).await
    }

    /// The state of a key, as the management API has it.
    pub async fn state_of(&self, key_id: &str) -> String {
        text(&self.get(&format!("/keys/{key_id}")).await.expect_status(200).json(), "/state")
    }

    /// How many audit rows tell of this deed on this subject.
    pub async fn count_in_audit(&self, action: &str, subject: &str) -> usize {
        let rows = self.get("/audit?limit=100").await.expect_status(200).json();
        let rows = rows["data"].as_array().cloned().unwrap_or_default();
        rows.iter().filter(|row| row["action"] == action && row["subject"] == subject).count()
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Answer {
    /// Sends a request and reads the whole answer.
    ///
    /// # Panics
    /// When no whole answer comes.
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("the answer is whole") }
    }

    /// Sends a request whose good answer is a stream without an end, of which nothing is read.
    ///
    /// # Panics
    /// As [`Answer::to`].
    pub async fn to_stream(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let is_stream = status == 200;
        let text = if is_stream { String::new() } else { response.text().await.expect("the answer is whole") };
        Self { status, headers, text }
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON; null when there is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The problem's code; empty when it is none.
    pub fn code(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }

    /// Itself, when it has the status.
    ///
    /// # Panics
    /// When it has another one.
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "another answer than expected: {}", self.text);
        self
    }

    /// Itself, when it is this problem in the published form: every field there, of its type, and in accord with the
    /// headers (Conduit Financial sheet, section 4).
    ///
    /// # Panics
    /// When it is anything else.
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let body = self.json();
        assert_eq!((self.status, self.code().as_str()), (status, code), "another answer than expected: {}", self.text);
        for field in ["title", "detail", "resolution", "docs", "instance", "correlationId", "timestamp"] {
            let filled = body[field].as_str().is_some_and(|text| !text.is_empty());
            assert!(filled, "every problem says its {field}: {}", self.text);
        }
        assert_eq!(body["status"], status, "the body repeats the status");
        assert_eq!(body["correlationId"].as_str(), self.header(CORRELATION_ID), "one request has one correlation id");
        assert_eq!(self.header("content-type"), Some("application/json"), "as the vendor declares it");
        self
    }
}

/// The text at a JSON pointer.
///
/// # Panics
/// When there is none.
pub fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("nothing at {pointer} in {value}")).to_owned()
}
