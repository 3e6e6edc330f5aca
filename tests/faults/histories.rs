//! Random histories of a key's life, each step compared with the model; the clock is stepped both ways, by up to a day.
//! After each step every key is asked about as a proxy asks, so that its own limits and the organization's rate count.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use authority::http::{Front, public};
use authority::{Caller, Failure, Ground, Keeping, LimitClass, Once, Place, Purpose, RateLimits, Service};
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use journeys::clock::Clock;
use journeys::faults::{figure, times};
use keys::bucket::{RATE_MAX, Rate};
use keys::proxy::TrustedProxies;
use keys::rotation::Cause;
use keys::wire::{CreateKey, FinishRotation, RevokeKey, Role, StartRotation};
use keys::{Actor, ActorKind, Environment::Sandbox, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::model::{ADDRESSES, Model, Own, PLACES, Verdict};

const STEPS: usize = 50;
const DAY: i64 = 86_400;
/// Histories on one store, each with an organization of its own.
const SHARED_BY: usize = 50;

/// One step. Places count from the newest, so that a history stays with the keys it has just made.
#[derive(Clone, Copy, Debug)]
enum Step {
    Create {
        name: usize,
        expires_in: Option<i64>,
        begins_in: Option<i64>,
        places: usize,
    },
    Confirm(usize),
    Rotate {
        place: usize,
        leaked: bool,
        grace: Option<i64>,
    },
    Finish {
        at: usize,
        without_evidence: bool,
    },
    Undo(usize),
    Revoke(usize),
    Repeat(usize),
    Sweep,
    /// The machine's clock is set.
    Clock(i64),
    /// Time passes, in milliseconds.
    Pass(i64),
    /// The organization's rate is set, or is the usual one again.
    Limit(Option<(u32, u32)>),
}

fn step() -> impl Strategy<Value = Step> {
    let seconds = || prop_oneof![Just(0_i64), 1..120_i64, 1..DAY];
    let place = || 0..6_usize;
    prop_oneof![
        3 => create(),
        4 => place().prop_map(Step::Confirm),
        3 => (place(), any::<bool>(), prop::option::of(seconds()))
            .prop_map(|(place, leaked, grace)| Step::Rotate { place, leaked, grace }),
        1 => (0..3_usize, any::<bool>()).prop_map(|(at, without_evidence)| Step::Finish { at, without_evidence }),
        1 => (0..3_usize).prop_map(Step::Undo),
        2 => place().prop_map(Step::Revoke),
        1 => (0..8_usize).prop_map(Step::Repeat),
        1 => Just(Step::Sweep),
        3 => prop_oneof![-DAY..=DAY, -60..=60_i64].prop_map(Step::Clock),
        3 => prop_oneof![1..3000_i64, 1..DAY * 1000].prop_map(Step::Pass),
        1 => prop::option::weighted(0.8, (1..=9_u32, 1..=40_u32)).prop_map(Step::Limit),
    ]
}

fn create() -> impl Strategy<Value = Step> {
    let begins_in = prop::option::weighted(0.3, prop_oneof![-120..120_i64, -DAY..DAY]);
    let expires_in = prop::option::of(prop_oneof![Just(0_i64), 1..120_i64, 1..DAY]);
    let places = prop_oneof![2 => Just(0_usize), 1 => 1..PLACES.len()];
    (0..5_usize, expires_in, begins_in, places).prop_map(|(name, expires_in, begins_in, places)| Step::Create {
        name,
        expires_in,
        begins_in,
        places,
    })
}

#[test]
fn every_history_of_a_key_goes_as_the_model_says() {
    let cases = times(256, 10_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let world = RefCell::new(runtime.block_on(World::new()));
    let done = RefCell::new((0_usize, 0_usize));
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    });
    let ran = runner.run(&prop::collection::vec(step(), STEPS), |steps| {
        if done.borrow().0 % SHARED_BY == SHARED_BY - 1 {
            world.replace(runtime.block_on(World::new()));
        }
        let verdicts = runtime.block_on(History::run(&world.borrow(), &steps))?;
        let (histories, all) = *done.borrow();
        done.replace((histories + 1, all + verdicts));
        Ok(())
    });
    if let Err(error) = ran {
        panic!("the authority and the model part: {error}");
    }
    let (histories, verdicts) = *done.borrow();
    figure(format!("{histories} histories of {STEPS} steps, {verdicts} verdicts and states compared, 0 divergences"));
}

