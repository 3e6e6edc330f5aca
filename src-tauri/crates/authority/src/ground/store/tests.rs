use std::sync::Mutex;

use super::{readers::READERS_MAX, *};
use crate::Failure;

async fn count(store: &Store) -> i64 {
    let counted = store.read(|db| db.one("SELECT count(*) FROM tokens", &[], |row| row.get(0)));
    counted.await.expect("the store reads").expect("a count")
}

fn insert(tx: &Tx<'_>, digest: [u8; 32]) -> Result<usize, StoreError> {
    tx.db.execute(
        "INSERT INTO tokens (digest, organization_id, name, role, created_at) VALUES (?1, 'org', 'n', 'admin', 0)",
        values![digest],
    )
}

async fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::File(folder.path().join("authority.sqlite3"));
    let store = Store::open(place, Purpose::Serve, Arc::default(), Ambient::system()).await.expect("a store");
    let organization = store.write(|tx| {
        Ok::<_, Failure>(tx.db.execute("INSERT INTO organizations (id, name, created_at) VALUES ('org', 'n', 0)", &[])?)
    });
    organization.await.expect("an organization");
    (folder, store)
}

#[tokio::test]
async fn a_refused_or_panicking_change_leaves_no_trace_and_its_neighbours_stand() {
    let (_folder, store) = open().await;
    let good = store.write(|tx| Ok::<_, Failure>(insert(tx, [1; 32])?));
    let refused = store.write(|tx| {
        insert(tx, [2; 32])?;
        Err::<(), _>(Failure::not_found("thing"))
    });
    let panicking = store.write(|tx| -> Result<(), Failure> {
        insert(tx, [3; 32])?;
        panic!("a defect");
    });
    let (good, refused, panicking) = tokio::join!(good, refused, panicking);
    assert!(good.is_ok());
    assert!(matches!(refused, Err(Failure::Refused { .. })));
    assert!(matches!(panicking, Err(Failure::Store(StoreError::Refused(_)))));
    assert_eq!(count(&store).await, 1, "only the good one is there");
    let after = store.write(|tx| Ok::<_, Failure>(insert(tx, [4; 32])?)).await;
    assert!(after.is_ok(), "the writer outlives a change that panics");
}

/// Holds the writer until it is told to go on, when it has begun.
async fn hold(store: &Store) -> (std::sync::mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Failure>>) {
    let ((go, may_go), (begun, has_begun)) = (std::sync::mpsc::channel(), oneshot::channel());
    let store = store.clone();
    let held = tokio::spawn(async move {
        let work = move |_: &mut Tx<'_>| {
            begun.send(()).expect("somebody waits");
            may_go.recv().map_err(|_| Failure::from(StoreError::Closed))
        };
        store.write(work).await
    });
    has_begun.await.expect("the writer is held");
    (go, held)
}

#[tokio::test]
async fn what_takes_rights_away_goes_before_all_that_waits_and_alone() {
    let (_folder, store) = open().await;
    let (go, held) = hold(&store).await;
    let count = |tx: &mut Tx<'_>| tx.db.one("SELECT count(*) FROM tokens", &[], |row| row.get::<i64>(0));
    let ordinary = |number| store.write(move |tx| Ok::<_, Failure>(insert(tx, [number; 32])?));
    let (one, two) = (ordinary(1), ordinary(2));
    let first = store.write_first(move |tx| Ok::<_, Failure>(count(tx)?));
    // The held one's commit would have taken the two along.
    let going = async { go.send(()).expect("the writer waits") };
    let (one, two, first, ()) = tokio::join!(one, two, first, going);
    assert!(one.is_ok() && two.is_ok() && held.await.expect("it ends").is_ok());
    assert_eq!(first.expect("it is made"), Some(0), "none of those that waited was made before");
}

#[tokio::test]
async fn when_too_many_wait_an_ordinary_change_is_refused_and_no_other() {
    let (_folder, store) = open().await;
    let (go, held) = hold(&store).await;
    let rest = store.writer.room().available_permits();
    let room = store.writer.room().acquire_many_owned(u32::try_from(rest).expect("a number")).await;
    let refused = store.write(|tx| Ok::<_, Failure>(insert(tx, [1; 32])?)).await.expect_err("there is no room");
    assert!(matches!(refused, Failure::Store(StoreError::Busy)) && refused.code() == Code::ServiceUnavailable);
    let first = store.write_first(|tx| Ok::<_, Failure>(insert(tx, [2; 32])?));
    let patient = store.write_patiently(|tx| Ok::<_, Failure>(insert(tx, [3; 32])?));
    let going = async {
        go.send(()).expect("the writer waits");
        drop(room);
    };
    let (first, patient, ()) = tokio::join!(first, patient, going);
    assert!(first.is_ok() && patient.is_ok() && held.await.expect("it ends").is_ok());
    assert_eq!(count(&store).await, 2);
}

