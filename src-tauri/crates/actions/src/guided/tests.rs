use std::{
    collections::HashSet,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use keys::{Ambient, Environment, Secret, Timestamp, mint::mint_with_prefix};
use providers::{
    BaseUrl, Client, Guide, GuidedPlace, Provider, ProviderError,
    guide::{Answered, Awaited, GuidedOperation, PageUrl, Sentence, Step, Wait, Whose, Words},
    proof::Proof,
    shape::{Alphabet, Prefix, PrefixMeans, SecretShape},
};
use vault::{KeychainStatus, MemoryVault, VaultError};

use super::*;
use crate::{
    Folders,
    lock::lock,
    secret::secret_item,
    view::{BeginRun, CallView, GuidedRunView, Left, StepState},
};

const HERE: &str = "acme";
const NEW_WORKS: Step = Step::Prove { whose: Whose::New, expected: Answered::Accepted };
const OLD_ENDED: Step = Step::Prove { whose: Whose::Old, expected: Answered::Refused };

/// A place in memory: it knows which secrets work, and counts the calls.
#[derive(Default)]
struct Acme {
    working: Mutex<HashSet<String>>,
    calls: AtomicUsize,
    /// What it answers instead.
    trouble: Mutex<Option<(u16, String)>>,
}

impl GuidedPlace for Acme {
    fn guide(&self, operation: GuidedOperation, environment: Environment) -> Option<Guide> {
        let open = || Step::OpenPage { url: PageUrl::parse("https://acme.example/keys").unwrap() };
        let say = |sentence| Step::Say { words: Words::Known { sentence } };
        let take = || Step::TakeSecret { shape: shape() };
        let steps = match operation {
            GuidedOperation::Create => vec![open(), say(Sentence::CreateKey), take(), NEW_WORKS],
            GuidedOperation::Rotate => vec![
                take(),
                NEW_WORKS,
                Step::Wait { until: Wait::Event { what: Awaited::HandedOver } },
                Step::Wait { until: Wait::Time { seconds: 60 } },
                say(Sentence::RevokeKey),
                OLD_ENDED,
            ],
            GuidedOperation::Revoke => vec![say(Sentence::RevokeKey), OLD_ENDED],
        };
        Some(Guide::new(operation, environment, steps).unwrap())
    }

    async fn prove(&self, _: Environment, secret: &Secret) -> Result<Proof, ProviderError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some((status, correlation_id)) = lock(&self.trouble).clone() {
            return Ok(Proof { answered: None, status, correlation_id });
        }
        let works = lock(&self.working).contains(secret.expose());
        let (answered, status) = if works { (Answered::Accepted, 200) } else { (Answered::Refused, 401) };
        Ok(Proof { answered: Some(answered), status, correlation_id: format!("req_{call}") })
    }
}

fn shape() -> SecretShape {
    let prefix = |text: &str, means| Prefix { text: text.to_owned(), means };
    let prefixes = vec![
        prefix("acme_test_", PrefixMeans::SecretOf(Environment::Sandbox)),
        prefix("acme_real_", PrefixMeans::SecretOf(Environment::Live)),
        prefix("acme_pub_", PrefixMeans::Publishable),
    ];
    SecretShape::new(prefixes, Alphabet::LowerHex, 64..=64).unwrap()
}

