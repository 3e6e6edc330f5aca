//! Writing the records that wait, in batches behind the answers.

use std::{
    collections::{HashMap, HashSet, VecDeque, hash_map::Entry},
    sync::PoisonError,
};

use keys::{Timestamp, alert::CALLERS_MAX, redact::redact};

use super::OTHERS;
use super::{
    buffer::Known,
    row::{pack, pack_address, row_id},
    sheet::Record,
    words::{self, Dictionary},
};
use crate::{
    evidence::{Evidence, news::gathered::REQUEST_RECORDED},
    ground::{
        news::Told,
        store::{Db, StoreError, Tx, Value, insert_rows, values},
    },
};

/// Records that share one change.
const BATCH: usize = 1_000;
/// A batch ends early once the store was asked so often for the sake of single words and callers: each is a question to a
/// server, and a revocation waits for all of them.
const ASKED_MAX: usize = 100;
/// A row whose id is taken is left out.
const TAKEN: &str = "ON CONFLICT DO NOTHING";
/// An epoch ends after so many records, or after a day.
const EPOCH_RECORDS: i64 = 1 << 16;
const EPOCH_MILLIS: i64 = 24 * 3600 * 1000;

struct Epoch {
    no: i64,
    began_at: i64,
    first_id: i64,
    last_id: i64,
    records: i64,
}

/// What a batch becomes.
#[derive(Default)]
struct Batch {
    rows: Vec<[Value; 11]>,
    ids: Vec<[Value; 3]>,
    /// By key and caller.
    refused: HashMap<String, HashMap<(String, String), Refused>>,
}

impl Evidence {
    /// Writes what was noted before this call and is not written yet. Called four times a second, and once more at the end.
    ///
    /// # Errors
    /// The store's trouble; those records are lost, and counted as dropped.
    pub async fn flush_records(&self) -> Result<(), StoreError> {
        let _writing = self.records.writing.lock().await;
        let mut waiting = VecDeque::from(self.records.take());
        waiting.iter().for_each(|record| self.count_use(record));
        self.ground.limits.usage.note_not_counted(self.ground.now(), self.records.missed());
        let mut outcome = Ok(());
        while !waiting.is_empty() {
            let mut batch: Vec<Record> = waiting.drain(..waiting.len().min(BATCH)).collect();
            let (count, known) = (batch.len(), self.records.known.clone());
            let written = self.ground.store.write_patiently(move |tx| {
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                let Written { taken, kept } = write(tx, &batch, &mut known)?;
                Ok::<_, StoreError>((taken - kept.min(taken), batch.split_off(taken)))
            });
            match written.await {
                Ok((dropped, rest)) => {
                    self.records.drop_many(dropped);
                    rest.into_iter().rev().for_each(|record| waiting.push_front(record));
                }
                Err(error) => {
                    self.records.drop_many(count);
                    // What it remembers may not be in the store.
                    *self.records.known.lock().unwrap_or_else(PoisonError::into_inner) = Known::default();
                    outcome = Err(error);
                }
            }
        }
        outcome
    }
}

/// What became of a batch.
#[derive(Default)]
struct Written {
    /// So many records from its beginning are done with.
    taken: usize,
    /// So many of them are in the store.
    kept: usize,
}

