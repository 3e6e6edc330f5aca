//! A person at a place in memory, and what stays when the program ends. What is stated of each operation is in a file of its
//! name.

mod begin;
mod prove;
mod settle;
mod steps;
mod take;

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
    BaseUrl, Calls, Client, Guide, GuidedPlace, Provider, ProviderError,
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
    view::{BeginRun, CallView, Declared, GuidedRunView, Left, StepState},
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
            GuidedOperation::Adopt => vec![take(), NEW_WORKS],
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

    async fn prove(&self, _: Environment, secret: &Secret, _: &Calls) -> Result<Proof, ProviderError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some((status, correlation_id)) = lock(&self.trouble).clone() {
            return Ok(Proof::new(None, status, correlation_id));
        }
        let works = lock(&self.working).contains(secret.expose());
        let (answered, status) = if works { (Answered::Accepted, 200) } else { (Answered::Refused, 401) };
        Ok(Proof::new(Some(answered), status, format!("req_{call}")))
    }
}

fn shape() -> SecretShape {
    let prefix = |text: &str, means| Prefix { text: text.to_owned(), means };
    let prefixes = vec![
        prefix("acme_test_", PrefixMeans::SecretOf(Environment::Sandbox)),
        prefix("acme_real_", PrefixMeans::SecretOf(Environment::Live)),
        prefix("acme_pub_", PrefixMeans::Publishable),
    ];
    SecretShape::new(prefixes, Alphabet::Hex, 64..=64).unwrap()
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
        declared: Declared::default(),
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
