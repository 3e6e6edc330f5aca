use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use keys::{
    Ambient, Timestamp,
    mint::mint_secret,
    rotation::{Cause, Step},
    wire::{self, Key, ListMeta, Organization, Page},
};

use providers::guide;

use super::*;
use crate::{
    Folders,
    scripted::{Scripted, ambient, key, now, page, rotation},
    view::{AddConnection, AddService, BeginRun, Declared, ServiceHost, StepRef},
};

const ORGANIZATION: &str = "GET /v1/organization";
const KEYS: &str = "GET /v1/keys";
const ROTATIONS: &str = "GET /v1/rotations";

/// Moves with the number of hours in it.
fn app_at(place: &Scripted, hours: &Arc<AtomicI64>) -> App {
    let (hours, system) = (hours.clone(), Ambient::system());
    let clock = move || now().plus_seconds(hours.load(Ordering::SeqCst) * 3600);
    let ambient = Ambient::new(clock, move |bytes| system.fill(bytes));
    App::open(&Folders { data: None }, place.keychain.vault(), ambient).unwrap()
}

/// A place whose organization has a sandbox alone.
async fn open(keys: Vec<Key>) -> Scripted {
    let place = Scripted::open().await;
    let mut organization: Organization = place.organization();
    organization.environments.retain(|info| info.environment == Environment::Sandbox);
    place.answer(ORGANIZATION, &organization);
    place.answer(KEYS, &page(keys));
    place.answer(ROTATIONS, &page(Vec::<wire::Rotation>::new()));
    place
}

async fn add(app: &App, name: &str, place: &Scripted) -> String {
    let asked = AddConnection { name: name.to_owned(), url: place.here.clone() };
    app.add_connection(asked, place.token.clone()).await.unwrap().id
}

fn active(name: &str) -> Key {
    key(name, Environment::Sandbox, KeyState::Active)
}

fn names(place: &KnownPlaceView) -> Vec<&str> {
    place.told.keys.iter().map(|key| key.name.as_str()).collect()
}

async fn looks_for(app: &App, search: &str) -> Vec<String> {
    let asked = FindEverywhere { search: search.to_owned(), this_computer: "Dieser Computer".to_owned() };
    app.find_everywhere(&asked).await.unwrap().keys.into_iter().map(|key| key.key).collect()
}

#[tokio::test]
async fn every_connection_tells_of_its_keys_and_its_rotations() {
    let (team, other) = (open(vec![active("billing")]).await, open(vec![active("payouts"), active("ci")]).await);
    let going = rotation(Cause::Routine, Step::NewSeen);
    let app = team.another_app();
    add(&app, "team", &team).await;
    add(&app, "other", &other).await;
    other.answer(ROTATIONS, &page(vec![going.clone()]));
    let asked = AddService { service: "conduit-im".to_owned(), name: String::new(), hosts: Vec::new() };
    let service = app.add_service(asked).await.unwrap();

    app.list_everywhere().await.unwrap();
    let mut places = app.list_everywhere().await.unwrap();
    places.sort_by(|one, next| one.connection.name.cmp(&next.connection.name));
    let told: Vec<_> = places.iter().map(|place| (place.connection.name.as_str(), names(place))).collect();
    assert_eq!(
        told,
        [("Conduit.im", vec![]), ("other", vec!["payouts", "ci"]), ("team", vec!["billing"])],
        "this computer's own is not set up"
    );
    assert!(places.iter().all(|place| place.trouble.is_none() && place.as_of == Some(now())));
    assert_eq!(places[0].connection.id, service.id);
    assert_eq!(places[0].told.name, "Conduit.im", "a service calls itself so");
    let [paired] = &places[1].told.rotations[..] else { panic!("one rotation") };
    assert_eq!((paired.id.as_str(), paired.name.as_str()), (going.id.as_str(), "payouts"));
    assert_eq!(paired.key.as_deref(), Some(going.old_key.id.as_str()), "the key that goes is found by it");
    assert_eq!(paired.progress, RotationProgress::Paired { step: Step::NewSeen, stalled: None });
}

