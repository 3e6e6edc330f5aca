//! Guides: a person makes, replaces and ends a key on a service's own page, led step by step, and whatever ends the program on
//! the way, the next one goes on to the same end.

mod service;

use actions::view::{BeginRun, Declared, Evidence, GuidedRunView, Left, RunOutcome, SkipStep, StepRef, StepState};
use actions::{App, Code, Failure, Folders, KeyRef, PlaceAt};
use journeys::clock::Clock;
use keys::mint::mint_with_prefix;
use keys::{Ambient, Environment, Secret, Timestamp};
use providers::guide::{GuidedOperation, Sentence, Step, Wait, Words};
use rusqlite::Connection;
use service::{LIVE, PUBLISHABLE, SANDBOX, Service};
use vault::{KeychainStatus, MemoryVault, VaultError};

const HERE: &str = "acme";

/// A person in front of the program: what stays when the program ends.
struct Person {
    service: Service,
    folder: tempfile::TempDir,
    keychain: MemoryVault,
    clock: Clock,
    /// What was copied at the service. It is shown there once, so it is gone when it is gone.
    clipboard: Option<String>,
    /// The secrets that were shown to this person, by the key's number at the service.
    made: Vec<String>,
}

impl Person {
    async fn new() -> Self {
        Self {
            service: Service::start().await,
            folder: tempfile::tempdir().unwrap(),
            keychain: MemoryVault::new(),
            clock: Clock::at(Timestamp::from_millis(0)),
            clipboard: None,
            made: Vec::new(),
        }
    }

    /// The program, started anew on what is there.
    fn app(&self) -> App {
        let folders = Folders { data: Some(self.folder.path().to_owned()) };
        App::open(&folders, self.keychain.vault(), self.clock.ambient()).unwrap()
    }

    /// The program, ended and started anew.
    fn restarted(&self, app: App) -> App {
        drop(app);
        self.app()
    }

    fn at(&self) -> PlaceAt<'_, Service> {
        PlaceAt { connection: HERE, place: &self.service }
    }

    /// Writes into the journal beside the program.
    fn journal(&self, sql: &str) {
        Connection::open(self.folder.path().join("journal.sqlite3")).unwrap().execute_batch(sql).unwrap();
    }

    /// Does what a run asks for now.
    async fn follow(&mut self, app: &App, run: &GuidedRunView) -> Result<GuidedRunView, Failure> {
        let now = StepRef { run: run.id.clone(), step: run.at };
        match &run.steps[run.at as usize].step {
            Step::OpenPage { url } => assert!(self.service.open(url.as_str()).await.contains("API keys")),
            Step::Say { words: Words::Known { sentence } } => self.click(*sentence, run).await,
            Step::Say { .. } | Step::Wait { until: Wait::Event { .. } } => {}
            Step::Wait { until: Wait::Time { seconds } } => self.clock.step(i64::from(*seconds)),
            Step::Prove { .. } => return app.prove_step(self.at(), &now).await,
            Step::TakeSecret { .. } => {
                let copied = Secret::new(self.clipboard.clone().expect("it was copied, and nobody has taken it yet"));
                let saved = self.keychain.saves_tried();
                let taken = app.take_secret(&now, &copied).await;
                if self.keychain.saves_tried() > saved {
                    // Whatever was answered: nobody can copy it once more.
                    self.clipboard = None;
                }
                return taken;
            }
        }
        app.finish_step(&now).await
    }

    async fn click(&mut self, sentence: Sentence, run: &GuidedRunView) {
        match sentence {
            // A person who has a key in the clipboard does not make another one.
            Sentence::CreateKey if self.clipboard.is_none() => {
                let secret = self.service.click("/keys").await;
                self.made.push(secret.clone());
                self.clipboard = Some(secret);
            }
            Sentence::RevokeKey => {
                let old = self.made.len() - if run.operation == GuidedOperation::Rotate { 2 } else { 1 };
                let number = self.service.number(&self.made[old]).expect("it was made there");
                self.service.click(&format!("/keys/{number}/revoke")).await;
            }
            _ => {}
        }
    }

    fn shown_left(&self, left: &Left) -> String {
        let Left::RevokeNewKey { hint } = left else { return format!("{left:?}") };
        let which = self.made.iter().position(|secret| secret.ends_with(&hint.last_four));
        format!("revoke new key {}", which.expect("it was made there"))
    }

    /// What is there for anybody to see when the program is started once more.
    async fn outcome(&self, runs: &[String]) -> String {
        let app = self.app();
        let mut told = Vec::new();
        for run in runs {
            let view = app.get_run(run).await.unwrap();
            let key = view.key.as_ref().map(|key| runs.iter().position(|run| run == key));
            let steps: Vec<String> = view.steps.iter().map(|step| shown(&step.state)).collect();
            let left: Vec<String> = view.left.iter().map(|left| self.shown_left(left)).collect();
            let ended = (view.outcome, view.ended_at.is_some(), view.unproved, left, view.perhaps_taken);
            let secret = app.secret_for_copy(&KeyRef::new(HERE, run)).await;
            let secret = secret.map(|secret| self.service.number(secret.expose())).map_err(|failure| failure.code);
            told.push(format!("{:?} {key:?} {steps:?} {ended:?} {secret:?}", view.operation));
        }
        let saved = app.list_saved_secrets().await.unwrap();
        let saved: Vec<_> = saved.into_iter().map(|saved| (saved.name, saved.present)).collect();
        let open = app.list_open_runs().await.unwrap().len();
        format!("{told:#?} {saved:?} {open} open, {} kept, {:?}", self.keychain.count(), self.service.keys())
    }
}

