//! A second proof besides the password.

use hmac::{Hmac, KeyInit as _, Mac as _};
use journeys::api::text;
use journeys::canary::Hunt;
use journeys::clock::Clock;
use journeys::people::{PASSWORD, accept, join, sign_in, try_sign_in};
use journeys::serve::{error_text, operate};
use journeys::{Answer, Api, Inside, Serve, programs};
use keys::wire::Role;
use serde_json::{Value, json};
use std::process::Command;

const ANA: &str = "ana@acme.example";

/// What an authenticator shows, so many steps from now.
pub(crate) fn code(secret: &str, clock: &Clock, steps: i64) -> String {
    let mut bits = String::new();
    for letter in secret.bytes() {
        let index = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == letter).unwrap();
        bits += &format!("{index:05b}");
    }
    let bytes: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&(clock.now().as_millis() / 30_000 + steps).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

async fn with_code(client: &Api, code: &str) -> Answer {
    client.post("/sessions", json!({ "email": ANA, "password": PASSWORD, "code": code })).await
}

/// A member with TOTP: their client, the authenticator's secret and the backup codes.
async fn enrol(inside: &Inside, clock: &Clock) -> (Api, String, Vec<Value>) {
    let anybody = inside.manage_anonymously();
    join(&inside.manage(Role::Admin), &anybody, ANA, "support").await;
    let ana = inside.manage_with(&text(&sign_in(&anybody, ANA).await, "/accessToken"));
    let wrong = json!({ "password": "a guess that is wrong" });
    ana.post("/me/totp", wrong).await.expect_problem(401, "SIGN_IN_REFUSED");
    let started = ana.post("/me/totp", json!({ "password": PASSWORD })).await.expect_status(200).json();
    let secret = text(&started, "/secret");
    assert!(text(&started, "/uri").contains(&secret), "the address for a picture holds the same secret");
    try_sign_in(&anybody, ANA, PASSWORD).await.expect_status(201);
    let confirm = |code: String| ana.post("/me/totp/confirm", json!({ "code": code }));
    confirm(code(&secret, clock, 7)).await.expect_problem(401, "SIGN_IN_REFUSED");
    let codes = confirm(code(&secret, clock, 0)).await.expect_status(200).json();
    confirm(code(&secret, clock, 1)).await.expect_problem(409, "CONFLICT");
    (ana, secret, codes["codes"].as_array().unwrap().clone())
}

#[tokio::test]
async fn a_code_is_needed_and_good_once() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let (ana, secret, _) = enrol(&inside, &clock).await;
    let anybody = inside.manage_anonymously();
    assert_eq!(ana.get("/me").await.json()["totp"], true);
    try_sign_in(&anybody, ANA, PASSWORD).await.expect_problem(401, "TOTP_REQUIRED");
    with_code(&anybody, &code(&secret, &clock, 0)).await.expect_problem(401, "SIGN_IN_REFUSED");
    with_code(&anybody, &code(&secret, &clock, 2)).await.expect_problem(401, "SIGN_IN_REFUSED");
    let next = code(&secret, &clock, 1);
    with_code(&anybody, &format!("{} {}", &next[..3], &next[3..])).await.expect_status(201);
    with_code(&anybody, &next).await.expect_problem(401, "SIGN_IN_REFUSED");
    clock.step(60);
    with_code(&anybody, &code(&secret, &clock, -1)).await.expect_problem(401, "SIGN_IN_REFUSED");
    with_code(&anybody, &code(&secret, &clock, 0)).await.expect_status(201);
    assert!(!inside.holds_on_disk(&[secret]), "the secret is on disk sealed only");
    inside.stop().await;
}

#[tokio::test]
async fn the_same_code_sent_many_times_at_once_opens_one_session() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let (_, secret, _) = enrol(&inside, &clock).await;
    let next = code(&secret, &clock, 1);
    let all: Vec<_> = (0..5)
        .map(|_| {
            let (client, next) = (inside.manage_anonymously(), next.clone());
            tokio::spawn(async move { with_code(&client, &next).await.status })
        })
        .collect();
    let mut opened = 0;
    for one in all {
        opened += usize::from(one.await.unwrap() == 201);
    }
    assert_eq!(opened, 1, "a code is good once");
    inside.stop().await;
}

