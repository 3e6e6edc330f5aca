//! Any id leads to what the authority noted about a request, and to why it went as it did.

use journeys::{Answer, Api, Inside, Serve, WITHIN, clock::Clock, eventually};
use keys::Environment::{Live, Sandbox};
use keys::wire::Role;
use keys::{Ambient, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

/// The records with an id, once there are so many.
async fn found(support: &Api, id: &str, count: usize) -> Vec<Value> {
    let records = || async {
        let page = list(support, &[("id", id)]).await;
        let data = page["data"].as_array().cloned().unwrap_or_default();
        (data.len() == count).then_some(data)
    };
    eventually(&format!("{count} records of {id}"), WITHIN, records).await
}

async fn list(support: &Api, query: &[(&str, &str)]) -> Value {
    Answer::to(support.request(Method::GET, "/requests").query(query)).await.expect_status(200).json()
}

async fn explained(support: &Api, correlation_id: &str) -> Value {
    support.get(&format!("/requests/{correlation_id}")).await.expect_status(200).json()
}

fn correlation_of(answer: &Answer) -> String {
    answer.header("x-correlation-id").expect("every answer has one").to_owned()
}

async fn call(api: &Api, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request =
        headers.iter().fold(api.request(Method::GET, path), |request, (name, value)| request.header(*name, *value));
    Answer::to(request).await
}

/// A batch of records ends early when the store has to be asked about each; what is left of it comes with the next.
#[tokio::test]
async fn records_of_many_callers_that_are_new_are_all_kept() {
    let inside = Inside::start(Ambient::system()).await;
    let (_, secret) = inside.manage(Role::Admin).create_active("sandbox", "billing", "read_only").await;
    let (api, support) = (inside.beside(Sandbox, &secret), inside.manage(Role::Support));
    let mut asked = Vec::new();
    for caller in 0..250 {
        let answer = call(&api, "/verify", &[("user-agent", &format!("caller-{caller}/1"))]).await.expect_status(204);
        asked.push((caller, correlation_of(&answer)));
    }
    inside.service().evidence.flush_records().await.unwrap();
    for (caller, id) in asked {
        let record = explained(&support, &id).await;
        assert_eq!(record["request"]["agent"], format!("caller-{caller}/1"), "{record}");
    }
    inside.stop().await;
}

#[tokio::test]
async fn every_kind_of_id_leads_to_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (key_id, secret) = admin.create_active("sandbox", "billing", "read_write").await;
    let api = serve.public(Sandbox, &secret);
    let headers = [("x-client-correlation-id", "Order 17/a"), ("user-agent", "ledger/2.1 (linux)")];
    let read = call(&api, "/customers", &headers).await.expect_status(200);
    let written = api.post_as("once-more-1", "/webhooks/endpoints", json!({ "url": "https://example.com/in" })).await;
    let written = correlation_of(&written.expect_status(201));

    let hint = &admin.get(&format!("/keys/{key_id}")).await.json()["hint"];
    let shown = format!("{}…{}", hint["prefix"].as_str().unwrap(), hint["lastFour"].as_str().unwrap());
    let record = found(&support, &correlation_of(&read), 1).await.remove(0);
    assert_eq!(found(&support, "Order 17/a", 1).await[0], record);
    assert_eq!(found(&support, &written.to_uppercase(), 1).await[0]["idempotencyKey"], "once-more-1");
    assert_eq!(found(&support, "once-more-1", 1).await[0]["correlationId"], json!(written));
    for id in [key_id.as_str(), &shown, hint["lastFour"].as_str().unwrap()] {
        let both = found(&support, id, 2).await;
        assert_eq!(both[1], record, "the newest first");
    }
    let expected = json!({
        "correlationId": correlation_of(&read), "at": record["at"], "environment": "sandbox", "method": "GET",
        "route": "/v2/customers", "path": "/v2/customers", "status": 200, "code": null, "refusal": null,
        "limit": null, "keyId": key_id, "actor": null, "clientCorrelationId": "Order 17/a", "idempotencyKey": null,
        "address": "127.0.0.1", "agent": "ledger/2.1", "durationMicros": record["durationMicros"],
    });
    assert_eq!(record, expected);
    assert!(record["durationMicros"].as_u64().unwrap() > 0);

    // Whoever sends on the id of an earlier answer as their own is found by it too; so is an id of our form that is none of ours.
    let ours = correlation_of(&read);
    let theirs = keys::Correlation::mint(&keys::Ambient::system()).to_string();
    let mut sent_on = Vec::new();
    for id in [&ours, &theirs] {
        let answer = call(&api, "/customers", &[("x-client-correlation-id", id.as_str())]).await;
        sent_on.push(json!(correlation_of(&answer.expect_status(200))));
    }
    let both = found(&support, &ours, 2).await;
    assert_eq!((&both[0]["correlationId"], &both[1]), (&sent_on[0], &record), "the newest first");
    assert_eq!(found(&support, &theirs, 1).await[0]["correlationId"], sent_on[1]);
}