/// A step's state without what differs between two runs of the same plot.
fn shown(state: &StepState) -> String {
    match state {
        StepState::Done { evidence: Evidence::Proved { call }, .. } => {
            assert!(call.correlation_id.starts_with("req_"), "{call:?}");
            format!("{:?} {}", call.answered, call.status)
        }
        StepState::Done { evidence: Evidence::Taken { hint }, .. } => format!("taken {}", hint.prefix),
        StepState::Done { evidence, .. } => format!("{evidence:?}"),
        StepState::Skipped { reason, .. } => format!("skipped: {reason}"),
        other => format!("{other:?}"),
    }
}

fn begin(operation: GuidedOperation, key: Option<&String>) -> BeginRun {
    BeginRun {
        idempotency_key: format!("{operation:?} {key:?}"),
        environment: Environment::Sandbox,
        operation,
        key: key.cloned(),
        name: "billing".to_owned(),
        typed_name: None,
        declared: Declared::default(),
    }
}

/// How the program ends in the middle of something: what would come next does not happen any more.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Before this write to the journal, and so after whatever comes before it.
    Journal(&'static str),
    /// Before the keychain does anything.
    Keychain,
    /// After the call to the service and what is noted of it, before the keychain does anything.
    KeychainAfterCall,
    /// Before the service answers anything of the key.
    Service,
    /// After all was done, before anybody heard: the same is asked again.
    Unheard,
}

const FAULTS: [Fault; 11] = [
    Fault::Journal("INSERT ON guided_runs"),
    Fault::Journal("UPDATE OF taking ON guided_runs WHEN NEW.taking > OLD.taking"),
    Fault::Journal("INSERT ON guided_steps"),
    Fault::Journal("INSERT ON saved_secrets"),
    Fault::Journal("UPDATE OF outcome ON guided_runs WHEN NEW.outcome IS NOT OLD.outcome"),
    Fault::Journal("DELETE ON saved_secrets"),
    Fault::Journal("UPDATE OF ended_at ON guided_runs WHEN NEW.ended_at IS NOT OLD.ended_at"),
    Fault::Keychain,
    Fault::KeychainAfterCall,
    Fault::Service,
    Fault::Unheard,
];

impl Fault {
    fn arm(self, person: &Person) {
        match self {
            Self::Journal(write) => {
                person.journal(&format!("CREATE TRIGGER fault BEFORE {write} BEGIN SELECT RAISE(ABORT, 'died'); END"));
            }
            Self::Keychain => person.keychain.fail_next(VaultError::NotResponding),
            Self::KeychainAfterCall => {
                let keychain = person.keychain.clone();
                person.service.at_next_call(Some(Box::new(move || keychain.set_status(KeychainStatus::Locked))));
            }
            Self::Service => person.service.set_busy(true),
            Self::Unheard => {}
        }
    }