/// Writes a batch, or its beginning: at least one record of it.
fn write(tx: &Tx<'_>, records: &[Record], Known { words, seen }: &mut Known) -> Result<Written, StoreError> {
    let db = tx.db;
    let Some(began_at) = records.first().map(|record| record.id.at().as_millis()) else {
        return Ok(Written::default());
    };
    let asked_before = words.asked();
    let mut epoch = current_epoch(db, began_at)?;
    let mut batch = Batch::default();
    let (mut taken, mut known) = (HashSet::new(), HashMap::new());
    let mut count = 0;
    for record in records {
        if words.asked() - asked_before >= ASKED_MAX {
            break;
        }
        count += 1;
        // Two records of one moment may have drawn the same bits.
        let Some(mut id) = row_id(record.id) else { continue };
        while !taken.insert(id) {
            id += 1;
        }
        epoch.first_id = epoch.first_id.min(id);
        epoch.last_id = epoch.last_id.max(id);
        batch.add(db, record, id, &epoch, words)?;
        note_caller(db, record, words, &mut known)?;
        seen.note(tx, record)?;
    }
    let written = insert_rows(
        db,
        "INSERT INTO requests (id, correlation, actor, address, agent, route, path, outcome, micros, client, idempotency)",
        &batch.rows,
        TAKEN,
    )?;
    insert_rows(db, "INSERT INTO request_ids (epoch, hash, request_id)", &batch.ids, TAKEN)?;
    epoch.records += i64::try_from(written).unwrap_or_default();
    db.execute(
        "INSERT INTO request_epochs (no, began_at, first_id, last_id, records) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (no) DO UPDATE SET first_id = excluded.first_id, last_id = excluded.last_id, records = excluded.records",
        values![epoch.no, epoch.began_at, epoch.first_id, epoch.last_id, epoch.records],
    )?;
    batch.note_refused(db)?;
    tell(tx, records.get(..count).unwrap_or(records));
    Ok(Written { taken: count, kept: written })
}

/// That there are records: whoever looks at their list reads it anew, so none is named.
fn tell(tx: &Tx<'_>, records: &[Record]) {
    let whose = records.iter().filter_map(|record| Some((record.organization_id()?, record.environment)));
    for place in whose.collect::<HashSet<_>>() {
        tx.tell(Told::without_row(place, REQUEST_RECORDED, "", tx.ambient.now()));
    }
}

fn current_epoch(db: Db<'_>, at: i64) -> Result<Epoch, StoreError> {
    let sql = "SELECT no, began_at, first_id, last_id, records FROM request_epochs ORDER BY no DESC LIMIT 1";
    let found = db.one(sql, &[], |row| {
        Ok(Epoch {
            no: row.get(0)?,
            began_at: row.get(1)?,
            first_id: row.get(2)?,
            last_id: row.get(3)?,
            records: row.get(4)?,
        })
    })?;
    Ok(match found {
        Some(epoch) if epoch.records < EPOCH_RECORDS && at < epoch.began_at + EPOCH_MILLIS => epoch,
        found => {
            let no = found.map_or(1, |epoch| epoch.no + 1);
            Epoch { no, began_at: at, first_id: i64::MAX, last_id: i64::MIN, records: 0 }
        }
    })
}

impl Batch {
    fn add(
        &mut self,
        db: Db<'_>,
        record: &Record,
        id: i64,
        epoch: &Epoch,
        words: &mut Dictionary,
    ) -> Result<(), StoreError> {
        let actor = words::actor(record);
        let actor_no = actor.as_deref().map(|actor| words.number(db, actor, epoch.no)).transpose()?;
        let path = (!record.path().is_empty()).then(|| redact(record.path()).into_owned());
        self.rows.push([
            id.into(),
            record.id.tail().as_slice().into(),
            actor_no.into(),
            pack_address(record.address()).into(),
            words.agent(db, record.agent(), epoch.no)?.into(),
            words.number(db, &words::route(record), epoch.no)?.into(),
            path.into(),
            words.number(db, &words::outcome(record), epoch.no)?.into(),
            record.micros.into(),
            pack(record.client()).into(),
            pack(record.idempotency()).into(),
        ]);
        let whose = record.organization_id().unwrap_or_default();
        let of_key = |kind: char| record.key().map(|key| words::hash(kind, &key.organization_id, &key.key_id));
        // A key's writes are few among its calls, and the last of them is asked for.
        let write = (record.writes() && record.is_good()).then(|| of_key('w')).flatten();
        let texts = [('c', record.client()), ('i', record.idempotency())];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        for hash in of_key('k')
            .into_iter()
            .chain(write)
            .chain(texts.map(|(kind, text)| words::hash(kind, whose, &redact(text))))
        {
            self.ids.push([epoch.no.into(), hash.into(), id.into()]);
        }
        if record.refusal() == Some("revoked") {
            self.count_refused(record, words);
        }
        Ok(())
    }

