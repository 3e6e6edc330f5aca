//! Rate limits (Conduit Financial sheet, section 6), over HTTP, with a clock that is stepped and a Redis that is killed.

use authority::RateLimits;
use journeys::certificate::CertificateAuthority;
use journeys::clock::Clock;
use journeys::redis::Redis;
use journeys::serve::operate;
use journeys::{Answer, Api, Inside, Serve, WITHIN, eventually};
use keys::bucket::Rate;
use keys::wire::Role::{Admin, Support};
use keys::{Ambient, Environment::Live, Environment::Sandbox, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

const START: i64 = 1_800_000_000_000;
const DAY: i64 = 24 * 3600;

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn number(answer: &Answer, header: &str) -> Option<u64> {
    answer.header(header).map(|text| text.parse().expect("a number"))
}

/// The three headers, or none of them.
fn told(answer: &Answer) -> Option<[u64; 3]> {
    let all = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"].map(|name| number(answer, name));
    assert!(all.iter().all(Option::is_some) || all.iter().all(Option::is_none), "all three or none: {all:?}");
    Some([all[0]?, all[1]?, all[2]?])
}

/// Asks until it is refused; how often it was let through, and the refusal.
async fn drain(api: &Api, method: Method, path: &str) -> (usize, Answer) {
    for passed in 0..3000 {
        let answer = Answer::to(api.request(method.clone(), path)).await;
        if answer.status == 429 {
            return (passed, answer);
        }
    }
    panic!("{method} {path} is not limited");
}

#[tokio::test]
async fn an_organizations_bucket_gives_its_burst_then_its_rate_and_says_so() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let inside = Inside::start(clock.ambient()).await;
    inside.activate().await;
    for (environment, rate, burst) in [(Sandbox, 200, 400), (Live, 50, 100)] {
        let word = environment.as_str();
        let (_, secret) = inside.manage(Admin).create_active(word, "reader", "read_only").await;
        let (_, other) = inside.manage(Admin).create_active(word, "other", "read_only").await;
        let (api, other) = (inside.public(environment, &secret), inside.public(environment, &other));
        let first = api.get("/customers").await.expect_status(200);
        assert_eq!(told(&first), Some([burst, burst - 1, 1]), "the limit is what the bucket holds");
        let (passed, refused) = drain(&api, Method::GET, "/customers").await;
        assert_eq!(passed as u64, burst - 1, "the clock stands still, so exactly the burst passes");
        let refused = refused.expect_problem(429, "RATE_LIMITED");
        assert_eq!(told(&refused), Some([burst, 0, burst / rate]), "two seconds fill it again");
        assert_eq!(number(&refused, "retry-after"), Some(1));
        assert_eq!(refused.json()["retryAfterSeconds"], 1, "the body says the same as the header");
        other.get("/customers").await.expect_problem(429, "RATE_LIMITED");
        clock.step(1);
        let (passed, _) = drain(&other, Method::GET, "/customers").await;
        assert_eq!(passed as u64, rate, "who waits as long as told succeeds, on any key of the organization");
    }
}

#[tokio::test]
async fn expensive_routes_have_a_tighter_bucket_of_their_own() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let inside = Inside::start(clock.ambient()).await;
    inside.activate().await;
    for (environment, burst) in [(Sandbox, 40), (Live, 10)] {
        let (_, secret) = inside.manage(Admin).create_active(environment.as_str(), "writer", "read_write").await;
        let api = inside.public(environment, &secret);
        let (passed, refused) = drain(&api, Method::POST, "/documents").await;
        assert_eq!(passed, burst, "{environment}");
        assert_eq!(told(&refused).unwrap()[0], burst as u64);
        for path in ["/onboarding", "/orders/ord_0000000000000000000000/execute"] {
            let answer = Answer::to(api.request(Method::POST, path)).await;
            answer.expect_problem(429, "RATE_LIMITED");
        }
        api.get("/customers").await.expect_status(200);
        clock.step(1);
        assert_eq!(drain(&api, Method::POST, "/onboarding").await.0, burst / 2, "a second fills half of it");
    }
}

#[tokio::test]
async fn an_address_is_limited_before_its_key_is_looked_at() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let limits = RateLimits { by_address: rate("1/5"), ..RateLimits::default() };
    let inside = Inside::start_with(clock.ambient(), |config| config.rate_limits = limits).await;
    let (_, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    let (passed, refused) = drain(&inside.public(Sandbox, ""), Method::GET, "/customers").await;
    assert_eq!(passed, 5);
    refused.expect_problem(429, "RATE_LIMITED");
    inside.public(Sandbox, &secret).get("/customers").await.expect_problem(429, "RATE_LIMITED");
    inside.public(Live, "").get("/customers").await.expect_problem(429, "RATE_LIMITED");
    clock.step(1);
    inside.public(Sandbox, &secret).get("/customers").await.expect_status(200);
}