    async fn disarm(self, person: &Person) {
        person.journal("DROP TRIGGER IF EXISTS fault");
        person.keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        // The failure of a next call that never came.
        person.keychain.vault().status().await;
        person.service.at_next_call(None);
        person.service.set_busy(false);
    }

    /// Whether it happened: the turn failed, led nowhere, or left something owing.
    fn is_met(self, turn: &Turn, before: Option<u32>, answered: &Result<GuidedRunView, Failure>) -> bool {
        match (answered, turn) {
            _ if matches!(self, Self::Unheard) => true,
            (Err(_), _) => true,
            (Ok(run), Turn::Follow(_)) if Some(run.at) == before => true,
            (Ok(run), _) => run.outcome.is_some() && run.ended_at.is_none(),
        }
    }
}

/// One thing that the person does.
#[derive(Clone, Debug)]
enum Turn {
    Begin(GuidedOperation, Option<String>),
    Follow(String),
    Abandon(String),
}

/// Does it, and answers the run as it stands then.
async fn take_turn(person: &mut Person, app: &App, turn: &Turn) -> Result<GuidedRunView, Failure> {
    match turn {
        Turn::Begin(operation, key) => app.begin_run(person.at(), &begin(*operation, key.as_ref())).await,
        Turn::Abandon(run) => app.abandon_run(run).await,
        Turn::Follow(run) => {
            let view = app.get_run(run).await?;
            if view.outcome.is_some() { Ok(view) } else { person.follow(app, &view).await }
        }
    }
}

/// A plot: what is led through, one after the other.
#[derive(Clone, Copy, Debug)]
enum Plot {
    /// Create a key, rotate it, revoke its successor.
    ThreeLives,
    /// Create a key, and give a rotation up when its secret was taken.
    Abandoned,
}

impl Plot {
    /// What to do next; nothing at the end.
    fn next(self, runs: &[String], now: Option<&GuidedRunView>) -> Option<Turn> {
        let leads = match self {
            Self::ThreeLives => &[GuidedOperation::Create, GuidedOperation::Rotate, GuidedOperation::Revoke][..],
            Self::Abandoned => &[GuidedOperation::Create, GuidedOperation::Rotate][..],
        };
        match now.filter(|run| run.ended_at.is_none()) {
            Some(run) if matches!(self, Self::Abandoned) && run.operation == GuidedOperation::Rotate && run.at == 3 => {
                Some(Turn::Abandon(run.id.clone()))
            }
            Some(run) => Some(Turn::Follow(run.id.clone())),
            None => leads.get(runs.len()).map(|operation| Turn::Begin(*operation, runs.last().cloned())),
        }
    }
}

/// When the program ends and is started anew.
#[derive(Clone, Copy, Debug)]
enum Restart {
    Never,
    AfterEach,
    /// In the middle of the first turn from this one on that meets the fault.
    From(usize, Fault),
}

/// Plays a plot. Answers what came of it, and at which turn the fault was met.
async fn play(plot: Plot, restart: Restart) -> (String, Option<usize>) {
    let mut person = Person::new().await;
    let (mut runs, mut now, mut turns, mut met_at) = (Vec::<String>::new(), None::<GuidedRunView>, 0, None);
    let mut app = person.app();
    while let Some(turn) = plot.next(&runs, now.as_ref()) {
        let before = now.as_ref().map(|run| run.at);
        let fault = match restart {
            Restart::From(from, fault) if met_at.is_none() && from <= turns => Some(fault),
            _ => None,
        };
        if let Some(fault) = fault {
            fault.arm(&person);
        }
        let mut answered = take_turn(&mut person, &app, &turn).await;
        if let Some(fault) = fault {
            fault.disarm(&person).await;
            if fault.is_met(&turn, before, &answered) {
                met_at = Some(turns);
                app = person.restarted(app);
                answered = match (fault, answered) {
                    (Fault::Unheard, Ok(heard)) => Ok(repeat(&mut person, &app, &turn, before, heard).await),
                    (_, answered) => answered,
                };
            }
        }
        match answered {
            Ok(run) => {
                if matches!(turn, Turn::Begin(..)) {
                    runs.push(run.id.clone());
                }
                now = Some(run);
            }
            Err(failure) => {
                assert_eq!(met_at, Some(turns), "{turn:?}: {failure:?}");
                // Whoever comes back looks where the run stands.
                if let Some(run) = now.as_mut() {
                    *run = app.get_run(&run.id).await.unwrap();
                }
            }
        }
        if matches!(restart, Restart::AfterEach) {
            app = person.restarted(app);
        }
        turns += 1;
        assert!(turns < 100, "it leads somewhere: {now:?}");
    }
    drop(app);
    (person.outcome(&runs).await, met_at)
}

