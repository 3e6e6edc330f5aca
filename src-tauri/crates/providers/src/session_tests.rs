//! The shape against a scripted place and a scripted keeper, which write down in what order they were asked.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicI64, Ordering},
};

use tokio::{sync::Semaphore, task::JoinSet};

use super::*;

/// What both sides of a session saw, and what they are told to do.
#[derive(Clone)]
struct Script(Arc<Scripted>);

struct Scripted {
    log: Mutex<Vec<String>>,
    /// How the next exchanges go; well, when nothing is said.
    failures: Mutex<VecDeque<Kind>>,
    kept: Mutex<Option<String>>,
    keeping_fails: Mutex<bool>,
    given: AtomicI64,
    /// An exchange takes a permit.
    place_answers: Semaphore,
    /// Keeping takes a permit.
    keeper_answers: Semaphore,
    clock: AtomicI64,
}

#[derive(Debug, thiserror::Error)]
#[error("the keychain is locked")]
struct Locked;

impl Script {
    fn new() -> Self {
        Self(Arc::new(Scripted {
            log: Mutex::default(),
            failures: Mutex::default(),
            kept: Mutex::new(Some("refresh-0".to_owned())),
            keeping_fails: Mutex::new(false),
            given: AtomicI64::new(0),
            place_answers: Semaphore::new(1000),
            keeper_answers: Semaphore::new(1000),
            clock: AtomicI64::new(0),
        }))
    }

    fn session(&self) -> Session {
        let clock = self.clone();
        let now = move || Timestamp::from_millis(clock.0.clock.load(Ordering::SeqCst));
        Session::resume(self.clone(), self.clone(), Ambient::new(now, |bytes| bytes.fill(7)))
    }

    fn fail(&self, kinds: &[Kind]) {
        self.0.failures.lock().unwrap().extend(kinds);
    }

    fn lock_keychain(&self, locked: bool) {
        *self.0.keeping_fails.lock().unwrap() = locked;
    }

    fn keep_elsewhere(&self, token: Option<&str>) {
        *self.0.kept.lock().unwrap() = token.map(str::to_owned);
    }

    fn pass(&self, seconds: i64) {
        self.0.clock.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    fn note(&self, what: &str) {
        self.0.log.lock().unwrap().push(what.to_owned());
    }

    /// What happened since this was asked last.
    fn happened(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.log.lock().unwrap())
    }
}

impl Dialect for Script {
    fn refresh<'a>(&'a self, refresh: &'a Secret) -> Boxed<'a, Result<Tokens, ProviderError>> {
        Box::pin(async move {
            self.note(&format!("present {}", refresh.expose()));
            self.0.place_answers.acquire().await.unwrap().forget();
            if let Some(kind) = self.0.failures.lock().unwrap().pop_front() {
                return Err(ProviderError::new(kind, "It is in the script."));
            }
            let number = self.0.given.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(Tokens {
                access: Secret::new(format!("access-{number}")),
                access_ends_at: Timestamp::from_millis(self.0.clock.load(Ordering::SeqCst)).plus_seconds(900),
                refresh: Secret::new(format!("refresh-{number}")),
            })
        })
    }
}

impl Keeper for Script {
    fn take_turn(&self) -> Boxed<'_, Result<Box<dyn Turn>, KeeperError>> {
        Box::pin(async { Ok(Box::new(self.clone()) as Box<dyn Turn>) })
    }
}

impl Turn for Script {
    fn newest(&mut self) -> Boxed<'_, Result<Option<Secret>, KeeperError>> {
        Box::pin(async { Ok(self.0.kept.lock().unwrap().clone().map(Secret::new)) })
    }

    fn keep<'a>(&'a mut self, refresh: &'a Secret) -> Boxed<'a, Result<(), KeeperError>> {
        Box::pin(async move {
            self.0.keeper_answers.acquire().await.unwrap().forget();
            if *self.0.keeping_fails.lock().unwrap() {
                self.note(&format!("cannot keep {}", refresh.expose()));
                return Err(Arc::new(Locked) as KeeperError);
            }
            self.note(&format!("keep {}", refresh.expose()));
            self.keep_elsewhere(Some(refresh.expose()));
            Ok(())
        })
    }

    fn forget(&mut self) -> Boxed<'_, Result<(), KeeperError>> {
        Box::pin(async {
            self.note("forget");
            self.keep_elsewhere(None);
            Ok(())
        })
    }
}

