//! Live keys that are asked for: two people, one key, and nobody alone.

use journeys::{
    Answer, Api, Inside, Listening,
    api::text,
    clock::Clock,
    people::{join, sign_in},
};
use keys::{
    Environment::Live,
    Timestamp,
    approval::{CLAIM_SECONDS, DECIDE_SECONDS},
    wire::Role,
};
use reqwest::Method;
use serde_json::{Value, json};

const HOUR: i64 = 3600;

/// A live organization with two admins who signed in, where live keys are asked for.
struct Desk {
    clock: Clock,
    inside: Inside,
    ana: Api,
    ben: Api,
}

async fn switch(api: &Api, needed: bool) -> Answer {
    let asked = json!({ "liveKeysNeedApproval": needed, "reason": "Four eyes" });
    Answer::to(api.request(Method::PATCH, "/organization").json(&asked)).await
}

async fn person(inside: &Inside, email: &str, role: &str) -> Api {
    let anonymous = inside.manage_anonymously();
    join(&inside.manage(Role::Admin), &anonymous, email, role).await;
    signed_in(inside, email).await
}

async fn signed_in(inside: &Inside, email: &str) -> Api {
    let session = sign_in(&inside.manage_anonymously(), email).await;
    inside.manage_with(&text(&session, "/accessToken"))
}

impl Desk {
    async fn open() -> Self {
        let clock = Clock::at(Timestamp::from_millis(1_768_469_400_000));
        let inside = Inside::start(clock.ambient()).await;
        inside.activate().await;
        let ana = person(&inside, "ana@acme.example", "admin").await;
        let ben = person(&inside, "ben@acme.example", "admin").await;
        let said = switch(&ana, true).await.expect_status(200).json();
        assert_eq!(said["liveKeysNeedApproval"], true);
        Self { clock, inside, ana, ben }
    }

    /// The clock goes on, and both sign in again: an access token does not live so long.
    async fn later(&mut self, seconds: i64) {
        self.clock.step(seconds);
        self.ana = signed_in(&self.inside, "ana@acme.example").await;
        self.ben = signed_in(&self.inside, "ben@acme.example").await;
    }
}

fn wish(name: &str) -> Value {
    json!({
        "name": name, "accessLevel": "read_write", "lifetimeHours": 48, "note": "in the vault",
        "allowedIps": ["192.0.2.0/24"], "spendingLimits": { "dailyMicros": 5_000_000 },
        "reason": "The yearly accounts",
    })
}

async fn ask(api: &Api, name: &str) -> String {
    text(&api.post("/key-approvals", wish(name)).await.expect_status(201).json(), "/id")
}

async fn tell(api: &Api, id: &str, deed: &str) -> Answer {
    let body = if deed == "withdraw" { json!({}) } else { json!({ "reason": "Agreed" }) };
    api.post(&format!("/key-approvals/{id}/{deed}"), body).await
}

async fn claim(api: &Api, id: &str) -> Answer {
    api.post(&format!("/key-approvals/{id}/claim"), json!({})).await
}

async fn state(api: &Api, id: &str) -> String {
    text(&api.get(&format!("/key-approvals/{id}")).await.expect_status(200).json(), "/state")
}