#[tokio::test]
async fn repeated_bad_keys_slow_themselves_down_and_nobody_beside_them() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let limits = RateLimits { bad_keys_by_address: rate("1/5"), ..RateLimits::default() };
    let inside = Inside::start_with(clock.ambient(), |config| config.rate_limits = limits).await;
    let (_, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    let bad = inside.public(Sandbox, "ck_sandbox_guess");
    let (passed, refused) = drain(&bad, Method::GET, "/customers").await;
    assert_eq!(passed, 5, "so many answers are 401");
    assert_eq!(number(&refused, "retry-after"), Some(1));
    refused.expect_problem(429, "RATE_LIMITED");
    inside.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    clock.step(1);
    bad.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
}

/// What was refused is explained by the limit of that moment, whatever it is now.
#[tokio::test]
async fn whoever_was_limited_is_told_later_by_which_limit() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let limits = RateLimits { bad_keys_by_address: rate("1/5"), ..RateLimits::default() };
    let inside = Inside::start_with(clock.ambient(), |config| config.rate_limits = limits).await;
    let support = inside.manage(Support);
    let (_, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_write").await;
    let (_, usual) = drain(&inside.public(Sandbox, &secret), Method::GET, "/customers").await;
    let (_, bad) = drain(&inside.public(Sandbox, "ck_sandbox_guess"), Method::GET, "/customers").await;
    inside.operate("INSERT INTO limit_overrides SELECT id, 'sandbox', 'general', 3, 7, 0 FROM organizations");
    inside.service().evidence.flush_records().await.unwrap();
    for (refused, bucket, [per_second, burst]) in [(usual, "general", [200, 400]), (bad, "bad_keys", [1, 5])] {
        let id = refused.header("x-correlation-id").unwrap().to_owned();
        let told = support.get(&format!("/requests/{id}")).await.expect_status(200).json();
        let expected = json!({ "bucket": bucket, "perSecond": per_second, "burst": burst });
        assert_eq!(told["request"]["limit"], expected);
        let numbers = format!("{per_second} a second and {burst} at once");
        let why = told["explanation"]["why"].as_str().unwrap();
        assert!(why.contains(&numbers) || bucket == "bad_keys", "{why}");
    }
    let good = inside.public(Live, "").get("/customers").await;
    inside.service().evidence.flush_records().await.unwrap();
    let id = good.header("x-correlation-id").unwrap().to_owned();
    let told = support.get(&format!("/requests/{id}")).await.expect_status(200).json();
    assert_eq!(told["request"]["limit"], Value::Null, "it met none");
}

