//! What a listener hears is what the log has, from wherever it goes on.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use keys::{
    Ambient, AuditAction,
    wire::{News, NewsKind},
};
use tokio::sync::watch;

use super::{
    distribute::distribute,
    following::{Following, Heard},
    gathered::KEY_USED,
    line::tests::reader,
    replay::{BEHIND_MAX, STEP, Why, judge},
};
use crate::{
    Caller, Place, Service, StoreError,
    evidence::audit::{Deed, append},
    ground::{
        news::{Mark, NoMark, Told},
        store::values,
    },
};

struct House {
    folder: tempfile::TempDir,
    service: Arc<Service>,
    _stop: watch::Sender<bool>,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::choose(folder.path(), None).unwrap();
        let service = Arc::new(Service::open(place, Ambient::system()).await.unwrap());
        service.evidence.begin_news().await.unwrap();
        let (stop, stopping) = watch::channel(false);
        tokio::spawn(distribute(service.evidence.clone(), stopping));
        Self { folder, service, _stop: stop }
    }

    fn listen(&self, after: Option<Result<Mark, NoMark>>) -> Following {
        self.service.evidence.follow_news(reader("org_a", &NewsKind::ALL), after).unwrap()
    }

    /// Writes rows, and waits until whoever listens from now on does not hear of them.
    async fn write(&self, rows: i64, per: i64) {
        write(&self.service, rows, per).await;
        let last = self.log().await.last().unwrap().0;
        while self.service.evidence.news.told() != last {
            tokio::task::yield_now().await;
        }
    }

    /// All places of the log, with whether they are `org_a`'s.
    async fn log(&self) -> Vec<(Mark, bool)> {
        let sql = "SELECT sequence, hash, organization_id FROM audit ORDER BY sequence";
        let read = self.service.ground.store.read(move |db| {
            db.all(sql, &[], |row| Ok((Mark::of(row.get(0)?, &row.get(1)?), row.get::<String>(2)? == "org_a")))
        });
        read.await.map_err(|error: StoreError| error).unwrap()
    }
}

/// Appends rows, each of one of two organizations, `per` of them in one commit.
async fn write(service: &Service, rows: i64, per: i64) {
    for begin in (0..rows).step_by(usize::try_from(per).unwrap()) {
        let now = service.ground.now();
        let change = service.ground.store.write(move |tx| {
            for number in begin..rows.min(begin + per) {
                let caller = Caller::authority(if number % 7 < 3 { "org_b" } else { "org_a" });
                let subject = number.to_string();
                append(
                    tx,
                    Deed {
                        at: now,
                        caller: &caller,
                        action: AuditAction::KeyCreated,
                        subject: &subject,
                        environment: None,
                        detail: "",
                    },
                )?;
            }
            Ok::<_, StoreError>(())
        });
        change.await.unwrap();
    }
}

/// What is heard next; nothing waits longer than the machine is slow.
async fn next(following: &mut Following) -> Heard {
    tokio::time::timeout(Duration::from_secs(60), following.next()).await.expect("something is told").unwrap()
}

/// The places of the news up to `ready`, and that one. What is not told again has none.
async fn until_ready(following: &mut Following) -> (Vec<Mark>, Mark) {
    let mut told = Vec::new();
    loop {
        match next(following).await {
            Heard::News(mark, _) => told.extend(mark),
            Heard::Ready(mark) => return (told, mark),
            other => panic!("nothing is missing: {other:?}"),
        }
    }
}

