//! The public API's retries: the answer to a successful write is kept for 300 seconds and told again.
//!
//! The answer is kept in the commit of the write itself, so that a process that is ended at any moment leaves both or
//! neither. What is kept holds no secret: a route whose answer has one adds it to the first answer only ([`Told::map`]).

use keys::Timestamp;
use serde::Serialize;

use super::{
    Fingerprint,
    in_flight::{Mark, Scope, conflict, in_progress},
};
use crate::{
    Failure,
    ground::{
        Ground,
        store::{Db, StoreError, Tx, values},
    },
};

/// How long an answer is told again (Conduit Financial sheet, section 5), in milliseconds.
const KEPT_MILLIS: i64 = 300_000;

/// A request with an idempotency key, marked as running until this is dropped.
#[derive(Debug)]
pub struct Attempt {
    scope: Scope,
    fingerprint: Fingerprint,
    _mark: Mark,
}

/// What a request with an idempotency key begins as.
#[derive(Debug)]
pub enum Begun {
    /// The first of its kind: to be done.
    New(Attempt),
    /// It was done before, and this was the answer.
    Done(Kept),
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The HTTP status.
    pub status: u16,
    /// The JSON text.
    pub body: String,
}

/// What a write answers: something new, or what it answered before.
#[derive(Debug)]
pub enum Told<T> {
    /// Done just now.
    New {
        /// The HTTP status.
        status: u16,
        /// The answer.
        answer: T,
    },
    /// Done before.
    Again(Kept),
}

impl<T> Told<T> {
    /// Changes a new answer on its way out, for instance by the secret that is told once. What is kept stays as it is.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Told<U> {
        match self {
            Self::New { status, answer } => Told::New { status, answer: change(answer) },
            Self::Again(kept) => Told::Again(kept),
        }
    }
}

/// Whether an answer that was kept at a moment is still told. One from the future was kept by a process whose clock has
/// been set back since; it counts as new, and [`Ground::tidy_answers`] gives it the 300 seconds that it has left.
fn is_live(at: Timestamp, now: Timestamp) -> bool {
    now.as_millis().saturating_sub(at.as_millis()) < KEPT_MILLIS
}

impl Ground {
    /// Begins a request with an idempotency key: marks it as running, then looks whether it was done before.
    ///
    /// # Errors
    /// [`keys::wire::Code::IdempotencyKeyConflict`], [`keys::wire::Code::IdempotencyKeyRequestInProgress`], or the
    /// store's trouble.
    pub async fn begin(&self, scope: Scope, fingerprint: Fingerprint) -> Result<Begun, Failure> {
        let mark = self.in_flight.mark(scope.clone(), fingerprint)?;
        let attempt = Attempt { scope, fingerprint, _mark: mark };
        let now = self.ambient.steady_now();
        self.store
            .read(move |db| match attempt.find(db, now)? {
                Some(kept) => Ok(Begun::Done(kept)),
                None => Ok(Begun::New(attempt)),
            })
            .await
    }

    /// Runs a change once for its attempt, and keeps its answer in the same commit. Without an attempt it just runs.
    ///
    /// # Errors
    /// Whatever the change refuses with, which is not kept; or the store's trouble.
    pub async fn write_once<T: Serialize + Send + 'static>(
        &self,
        attempt: Option<Attempt>,
        status: u16,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<Told<T>, Failure> {
        let now = self.ambient.steady_now();
        self.store
            .write(move |tx| {
                let Some(attempt) = attempt else { return Ok(Told::New { status, answer: work(tx)? }) };
                // Again, now that nobody else can write: whoever began before may have been done by a request whose
                // client went away, or by another process.
                if let Some(kept) = attempt.find(tx.db, now)? {
                    return Ok(Told::Again(kept));
                }
                let answer = work(tx)?;
                attempt.keep(tx, status, &answer, now)?;
                Ok(Told::New { status, answer })
            })
            .await
    }

    /// Forgets answers that are no longer told, and takes those from the future for new. Called at the start and once a
    /// minute.
    ///
    /// # Errors
    /// The store's trouble; the next minute tries again.
    pub async fn tidy_answers(&self) -> Result<(), StoreError> {
        let now = self.ambient.steady_now().as_millis();
        self.store
            .write_patiently(move |tx| {
                tx.db.execute("UPDATE kept_answers SET at = ?1 WHERE at > ?1", values![now])?;
                tx.db.execute("DELETE FROM kept_answers WHERE at <= ?1", values![now.saturating_sub(KEPT_MILLIS)])?;
                Ok(())
            })
            .await
    }
}

