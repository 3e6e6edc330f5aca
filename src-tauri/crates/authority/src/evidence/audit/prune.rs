//! Forgetting audit rows that are older than they have to be, without a hole in the chain.
//!
//! Rows go from the beginning on. What stands for them is an anchor: the number and the hash of the last one. It lies in
//! the log itself, as a row `audit.pruned` in the commit that removes them: whoever moves it breaks the chain at that row.
//! Where checkpoints are written it is also signed outside, before the rows go, so that a forged `audit.pruned` at the end
//! of the log does not excuse rows that somebody else took away.

use keys::{AuditAction, Timestamp, alert::DAY};

use super::{AuditError, Deed, append, hash_at, walk};
use crate::{
    Caller,
    evidence::Evidence,
    ground::store::{Db, StoreError, Tx, values},
};

/// What such a row says was done.
const PRUNED: AuditAction = AuditAction::AuditPruned;
/// Rows that one change removes.
const STEP: i64 = 10_000;

/// What stands for the removed beginning of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// The last row that was removed.
    pub(crate) sequence: i64,
    /// Its hash, which the first row that is left follows.
    pub(crate) hash: [u8; 32],
    /// The row that says so.
    pub(super) told_by: i64,
}

/// The anchor that counts: the newest. One that says nothing that can be read counts as none, and its row breaks the chain.
pub(crate) fn find_anchor(db: Db<'_>) -> Result<Option<Anchor>, StoreError> {
    let sql =
        format!("SELECT sequence, subject, detail FROM audit WHERE action = '{PRUNED}' ORDER BY sequence DESC LIMIT 1");
    let found = db.one(&sql, &[], |row| Ok((row.get(0)?, row.get::<String>(1)?, row.get::<String>(2)?)))?;
    Ok(found.and_then(|(told_by, subject, detail)| {
        let hash = hex::decode(detail.rsplit(' ').next()?).ok()?.try_into().ok()?;
        Some(Anchor { sequence: subject.parse().ok().filter(|last| (1..told_by).contains(last))?, hash, told_by })
    }))
}

impl Evidence {
    /// Removes audit rows older than the retention, whole days at a time. Called once an hour.
    ///
    /// # Errors
    /// [`AuditError`]; the next hour tries again.
    pub async fn prune_audit(&self) -> Result<(), AuditError> {
        self.prune_audit_signing(|_| Ok(())).await
    }

    /// The same, with each anchor signed before anything is removed.
    pub(super) async fn prune_audit_signing(
        &self,
        mut sign: impl FnMut(&Anchor) -> Result<(), AuditError> + Send,
    ) -> Result<(), AuditError> {
        if self.keeping.audit_days == 0 {
            return Ok(());
        }
        let now = self.ground.now();
        let today = now.as_millis().div_euclid(DAY * 1000) * DAY * 1000;
        let oldest = Timestamp::from_millis(today).plus_seconds(-i64::from(self.keeping.audit_days) * DAY);
        while let Some((first, anchor)) = self.ground.store.read(move |db| next(db, oldest)).await? {
            sign(&anchor)?;
            if !self.ground.store.write_patiently(move |tx| prune(tx, first, &anchor, now)).await? {
                break;
            }
        }
        Ok(())
    }
}