#[tokio::test]
async fn support_is_told_why_a_key_was_refused_and_the_caller_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    let good = correlation_of(&api.get("/customers").await.expect_status(200));
    let headers = [("x-client-correlation-id", "nightly-run")];
    let misplaced = call(&serve.public(Live, &secret), "/customers", &headers).await;
    let misplaced = correlation_of(&misplaced.expect_problem(401, "API_KEY_INVALID"));
    let read_only =
        correlation_of(&api.post("/webhooks/endpoints", json!({})).await.expect_problem(403, "API_KEY_READ_ONLY"));
    admin.post(&format!("/keys/{id}/revoke"), json!({ "reason": "found in a chat" })).await.expect_status(200);
    let revoked = call(&api, "/customers", &headers).await.expect_problem(401, "API_KEY_INVALID");
    assert!(!revoked.text.contains("revoked at"), "the caller learns nothing");
    let revoked = correlation_of(&revoked);
    found(&support, &revoked, 1).await;

    let told = explained(&support, &revoked).await;
    let why = told["explanation"]["why"].as_str().unwrap();
    assert!(why.contains("by admin: found in a chat."), "{why}");
    assert_eq!((&told["keyStateThen"], &told["key"]["state"]), (&json!("revoked"), &json!("revoked")));
    let same = &told["related"]["sameClientCorrelationId"];
    assert_eq!((same.as_array().unwrap().len(), &same[0]["correlationId"]), (1, &json!(misplaced)));
    let told = explained(&support, &good).await;
    assert_eq!((&told["keyStateThen"], &told["key"]["state"]), (&json!("active"), &json!("revoked")), "then, and now");
    assert_eq!(told["related"]["sameKey"].as_array().unwrap().len(), 3, "the calls around it");
    let told = explained(&support, &misplaced).await;
    assert_eq!(told["request"]["refusal"], "other_environment");
    assert!(told["explanation"]["why"].as_str().unwrap().contains("billing is a sandbox key"), "{told}");
    assert_eq!(explained(&support, &read_only).await["request"]["refusal"], "read_only");
}

#[tokio::test]
async fn a_write_of_management_is_noted_with_who_asked_and_a_read_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let asked = json!({ "environment": "sandbox", "name": "billing" });
    let created = correlation_of(&admin.post_as("make-1", "/keys", asked).await.expect_status(201));
    let record = found(&support, "make-1", 1).await.remove(0);
    let expected = (json!(created), json!("admin"), json!(null), json!("/v1/keys"), json!(201));
    let field = |name: &str| record[name].clone();
    let actor = record["actor"]["name"].clone();
    assert_eq!((field("correlationId"), actor, field("environment"), field("route"), field("status")), expected);
    let read = correlation_of(&admin.get("/keys?environment=sandbox").await);
    let refused = admin.post("/keys", json!({})).await.expect_problem(400, "VALIDATION_ERROR");
    found(&support, &correlation_of(&refused), 1).await;
    support.get(&format!("/requests/{read}")).await.expect_problem(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_proxys_question_is_noted_with_what_it_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (_, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    let proxy = Api::with_key(serve.address("sandbox").trim_end_matches("/v2"), &secret);
    let headers = [("x-original-method", "POST"), ("x-original-uri", "/payments/17?token=x")];
    let refused = call(&proxy, "/verify", &headers).await.expect_problem(403, "API_KEY_READ_ONLY");
    let record = found(&serve.manage("support"), &correlation_of(&refused), 1).await.remove(0);
    let field = |name: &str| record[name].clone();
    assert_eq!(
        (field("method"), field("path"), field("route")),
        (json!("POST"), json!("/payments/17"), json!("/verify")),
        "without the query: {record}"
    );
}

#[tokio::test]
async fn what_looks_like_a_secret_is_never_kept() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let support = serve.manage("support");
    let strange = keys::mint::mint_secret(Live, &Ambient::system());
    let secret = strange.expose();
    let path = format!("/nowhere/{secret}");
    let headers = [("x-client-correlation-id", secret), ("idempotency-key", secret), ("user-agent", secret)];
    let refused = correlation_of(&call(&serve.public(Sandbox, secret), &path, &headers).await.expect_status(401));
    let record = found(&support, &refused, 1).await.remove(0);
    assert!(!record.to_string().contains(&secret[8..30]), "{record}");
    assert_eq!((&record["path"], &record["keyId"]), (&json!("/v2/nowhere/(hidden)"), &json!(null)));
    assert_eq!(record["refusal"], "other_environment");
    let asked = Answer::to(support.request(Method::GET, "/requests").query(&[("id", secret)])).await;
    let asked = asked.expect_problem(400, "VALIDATION_ERROR");
    assert!(!asked.text.contains(&secret[8..30]), "and the box does not take one");
}

