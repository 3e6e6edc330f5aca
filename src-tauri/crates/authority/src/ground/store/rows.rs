//! Key records to rows and back.

use keys::{
    Digest, Hint, KeySettings, Life, allowed_ips::AllowedIps, fold::sort_key, lifecycle::Retiring,
    quarantine::Quarantine, spending::SpendingLimits,
};

use super::{
    StoreError,
    db::{Db, Row, Value, values},
    listed::{Words, ends_sorted, state_on_record},
};
use crate::ground::{index::Facts, key::KeyRecord};

/// The columns that [`key_from_row`] reads, in its order.
pub const KEY_COLUMNS: &str = "id, organization_id, environment, name, access_level, digest, hint_prefix, \
     hint_last_four, note, created_at, created_by, expires_at, confirmed_at, retiring_since, grace_ends_at, revoked_at, \
     revoked_by, revoke_reason, rotation_id, first_used_at, last_used_at, not_before, allowed_ips, daily_limit_micros, \
     weekly_limit_micros, monthly_limit_micros, budget_id, expiry_noted_at, \
     created_by_id, revoked_by_id, quarantined_until, quarantined_at, quarantined_by, quarantined_by_id, quarantine_reason";

/// One key from a row of [`KEY_COLUMNS`].
///
/// # Errors
/// When a column holds what no release of ours writes.
pub fn key_from_row(row: &Row<'_>) -> Result<KeyRecord, StoreError> {
    let grace_ends_at = row.moment_if_any(14)?;
    let id: String = row.get(0)?;
    Ok(KeyRecord {
        budget_id: row.get::<Option<String>>(26)?.unwrap_or_else(|| id.clone()),
        id,
        organization_id: row.get(1)?,
        environment: row.word(2)?,
        name: row.get(3)?,
        access_level: row.word(4)?,
        digest: Digest::from_bytes(row.get(5)?),
        hint: Hint { prefix: row.get(6)?, last_four: row.get(7)? },
        note: row.get(8)?,
        created_by: row.actor(10, 28)?,
        settings: settings_from_row(row, 21)?,
        quarantine: quarantine_from_row(row)?,
        life: Life {
            created_at: row.moment(9)?,
            expires_at: row.moment_if_any(11)?,
            end_noted_at: row.moment_if_any(27)?,
            confirmed_at: row.moment_if_any(12)?,
            retiring: row.moment_if_any(13)?.map(|since| Retiring { since, ends_at: grace_ends_at }),
            revoked: row.revocation_if_any(15, (16, 17, 29))?,
        },
        rotation_id: row.get(18)?,
        first_used_at: row.moment_if_any(19)?,
        last_used_at: row.moment_if_any(20)?,
    })
}

fn quarantine_from_row(row: &Row<'_>) -> Result<Option<Quarantine>, StoreError> {
    let (until, since) = (row.moment_if_any(30)?, row.moment_if_any(31)?);
    let Some((until, since)) = until.zip(since) else { return Ok(None) };
    let reason = row.get::<Option<String>>(34)?.unwrap_or_default();
    Ok(Some(Quarantine { since, until, by: row.actor(32, 33)?, reason }))
}

/// From the columns `not_before`, `allowed_ips` and the three limits, which stand side by side from the first on.
///
/// # Errors
/// When a column holds what no release of ours writes.
pub(crate) fn settings_from_row(row: &Row<'_>, first: usize) -> Result<KeySettings, StoreError> {
    let ranges: Vec<&str> = row.text_if_any(first + 1)?.unwrap_or_default().split_whitespace().collect();
    // A list that cannot be read must not turn into "any address".
    let allowed_ips = AllowedIps::parse(&ranges).map_err(|(_, error)| StoreError::Damaged(error.to_string()))?;
    Ok(KeySettings {
        not_before: row.moment_if_any(first)?,
        allowed_ips,
        spending_limits: SpendingLimits {
            daily_micros: row.get(first + 2)?,
            weekly_micros: row.get(first + 3)?,
            monthly_micros: row.get(first + 4)?,
        },
    })
}

