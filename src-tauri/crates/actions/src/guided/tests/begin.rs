//! Beginning a run.

use super::*;

#[tokio::test]
async fn a_key_is_led_through_one_run_at_a_time() {
    let desk = Desk::new();
    let app = desk.app();
    let (key, _) = desk.created(&app).await;
    let rotate = asked(GuidedOperation::Rotate, Some(&key));
    let run = app.begin_run(desk.at(), &rotate).await.unwrap().id;
    let again = BeginRun { idempotency_key: "another".to_owned(), ..rotate.clone() };
    assert_eq!(app.begin_run(desk.at(), &again).await.unwrap().id, run, "pressed twice");
    let revoke = asked(GuidedOperation::Revoke, Some(&key));
    assert_eq!(wrong(app.begin_run(desk.at(), &revoke).await).0, Code::KeyNotActive);
    let other = BeginRun { operation: GuidedOperation::Create, key: None, ..rotate.clone() };
    assert_eq!(wrong(app.begin_run(desk.at(), &other).await), invalid("/idempotencyKey"));
    app.abandon_run(&run).await.unwrap();
    assert_eq!(app.begin_run(desk.at(), &rotate).await.unwrap().id, run, "an answer that was lost is given again");
    assert!(app.begin_run(desk.at(), &revoke).await.is_ok());
}

#[tokio::test]
async fn what_is_asked_is_checked_before_anything_is_written() {
    let desk = Desk::new();
    let app = desk.app();
    let (key, _) = desk.created(&app).await;
    let live = |typed: Option<&str>| BeginRun {
        environment: Environment::Live,
        typed_name: typed.map(str::to_owned),
        ..asked(GuidedOperation::Revoke, Some(&KeyRef::new(HERE, "of the place")))
    };
    for typed in [None, Some("bill")] {
        let (code, _) = wrong(app.begin_run(desk.at(), &live(typed)).await);
        assert_eq!(code, Code::NameNotConfirmed, "live is different");
    }
    assert!(app.begin_run(desk.at(), &live(Some("billing"))).await.is_ok());
    let create = asked(GuidedOperation::Create, None);
    let minted = mint_with_prefix("sk_test_", &Ambient::system());
    for (asked, pointer) in [
        (BeginRun { environment: Environment::Live, ..asked(GuidedOperation::Revoke, Some(&key)) }, "/environment"),
        (asked(GuidedOperation::Create, Some(&key)), "/key"),
        (asked(GuidedOperation::Rotate, None), "/key"),
        (asked(GuidedOperation::Rotate, Some(&KeyRef::new(HERE, ""))), "/key"),
        (asked(GuidedOperation::Rotate, Some(&KeyRef::new(HERE, minted.expose()))), "/key"),
        (BeginRun { name: " ".to_owned(), ..create.clone() }, "/name"),
        (BeginRun { name: minted.expose().to_owned(), ..create }, "/name"),
    ] {
        assert_eq!(wrong(app.begin_run(desk.at(), &asked).await), invalid(pointer), "{asked:?}");
    }
    assert_eq!(app.list_open_runs().await.unwrap().len(), 1);
}

#[tokio::test]
async fn where_everything_has_a_call_nothing_is_done_by_hand() {
    let desk = Desk::new();
    let base = BaseUrl::parse("http://127.0.0.1:1").unwrap();
    let authority = Provider::authority_at(Client::new().unwrap(), base, mint_with_prefix("ckm_", &Ambient::system()));
    for operation in [GuidedOperation::Create, GuidedOperation::Rotate, GuidedOperation::Revoke] {
        let at = PlaceAt { connection: HERE, place: &authority };
        let begun = desk.app().begin_run(at, &asked(operation, None)).await;
        assert_eq!(wrong(begun).0, Code::NotAllowed);
    }
}

#[tokio::test]
async fn whoever_ends_a_key_there_is_told_which_of_those_with_its_name() {
    let desk = Desk::new();
    let app = desk.app();
    let ((key, secret), (other, _)) = (desk.created(&app).await, desk.created(&app).await);
    let hint = |run: &GuidedRunView| run.old.as_ref().map(|old| old.last_four.clone());
    let last_four = |secret: &Secret| Some(secret.expose()[secret.expose().len() - 4..].to_owned());
    let begun = app.begin_run(desk.at(), &asked(GuidedOperation::Revoke, Some(&key))).await.unwrap();
    assert_eq!(hint(&begun), last_four(&secret));
    desk.revoked_there(&secret);
    app.finish_step(&step(&begun.id, 0)).await.unwrap();
    let ended = app.prove_step(desk.at(), &step(&begun.id, 1)).await.unwrap();
    assert_eq!(hint(&ended), last_four(&secret), "also when the keychain has it no more");
    let new = app.begin_run(desk.at(), &asked(GuidedOperation::Create, None)).await.unwrap();
    let rotated = app.begin_run(desk.at(), &asked(GuidedOperation::Rotate, Some(&other))).await.unwrap();
    assert!(hint(&new).is_none() && hint(&rotated).is_some());
    let unknown = KeyRef::new(HERE, "of the place");
    let unknown = app.begin_run(desk.at(), &asked(GuidedOperation::Revoke, Some(&unknown))).await.unwrap();
    assert_eq!(hint(&unknown), None, "nothing is made up");
}
