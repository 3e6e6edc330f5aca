//! What the operations are tested against: a place that answers by a script, in the shapes of `keys::wire`, and notes what
//! it was asked; and an app that is connected to it, with a keychain in memory.

mod samples;

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    io,
    sync::{Arc, Mutex},
};

use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{
    Request, Response,
    body::{Bytes, Frame, Incoming},
    header::HeaderMap,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use keys::{
    Ambient, Environment, Secret, Timestamp,
    mint::{INVITATION_PREFIX, mint_id, mint_secret, mint_token, mint_with_prefix},
    wire::{
        API_KEY, ActivationState, CORRELATION_ID, Code, EnvironmentInfo, IDEMPOTENCY_KEY, Key, Member, Organization,
        Problem, Role, Rotation,
    },
};
use serde::Serialize;
use tokio::net::{TcpListener, TcpStream};
use vault::MemoryVault;

pub(crate) use samples::*;

use crate::{App, Folders, KeyRef, MemberRef, RotationRef, lock::lock, secret::secret_item};

/// The correlation ID of every answer.
pub(crate) const CORRELATION: &str = "c-1";

/// The one moment of these tests.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_795_000_000_000)
}

/// The clock stands still.
pub(crate) fn ambient() -> Ambient {
    let system = Ambient::system();
    Ambient::new(now, move |bytes| system.fill(bytes))
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The method and the path.
    pub(crate) what: String,
    pub(crate) query: String,
    pub(crate) token: Option<String>,
    pub(crate) api_key: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    /// Null where there is none, and where it is no JSON.
    pub(crate) body: serde_json::Value,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone)]
enum Answer {
    With(u16, String),
    /// Line by line; and whether that comes to an end.
    Lines(String, bool),
    /// The request came and was done, and nobody hears of it.
    Lost,
}

#[derive(Default)]
struct Script {
    /// By method and path.
    lines: HashMap<String, Line>,
    asked: Vec<Asked>,
}

/// What one method and path is answered, in this order; the last of it is given again and again.
#[derive(Default)]
struct Line {
    next: VecDeque<Answer>,
    last: Option<Answer>,
}

impl Script {
    fn next(&mut self, what: &str) -> Answer {
        let line = self.lines.entry(what.to_owned()).or_default();
        if let Some(next) = line.next.pop_front() {
            line.last = Some(next);
        }
        // No answer of the contract.
        line.last.clone().unwrap_or_else(|| Answer::With(501, format!("{what} is not in the script")))
    }
}

/// The place, and the app that is connected to it.
pub(crate) struct Scripted {
    pub(crate) app: App,
    pub(crate) keychain: MemoryVault,
    /// The place's address, which is the connection's id.
    pub(crate) here: String,
    /// The credential for it.
    pub(crate) token: Secret,
    script: Arc<Mutex<Script>>,
}