/// Asks for the same step once more, as a face does that never heard the answer.
async fn repeat(
    person: &mut Person,
    app: &App,
    turn: &Turn,
    before: Option<u32>,
    heard: GuidedRunView,
) -> GuidedRunView {
    let (saves, calls) = (person.keychain.saves_tried(), person.service.calls());
    let again = match turn {
        Turn::Begin(..) | Turn::Abandon(_) => take_turn(person, app, turn).await,
        Turn::Follow(run) => {
            let step = StepRef { run: run.clone(), step: before.unwrap_or_default() };
            match &heard.steps[step.step as usize].step {
                Step::Prove { .. } => app.prove_step(person.at(), &step).await,
                Step::TakeSecret { .. } => {
                    let copied = Secret::new(person.made.last().unwrap().clone());
                    app.take_secret(&step, &copied).await
                }
                _ => app.finish_step(&step).await,
            }
        }
    };
    assert_eq!(again.unwrap(), heard, "the same answer");
    assert_eq!((person.keychain.saves_tried(), person.service.calls()), (saves, calls), "and nothing done twice");
    heard
}

/// Each fault at each turn that meets it; every fault must be met somewhere, but for those that this plot cannot meet.
async fn the_same_from_everywhere(plot: Plot, unmet: &[&str]) {
    let (undisturbed, _) = play(plot, Restart::Never).await;
    assert_eq!(play(plot, Restart::AfterEach).await.0, undisturbed);
    for fault in FAULTS {
        let (mut from, mut met) = (0, 0);
        while let (outcome, Some(at)) = play(plot, Restart::From(from, fault)).await {
            assert_eq!(outcome, undisturbed, "{fault:?} at turn {at} of {plot:?}");
            (from, met) = (at + 1, met + 1);
        }
        let name = format!("{fault:?}");
        assert_eq!(met == 0, unmet.contains(&name.as_str()), "{name} was met {met} times in {plot:?}");
    }
}

#[tokio::test]
async fn a_key_is_made_replaced_and_ended_by_hand_and_the_service_itself_proves_each() {
    let mut person = Person::new().await;
    let mut runs = Vec::<String>::new();
    let mut pasted = Vec::new();
    for operation in [GuidedOperation::Create, GuidedOperation::Rotate, GuidedOperation::Revoke] {
        let app = person.app();
        let mut run = app.begin_run(person.at(), &begin(operation, runs.last())).await.unwrap();
        runs.push(run.id.clone());
        while run.outcome.is_none() {
            assert_eq!(app.list_open_runs().await.unwrap(), [run.clone()]);
            run = person.follow(&app, &run).await.unwrap();
        }
        assert_eq!((run.unproved.as_slice(), run.left.as_slice()), (&[][..], &[][..]));
        pasted.push(person.service.keys());
    }
    assert_eq!(pasted, [vec![true], vec![false, true], vec![false, false]], "made before the old one ended");
    let app = person.app();
    let history = app.list_runs_of(&KeyRef::new(HERE, &runs[0])).await.unwrap();
    let told: Vec<_> = history.iter().map(|run| (run.operation, run.outcome)).collect();
    let finished = Some(RunOutcome::Finished);
    assert_eq!(told, [(GuidedOperation::Create, finished), (GuidedOperation::Rotate, finished)]);
    let evidence = shown(&history[1].steps.last().unwrap().state);
    assert_eq!(evidence, "Some(Refused) 401", "the service itself refuses the old key");
    assert_eq!(person.keychain.count(), 0, "nothing dead is kept");
    for secret in &person.made {
        assert!(!format!("{history:?}").contains(secret), "a view holds no secret");
    }
}

