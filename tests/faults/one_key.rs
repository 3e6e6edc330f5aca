//! One idempotency key, 64 clients at once, also while the process is killed: one effect, and the same answer to all.

use std::time::Duration;

use journeys::api::text;
use journeys::faults::{Dice, figure, times};
use journeys::{Answer, Serve};
use serde_json::{Value, json};

use crate::client::Ways;

const CLIENTS: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_has_one_effect_however_many_send_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let ways = Ways::into(&serve, &serve.create_token("admin"));
    let count = times(10, 1000);
    for race in 0..count {
        let answers = all_at_once(&ways, race).await;
        let answers: Vec<Answer> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
        assert_eq!(told_secrets(&answers), 1, "race {race}: a secret is told once");
        one_effect(&ways, race, &answers).await;
    }
    figure(format!("{count} races of {CLIENTS} clients: one key each, one body to all"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_has_one_effect_also_across_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = Serve::start(folder.path());
    let token = serve.create_token("admin");
    let mut dice = Dice::shaken();
    let (count, mut cut) = (times(5, 200), 0);
    for race in 0..count {
        let ways = Ways::into(&serve, &token);
        let racing = tokio::spawn(async move { all_at_once(&ways, race).await });
        // Not to wait for anything: the moment of the kill is what varies.
        tokio::time::sleep(Duration::from_micros(dice.below(40_000) as u64)).await;
        serve.kill();
        let mut answers: Vec<Answer> = racing.await.unwrap().into_iter().flatten().collect();
        cut += usize::from(answers.len() < CLIENTS);
        serve = Serve::start(folder.path());
        let ways = Ways::into(&serve, &token);
        let again = all_at_once(&ways, race).await;
        answers.extend(again.into_iter().map(|answer| answer.expect("an answer")));
        assert!(told_secrets(&answers) <= 1, "seed {}, race {race}: a secret is told once", dice.seed);
        one_effect(&ways, race, &answers).await;
    }
    figure(format!("{count} races of {CLIENTS} clients across a kill, {cut} of them cut short: one key each"));
    assert!(cut > 0, "no kill fell into a race");
}

/// The public contract's way: what races with the first one is told so, and told the same answer once it is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_idempotency_key_makes_one_order_and_tells_all_the_same_to_the_letter() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let (_, secret) = serve.manage("admin").create_active("sandbox", "writer", "read_write").await;
    let api = serve.public(keys::Environment::Sandbox, &secret);
    let customers = api.get("/customers").await.expect_status(200).json();
    let wish = json!({
        "customerId": text(&customers, "/data/0/id"),
        "source": { "code": "USD", "amount": "100.50" },
        "target": { "code": "USDC", "chain": "BASE" },
    });
    let (count, mut told_to_wait) = (times(5, 200), 0);
    for race in 0..count {
        let once = format!("order-{race}");
        let sent: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (api, wish, once) = (api.clone(), wish.clone(), once.clone());
                tokio::spawn(async move { until_told(&api, &once, &wish).await })
            })
            .collect();
        let mut bodies = std::collections::HashSet::new();
        for client in sent {
            let (body, waits) = client.await.unwrap();
            bodies.insert(body);
            told_to_wait += waits;
        }
        assert_eq!(bodies.len(), 1, "race {race}: one body to all, to the letter: {bodies:?}");
        let orders = until_allowed(|| api.get("/orders?limit=1")).await.expect_status(200).json();
        assert_eq!(orders["meta"]["total"], race + 1, "race {race}: one effect");
    }
    figure(format!(
        "{count} races of {CLIENTS} clients: one order each, one body to all; {told_to_wait} times told to wait"
    ));
}

/// Asks again while the first request is still running; answers the body, and how often it was told so.
async fn until_told(api: &journeys::Api, once: &str, wish: &Value) -> (String, usize) {
    let mut waits = 0;
    loop {
        let answer = until_allowed(|| api.post_as(once, "/orders", wish.clone())).await;
        match answer.status {
            201 => return (answer.text, waits),
            _ => drop(answer.expect_problem(409, "IDEMPOTENCY_KEY_REQUEST_IN_PROGRESS")),
        }
        waits += 1;
    }
}

/// Waits as long as the limit on rates asks for: it is not the subject.
async fn until_allowed<F: Future<Output = Answer>>(ask: impl Fn() -> F) -> Answer {
    loop {
        let answer = ask().await;
        if answer.status != 429 {
            return answer;
        }
        let seconds = answer.header("retry-after").and_then(|text| text.parse().ok()).unwrap_or(1);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

async fn all_at_once(ways: &Ways, race: usize) -> Vec<Option<Answer>> {
    let sent: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let ways = ways.clone();
            let body = json!({ "environment": "sandbox", "name": format!("race {race}"), "accessLevel": "read_write" });
            tokio::spawn(async move { ways.write("/keys", &body, Some(&format!("race-{race}"))).await })
        })
        .collect();
    let mut answers = Vec::new();
    for client in sent {
        answers.push(client.await.expect("a client does not panic"));
    }
    answers
}

fn told_secrets(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.json()["secret"].is_string()).count()
}

/// All were told of the same key in the same words, the secret aside, which is told once; and there is no other key.
async fn one_effect(ways: &Ways, race: usize, answers: &[Answer]) {
    let bodies: Vec<Value> = answers
        .iter()
        .map(|answer| {
            assert!(matches!(answer.status, 200 | 201), "race {race}: {}", answer.text);
            answer.json()["key"].clone()
        })
        .collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "race {race}: one body to all: {bodies:?}");
    let listed = ways.admin.get("/keys?environment=sandbox&limit=2").await.expect_status(200).json();
    assert_eq!(listed["meta"]["total"], race + 1, "race {race}: one effect");
    assert_eq!(listed["data"][0]["id"], text(&bodies[0], "/id").as_str(), "race {race}: and it is this key");
}
