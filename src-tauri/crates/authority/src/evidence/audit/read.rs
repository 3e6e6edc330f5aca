//! Reading the audit log: filtered, and whole for a stranger to verify.

use std::sync::Arc;

use keys::{
    Actor, Timestamp,
    wire::{AuditEntry, AuditExportEnd, AuditExportHead, AuditExportRow, FieldError, Page},
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use utoipa::IntoParams;

use super::{COLUMNS, DOMAIN, StoredRow, find_anchor, hash_at};
use crate::{
    Caller, Failure,
    evidence::Evidence,
    ground::{
        paging::{COUNTED_MAX, Condition, ListQuery, Order, Sort, SortQuery, Table, numbered},
        store::{Db, StoreError, values},
    },
};

/// Rows of an export that are read at once.
const STEP: i64 = 500;
/// Pieces of an export that may wait for a slow reader.
const WAITING_MAX: usize = 4;
const TEXT_LENGTH_MAX: usize = 200;
/// How a stranger verifies an export; `API.md` says it in full.
const RULE: &str = "hash = SHA-256(domain, previous, sequence, at, and organizationId, environment, actor.name, action, subject, \
     origin, detail, actor.kind:actor.id each behind its length); numbers are 8 bytes, big-endian; at is in milliseconds \
     since 1970 UTC; an environment of null is empty; a row whose actor.kind is unknown was written by an older release: \
     its domain ends in 1 instead of 2, and it has no actor.kind:actor.id";

/// Which rows of the audit log.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Who did it: kind and id, `member:usr_…`, `operator:`; or a name, which may be several people's.
    #[param(max_length = 200, pattern = r"^[^\u0000]*$")]
    pub actor: Option<String>,
    /// What was done, for instance `key.revoked`; with a dot at its end, all that begins so: `key.`.
    #[param(max_length = 200, pattern = r"^[^\u0000]*$")]
    pub action: Option<String>,
    /// What it was done to: an id.
    #[param(max_length = 200, pattern = r"^[^\u0000]*$")]
    pub subject: Option<String>,
    /// The earliest moment.
    #[param(value_type = Option<Timestamp>)]
    pub from: Option<String>,
    /// The moment before which.
    #[param(value_type = Option<Timestamp>)]
    pub to: Option<String>,
}

/// A filter that was checked.
#[derive(Clone, Debug)]
struct Which {
    rest: Condition,
    /// What all actions begin with.
    beginning: Option<String>,
}

impl AuditFilter {
    fn check(self, organization_id: &str) -> Result<Which, Failure> {
        let mut rest = Condition::new("organization_id = ?", [organization_id.into()]);
        let (mut beginning, mut errors) = (None, Vec::new());
        for (name, text) in [("actor", self.actor), ("action", self.action), ("subject", self.subject)] {
            let Some(text) = text else { continue };
            if text.chars().count() > TEXT_LENGTH_MAX || text.contains('\0') {
                errors.push(FieldError::new(&format!("/{name}"), "At most 200 characters, without NUL."));
            } else if name == "action" && text.ends_with('.') {
                beginning = Some(text);
            } else if name == "actor" && Actor::is_reference(&text) {
                rest = rest.and("actor_id = ?", [text.into()]);
            } else {
                rest = rest.and(&format!("{name} = ?"), [text.into()]);
            }
        }
        for (name, compare, moment) in [("from", "at >= ?", self.from), ("to", "at < ?", self.to)] {
            match moment.as_deref().map(str::parse::<Timestamp>) {
                None => {}
                Some(Ok(moment)) => rest = rest.and(compare, [moment.into()]),
                Some(Err(_)) => errors.push(FieldError::new(&format!("/{name}"), "This is no ISO 8601 date and time.")),
            }
        }
        if errors.is_empty() { Ok(Which { rest, beginning }) } else { Err(Failure::invalid(errors)) }
    }
}

impl Which {
    /// As one condition, for whoever reads all rows anyway.
    fn whole(&self) -> Condition {
        let beginning = self.beginning.as_ref();
        let length = beginning.map_or(0, |text| text.chars().count());
        self.rest.clone().and_if(&format!("substr(action, 1, {length}) = ?"), beginning)
    }

    /// As one condition for each action that begins so: there are a few dozen in all, and an index leads to each.
    fn by_action(&self, db: Db<'_>, organization_id: &str) -> Result<Vec<Condition>, StoreError> {
        let Some(beginning) = &self.beginning else { return Ok(vec![self.rest.clone()]) };
        let (mut all, mut last) = (Vec::new(), String::new());
        let next = "SELECT action FROM audit WHERE organization_id = ?1 AND action > ?2 ORDER BY action LIMIT 1";
        while let Some(action) = db.one(next, values![organization_id, &last], |row| row.get::<String>(0))? {
            if action.starts_with(beginning) {
                all.push(self.rest.clone().and("action = ?", [(&action).into()]));
            }
            last = action;
        }
        Ok(all)
    }
}

