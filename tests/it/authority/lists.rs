//! Lists that the server sorts, filters and counts.

use std::cmp::Ordering;

use journeys::api::text;
use journeys::clock::Clock;
use journeys::people::join;
use journeys::{Api, Inside};
use keys::fold::{fold, sort_key};
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;

/// All items of a list, page by page, and the first page's meta.
async fn all(api: &Api, path: &str) -> (Vec<Value>, Value) {
    let (mut items, mut first, mut cursor) = (Vec::new(), Value::Null, String::new());
    loop {
        let page = api.get(&format!("{path}&limit=7{cursor}")).await.expect_status(200).json();
        items.extend(page["data"].as_array().cloned().unwrap_or_default());
        let next = page["meta"]["nextCursor"].as_str().map(|next| format!("&cursor={next}"));
        if first.is_null() {
            first = page["meta"].clone();
        }
        match next {
            Some(next) => cursor = next,
            None => return (items, first),
        }
    }
}

async fn names(api: &Api, query: &str) -> Vec<String> {
    let (items, _) = all(api, &format!("/keys?environment=sandbox&{query}")).await;
    items.iter().map(|item| text(item, "/name")).collect()
}

async fn create(admin: &Api, name: &str, more: Value) -> String {
    let mut asked = json!({ "environment": "sandbox", "name": name, "accessLevel": "read_only" });
    asked.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    text(&admin.post("/keys", asked).await.expect_status(201).json(), "/key/id")
}

async fn confirm(admin: &Api, id: &str) {
    admin.post(&format!("/keys/{id}/confirm"), json!({})).await.expect_status(200);
}

