//! Signing in, staying signed in, and what somebody else can do about it.

use journeys::api::text;
use journeys::canary::Hunt;
use journeys::clock::Clock;
use journeys::people::{PASSWORD, accept, join, refresh, sign_in, try_sign_in};
use journeys::serve::{error_text, operate};
use journeys::{Api, Inside, Serve};
use keys::wire::Role;
use serde_json::json;

const ANA: &str = "ana@acme.example";

fn clock() -> Clock {
    Clock::at("2026-11-20T09:00:00.000Z".parse().unwrap())
}

fn anonymous(serve: &Serve) -> Api {
    Api::anonymous(&format!("{}/v1", serve.address("manage")))
}

#[tokio::test]
async fn the_first_admin_is_invited_signs_in_works_over_a_restart_and_signs_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let serve = Serve::start(&data);
    let made = operate(&data, &["member", "create", "--role", "admin", "--email", ANA]);
    assert!(made.status.success(), "{}", error_text(&made));
    let invitation = String::from_utf8(made.stdout).unwrap().trim().to_owned();

    let person = anonymous(&serve);
    try_sign_in(&person, ANA, PASSWORD).await.expect_problem(401, "SIGN_IN_REFUSED");
    person.get("/me").await.expect_problem(401, "TOKEN_MISSING");
    let short = json!({ "invitation": invitation, "password": "short" });
    person.post("/invitations/accept", short).await.expect_problem(400, "VALIDATION_ERROR");
    accept(&person, &invitation).await;
    let again = json!({ "invitation": invitation, "password": PASSWORD });
    person.post("/invitations/accept", again).await.expect_problem(401, "INVITATION_INVALID");

    let session = sign_in(&person, ANA).await;
    let ana = Api::with_token(&serve.address("manage"), &text(&session, "/accessToken"));
    assert_eq!(text(&ana.get("/me").await.expect_status(200).json(), "/email"), ANA);
    ana.create_active("sandbox", "billing", "read_only").await;
    assert!(serve.terminate().success());

    let serve = Serve::start(&data);
    let ana = Api::with_token(&serve.address("manage"), &text(&session, "/accessToken"));
    ana.get("/keys?environment=sandbox").await.expect_status(200);
    let next = refresh(&anonymous(&serve), &text(&session, "/refreshToken")).await.expect_status(200).json();
    ana.get("/me").await.expect_problem(401, "TOKEN_INVALID");
    let ana = Api::with_token(&serve.address("manage"), &text(&next, "/accessToken"));
    assert_eq!(ana.count_in_audit("member.signed_in", &text(&session, "/member/id")).await, 1);
    for _ in 0..2 {
        let asked = json!({ "refreshToken": next["refreshToken"] });
        anonymous(&serve).post("/sessions/sign-out", asked).await.expect_status(200);
    }
    ana.get("/me").await.expect_problem(401, "TOKEN_INVALID");
    refresh(&anonymous(&serve), &text(&next, "/refreshToken")).await.expect_problem(401, "SESSION_ENDED");
    let secrets =
        ["/accessToken", "/refreshToken"].iter().flat_map(|place| [text(&session, place), text(&next, place)]);
    let secrets: Vec<_> = secrets.chain([invitation, PASSWORD.to_owned(), text(&session, "/deviceToken")]).collect();
    assert_eq!(Hunt::after(&secrets).in_folder(&data), [], "nothing that opens anything is on disk");
    assert_eq!(Hunt::after(&secrets).in_bytes(serve.errors().as_bytes()), [""; 0], "nor in the log");
}

#[tokio::test]
async fn access_ends_after_a_quarter_of_an_hour_and_a_session_after_a_week_without_use() {
    let clock = clock();
    let inside = Inside::start(clock.ambient()).await;
    join(&inside.manage(Role::Admin), &inside.manage_anonymously(), ANA, "support").await;
    let session = sign_in(&inside.manage_anonymously(), ANA).await;
    let ana = inside.manage_with(&text(&session, "/accessToken"));
    clock.step(15 * 60 - 1);
    ana.get("/me").await.expect_status(200);
    clock.step(1);
    ana.get("/me").await.expect_problem(401, "TOKEN_INVALID");
    clock.step(7 * 24 * 3600);
    let late = refresh(&inside.manage_anonymously(), &text(&session, "/refreshToken")).await;
    late.expect_problem(401, "SESSION_ENDED");
    inside.stop().await;
}