#[tokio::test]
async fn a_page_leads_to_the_next_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (key_id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    let mut made = Vec::new();
    let clock = Ambient::system();
    for _ in 0..7 {
        made.push(json!(correlation_of(&api.get("/customers").await.expect_status(200))));
        // Records of one millisecond have no order between them.
        let now = clock.now();
        while clock.now() == now {
            tokio::task::yield_now().await;
        }
    }
    made.reverse();
    found(&support, &key_id, 7).await;
    let ids = |page: &Value| -> Vec<Value> {
        page["data"].as_array().unwrap().iter().map(|record| record["correlationId"].clone()).collect()
    };
    for base in [vec![("id", key_id.as_str()), ("limit", "3")], vec![("limit", "3")]] {
        let first = list(&support, &base).await;
        assert_eq!(ids(&first), made[..3], "the newest first");
        let cursor = first["meta"]["nextCursor"].as_str().unwrap();
        let second = list(&support, &[&base[..], &[("cursor", cursor)]].concat()).await;
        assert_eq!(ids(&second), made[3..6]);
        let back = second["meta"]["previousCursor"].as_str().unwrap();
        let back = list(&support, &[&base[..], &[("cursor", back), ("direction", "backward")]].concat()).await;
        assert_eq!((ids(&back), &back["meta"]["previousCursor"]), (made[..3].to_vec(), &json!(null)));
    }
    let all = list(&support, &[("id", &key_id), ("limit", "100")]).await;
    let meta = json!({ "mode": "cursor", "nextCursor": null, "previousCursor": null, "total": 7, "dropped": 0 });
    assert_eq!(all["meta"], meta);
    support.get("/requests?cursor=zz").await.expect_problem(400, "INVALID_CURSOR");
}

#[tokio::test]
async fn a_filter_leaves_out_what_does_not_fit_with_an_id_and_without() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (key_id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let api = serve.public(Sandbox, &secret);
    let of_ledger = [("user-agent", "ledger/2.1")];
    let good = correlation_of(&call(&api, "/customers", &of_ledger).await.expect_status(200));
    let refused = api.post("/webhooks/endpoints", json!({})).await.expect_problem(403, "API_KEY_READ_ONLY");
    let refused = correlation_of(&refused);
    let misplaced = call(&serve.public(Live, &secret), "/customers", &of_ledger).await;
    let misplaced = correlation_of(&misplaced.expect_problem(401, "API_KEY_INVALID"));
    found(&support, &key_id, 3).await;

    let ids = async |query: &[(&str, &str)]| -> Vec<Value> {
        let page = list(&support, query).await;
        page["data"].as_array().unwrap().iter().map(|record| record["correlationId"].clone()).collect()
    };
    for base in [vec![("id", key_id.as_str())], vec![]] {
        let narrowed = async |more: &[(&str, &str)]| ids(&[&base[..], more].concat()).await;
        assert_eq!(narrowed(&[("answered", "good"), ("side", "sandbox")]).await, [json!(good)]);
        assert_eq!(narrowed(&[("side", "live")]).await, [json!(misplaced)]);
        assert_eq!(narrowed(&[("agent", "ledger/2.1")]).await.len(), 2, "on either side");
        assert_eq!(narrowed(&[("agent", "ledger/2.1"), ("address", "192.0.2.1")]).await.len(), 0);
        let page = [&base[..], &[("answered", "refused"), ("address", "::ffff:127.0.0.1"), ("limit", "1")]].concat();
        let first = list(&support, &page).await;
        assert_eq!((first["meta"]["total"].clone(), first["data"].as_array().unwrap().len()), (json!(2), 1));
        let cursor = first["meta"]["nextCursor"].as_str().expect("the other one is behind it");
        let second = ids(&[&page[..], &[("cursor", cursor)]].concat()).await;
        let both = [first["data"][0]["correlationId"].clone(), second[0].clone()];
        assert!([&refused, &misplaced].iter().all(|id| both.contains(&json!(id))), "{both:?}");
    }
    assert_eq!(ids(&[("side", "management")]).await.len(), 2, "the key was created and confirmed");
    for (wrong, pointer) in [("address=192.0.2.0/24", "/address"), ("answered=nonsense", "/answered")] {
        let refused = support.get(&format!("/requests?{wrong}")).await.expect_problem(400, "VALIDATION_ERROR");
        assert_eq!(refused.json()["errors"][0]["pointer"], json!(pointer), "{wrong}");
    }

    let told = explained(&support, &misplaced).await;
    let same = told["related"]["sameCaller"].as_array().unwrap();
    assert_eq!((same.len(), &same[0]["correlationId"]), (1, &json!(good)), "the same program, and not curl's: {told}");
}