async fn used(session: &Session, script: &Script) -> String {
    let token = session.access().await.unwrap().expose().to_owned();
    script.note(&format!("use {token}"));
    token
}

async fn failed(session: &Session) -> ProviderError {
    session.access().await.unwrap_err()
}

#[tokio::test]
async fn fifty_callers_wait_for_one_exchange_and_are_told_the_same() {
    let script = Script::new();
    let session = script.session();
    let held = script.0.place_answers.acquire_many(1000).await.unwrap();
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let session = session.clone();
        callers.spawn(async move { session.access().await.unwrap().expose().to_owned() });
    }
    // On one thread, each caller has come as far as it can by then.
    while script.0.log.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(held);
    let told = callers.join_all().await;
    assert_eq!(told, vec!["access-1".to_owned(); 50]);
    assert_eq!(script.happened(), ["present refresh-0", "keep refresh-1"], "a second exchange would end the session");
}

#[tokio::test]
async fn fifty_callers_are_told_of_one_failure_and_the_next_one_asks_again() {
    let script = Script::new();
    let session = script.session();
    script.fail(&[Kind::Offline]);
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let session = session.clone();
        callers.spawn(async move { session.access().await.unwrap_err().kind });
    }
    let told = callers.join_all().await;
    assert_eq!(told, vec![Kind::Offline; 50]);
    assert_eq!(script.happened(), ["present refresh-0"]);
    used(&session, &script).await;
}