/// The machine's clock is stepped; the steady one, which spans are measured by, is not.
#[tokio::test]
async fn a_step_of_the_machines_clock_by_a_day_changes_no_limit() {
    let (clock, steady) = (Clock::at(Timestamp::from_millis(START)), Clock::at(Timestamp::from_millis(START)));
    let time = steady.clone();
    let inside = Inside::start(clock.ambient().with_steady(move || time.now())).await;
    let (_, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    let api = inside.public(Sandbox, &secret);
    assert_eq!(drain(&api, Method::GET, "/customers").await.0, 400);
    for step in [DAY, -2 * DAY, DAY] {
        clock.step(step);
        api.get("/customers").await.expect_problem(429, "RATE_LIMITED");
    }
    steady.step(1);
    assert_eq!(drain(&api, Method::GET, "/customers").await.0, 200, "a second is a second");
}

#[tokio::test]
async fn an_operators_override_holds_within_seconds_and_is_in_the_audit_log() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let admin = serve.manage("admin");
    let (_, secret) = admin.create_active("sandbox", "reader", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    let limit = || async { told(&api.get("/customers").await).map(|told| told[0]) };
    let becomes = |wanted: u64| {
        let limit = &limit;
        move || async move { (limit().await == Some(wanted)).then_some(()) }
    };
    let set = operate(serve.folder(), &["limits", "set", "--environment", "sandbox", "--rate", "3/7"]);
    assert!(set.status.success(), "{}", journeys::serve::error_text(&set));
    eventually("the override holds", WITHIN, becomes(7)).await;
    assert_eq!(admin.count_in_audit("limits.set", "general").await, 1);
    let usual = operate(serve.folder(), &["limits", "set", "--environment", "sandbox"]);
    assert!(usual.status.success());
    eventually("the usual rate holds again", WITHIN, becomes(400)).await;
    for wrong in ["3", "0/7", "7/0", "a/b", "99999999999/1"] {
        let refused = operate(serve.folder(), &["limits", "set", "--environment", "sandbox", "--rate", wrong]);
        assert!(!refused.status.success(), "{wrong} is no rate");
    }
}

fn with_redis(folder: &std::path::Path, redis: &Redis) -> Serve {
    Serve::start_with(folder, &["--limiter", &redis.url()])
}

#[tokio::test]
async fn a_shared_store_counts_as_memory_does_and_outlives_a_node() {
    let (folder, redis) = (tempfile::tempdir().unwrap(), Redis::start());
    let data = folder.path().join("data");
    let serve = with_redis(&data, &redis);
    let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    // So slow that the test's own pace does not matter.
    let set = operate(&data, &["limits", "set", "--environment", "sandbox", "--rate", "1/100"]);
    assert!(set.status.success());
    let api = serve.public(Sandbox, &secret);
    let counted = || async { told(&api.get("/customers").await).filter(|told| told[0] == 100) };
    eventually("the store is reached, with the override", WITHIN, counted).await;
    let (_, refused) = drain(&api, Method::GET, "/customers").await;
    let refused = refused.expect_problem(429, "RATE_LIMITED");
    assert_eq!(told(&refused).map(|told| (told[0], told[1])), Some((100, 0)));
    assert_eq!(refused.json()["retryAfterSeconds"].as_u64(), number(&refused, "retry-after"));
    serve.terminate();
    let serve = with_redis(&data, &redis);
    let api = serve.public(Sandbox, &secret);
    let counted = || async { told(&api.get("/customers").await) };
    let told = eventually("the store is reached", WITHIN, counted).await;
    assert!(told[1] < 60, "the next process finds the bucket as the last one left it: {told:?}");
}

/// An authority with a shared store whose bucket is so slow that a test's own pace does not matter.
async fn with_a_hundred(folder: &std::path::Path, redis: &Redis) -> (Serve, Api) {
    let data = folder.join("data");
    let serve = with_redis(&data, redis);
    let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
    let set = operate(&data, &["limits", "set", "--environment", "sandbox", "--rate", "1/100"]);
    assert!(set.status.success(), "{}", journeys::serve::error_text(&set));
    let api = serve.public(Sandbox, &secret);
    let counted = || async { told(&api.get("/customers").await).filter(|told| told[0] == 100) };
    eventually("the store is reached, with the override", WITHIN, counted).await;
    (serve, api)
}

/// A refusal by this process's own bucket: it says when to come back, and makes up no number of the shared one.
fn is_refused_alone(refused: Answer) {
    let refused = refused.expect_problem(429, "RATE_LIMITED");
    assert_eq!(told(&refused), None, "nobody knows what is left in the shared bucket");
    assert!(number(&refused, "retry-after").is_some_and(|seconds| seconds >= 1));
    assert_eq!(refused.json()["retryAfterSeconds"].as_u64(), number(&refused, "retry-after"));
}

#[tokio::test]
async fn without_the_shared_store_each_process_goes_on_with_its_own_buckets_and_without_headers() {
    let (folder, mut redis) = (tempfile::tempdir().unwrap(), Redis::start());
    let (serve, api) = with_a_hundred(folder.path(), &redis).await;
    let alone = || async { told(&api.get("/customers").await).is_none().then_some(()) };
    let shared = || async { told(&api.get("/customers").await) };
    redis.kill();
    eventually("it is not there", WITHIN, alone).await;
    let (passed, refused) = drain(&api, Method::GET, "/customers").await;
    assert!(passed < 100 + WITHIN.as_secs() as usize, "{passed} passed a bucket of 100");
    is_refused_alone(refused);
    for _ in 0..2 {
        redis.restart();
        eventually("the store is reached again, with a full bucket", WITHIN, shared).await;
        api.get("/customers").await.expect_status(200);
        redis.kill();
        eventually("it is not there", WITHIN, alone).await;
    }
    // Each of the three is told of: by the request that notices it, which need not be the first one after it.
    let said = || {
        let lines = serve.errors();
        (lines.lines().filter(|line| line.contains("this process limits by its own buckets")).count(), lines)
    };
    let told_of = || async {
        api.get("/customers").await;
        (said().0 >= 3).then_some(())
    };
    eventually("every outage is told of", WITHIN, told_of).await;
    let (count, lines) = said();
    assert!(count <= 6, "and not once a request: {count} lines of\n{lines}");
    assert!(!lines.contains("redis://"), "the address may hold a password");
}

#[tokio::test]
async fn a_hiccup_of_the_shared_store_fills_no_bucket() {
    let (folder, redis) = (tempfile::tempdir().unwrap(), Redis::start());
    let (_serve, api) = with_a_hundred(folder.path(), &redis).await;
    drain(&api, Method::GET, "/customers").await;
    redis.freeze();
    let (passed, refused) = drain(&api, Method::GET, "/customers").await;
    assert!(passed <= WITHIN.as_secs() as usize, "what was used up stays used up: {passed} passed");
    is_refused_alone(refused);
    redis.thaw();
    let shared = || async { told(&api.get("/customers").await).map(|told| told[0]) };
    let limit = eventually("the store answers again", WITHIN, shared).await;
    assert_eq!(limit, 100, "and counts again");
}

#[tokio::test]
async fn the_shared_store_may_be_reached_by_tls_and_has_to_prove_who_it_is() {
    let authority = CertificateAuthority::create();
    let redis = Redis::start_encrypted(authority.sign("localhost"));
    for (trusted, is_reached) in [(&authority, true), (&CertificateAuthority::create(), false)] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let serve = Serve::start_trusting(&data, &["--limiter", &redis.url()], &trusted.path());
        let (_, secret) = serve.manage("admin").create_active("sandbox", "reader", "read_only").await;
        let api = serve.public(Sandbox, &secret);
        if is_reached {
            let shared = || async { told(&api.get("/customers").await.expect_status(200)) };
            eventually("the store is reached", WITHIN, shared).await;
        } else {
            assert_eq!(told(&api.get("/customers").await.expect_status(200)), None, "a stranger's word counts nothing");
        }
    }
}

