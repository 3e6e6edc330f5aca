//! Steps in their turn, left out, and noted once.

use super::*;

#[tokio::test]
async fn whoever_asks_twice_does_nothing_twice() {
    let desk = Desk::new();
    let (app, secret) = (desk.app(), desk.working());
    let begin = asked(GuidedOperation::Create, None);
    let begun = app.begin_run(desk.at(), &begin).await.unwrap();
    assert_eq!(app.begin_run(desk.at(), &begin).await.unwrap(), begun);
    let run = begun.id;
    for number in [0, 1] {
        let first = app.finish_step(&step(&run, number)).await.unwrap();
        assert_eq!(first.at, number + 1);
        assert_eq!(app.finish_step(&step(&run, number)).await.unwrap(), first);
    }
    let taken = app.take_secret(&step(&run, 2), &secret).await.unwrap();
    assert_eq!(app.take_secret(&step(&run, 2), &secret).await.unwrap(), taken);
    assert_eq!(desk.keychain.saves_tried(), 1);
    let proved = app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    assert_eq!(app.prove_step(desk.at(), &step(&run, 3)).await.unwrap(), proved);
    assert_eq!(desk.place.calls.load(Ordering::SeqCst), 1, "what is proved is not asked again");
    let late = app.skip_step(&skip(&run, 3, "because")).await.unwrap();
    assert_eq!((late.unproved, app.get_run(&run).await.unwrap()), (Vec::new(), proved), "nor unproved again");
    assert_eq!(app.list_open_runs().await.unwrap(), []);
}

#[tokio::test]
async fn a_step_is_done_in_its_turn_and_in_its_way() {
    let desk = Desk::new();
    let (app, secret) = (desk.app(), desk.working());
    let run = app.begin_run(desk.at(), &asked(GuidedOperation::Create, None)).await.unwrap().id;
    assert_eq!(wrong(app.finish_step(&step(&run, 1)).await), invalid("/step"), "another comes first");
    assert_eq!(wrong(app.take_secret(&step(&run, 2), &secret).await), invalid("/step"));
    assert_eq!(wrong(app.take_secret(&step(&run, 0), &secret).await), invalid("/step"), "a page is no secret");
    assert_eq!(wrong(app.prove_step(desk.at(), &step(&run, 0)).await), invalid("/step"));
    assert_eq!(wrong(app.skip_step(&skip(&run, 0, "because")).await), invalid("/step"));
    assert_eq!(wrong(app.finish_step(&step(&run, 99)).await), invalid("/step"));
    assert_eq!(wrong(app.finish_step(&step("run_0", 0)).await).0, Code::NotFound);
    let run = desk.creating(&app).await;
    assert_eq!(wrong(app.finish_step(&step(&run, 2)).await), invalid("/step"), "a secret is not just said");
    app.take_secret(&step(&run, 2), &secret).await.unwrap();
    assert_eq!(wrong(app.finish_step(&step(&run, 3)).await), invalid("/step"), "nor is a proof");
    assert_eq!(desk.place.calls.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_was_left_out_needs_a_reason_and_is_unproved_for_ever() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, secret) = (desk.creating(&app).await, desk.working());
    app.take_secret(&step(&run, 2), &secret).await.unwrap();
    let cut = &secret.expose()[..30];
    for reason in ["", " \n", &"x".repeat(501), "two\nlines", secret.expose(), &format!("it is {cut}"), "key\u{7}"] {
        assert_eq!(wrong(app.skip_step(&skip(&run, 3, reason)).await), invalid("/reason"), "{}", reason.len());
    }
    let skipped = app.skip_step(&skip(&run, 3, " The place is down for a week. ")).await.unwrap();
    assert_eq!((skipped.outcome, &skipped.unproved), (Some(RunOutcome::Finished), &vec![3]));
    let reason = |run: &GuidedRunView| match &run.steps[3].state {
        StepState::Skipped { reason, .. } => reason.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(&skipped), "The place is down for a week.");

    // Whatever comes after: a proof, another reason, a rotation of the key.
    let app = desk.app();
    app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    app.skip_step(&skip(&run, 3, "another reason")).await.unwrap();
    desk.begin(&app, GuidedOperation::Revoke, &KeyRef::new(HERE, &run)).await;
    let runs = app.list_runs_of(&KeyRef::new(HERE, &run)).await.unwrap();
    assert_eq!((runs.len(), &runs[0].unproved), (2, &vec![3]));
    assert_eq!(reason(&runs[0]), reason(&skipped));
    assert_eq!(app.secret_for_copy(&KeyRef::new(HERE, &run)).await.unwrap().expose(), secret.expose());
}

#[tokio::test]
async fn a_wait_is_over_in_its_time_also_across_a_restart() {
    let desk = Desk::new();
    let app = desk.app();
    let (key, _) = desk.created(&app).await;
    let run = desk.begin(&app, GuidedOperation::Rotate, &key).await;
    app.take_secret(&step(&run, 0), &desk.working()).await.unwrap();
    app.prove_step(desk.at(), &step(&run, 1)).await.unwrap();
    let waiting = app.finish_step(&step(&run, 2)).await.unwrap();
    assert_eq!(waiting.due_at, Some(Timestamp::from_millis(60_000)));
    desk.clock.store(59_999, Ordering::SeqCst);
    assert_eq!(wrong(desk.app().finish_step(&step(&run, 3)).await), invalid("/step"));
    desk.clock.store(60_000, Ordering::SeqCst);
    assert_eq!(desk.app().finish_step(&step(&run, 3)).await.unwrap().at, 4);
}

/// Two programs on one folder: whoever read before the other wrote changes nothing.
#[tokio::test]
async fn a_write_that_comes_late_changes_nothing() {
    let desk = Desk::new();
    let (window, terminal) = (desk.app(), desk.app());
    let (run, secret) = (desk.creating(&window).await, desk.working());
    window.take_secret(&step(&run, 2), &secret).await.unwrap();
    let stale = terminal.read_run(&run).unwrap();
    let other = desk.working();
    window.take_secret(&step(&run, 2), &other).await.unwrap();
    let call = CallView {
        at: window.now(),
        answered: Some(Answered::Accepted),
        status: 200,
        correlation_id: String::new(),
        level: None,
        headroom: None,
        made_at: None,
    };
    let late = terminal.end_step(stale, How::Done(Evidence::Proved { call })).await.unwrap();
    assert_eq!((late.at, late.outcome), (3, None), "the proof was of a secret that is there no more");
}