    fn count_refused(&mut self, record: &Record, words: &mut Dictionary) {
        let (Some((key_id, address, agent)), at) = (caller(record), record.id.at().as_millis()) else { return };
        let callers = self.refused.entry(key_id).or_insert_with(|| {
            words.ask();
            HashMap::new()
        });
        let count = callers.entry((address, agent)).or_default();
        count.add(Refused { calls: 1, first_at: at, last_at: at });
    }

    /// Somebody still calls with a revoked key. Some callers are counted each, all others of the key together.
    fn note_refused(&self, db: Db<'_>) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        for (key_id, callers) in &self.refused {
            let sql = format!("SELECT address, agent FROM refused_calls WHERE key_id = ?1 LIMIT {CALLERS_MAX}");
            let known: HashSet<(String, String)> =
                db.all(&sql, values![key_id], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
            let (mut room, mut others) = (CALLERS_MAX - known.len(), Refused::default());
            for (caller, count) in callers {
                let is_known = known.contains(caller);
                if !is_known && room == 0 {
                    others.add(*count);
                    continue;
                }
                room -= usize::from(!is_known);
                rows.push(count.row(key_id, &caller.0, &caller.1));
            }
            if others.calls > 0 {
                rows.push(others.row(key_id, OTHERS, ""));
            }
        }
        insert_rows(
            db,
            "INSERT INTO refused_calls (key_id, address, agent, calls, first_at, last_at)",
            &rows,
            "ON CONFLICT (key_id, address, agent) DO UPDATE SET calls = refused_calls.calls + excluded.calls,
                 last_at = greatest(refused_calls.last_at, excluded.last_at)",
        )?;
        Ok(())
    }
}

/// Calls of one caller with a revoked key.
#[derive(Clone, Copy, Default)]
struct Refused {
    calls: i64,
    first_at: i64,
    last_at: i64,
}

impl Refused {
    fn add(&mut self, more: Self) {
        let first_at = if self.calls == 0 { more.first_at } else { self.first_at.min(more.first_at) };
        *self = Self { calls: self.calls + more.calls, first_at, last_at: self.last_at.max(more.last_at) };
    }

    fn row(self, key_id: &str, address: &str, agent: &str) -> [Value; 6] {
        [key_id.into(), address.into(), agent.into(), self.calls.into(), self.first_at.into(), self.last_at.into()]
    }
}

fn caller(record: &Record) -> Option<(String, String, String)> {
    let address = record.address().to_string();
    Some((record.key()?.key_id.to_string(), address, redact(record.agent()).into_owned()))
}

/// A caller's first good call with a key, of which so many are known.
fn note_caller(
    db: Db<'_>,
    record: &Record,
    words: &mut Dictionary,
    known: &mut HashMap<String, usize>,
) -> Result<(), StoreError> {
    let Some(key) = record.key().filter(|_| record.refusal().is_none() && record.status < 500) else { return Ok(()) };
    // A batch that fails makes the words forget, so that what was met is in the store.
    if words.has_met((&*key.key_id, record.address(), record.agent())) {
        return Ok(());
    }
    words.ask();
    let Some((key_id, address, agent)) = caller(record) else { return Ok(()) };
    let known = match known.entry(key_id.clone()) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => {
            let sql = "SELECT count(*) FROM key_callers WHERE key_id = ?1";
            let known: u32 = db.one(sql, values![&key_id], |row| row.get(0))?.unwrap_or_default();
            place.insert(known as usize)
        }
    };
    if *known < CALLERS_MAX {
        let at: Timestamp = record.id.at();
        *known += db.execute(
            "INSERT INTO key_callers (key_id, address, agent, first_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key_id, address, agent) DO NOTHING",
            values![key_id, address, agent, at],
        )?;
    }
    Ok(())
}
