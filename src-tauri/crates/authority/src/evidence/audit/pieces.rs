//! Verifying the chain while it is served: in short reads, by one asker at a time, going on where the last one ended.
//!
//! A row that was found to be as it was written is read again once the walk that found it is a minute old, because whoever
//! has the database can change it afterwards. So each answer says since when its rows were read, and a change is told of by
//! whoever asks a minute later. A log that is one piece is read whole each time. `audit verify` on the command line always
//! reads all.

use std::time::Duration;

use keys::{Timestamp, wire::AuditVerdict};
use tokio::{sync::Mutex, time::Instant};

use super::{Walked, find_anchor, hash_at, walk_at_most, walk_from};
use crate::{
    Failure,
    evidence::Evidence,
    ground::store::{Db, StoreError},
};

/// Rows of one read: some hundredths of a second, so that SQLite's log is not held on to and no server's time is over.
const PIECE: i64 = 2_000;
/// A row is believed for so long after its walk began.
const WHOLE_EVERY: Duration = Duration::from_secs(60);

/// How far the chain is verified.
#[derive(Default)]
pub(crate) struct Verified(Mutex<State>);

#[derive(Default)]
struct State {
    walk: Option<Walk>,
    /// The last answer, and when it was whole.
    answer: Option<(Instant, AuditVerdict)>,
}

/// A walk, which may have been left half done by somebody who went away.
#[derive(Clone, Copy)]
struct Walk {
    began: Instant,
    began_at: Timestamp,
    reached: Option<Reached>,
    /// Whether it came to the end of the log once.
    whole: bool,
}

/// The last row that was found to be as it was written.
#[derive(Clone, Copy)]
struct Reached {
    walked: Walked,
    hash: [u8; 32],
}

/// What a read of one piece found: how far the log is as it was written and whether that is its end, or the first bad row.
type Piece = Result<(Option<Reached>, bool), i64>;

impl Walk {
    fn begin(now: Timestamp) -> Self {
        Self { began: Instant::now(), began_at: now, reached: None, whole: false }
    }

    /// Whether what it read counts no longer. One that is under way goes on: begun anew each minute, a long one would
    /// never end.
    fn is_over(&self) -> bool {
        let short = self.reached.is_none_or(|reached| reached.walked.rows() <= PIECE);
        self.whole && (short || self.began.elapsed() > WHOLE_EVERY)
    }
}

impl Evidence {
    /// Walks the chain, all organizations' rows included: they hang together.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, Failure> {
        let asked = Instant::now();
        let mut state = self.verified.0.lock().await;
        // Whoever waited shares what was found meanwhile.
        if let Some((_, answer)) = state.answer.as_ref().filter(|(ended, _)| *ended >= asked) {
            return Ok(answer.clone());
        }
        let mut walk =
            state.walk.take().filter(|walk| !walk.is_over()).unwrap_or_else(|| Walk::begin(self.ground.now()));
        let found = loop {
            // Who goes away leaves what was read to the next one.
            state.walk = Some(walk);
            let reached = walk.reached;
            match self.ground.store.read(move |db| piece(db, reached)).await? {
                Err(row) => break Err(row),
                Ok((reached, ended)) => {
                    walk.reached = reached;
                    walk.whole |= ended;
                    if ended {
                        break Ok(reached.map_or(Walked { first: 1, last: 0 }, |reached| reached.walked));
                    }
                }
            }
        };
        // Behind a bad row there is nothing to go on from.
        state.walk = found.is_ok().then_some(walk);
        let answer = self.verdict(found, walk.began_at);
        state.answer = Some((Instant::now(), answer.clone()));
        Ok(answer)
    }

    fn verdict(&self, found: Result<Walked, i64>, began_at: Timestamp) -> AuditVerdict {
        let number = |sequence: i64| u64::try_from(sequence).unwrap_or_default();
        AuditVerdict {
            intact: found.is_ok(),
            rows: found.ok().map(|walked| number(walked.rows())),
            pruned: found.ok().map(Walked::pruned).map(number),
            first_bad_sequence: found.err().map(number),
            read_since: Some(began_at),
            as_of: self.ground.now(),
        }
    }
}

