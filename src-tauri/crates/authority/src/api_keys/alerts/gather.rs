//! The facts that the rules look at, for the keys that a rule may say something of.

use keys::{
    Environment, Timestamp,
    alert::{CALLERS_MAX, DAY, EXPIRING_DAYS, Facts, FirstCall, Leak, RefusedCalls, SETTLED_DAYS, UNUSED_DAYS},
    due::old_since,
    rotation::stall::Running,
};

use crate::{
    api_keys::{policy::key_days, rotate::find_open, usage::SLOT_MILLIS},
    ground::{
        key::KeyRecord,
        store::{Db, KEY_COLUMNS, StoreError, get_key, key_from_row, values},
    },
};

/// Keys that are looked at; see the bound on alerts.
const KEYS_MAX: usize = 2_000;
/// Callers of a key that are counted each, and the one that stands for all others.
const ROWS_MAX: usize = CALLERS_MAX + 1;
const HOUR_MILLIS: i64 = 3_600_000;
/// Hours of a week, and the one that is compared with them.
const HOURS: usize = 7 * 24 + 1;

/// The facts of every key that a rule may say something of.
pub fn facts(db: Db<'_>, organization_id: &str, now: Timestamp) -> Result<Vec<Facts>, StoreError> {
    let sql = format!(
        "SELECT {KEY_COLUMNS} FROM keys WHERE organization_id = ?1 AND (
             (revoked_at IS NULL AND (expires_at < ?2 OR created_at <= ?3 OR coalesce(last_used_at, confirmed_at) <= ?4
                 OR last_used_at > ?5 OR id IN (SELECT key_id FROM leaks)
                 OR id IN (SELECT old_key_id FROM rotations WHERE finished_at IS NULL AND undone_at IS NULL)))
             OR (revoked_at IS NOT NULL AND id IN (SELECT key_id FROM refused_calls)))
         ORDER BY created_at DESC LIMIT {KEYS_MAX}"
    );
    let days = |days: i64| now.plus_seconds(days * DAY);
    let soon = days(EXPIRING_DAYS.iter().map(|(days, _)| *days).max().unwrap_or_default() + 1);
    // A caller is unusual for a week, and was seen in it.
    let lately = days(-SETTLED_DAYS - 1);
    let policy = Policy::read(db, organization_id)?;
    // Of the environment in which keys are old the soonest: the rule looks at each.
    let old = old_since(policy.sandbox, now).max(old_since(policy.live, now));
    let whose = values![organization_id, soon, old, days(-UNUSED_DAYS), lately];
    let keys: Vec<KeyRecord> = db.all(&sql, whose, key_from_row)?;
    keys.into_iter().map(|key| of_key(db, key, &policy, now)).collect()
}

/// The facts of one key.
pub fn facts_of(db: Db<'_>, organization_id: &str, key_id: &str, now: Timestamp) -> Result<Option<Facts>, StoreError> {
    let key = get_key(db, key_id)?.filter(|key| key.organization_id == organization_id);
    let policy = Policy::read(db, organization_id)?;
    key.map(|key| of_key(db, key, &policy, now)).transpose()
}

/// How many days old keys may become.
struct Policy {
    sandbox: Option<u32>,
    live: Option<u32>,
}

impl Policy {
    fn read(db: Db<'_>, organization_id: &str) -> Result<Self, StoreError> {
        let of = |environment| key_days(db, organization_id, environment);
        Ok(Self { sandbox: of(Environment::Sandbox)?, live: of(Environment::Live)? })
    }

    fn of(&self, environment: Environment) -> Option<u32> {
        match environment {
            Environment::Sandbox => self.sandbox,
            Environment::Live => self.live,
        }
    }
}

