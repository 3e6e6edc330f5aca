//! Proving by a call.

use super::*;

#[tokio::test]
async fn a_proof_that_does_not_succeed_stays_says_why_and_lets_another_secret_be_taken() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, dead) = (desk.creating(&app).await, mint_with_prefix("acme_test_", &Ambient::system()));
    app.take_secret(&step(&run, 2), &dead).await.unwrap();
    *lock(&desk.place.trouble) = Some((503, "req_busy".to_owned()));
    let busy = app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    let tried = busy.last_try.clone().unwrap();
    assert_eq!((busy.at, tried.answered, tried.status), (3, None, 503), "no answer about the key is no proof");
    *lock(&desk.place.trouble) = None;
    app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    let refused = desk.app().get_run(&run).await.unwrap();
    let tried = refused.last_try.unwrap();
    assert_eq!((refused.at, tried.answered, tried.correlation_id.as_str()), (3, Some(Answered::Refused), "req_2"));

    let good = desk.working();
    let taken = app.take_secret(&step(&run, 2), &good).await.unwrap();
    assert_eq!((taken.at, &taken.last_try), (3, &None));
    let StepState::Done { evidence: Evidence::Taken { hint }, .. } = &taken.steps[2].state else { panic!("{taken:?}") };
    assert!(good.expose().ends_with(&hint.last_four), "the hint is of the one that is kept");
    let proved = app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    assert_eq!((proved.outcome, proved.last_try), (Some(RunOutcome::Finished), None));
    assert_eq!(wrong(app.take_secret(&step(&run, 2), &desk.working()).await), invalid("/step"), "it is proved now");
    assert_eq!(desk.kept(&run).as_deref(), Some(good.expose()));
}

#[tokio::test]
async fn a_key_is_sent_to_its_own_place_alone() {
    let desk = Desk::new();
    let app = desk.app();
    let run = desk.creating(&app).await;
    app.take_secret(&step(&run, 2), &desk.working()).await.unwrap();
    let other = PlaceAt { connection: "another", place: &desk.place };
    assert_eq!(wrong(app.prove_step(other, &step(&run, 3)).await).0, Code::NotFound);
    assert_eq!(desk.place.calls.load(Ordering::SeqCst), 0);
}