/// The first row to go, and the anchor that would stand for it and those after it. Nothing goes that is not as it was
/// written: an edit must not be forgotten with the rows that show it.
fn next(db: Db<'_>, oldest: Timestamp) -> Result<Option<(i64, Anchor)>, StoreError> {
    let first = find_anchor(db)?.map_or(1, |anchor| anchor.sequence + 1);
    let young = "SELECT min(sequence) FROM audit WHERE sequence >= ?1 AND sequence < ?2 AND at >= ?3";
    let young: Option<i64> = db.one(young, values![first, first + STEP, oldest], |row| row.get(0))?.flatten();
    let newest: Option<i64> = db.one("SELECT max(sequence) FROM audit", &[], |row| row.get(0))?.flatten();
    let last = young.map_or(newest.unwrap_or_default(), |young| young - 1).min(first + STEP - 1);
    // A row that only tells of others is not worth another one.
    let worth = format!("SELECT 1 FROM audit WHERE sequence <= ?1 AND action <> '{PRUNED}' LIMIT 1");
    if last < first || db.one(&worth, values![last], |_| Ok(()))?.is_none() {
        return Ok(None);
    }
    let mut hash = None;
    let walked = walk(db, |sequence, found| {
        hash = (sequence == last).then_some(*found);
        sequence < last
    })?;
    if let Err(row) = walked {
        tracing::error!(row, "the audit log is not as it was written, so nothing of it is pruned");
        return Ok(None);
    }
    Ok(hash.map(|hash| (first, Anchor { sequence: last, hash, told_by: last })))
}

