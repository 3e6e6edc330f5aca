//! Key records to rows and back.

use keys::{
    Digest, Hint, Life, Timestamp,
    lifecycle::{Retiring, Revocation},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params, types::Type};

use crate::key::KeyRecord;

/// The columns that [`key_from_row`] reads, in its order.
pub const KEY_COLUMNS: &str = "id, organization_id, environment, name, access_level, digest, hint_prefix, \
     hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, \
     revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at";

/// One key from a row of [`KEY_COLUMNS`].
///
/// # Errors
/// When a column holds what no release of ours writes.
pub fn key_from_row(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
    let moment =
        |column: &str| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp::from_millis));
    let grace_ends_at = moment("grace_ends_at")?;
    Ok(KeyRecord {
        id: row.get("id")?,
        organization_id: row.get("organization_id")?,
        environment: word(row, "environment")?,
        name: row.get("name")?,
        access_level: word(row, "access_level")?,
        digest: Digest::from_bytes(row.get("digest")?),
        hint: Hint { prefix: row.get("hint_prefix")?, last_four: row.get("hint_last_four")? },
        note: row.get("note")?,
        created_by: row.get("created_by")?,
        life: Life {
            created_at: Timestamp::from_millis(row.get("created_at")?),
            expires_at: moment("expires_at")?,
            confirmed_at: moment("confirmed_at")?,
            retiring: moment("retiring_since")?.map(|since| Retiring { since, ends_at: grace_ends_at }),
            revoked: match moment("revoked_at")? {
                None => None,
                Some(at) => Some(Revocation { at, by: row.get("revoked_by")?, reason: row.get("revoke_reason")? }),
            },
        },
        rotation_id: row.get("rotation_id")?,
        first_used_at: moment("first_used_at")?,
        last_used_at: moment("last_used_at")?,
    })
}

/// A column that holds one of a closed list of words.
fn word<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let at = row.as_ref().column_index(column)?;
    let text: String = row.get(at)?;
    text.parse().map_err(|_| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, "an unknown word".into()))
}

pub(super) fn insert_key(db: &Connection, key: &KeyRecord) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
             hint_last_four, note, created_at, created_by, expires_at, rotation_id)
         VALUES (:id, :organization_id, :environment, :name, :name_folded, :access_level, :digest, :hint_prefix,
             :hint_last_four, :note, :created_at, :created_by, :expires_at, :rotation_id)",
    )?
    .execute(named_params! {
        ":id": key.id,
        ":organization_id": key.organization_id,
        ":environment": key.environment.as_str(),
        ":name": key.name,
        ":name_folded": key.name.to_lowercase(),
        ":access_level": key.access_level.as_str(),
        ":digest": key.digest.as_bytes(),
        ":hint_prefix": key.hint.prefix,
        ":hint_last_four": key.hint.last_four,
        ":note": key.note,
        ":created_at": key.life.created_at.as_millis(),
        ":created_by": key.created_by,
        ":expires_at": key.life.expires_at.map(Timestamp::as_millis),
        ":rotation_id": key.rotation_id,
    })?;
    Ok(())
}

pub(super) fn update_key(db: &Connection, key: &KeyRecord) -> rusqlite::Result<()> {
    let life = &key.life;
    let changed = db
        .prepare_cached(
            "UPDATE keys SET confirmed_at = :confirmed_at, retiring_since = :retiring_since,
                 grace_ends_at = :grace_ends_at, revoked_at = :revoked_at, revoked_by = :revoked_by,
                 revoke_reason = :revoke_reason, rotation_id = :rotation_id
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": key.id,
            ":confirmed_at": life.confirmed_at.map(Timestamp::as_millis),
            ":retiring_since": life.retiring.map(|r| r.since.as_millis()),
            ":grace_ends_at": life.retiring.and_then(|r| r.ends_at).map(Timestamp::as_millis),
            ":revoked_at": life.revoked.as_ref().map(|r| r.at.as_millis()),
            ":revoked_by": life.revoked.as_ref().map(|r| &r.by),
            ":revoke_reason": life.revoked.as_ref().map(|r| &r.reason),
            ":rotation_id": key.rotation_id,
        })?;
    if changed == 1 { Ok(()) } else { Err(rusqlite::Error::StatementChangedRows(changed)) }
}

/// The key with the id, whoever owns it.
///
/// # Errors
/// What SQLite says.
pub fn get_key(db: &Connection, id: &str) -> rusqlite::Result<Option<KeyRecord>> {
    db.prepare_cached(&format!("SELECT {KEY_COLUMNS} FROM keys WHERE id = ?1"))?
        .query_row([id], key_from_row)
        .optional()
}

pub(super) fn all_keys(db: &Connection) -> rusqlite::Result<Vec<KeyRecord>> {
    db.prepare(&format!("SELECT {KEY_COLUMNS} FROM keys"))?.query_map([], key_from_row)?.collect()
}