/// One store with a clock.
struct World {
    service: Arc<Service>,
    sandbox: Front,
    clock: Clock,
    /// The time that has really passed, whatever the machine's clock shows.
    steady: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        // Durability is not the subject here: memory, where there is a folder in it.
        let shared = Path::new("/dev/shm");
        let folder = if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.unwrap();
        let clock = Clock::at(Timestamp::from_millis(1_800_000_000_000));
        let (place, steady) = (Place::choose(folder.path(), None).unwrap(), Arc::new(AtomicI64::new(0)));
        let shown = steady.clone();
        let ambient = clock.ambient().with_steady(move || Timestamp::from_millis(shown.load(Ordering::SeqCst)));
        // The limits by address are not the subject; all histories come from the same few.
        let most = Rate { per_second: RATE_MAX, burst: RATE_MAX };
        let limits = RateLimits { by_address: most, bad_keys_by_address: most, ..RateLimits::default() };
        let ground = Ground::open(Purpose::Serve, place, ambient).await.unwrap();
        let ground = ground.with_rate_limits(limits, TrustedProxies::default()).unwrap();
        let service = Arc::new(Service::on(ground, Keeping::default()));
        Self { sandbox: public(service.clone(), Sandbox), service, clock, steady, _folder: folder }
    }

    /// Asks about a key as a proxy does.
    async fn verify(&self, secret: &str, address: usize) -> (u16, HeaderMap) {
        let address: IpAddr = ADDRESSES[address].parse().unwrap();
        let request = Request::get("/verify").header(keys::wire::API_KEY, secret).body(Body::empty()).unwrap();
        let answer = self.sandbox.call(SocketAddr::from((address, 9)), request).await;
        (answer.status().as_u16(), answer.headers().clone())
    }
}

/// The authority's side of one history.
struct History<'a> {
    world: &'a World,
    caller: Caller,
    model: Model,
    ids: Vec<String>,
    secrets: Vec<String>,
    rotations: Vec<String>,
    created: Vec<(Once, CreateKey, usize)>,
    verdicts: usize,
}

impl<'a> History<'a> {
    async fn run(world: &'a World, steps: &[Step]) -> Result<usize, TestCaseError> {
        let before = world.service.people.organizations().await.unwrap().len();
        let organization_id = world.service.create_organization(&format!("Acme {before}"), "").await.unwrap();
        let actor = Actor::new(ActorKind::Token, "tok_ana", "ana");
        let caller = Caller { organization_id, role: Role::Admin, actor, origin: String::new() };
        let mut history = Self {
            world,
            caller,
            model: Model::default(),
            ids: Vec::new(),
            secrets: Vec::new(),
            rotations: Vec::new(),
            created: Vec::new(),
            verdicts: 0,
        };
        for step in steps {
            history.take(*step).await?;
            history.compare_verdicts(*step).await?;
        }
        history.compare_states().await?;
        Ok(history.verdicts)
    }

    async fn take(&mut self, step: Step) -> Result<(), TestCaseError> {
        let (service, now) = (self.world.service.clone(), self.world.clock.now().as_millis());
        let (keys, rotations) = (self.ids.len(), self.rotations.len());
        let key = |place: usize| place < keys;
        let (said, wanted) = match step {
            Step::Clock(seconds) => {
                self.world.clock.step(seconds);
                (Ok(()), Ok(()))
            }
            Step::Pass(millis) => {
                self.world.clock.pass(millis);
                self.world.steady.fetch_add(millis, Ordering::SeqCst);
                (Ok(()), Ok(()))
            }
            Step::Limit(numbers) => {
                let rate = numbers.map(|(per_second, burst)| Rate { per_second, burst });
                let steady = self.world.steady.load(Ordering::SeqCst);
                self.model.allowance.change(numbers.map(|(a, b)| (i64::from(a), i64::from(b))), steady);
                (service.people.set_limit(&self.caller, Sandbox, LimitClass::General, rate).await, Ok(()))
            }
            Step::Sweep => {
                self.model.sweep(now);
                (service.api_keys.sweep_rotations().await.map(drop), Ok(()))
            }
            Step::Create { name, expires_in, begins_in, places } => {
                let at = |seconds: i64| now + seconds * 1000;
                let (expires_at, limits) = (expires_in.map(at), Own { not_before: begins_in.map(at), places });
                (self.create(name, expires_at, limits).await?, self.model.create(name, expires_at, limits, now))
            }
            Step::Confirm(back) if key(back) => {
                let place = keys - 1 - back;
                let said = service.api_keys.confirm(&self.caller, self.ids[place].clone()).await.map(drop);
                (said, self.model.confirm(place, now))
            }
            Step::Rotate { place: back, leaked, grace } if key(back) => {
                let place = keys - 1 - back;
                let said = self.rotate(place, leaked, grace).await?;
                (said, self.model.rotate(place, leaked, grace.map(|seconds| seconds * 1000), now))
            }
            Step::Revoke(back) if key(back) => {
                let (place, asked) = (keys - 1 - back, RevokeKey { reason: "history".to_owned() });
                self.model.revoke(place, now);
                (service.api_keys.revoke(&self.caller, self.ids[place].clone(), asked).await.map(drop), Ok(()))
            }
            Step::Finish { at: back, without_evidence } if back < rotations => {
                let (at, asked) = (rotations - 1 - back, FinishRotation { without_evidence });
                let said =
                    service.api_keys.finish_rotation(&self.caller, self.rotations[at].clone(), asked).await.map(drop);
                (said, self.model.finish(at, without_evidence))
            }
            Step::Undo(back) if back < rotations => {
                let at = rotations - 1 - back;
                let said = service.api_keys.undo_rotation(&self.caller, self.rotations[at].clone()).await.map(drop);
                (said, self.model.undo(at, now))
            }
            Step::Repeat(back) if back < self.created.len() => {
                let (once, asked, place) = self.created[self.created.len() - 1 - back].clone();
                let said = service.api_keys.create(&self.caller, once, asked).await;
                let same = said.as_ref().is_ok_and(|(answer, replayed)| {
                    *replayed && answer.secret.is_none() && answer.key.id == self.ids[place]
                });
                prop_assert!(same, "a repeated wish is answered with the same key: {:?}", said.map(|_| ()));
                (Ok(()), Ok(()))
            }
            _ => (Ok(()), Ok(())),
        };
        let said = said.map_err(|failure: Failure| match failure {
            Failure::Refused { code, .. } | Failure::Later { code, .. } => code,
            Failure::Store(error) => panic!("{step:?}: the store has no reason to fail: {error}"),
        });
        prop_assert_eq!(said, wanted, "{:?} is answered as the model says", step);
        Ok(())
    }