#[tokio::test]
async fn what_was_counted_by_this_process_alone_is_told() {
    let mut redis = Redis::start();
    let limits = RateLimits { shared: Some(redis.url()), ..RateLimits::default() };
    redis.kill();
    let inside = Inside::start_with(Ambient::system(), |config| config.rate_limits = limits).await;
    let (_, secret) = inside.manage(Admin).create_active("sandbox", "reader", "read_only").await;
    for _ in 0..5 {
        inside.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    }
    assert_eq!(inside.service().ground.limited_alone(), 5, "it starts without its store, and counts");
}

/// What a window shows of the limits: counted behind the answers, by organization, environment and class, and over in time.
#[tokio::test]
async fn what_was_used_of_each_bucket_is_told_and_fades() {
    let clock = Clock::at(Timestamp::from_millis(START));
    let inside = Inside::start(clock.ambient()).await;
    inside.activate().await;
    let (admin, support) = (inside.manage(Admin), inside.manage(keys::wire::Role::Support));
    let bucket = |environment: &'static str, class: &'static str| {
        let support = &support;
        async move {
            let told = support.get("/limits").await.expect_status(200).json();
            assert!(told["countedBy"].as_str().unwrap().starts_with("node-"), "{told}");
            assert_eq!(told["notCounted"], 0, "{told}");
            let is_it = |one: &&Value| one["environment"] == environment && one["class"] == class;
            told["data"].as_array().unwrap().iter().find(is_it).unwrap().clone()
        }
    };
    let idle = bucket("live", "general").await;
    let told = |bucket: &Value| {
        ["perSecond", "burst", "lastMinute", "busiestMinute", "limitedLastHour"]
            .map(|name| bucket[name].as_u64().unwrap())
    };
    assert_eq!((told(&idle), &idle["overridden"]), ([50, 100, 0, 0, 0], &Value::Bool(false)));

    let (id, secret) = admin.create_active("live", "writer", "read_write").await;
    let (api, beside) = (inside.public(Live, &secret), inside.beside(Live, &secret));
    beside.get("/verify").await.expect_status(204);
    let (passed, _) = drain(&api, Method::GET, "/customers").await;
    assert_eq!(passed, 99, "the verdict drew from the same bucket");
    // A bad key draws from no bucket of the organization; an expensive route from another one.
    admin.post(&format!("/keys/{id}/revoke"), serde_json::json!({ "reason": "Old." })).await.expect_status(200);
    api.get("/customers").await.expect_problem(401, "API_KEY_INVALID");
    let (_, sandbox) = admin.create_active("sandbox", "writer", "read_write").await;
    let (passed, _) = drain(&inside.public(Sandbox, &sandbox), Method::POST, "/documents").await;
    assert_eq!(passed, 40);

    let until = async |environment, class, wanted: [u64; 5]| {
        eventually("the counts", WITHIN, || async {
            inside.service().evidence.flush_records().await.unwrap();
            Some(told(&bucket(environment, class).await)).filter(|told| *told == wanted)
        })
        .await;
    };
    until("live", "general", [50, 100, 100, 100, 1]).await;
    until("live", "expensive", [5, 10, 0, 0, 0]).await;
    until("sandbox", "expensive", [20, 40, 40, 40, 1]).await;
    until("sandbox", "general", [200, 400, 0, 0, 0]).await;
    clock.step(65);
    until("live", "general", [50, 100, 0, 100, 1]).await;
    clock.step(3600);
    until("live", "general", [50, 100, 0, 0, 0]).await;
    inside.stop().await;
}