#[tokio::test]
async fn an_old_refresh_token_ends_the_session_for_whoever_holds_it() {
    let clock = clock();
    let inside = Inside::start(clock.ambient()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let id = join(&admin, &anybody, ANA, "support").await;
    let stolen = text(&sign_in(&anybody, ANA).await, "/refreshToken");
    let next = refresh(&anybody, &stolen).await.expect_status(200).json();
    clock.step(31);
    refresh(&anybody, &stolen).await.expect_problem(401, "SESSION_ENDED");
    inside.manage_with(&text(&next, "/accessToken")).get("/me").await.expect_problem(401, "TOKEN_INVALID");
    refresh(&anybody, &text(&next, "/refreshToken")).await.expect_problem(401, "SESSION_ENDED");
    assert_eq!(admin.count_in_audit("session.ended", &id).await, 1, "the theft is written down");
    sign_in(&anybody, ANA).await;
    inside.stop().await;
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_asked_for_again() {
    let clock = clock();
    let inside = Inside::start(clock.ambient()).await;
    let anybody = inside.manage_anonymously();
    join(&inside.manage(Role::Admin), &anybody, ANA, "support").await;
    let first = text(&sign_in(&anybody, ANA).await, "/refreshToken");
    let lost = refresh(&anybody, &first).await.expect_status(200).json();
    clock.step(10);
    let heard = refresh(&anybody, &first).await.expect_status(200).json();
    inside.manage_with(&text(&lost, "/accessToken")).get("/me").await.expect_problem(401, "TOKEN_INVALID");
    inside.manage_with(&text(&heard, "/accessToken")).get("/me").await.expect_status(200);
    // Had a thief heard the first answer, its next use shows it.
    refresh(&anybody, &text(&lost, "/refreshToken")).await.expect_problem(401, "SESSION_ENDED");
    inside.manage_with(&text(&heard, "/accessToken")).get("/me").await.expect_problem(401, "TOKEN_INVALID");
    inside.stop().await;
}

#[tokio::test]
async fn who_guesses_is_slowed_and_the_member_is_not() {
    let clock = clock();
    let inside = Inside::start(clock.ambient()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let id = join(&admin, &anybody, ANA, "admin").await;
    let device = text(&sign_in(&anybody, ANA).await, "/deviceToken");

    let attacker = inside.manage_anonymously().from_address("127.0.0.2");
    for _ in 0..6 {
        try_sign_in(&attacker, ANA, "a guess that is wrong").await.expect_problem(401, "SIGN_IN_REFUSED");
    }
    let slowed = try_sign_in(&attacker, ANA, PASSWORD).await.expect_problem(429, "SIGN_IN_SLOWED");
    assert_eq!((slowed.header("retry-after"), &slowed.json()["retryAfterSeconds"]), (Some("1"), &json!(1)));
    clock.step(1);
    try_sign_in(&attacker, ANA, "a guess that is wrong").await.expect_problem(401, "SIGN_IN_REFUSED");

    // A botnet: an address for each guess, until every stranger has to wait.
    for last in 3..60 {
        let bot = inside.manage_anonymously().from_address(&format!("127.0.0.{last}"));
        if try_sign_in(&bot, ANA, "a guess that is wrong").await.status == 429 {
            break;
        }
    }
    let stranger = inside.manage_anonymously().from_address("127.0.0.99");
    try_sign_in(&stranger, ANA, PASSWORD).await.expect_problem(429, "SIGN_IN_SLOWED");
    try_sign_in(&anybody, ANA, PASSWORD).await.expect_status(201);
    let known = json!({ "email": ANA, "password": PASSWORD, "deviceToken": device });
    let beside = attacker.post("/sessions", known.clone()).await.expect_status(201).json();
    assert_eq!(beside["deviceToken"], json!(null), "the device's token goes on");
    let elsewhere = json!({ "email": "sam@acme.example", "password": PASSWORD, "deviceToken": device });
    attacker.post("/sessions", elsewhere).await.expect_problem(401, "SIGN_IN_REFUSED");
    clock.step(60);
    try_sign_in(&stranger, ANA, PASSWORD).await.expect_status(201);

    let told = admin.count_in_audit("sign_in.refused", &id).await;
    assert!((3..=6).contains(&told), "some twenty refusals leave a few rows, not twenty: {told}");
    inside.stop().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_counts_by_its_own_address() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start_with(&folder.path().join("data"), &["--trusted-proxy", "127.0.0.1"]);
    join(&serve.manage("admin"), &anonymous(&serve), ANA, "support").await;
    let through = |proxy: Api, client: &str, password: &str| {
        let asked = json!({ "email": ANA, "password": password });
        let request = proxy.request(reqwest::Method::POST, "/sessions").header("x-forwarded-for", client).json(&asked);
        journeys::Answer::to(request)
    };
    let proxy = anonymous(&serve);
    through(proxy.clone(), "203.0.113.7", PASSWORD).await.expect_status(201);
    for _ in 0..6 {
        let guess = through(proxy.clone(), "198.51.100.9", "a guess that is wrong").await;
        guess.expect_problem(401, "SIGN_IN_REFUSED");
    }
    let slowed = through(proxy.clone(), "198.51.100.9", PASSWORD).await;
    slowed.expect_problem(429, "SIGN_IN_SLOWED");
    through(proxy, "203.0.113.7", PASSWORD).await.expect_status(201);

    // Who is no proxy of ours writes what it likes, and is still itself.
    let liar = || anonymous(&serve).from_address("127.0.0.2");
    for last in 1..=6 {
        let guess = through(liar(), &format!("203.0.113.{last}"), "a guess that is wrong").await;
        guess.expect_problem(401, "SIGN_IN_REFUSED");
    }
    through(liar(), "203.0.113.7", PASSWORD).await.expect_problem(429, "SIGN_IN_SLOWED");
    let rows = serve.manage("admin").get("/audit?action=member.signed_in").await.expect_status(200).json();
    assert_eq!(rows["data"][0]["origin"], "203.0.113.7", "the audit log has the client's address too");
}

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_wrong_password() {
    let inside = Inside::start(clock().ambient()).await;
    let anybody = inside.manage_anonymously();
    join(&inside.manage(Role::Admin), &anybody, ANA, "support").await;
    let invited = json!({ "email": "new@acme.example", "name": "New", "role": "support" });
    inside.manage(Role::Admin).post("/members", invited).await.expect_status(201);
    let mut courses = Vec::new();
    for (last, email) in [(2, ANA), (3, "nobody@acme.example"), (4, "new@acme.example"), (5, "")] {
        let client = inside.manage_anonymously().from_address(&format!("127.0.0.{last}"));
        let mut course = Vec::new();
        for _ in 0..7 {
            let answer = try_sign_in(&client, email, "a guess that is wrong").await;
            let mut body = answer.json();
            for varies in ["correlationId", "timestamp"] {
                body[varies].take();
            }
            course.push((answer.status, body));
        }
        courses.push(course);
    }
    assert!(courses.iter().all(|course| *course == courses[0]), "nothing tells who is a member: {courses:#?}");
    assert_eq!(courses[0].last().unwrap().0, 429, "and all are slowed alike");
    inside.stop().await;
}

#[tokio::test]
async fn attempts_at_the_same_moment_count_each() {
    let inside = Inside::start(clock().ambient()).await;
    join(&inside.manage(Role::Admin), &inside.manage_anonymously(), ANA, "support").await;
    let attacker = inside.manage_anonymously().from_address("127.0.0.2");
    let attempts: Vec<_> = (0..30)
        .map(|_| {
            let attacker = attacker.clone();
            tokio::spawn(async move { try_sign_in(&attacker, ANA, "a guess that is wrong").await.status })
        })
        .collect();
    let mut looked_at = 0;
    for attempt in attempts {
        looked_at += usize::from(attempt.await.unwrap() == 401);
    }
    assert!(looked_at <= 6, "five are free and one is behind them, however they arrive: {looked_at}");
    inside.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_turned_away_for_want_of_room_has_not_failed() {
    let inside = Inside::start(clock().ambient()).await;
    join(&inside.manage(Role::Admin), &inside.manage_anonymously(), ANA, "support").await;
    let flooding = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let flood: Vec<_> = (0..32)
        .map(|number| {
            let client = inside.manage_anonymously().from_address(&format!("127.0.1.{}", number + 1));
            let flooding = flooding.clone();
            tokio::spawn(async move {
                while flooding.load(std::sync::atomic::Ordering::SeqCst) {
                    // Each time somebody else, so that no account's count slows the flood down.
                    let who = format!("nobody-{}@acme.example", keys::Ambient::system().mint_uuid());
                    try_sign_in(&client, &who, PASSWORD).await;
                }
            })
        })
        .collect();
    // The member comes from somewhere new with the right password, and is turned away more often than one may fail. Where
    // there was room by chance, the next address is new again.
    let (mut last, mut turned_away) = (0, 0);
    let address = |last: u16| format!("127.0.{}.{}", 2 + last / 200, 1 + last % 200);
    let from = |last| inside.manage_anonymously().from_address(&address(last));
    let mut ana = from(last);
    while turned_away < 8 {
        let answer = try_sign_in(&ana, ANA, PASSWORD).await;
        match answer.status {
            503 => turned_away += 1,
            201 => {
                (last, turned_away) = (last + 1, 0);
                ana = from(last);
            }
            other => panic!("neither busy nor signed in: {other} {}", answer.text),
        }
    }
    flooding.store(false, std::sync::atomic::Ordering::SeqCst);
    for one in flood {
        one.await.unwrap();
    }
    try_sign_in(&ana, ANA, PASSWORD).await.expect_status(201);
    inside.stop().await;
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_ends_the_other_sessions() {
    let inside = Inside::start(clock().ambient()).await;
    let anybody = inside.manage_anonymously();
    join(&inside.manage(Role::Admin), &anybody, ANA, "support").await;
    let here = inside.manage_with(&text(&sign_in(&anybody, ANA).await, "/accessToken"));
    let elsewhere = inside.manage_with(&text(&sign_in(&anybody, ANA).await, "/accessToken"));
    let change = |old: &str, new: &str| json!({ "currentPassword": old, "newPassword": new });
    let wrong = here.post("/me/password", change("a guess that is wrong", "a longer walk by the sea")).await;
    wrong.expect_problem(401, "SIGN_IN_REFUSED");
    here.post("/me/password", change(PASSWORD, "short")).await.expect_problem(400, "VALIDATION_ERROR");
    here.post("/me/password", change(PASSWORD, ANA)).await.expect_problem(400, "VALIDATION_ERROR");
    elsewhere.get("/me").await.expect_status(200);
    here.post("/me/password", change(PASSWORD, "a longer walk by the sea")).await.expect_status(200);
    here.get("/me").await.expect_status(200);
    elsewhere.get("/me").await.expect_problem(401, "TOKEN_INVALID");
    try_sign_in(&anybody, ANA, PASSWORD).await.expect_problem(401, "SIGN_IN_REFUSED");
    try_sign_in(&anybody, ANA, "a longer walk by the sea").await.expect_status(201);
    for _ in 0..11 {
        here.post("/me/password", change("a guess that is wrong", "another one that is long")).await;
    }
    let slowed = here.post("/me/password", change("a longer walk by the sea", "another one that is long")).await;
    slowed.expect_problem(429, "SIGN_IN_SLOWED");
    inside.stop().await;
}