/// An organization with a key of each kind that a filter tells apart.
async fn furnish(inside: &Inside, clock: &Clock) -> Vec<Value> {
    let admin = inside.manage(Role::Admin);
    let support = inside.manage(Role::Onboarding);
    let in_days = |days: i64| json!({ "expiresAt": clock.now().plus_seconds(days * DAY) });
    let mut ids = Vec::new();
    for (name, more) in [
        ("billing 10", json!({ "note": "in the vault of Zürich" })),
        ("Billing 2", json!({ "accessLevel": "read_write" })),
        ("éclair", in_days(3)),
        ("Eclairs", in_days(40)),
        ("orders-sync", json!({ "note": "every% of _all_ orders" })),
        ("zoo", in_days(400)),
    ] {
        clock.pass(1);
        let id = create(&admin, name, more).await;
        confirm(&admin, &id).await;
        ids.push(id);
    }
    create(&support, "waiting", json!({})).await;
    let gone = create(&support, "gone", json!({})).await;
    admin.post(&format!("/keys/{gone}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    let asked = json!({ "cause": "routine", "graceSeconds": 3600 });
    admin.post(&format!("/keys/{}/rotate", ids[0]), asked).await.expect_status(201);
    all(&admin, "/keys?environment=sandbox").await.0
}

#[tokio::test]
async fn keys_are_sorted_as_people_do() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    furnish(&inside, &clock).await;
    let admin = inside.manage(Role::Admin);
    let by_name = names(&admin, "sort=name&state=active,retiring").await;
    assert_eq!(by_name, ["Billing 2", "billing 10", "éclair", "Eclairs", "orders-sync", "zoo"]);
    let turned: Vec<String> = by_name.into_iter().rev().collect();
    assert_eq!(names(&admin, "sort=-name&state=active,retiring").await, turned);
    let by_end = names(&admin, "sort=expires&state=active").await;
    assert_eq!(by_end[..3], ["éclair", "Eclairs", "zoo"], "what never ends comes last");
    assert_eq!(names(&admin, "sort=-created&state=revoked").await, ["gone"]);
    let problem = admin.get("/keys?environment=sandbox&sort=nonsense").await.expect_problem(400, "VALIDATION_ERROR");
    assert_eq!(text(&problem.json(), "/errors/0/pointer"), "/sort");
    // A cursor belongs to its order.
    let page = admin.get("/keys?environment=sandbox&sort=name&limit=1").await.expect_status(200).json();
    let cursor = text(&page, "/meta/nextCursor");
    let other = admin.get(&format!("/keys?environment=sandbox&sort=-name&limit=1&cursor={cursor}")).await;
    other.expect_problem(400, "INVALID_CURSOR");
    inside.stop().await;
}

#[tokio::test]
async fn keys_are_filtered_and_the_tabs_counted() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    furnish(&inside, &clock).await;
    let admin = inside.manage(Role::Admin);
    let (_, meta) = all(&admin, "/keys?environment=sandbox&state=active").await;
    let counts = json!({ "pending": 2, "active": 5, "retiring": 1, "revoked": 1, "expired": 0 });
    assert_eq!(meta["counts"], counts, "every tab, whichever is open");
    assert_eq!(meta["total"], 5);
    assert!(meta.get("atLeast").is_none(), "they are exact: {meta}");

    for (query, expected) in [
        ("q=billing", vec!["Billing 2", "billing 10", "billing 10"]),
        // Of letters that no secret ends with: a word may also be the beginning of its last four characters.
        ("q=BILL%20vault", vec!["billing 10", "billing 10"]),
        ("q=eclair", vec!["éclair", "Eclairs"]),
        ("q=zurich", vec!["billing 10", "billing 10"]),
        ("q=every%25", vec!["orders-sync"]),
        ("q=_all_", vec!["orders-sync"]),
        ("q=al%25orders", vec!["orders-sync"]),
        ("q=nowhere", vec![]),
        ("q=---", vec![]),
        ("accessLevel=read_write", vec!["Billing 2"]),
        ("due=true", vec!["éclair"]),
        ("name=BILLING%202", vec!["Billing 2"]),
        ("name=billing%2010", vec!["billing 10", "billing 10"]),
        ("name=billing%2010&state=pending", vec!["billing 10"]),
        ("name=billing", vec![]),
        ("state=pending&q=waiting", vec!["waiting"]),
        ("createdBy=computer:onboarding", vec!["gone", "waiting"]),
        ("createdBy=computer:onboarding&state=pending", vec!["waiting"]),
        ("createdBy=member:usr_0123456789012345678901", vec![]),
    ] {
        assert_eq!(names(&admin, &format!("sort=name&{query}")).await, expected, "{query}");
    }
    let soon = clock.now().plus_seconds(50 * DAY);
    assert_eq!(names(&admin, &format!("sort=name&expiresBefore={soon}")).await, ["éclair", "Eclairs"]);
    let (_, meta) = all(&admin, "/keys?environment=sandbox&q=billing&state=pending").await;
    assert_eq!(
        (&meta["total"], &meta["counts"]["active"], &meta["counts"]["retiring"]),
        (&json!(1), &json!(1), &json!(1))
    );

    // An id and a hint, as they are shown.
    let key = all(&admin, "/keys?environment=sandbox&q=zoo").await.0.remove(0);
    let (id, last_four) = (text(&key, "/id"), text(&key, "/hint/lastFour"));
    assert_eq!(names(&admin, &format!("q={id}")).await, ["zoo"]);
    assert_eq!(names(&admin, &format!("q={}", &id[..14])).await, ["zoo"], "the beginning of an id");
    assert!(names(&admin, &format!("q=ck_sandbox_{last_four}")).await.contains(&"zoo".to_owned()));

    for (query, pointer) in [
        ("state=gone", "/state"),
        ("state=active,", "/state"),
        ("accessLevel=admin", "/accessLevel"),
        ("createdBy=ana", "/createdBy"),
        ("due=false", "/due"),
        ("unusedSince=yesterday", "/unusedSince"),
        ("name=%00", "/name"),
        ("createdBefore=1", "/createdBefore"),
        ("expiresBefore=1", "/expiresBefore"),
    ] {
        let problem = admin.get(&format!("/keys?environment=sandbox&{query}")).await;
        let problem = problem.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(text(&problem, "/errors/0/pointer"), pointer, "{query}");
    }
    // Somebody pastes what they should not: it is not looked for, and not told back.
    let secret = format!("ck_live_{}", "7".repeat(64));
    let problem = admin.get(&format!("/keys?environment=sandbox&q={secret}")).await;
    let problem = problem.expect_problem(400, "VALIDATION_ERROR");
    assert!(!problem.json().to_string().contains(&secret));
    inside.stop().await;
}