#[tokio::test]
async fn a_change_whose_asker_went_away_before_its_turn_holds_nothing_and_is_never_made() {
    let (_folder, store) = open().await;
    let (go, held) = hold(&store).await;
    let document = Arc::new([0; 1024]);
    let kept = document.clone();
    let uploading = tokio::spawn({
        let store = store.clone();
        async move { store.write(move |tx| Ok::<_, Failure>((insert(tx, [1; 32])?, kept))).await }
    });
    tokio::task::yield_now().await;
    uploading.abort();
    assert!(uploading.await.is_err());
    assert_eq!(Arc::strong_count(&document), 1, "what it held is given up at once");
    go.send(()).expect("the writer waits");
    held.await.expect("it ends").expect("it is made");
    store.write(|tx| Ok::<_, Failure>(insert(tx, [2; 32])?)).await.expect("the writer goes on");
    assert_eq!(count(&store).await, 1, "only the one whose asker stayed");
}

#[tokio::test]
async fn however_many_read_there_is_room_for_who_has_to_be_known() {
    let (_folder, store) = open().await;
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let may_go = Arc::new(Mutex::new(may_go));
    let reads: Vec<_> = (0..READERS_MAX + 1)
        .map(|_| {
            let (store, may_go) = (store.clone(), may_go.clone());
            // Until the sender is gone.
            let wait = move |_: Db<'_>| Ok::<_, StoreError>(may_go.lock().map(|go| go.recv().is_err()).is_ok());
            tokio::spawn(async move { store.read(wait).await })
        })
        .collect();
    while store.readers.room.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    let known = store.read_reserved(|db| db.one("SELECT count(*) FROM tokens", &[], |row| row.get::<i64>(0)));
    assert_eq!(known.await.expect("it reads"), Some(0));
    drop(go);
    for read in reads {
        read.await.expect("it ends").expect("it reads");
    }
}

fn note(tx: &mut Tx<'_>, detail: &str) -> Result<(), StoreError> {
    let caller = crate::Caller::authority("org");
    let deed = crate::evidence::audit::Deed {
        at: keys::Timestamp::from_millis(0),
        caller: &caller,
        action: keys::AuditAction::KeyCreated,
        subject: "key",
        environment: None,
        detail,
    };
    crate::evidence::audit::append(tx, deed)
}

#[tokio::test]
async fn a_refused_change_that_is_alone_leaves_no_trace() {
    let (_folder, store) = open().await;
    let refused = store.write(|tx| {
        insert(tx, [1; 32])?;
        note(tx, "refused")?;
        Err::<(), _>(Failure::not_found("thing"))
    });
    assert!(matches!(refused.await, Err(Failure::Refused { .. })));
    assert_eq!(count(&store).await, 0);
    store.write(|tx| Ok::<_, Failure>(note(tx, "kept")?)).await.expect("the writer goes on");
    let walked = store.read(crate::evidence::audit::walk_chain).await.expect("a verdict").expect("it holds");
    assert_eq!(walked.rows(), 1);
}

#[tokio::test]
async fn the_audit_chain_holds_around_a_change_that_was_refused_in_the_same_commit() {
    let (_folder, store) = open().await;
    let (go, may_go) = std::sync::mpsc::channel();
    // Holds the writer until the others wait, so that they share a commit.
    let first = store.write(move |_| may_go.recv().map_err(|_| Failure::from(StoreError::Closed)));
    let kept = store.write(|tx| Ok::<_, Failure>(note(tx, "one")?));
    let refused = store.write(|tx| {
        note(tx, "refused")?;
        Err::<(), _>(Failure::not_found("thing"))
    });
    let after = store.write(|tx| Ok::<_, Failure>(note(tx, "two")?));
    let going = async { go.send(()).expect("the writer waits") };
    let (first, kept, refused, after, ()) = tokio::join!(first, kept, refused, after, going);
    assert!(first.is_ok() && kept.is_ok() && refused.is_err() && after.is_ok());
    let walked = store.read(crate::evidence::audit::walk_chain).await.expect("a verdict").expect("it holds");
    assert_eq!(walked.rows(), 2);
}