pub(super) fn insert_key(db: Db<'_>, key: &KeyRecord) -> Result<(), StoreError> {
    let (settings, limits) = (&key.settings, key.settings.spending_limits);
    let (words, [until, since, by, by_id, why]) = (Words::of(key), quarantined(key));
    db.execute_one(
        "INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
             hint_last_four, note, created_at, created_by, expires_at, rotation_id,
             not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros, budget_id,
             created_by_id, state_on_record, ends_sorted, name_sorted, words,
             quarantined_until, quarantined_at, quarantined_by, quarantined_by_id, quarantine_reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
             ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)",
        values![
            &key.id,
            &key.organization_id,
            key.environment.as_str(),
            &key.name,
            key.name.to_lowercase(),
            key.access_level.as_str(),
            &key.digest,
            &key.hint.prefix,
            &key.hint.last_four,
            key.note.as_deref(),
            key.life.created_at,
            &key.created_by.name,
            key.life.expires_at,
            key.rotation_id.as_deref(),
            settings.not_before,
            ranges(key),
            limits.daily_micros,
            limits.weekly_micros,
            limits.monthly_micros,
            (key.budget_id != key.id).then_some(key.budget_id.as_str()),
            key.created_by.reference(),
            state_on_record(&key.life).as_str(),
            ends_sorted(&key.life),
            sort_key(&key.name),
            words.text(),
            until,
            since,
            by,
            by_id,
            why,
        ],
    )?;
    words.insert(db, key)
}

pub(super) fn update_key(db: Db<'_>, key: &KeyRecord) -> Result<(), StoreError> {
    let (life, limits) = (&key.life, key.settings.spending_limits);
    let (revoked, [until, since, by, by_id, why]) = (life.revoked.as_ref(), quarantined(key));
    db.execute_one(
        "UPDATE keys SET confirmed_at = ?2, retiring_since = ?3, grace_ends_at = ?4, revoked_at = ?5, revoked_by = ?6,
             revoke_reason = ?7, rotation_id = ?8, revoked_by_id = ?9, state_on_record = ?10, ends_sorted = ?11,
             expires_at = ?12, allowed_ips = ?13, daily_limit_micros = ?14, weekly_limit_micros = ?15,
             monthly_limit_micros = ?16, quarantined_until = ?17, quarantined_at = ?18, quarantined_by = ?19,
             quarantined_by_id = ?20, quarantine_reason = ?21
         WHERE id = ?1",
        values![
            &key.id,
            life.confirmed_at,
            life.retiring.map(|retiring| retiring.since),
            life.retiring.and_then(|retiring| retiring.ends_at),
            revoked.map(|revocation| revocation.at),
            revoked.map(|revocation| &revocation.by.name),
            revoked.map(|revocation| &revocation.reason),
            key.rotation_id.as_deref(),
            revoked.and_then(|revocation| revocation.by.reference()),
            state_on_record(life).as_str(),
            ends_sorted(life),
            life.expires_at,
            ranges(key),
            limits.daily_micros,
            limits.weekly_micros,
            limits.monthly_micros,
            until,
            since,
            by,
            by_id,
            why,
        ],
    )
}

/// A quarantine's columns: its end, its beginning, who and by which reference, why.
fn quarantined(key: &KeyRecord) -> [Value; 5] {
    let found = key.quarantine.as_ref();
    [
        found.map(|quarantine| quarantine.until).into(),
        found.map(|quarantine| quarantine.since).into(),
        found.map(|quarantine| &quarantine.by.name).into(),
        found.and_then(|quarantine| quarantine.by.reference()).into(),
        found.map(|quarantine| &quarantine.reason).into(),
    ]
}

/// The ranges with a blank between; none means any.
fn ranges(key: &KeyRecord) -> Option<String> {
    let allowed_ips = &key.settings.allowed_ips;
    (!allowed_ips.is_any()).then(|| allowed_ips.to_texts().join(" "))
}