#[tokio::test]
async fn a_key_is_in_the_state_that_it_has_at_this_moment() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let end = clock.now().plus_seconds(60);
    let id = create(&admin, "short", json!({ "expiresAt": end })).await;
    confirm(&admin, &id).await;
    let waiting = create(&admin, "never confirmed", json!({ "expiresAt": end })).await;
    assert_eq!(names(&admin, "state=active").await, ["short"]);
    clock.step(60);
    // Whether it is written down already or not: in one list, never in both, never in none.
    for _ in 0..50 {
        assert_eq!(names(&admin, "state=active,pending").await, Vec::<String>::new());
        assert_eq!(names(&admin, "sort=name&state=expired").await, ["never confirmed", "short"]);
        let (_, meta) = all(&admin, "/keys?environment=sandbox").await;
        assert_eq!((&meta["counts"]["expired"], &meta["counts"]["active"]), (&json!(2), &json!(0)));
    }
    admin.post(&format!("/keys/{waiting}/revoke"), json!({ "reason": "over" })).await.expect_status(200);
    inside.stop().await;
}

#[tokio::test]
async fn every_filter_in_every_order_is_what_a_plain_reading_says() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let keys = furnish(&inside, &clock).await;
    let admin = inside.manage(Role::Admin);
    let is = |key: &Value, states: &[&str]| states.contains(&text(key, "/state").as_str());
    let has = |key: &Value, word: &str| fold(&format!("{} {}", text(key, "/name"), key["note"])).contains(word);
    let zoo = text(keys.iter().find(|key| key["name"] == "zoo").unwrap(), "/createdAt");
    let older = format!("&createdBefore={zoo}");
    type Fits<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let filters: Vec<(&str, Fits<'_>)> = vec![
        ("", Box::new(|_| true)),
        ("&state=active,retiring", Box::new(|key| is(key, &["active", "retiring"]))),
        ("&state=revoked", Box::new(|key| is(key, &["revoked"]))),
        ("&accessLevel=read_only", Box::new(|key| key["accessLevel"] == "read_only")),
        (&older, Box::new(|key| text(key, "/createdAt") < zoo)),
        ("&q=billing", Box::new(|key| has(key, "billing"))),
        ("&q=or&state=active", Box::new(|key| is(key, &["active"]) && has(key, "orders"))),
        ("&createdBy=computer:admin", Box::new(|key| key["createdBy"]["name"] == "admin")),
        ("&createdBy=computer:admin&q=zoo", Box::new(|key| key["createdBy"]["name"] == "admin" && has(key, "zoo"))),
    ];
    let number = |key: &Value, field: &str, none: i64| {
        key[field].as_str().map_or(none, |text| text.parse::<Timestamp>().unwrap().as_millis())
    };
    let place = |key: &Value, sort: &str| match sort {
        "name" => sort_key(&text(key, "/name")),
        "created" => number(key, "createdAt", 0).to_be_bytes().to_vec(),
        "lastUsed" => number(key, "lastUsedAt", 0).to_be_bytes().to_vec(),
        "expires" => number(key, "endsAt", i64::MAX).to_be_bytes().to_vec(),
        _ => vec![0],
    };
    for (filter, fits) in &filters {
        for sort in ["name", "created", "lastUsed", "expires", "calls"] {
            for turned in ["", "-"] {
                let (found, meta) =
                    all(&admin, &format!("/keys?environment=sandbox&sort={turned}{sort}{filter}")).await;
                let order = |a: &Value, b: &Value| {
                    let rising = (place(a, sort), text(a, "/id")).cmp(&(place(b, sort), text(b, "/id")));
                    if turned.is_empty() { rising } else { rising.reverse() }
                };
                let mut expected: Vec<&Value> = keys.iter().filter(|key| fits(key)).collect();
                expected.sort_by(|a, b| order(a, b));
                let ids = |keys: &[&Value]| keys.iter().map(|key| text(key, "/id")).collect::<Vec<_>>();
                let found: Vec<&Value> = found.iter().collect();
                // A database orders ids its own way where all else is equal.
                let same_place = |a: &Value, b: &Value| place(a, sort).cmp(&place(b, sort)) == Ordering::Equal;
                let ties = expected.windows(2).any(|pair| same_place(pair[0], pair[1]));
                let (mut found, mut wanted) = (ids(&found), ids(&expected));
                if ties {
                    found.sort();
                    wanted.sort();
                }
                assert_eq!(found, wanted, "{turned}{sort}{filter}");
                assert_eq!(meta["total"], json!(wanted.len()), "{turned}{sort}{filter}");
            }
        }
    }
    inside.stop().await;
}