/// What a key was allowed at that moment is read from what was changed since.
#[tokio::test]
async fn an_explanation_tells_what_was_done_to_the_key_since() {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(&folder.path().join("data"));
    let (admin, support) = (serve.manage("admin"), serve.manage("support"));
    let (key_id, secret) = admin.create_active("sandbox", "billing", "read_only").await;
    let change = async |number: &str, ips: &[&str]| {
        let asked = json!({ "allowedIps": ips, "reason": "They moved" });
        let change = admin.request(Method::PATCH, &format!("/keys/{key_id}")).json(&asked);
        Answer::to(change.header("idempotency-key", number)).await.expect_status(200);
    };
    change("first", &["192.0.2.0/24"]).await;
    let refused = serve.public(Sandbox, &secret).get("/customers").await.expect_status(403);
    change("second", &["127.0.0.1"]).await;
    let refused = correlation_of(&refused);
    found(&support, &refused, 1).await;
    let told = explained(&support, &refused).await;
    assert_eq!(told["request"]["refusal"], "ip_not_allowed");
    let since = told["since"].as_array().unwrap();
    assert_eq!((since.len(), &since[0]["action"]), (1, &json!("key.changed")), "not what was done before: {told}");
    assert_eq!(since[0]["detail"], "addresses: 192.0.2.0/24 → 127.0.0.1/32. They moved");
}

#[tokio::test]
async fn another_organizations_records_are_not_found() {
    let inside = Inside::start(Ambient::system()).await;
    let support = inside.manage(Role::Support);
    let (key_id, secret) = inside.manage(Role::Admin).create_active("sandbox", "billing", "read_only").await;
    let headers = [("x-client-correlation-id", "shared-name")];
    let ours = correlation_of(&call(&inside.public(Sandbox, &secret), "/customers", &headers).await);
    let nobody = call(&inside.public(Sandbox, ""), "/customers", &headers).await.expect_problem(401, "API_KEY_MISSING");
    let nobody = correlation_of(&nobody);
    found(&support, "shared-name", 2).await;
    let other = inside.service().create_organization("Other", "").await.unwrap();
    let theirs = inside.manage_of(&other, Role::Support);
    for id in [ours.as_str(), &key_id, "shared-name"] {
        assert_eq!(list(&theirs, &[("id", id)]).await["data"], json!([]), "{id}");
    }
    assert_eq!(list(&theirs, &[]).await["data"], json!([]));
    theirs.get(&format!("/requests/{ours}")).await.expect_problem(404, "NOT_FOUND");
    let told = explained(&theirs, &nobody).await;
    assert_eq!(told["request"]["refusal"], "missing", "whoever holds the id of a request of nobody may look at it");
    assert_eq!(
        found(&support, "shared-name", 1).await[0]["correlationId"],
        json!(ours),
        "two organizations: no guessing"
    );
    inside.stop().await;
}

#[tokio::test]
async fn records_are_forgotten_after_their_time() {
    let clock = Clock::at(Timestamp::from_millis(1_768_469_400_000));
    let inside = Inside::start(clock.ambient()).await;
    let support = inside.manage(Role::Support);
    let (key_id, secret) = inside.manage(Role::Admin).create_active("sandbox", "billing", "read_only").await;
    let api = inside.public(Sandbox, &secret);
    let old = correlation_of(&api.get("/customers").await.expect_status(200));
    found(&support, &key_id, 1).await;
    clock.step(90 * 24 * 3600 + 1);
    let young = correlation_of(&api.get("/customers").await.expect_status(200));
    found(&support, &key_id, 2).await;
    inside.service().evidence.prune_records().await.unwrap();
    assert_eq!(found(&support, &key_id, 1).await[0]["correlationId"], json!(young));
    support.get(&format!("/requests/{old}")).await.expect_problem(404, "NOT_FOUND");
    let after = correlation_of(&api.get("/customers").await.expect_status(200));
    let record = found(&support, &after, 1).await.remove(0);
    assert_eq!(record["route"], "/v2/customers", "words that were forgotten with the old ones are written anew");
    inside.stop().await;
}
