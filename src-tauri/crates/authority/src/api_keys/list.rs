//! List keys, and find one.

mod filter;
mod old;

use std::collections::BTreeMap;

use keys::{
    Environment, KeyState,
    wire::{Key, Page},
};

pub use filter::KeyFilter;
use filter::{Checked, FEW, Narrow, Over, Reading, SORTS};

use crate::{
    Caller, Failure,
    api_keys::{
        ApiKeys,
        policy::key_days,
        usage::{CallsByHour, calls_by_hour},
    },
    ground::{
        key::KeyRecord,
        paging::{COUNTED_MAX, Condition, Counts, ListQuery, Order, SortQuery, States, Table, ask_each, numbered},
        store::{Db, KEY_COLUMNS, StoreError, get_key, key_from_row},
    },
};

const KEYS: Table<'_> = Table { name: "keys", columns: KEY_COLUMNS, id: "id" };
/// Keys of each state that a server counts, which takes it several times as long for each as a file.
const COUNTED_BY_SERVER: usize = 2_000;
/// Keys of each state that are looked at for a count that no index has.
const LOOKED_AT: usize = 200;

impl ApiKeys {
    /// One page of an environment's keys, those that were asked for, the newest first when no order is; revoked ones
    /// included.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list(
        &self,
        caller: &Caller,
        environment: Environment,
        filter: KeyFilter,
        (sort, query): (SortQuery, ListQuery),
    ) -> Result<Page<Key>, Failure> {
        let now = self.ground.now();
        let key_days = match filter.due {
            Some(_) => self.key_days(caller, environment).await?,
            None => None,
        };
        let filter = filter.check(&caller.organization_id, environment, key_days, now)?;
        let order = Order::choose(&sort, SORTS)?;
        self.ground
            .store
            .read_by_index(move |db| {
                let page = page(db, &filter, order, &query)?;
                let calls = CallsByHour::of(db, page.data.iter().map(|key| key.id.as_str()), now)?;
                Ok(page.map(|key| key.view(now, calls.of_key(&key.id))))
            })
            .await
    }

    /// One key.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn get(&self, caller: &Caller, key_id: String) -> Result<Key, Failure> {
        let now = self.ground.now();
        let key = self.key_of(caller, key_id).await?;
        self.ground
            .store
            .read(move |db| {
                let hours = calls_by_hour(db, &key.id, now)?;
                Ok(key.view(now, hours))
            })
            .await
    }

    async fn key_days(&self, caller: &Caller, environment: Environment) -> Result<Option<u32>, StoreError> {
        let organization_id = caller.organization_id.clone();
        self.ground.store.read(move |db| key_days(db, &organization_id, environment)).await
    }

    /// The record of a key within the asker's organization.
    ///
    /// # Errors
    /// Not found, which is also the answer for somebody else's key (design, section 5 rule 8).
    pub(crate) async fn key_of(&self, caller: &Caller, key_id: String) -> Result<KeyRecord, Failure> {
        let organization_id = caller.organization_id.clone();
        self.ground.store.read(move |db| find_key(db, &organization_id, &key_id)).await
    }
}

fn page(db: Db<'_>, filter: &Checked, order: Order, query: &ListQuery) -> Result<Page<KeyRecord>, Failure> {
    // Mostly there are none, and a part of a statement less is asked for each state.
    let over = Over::of(KEYS.count(db, &filter.over(), FEW + 1)?);
    let way = way_to_few(db, filter, order)?;
    let how = Reading { order, by_server: matches!(db, Db::Postgres(_)) };
    let (in_no_order, asked) = (filter.in_states(None, over), filter.asked(way, how));
    if way.is_some() {
        let states = whole(&in_no_order, &Condition::default());
        return query.page_of_few(db, KEYS, &asked, (&states, filter.state.as_deref()), order, key_from_row);
    }
    let states = whole(&filter.in_states(Some(how), over), &asked);
    let chosen = states.choose(filter.state.as_deref())?;
    let mut page = query.page_of(db, KEYS, &states.conditions(&chosen), order, key_from_row)?;
    let counts = match filter.is_narrowed() {
        true => look_at_some(db, &in_no_order, &asked)?,
        false => {
            let most = if how.by_server { COUNTED_BY_SERVER } else { COUNTED_MAX };
            whole(&in_no_order, &asked).count(db, KEYS, most)?
        }
    };
    counts.tell(&mut page.meta, &chosen);
    Ok(page)
}

/// The states, each with everything that is asked of a key in it.
fn whole(in_states: &[(KeyState, Vec<Condition>)], asked: &Condition) -> States {
    let whole = |all: &[Condition]| all.iter().map(|which| which.clone().with(asked.clone())).collect();
    States::new(in_states.iter().map(|(state, all)| (state.as_str(), whole(all))))
}

