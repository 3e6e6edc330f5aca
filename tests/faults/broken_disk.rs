//! A disk that fails at any of its first 200 writes and syncs, and one that is full: no false acknowledgement, no panic,
//! and the service goes on by itself when the disk does.

use std::path::Path;

use journeys::faults::{figure, full};
use journeys::strace::Strace;
use journeys::{Serve, WITHIN, eventually};

use crate::client::Ways;
use crate::journal::{Known, State};

const WRITES: &str = "write,pwrite64,pwritev";
const SYNCS: &str = "fsync,fdatasync";
/// The last write and the last sync that fail.
const LAST: usize = 200;

/// What its one client was told; a key whose last write failed may be in either state.
pub struct Told {
    pub key: Known,
    pub or: Option<State>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_write_and_each_sync_may_fail_once_and_nothing_false_is_acknowledged() {
    let template = Template::make();
    let places: Vec<usize> = if full() { (1..=LAST).collect() } else { vec![1, 2, 3, 8, 21] };
    let (mut failed, mut acknowledged) = (0, 0);
    for calls in [WRITES, SYNCS] {
        for place in &places {
            let counts = template.fail(calls, &place.to_string()).await;
            failed += counts.0;
            acknowledged += counts.1;
        }
    }
    figure(format!(
        "{} single failures: {failed} writes refused, {acknowledged} acknowledged, 0 of them lost",
        places.len() * 2
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_goes_on_failing_stops_writes_only_until_it_works_again() {
    let template = Template::make();
    let places: &[&str] = if full() { &["1+", "2+", "7+", "30+", "111+"] } else { &["2+"] };
    for calls in [WRITES, SYNCS] {
        for place in places {
            let (failed, _) = template.fail(calls, place).await;
            assert!(failed == 4, "it went on failing: {failed} writes refused");
        }
    }
    figure(format!("{} lasting failures, each over without a restart", places.len() * 2));
}

/// A data folder with an organization and a token, to begin each case with.
struct Template {
    folder: tempfile::TempDir,
    token: String,
}

impl Template {
    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let serve = Serve::start(folder.path());
        let token = serve.create_token("admin");
        assert!(serve.terminate().success());
        Self { folder, token }
    }

    /// One case: these calls fail at this place. Answers how many writes were refused and acknowledged.
    async fn fail(&self, calls: &str, place: &str) -> (usize, usize) {
        let what = format!("{calls} fails at {place}");
        let folder = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        let serve = Serve::start(folder.path());
        let ways = Ways::into(&serve, &self.token);
        let (steady, secret) = ways.admin.create_active("sandbox", "steady", "read_only").await;
        let inject = format!("inject={calls}:error=EIO:when={place}");
        let (database, log) = (path(folder.path(), ""), path(folder.path(), "-wal"));
        let trace = format!("trace={calls}");
        let words = ["-e", &trace, "-e", &inject, "-P", &database, "-P", &log];
        let strace = Strace::hold(serve.pid(), &words).await;
        let (mut told, mut refused, mut since) = (Vec::new(), 0, 0);
        // A failure that lasts refuses every write. A single one may also fall on a write of the authority's own, such as
        // its counts of calls; a few more of the client's then show that they are answered.
        while if place.ends_with('+') { refused < 4 } else { since < 4 } {
            since += usize::from(strace.log().contains("INJECTED"));
            refused += usize::from(!write(&ways, &mut told).await);
            assert_eq!(ways.verify(&secret).await, Some(true), "{what}: a verdict needs no disk");
            assert!(told.len() < 5 * LAST, "{what}: it must come to a failure");
        }
        strace.release();
        let again = || async { write_one(&ways, "again").await.then_some(()) };
        eventually(&format!("{what}: writes go on"), WITHIN, again).await;
        compare(&what, &ways, &mut told).await;
        assert!(!serve.errors().contains("panicked"), "{what}: {}", serve.errors());

        serve.kill();
        let serve = Serve::start(folder.path());
        let ways = Ways::into(&serve, &self.token);
        compare(&what, &ways, &mut told).await;
        assert_eq!(ways.state_of(&steady).await, "active", "{what}");
        authority::verify_chain(Path::new(&database)).unwrap().unwrap_or_else(|row| panic!("{what}: audit row {row}"));
        (refused, told.iter().filter(|told| told.or.is_none()).count())
    }
}

fn path(folder: &Path, suffix: &str) -> String {
    folder.canonicalize().unwrap().join(format!("authority.sqlite3{suffix}")).to_string_lossy().into_owned()
}

/// The next write of the one client: it creates a key, confirms it, revokes it, and begins again. Says whether it was
/// acknowledged; whatever else is answered must be a problem that says so.
pub async fn write(ways: &Ways, told: &mut Vec<Told>) -> bool {
    let next = told.last().filter(|last| last.or.is_none() && last.key.state != State::Revoked);
    let (path, body, after) = match next.map(|last| (&last.key.id, last.key.state)) {
        Some((id, State::Pending)) => (format!("/keys/{id}/confirm"), serde_json::json!({}), State::Active),
        Some((id, _)) => (format!("/keys/{id}/revoke"), serde_json::json!({ "reason": "next" }), State::Revoked),
        None => {
            let body = serde_json::json!({ "environment": "sandbox", "name": format!("key {}", told.len()) });
            ("/keys".to_owned(), body, State::Pending)
        }
    };
    let once = format!("once {}", told.len()).replace(' ', "-");
    let answer = ways.write(&path, &body, Some(&once)).await.expect("a failing disk is no reason not to answer");
    match (answer.status, after) {
        (201, State::Pending) => {
            let (id, secret) = (journeys::api::text(&answer.json(), "/key/id"), answer.json()["secret"].clone());
            told.push(Told {
                key: Known { id, secret: secret.as_str().map(str::to_owned), state: State::Pending },
                or: None,
            });
            true
        }
        (200, _) => {
            told.last_mut().expect("a key was created").key.state = after;
            true
        }
        _ => {
            match answer.status {
                503 => answer.expect_problem(503, "SERVICE_UNAVAILABLE"),
                _ => answer.expect_problem(500, "INTERNAL_ERROR"),
            };
            if after != State::Pending {
                told.last_mut().expect("a key was created").or = Some(after);
            }
            false
        }
    }
}

/// Whether a key can be created and revoked.
pub async fn write_one(ways: &Ways, name: &str) -> bool {
    let body = serde_json::json!({ "environment": "sandbox", "name": name });
    let answer = ways.write("/keys", &body, Some(name)).await.expect("an answer");
    matches!(answer.status, 200 | 201)
}

/// Every key is as its client was told; where that is not known, it is one of the two, and from now on that one.
pub async fn compare(what: &str, ways: &Ways, told: &mut [Told]) {
    for Told { key, or } in told {
        let found = ways.state_of(&key.id).await;
        if or.is_some_and(|state| state.as_str() == found) {
            key.state = or.take().unwrap_or(key.state);
        }
        assert_eq!(found, key.state.as_str(), "{what}: {} is not as its client was told", key.id);
        if let Some(secret) = &key.secret {
            assert_eq!(ways.verify(secret).await, Some(key.state.is_usable()), "{what}: {} is {found}", key.id);
        }
    }
}