#[tokio::test]
async fn a_wrong_paste_is_refused_before_it_is_sent_anywhere() {
    let mut person = Person::new().await;
    let app = person.app();
    let mut run = app.begin_run(person.at(), &begin(GuidedOperation::Create, None)).await.unwrap();
    while !matches!(run.steps[run.at as usize].step, Step::TakeSecret { .. }) {
        run = person.follow(&app, &run).await.unwrap();
    }
    let good = person.clipboard.clone().unwrap();
    let mint = |prefix| mint_with_prefix(prefix, &Ambient::system()).expose().to_owned();
    for (pasted, says) in [
        (String::new(), "no text"),
        (" \n".to_owned(), "no text"),
        (mint(PUBLISHABLE), "publishable"),
        (mint(LIVE), "live key"),
        (format!("{good}\n"), "line breaks"),
        (format!("{good} {good}"), "line breaks"),
        (good[..40].to_owned(), "shorter or longer"),
        (mint("other_"), "does not begin"),
        (format!("{SANDBOX}{}", "G".repeat(64)), "a character"),
    ] {
        person.clipboard = Some(pasted.clone());
        let failure = person.follow(&app, &run).await.unwrap_err();
        assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, "/secret"));
        assert!(failure.message.contains(says), "{says}: {}", failure.message);
        assert!(pasted.trim().is_empty() || !format!("{failure:?}").contains(pasted.trim()), "{failure:?}");
    }
    assert_eq!((person.service.calls(), person.keychain.saves_tried(), person.keychain.count()), (0, 0, 0));
    person.clipboard = Some(good);
    run = person.follow(&app, &run).await.unwrap();
    run = person.follow(&app, &run).await.unwrap();
    assert_eq!(run.outcome, Some(RunOutcome::Finished));
}

#[tokio::test]
async fn what_was_skipped_for_a_reason_shows_as_unproved_for_ever() {
    let mut person = Person::new().await;
    let app = person.app();
    let created = app.begin_run(person.at(), &begin(GuidedOperation::Create, None)).await.unwrap().id;
    person.service.set_busy(true);
    let mut run = app.get_run(&created).await.unwrap();
    while run.last_try.is_none() {
        run = person.follow(&app, &run).await.unwrap();
    }
    let skip =
        |reason: &str| SkipStep { step: StepRef { run: created.clone(), step: run.at }, reason: reason.to_owned() };
    assert_eq!(app.skip_step(&skip(" ")).await.unwrap_err().fields[0].pointer, "/reason");
    let skipped = app.skip_step(&skip("The service is down today.")).await.unwrap();
    assert_eq!((skipped.outcome, &skipped.unproved), (Some(RunOutcome::Finished), &vec![run.at]));
    person.service.set_busy(false);

    // Whatever comes later, a rotation of the key among it, proves nothing of then.
    let mut rotation = app.begin_run(person.at(), &begin(GuidedOperation::Rotate, Some(&created))).await.unwrap();
    while rotation.outcome.is_none() {
        rotation = person.follow(&app, &rotation).await.unwrap();
    }
    let app = person.app();
    let history = app.list_runs_of(&KeyRef::new(HERE, &created)).await.unwrap();
    let unproved: Vec<_> = history.iter().map(|run| run.unproved.clone()).collect();
    assert_eq!(unproved, [vec![3], vec![]]);
    assert_eq!(shown(&history[0].steps[3].state), "skipped: The service is down today.");
}

#[tokio::test]
async fn whatever_ends_the_program_on_the_way_the_next_one_goes_on_to_the_same_end() {
    the_same_from_everywhere(Plot::ThreeLives, &[]).await;
}

#[tokio::test]
async fn a_run_that_is_given_up_is_given_up_wholly_whatever_ends_the_program_meanwhile() {
    // No old key comes to its end there.
    let never = ["Journal(\"DELETE ON saved_secrets\")", "KeychainAfterCall"];
    the_same_from_everywhere(Plot::Abandoned, &never).await;
    let (outcome, _) = play(Plot::Abandoned, Restart::Never).await;
    assert!(outcome.contains("revoke new key 1"), "it is said that the key which was made is still there: {outcome}");
}