/// A part of the filter that few keys fit, if there is one.
fn way_to_few<'a>(db: Db<'_>, filter: &'a Checked, order: Order) -> Result<Option<&'a Narrow>, StoreError> {
    for way in filter.ways(order) {
        let question = way.count();
        let count: i64 = db.one(&numbered(question.sql()), question.values(), |row| row.get(0))?.unwrap_or_default();
        if count <= FEW as i64 {
            return Ok(Some(way));
        }
    }
    Ok(None)
}

/// How many of some keys of each state fit; and whether there were more to look at.
fn look_at_some(db: Db<'_>, in_states: &[(KeyState, Vec<Condition>)], asked: &Condition) -> Result<Counts, StoreError> {
    let look = |which: &Condition| {
        let sql = format!(
            "SELECT count(*), CAST(coalesce(sum(CASE WHEN {} THEN 1 ELSE 0 END), 0) AS BIGINT)
             FROM (SELECT * FROM keys WHERE {} LIMIT {LOOKED_AT}) AS looked_at",
            asked.sql(),
            which.sql()
        );
        Condition::new(&sql, [asked.values(), which.values()].concat())
    };
    let looks: Vec<Condition> = in_states.iter().flat_map(|(_, all)| all).map(look).collect();
    let seen = ask_each(db, &looks, |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
    let at_least = seen.iter().any(|(looked_at, _)| *looked_at == LOOKED_AT as i64);
    let mut counts = Counts { of: BTreeMap::new(), at_least };
    let mut fit = seen.into_iter().map(|(_, fit)| u64::try_from(fit).unwrap_or_default());
    for (state, all) in in_states {
        counts.of.insert(state.as_str().to_owned(), fit.by_ref().take(all.len()).sum());
    }
    Ok(counts)
}

/// The key with the id in the organization, or not found.
///
/// # Errors
/// Not found, or the store's trouble.
pub(crate) fn find_key(db: Db<'_>, organization_id: &str, key_id: &str) -> Result<KeyRecord, Failure> {
    get_key(db, key_id)?.filter(|key| key.organization_id == organization_id).ok_or_else(|| Failure::not_found("key"))
}

#[cfg(test)]
mod tests {
    use keys::Timestamp;
    use rusqlite::Connection;

    use super::*;
    use crate::ground::store::{FILE, open_or_create};

    /// Keys that ended at the moment 10, which nobody has written down yet.
    fn add_ended(connection: &Connection, count: usize) {
        connection
            .execute_batch(&format!(
                "PRAGMA foreign_keys = OFF;
                 WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < {count})
                 INSERT INTO keys (id, organization_id, environment, name, name_folded, access_level, digest, hint_prefix,
                         hint_last_four, created_at, created_by, confirmed_at, expires_at, state_on_record, ends_sorted,
                         name_sorted, words)
                     SELECT 'key_' || printf('%022d', n), 'o', 'sandbox', 'n', 'n', 'read_only',
                         CAST(printf('%032d', n) AS BLOB), 'ck_sandbox_', 'abcd', n, 'b', 0, 10, 'active', 10,
                         CAST('n' AS BLOB), ' n' FROM n;"
            ))
            .unwrap();
    }

    #[test]
    fn keys_that_ended_just_now_are_listed_in_every_order_however_many_they_are() {
        for count in [1, 3, FEW, FEW + 1] {
            let folder = tempfile::tempdir().unwrap();
            let connection = open_or_create(&folder.path().join(FILE)).unwrap();
            add_ended(&connection, count);
            for (now, state) in [(9, "active"), (10, "expired")] {
                for sort in SORTS {
                    let filter = KeyFilter { state: Some(state.to_owned()), ..KeyFilter::default() };
                    let filter = filter.check("o", Environment::Sandbox, None, Timestamp::from_millis(now));
                    let (filter, order) = (filter.unwrap_or_else(|_| panic!("it is a filter")), sort.falling());
                    let page = page(Db::Sqlite(&connection), &filter, order, &ListQuery::default()).unwrap();
                    let asked = format!("{count} at {now} by {}", sort.word);
                    assert_eq!(page.meta.total, count as u64, "{asked}");
                    let ids: Vec<String> = page.data.iter().map(|key| key.id.clone()).collect();
                    let last: Vec<String> = (0..count).rev().take(20).map(|n| format!("key_{n:022}")).collect();
                    assert_eq!(ids, last, "{asked}");
                }
            }
        }
    }
}