    async fn create(
        &mut self,
        name: usize,
        expires_at: Option<i64>,
        limits: Own,
    ) -> Result<Result<(), Failure>, TestCaseError> {
        let asked = json!({
            "environment": "sandbox",
            "name": format!("name {name}"),
            "expiresAt": expires_at.map(Timestamp::from_millis),
            "notBefore": limits.not_before.map(Timestamp::from_millis),
            "allowedIps": PLACES[limits.places].0,
        });
        let asked: CreateKey = serde_json::from_value(asked).unwrap();
        let once = self.once("create", &asked);
        match self.world.service.api_keys.create(&self.caller, once.clone(), asked.clone()).await {
            Ok((made, replayed)) => {
                prop_assert!(!replayed, "a new wish is not a repeated one");
                self.created.push((once, asked, self.ids.len()));
                self.add(made.key.id, made.secret);
                Ok(Ok(()))
            }
            Err(failure) => Ok(Err(failure)),
        }
    }

    async fn rotate(
        &mut self,
        place: usize,
        leaked: bool,
        grace: Option<i64>,
    ) -> Result<Result<(), Failure>, TestCaseError> {
        let cause = if leaked { Cause::Leaked } else { Cause::Routine };
        let asked = StartRotation { cause, grace_seconds: grace, quiet_minutes: None };
        let once = self.once("rotate", &asked);
        match self.world.service.api_keys.rotate(&self.caller, once, self.ids[place].clone(), asked).await {
            Ok((made, _)) => {
                self.rotations.push(made.rotation.id);
                self.add(made.rotation.new_key.id, made.secret);
                Ok(Ok(()))
            }
            Err(failure) => Ok(Err(failure)),
        }
    }

    fn once(&self, operation: &str, asked: &impl serde::Serialize) -> Once {
        let key = self.world.clock.ambient().mint_uuid();
        Once::parse(Some(&key), operation, asked).unwrap_or_else(|failure| panic!("a fresh key is good: {failure}"))
    }

    fn add(&mut self, id: String, secret: Option<String>) {
        self.ids.push(id);
        self.secrets.push(secret.expect("a new key comes with its secret"));
    }

    /// After every step, every verdict, with what it says of the rate.
    async fn compare_verdicts(&mut self, step: Step) -> Result<(), TestCaseError> {
        let (now, steady) = (self.world.clock.now().as_millis(), self.world.steady.load(Ordering::SeqCst));
        for place in 0..self.model.keys.len() {
            let address = (place + self.verdicts) % ADDRESSES.len();
            let wanted = self.model.verdict(place, address, now, steady);
            let (status, headers) = self.world.verify(&self.secrets[place], address).await;
            let number = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
            let said = match status {
                204 => number("x-ratelimit-remaining")
                    .zip(number("x-ratelimit-reset"))
                    .map(|(left, reset)| Verdict::Good { left, reset }),
                401 => Some(Verdict::BadKey),
                403 => Some(Verdict::Elsewhere),
                429 => number("retry-after").map(|wait| Verdict::TooMany { wait }),
                _ => None,
            };
            prop_assert_eq!(
                said,
                Some(wanted),
                "after {:?} key {} from {}: {}",
                step,
                place,
                ADDRESSES[address],
                status
            );
            let is_leaving = self.model.keys[place].state(now) == "retiring";
            prop_assert!(status != 204 || headers.contains_key("deprecation") == is_leaving, "key {} says so", place);
            self.verdicts += 1;
        }
        Ok(())
    }

    /// At the end, every state as it is listed.
    async fn compare_states(&mut self) -> Result<(), TestCaseError> {
        let now = self.world.clock.now().as_millis();
        for (place, key) in self.model.keys.iter().enumerate() {
            let found = self.world.service.api_keys.get(&self.caller, self.ids[place].clone()).await.unwrap();
            let state = serde_json::to_value(found.state).unwrap();
            prop_assert_eq!(state, key.state(now), "key {} is listed as the model says", place);
            self.verdicts += 1;
        }
        Ok(())
    }
}