/// A person's computer: what outlives the program.
struct Desk {
    folder: tempfile::TempDir,
    keychain: MemoryVault,
    place: Acme,
    clock: Arc<AtomicI64>,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keychain: MemoryVault::new(),
            place: Acme::default(),
            clock: Arc::default(),
        }
    }

    /// The program, started anew.
    fn app(&self) -> App {
        let (clock, system) = (self.clock.clone(), Ambient::system());
        let now = move || Timestamp::from_millis(clock.load(Ordering::SeqCst));
        let ambient = Ambient::new(now, move |bytes| system.fill(bytes));
        App::open(&Folders { data: Some(self.folder.path().to_owned()) }, self.keychain.vault(), ambient).unwrap()
    }

    fn at(&self) -> PlaceAt<'_, Acme> {
        PlaceAt { connection: HERE, place: &self.place }
    }

    /// A secret that works at the place.
    fn working(&self) -> Secret {
        let secret = mint_with_prefix("acme_test_", &Ambient::system());
        lock(&self.place.working).insert(secret.expose().to_owned());
        secret
    }

    fn revoked_there(&self, secret: &Secret) {
        assert!(lock(&self.place.working).remove(secret.expose()));
    }

    /// The run of a new key, up to the step that takes its secret.
    async fn creating(&self, app: &App) -> String {
        let run = app.begin_run(self.at(), &asked(GuidedOperation::Create, None)).await.unwrap().id;
        app.finish_step(&step(&run, 0)).await.unwrap();
        app.finish_step(&step(&run, 1)).await.unwrap();
        run
    }

    /// A key that was created, and its secret.
    async fn created(&self, app: &App) -> (KeyRef, Secret) {
        let (run, secret) = (self.creating(app).await, self.working());
        app.take_secret(&step(&run, 2), &secret).await.unwrap();
        let run = app.prove_step(self.at(), &step(&run, 3)).await.unwrap();
        assert_eq!((run.outcome, run.ended_at.is_some()), (Some(RunOutcome::Finished), true));
        (KeyRef::new(HERE, &run.id), secret)
    }

    async fn begin(&self, app: &App, operation: GuidedOperation, key: &KeyRef) -> String {
        app.begin_run(self.at(), &asked(operation, Some(key))).await.unwrap().id
    }

    /// What the keychain has of a key that a run made.
    fn kept(&self, run: &str) -> Option<String> {
        let item = secret_item(&KeyRef::new(HERE, run)).unwrap();
        self.keychain.stored(&item).map(|secret| secret.expose().to_owned())
    }

    /// Writes into the journal beside the program.
    fn journal(&self, sql: &str) {
        let db = rusqlite::Connection::open(self.folder.path().join("journal.sqlite3")).unwrap();
        db.execute_batch(sql).unwrap();
    }
}

fn asked(operation: GuidedOperation, key: Option<&KeyRef>) -> BeginRun {
    BeginRun {
        idempotency_key: Ambient::system().mint_uuid(),
        environment: Environment::Sandbox,
        operation,
        key: key.map(|key| key.key.clone()),
        name: "billing".to_owned(),
        typed_name: None,
    }
}

fn step(run: &str, step: u32) -> StepRef {
    StepRef { run: run.to_owned(), step }
}

fn skip(run: &str, number: u32, reason: &str) -> SkipStep {
    SkipStep { step: step(run, number), reason: reason.to_owned() }
}

/// What is wrong with which field.
fn wrong(answer: Result<GuidedRunView, Failure>) -> (Code, String) {
    let failure = answer.unwrap_err();
    (failure.code, failure.fields.first().map(|field| field.pointer.clone()).unwrap_or_default())
}