#[tokio::test]
async fn a_live_key_takes_two_people_and_its_secret_is_the_askers_alone() {
    let desk = Desk::open().await;
    let (ana, ben) = (&desk.ana, &desk.ben);
    let asked = ana.post("/key-approvals", wish("billing")).await.expect_status(201).json();
    let id = text(&asked, "/id");
    assert_eq!((&asked["state"], &asked["possible"]), (&json!("waiting"), &json!(["withdraw"])));
    let seen = ben.get("/key-approvals?state=waiting").await.expect_status(200).json();
    assert_eq!((&seen["data"][0]["id"], &seen["data"][0]["possible"]), (&json!(id), &json!(["approve", "decline"])));
    assert_eq!(seen["data"][0]["askedBy"]["name"], "ana@acme.example");

    tell(ana, &id, "approve").await.expect_problem(403, "ANOTHER_PERSON_DECIDES");
    tell(ana, &id, "decline").await.expect_problem(403, "ANOTHER_PERSON_DECIDES");
    tell(ben, &id, "withdraw").await.expect_problem(403, "NOT_THE_REQUESTER");
    claim(ana, &id).await.expect_problem(409, "APPROVAL_STATE_CHANGED");
    let approved = tell(ben, &id, "approve").await.expect_status(200).json();
    assert_eq!((&approved["state"], &approved["possible"]), (&json!("approved"), &json!(["decline"])));
    claim(ben, &id).await.expect_problem(403, "NOT_THE_REQUESTER");

    desk.clock.step(60);
    let path = format!("/key-approvals/{id}/claim");
    let first = ana.post_as("once", &path, json!({})).await.expect_status(201).json();
    let (key_id, secret) = (text(&first, "/key/id"), text(&first, "/secret"));
    assert!(secret.starts_with("ck_live_"));
    let key = &first["key"];
    assert_eq!(
        (&key["state"], &key["environment"], &key["name"]),
        (&json!("pending"), &json!("live"), &json!("billing"))
    );
    assert_eq!((&key["allowedIps"], &key["note"]), (&json!(["192.0.2.0/24"]), &json!("in the vault")));
    assert_eq!((&key["accessLevel"], &key["createdBy"]["name"]), (&json!("read_write"), &json!("ana@acme.example")));
    assert_eq!(key["spendingLimits"]["dailyMicros"], 5_000_000);
    let end = desk.clock.now().plus_seconds(48 * HOUR);
    assert_eq!(key["endsAt"], json!(end), "it lives as long as was asked, from the claim on");

    let again = ana.post_as("once", &path, json!({})).await.expect_status(200).json();
    assert_eq!((&again["key"]["id"], &again["secret"]), (&json!(key_id), &Value::Null), "a retry gives one key");
    claim(ana, &id).await.expect_problem(409, "APPROVAL_STATE_CHANGED");
    let keys = ana.get("/keys?environment=live").await.json();
    assert_eq!(keys["meta"]["total"], 1, "nobody got a second one");
    assert!(!desk.inside.holds_on_disk(std::slice::from_ref(&secret)), "only its digest is kept");
    ana.post(&format!("/keys/{key_id}/confirm"), json!({})).await.expect_status(200);
    assert_ne!(
        desk.inside.public(Live, &secret).get("/customers").await.code(),
        "API_KEY_INVALID",
        "it is a key as others"
    );

    let done = ben.get(&format!("/key-approvals/{id}")).await.json();
    assert_eq!((&done["state"], &done["keyId"], &done["possible"]), (&json!("claimed"), &json!(key_id), &json!([])));
    let rows = ana.get(&format!("/audit?action=key.created&subject={key_id}")).await.json();
    let detail = text(&rows, "/data/0/detail");
    for told in [id.as_str(), "ana@acme.example", "The yearly accounts", "ben@acme.example", "Agreed"] {
        assert!(detail.contains(told), "the key's own history names {told}: {detail}");
    }
    for (deed, count) in [("asked", 1), ("approved", 1), ("claimed", 1), ("declined", 0), ("withdrawn", 0)] {
        assert_eq!(ana.count_in_audit(&format!("key_approval.{deed}"), &id).await, count, "{deed}");
    }
    desk.inside.stop().await;
}