pub(super) const TABLE: Table<'_> = Table { name: "audit", columns: COLUMNS, id: "sequence" };
pub(super) const SORTS: &[Sort] = &[Sort::by_number("at", "at")];

impl Evidence {
    /// One page of the organization's audit log, the newest row first.
    ///
    /// # Errors
    /// A bad filter or query, or the store's trouble.
    pub async fn list_audit(
        &self,
        caller: &Caller,
        filter: AuditFilter,
        (sort, query): (SortQuery, ListQuery),
    ) -> Result<Page<AuditEntry>, Failure> {
        let (which, order) = (filter.check(&caller.organization_id)?, Order::choose(&sort, SORTS)?);
        let organization_id = caller.organization_id.clone();
        let read = move |db: Db<'_>| {
            let either = which.by_action(db, &organization_id)?;
            let mut page = query.page_of(db, TABLE, &either, order, StoredRow::read)?;
            for which in &either {
                page.meta.total += TABLE.count(db, which, COUNTED_MAX)?;
            }
            page.meta.total = page.meta.total.min(COUNTED_MAX as u64);
            Ok::<_, Failure>(page)
        };
        Ok(self.ground.store.read(read).await?.map(StoredRow::view))
    }

    /// The organization's rows, the oldest first, line by line: a head, the rows, and an end that says that they are all.
    /// What cannot be read to its end comes as an error, so that a cut export is not taken for a whole one.
    ///
    /// # Errors
    /// A bad filter.
    pub fn export_audit(
        self: &Arc<Self>,
        caller: &Caller,
        filter: AuditFilter,
    ) -> Result<mpsc::Receiver<Result<String, StoreError>>, Failure> {
        let condition = filter.check(&caller.organization_id)?.whole();
        let (send, lines) = mpsc::channel(WAITING_MAX);
        let (service, organization_id) = (self.clone(), caller.organization_id.clone());
        tokio::spawn(async move {
            if let Err(error) = service.send_export(&condition, organization_id, &send).await {
                let _ = send.send(Err(error)).await;
            }
        });
        Ok(lines)
    }

    async fn send_export(
        &self,
        condition: &Condition,
        organization_id: String,
        send: &mpsc::Sender<Result<String, StoreError>>,
    ) -> Result<(), StoreError> {
        let (mut after, mut rows) = (0_i64, 0);
        let anchor = self.ground.store.read(find_anchor).await?;
        let mut piece = line(&AuditExportHead {
            format: String::from_utf8_lossy(DOMAIN).into_owned(),
            organization_id,
            exported_at: self.ground.now(),
            pruned: anchor.map_or(0, |anchor| u64::try_from(anchor.sequence).unwrap_or_default()),
            rule: RULE.to_owned(),
        });
        loop {
            let which = condition.clone().and("sequence > ?", [after.into()]);
            let step = self.ground.store.read(move |db| step(db, &which)).await?;
            rows += step.len() as u64;
            let whole = step.len() as i64 == STEP;
            after = step.last().map_or(after, |(sequence, _)| *sequence);
            step.iter().for_each(|(_, row)| piece += &line(row));
            if !whole {
                piece += &line(&AuditExportEnd { rows });
            }
            // A reader who went away needs no more.
            if send.send(Ok(std::mem::take(&mut piece))).await.is_err() || !whole {
                return Ok(());
            }
        }
    }
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// Some rows behind a sequence number, each with the hash before it, which may be of somebody else's row.
fn step(db: Db<'_>, which: &Condition) -> Result<Vec<(i64, AuditExportRow)>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE {} ORDER BY sequence LIMIT {STEP}", which.sql());
    let rows = db.all(&numbered(&sql), which.values(), StoredRow::read)?;
    let mut step = Vec::with_capacity(rows.len());
    let mut before: Option<(i64, [u8; 32])> = None;
    for stored in rows {
        let previous = match before {
            Some((sequence, hash)) if sequence == stored.sequence - 1 => hash,
            _ => hash_before(db, stored.sequence)?,
        };
        before = Some((stored.sequence, stored.hash));
        let (sequence, organization_id) = (stored.sequence, stored.organization_id.clone());
        let row = AuditExportRow { entry: stored.view(), organization_id, previous: hex::encode(previous) };
        step.push((sequence, row));
    }
    Ok(step)
}

/// The hash that a row follows: of the row before it, or of the last one that was pruned.
fn hash_before(db: Db<'_>, sequence: i64) -> Result<[u8; 32], StoreError> {
    if let Some(found) = hash_at(db, sequence - 1)? {
        return Ok(found);
    }
    let anchor = find_anchor(db)?.filter(|anchor| anchor.sequence == sequence - 1);
    Ok(anchor.map_or([0; 32], |anchor| anchor.hash))
}