/// The key with the id, whoever owns it.
///
/// # Errors
/// The store's trouble.
pub fn get_key(db: Db<'_>, id: &str) -> Result<Option<KeyRecord>, StoreError> {
    db.one(&format!("SELECT {KEY_COLUMNS} FROM keys WHERE id = ?1"), values![id], key_from_row)
}

/// Keys that a server is asked for at once: a statement that reads millions would run into its time limit.
const KEYS_AT_ONCE: i64 = 20_000;

/// The columns that [`facts_from_row`] reads, in its order: what no verdict asks for takes no time. Most keys have nothing
/// beyond the first seven, which the eighth says, so that the rest need not be looked at one by one.
const FACT_COLUMNS: &str = "id, organization_id, environment, access_level, digest, confirmed_at, expires_at, \
     CAST(CASE WHEN coalesce(expiry_noted_at, retiring_since, revoked_at, quarantined_until, not_before, daily_limit_micros, \
         weekly_limit_micros, monthly_limit_micros) IS NULL AND allowed_ips IS NULL AND budget_id IS NULL \
         THEN 0 ELSE 1 END AS BIGINT), \
     budget_id, expiry_noted_at, retiring_since, grace_ends_at, revoked_at, quarantined_until, \
     not_before, allowed_ips, daily_limit_micros, weekly_limit_micros, monthly_limit_micros";

fn facts_from_row<'a>(row: &'a Row<'_>) -> Result<Facts<'a>, StoreError> {
    let id = row.text(0)?;
    let plain = Facts {
        id,
        organization_id: row.text(1)?,
        environment: row.word(2)?,
        access_level: row.word(3)?,
        digest: Digest::from_bytes(row.get(4)?),
        confirmed: row.moment_if_any(5)?.is_some(),
        expires_at: row.moment_if_any(6)?,
        budget_id: id,
        end_noted: false,
        retiring: None,
        revoked_at: None,
        quarantined_until: None,
        settings: KeySettings::default(),
    };
    if !row.get(7)? {
        return Ok(plain);
    }
    let grace_ends_at = row.moment_if_any(11)?;
    Ok(Facts {
        budget_id: row.text_if_any(8)?.unwrap_or(id),
        end_noted: row.moment_if_any(9)?.is_some(),
        retiring: row.moment_if_any(10)?.map(|since| Retiring { since, ends_at: grace_ends_at }),
        revoked_at: row.moment_if_any(12)?,
        quarantined_until: row.moment_if_any(13)?,
        settings: settings_from_row(row, 14)?,
        ..plain
    })
}

/// How many keys there are, or a few more; a file is not read for it. A row has a hundred bytes at least, however high its
/// number is.
pub(super) fn keys_at_most(db: Db<'_>) -> Result<usize, StoreError> {
    let sql = match db {
        Db::Sqlite(_) => "SELECT min(max(rowid), (SELECT page_count * 40 FROM pragma_page_count)) FROM keys",
        Db::Postgres(_) => "SELECT count(*) FROM keys",
    };
    let count = db.one(sql, &[], |row| row.get::<Option<i64>>(0))?.flatten();
    Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default())
}

/// Hands every key on, with what a verdict asks for, one at a time: with a million of them no second copy fits into memory.
/// Nobody changes keys meanwhile.
pub(super) fn each_key(db: Db<'_>, take: &dyn Fn(Facts<'_>)) -> Result<(), StoreError> {
    if let Db::Sqlite(_) = db {
        return db.each(&format!("SELECT {FACT_COLUMNS} FROM keys"), &[], |row| {
            take(facts_from_row(row)?);
            Ok(true)
        });
    }
    let page = format!("SELECT {FACT_COLUMNS} FROM keys WHERE id > ?1 ORDER BY id LIMIT ?2");
    let mut last = String::new();
    loop {
        let mut count = 0;
        db.each(&page, values![&last, KEYS_AT_ONCE], |row| {
            let key = facts_from_row(row)?;
            last.clear();
            last.push_str(key.id);
            count += 1;
            take(key);
            Ok(true)
        })?;
        if count < KEYS_AT_ONCE {
            return Ok(());
        }
    }
}