#[tokio::test]
async fn a_backup_code_is_good_once_and_all_end_with_totp() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let (ana, _, codes) = enrol(&inside, &clock).await;
    let anybody = inside.manage_anonymously();
    assert_eq!(codes.len(), 10);
    let codes: Vec<&str> = codes.iter().filter_map(Value::as_str).collect();
    with_code(&anybody, &codes[0].to_lowercase()).await.expect_status(201);
    with_code(&anybody, codes[0]).await.expect_problem(401, "SIGN_IN_REFUSED");
    with_code(&anybody, codes[1]).await.expect_status(201);
    ana.post("/me/totp/revoke", json!({ "password": PASSWORD })).await.expect_status(200);
    try_sign_in(&anybody, ANA, PASSWORD).await.expect_status(201);
    let started = ana.post("/me/totp", json!({ "password": PASSWORD })).await.expect_status(200).json();
    let first = code(&text(&started, "/secret"), &clock, 0);
    ana.post("/me/totp/confirm", json!({ "code": first })).await.expect_status(200);
    with_code(&anybody, codes[2]).await.expect_problem(401, "SIGN_IN_REFUSED");
    inside.stop().await;
}

#[tokio::test]
async fn who_knows_the_password_cannot_guess_the_code() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let (_, secret, _) = enrol(&inside, &clock).await;
    let mut tried = 0;
    for last in 2..40 {
        clock.step(1);
        let bot = inside.manage_anonymously().from_address(&format!("127.0.0.{last}"));
        if with_code(&bot, "not-a-code").await.status == 429 {
            break;
        }
        tried += 1;
    }
    assert_eq!(tried, 11, "ten are free and one is behind them, from however many addresses");
    let bot = inside.manage_anonymously().from_address("127.0.0.99");
    with_code(&bot, &code(&secret, &clock, 0)).await.expect_problem(429, "SIGN_IN_SLOWED");
    with_code(&inside.manage_anonymously(), &code(&secret, &clock, 1)).await.expect_status(201);
    inside.stop().await;
}

#[tokio::test]
async fn a_right_password_without_a_code_buys_no_more_guesses_from_any_standing() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let (_, secret, _) = enrol(&inside, &clock).await;
    let anybody = inside.manage_anonymously();
    let device = with_code(&anybody, &code(&secret, &clock, 1)).await.expect_status(201).json();
    let device = text(&device, "/deviceToken");
    let stranger = inside.manage_anonymously().from_address("127.0.0.9");
    for (client, device) in [(&anybody, Some(&device)), (&anybody, None), (&stranger, None)] {
        let mut guessed = 0;
        for _ in 0..40 {
            let asked = json!({ "email": ANA, "password": PASSWORD, "deviceToken": device });
            client.post("/sessions", asked).await;
            let asked = json!({ "email": ANA, "password": PASSWORD, "deviceToken": device, "code": "not-a-code" });
            guessed += usize::from(client.post("/sessions", asked).await.status == 401);
        }
        assert!((1..=11).contains(&guessed), "{guessed} codes were judged of 40, with a device token: {device:?}");
    }
    clock.step(3_600);
    let (asked, late) =
        (json!({ "email": ANA, "password": PASSWORD, "deviceToken": device }), code(&secret, &clock, 0));
    anybody.post("/sessions", asked).await.expect_problem(401, "TOTP_REQUIRED");
    with_code(&anybody, &late).await.expect_status(201);
    inside.stop().await;
}

#[tokio::test]
async fn the_members_own_success_elsewhere_buys_a_stranger_no_more_codes() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let (_, secret, _) = enrol(&inside, &clock).await;
    let from = |last: u8| inside.manage_anonymously().from_address(&format!("127.0.0.{last}"));
    for last in 2..13 {
        with_code(&from(last), "not-a-code").await.expect_problem(401, "SIGN_IN_REFUSED");
    }
    clock.step(60);
    with_code(&from(77), &code(&secret, &clock, 0)).await.expect_status(201);
    clock.step(60);
    with_code(&from(13), "not-a-code").await.expect_problem(401, "SIGN_IN_REFUSED");
    with_code(&from(14), "not-a-code").await.expect_problem(429, "SIGN_IN_SLOWED");
    // Where the member now is known, what strangers guess is nothing to them.
    with_code(&from(77), &code(&secret, &clock, 0)).await.expect_status(201);
    inside.stop().await;
}