#[tokio::test]
async fn a_place_that_is_away_shows_what_was_last_known_with_its_age_and_why() {
    let (place, hours) = (open(vec![active("billing")]).await, Arc::new(AtomicI64::new(0)));
    let app = app_at(&place, &hours);
    let id = add(&app, "team", &place).await;
    let (before, never) = (&app.last_known().await.unwrap()[0], open(Vec::new()).await);
    assert!(before.as_of.is_none() && before.told == Told::default(), "it was never asked");
    let here = app.list_place(&id).await.unwrap();
    assert_eq!((here.as_of, names(&here)), (Some(now()), vec!["billing"]));

    hours.store(3, Ordering::SeqCst);
    place.refuse(ORGANIZATION, wire::Code::TokenInvalid);
    let away = app.list_place(&id).await.unwrap();
    assert_eq!(away.told, here.told);
    assert_eq!(away.as_of, Some(now()), "three hours ago by this clock: {}", app.now());
    assert_eq!(away.trouble.map(|failure| failure.code), Some(Code::SignedOut));
    let kept = &app.last_known().await.unwrap()[0];
    assert_eq!((&kept.told, kept.as_of, kept.trouble.is_some()), (&here.told, Some(now()), false), "nobody was asked");

    let other = add(&app, "never", &never).await;
    never.refuse(KEYS, wire::Code::ServiceUnavailable);
    let unknown = app.list_place(&other).await.unwrap();
    assert_eq!((unknown.as_of, unknown.trouble.unwrap().code), (None, Code::Unavailable));
    assert_eq!(app.list_place("nobody").await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_place_that_does_not_answer_holds_no_other_up() {
    let (slow, fast) = (open(Vec::new()).await, open(vec![active("billing")]).await);
    let app = slow.another_app();
    let (slow_id, fast_id) = (add(&app, "slow", &slow).await, add(&app, "fast", &fast).await);
    slow.answer_lines_without_end(KEYS, &[]);
    let waiting = tokio::spawn({
        let (app, id) = (app.clone(), slow_id.clone());
        async move { app.list_place(&id).await }
    });
    let told = app.list_place(&fast_id).await.unwrap();
    assert_eq!((names(&told), waiting.is_finished()), (vec!["billing"], false));
    waiting.abort();
}

#[tokio::test]
async fn a_place_is_waited_for_no_longer_than_its_own_while() {
    let slow = open(Vec::new()).await;
    let app = slow.another_app();
    let id = add(&app, "slow", &slow).await;
    slow.answer_lines_without_end(KEYS, &[]);
    let waiting = tokio::spawn({
        let app = app.clone();
        async move { app.list_place(&id).await }
    });
    // The clock stands while anything is on its way: it moves on once the place was asked, and does not answer.
    while !slow.lines().iter().any(|line| line == KEYS) {
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    tokio::time::advance(TOLD_WITHIN).await;
    let late = waiting.await.unwrap().unwrap().trouble.unwrap();
    assert_eq!((late.code, late.message.as_str()), (Code::Offline, "It did not answer in time."));
}

#[tokio::test]
async fn a_key_is_due_by_the_policy_of_its_environment_and_only_while_it_is_active() {
    let day = |days: i64| now().plus_seconds(days * 24 * 3600);
    let ending = Key { ends_at: Some(day(40)), ..active("ending") };
    let place = open(vec![active("plain"), ending, key("gone", Environment::Sandbox, KeyState::Revoked)]).await;
    let app = place.another_app();
    let id = add(&app, "team", &place).await;
    let due: fn(&KnownPlaceView) -> Vec<Option<Timestamp>> =
        |place| place.told.keys.iter().map(|key| key.due_at).collect();
    assert_eq!(due(&app.list_place(&id).await.unwrap()), [Some(day(365)), Some(day(10)), None]);
    let mut strict = place.organization();
    strict.environments.retain(|info| info.environment == Environment::Sandbox);
    strict.environments[0].key_days_max = Some(7);
    place.answer(ORGANIZATION, &strict);
    assert_eq!(due(&app.list_place(&id).await.unwrap()), [Some(day(7)), Some(day(7)), None]);
}

#[tokio::test]
async fn what_has_too_many_keys_says_so_and_its_due_ones_are_asked_for_apart() {
    let place = open(Vec::new()).await;
    let app = place.another_app();
    let id = add(&app, "team", &place).await;
    let list = page((0..100).map(|n| active(&format!("key {n}"))).collect());
    place.answer(KEYS, &Page { meta: ListMeta { next_cursor: Some("c".to_owned()), ..list.meta.clone() }, ..list });
    app.list_place(&id).await.unwrap();
    let told = app.list_place(&id).await.unwrap().told;
    assert_eq!((told.keys.len(), &told.more[..]), (KEYS_MAX, &[Environment::Sandbox][..]));
    let asked = place.asked().into_iter().filter(|asked| asked.what == KEYS);
    let due = asked.filter(|asked| asked.query.contains("due") && asked.query.contains("cursor=")).count();
    assert!(due > 0, "the newest come first, and an old key is due");
}

/// Says what there is to say until a run stands at a proof.
async fn go_on(place: &Scripted, mut run: GuidedRunView) -> GuidedRunView {
    while let Some(now) = run.steps.get(run.at as usize) {
        let step = StepRef { run: run.id.clone(), step: run.at };
        run = match now.step {
            guide::Step::Prove { .. } => return run,
            guide::Step::TakeSecret { .. } => {
                place.app.take_secret(&step, &mint_secret(Environment::Sandbox, &ambient())).await.unwrap()
            }
            _ => place.app.finish_step(&step).await.unwrap(),
        };
    }
    run
}

#[tokio::test]
async fn a_guided_rotation_runs_from_its_beginning_to_its_outcome_and_its_key_has_its_last_proof() {
    let place = Scripted::open().await;
    let hosts = Environment::ALL.map(|environment| ServiceHost { environment, url: format!("{}/v2", place.here) });
    let asked = AddService { service: "conduit-financial".to_owned(), name: String::new(), hosts: hosts.into() };
    let service = place.app.add_service(asked).await.unwrap();
    place.answer("GET /v2/customers", &serde_json::json!({ "data": [] }));
    let begin = async |operation, key: Option<String>| {
        let is_new = key.is_none();
        let declared = Declared { access_level: is_new.then_some(keys::AccessLevel::ReadOnly), ..Declared::default() };
        let begin = BeginRun {
            idempotency_key: ambient().mint_uuid(),
            environment: Environment::Sandbox,
            operation,
            key,
            name: "billing".to_owned(),
            typed_name: None,
            declared,
        };
        go_on(&place, place.app.begin_guided(&service.id, &begin).await.unwrap()).await
    };
    let adopted = begin(GuidedOperation::Adopt, None).await;
    let told = place.app.list_place(&service.id).await.unwrap().told;
    assert_eq!(told.rotations, [], "one that adopts a key replaces none");
    place.app.prove_guided(&StepRef { run: adopted.id.clone(), step: adopted.at }).await.unwrap();

    let rotating = begin(GuidedOperation::Rotate, Some(adopted.id.clone())).await;
    let told = place.app.list_place(&service.id).await.unwrap().told;
    let [row] = &told.rotations[..] else { panic!("one rotation: {told:?}") };
    let of = rotating.steps.len() as u32;
    assert_eq!((&row.id, row.key.as_ref()), (&rotating.id, Some(&adopted.id)));
    assert_eq!(row.progress, RotationProgress::Guided { at: rotating.at, of });
    let proved = told.keys.iter().find(|key| key.id == adopted.id).unwrap();
    assert!(proved.last_proof.as_ref().is_some_and(|call| call.answered == Some(guide::Answered::Accepted)));

    place.app.abandon_run(&rotating.id).await.unwrap();
    assert_eq!(place.app.list_place(&service.id).await.unwrap().told.rotations, [], "it was given up");
}

#[tokio::test]
async fn one_search_finds_by_name_hint_id_note_and_place() {
    let noted = Key { note: Some("in the vault of Zürich".to_owned()), ..active("billing-sync") };
    let (team, other) = (open(vec![noted.clone()]).await, open(vec![active("payouts")]).await);
    let app = team.another_app();
    add(&app, "Küche", &team).await;
    add(&app, "other", &other).await;
    app.list_everywhere().await.unwrap();
    for search in ["bill", "sync BILLING", "zurich", "kuche", noted.id.as_str(), "billing ck_sandbox_…9f2c"] {
        assert_eq!(looks_for(&app, search).await, std::slice::from_ref(&noted.id), "{search}");
    }
    assert_eq!(looks_for(&app, "9f2c").await.len(), 2);
    assert_eq!(looks_for(&app, "illing").await, [] as [String; 0], "words begin with what is looked for");
}

#[tokio::test]
async fn a_search_that_holds_a_secret_is_refused_before_anything_is_read() {
    let place = open(vec![active("billing")]).await;
    let secret = mint_secret(Environment::Live, &ambient());
    for search in [secret.expose().to_owned(), format!("export KEY={}", secret.expose())] {
        let asked = FindEverywhere { search, this_computer: String::new() };
        let failure = place.app.find_everywhere(&asked).await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, "/search"));
        assert!(!format!("{failure:?}").contains(secret.expose()));
    }
    assert!(place.asked().is_empty());
}

#[tokio::test]
async fn what_looks_like_a_secret_in_a_name_is_not_written_down() {
    let secret = mint_secret(Environment::Live, &ambient());
    let named = Key { note: Some(format!("it is {}", secret.expose())), ..active(secret.expose()) };
    let place = open(vec![named]).await;
    let app = place.another_app();
    let id = add(&app, "team", &place).await;
    let told = app.list_place(&id).await.unwrap().told;
    assert!(!serde_json::to_string(&told).unwrap().contains(&secret.expose()[20..]));
}

#[tokio::test]
async fn a_connection_that_is_removed_is_forgotten_and_tells_no_more() {
    let place = open(vec![active("billing")]).await;
    let app = place.another_app();
    let id = add(&app, "team", &place).await;
    let told = app.list_place(&id).await.unwrap().told;
    app.remove_connection(&id).await.unwrap();
    let journal = &app.shared.journal;
    assert!(app.last_known().await.unwrap().is_empty() && journal.last_told(&id).unwrap().is_none());
    journal.note_told(&id, &told, now()).unwrap();
    assert!(journal.last_told(&id).unwrap().is_none(), "an answer that was under way comes too late");
}

#[tokio::test]
async fn this_computer_s_own_is_listed_once_it_is_set_up_and_found_by_what_it_is_called() {
    let place = open(vec![active("billing")]).await;
    let app = place.another_app();
    assert!(app.last_known().await.unwrap().is_empty());
    app.set_local(LocalAuthority::Failed(app.fail(Code::DataDamaged, "It is damaged.")));
    let told = Told { keys: vec![], ..Told::default() };
    app.shared.journal.note_told(LOCAL, &told, now()).unwrap();
    let [local] = &app.list_everywhere().await.unwrap()[..] else { panic!("one place") };
    assert_eq!((local.as_of, local.trouble.as_ref().unwrap().code), (Some(now()), Code::DataDamaged));
    let row = of_key(app.key_view(LOCAL, active("billing")).unwrap(), None);
    let told = Told { keys: vec![row.clone()], ..told };
    app.shared.journal.note_told(LOCAL, &told, now()).unwrap();
    assert_eq!(looks_for(&app, "dieser computer").await, [row.id], "in the language of whoever looks");
}