impl Scripted {
    /// Opens both. Nothing is in the script.
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = format!("http://{}", listener.local_addr().unwrap());
        let script = Arc::<Mutex<Script>>::default();
        tokio::spawn(serve(listener, script.clone()));
        let keychain = MemoryVault::new();
        let app = App::open(&Folders { data: None }, keychain.vault(), ambient()).unwrap();
        let token = mint_token(&ambient());
        app.use_credential(&here, token.clone()).unwrap();
        Self { app, keychain, here, token, script }
    }

    /// Another program of the same person, with the same keychain: it has its own journal, and no connection yet.
    pub(crate) fn another_app(&self) -> App {
        App::open(&Folders { data: None }, self.keychain.vault(), ambient()).unwrap()
    }

    /// This is answered to it, after what was said before.
    pub(crate) fn answer(&self, what: &str, body: &impl Serialize) {
        self.put(what, Answer::With(200, serde_json::to_string(body).unwrap()));
    }

    /// The same in these words, whatever they are.
    pub(crate) fn answer_text(&self, what: &str, text: &str) {
        self.put(what, Answer::With(200, text.to_owned()));
    }

    /// The same with another status.
    pub(crate) fn answer_status(&self, what: &str, status: u16, text: &str) {
        self.put(what, Answer::With(status, text.to_owned()));
    }

    /// It is refused.
    pub(crate) fn refuse(&self, what: &str, code: Code) {
        let problem = Problem {
            code,
            title: code.title().to_owned(),
            status: code.status(),
            detail: "No.".to_owned(),
            resolution: code.resolution().to_owned(),
            docs: code.docs(),
            instance: what.to_owned(),
            correlation_id: CORRELATION.to_owned(),
            timestamp: now(),
            errors: Vec::new(),
            retry_after_seconds: None,
        };
        self.put(what, Answer::With(code.status(), serde_json::to_string(&problem).unwrap()));
    }

    /// These lines are answered to it.
    pub(crate) fn answer_lines(&self, what: &str, lines: &[String]) {
        self.put(what, Answer::Lines(lines.iter().map(|line| format!("{line}\n")).collect(), true));
    }

    /// These are, and it is not said that there are no more.
    pub(crate) fn answer_lines_without_end(&self, what: &str, lines: &[String]) {
        self.put(what, Answer::Lines(lines.iter().map(|line| format!("{line}\n")).collect(), false));
    }

    /// Its answer is lost on the way.
    pub(crate) fn lose(&self, what: &str) {
        self.put(what, Answer::Lost);
    }

    fn put(&self, what: &str, answer: Answer) {
        lock(&self.script).lines.entry(what.to_owned()).or_default().next.push_back(answer);
    }

    /// Where the public API is, and what it says to a key.
    pub(crate) fn answer_probe(&self, status: u16) {
        self.answer("GET /v1/organization", &self.organization());
        self.put("GET /v2/customers", Answer::With(status, "{}".to_owned()));
    }

    /// What came, in its order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        lock(&self.script).asked.clone()
    }

    /// The same, by method and path.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.what).collect()
    }

    /// What came that changes something.
    pub(crate) fn deeds(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| !asked.what.starts_with("GET ")).collect()
    }

    pub(crate) fn key_ref(&self, key: &Key) -> KeyRef {
        KeyRef::new(&self.here, &key.id)
    }

    pub(crate) fn rotation_ref(&self, rotation: &Rotation) -> RotationRef {
        RotationRef::new(&self.here, &rotation.id)
    }

    /// Holds a secret of the key, as after its creation.
    pub(crate) fn hold(&self, key: &Key) -> Secret {
        let secret = mint_secret(key.environment, &ambient());
        self.app.shared.held.hold(&self.here, key, secret.clone());
        secret
    }

    /// Holds an invitation of the member, as after it was made.
    pub(crate) fn hold_of_member(&self, member: &Member) -> Secret {
        let invitation = mint_with_prefix(INVITATION_PREFIX, &ambient());
        let whose = MemberRef::new(&self.here, &member.id).secret();
        self.app.shared.held.hold_of_person(whose, &member.name, invitation.clone());
        invitation
    }

    /// Saves a secret of the key in the keychain; it is no longer held then.
    pub(crate) async fn save(&self, key: &Key) -> Secret {
        let secret = self.hold(key);
        self.app.save_secret(&self.key_ref(key)).await.unwrap();
        self.app.shared.held.release(&self.key_ref(key));
        secret
    }

    /// Where there is a copy of the key's secret: held, in the keychain, in the journal's list of what is in the keychain.
    pub(crate) fn copies(&self, key: &Key) -> Vec<&'static str> {
        let key = self.key_ref(key);
        let item = secret_item(&key).unwrap();
        let copies = [
            ("held", self.app.shared.held.has(&key)),
            ("keychain", self.keychain.stored(&item).is_some()),
            ("journal", self.app.shared.journal.saved_secret(&key).unwrap().is_some()),
        ];
        copies.into_iter().filter(|(_, there)| *there).map(|(place, _)| place).collect()
    }

    /// Who is there.
    pub(crate) fn organization(&self) -> Organization {
        let info = |environment: Environment| EnvironmentInfo {
            environment,
            base_url: format!("{}/v2", self.here),
            available: true,
            key_days_max: None,
        };
        Organization {
            live_keys_need_approval: false,
            id: mint_id("org", &ambient()),
            name: "Example".to_owned(),
            created_at: now(),
            activation: ActivationState::Approved,
            environments: Environment::ALL.map(info).into(),
            role: Role::Admin,
            token_name: "desk".to_owned(),
            actor: Some(somebody()),
        }
    }
}

async fn serve(listener: TcpListener, script: Arc<Mutex<Script>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, script.clone()));
    }
}

async fn converse(stream: TcpStream, script: Arc<Mutex<Script>>) {
    let service = service_fn(|request| answer(request, &script));
    // An error ends the connection without an answer.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(
    request: Request<Incoming>,
    script: &Mutex<Script>,
) -> io::Result<Response<BoxBody<Bytes, Infallible>>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let asked = Asked {
        what: format!("{} {}", head.method, head.uri.path()),
        query: head.uri.query().unwrap_or_default().to_owned(),
        token: header(&head.headers, "authorization").map(|value| value.trim_start_matches("Bearer ").to_owned()),
        api_key: header(&head.headers, API_KEY),
        idempotency_key: header(&head.headers, IDEMPOTENCY_KEY),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        bytes: body.to_vec(),
    };
    let next = {
        let mut script = lock(script);
        let next = script.next(&asked.what);
        script.asked.push(asked);
        next
    };
    match next {
        Answer::Lost => Err(io::ErrorKind::ConnectionReset.into()),
        Answer::Lines(text, ends) => {
            let lines = stream::iter([Ok(Frame::data(Bytes::from(text)))]);
            let rest = if ends { stream::empty().left_stream() } else { stream::pending().right_stream() };
            let answer = Response::builder().header("content-type", "application/x-ndjson");
            answer.body(BodyExt::boxed(StreamBody::new(lines.chain(rest)))).map_err(io::Error::other)
        }
        Answer::With(status, body) => {
            let answer = Response::builder().status(status).header(CORRELATION_ID, CORRELATION);
            answer.body(Full::from(body).boxed()).map_err(io::Error::other)
        }
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// A live key that somebody asked for.
pub(crate) fn approval() -> keys::wire::KeyApproval {
    let asked_at = keys::Timestamp::from_millis(1_768_469_400_000);
    keys::wire::KeyApproval {
        id: keys::mint::mint_id("apr", &ambient()),
        state: keys::wire::ApprovalState::Waiting,
        name: "billing".to_owned(),
        access_level: keys::AccessLevel::ReadOnly,
        lifetime_hours: 720,
        note: None,
        allowed_ips: Vec::new(),
        spending_limits: keys::spending::SpendingLimits::default(),
        reason: "The yearly accounts".to_owned(),
        asked_at,
        asked_by: keys::Actor::new(keys::ActorKind::Member, "usr_0", "ana@acme.example"),
        lapses_at: Some(asked_at.plus_seconds(keys::approval::DECIDE_SECONDS)),
        decision: None,
        withdrawn_at: None,
        claimed_at: None,
        key_id: None,
        possible: vec![keys::wire::ApprovalDeed::Approve, keys::wire::ApprovalDeed::Decline],
    }
}