fn piece(db: Db<'_>, reached: Option<Reached>) -> Result<Piece, StoreError> {
    let pruned = find_anchor(db)?.map_or(0, |anchor| anchor.sequence);
    let (mut hash, mut count) = (None, 0);
    let take = |_: i64, found: &[u8; 32]| {
        (hash, count) = (Some(*found), count + 1);
        true
    };
    // What was pruned since is what the anchor stands for: from there on it is a beginning.
    let before = reached.filter(|reached| reached.walked.last > pruned);
    let walked = match before {
        Some(Reached { walked, hash }) if hash_at(db, walked.last)? != Some(hash) => Err(walked.last),
        Some(Reached { walked, hash }) => {
            let next = walked.last + 1;
            walk_from(db, Some((next, hash)), (next, PIECE), take)?
        }
        None => walk_at_most(db, PIECE, take)?,
    };
    Ok(walked.map(|walked| {
        let walked = Walked { first: pruned + 1, last: walked.last };
        let hash = hash.or(before.map(|before| before.hash));
        (hash.map(|hash| Reached { walked, hash }), count < PIECE)
    }))
}

#[cfg(test)]
mod tests {
    use keys::{Ambient, AuditAction};

    use super::*;
    use crate::Service;
    use crate::{
        Caller,
        evidence::audit::{Deed, append},
        ground::store::{Place, Tx, values},
    };

    async fn log_of(rows: i64) -> (tempfile::TempDir, Service) {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::open(Place::choose(folder.path(), None).unwrap(), Ambient::system()).await.unwrap();
        service.create_organization("Acme", "").await.unwrap();
        grow(&service, rows).await;
        (folder, service)
    }

    async fn grow(service: &Service, rows: i64) {
        let at = service.ground.now();
        let work = move |tx: &mut Tx<'_>| {
            let caller = Caller::authority("org");
            let deed = Deed {
                at,
                caller: &caller,
                action: AuditAction::KeyCreated,
                subject: "key",
                environment: None,
                detail: "",
            };
            (0..rows).try_for_each(|_| append(tx, deed))
        };
        service.ground.store.write(work).await.unwrap();
    }

    async fn edit(service: &Service, row: i64) {
        let work = move |tx: &mut Tx<'_>| {
            tx.db.execute("DROP TRIGGER IF EXISTS audit_is_append_only_update", &[])?;
            tx.db.execute("UPDATE audit SET detail = 'edited' WHERE sequence = ?1", values![row])
        };
        service.ground.store.write(work).await.unwrap();
    }

    #[tokio::test]
    async fn each_row_is_read_once_a_minute_and_what_was_edited_after_it_was_verified_is_found() {
        let (_folder, service) = log_of(2 * PIECE).await;
        let before = service.evidence.verify_audit().await.unwrap();
        let rows = before.rows.unwrap();
        assert!(before.intact && rows.cast_signed() > 2 * PIECE);
        edit(&service, 7).await;
        grow(&service, 3).await;
        let soon = service.evidence.verify_audit().await.unwrap();
        assert_eq!((soon.intact, soon.rows), (true, Some(rows + 3)), "it goes on from where it was");
        assert_eq!(soon.read_since, before.read_since, "and says since when it may not know");
        tokio::time::pause();
        tokio::time::advance(WHOLE_EVERY + Duration::from_secs(1)).await;
        tokio::time::resume();
        let later = service.evidence.verify_audit().await.unwrap();
        assert_eq!((later.intact, later.first_bad_sequence), (false, Some(7)), "a minute later it is found");
        assert!(!service.evidence.verify_audit().await.unwrap().intact, "and each time from then on");
    }

    #[tokio::test]
    async fn a_log_of_one_piece_and_the_last_row_of_a_long_one_are_read_each_time() {
        let (_folder, service) = log_of(10).await;
        assert!(service.evidence.verify_audit().await.unwrap().intact);
        edit(&service, 7).await;
        assert_eq!(service.evidence.verify_audit().await.unwrap().first_bad_sequence, Some(7));

        let (_folder, service) = log_of(2 * PIECE).await;
        let last = service.evidence.verify_audit().await.unwrap().rows.unwrap().cast_signed();
        let cut = service.ground.store.write(move |tx| {
            tx.db.execute("DROP TRIGGER audit_is_append_only_delete", &[])?;
            tx.db.execute("DELETE FROM audit WHERE sequence = ?1", values![last])
        });
        cut.await.unwrap();
        let verdict = service.evidence.verify_audit().await.unwrap();
        assert_eq!(verdict.first_bad_sequence.map(u64::cast_signed), Some(last), "a row that was there is missing");
    }

    #[tokio::test]
    async fn who_waits_for_a_walk_shares_its_answer() {
        let (_folder, service) = log_of(2 * PIECE).await;
        let (one, two, three) = tokio::join!(
            service.evidence.verify_audit(),
            service.evidence.verify_audit(),
            service.evidence.verify_audit()
        );
        let (one, two, three) = (one.unwrap(), two.unwrap(), three.unwrap());
        assert!(one.intact && one == two && two == three, "one walk, one moment");
    }
}