#[tokio::test]
async fn a_read_of_several_statements_sees_one_moment() {
    let (_folder, store) = open().await;
    let (begun, has_begun) = oneshot::channel();
    let (written, was_written) = std::sync::mpsc::channel();
    let reading = tokio::spawn({
        let store = store.clone();
        async move {
            let count = |db: Db<'_>| db.one("SELECT count(*) FROM tokens", &[], |row| row.get::<i64>(0));
            let both = store.read(move |db| {
                let before = count(db)?;
                begun.send(()).expect("somebody waits");
                was_written.recv().expect("the write is made meanwhile");
                Ok::<_, StoreError>((before, count(db)?))
            });
            both.await.expect("the store reads")
        }
    });
    has_begun.await.expect("the read has begun");
    store.write(|tx| Ok::<_, Failure>(insert(tx, [1; 32])?)).await.expect("nobody who reads holds a write up");
    written.send(()).expect("the read goes on");
    assert_eq!(reading.await.expect("it ends"), (Some(0), Some(0)), "what came meanwhile is not seen");
    assert_eq!(count(&store).await, 1, "and is seen by the next one");
    store.checkpoint().await.expect("no read is left that holds on to the log");
}

#[tokio::test]
async fn the_audit_log_takes_no_change_back() {
    let (_folder, store) = open().await;
    let row = store.write(|tx| Ok::<_, Failure>(note(tx, "leaked")?));
    row.await.expect("a row");
    for edit in ["UPDATE audit SET detail = 'routine'", "DELETE FROM audit"] {
        let edited = store.write(move |tx| Ok::<_, Failure>(tx.db.execute(edit, &[])?)).await;
        assert!(edited.is_err(), "{edit} is refused by the table itself");
    }
    // Somebody with the file in hand can drop the trigger; the chain tells.
    let forged = store.write(|tx| {
        tx.db.execute("DROP TRIGGER audit_is_append_only_update", &[])?;
        tx.db.execute("UPDATE audit SET detail = 'routine'", &[])?;
        Ok::<_, Failure>(())
    });
    forged.await.expect("an attacker's edit");
    let verdict = store.read(crate::evidence::audit::walk_chain).await.expect("a verdict");
    assert_eq!(verdict, Err(1), "the first bad row is named");
}

/// A start reads keys another way than a change makes them known: neither may lose or bend one.
#[tokio::test]
async fn a_start_knows_each_key_as_its_last_change_left_it() {
    const NONE: &str = "NULL";
    const COLUMNS: [&str; 11] = [
        "expires_at",
        "confirmed_at",
        "budget_id",
        "expiry_noted_at",
        "retiring_since",
        "grace_ends_at",
        "revoked_at",
        "quarantined_until",
        "not_before",
        "allowed_ips",
        "daily_limit_micros",
    ];
    const ALL: [&str; 11] = ["7", "8", "'purse'", "9", "10", "11", "12", "13", "14", "'10.0.0.0/8 192.0.2.1/32'", "15"];
    // One with nothing, one with everything, and one with each alone.
    let alone = (0..COLUMNS.len()).map(|only| std::array::from_fn(|at| if at == only { ALL[at] } else { NONE }));
    let rows: Vec<[&str; 11]> = [[NONE; 11], ALL].into_iter().chain(alone).collect();
    let (folder, store) = open().await;
    let ids: Vec<String> = (0..rows.len()).map(|number| format!("key{number}")).collect();
    let inserted = ids.clone();
    let insert = move |tx: &mut Tx<'_>| {
        // Rows have the numbers that they were given: nobody takes the highest for how many there are.
        for ((id, row), number) in inserted.iter().zip(&rows).zip([i64::MIN, -1, i64::MAX].into_iter().chain(7..)) {
            let sql = format!(
                "INSERT INTO keys (rowid, id, organization_id, environment, name, name_folded, digest, hint_prefix, hint_last_four,
                     created_at, created_by, access_level, quarantined_at, quarantined_by, revoked_by, revoke_reason, {})
                 VALUES (?3, ?1, 'org', 'live', 'n', 'n', ?2, '', '', 1, 'ana', 'read_write', 3, 'ana', 'ana', 'r', {})",
                COLUMNS.join(", "),
                row.join(", ")
            );
            tx.db.execute_one(&sql, values![id, &keys::Digest::of(id), number])?;
        }
        Ok::<_, Failure>(())
    };
    store.write(insert).await.expect("the keys");
    let (changed, started) = (Index::default(), Arc::<Index>::default());
    for id in ids.clone() {
        let key = store.read(move |db| rows::get_key(db, &id)).await.expect("the store reads").expect("the key");
        changed.apply([key]);
    }
    let place = Place::File(folder.path().join("authority.sqlite3"));
    Store::open(place, Purpose::Serve, started.clone(), Ambient::system()).await.expect("a start");
    assert_eq!(started.len(), ids.len());
    for id in &ids {
        let of = |index: &Index| format!("{:?}", index.find(&keys::Digest::of(id)).expect("it is known"));
        assert_eq!(of(&started), of(&changed));
    }
}