fn invalid(pointer: &str) -> (Code, String) {
    (Code::InvalidInput, pointer.to_owned())
}

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
async fn a_wrong_paste_is_neither_kept_nor_sent_nor_repeated() {
    let desk = Desk::new();
    let app = desk.app();
    let (known, old) = desk.created(&app).await;
    let (rotation, calls) = (desk.begin(&app, GuidedOperation::Rotate, &known).await, desk.keychain.saves_tried());
    let (good, mint) = (desk.working(), |prefix| mint_with_prefix(prefix, &Ambient::system()).expose().to_owned());
    for pasted in [
        String::new(),
        " \n".to_owned(),
        format!("{}\n", good.expose()),
        mint("acme_pub_"),
        mint("acme_real_"),
        mint("sk_test_"),
        format!("{}0", good.expose()),
        old.expose().to_owned(),
    ] {
        let failure = app.take_secret(&step(&rotation, 0), &Secret::new(pasted.clone())).await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, "/secret"));
        assert!(pasted.trim().is_empty() || !format!("{failure:?}").contains(pasted.trim()), "{failure:?}");
    }
    assert_eq!((desk.keychain.saves_tried(), desk.place.calls.load(Ordering::SeqCst)), (calls, 1));
    assert_eq!(app.take_secret(&step(&rotation, 0), &good).await.unwrap().at, 1);
}

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
async fn a_secret_that_is_in_the_keychain_and_not_noted_need_not_be_pasted_again() {
    for before_it_was_noted in
        ["INSERT ON guided_steps", "UPDATE OF taking ON guided_runs WHEN NEW.taking < OLD.taking"]
    {
        let desk = Desk::new();
        let app = desk.app();
        let (run, secret) = (desk.creating(&app).await, desk.working());
        desk.journal(&format!(
            "CREATE TRIGGER fault BEFORE {before_it_was_noted} BEGIN SELECT RAISE(ABORT, 'died'); END"
        ));
        app.take_secret(&step(&run, 2), &secret).await.unwrap_err();
        assert_eq!(desk.kept(&run).as_deref(), Some(secret.expose()), "the keychain has it already");
        drop(app);
        desk.journal("DROP TRIGGER fault");

        desk.keychain.set_status(KeychainStatus::Locked);
        let locked = desk.app().get_run(&run).await.unwrap();
        assert_eq!((locked.at, locked.perhaps_taken), (2, true), "not known is not lost");
        desk.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        let app = desk.app();
        let found = app.get_run(&run).await.unwrap();
        assert_eq!((found.at, found.perhaps_taken), (3, false));
        app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
        assert_eq!(app.secret_for_copy(&KeyRef::new(HERE, &run)).await.unwrap().expose(), secret.expose());
    }
}

#[tokio::test]
async fn a_keychain_that_keeps_nothing_leaves_the_step_to_be_done() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, secret) = (desk.creating(&app).await, desk.working());
    desk.keychain.fail_next(VaultError::Locked);
    assert_eq!(wrong(app.take_secret(&step(&run, 2), &secret).await).0, Code::KeychainLocked);
    let open = desk.app().list_open_runs().await.unwrap();
    assert_eq!((open.len(), open[0].at), (1, 2));
    assert_eq!(desk.app().take_secret(&step(&run, 2), &secret).await.unwrap().at, 3);
}

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
async fn neither_a_view_nor_the_journal_holds_a_secret() {
    let desk = Desk::new();
    let app = desk.app();
    let (run, secret) = (desk.creating(&app).await, desk.working());
    app.take_secret(&step(&run, 2), &secret).await.unwrap();
    *lock(&desk.place.trouble) = Some((500, secret.expose().to_owned()));
    app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    *lock(&desk.place.trouble) = None;
    app.prove_step(desk.at(), &step(&run, 3)).await.unwrap();
    let shown = serde_json::to_string(&app.get_run(&run).await.unwrap()).unwrap();
    assert!(shown.contains("\"taken\"") && !shown.contains(&secret.expose()[..30]), "{shown}");
    drop(app);
    let body = &secret.expose().as_bytes()["acme_test_".len()..][..16];
    for file in std::fs::read_dir(desk.folder.path()).unwrap() {
        let path: &Path = &file.unwrap().path();
        let bytes = std::fs::read(path).unwrap();
        assert!(!bytes.windows(body.len()).any(|window| window == body), "{}", path.display());
    }
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
    let call =
        CallView { at: window.now(), answered: Some(Answered::Accepted), status: 200, correlation_id: String::new() };
    let late = terminal.end_step(stale, How::Done(Evidence::Proved { call })).await.unwrap();
    assert_eq!((late.at, late.outcome), (3, None), "the proof was of a secret that is there no more");
}