impl Attempt {
    fn find(&self, db: Db<'_>, now: Timestamp) -> Result<Option<Kept>, Failure> {
        let found = db.one(
            "SELECT fingerprint, status, body, at FROM kept_answers
             WHERE organization_id = ?1 AND environment = ?2 AND idempotency_key = ?3",
            values![&*self.scope.organization_id, self.scope.environment.as_str(), &*self.scope.key],
            |row| Ok((row.get::<[u8; 32]>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.moment(3)?)),
        )?;
        match found {
            Some((fingerprint, status, body, at)) if is_live(at, now) => {
                if fingerprint != *self.fingerprint.as_bytes() {
                    return Err(conflict());
                }
                Ok(Some(Kept { status: u16::try_from(status).unwrap_or(200), body }))
            }
            _ => Ok(None),
        }
    }

    fn keep(&self, tx: &Tx<'_>, status: u16, answer: &impl Serialize, now: Timestamp) -> Result<(), Failure> {
        let body = serde_json::to_string(answer)
            .map_err(|error| StoreError::Refused(format!("an answer cannot be written down: {error}")))?;
        let kept = tx.db.execute(
            "INSERT INTO kept_answers (organization_id, environment, idempotency_key, fingerprint, status, body, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (organization_id, environment, idempotency_key) DO UPDATE SET fingerprint = excluded.fingerprint,
                 status = excluded.status, body = excluded.body, at = excluded.at WHERE kept_answers.at <= ?8",
            values![
                &*self.scope.organization_id,
                self.scope.environment.as_str(),
                &*self.scope.key,
                self.fingerprint.as_bytes(),
                i64::from(status),
                body,
                now,
                now.as_millis().saturating_sub(KEPT_MILLIS),
            ],
        )?;
        // None: another process kept one between our look and now. What was done here is rolled back.
        if kept == 1 { Ok(()) } else { Err(in_progress()) }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        path::Path,
        sync::{
            Arc,
            atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst},
        },
    };

    use keys::{Ambient, Environment, wire::Code};

    use super::*;
    use crate::Service;
    use crate::ground::store::Place;

    const DAY: i64 = 24 * 3600;

    /// A machine's clock that can be stepped, a steady one beside it, and how often the work was done.
    #[derive(Clone, Default)]
    struct Bench {
        wall: Arc<AtomicI64>,
        steady: Arc<AtomicI64>,
        done: Arc<AtomicUsize>,
    }

    impl Bench {
        async fn open(&self, folder: &Path) -> Service {
            let moment = |clock: &Arc<AtomicI64>| {
                let clock = clock.clone();
                move || Timestamp::from_millis(clock.load(SeqCst))
            };
            let system = Ambient::system();
            let ambient = Ambient::new(moment(&self.wall), move |bytes| system.fill(bytes));
            let place = Place::choose(folder, None).unwrap();
            Service::open(place, ambient.with_steady(moment(&self.steady))).await.unwrap()
        }

        /// Time really passes.
        fn pass(&self, seconds: i64) {
            self.wall.fetch_add(seconds * 1000, SeqCst);
            self.steady.fetch_add(seconds * 1000, SeqCst);
        }

        /// Somebody sets the machine's clock.
        fn step(&self, seconds: i64) {
            self.wall.fetch_add(seconds * 1000, SeqCst);
        }

        /// The process starts anew: its steady clock begins at what the machine's clock shows.
        async fn restart(&self, folder: &Path) -> Service {
            self.steady.store(self.wall.load(SeqCst), SeqCst);
            self.open(folder).await
        }

        /// One request; answers what was told, which is how often the work had been done.
        async fn ask(&self, service: &Service, body: &str) -> Result<Told<usize>, Failure> {
            let scope = Scope { organization_id: "org".into(), environment: Environment::Sandbox, key: "retry".into() };
            let print = Fingerprint::of_json("POST", "/orders", body.as_bytes())?;
            match service.ground.begin(scope, print).await? {
                Begun::Done(kept) => Ok(Told::Again(kept)),
                Begun::New(attempt) => {
                    let done = self.done.clone();
                    service.ground.write_once(Some(attempt), 201, move |_| Ok(done.fetch_add(1, SeqCst) + 1)).await
                }
            }
        }
    }

    fn is_again<T>(told: &Result<Told<T>, Failure>) -> bool {
        matches!(told, Ok(Told::Again(_)))
    }

    #[tokio::test]
    async fn an_answer_is_told_again_for_300_seconds_and_no_longer() {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let service = bench.open(folder.path()).await;
        assert!(matches!(bench.ask(&service, "1").await, Ok(Told::New { status: 201, answer: 1 })));
        bench.pass(299);
        service.ground.tidy_answers().await.unwrap();
        let Ok(Told::Again(kept)) = bench.ask(&service, "1").await else { panic!("still kept") };
        assert_eq!(kept, Kept { status: 201, body: "1".to_owned() }, "the status and the text of the first answer");
        let other = bench.ask(&service, "2").await;
        assert!(matches!(other, Err(Failure::Refused { code: Code::IdempotencyKeyConflict, .. })));
        bench.pass(1);
        assert!(matches!(bench.ask(&service, "2").await, Ok(Told::New { answer: 2, .. })), "the key is free again");
        assert!(is_again(&bench.ask(&service, "2").await), "and used again");
    }

    #[tokio::test]
    async fn a_stepped_clock_neither_lengthens_nor_cuts_the_300_seconds() {
        for step in [DAY, -DAY] {
            let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
            let service = bench.open(folder.path()).await;
            bench.ask(&service, "1").await.unwrap();
            bench.pass(100);
            bench.step(step);
            service.ground.tidy_answers().await.unwrap();
            assert!(is_again(&bench.ask(&service, "1").await), "a step of {step} s does not repeat the effect");
            bench.pass(199);
            assert!(is_again(&bench.ask(&service, "1").await), "299 s have passed, whatever the clock shows");
            bench.pass(1);
            assert!(!is_again(&bench.ask(&service, "1").await), "300 s have passed");
        }
    }

    #[tokio::test]
    async fn an_answer_outlives_a_restart_and_one_from_the_future_gets_300_seconds() {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        bench.ask(&bench.open(folder.path()).await, "1").await.unwrap();
        bench.pass(10);
        let service = bench.restart(folder.path()).await;
        assert!(is_again(&bench.ask(&service, "1").await), "it is in the store");
        drop(service);
        bench.step(-DAY);
        let service = bench.restart(folder.path()).await;
        assert!(is_again(&bench.ask(&service, "1").await), "the first look finds it in the future");
        service.ground.tidy_answers().await.unwrap();
        bench.pass(299);
        assert!(is_again(&bench.ask(&service, "1").await));
        bench.pass(1);
        assert!(!is_again(&bench.ask(&service, "1").await), "not for a day: 300 seconds from the start");
    }

    #[tokio::test]
    async fn a_refusal_is_not_kept_and_what_it_did_is_undone() {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let service = bench.open(folder.path()).await;
        let scope = Scope { organization_id: "org".into(), environment: Environment::Live, key: "k".into() };
        let print = Fingerprint::of_json("POST", "/orders", b"{}").unwrap();
        for _ in 0..2 {
            let Begun::New(attempt) = service.ground.begin(scope.clone(), print).await.unwrap() else {
                panic!("not kept")
            };
            let refused: Result<Told<()>, _> = service
                .ground
                .write_once(Some(attempt), 201, |tx| {
                    tx.db.execute("INSERT INTO organizations (id, name, created_at) VALUES ('x', 'x', 0)", &[])?;
                    Err(Failure::not_found("thing"))
                })
                .await;
            assert!(matches!(refused, Err(Failure::Refused { code: Code::NotFound, .. })), "the same each time");
        }
        assert!(service.people.organizations().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_is_no_longer_told_is_forgotten() {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let service = bench.open(folder.path()).await;
        bench.ask(&service, "1").await.unwrap();
        let count = || {
            service.ground.store.read(|db| db.one("SELECT count(*) FROM kept_answers", &[], |row| row.get::<i64>(0)))
        };
        bench.pass(299);
        service.ground.tidy_answers().await.unwrap();
        assert_eq!(count().await.unwrap(), Some(1));
        bench.pass(1);
        service.ground.tidy_answers().await.unwrap();
        assert_eq!(count().await.unwrap(), Some(0));
    }

    /// Two processes on one store: neither sees the other's marks, and the store lets one of them through.
    #[tokio::test]
    async fn the_store_lets_one_of_two_processes_through() {
        let (folder, bench) = (tempfile::tempdir().unwrap(), Bench::default());
        let (one, other) = (bench.open(folder.path()).await, bench.open(folder.path()).await);
        let begin = |service| begin_first(service);
        let (first, second) = (begin(&one).await, begin(&other).await);
        let done = one.ground.write_once(Some(first), 201, |_| Ok(1)).await;
        assert!(matches!(done, Ok(Told::New { answer: 1, .. })));
        let done: Result<Told<i32>, _> = other.ground.write_once(Some(second), 201, |_| Ok(2)).await;
        assert!(matches!(done, Ok(Told::Again(Kept { body, .. })) if body == "1"), "it is told the other's answer");
    }

    async fn begin_first(service: &Service) -> Attempt {
        let scope = Scope { organization_id: "org".into(), environment: Environment::Live, key: "k".into() };
        match service.ground.begin(scope, Fingerprint::of_json("POST", "/", b"{}").unwrap()).await.unwrap() {
            Begun::New(attempt) => attempt,
            Begun::Done(_) => panic!("nothing was done yet"),
        }
    }
}
