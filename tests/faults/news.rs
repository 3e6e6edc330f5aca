//! The news under kills, slow listeners and listeners that come and go: each hears every committed change once, in the log's
//! order, from wherever it goes on.

use std::collections::BTreeSet;
use std::time::Duration;

use journeys::faults::{Dice, figure, times};
use journeys::postgres::Postgres;
use journeys::{Api, Listening, WITHIN};
use keys::Ambient;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use crate::killed::{Ground, OnServer, Sqlite};

/// Listeners that come and go as they like; the first one takes its time as well.
const LISTENERS: usize = 5;
const WRITERS: usize = 3;
/// Events that a listener stays for, at most.
const STAY_MAX: usize = 30;
/// A listener that hears nothing for so long comes again.
const PATIENCE: Duration = Duration::from_millis(200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_heard_once_across_kills_and_reconnects() {
    rounds(&Sqlite::new(), times(4, 100), times(80, 1000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_every_change_is_heard_once_as_well() {
    rounds(&OnServer::on(Postgres::start()), times(2, 40), times(40, 1000)).await;
}

async fn rounds(ground: &impl Ground, kills: usize, reconnects: usize) {
    let dice = Dice::shaken();
    let mut moments = dice.split(1000);
    let mut serve = ground.start();
    let token = serve.create_token("admin");
    let ((at, address), (over, last_key)) = (watch::channel(serve.address("manage")), watch::channel(None));
    let way = Way { token, address, last_key, reconnects: reconnects.div_ceil(LISTENERS) };
    let (begun, mut has_begun) = mpsc::channel(LISTENERS);
    let listen = |number| tokio::spawn(listen(way.clone(), begun.clone(), dice.split(number), number == 0));
    let listeners: Vec<_> = (0..LISTENERS).map(listen).collect();
    for _ in 0..LISTENERS {
        has_begun.recv().await.expect("each listens before anything happens");
    }
    let mut acknowledged = BTreeSet::new();
    for _ in 0..kills {
        let writers: Vec<_> = (0..WRITERS).map(|_| tokio::spawn(write(way.api()))).collect();
        // Not to wait for anything: the moment of the kill is what varies.
        tokio::time::sleep(Duration::from_millis(30 + moments.below(300) as u64)).await;
        serve.kill();
        for writer in writers {
            acknowledged.extend(writer.await.expect("a writer"));
        }
        serve = ground.start();
        at.send_replace(serve.address("manage"));
    }
    let last_key = create(&way.api()).await.expect("it serves");
    acknowledged.insert(last_key.clone());
    over.send_replace(Some(last_key));

    let (mut again, seed) = (0, dice.seed);
    for (number, listener) in listeners.into_iter().enumerate() {
        let heard =
            tokio::time::timeout(WITHIN * 10, listener).await.expect("it hears the last one").expect("no panic");
        let gaps: Vec<_> = heard.rows.windows(2).filter(|two| two[1] != two[0] + 1).collect();
        assert!(gaps.is_empty(), "seed {seed}: listener {number} missed, or heard twice, what lies between {gaps:?}");
        let missed: Vec<_> = acknowledged.difference(&heard.keys).collect();
        assert!(missed.is_empty(), "seed {seed}: listener {number} missed {missed:?}, which were acknowledged");
        assert_eq!(heard.resyncs, 0, "seed {seed}: listener {number} could always go on");
        again += heard.reconnects;
    }
    assert!(again >= reconnects, "{again} reconnects");
    let count = acknowledged.len();
    figure(format!(
        "{kills} kills, {again} reconnects of {LISTENERS} listeners: {count} keys acknowledged, each change heard once"
    ));
}

/// The way to whichever process serves, and when it is enough.
#[derive(Clone)]
struct Way {
    token: String,
    address: watch::Receiver<String>,
    last_key: watch::Receiver<Option<String>>,
    reconnects: usize,
}

impl Way {
    fn api(&self) -> Api {
        Api::with_token(&self.address.borrow(), &self.token)
    }

    fn is_enough(&self, heard: &Heard) -> bool {
        let last = self.last_key.borrow();
        heard.reconnects > self.reconnects && last.as_ref().is_some_and(|last| heard.keys.contains(last))
    }
}

/// What one listener heard.
#[derive(Default)]
struct Heard {
    /// Where it began, and then each row in the order in which it came.
    rows: Vec<u64>,
    keys: BTreeSet<String>,
    /// How often it asked.
    reconnects: usize,
    resyncs: usize,
}

impl Heard {
    fn has_gap(&self) -> bool {
        matches!(self.rows[..], [.., before, last] if last != before + 1)
    }
}

/// Listens, goes away in the middle, and goes on behind the last event that it had.
async fn listen(way: Way, begun: mpsc::Sender<()>, mut dice: Dice, is_slow: bool) -> Heard {
    let (mut heard, mut last) = (Heard::default(), None::<String>);
    while !way.is_enough(&heard) {
        let Some(mut stream) = Listening::try_open(&way.api(), "/events", last.as_deref()).await else {
            // Nobody serves just now.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        heard.reconnects += 1;
        for _ in 0..=dice.below(STAY_MAX) {
            let Ok(Some(event)) = tokio::time::timeout(PATIENCE, stream.try_next()).await else { break };
            match (event.name.as_str(), event.row()) {
                ("ready", Some(row)) if heard.rows.is_empty() => {
                    heard.rows.push(row);
                    let _ = begun.send(()).await;
                }
                // Every row is this organization's, so nothing lies between the last one heard and here.
                ("ready", Some(row)) if heard.rows.last() != Some(&row) => heard.rows.push(row),
                ("", Some(row)) => {
                    heard.rows.push(row);
                    heard.keys.insert(event.text("id").to_owned());
                }
                ("resync", _) => heard.resyncs += 1,
                _ => {}
            }
            if heard.has_gap() {
                return heard;
            }
            if is_slow {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        last = stream.last.clone();
    }
    heard
}

/// Creates keys until nobody answers; answers those that were acknowledged.
async fn write(api: Api) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(key) = create(&api).await {
        all.push(key);
    }
    all
}

async fn create(api: &Api) -> Option<String> {
    let unique = Ambient::system().mint_uuid();
    let request = api.request(Method::POST, "/keys").json(&json!({ "environment": "sandbox", "name": unique }));
    let answer = request.header(keys::wire::IDEMPOTENCY_KEY, unique).send().await.ok()?;
    Some(answer.json::<Value>().await.ok()?["key"]["id"].as_str()?.to_owned())
}