#[tokio::test]
async fn keys_are_ordered_by_their_calls_and_last_use() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    let mut secrets = Vec::new();
    for name in ["idle", "busy", "once"] {
        clock.pass(1);
        secrets.push(admin.create_active("sandbox", name, "read_only").await.1);
    }
    let call = async |secret: &str, times: usize| {
        for _ in 0..times {
            inside.beside(keys::Environment::Sandbox, secret).get("/verify").await.expect_status(204);
        }
        clock.step(1);
        inside.service().api_keys.flush_usage().await.unwrap();
    };
    call(&secrets[1], 3).await;
    call(&secrets[2], 1).await;
    assert_eq!(names(&admin, "sort=-calls").await, ["busy", "once", "idle"]);
    assert_eq!(names(&admin, "sort=-lastUsed").await, ["once", "busy", "idle"]);
    assert_eq!(names(&admin, "sort=lastUsed").await, ["idle", "busy", "once"], "never used comes first");
    let later = clock.now().plus_seconds(1);
    assert_eq!(names(&admin, &format!("sort=name&unusedSince={later}")).await, ["busy", "idle", "once"]);

    // A clock that was two days ahead took them all away; set right, it has brought them back and goes on counting.
    inside.operate("UPDATE clock_belief SET at = at + 172800000");
    for seconds in [2 * DAY, -2 * DAY] {
        clock.step(seconds);
        inside.service().api_keys.leave_day().await.unwrap();
    }
    assert_eq!(names(&admin, "sort=-calls").await, ["busy", "once", "idle"]);

    // A day later the calls have left it, and a call of then counts again.
    inside.operate("UPDATE clock_belief SET at = at + 172800000");
    clock.step(DAY + 300);
    inside.service().api_keys.leave_day().await.unwrap();
    call(&secrets[2], 1).await;
    let (items, _) = all(&admin, "/keys?environment=sandbox&sort=-calls").await;
    let calls = |item: &Value| item["callsByHour"].as_array().unwrap().iter().filter_map(Value::as_u64).sum::<u64>();
    assert_eq!(items.iter().map(calls).collect::<Vec<_>>(), [1, 0, 0]);
    assert_eq!(text(&items[0], "/name"), "once");
    let day_ago = clock.now().plus_seconds(-DAY / 2);
    assert_eq!(names(&admin, &format!("sort=name&unusedSince={day_ago}")).await, ["busy", "idle"]);
    inside.stop().await;
}

#[tokio::test]
async fn a_list_is_walked_while_keys_come_and_go() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let admin = inside.manage(Role::Admin);
    for number in 0..30 {
        clock.pass(1);
        admin.create_active("sandbox", &format!("key {number}"), "read_only").await;
    }
    for sort in ["name", "-created", "expires"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        for step in 0.. {
            let path = format!("/keys?environment=sandbox&state=active&limit=5&sort={sort}{cursor}");
            let page = admin.get(&path).await.expect_status(200).json();
            seen.extend(page["data"].as_array().unwrap().iter().map(|item| text(item, "/name")));
            let Some(next) = page["meta"]["nextCursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
            // The one that the place stands on goes when it is a guest, and a guest comes.
            clock.pass(1);
            let last = page["data"].as_array().and_then(|all| all.last()).unwrap();
            if text(last, "/name").starts_with("guest") {
                let path = format!("/keys/{}/revoke", text(last, "/id"));
                admin.post(&path, json!({ "reason": "over" })).await.expect_status(200);
            }
            admin.create_active("sandbox", &format!("guest {sort} {step}"), "read_only").await;
        }
        let stayed: Vec<&String> = seen.iter().filter(|name| name.starts_with("key ")).collect();
        assert_eq!(stayed.len(), 30, "{sort}: each that stayed is there");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{sort}: once");
    }
    inside.stop().await;
}