#[tokio::test]
async fn whoever_goes_on_from_any_place_hears_exactly_the_rows_behind_it() {
    let house = House::open().await;
    house.write(2 * STEP + 60, 40).await;
    let log = house.log().await;
    let last = log.last().unwrap().0;
    // Every place near the ends of a step, and some between.
    let near = |at: &usize| (*at as i64 % STEP) < 3 || (*at as i64 % STEP) > STEP - 3 || at.is_multiple_of(50);
    for at in (0..log.len()).filter(near) {
        let mut following = house.listen(Some(Ok(log[at].0)));
        let (told, ready) = until_ready(&mut following).await;
        let own: Vec<Mark> = log[at + 1..].iter().filter(|(_, own)| *own).map(|(mark, _)| *mark).collect();
        assert_eq!((told, ready), (own, last), "from {}", log[at].0);
    }
    let mut fresh = house.listen(None);
    assert_eq!(until_ready(&mut fresh).await, (vec![], last), "who names no place begins now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missed_and_what_happens_meet_without_a_gap_and_without_a_double() {
    let house = House::open().await;
    house.write(300, 100).await;
    let first = house.log().await[0].0;
    let service = house.service.clone();
    let writing = tokio::spawn(async move { write(&service, 400, 3).await });
    let mut all = Vec::new();
    for _ in 0..4 {
        let mut following = house.listen(Some(Ok(first)));
        all.push(tokio::spawn(async move {
            let mut told = Vec::new();
            // The last of its rows; two of the last seven are the other one's.
            while told.last().is_none_or(|mark: &Mark| mark.sequence < 699) {
                if let Heard::News(Some(mark), _) = next(&mut following).await {
                    told.push(mark);
                }
            }
            told
        }));
    }
    writing.await.unwrap();
    let own: Vec<Mark> = house.log().await[1..].iter().filter(|(_, own)| *own).map(|(mark, _)| *mark).collect();
    assert!(own.last().unwrap().sequence >= 699, "the last row is heard");
    for heard in all {
        let heard = heard.await.unwrap();
        assert!(heard[..] == own[..heard.len()], "{} rows, each once and in their order", heard.len());
    }
}

#[tokio::test]
async fn rows_of_another_process_are_told_as_well() {
    let house = House::open().await;
    house.write(7, 7).await;
    let mut following = house.listen(None);
    until_ready(&mut following).await;
    let place = Place::choose(house.folder.path(), None).unwrap();
    let beside = Service::open_beside(place, Ambient::system()).await.unwrap();
    write(&beside, 14, 14).await;
    house.write(7, 7).await;
    let own: Vec<Mark> = house.log().await[7..].iter().filter(|(_, own)| *own).map(|(mark, _)| *mark).collect();
    for expected in own {
        match next(&mut following).await {
            Heard::News(Some(mark), _) => assert_eq!(mark, expected),
            other => panic!("each row, whoever wrote it: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_place_ahead_of_what_was_told_so_far_is_gone_on_from_as_well() {
    let house = House::open().await;
    house.write(7, 7).await;
    // Somebody read the audit log before this process looked at what another one wrote.
    let place = Place::choose(house.folder.path(), None).unwrap();
    let beside = Service::open_beside(place, Ambient::system()).await.unwrap();
    write(&beside, 14, 14).await;
    let log = house.log().await;
    let ahead = log[12].0;
    let mut following = house.listen(Some(Ok(ahead)));
    let (told, ready) = until_ready(&mut following).await;
    assert_eq!((told, ready), (vec![], ahead), "nothing behind it is known of yet");
    for (expected, _) in log[13..].iter().filter(|(_, own)| *own) {
        assert!(matches!(next(&mut following).await, Heard::News(Some(mark), _) if mark == *expected), "{expected}");
    }
}

#[tokio::test]
async fn nothing_is_told_again_from_a_place_that_is_too_old_or_not_of_this_history() {
    let house = House::open().await;
    house.write(20, 20).await;
    let log = house.log().await;
    let (old, kept, last) = (log[3].0, log[4].0, log[19].0);
    let judged = |from: Mark, told: Mark| {
        let store = house.service.ground.store.clone();
        async move { store.read(move |db| judge(db, from, told)).await.map_err(|error: StoreError| error).unwrap() }
    };
    assert_eq!(judged(old, last).await, Ok(()));
    assert_eq!(judged(Mark::of(5, &[9; 32]), last).await, Err(Why::Unknown), "another row had this number");
    assert_eq!(judged(Mark::of(21, &[9; 32]), last).await, Err(Why::Unknown), "a row that is not there yet");
    let behind = |rows: i64| Mark::of(old.sequence + rows, &[0; 32]);
    assert_eq!(judged(old, behind(BEHIND_MAX)).await, Ok(()));
    assert_eq!(judged(old, behind(BEHIND_MAX + 1)).await, Err(Why::TooOld));

    // The first five rows go, as a pruning takes them.
    let now = house.service.ground.now();
    let pruned = house.service.ground.store.write(move |tx| {
        let hash = crate::evidence::audit::hash_at(tx.db, 5)?.unwrap_or_default();
        let detail = format!("rows 1 to 5, the last with the hash {}", hex::encode(hash));
        let caller = Caller::authority("org_a");
        append(
            tx,
            Deed {
                at: now,
                caller: &caller,
                action: AuditAction::AuditPruned,
                subject: "5",
                environment: None,
                detail: &detail,
            },
        )?;
        tx.db.execute("DELETE FROM audit WHERE sequence <= ?1", values![5_i64])?;
        Ok::<_, StoreError>(())
    });
    pruned.await.unwrap();
    assert_eq!(judged(old, last).await, Err(Why::TooOld));
    assert_eq!(judged(kept, last).await, Ok(()), "nothing behind the last pruned row is missing");

    for (after, why) in [(Ok(old), Why::TooOld), (Err(NoMark), Why::Unknown)] {
        let mut following = house.listen(Some(after));
        let told = house.log().await.last().unwrap().0;
        while house.service.evidence.news.told() != told {
            tokio::task::yield_now().await;
        }
        assert_eq!(next(&mut following).await, Heard::Resync(why, told));
        assert_eq!(next(&mut following).await, Heard::Ready(told));
        house.write(7, 7).await;
        assert!(matches!(next(&mut following).await, Heard::News(Some(_), _)), "and it goes on from there");
    }
}

#[tokio::test]
async fn changes_without_a_row_are_gathered_over_many_commits() {
    let house = House::open().await;
    house.write(7, 7).await;
    let mut following = house.listen(None);
    until_ready(&mut following).await;
    let (begin, now) = (Instant::now(), house.service.ground.now());
    let (mut events, mut keys) = (0, BTreeSet::new());
    let mut hear = |heard: Heard| {
        let Heard::News(None, text) = heard else { panic!("they have no place") };
        keys.extend(serde_json::from_str::<News>(&text).unwrap().ids);
        events += 1;
        keys.len()
    };
    let mut known = 0;
    for key in 0..50 {
        let told = Told::without_row(("org_a", None), KEY_USED, &key.to_string(), now);
        let change = house.service.ground.store.write(move |tx| {
            tx.tell(told);
            Ok::<_, StoreError>(())
        });
        change.await.unwrap();
        // What was told of each commit by itself would come in that time.
        if let Ok(heard) = tokio::time::timeout(Duration::from_millis(20), following.next()).await {
            known = hear(heard.unwrap());
        }
    }
    while known < 50 {
        known = hear(next(&mut following).await);
    }
    assert!(events <= begin.elapsed().as_secs() + 1, "{events} events in {:?}", begin.elapsed());
}

#[tokio::test]
async fn a_change_that_is_refused_is_told_to_nobody() {
    let house = House::open().await;
    house.write(7, 7).await;
    let mut following = house.listen(None);
    until_ready(&mut following).await;
    let now = house.service.ground.now();
    let refused = house.service.ground.store.write(move |tx| {
        let caller = Caller::authority("org_a");
        append(
            tx,
            Deed {
                at: now,
                caller: &caller,
                action: AuditAction::KeyCreated,
                subject: "no",
                environment: None,
                detail: "",
            },
        )?;
        Err::<(), _>(StoreError::Busy)
    });
    refused.await.unwrap_err();
    house.write(7, 7).await;
    let Heard::News(Some(mark), text) = next(&mut following).await else { panic!("the next is news") };
    assert_eq!((mark.sequence, text.contains("\"no\"")), (11, false), "{text}");
}