#[tokio::test]
async fn nobody_creates_a_live_key_past_it_and_what_narrows_or_renews_one_goes_on() {
    let clock = Clock::at(Timestamp::from_millis(1_768_469_400_000));
    let inside = Inside::start(clock.ambient()).await;
    inside.activate().await;
    let (token, ana) = (inside.manage(Role::Admin), person(&inside, "ana@acme.example", "admin").await);
    let (old, _) = ana.create_active("live", "older", "read_only").await;
    switch(&ana, true).await.expect_problem(409, "SECOND_ADMIN_NEEDED");
    let support = person(&inside, "sam@acme.example", "support").await;
    let invited = json!({ "email": "ben@acme.example", "name": "Ben", "role": "admin" });
    let invited = ana.post("/members", invited).await.expect_status(201).json();
    switch(&ana, true).await.expect_problem(409, "SECOND_ADMIN_NEEDED");
    assert_eq!(ana.get("/organization").await.json()["liveKeysNeedApproval"], false, "what is refused changes nothing");
    journeys::people::accept(&inside.manage_anonymously(), &text(&invited, "/invitation")).await;
    ana.post("/key-approvals", wish("early")).await.expect_problem(409, "CONFLICT");
    for role in [Role::Support, Role::Onboarding, Role::Operator] {
        switch(&inside.manage(role), true).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    }
    switch(&ana, true).await.expect_status(200);
    switch(&ana, true).await.expect_status(200);

    let live = json!({ "environment": "live", "name": "direct" });
    for api in [&ana, &token] {
        api.post("/keys", live.clone()).await.expect_problem(409, "LIVE_KEY_NEEDS_APPROVAL");
    }
    ana.post("/keys", json!({ "environment": "sandbox", "name": "free" })).await.expect_status(201);
    token.post("/key-approvals", wish("robot")).await.expect_problem(403, "SESSION_REQUIRED");
    support.post("/key-approvals", wish("helper")).await.expect_problem(403, "ROLE_NOT_ALLOWED");
    support.get("/key-approvals").await.expect_problem(403, "ROLE_NOT_ALLOWED");
    ana.post("/key-approvals", wish("older")).await.expect_problem(409, "NAME_IN_USE");
    let bad = json!({ "name": " ", "lifetimeHours": 8761, "reason": "", "allowedIps": ["x"] });
    let bad = ana.post("/key-approvals", bad).await.expect_problem(400, "VALIDATION_ERROR").json();
    let fields: Vec<&str> =
        bad["errors"].as_array().unwrap().iter().filter_map(|one| one["pointer"].as_str()).collect();
    assert_eq!(fields, ["/name", "/allowedIps/0", "/lifetimeHours", "/reason"], "each is named at once");

    let rotated =
        ana.post(&format!("/keys/{old}/rotate"), json!({ "cause": "routine" })).await.expect_status(201).json();
    assert_eq!(rotated["rotation"]["newKey"]["accessLevel"], "read_only", "the successor of what was there");
    let successor = text(&rotated, "/rotation/newKey/id");
    ana.post(&format!("/keys/{successor}/revoke"), json!({ "reason": "Enough" })).await.expect_status(200);

    switch(&ana, false).await.expect_status(200);
    let organization = text(&ana.get("/organization").await.json(), "/id");
    assert_eq!(ana.count_in_audit("organization.changed", &organization).await, 2, "what holds already is no deed");
    let rows = ana.get("/audit?action=organization.changed&limit=1").await.json();
    assert_eq!(rows["data"][0]["detail"], "Live keys are created without being asked for. Four eyes");
    ana.post("/keys", live).await.expect_status(201);
    let half = json!({ "environment": "live", "reason": "x" });
    Answer::to(ana.request(Method::PATCH, "/organization").json(&half)).await.expect_problem(400, "VALIDATION_ERROR");
    inside.stop().await;
}