#[tokio::test]
async fn rotations_members_tokens_and_the_audit_log_are_asked_the_same_way() {
    let clock = Clock::at(Ambient::system().now());
    let inside = Inside::start(clock.ambient()).await;
    let (admin, anybody) = (inside.manage(Role::Admin), inside.manage_anonymously());
    let mut rotations = Vec::new();
    for name in ["one", "two", "three"] {
        clock.pass(1);
        let (id, _) = admin.create_active("sandbox", name, "read_only").await;
        let asked = json!({ "cause": "routine", "graceSeconds": 3600 });
        let begun = admin.post(&format!("/keys/{id}/rotate"), asked).await.expect_status(201).json();
        rotations.push((id, text(&begun, "/rotation/id")));
    }
    admin.post(&format!("/rotations/{}/undo", rotations[1].1), json!({})).await.expect_status(200);
    let (items, meta) = all(&admin, "/rotations?environment=sandbox&state=running&sort=started").await;
    assert_eq!(items.iter().map(|item| text(item, "/oldKey/name")).collect::<Vec<_>>(), ["one", "three"]);
    assert_eq!(meta["counts"], json!({ "running": 2, "finished": 0, "undone": 1 }));
    let (items, _) = all(&admin, &format!("/rotations?environment=sandbox&keyId={}", rotations[1].0)).await;
    assert_eq!(items.iter().map(|item| text(item, "/id")).collect::<Vec<_>>(), [rotations[1].1.clone()]);

    join(&admin, &anybody, "zoe@acme.example", "support").await;
    let invite = json!({ "email": "Ana@acme.example", "name": "ana", "role": "admin" });
    admin.post("/members", invite).await.expect_status(201);
    let (items, meta) = all(&admin, "/members?sort=name").await;
    let members: Vec<String> = items.iter().map(|item| text(item, "/email")).collect();
    assert_eq!(members, ["Ana@acme.example", "zoe@acme.example"]);
    assert_eq!(meta["counts"], json!({ "invited": 1, "active": 1, "revoked": 0 }));
    let (items, _) = all(&admin, "/members?state=active&role=support&sort=-lastSignIn").await;
    assert_eq!(items.len(), 1);

    for (name, ends) in [("beta", json!(null)), ("Alpha", json!(clock.now().plus_seconds(60)))] {
        let asked = json!({ "name": name, "role": "support", "expiresAt": ends });
        admin.post("/tokens", asked).await.expect_status(201);
    }
    clock.step(61);
    let (items, meta) = all(&admin, "/tokens?sort=name").await;
    assert_eq!(items.iter().map(|item| text(item, "/name")).collect::<Vec<_>>(), ["Alpha", "beta"]);
    assert_eq!(meta["counts"], json!({ "active": 1, "expired": 1, "revoked": 0 }));
    let (items, _) = all(&admin, "/tokens?state=expired&sort=expires").await;
    assert_eq!(items.len(), 1);

    let (newest, _) = all(&admin, "/audit?action=key.").await;
    let (mut oldest, _) = all(&admin, "/audit?action=key.&sort=at").await;
    oldest.reverse();
    assert_eq!(newest, oldest);
    for (path, pointer) in [
        ("/rotations?environment=sandbox&sort=name", "/sort"),
        ("/rotations?environment=sandbox&state=open", "/state"),
        ("/members?role=boss", "/role"),
        ("/tokens?sort=lastSignIn", "/sort"),
        ("/audit?sort=actor", "/sort"),
    ] {
        let problem = admin.get(path).await.expect_problem(400, "VALIDATION_ERROR").json();
        assert_eq!(text(&problem, "/errors/0/pointer"), pointer, "{path}");
    }
    inside.stop().await;
}