fn prune(tx: &mut Tx<'_>, first: i64, anchor: &Anchor, now: Timestamp) -> Result<bool, StoreError> {
    let owner = "SELECT id FROM organizations ORDER BY created_at, id LIMIT 1";
    let owner: Option<String> = tx.db.one(owner, &[], |row| row.get(0))?;
    let Some(owner) = owner.filter(|_| hash_at(tx.db, anchor.sequence).is_ok_and(|found| found == Some(anchor.hash)))
    else {
        return Ok(false);
    };
    let detail = format!("rows {first} to {}, the last with the hash {}", anchor.sequence, hex::encode(anchor.hash));
    let (caller, subject) = (Caller::authority(&owner), anchor.sequence.to_string());
    append(
        tx,
        Deed { at: now, caller: &caller, action: PRUNED, subject: &subject, environment: None, detail: &detail },
    )?;
    tx.db.execute("DELETE FROM audit WHERE sequence <= ?1", values![anchor.sequence])?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    };

    use keys::Ambient;
    use rusqlite::Connection;

    use super::*;
    use crate::Service;
    use crate::{
        AuditKey, AuditVerdict, Ground, Keeping, Purpose,
        evidence::audit::{checkpoint::Checkpoint, verify::judge, walk_chain},
        ground::store::{FILE, Place},
    };

    /// A log with a row every ten days, of which those of the last hundred days are kept.
    struct Log {
        folder: tempfile::TempDir,
        service: Service,
        day: Arc<AtomicI64>,
    }

    impl Log {
        async fn of(rows: usize) -> Self {
            Self::kept(100, rows).await
        }

        async fn kept(audit_days: u32, rows: usize) -> Self {
            let (folder, day, system) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(1)), Ambient::system());
            let clock = day.clone();
            let now = move || Timestamp::from_millis(clock.load(SeqCst) * DAY * 1000);
            let place = Place::choose(folder.path(), None).unwrap();
            let ambient = Ambient::new(now, move |bytes| system.fill(bytes));
            let ground = Ground::open(Purpose::Serve, place, ambient).await.unwrap();
            let service = Service::on(ground, Keeping { audit_days, ..Keeping::default() });
            let log = Self { folder, service, day };
            log.service.create_organization("Acme", "").await.unwrap();
            log.grow(rows).await;
            log
        }

        async fn grow(&self, rows: usize) {
            for _ in 0..rows {
                self.day.fetch_add(10, SeqCst);
                let at = self.service.ground.now();
                let row = move |tx: &mut Tx<'_>| {
                    let caller = Caller::authority("org");
                    let (action, subject) = (AuditAction::KeyCreated, "key");
                    append(tx, Deed { at, caller: &caller, action, subject, environment: None, detail: "x" })
                };
                self.service.ground.store.write(row).await.unwrap();
            }
        }

        /// Another connection to the file, as somebody with the file in hand has.
        fn file(&self) -> Connection {
            Connection::open(self.folder.path().join(FILE)).unwrap()
        }

        async fn anchor(&self) -> Anchor {
            self.service.ground.store.read(find_anchor).await.unwrap().expect("something was pruned")
        }
    }

    fn rows(file: &Connection) -> Vec<i64> {
        let mut all = file.prepare("SELECT sequence FROM audit ORDER BY sequence").unwrap();
        all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// What the walk says after an edit, which is taken back.
    fn after(file: &Connection, edit: &str) -> Result<i64, i64> {
        file.execute_batch("BEGIN; DROP TRIGGER audit_is_append_only_update; DROP TRIGGER audit_is_append_only_delete")
            .unwrap();
        file.execute_batch(edit).unwrap_or_else(|error| panic!("{edit}: {error}"));
        let walked = walk_chain(Db::Sqlite(file)).unwrap();
        file.execute_batch("ROLLBACK").unwrap();
        walked.map(crate::evidence::audit::Walked::rows)
    }

    #[tokio::test]
    async fn rows_go_once_they_are_old_enough_and_the_anchor_stands_for_them() {
        let log = Log::of(30).await;
        let before = rows(&log.file());
        log.service.evidence.prune_audit().await.unwrap();
        let (left, anchor) = (rows(&log.file()), log.anchor().await);
        // Row 31 is of today, row 21 of a hundred days ago; what is exactly as old as the retention stays.
        let first = i64::try_from(before.len()).unwrap() - 10;
        assert_eq!((left[0], anchor.sequence, anchor.told_by), (first, first - 1, left[left.len() - 1]));
        let walked = log.service.ground.store.read(walk_chain).await.unwrap().expect("it holds");
        assert_eq!((walked.pruned(), walked.rows()), (first - 1, 12), "eleven, and the one that tells of it");
        log.service.evidence.prune_audit().await.unwrap();
        assert_eq!(rows(&log.file()), left, "there is nothing to do until tomorrow");

        log.grow(3).await;
        log.service.evidence.prune_audit().await.unwrap();
        assert_eq!(log.anchor().await.sequence, first + 2, "and so on");
        log.day.fetch_add(1000, SeqCst);
        log.service.evidence.prune_audit().await.unwrap();
        let last = rows(&log.file());
        assert_eq!(last.len(), 1, "of an idle log the anchor's row is left");
        log.day.fetch_add(1000, SeqCst);
        log.service.evidence.prune_audit().await.unwrap();
        assert_eq!(rows(&log.file()), last, "which is not exchanged for another one");
        assert!(log.service.ground.store.read(walk_chain).await.unwrap().is_ok());
    }

    #[tokio::test]
    async fn zero_days_keep_everything() {
        let log = Log::kept(0, 30).await;
        log.service.evidence.prune_audit().await.unwrap();
        assert_eq!(log.service.ground.store.read(find_anchor).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_table_itself_lets_nothing_go_but_what_an_anchor_stands_for() {
        let log = Log::of(30).await;
        log.service.evidence.prune_audit().await.unwrap();
        let file = log.file();
        assert!(file.execute("DELETE FROM audit WHERE sequence = (SELECT min(sequence) FROM audit)", []).is_err());
        assert!(file.execute("DELETE FROM audit WHERE action = 'audit.pruned'", []).is_err());
    }

    #[tokio::test]
    async fn after_pruning_each_edit_of_each_row_is_found() {
        let log = Log::of(30).await;
        log.service.evidence.prune_audit().await.unwrap();
        log.grow(3).await;
        let (file, anchor) = (log.file(), log.anchor().await);
        let left = rows(&file);
        for row in &left {
            let told = |edit: &str| after(&file, &format!("{edit} WHERE sequence = {row}"));
            for edit in [
                "UPDATE audit SET detail = detail || 'x'",
                "UPDATE audit SET at = at + 1",
                "UPDATE audit SET subject = '3'",
                "UPDATE audit SET action = action || 'x'",
                "UPDATE audit SET hash = randomblob(32)",
            ] {
                let found = told(edit).expect_err(edit);
                // Without a readable anchor the log seems to begin at its first row, which is not there any more.
                let named = [*row, 1].contains(&found);
                assert!(if *row == anchor.told_by { named } else { found == *row }, "{edit} of {row}: {found}");
            }
            if *row != left[left.len() - 1] {
                assert!(told("DELETE FROM audit").is_err(), "row {row} is missed");
            }
            let head = after(&file, &format!("DELETE FROM audit WHERE sequence <= {row}"));
            let all = *row == left[left.len() - 1];
            assert!(all || head.is_err(), "rows up to {row} are missed, though they are at the beginning");
        }
    }

    #[tokio::test]
    async fn an_anchor_that_is_moved_by_hand_is_found_although_its_hash_is_right() {
        let log = Log::of(30).await;
        log.service.evidence.prune_audit().await.unwrap();
        let (file, anchor) = (log.file(), log.anchor().await);
        for further in 1..5 {
            let to = anchor.sequence + further;
            let moved = after(
                &file,
                &format!(
                    "UPDATE audit SET subject = '{to}',
                         detail = 'x ' || lower((SELECT hex(hash) FROM audit WHERE sequence = {to}))
                     WHERE sequence = {}; DELETE FROM audit WHERE sequence <= {to}",
                    anchor.told_by
                ),
            );
            assert_eq!(moved, Err(anchor.told_by), "the chain covers the row that tells of the anchor");
        }
    }

    #[tokio::test]
    async fn an_edit_is_not_forgotten_with_the_rows_that_show_it() {
        let log = Log::of(30).await;
        let file = log.file();
        file.execute_batch("DROP TRIGGER audit_is_append_only_update; UPDATE audit SET actor = 'x' WHERE sequence = 4")
            .unwrap();
        let before = rows(&file);
        log.service.evidence.prune_audit().await.unwrap();
        assert_eq!(rows(&file), before, "nothing goes");
        assert_eq!(log.service.ground.store.read(walk_chain).await.unwrap(), Err(4));
    }

    #[tokio::test]
    async fn only_a_signed_anchor_excuses_rows_that_a_checkpoint_knows() {
        let log = Log::of(30).await;
        let key = AuditKey::create(&log.folder.path().join("key"), &Ambient::system()).unwrap();
        let (now, last) = (log.service.ground.now(), rows(&log.file()).len() as i64);
        let hash = log.service.ground.store.read(move |db| hash_at(db, last)).await.unwrap().unwrap();
        let known = Checkpoint::sign(last, &hash, now, &key);
        // As somebody does who has the file and knows the code, but not the key.
        log.service.evidence.prune_audit().await.unwrap();
        let anchor = log.anchor().await;
        let verdict = |checkpoints: Vec<Checkpoint>| {
            let judged = log.service.ground.store.read(move |db| judge(db, &checkpoints));
            async { judged.await.unwrap() }
        };
        let whole = AuditVerdict::Whole { rows: 12, pruned: anchor.sequence };
        assert_eq!(verdict(vec![]).await, whole, "the control: the log alone cannot tell");
        let missing = AuditVerdict::Missing { row: 1, known: anchor.sequence };
        assert_eq!(verdict(vec![known.clone()]).await, missing);
        let other = Checkpoint::sign_anchor(anchor.sequence - 1, &anchor.hash, now, &key);
        let missing = AuditVerdict::Missing { row: anchor.sequence, known: anchor.sequence };
        assert_eq!(verdict(vec![other, known.clone()]).await, missing, "another anchor does not excuse it");
        let signed = Checkpoint::sign_anchor(anchor.sequence, &anchor.hash, now, &key);
        assert_eq!(verdict(vec![signed, known]).await, whole);
        let hash = log.service.ground.store.read(move |db| hash_at(db, anchor.told_by)).await.unwrap().unwrap();
        let later = Checkpoint::sign(anchor.told_by, &hash, now, &key);
        assert_eq!(verdict(vec![later]).await, whole, "what was pruned before the first checkpoint was never known");
    }
}
