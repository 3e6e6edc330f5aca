//! List keys, and find one.

mod filter;
mod old;

use keys::{
    Environment, KeyState,
    wire::{Key, Page},
};

pub use filter::KeyFilter;
use filter::{Checked, Reading, SORTS};

use crate::{
    Caller, Failure,
    api_keys::{
        ApiKeys,
        policy::key_days,
        usage::{CallsByHour, calls_by_hour},
    },
    ground::{
        key::KeyRecord,
        paging::{COUNTED_MAX, Condition, Counts, ListQuery, Order, SortQuery, States, Table, numbered},
        store::{Db, KEY_COLUMNS, StoreError, get_key, key_from_row},
    },
};

const KEYS: Table<'_> = Table { name: "keys", columns: KEY_COLUMNS, id: "id" };
/// So many keys are read one by one and put in order; more are read in the order, leaving out what does not fit.
const FEW: usize = 2_000;
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
            .read(move |db| {
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
    db.read_by_index()?;
    // Mostly there are none, and each part of a statement is planned.
    let any_over = KEYS.count(db, &filter.over(), 1)? > 0;
    let way = way_to_few(db, filter, order)?;
    let how = Reading { order, by_server: matches!(db, Db::Postgres(_)) };
    let (in_no_order, asked) = (filter.in_states(None, any_over), filter.asked(way, how));
    if way.is_some() {
        let states = whole(&in_no_order, &Condition::default());
        return query.page_of_few(db, KEYS, &asked, (&states, filter.state.as_deref()), order, key_from_row);
    }
    let states = whole(&filter.in_states(Some(how), any_over), &asked);
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
fn way_to_few<'a>(db: Db<'_>, filter: &'a Checked, order: Order) -> Result<Option<&'a Condition>, StoreError> {
    for ids in filter.ways(order) {
        let sql = format!("SELECT count(*) FROM ({} LIMIT {}) AS few", ids.sql(), FEW + 1);
        let count: i64 = db.one(&numbered(&sql), ids.values(), |row| row.get(0))?.unwrap_or_default();
        if count <= FEW as i64 {
            return Ok(Some(ids));
        }
    }
    Ok(None)
}

/// How many of some keys of each state fit; and whether there were more to look at.
fn look_at_some(db: Db<'_>, in_states: &[(KeyState, Vec<Condition>)], asked: &Condition) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    for (state, all) in in_states {
        let mut fit = 0;
        for which in all {
            let sql = format!(
                "SELECT count(*), CAST(coalesce(sum(CASE WHEN {} THEN 1 ELSE 0 END), 0) AS BIGINT)
                 FROM (SELECT * FROM keys WHERE {} LIMIT {LOOKED_AT}) AS looked_at",
                asked.sql(),
                which.sql()
            );
            let values = [asked.values(), which.values()].concat();
            let found = db.one(&numbered(&sql), &values, |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
            let (looked_at, found) = found.unwrap_or_default();
            counts.at_least |= looked_at == LOOKED_AT as i64;
            fit += u64::try_from(found).unwrap_or_default();
        }
        counts.of.insert(state.as_str().to_owned(), fit);
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
