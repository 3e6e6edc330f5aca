//! Acknowledged means on the disk: between a write and its answer the database's log was written, and a sync of it
//! succeeded. Seen from outside, in the system calls.

use std::collections::HashMap;

use journeys::faults::{figure, times};
use journeys::strace::Strace;
use journeys::{Api, Serve};
use serde_json::json;

const CALLS: &str = "trace=read,recvfrom,write,writev,sendto,pwrite64,pwritev,fsync,fdatasync";

/// One client: each sync seen can only be its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_to_a_write_comes_after_a_successful_sync_of_it() {
    watch(1).await;
}

/// Many clients share commits. A sync that began for a neighbour cannot be told from one's own here, so this adds to the
/// proof above and does not replace it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_share_a_commit_are_answered_after_a_successful_sync_too() {
    watch(16).await;
}

async fn watch(clients: usize) {
    let folder = tempfile::tempdir().unwrap();
    let serve = Serve::start(folder.path());
    let admin = serve.manage("admin");
    let strace = Strace::hold(serve.pid(), &["-e", CALLS, "-e", "signal=none", "-yy", "-s", "24"]).await;
    let each = times(96, 2000) / clients;
    let at_work: Vec<_> = (0..clients).map(|number| tokio::spawn(write(admin.clone(), number, each))).collect();
    for client in at_work {
        client.await.unwrap();
    }
    let seen = Seen::read(&strace.release());
    assert_eq!(seen.answers, each * clients, "every write was watched");
    assert_eq!(seen.early, Vec::<String>::new(), "answered before its own sync");
    figure(format!("{} writes of {clients} clients, {} syncs, each before its answer", seen.answers, seen.syncs));
}

/// Creates, confirms and revokes, one after the other, in all so many writes.
async fn write(admin: Api, client: usize, count: usize) {
    let mut done = 0;
    while done < count {
        let (id, _) = admin.create_pending("sandbox", &format!("key {client} {done}"), "read_only").await;
        done += 1;
        for (verb, body) in [("confirm", json!({})), ("revoke", json!({ "reason": "seen" }))] {
            if done < count {
                admin.post(&format!("/keys/{id}/{verb}"), body).await.expect_status(200);
                done += 1;
            }
        }
    }
}

/// How far a connection's write has come.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Asked,
    Logged,
    Synced,
}

#[derive(Default)]
struct Seen {
    answers: usize,
    syncs: usize,
    early: Vec<String>,
    open: HashMap<String, Stage>,
}

impl Seen {
    /// Reads a log of strace, in which a call that others interrupt stands on two lines: it is done at the second.
    fn read(log: &str) -> Self {
        let mut seen = Self::default();
        let mut begun: HashMap<&str, &str> = HashMap::new();
        for line in log.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let call = call.trim_start();
            if let Some((start, _)) = call.split_once(" <unfinished ...>") {
                begun.insert(thread, start);
                // An answer counts from its beginning, everything else from its end.
                seen.sends(start);
            } else if let Some((_, rest)) = call.split_once(" resumed>") {
                let start = begun.remove(thread).unwrap_or_default();
                seen.done(start, rest);
            } else {
                seen.sends(call);
                seen.done(call, call);
            }
        }
        seen
    }

    fn sends(&mut self, call: &str) {
        let is_send = ["write(", "writev(", "sendto("].iter().any(|name| call.starts_with(name));
        if !is_send || !call.contains("HTTP/1.1 20") {
            return;
        }
        if let Some(stage) = self.open.remove(connection(call)) {
            self.answers += 1;
            if stage != Stage::Synced {
                self.early.push(call.to_owned());
            }
        }
    }

    fn done(&mut self, call: &str, end: &str) {
        let succeeded = end.rsplit_once(" = ").is_some_and(|(_, result)| !result.starts_with('-'));
        let (name, of_log) = (call.split('(').next().unwrap_or_default(), call.contains("-wal>"));
        match name {
            "read" | "recvfrom" if [call, end].iter().any(|part| part.contains("\"POST ")) => {
                self.open.insert(connection(call).to_owned(), Stage::Asked);
            }
            "write" | "pwrite64" | "pwritev" if of_log && succeeded => self.advance(Stage::Asked, Stage::Logged),
            "fsync" | "fdatasync" if of_log && succeeded => {
                self.syncs += 1;
                self.advance(Stage::Logged, Stage::Synced);
            }
            _ => {}
        }
    }

    fn advance(&mut self, from: Stage, to: Stage) {
        self.open.values_mut().filter(|stage| **stage == from).for_each(|stage| *stage = to);
    }
}

/// The connection of a call, as strace names it behind the descriptor.
fn connection(call: &str) -> &str {
    let start = call.find('<').map_or(0, |at| at + 1);
    let end = call.find("]>").unwrap_or(call.len());
    call.get(start..end).unwrap_or_default()
}
