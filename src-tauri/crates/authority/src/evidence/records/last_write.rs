//! The last write that was made with a key: found by a hash of its own, since a key may read a million times before it writes.

use keys::{
    Timestamp,
    wire::{LastWrite, Request, WriteRequest},
};

use super::{
    find::{Probe, of_ids, row_ids_before},
    row::{Found, moment},
    sheet::writes,
    words,
};
use crate::ground::store::{Db, StoreError};

/// Rows that the hash may lead to besides the right one: another key's may have the same.
const LOOKED_AT: usize = 10;

/// The newest record of a write with the key, as far back as they are kept.
///
/// # Errors
/// The store's trouble.
pub fn last_write(db: Db<'_>, organization_id: &str, key_id: &str, now: Timestamp) -> Result<LastWrite, StoreError> {
    let probe = Probe::of(db, organization_id)?.of_key(key_id);
    let rows = row_ids_before(db, &[words::hash('w', organization_id, key_id)], i64::MAX, LOOKED_AT)?;
    let found = of_ids(db, &rows)?.into_iter().find(|found| probe.admits(found) && is_write(found));
    Ok(LastWrite { request: found.map(|found| told(found.request)), since: since(db)?.unwrap_or(now) })
}

fn is_write(found: &Found) -> bool {
    let Request { method, status, refusal, .. } = &found.request;
    writes(method) && refusal.is_none() && *status < 400
}

fn told(request: Request) -> WriteRequest {
    let Request { correlation_id, at, method, path, .. } = request;
    WriteRequest { correlation_id, at, method, path }
}

/// The moment of the oldest record whose writing this or a later release noted; none where there is none.
fn since(db: Db<'_>) -> Result<Option<Timestamp>, StoreError> {
    let sql =
        "SELECT id FROM requests WHERE id > coalesce((SELECT after_id FROM request_writes), 0) ORDER BY id LIMIT 1";
    db.one(sql, &[], |row| row.get(0).map(moment))
}
