//! A whole authority without a network, asked as its listeners would ask it. Its clock goes on by a little with each
//! request, and its randomness is the same in each process, so that seeds may hold its secrets.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use authority::http::{BaseUrls, Front, manage, public};
use authority::{Caller, Ground, Keeping, Once, Place, Purpose, RateLimits, Seal, Service};
use axum::body::Body;
use axum::http::{HeaderValue, Request, header::AUTHORIZATION};
use http_body_util::BodyExt as _;
use keys::bucket::Rate;
use keys::proxy::TrustedProxies;
use keys::wire::{AcceptInvitation, CreateKey, InviteMember, Role, SignIn, StartRotation};
use keys::{Actor, ActorKind, Ambient, Environment, Secret, Timestamp};
use serde_json::{Value, json};

/// Requests that one authority answers before the next one takes its place, so that what it keeps stays small.
const SERVED_BY_ONE: usize = 20_000;
/// A session lasts longer than a world at this pace, and no limit on rates is felt.
const STEP_MILLIS: i64 = 20;
const PASSWORD: &str = "correct horse battery staple";

/// An authority with an organization, its people and its keys.
pub struct World {
    runtime: tokio::runtime::Runtime,
    sandbox: Front,
    live: Front,
    manage: Front,
    service: Arc<Service>,
    /// An active read-write key of the sandbox.
    pub secret: String,
    /// Ids by their kind; what they name may be changed.
    pub ids: Vec<(&'static str, String)>,
    admin: HeaderValue,
    member: HeaderValue,
    clock: Arc<AtomicI64>,
    served: usize,
    _folder: tempfile::TempDir,
}

/// Who asks the management API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// An admin's token.
    Admin,
    /// A signed-in member.
    Member,
    /// Whoever the request names itself.
    Itself,
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// Sees to it that this thread has a world that still serves.
pub fn make_ready() {
    WORLD.with_borrow_mut(|world| {
        if world.as_ref().is_none_or(|world| world.served > SERVED_BY_ONE) {
            *world = None;
            *world = Some(World::new());
        }
    });
}

/// Runs a case in the world of this thread.
pub fn within<T>(case: impl FnOnce(&mut World) -> T) -> T {
    make_ready();
    WORLD.with_borrow_mut(|world| case(world.as_mut().expect("it was made ready")))
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let clock = Arc::new(AtomicI64::new(1_800_000_000_000));
        let (shown, drawn) = (clock.clone(), AtomicU64::new(1));
        let ambient = Ambient::new(
            move || Timestamp::from_millis(shown.load(Ordering::SeqCst)),
            move |bytes| {
                for byte in bytes {
                    let number = drawn.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                    *byte = (number ^ (number >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).to_be_bytes()[0];
                }
            },
        );
        let folder = in_memory();
        let place = Place::choose(folder.path(), None).expect("a folder is a place");
        let (service, made) = runtime.block_on(set_up(place, ambient)).expect("an authority");
        let urls = BaseUrls { sandbox: "http://127.0.0.1:1/v2".into(), live: "http://127.0.0.1:2/v2".into() };
        let mut world = Self {
            sandbox: public(service.clone(), Environment::Sandbox),
            live: public(service.clone(), Environment::Live),
            manage: manage(service.clone(), urls),
            service,
            secret: made.secret,
            ids: made.ids,
            admin: bearer(&made.admin),
            member: bearer(&made.member),
            runtime,
            clock,
            served: 0,
            _folder: folder,
        };
        world.make_things();
        world
    }

    /// Things of the public API, as the documents' examples make them.
    fn make_things(&mut self) {
        let customers = self.get_json("/v2/customers");
        let Some(customer) = customers.pointer("/data/0/id").and_then(Value::as_str) else { return };
        self.ids.push(("cus", customer.to_owned()));
        let order = json!({
            "customerId": customer,
            "source": { "code": "USD", "amount": "100.50" },
            "target": { "code": "USDC", "chain": "BASE" },
        });
        let body = Body::from(order.to_string());
        let request = Request::post("/v2/orders").header("content-type", "application/json");
        let request = request.header("idempotency-key", "first").header(keys::wire::API_KEY, &self.secret);
        let (_, text) = self.ask(Environment::Sandbox.into(), request.body(body).expect("a request"));
        let made: Value = serde_json::from_str(&text).unwrap_or_default();
        if let Some(id) = made["id"].as_str() {
            self.ids.push(("ord", id.to_owned()));
        }
        let service = self.service.clone();
        self.runtime.block_on(service.evidence.flush_records()).expect("the store takes the records");
    }

    fn get_json(&mut self, path: &str) -> Value {
        let request = Request::get(path).header(keys::wire::API_KEY, &self.secret).body(Body::empty());
        let (_, text) = self.ask(Environment::Sandbox.into(), request.expect("a request"));
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A number that no earlier case of this world had.
    pub fn next(&self) -> usize {
        self.served
    }

    /// A path with an id of this world for each name in braces, as far as it has one of the kind.
    pub fn fill(&self, path: &str) -> String {
        let kinds = [
            ("/keys/", "key"),
            ("/rotations/", "rot"),
            ("/members/", "usr"),
            ("/orders/", "ord"),
            ("/customers/", "cus"),
        ];
        let kind = kinds.iter().find(|(part, _)| path.contains(part)).map_or("none", |(_, kind)| kind);
        let id = self.ids.iter().find(|(known, _)| *known == kind);
        let id = id.map_or_else(|| format!("{kind}_0000000000000000000000"), |(_, id)| id.clone());
        match (path.find('{'), path.find('}')) {
            (Some(start), Some(end)) => format!("{}{id}{}", &path[..start], &path[end + 1..]),
            _ => path.to_owned(),
        }
    }

    /// The public API of an environment, or `/verify`.
    pub fn ask_public(&mut self, environment: Environment, request: Request<Body>) -> (u16, String) {
        self.ask(environment.into(), request)
    }

    /// The management API.
    pub fn ask_manage(&mut self, asker: Asker, mut request: Request<Body>) -> (u16, String) {
        let known = match asker {
            Asker::Admin => Some(&self.admin),
            Asker::Member => Some(&self.member),
            Asker::Itself => None,
        };
        if let Some(value) = known {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        self.ask(Door::Manage, request)
    }

    fn ask(&mut self, door: Door, request: Request<Body>) -> (u16, String) {
        self.clock.fetch_add(STEP_MILLIS, Ordering::SeqCst);
        self.served += 1;
        let peer = SocketAddr::from(([127, 0, 0, 1], 9));
        let front = match door {
            Door::Sandbox => self.sandbox.clone(),
            Door::Live => self.live.clone(),
            Door::Manage => self.manage.clone(),
        };
        let (status, bytes) = self.runtime.block_on(async {
            let response = front.call(peer, request).await;
            let status = response.status().as_u16();
            (status, response.into_body().collect().await.expect("a whole answer").to_bytes())
        });
        let text = String::from_utf8(bytes.to_vec()).expect("every answer is text");
        // Passwords are the one thing that a flood may be told to come back for.
        let is_fault = status >= 500 && !(status == 503 && text.contains("Too many passwords"));
        assert!(!is_fault, "what is sent is never the authority's own fault: {status} {text}");
        (status, text)
    }
}

#[derive(Clone, Copy)]
enum Door {
    Sandbox,
    Live,
    Manage,
}

impl From<Environment> for Door {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Sandbox => Self::Sandbox,
            Environment::Live => Self::Live,
        }
    }
}

/// A folder in memory, where there is one: durability is not the subject here.
pub fn in_memory() -> tempfile::TempDir {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.expect("a folder")
}

fn bearer(token: &str) -> HeaderValue {
    format!("Bearer {token}").parse().expect("a token is plain text")
}

struct Made {
    secret: String,
    admin: String,
    member: String,
    ids: Vec<(&'static str, String)>,
}

/// An organization with an admin, a member who is signed in, a key to ask with, and a key that is being rotated.
async fn set_up(place: Place, ambient: Ambient) -> Result<(Arc<Service>, Made), Box<dyn std::error::Error>> {
    let seal = Seal::from_secret(&Seal::mint(&ambient));
    let large = Rate { per_second: 100_000, burst: 100_000 };
    let limits = RateLimits { by_address: large, bad_keys_by_address: large, ..RateLimits::default() };
    let trusted = TrustedProxies::parse(&["127.0.0.0/8", "::1"])?;
    let ground = Ground::open(Purpose::Serve, place, ambient.clone()).await?.with_seal(seal);
    let service = Arc::new(Service::on(ground.with_rate_limits(limits, trusted)?, Keeping::default()));
    let organization_id = service.create_organization("Acme", "").await?;
    let admin = service.people.session_token(&organization_id, Role::Admin, "ana").expose().to_owned();
    let actor = Actor::new(ActorKind::Token, "tok_ana", "ana");
    let caller = Caller { organization_id, role: Role::Admin, actor, origin: String::new() };
    let mut ids = Vec::new();
    let mut secret = String::new();
    for name in ["asks", "is rotated"] {
        let asked = json!({ "environment": "sandbox", "name": name, "accessLevel": "read_write" });
        let asked: CreateKey = serde_json::from_value(asked)?;
        let once = Once::parse(Some(&name.replace(' ', "-")), "create", &asked)?;
        let (created, _) = service.api_keys.create(&caller, once, asked).await?;
        service.api_keys.confirm(&caller, created.key.id.clone()).await?;
        if secret.is_empty() {
            secret = created.secret.ok_or("a new key comes with its secret")?;
        } else {
            ids.push(("key", created.key.id));
        }
    }
    let asked: StartRotation = serde_json::from_value(json!({ "cause": "routine" }))?;
    let once = Once::parse(Some("rotate"), "rotate", &asked)?;
    let (rotation, _) = service.api_keys.rotate(&caller, once, ids[0].1.clone(), asked).await?;
    ids.push(("rot", rotation.rotation.id));
    let (member, id) = sign_in(&service, &caller).await?;
    ids.push(("usr", id));
    Ok((service, Made { secret, admin, member, ids }))
}

async fn sign_in(service: &Service, caller: &Caller) -> Result<(String, String), Box<dyn std::error::Error>> {
    let email = "ana@acme.example";
    let invite = |email: &str| -> Result<InviteMember, serde_json::Error> {
        serde_json::from_value(json!({ "email": email, "name": email, "role": "admin" }))
    };
    let (invited, _) = service.people.invite_member(caller, None, invite(email)?).await?;
    let accept: AcceptInvitation =
        serde_json::from_value(json!({ "invitation": invited.invitation, "password": PASSWORD }))?;
    service.people.accept_invitation(accept, String::new()).await?;
    let asked: SignIn = serde_json::from_value(json!({ "email": email, "password": PASSWORD }))?;
    let signed_in: Value = serde_json::to_value(service.people.sign_in(asked, String::new()).await?)?;
    let (other, _) = service.people.invite_member(caller, None, invite("bo@acme.example")?).await?;
    let token = signed_in["accessToken"].as_str().ok_or("a session has a token")?;
    Ok((token.to_owned(), other.member.id))
}

/// What the sandbox's key may be told in a seed.
pub fn secret() -> Secret {
    within(|world| Secret::new(world.secret.clone()))
}