#[tokio::test]
async fn what_is_not_decided_or_claimed_in_time_lapses_and_the_list_says_what_the_rule_says() {
    let mut desk = Desk::open().await;
    let undecided = ask(&desk.ana, "undecided").await;
    let withdrawn = ask(&desk.ana, "withdrawn").await;
    tell(&desk.ana, &withdrawn, "withdraw").await.expect_status(200);
    let declined = ask(&desk.ana, "declined").await;
    tell(&desk.ben, &declined, "decline").await.expect_status(200);
    desk.later(DECIDE_SECONDS - 1).await;
    assert_eq!(state(&desk.ben, &undecided).await, "waiting");
    let unclaimed = ask(&desk.ana, "unclaimed").await;
    tell(&desk.ben, &unclaimed, "approve").await.expect_status(200);
    let claimed = ask(&desk.ana, "claimed").await;
    tell(&desk.ben, &claimed, "approve").await.expect_status(200);
    claim(&desk.ana, &claimed).await.expect_status(201);
    desk.later(1).await;
    tell(&desk.ben, &undecided, "approve").await.expect_problem(409, "APPROVAL_STATE_CHANGED");
    desk.later(CLAIM_SECONDS - 2).await;
    assert_eq!(state(&desk.ana, &unclaimed).await, "approved");
    ask(&desk.ana, "fresh").await;
    let ready = ask(&desk.ana, "ready").await;
    tell(&desk.ben, &ready, "approve").await.expect_status(200);
    desk.later(1).await;
    claim(&desk.ana, &unclaimed).await.expect_problem(409, "APPROVAL_STATE_CHANGED");

    let all = desk.ana.get("/key-approvals?limit=100").await.expect_status(200).json();
    let told: Vec<(&str, &str)> = all["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["state"].as_str().unwrap()))
        .collect();
    assert_eq!(told.len(), 7);
    for (name, is) in &told {
        let expected = match *name {
            "undecided" | "unclaimed" => "lapsed",
            "fresh" => "waiting",
            "ready" => "approved",
            other => other,
        };
        assert_eq!(*is, expected, "{name}");
        let of = desk.ana.get(&format!("/key-approvals?state={is}")).await.expect_status(200).json();
        let names: Vec<&str> = of["data"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
        let those: Vec<&str> = told.iter().filter(|one| one.1 == *is).map(|one| one.0).collect();
        assert_eq!(names, those, "the store finds those that the rule says are {is}");
        assert_eq!(all["meta"]["counts"][is], json!(those.len()));
    }
    desk.inside.stop().await;
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_is_told_no() {
    let desk = Desk::open().await;
    let cem = person(&desk.inside, "cem@acme.example", "admin").await;
    for round in 0..8 {
        let id = ask(&desk.ana, &format!("key {round}")).await;
        let (approved, withdrawn) = tokio::join!(tell(&desk.ben, &id, "approve"), tell(&desk.ana, &id, "withdraw"));
        withdrawn.expect_status(200);
        let was_first = approved.status == 200;
        if !was_first {
            approved.expect_problem(409, "APPROVAL_STATE_CHANGED");
        }
        assert_eq!(state(&desk.ben, &id).await, "withdrawn", "whoever asked may change their mind, approved or not");
        assert_eq!(desk.ben.count_in_audit("key_approval.approved", &id).await, usize::from(was_first));
        claim(&desk.ana, &id).await.expect_problem(409, "APPROVAL_STATE_CHANGED");
    }
    let id = ask(&desk.ana, "both").await;
    let both = tokio::join!(tell(&desk.ben, &id, "approve"), tell(&cem, &id, "approve"));
    let both = [both.0.expect_status(200).json(), both.1.expect_status(200).json()];
    assert_eq!(both[0]["decision"], both[1]["decision"], "the second hears the first one's facts");
    assert_eq!(desk.ben.count_in_audit("key_approval.approved", &id).await, 1);
    let path = format!("/key-approvals/{id}/claim");
    let claims = tokio::join!(desk.ana.post(&path, json!({})), desk.ana.post(&path, json!({})));
    let mut statuses = [claims.0.status, claims.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "two presses are one key");
    assert_eq!(desk.ana.get("/keys?environment=live").await.json()["meta"]["total"], 1);

    let id = ask(&desk.ana, "taken back").await;
    tell(&desk.ben, &id, "approve").await.expect_status(200);
    let back = tell(&cem, &id, "decline").await.expect_status(200).json();
    assert_eq!((&back["state"], &back["decision"]["by"]["name"]), (&json!("declined"), &json!("cem@acme.example")));
    claim(&desk.ana, &id).await.expect_problem(409, "APPROVAL_STATE_CHANGED");
    desk.inside.stop().await;
}

#[tokio::test]
async fn asking_twice_is_one_wish_and_each_deed_is_news_to_admins_alone() {
    let desk = Desk::open().await;
    let first = desk.ana.post_as("form", "/key-approvals", wish("billing")).await.expect_status(201).json();
    let again = desk.ana.post_as("form", "/key-approvals", wish("billing")).await.expect_status(200).json();
    assert_eq!(first["id"], again["id"]);
    desk.ana.post_as("form", "/key-approvals", wish("other")).await.expect_problem(409, "IDEMPOTENCY_KEY_CONFLICT");
    let id = text(&first, "/id");
    for _ in 0..2 {
        tell(&desk.ben, &id, "decline").await.expect_status(200);
    }
    assert_eq!(desk.ben.count_in_audit("key_approval.asked", &id).await, 1);
    assert_eq!(desk.ben.count_in_audit("key_approval.declined", &id).await, 1);
    let support = person(&desk.inside, "sam@acme.example", "support").await;
    let (mut heard, mut hidden) = (Listening::now(&desk.ben).await, Listening::now(&support).await);
    let id = ask(&desk.ana, "news").await;
    let news = heard.until("key_approval.asked", &id).await;
    let news = news.last().unwrap();
    assert_eq!((news.text("kind"), news.text("id"), news.text("environment")), ("key_approval", id.as_str(), "live"));
    assert_eq!(hidden.next_row().await.text("kind"), "audit");
    assert!(!hidden.raw.contains(&id) && !hidden.raw.contains("key_approval"), "{}", hidden.raw);

    let other = desk.inside.service().people.create_organization("Other", "test").await.unwrap();
    let stranger = desk.inside.manage_of(&other, Role::Admin);
    stranger.get(&format!("/key-approvals/{id}")).await.expect_problem(404, "NOT_FOUND");
    assert_eq!(stranger.get("/key-approvals").await.json()["data"], json!([]));
    desk.inside.stop().await;
}
