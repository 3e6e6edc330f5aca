//! How a run ends.

use super::*;

#[tokio::test]
async fn a_revocation_is_over_when_the_place_refuses_the_key_and_our_copy_is_gone() {
    let desk = Desk::new();
    let app = desk.app();
    let (key, secret) = desk.created(&app).await;
    let run = desk.begin(&app, GuidedOperation::Revoke, &key).await;
    app.finish_step(&step(&run, 0)).await.unwrap();
    let alive = app.prove_step(desk.at(), &step(&run, 1)).await.unwrap();
    assert_eq!((alive.at, alive.last_try.unwrap().answered), (1, Some(Answered::Accepted)), "it was only said");
    desk.revoked_there(&secret);
    let proved = app.prove_step(desk.at(), &step(&run, 1)).await.unwrap();
    assert_eq!((proved.outcome, proved.left), (Some(RunOutcome::Finished), Vec::new()));
    assert_eq!(desk.kept(&key.key), None);
    assert_eq!(app.secret_for_copy(&key).await.unwrap_err().code, Code::SecretGone);
    assert_eq!(app.list_saved_secrets().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_run_ends_when_the_keychain_was_tidied_up_and_not_before() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, secret) = (desk.creating(&app).await, desk.working());
    app.take_secret(&step(&run, 2), &secret).await.unwrap();
    desk.keychain.set_status(KeychainStatus::Locked);
    let abandoned = app.abandon_run(&run).await.unwrap();
    assert_eq!((abandoned.outcome, abandoned.ended_at), (Some(RunOutcome::Abandoned), None));
    let Some(Left::RevokeNewKey { hint }) = abandoned.left.first() else { panic!("{abandoned:?}") };
    assert!(secret.expose().ends_with(&hint.last_four), "it says which key to look for");
    assert_eq!(desk.app().list_open_runs().await.unwrap().len(), 1, "something is owed");
    desk.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
    let app = desk.app();
    assert_eq!(app.list_open_runs().await.unwrap(), []);
    assert_eq!(desk.kept(&run), None);
    let ended = app.abandon_run(&run).await.unwrap();
    assert!(ended.ended_at.is_some() && ended.left == abandoned.left, "{ended:?}");
    assert_eq!(wrong(app.prove_step(desk.at(), &step(&run, 3)).await), invalid("/run"));
    assert_eq!(wrong(app.take_secret(&step(&run, 2), &secret).await), invalid("/step"));
}

#[tokio::test]
async fn who_gives_up_is_told_what_is_left_to_do_there() {
    let desk = Desk::new();
    let app = desk.app();
    let untouched = app.begin_run(desk.at(), &asked(GuidedOperation::Create, None)).await.unwrap().id;
    assert_eq!(app.abandon_run(&untouched).await.unwrap().left, []);
    let unpasted = desk.creating(&app).await;
    assert_eq!(app.abandon_run(&unpasted).await.unwrap().left, [Left::LookForNewKey]);

    let (key, _) = desk.created(&app).await;
    let rotation = desk.begin(&app, GuidedOperation::Rotate, &key).await;
    assert_eq!(app.abandon_run(&rotation).await.unwrap().left, [], "the old key is kept on purpose");
    let rotation = desk.begin(&app, GuidedOperation::Rotate, &key).await;
    let new = desk.working();
    app.take_secret(&step(&rotation, 0), &new).await.unwrap();
    app.prove_step(desk.at(), &step(&rotation, 1)).await.unwrap();
    assert_eq!(app.abandon_run(&rotation).await.unwrap().left, [Left::RevokeOldKey]);
    assert_eq!(desk.kept(&rotation).as_deref(), Some(new.expose()), "callers may have it by now");
    let revocation = desk.begin(&app, GuidedOperation::Revoke, &key).await;
    app.finish_step(&step(&revocation, 0)).await.unwrap();
    let skipped = app.skip_step(&skip(&revocation, 1, "The place is down.")).await.unwrap();
    assert_eq!((skipped.left, skipped.unproved), (vec![Left::RevokeOldKey], vec![1]));
    assert_eq!(wrong(app.abandon_run(&revocation).await), invalid("/run"));
    assert!(desk.kept(&key.key).is_some(), "what may still work can still be proved");
}