#[tokio::test]
async fn the_first_code_of_an_authenticator_is_guessed_as_slowly() {
    let clock = Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap());
    let inside = Inside::start(clock.ambient()).await;
    let anybody = inside.manage_anonymously();
    join(&inside.manage(Role::Admin), &anybody, ANA, "support").await;
    let ana = inside.manage_with(&text(&sign_in(&anybody, ANA).await, "/accessToken"));
    let start = || async { ana.post("/me/totp", json!({ "password": PASSWORD })).await.expect_status(200).json() };
    let confirm = |code: String| ana.post("/me/totp/confirm", json!({ "code": code }));
    let mut guessed = 0;
    for _ in 0..8 {
        // Starting again gives another secret, and no more guesses.
        start().await;
        for _ in 0..5 {
            guessed += usize::from(confirm("not-a-code".to_owned()).await.status == 401);
        }
    }
    assert_eq!(guessed, 11, "ten are free and one is behind them");
    let secret = text(&start().await, "/secret");
    confirm(code(&secret, &clock, 0)).await.expect_problem(429, "SIGN_IN_SLOWED");
    clock.step(60);
    confirm(code(&secret, &clock, 0)).await.expect_status(200);
    inside.stop().await;
}

#[tokio::test]
async fn without_a_sealing_key_totp_is_refused_and_all_else_works() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = folder.path().join("first-key");
    let serve = Serve::start(&data);
    let made = operate(&data, &["member", "create", "--role", "admin", "--email", ANA]);
    let invitation = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    let anybody = |serve: &Serve| Api::anonymous(&format!("{}/v1", serve.address("manage")));
    accept(&anybody(&serve), &invitation).await;
    let session = sign_in(&anybody(&serve), ANA).await;
    let ana = Api::with_token(&serve.address("manage"), &text(&session, "/accessToken"));
    ana.post("/me/totp", json!({ "password": PASSWORD })).await.expect_problem(409, "SEALING_KEY_MISSING");
    ana.create_active("sandbox", "billing", "read_only").await;
    assert!(serve.terminate().success());

    let create = |path: &std::path::Path| {
        let made = Command::new(programs::authority()).args(["sealing-key", "create"]).arg(path).output().unwrap();
        assert!(made.status.success() && made.stdout.is_empty(), "{}", error_text(&made));
    };
    let start = |key: &std::path::Path| {
        let mut command = Command::new(programs::authority());
        command.env("CONDUIT_KEYS_SEALING_KEY_FILE", key);
        Serve::start_by(command, &data)
    };
    create(&key);
    let serve = start(&key).expect("it starts with a new key");
    let ana = Api::with_token(&serve.address("manage"), &text(&session, "/accessToken"));
    let started = ana.post("/me/totp", json!({ "password": PASSWORD })).await.expect_status(200).json();
    let clock = Clock::at(keys::Ambient::system().now());
    let first = json!({ "code": code(&text(&started, "/secret"), &clock, 0) });
    let codes = ana.post("/me/totp/confirm", first).await.expect_status(200).json();
    assert!(serve.terminate().success());

    let other = folder.path().join("other-key");
    create(&other);
    let refused = start(&other).err().expect("another key is noticed before anything is sealed with it");
    assert!(refused.contains("sealing key"), "{refused}");
    let serve = Serve::start(&data);
    let next = code(&text(&started, "/secret"), &clock, 1);
    // What cannot be checked is not wrong, however often it is tried.
    for _ in 0..8 {
        with_code(&anybody(&serve), &next).await.expect_problem(409, "SEALING_KEY_MISSING");
    }
    with_code(&anybody(&serve), codes["codes"][0].as_str().unwrap()).await.expect_status(201);
    let sealing = std::fs::read_to_string(&key).unwrap().trim().to_owned();
    let hunt = Hunt::after(&[text(&started, "/secret"), sealing]);
    assert_eq!(hunt.in_folder(&data), [], "neither the secret nor what seals it is in the data folder");
}