#[tokio::test]
async fn a_rotated_token_is_kept_before_anything_of_its_answer_is_used() {
    let script = Script::new();
    let session = script.session();
    let held = script.0.keeper_answers.acquire_many(1000).await.unwrap();
    let mut caller = std::pin::pin!(used(&session, &script));
    // Whoever is told before the keeper has answered would be told within these turns.
    for _ in 0..100 {
        tokio::select! {
            biased;
            token = &mut caller => panic!("{token} is used, and its refresh token is not kept"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(held);
    caller.await;
    script.pass(900);
    used(&session, &script).await;
    assert_eq!(
        script.happened(),
        ["present refresh-0", "keep refresh-1", "use access-1", "present refresh-1", "keep refresh-2", "use access-2"]
    );
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_is_not_used_until_it_is() {
    let script = Script::new();
    let session = script.session();
    script.lock_keychain(true);
    for expected in [&["present refresh-0", "cannot keep refresh-1"][..], &["cannot keep refresh-1"]] {
        let error = failed(&session).await;
        assert_eq!(error.kind, Kind::NotKept, "{error}");
        assert!(error.keeper_error::<Locked>().is_some(), "the keeper's own words come through");
        assert_eq!(
            script.happened(),
            expected,
            "the old one is not presented again: a second exchange would be lost too"
        );
    }
    assert_eq!(session.ended(), None, "the session goes on");
    script.lock_keychain(false);
    used(&session, &script).await;
    assert_eq!(script.happened(), ["keep refresh-1", "present refresh-1", "keep refresh-2", "use access-2"]);
}

/// Another program found the old token after all, and went on with it.
#[tokio::test]
async fn a_token_that_could_not_be_kept_never_replaces_a_newer_one() {
    let script = Script::new();
    let session = script.session();
    script.lock_keychain(true);
    failed(&session).await;
    script.lock_keychain(false);
    script.keep_elsewhere(Some("refresh-of-another-program"));
    script.happened();
    used(&session, &script).await;
    assert_eq!(script.happened(), ["present refresh-of-another-program", "keep refresh-2", "use access-2"]);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_at_once_and_by_whoever_asks_next() {
    let script = Script::new();
    let session = script.session();
    script.fail(&[Kind::Lost]);
    used(&session, &script).await;
    assert_eq!(script.happened(), ["present refresh-0", "present refresh-0", "keep refresh-1", "use access-1"]);

    script.pass(900);
    script.fail(&[Kind::Lost, Kind::Lost]);
    assert_eq!(failed(&session).await.kind, Kind::Lost);
    assert_eq!(session.ended(), None, "nobody said that it is over");
    used(&session, &script).await;
    let told = ["present refresh-1", "present refresh-1", "present refresh-1", "keep refresh-2", "use access-2"];
    assert_eq!(script.happened(), told);
}

#[tokio::test]
async fn a_refused_refresh_ends_the_session_for_good() {
    let script = Script::new();
    let session = script.session();
    script.fail(&[Kind::SignedOut]);
    for _ in 0..2 {
        let error = failed(&session).await;
        assert_eq!((error.kind, error.detail), (Kind::SignedOut, Ended::Refused.to_string()));
    }
    assert_eq!(session.ended(), Some(Ended::Refused));
    assert_eq!(
        script.happened(),
        ["present refresh-0", "forget"],
        "the place is not asked again, and nothing dead is kept"
    );
}

#[tokio::test]
async fn what_says_nothing_of_the_session_does_not_end_it() {
    let script = Script::new();
    let session = script.session();
    for kind in [Kind::Offline, Kind::Unavailable, Kind::NotUnderstood] {
        script.fail(&[kind]);
        assert_eq!(failed(&session).await.kind, kind);
        assert_eq!(session.ended(), None, "{kind:?}");
    }
    used(&session, &script).await;
}

#[tokio::test]
async fn a_session_without_a_token_is_over_and_nothing_is_presented() {
    let script = Script::new();
    let session = script.session();
    script.keep_elsewhere(None);
    assert_eq!(failed(&session).await.kind, Kind::SignedOut);
    assert_eq!((session.ended(), script.happened().len()), (Some(Ended::SignedOut), 0));
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_no_token_with_it() {
    let script = Script::new();
    let session = script.session();
    let held = script.0.place_answers.acquire_many(1000).await.unwrap();
    {
        let mut caller = std::pin::pin!(session.access());
        while script.0.log.lock().unwrap().is_empty() {
            tokio::select! {
                biased;
                _ = &mut caller => panic!("nothing was answered yet"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    drop(held);
    session.settled().await;
    assert_eq!(script.happened(), ["present refresh-0", "keep refresh-1"], "before the program may end");
    assert_eq!(used(&session, &script).await, "access-1");
    assert_eq!(script.happened(), ["use access-1"]);
}

#[tokio::test]
async fn an_access_token_is_used_until_shortly_before_its_end() {
    let script = Script::new();
    let session = script.session();
    assert_eq!(used(&session, &script).await, "access-1");
    script.pass(900 - MARGIN_SECONDS - 1);
    assert_eq!(used(&session, &script).await, "access-1");
    script.pass(1);
    assert_eq!(used(&session, &script).await, "access-2", "a request is under way for a while");
}

/// Each exchange ends the access token before: to refresh at every call would be a storm.
#[tokio::test]
async fn where_the_clocks_disagree_an_access_token_is_used_until_it_is_refused() {
    let script = Script::new();
    let long_past = Tokens {
        access: Secret::new("access-0".to_owned()),
        access_ends_at: Timestamp::from_millis(-1),
        refresh: Secret::new("refresh-0".to_owned()),
    };
    let session = script.session().with_access_of(&long_past);
    assert_eq!(used(&session, &script).await, "access-0");
    let next = session.renew(&long_past.access).await.unwrap();
    assert_eq!(next.expose(), "access-1");
    let same = session.renew(&long_past.access).await.unwrap();
    assert_eq!(same.expose(), "access-1", "whoever is late to say so does not end what others use");
}

#[test]
fn nothing_of_a_session_is_printed() {
    let session = Script::new().session();
    assert_eq!(format!("{session:?}"), "Session(hidden)");
    let tokens = Tokens {
        access: Secret::new("hunter2".to_owned()),
        access_ends_at: Timestamp::from_millis(0),
        refresh: Secret::new("hunter2".to_owned()),
    };
    let needed = TotpNeeded { account: String::new(), proof: Secret::new("hunter2".to_owned()), device: None };
    assert!(!format!("{tokens:?} {needed:?}").contains("hunter2"));
}