/// The open rotation in which a key goes.
fn rotation(db: Db<'_>, key: &KeyRecord) -> Result<Option<(String, Running)>, StoreError> {
    let Some(id) = &key.rotation_id else { return Ok(None) };
    let Some(rotation) = find_open(db, id)?.filter(|rotation| rotation.old_key_id == key.id) else { return Ok(None) };
    let new = get_key(db, &rotation.new_key_id)?;
    Ok(new.and_then(|new| rotation.running(key, &new)).map(|running| (rotation.id.clone(), running)))
}

fn of_key(db: Db<'_>, key: KeyRecord, policy: &Policy, now: Timestamp) -> Result<Facts, StoreError> {
    let leak = db.one("SELECT reported_at, place FROM leaks WHERE key_id = ?1", values![&key.id], |row| {
        Ok(Leak { at: row.moment(0)?, place: row.get(1)? })
    })?;
    let refused = match key.life.revoked {
        Some(_) => refused(db, &key.id)?,
        None => None,
    };
    let hour = now.as_millis().div_euclid(HOUR_MILLIS) - 1;
    Ok(Facts {
        leak,
        refused,
        callers: callers(db, &key.id)?,
        hours: hours(db, &key.id, hour)?,
        hour_began_at: Timestamp::from_millis(hour * HOUR_MILLIS),
        key_days: policy.of(key.environment),
        rotation: rotation(db, &key)?,
        key_id: key.id,
        name: key.name,
        environment: key.environment,
        life: key.life,
        last_used_at: key.last_used_at,
    })
}

fn refused(db: Db<'_>, key_id: &str) -> Result<Option<RefusedCalls>, StoreError> {
    // Releases before kept every caller.
    let sql = format!(
        "SELECT address, agent, calls, first_at, last_at FROM refused_calls WHERE key_id = ?1
         ORDER BY calls DESC LIMIT {ROWS_MAX}"
    );
    let all: Vec<(String, i64, Timestamp, Timestamp)> = db.all(&sql, values![key_id], |row| {
        let (address, agent): (String, String) = (row.get(0)?, row.get(1)?);
        Ok((format!("{address} {agent}").trim_end().to_owned(), row.get(2)?, row.moment(3)?, row.moment(4)?))
    })?;
    let calls = all.iter().map(|(_, calls, _, _)| calls.unsigned_abs()).sum();
    let first = all.iter().map(|(_, _, first, _)| *first).min();
    let last = all.iter().map(|(_, _, _, last)| *last).max();
    Ok(first.zip(last).zip(all.first()).map(|((first_at, last_at), (busiest, ..))| RefusedCalls {
        calls,
        callers: all.len() as u64,
        first_at,
        last_at,
        busiest: busiest.clone(),
    }))
}

fn callers(db: Db<'_>, key_id: &str) -> Result<Vec<FirstCall>, StoreError> {
    let sql = format!(
        "SELECT first_at, address, agent FROM key_callers WHERE key_id = ?1 ORDER BY first_at LIMIT {CALLERS_MAX}"
    );
    db.all(&sql, values![key_id], |row| Ok(FirstCall { at: row.moment(0)?, address: row.get(1)?, agent: row.get(2)? }))
}

/// Calls by hour up to and including the hour with this number, the oldest first.
fn hours(db: Db<'_>, key_id: &str, last: i64) -> Result<Vec<u32>, StoreError> {
    let slots = HOUR_MILLIS / SLOT_MILLIS;
    let first = last + 1 - i64::try_from(HOURS).unwrap_or_default();
    let mut hours = vec![0_u32; HOURS];
    let sql = "SELECT slot, CAST(sum(calls) AS BIGINT) FROM usage WHERE key_id = ?1 AND slot >= ?2 AND slot < ?3 GROUP BY slot";
    db.each(sql, values![key_id, first * slots, (last + 1) * slots], |row| {
        let hour = usize::try_from(row.get::<i64>(0)? / slots - first).unwrap_or_default();
        if let Some(hour) = hours.get_mut(hour) {
            *hour = hour.saturating_add(row.get(1)?);
        }
        Ok(true)
    })?;
    Ok(hours)
}
