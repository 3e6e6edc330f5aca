//! Finding records by any of their ids: each epoch is asked once, the newest first, and what its hashes lead to is
//! compared.

use keys::{Correlation, Environment, id_box::Wanted, wire::RequestFilter};

use super::{
    row::{Found, SELECT, first_id, moment, read, span},
    words,
};
use crate::{
    Failure,
    ground::store::{Db, StoreError, Value, values},
};

/// Keys that one hint may lead to.
const KEYS_MAX: usize = 10;
/// Records that a walk without an id looks at before it says where to go on.
const WALK_MAX: usize = 20_000;
/// The same of a walk by an id, which asks for each record by itself.
const WALK_BY_ID_MAX: usize = 2_000;
/// Records on each side of one among which the ones of the same caller are looked for.
const NEAR_MAX: usize = 2_000;
const STEP: usize = 500;
/// How far a clock may have been set back between a request and whoever repeats its id.
const SET_BACK_SECONDS: i64 = 24 * 3600;

/// What is looked for, for whom.
#[derive(Clone)]
pub struct Probe {
    organization_id: String,
    /// The only organization may see what nobody was recognised in.
    sole: bool,
    key_ids: Vec<String>,
    text: Option<String>,
    correlation: Option<Correlation>,
    /// Whether an id was typed at all: a hint may lead to no key.
    by_id: bool,
    filter: RequestFilter,
}

impl Probe {
    /// Everything that belongs to an organization.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn of(db: Db<'_>, organization_id: &str) -> Result<Self, StoreError> {
        let organizations: i64 =
            db.one("SELECT count(*) FROM organizations", &[], |row| row.get(0))?.unwrap_or_default();
        let organization_id = organization_id.to_owned();
        let filter = RequestFilter::default();
        Ok(Self {
            organization_id,
            sole: organizations == 1,
            key_ids: Vec::new(),
            text: None,
            correlation: None,
            by_id: false,
            filter,
        })
    }

    /// Only what fits, of a filter that was checked.
    #[must_use]
    pub fn narrowed(self, filter: RequestFilter) -> Self {
        Self { filter, ..self }
    }

    /// Only what was typed into the box.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn wanting(self, db: Db<'_>, wanted: Wanted) -> Result<Self, StoreError> {
        let probe = Self { by_id: true, ..self };
        Ok(match wanted {
            Wanted::Key(key_id) => Self { key_ids: vec![key_id], ..probe },
            Wanted::Hint { environment, last_four } => {
                Self { key_ids: keys_hinted(db, &probe.organization_id, environment, &last_four)?, ..probe }
            }
            Wanted::Text { text, correlation } => Self { text: Some(text), correlation, ..probe },
        })
    }

    /// Only what a key was used for.
    pub(super) fn of_key(self, key_id: &str) -> Self {
        Self { key_ids: vec![key_id.to_owned()], by_id: true, ..self }
    }

    fn hashes(&self) -> Vec<i64> {
        let keys = self.key_ids.iter().map(|key_id| words::hash('k', &self.organization_id, key_id));
        let whose = [Some(self.organization_id.as_str()), self.sole.then_some("")].into_iter().flatten();
        let texts = whose.flat_map(|whose| {
            let text = self.text.as_deref();
            text.into_iter().flat_map(move |text| ['c', 'i'].map(|kind| words::hash(kind, whose, text)))
        });
        keys.chain(texts).collect()
    }

    /// Whether the organization may see a record. One in which nobody was recognised can be seen by who knows its
    /// correlation ID, which nobody can guess.
    fn may_see(&self, found: &Found) -> bool {
        match &found.organization_id {
            Some(organization_id) => *organization_id == self.organization_id,
            None => self.sole || self.is_named(found),
        }
    }

    fn is_named(&self, found: &Found) -> bool {
        self.correlation.is_some_and(|id| id.to_string() == found.request.correlation_id)
    }

    /// Whether a record is what was looked for: hashes lead to others too.
    pub(super) fn admits(&self, found: &Found) -> bool {
        let request = &found.request;
        let is = |id: &Option<String>| id.is_some() && *id == self.text;
        let by_key = request.key_id.as_ref().is_some_and(|key_id| self.key_ids.contains(key_id));
        let wanted =
            by_key || is(&request.client_correlation_id) || is(&request.idempotency_key) || self.is_named(found);
        (wanted || !self.by_id) && self.may_see(found) && self.filter.admits(request)
    }
}

fn keys_hinted(
    db: Db<'_>,
    organization_id: &str,
    environment: Option<Environment>,
    last_four: &str,
) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT id FROM keys WHERE hint_last_four = ?1 AND organization_id = ?2 AND (environment = ?3 OR ?3 = '')
         ORDER BY coalesce(last_used_at, 0) DESC LIMIT {KEYS_MAX}"
    );
    let environment = environment.map_or("", Environment::as_str);
    db.all(&sql, values![last_four, organization_id, environment], |row| row.get(0))
}

/// Records, and where to go on when there may be more.
type Step = (Vec<Found>, Option<i64>);

/// Which side of a place, and in which direction.
#[derive(Clone, Copy)]
enum Walk {
    Older(i64),
    Newer(i64),
}

/// The record with the server's id.
///
/// # Errors
/// Not found, or the store's trouble.
pub fn one(db: Db<'_>, organization_id: &str, id: Correlation) -> Result<Found, Failure> {
    let wanted = Wanted::Text { text: id.to_string(), correlation: Some(id) };
    let probe = Probe::of(db, organization_id)?.wanting(db, wanted)?;
    let found = by_correlation(db, id)?.filter(|found| probe.may_see(found));
    found.ok_or_else(|| Failure::not_found("request"))
}

fn by_correlation(db: Db<'_>, id: Correlation) -> Result<Option<Found>, StoreError> {
    let Some((first, last)) = span(id) else { return Ok(None) };
    let mut found = None;
    // A record stands in its moment, wherever in it.
    db.each(&format!("{SELECT} WHERE r.id BETWEEN ?1 AND ?2"), values![first, last], |row| {
        let candidate = read(row)?;
        if candidate.request.correlation_id == id.to_string() {
            found = Some(candidate);
        }
        Ok(found.is_none())
    })?;
    Ok(found)
}

/// At most `most` records that match, beside a place: older ones newest first, or newer ones oldest first; and where the walk
/// ended, when it ended early.
///
/// # Errors
/// The store's trouble.
pub fn search(db: Db<'_>, probe: &Probe, (place, newer): (Option<i64>, bool), most: usize) -> Result<Step, StoreError> {
    let from = if newer { Walk::Newer(place.unwrap_or(i64::MIN)) } else { Walk::Older(place.unwrap_or(i64::MAX)) };
    if !probe.by_id {
        return walk(probe, from, most, (STEP, WALK_MAX), |from| every(db, from));
    }
    let named = match probe.correlation {
        Some(id) => by_correlation(db, id)?.filter(|found| probe.may_see(found)),
        None => None,
    };
    // Nobody can have sent an id of ours before we made it; where it is not one of ours, it is as old as any.
    let made = named.as_ref().map(|found| first_id(moment(found.row_id).plus_seconds(-SET_BACK_SECONDS)));
    let since = made.unwrap_or(i64::MIN);
    // Nearly all of what an id leads to is wanted, but for a filter.
    let step = if probe.filter.is_all() { most } else { STEP };
    let (mut all, ended_at) = walk(probe, from, most, (step, WALK_BY_ID_MAX), |from| {
        let ids = row_ids(db, (&probe.hashes(), since), from, step)?;
        Ok((of_ids(db, &ids)?, ids.last().copied().filter(|_| ids.len() == step)))
    })?;
    let is_reached = |row_id: i64| ended_at.is_none_or(|end| !from.from(end).admits(row_id));
    let named = named.filter(|found| probe.admits(found) && from.admits(found.row_id));
    all.extend(named.filter(|found| is_reached(found.row_id)));
    all.sort_by_key(|found| found.row_id);
    all.dedup_by_key(|found| found.row_id);
    if !newer {
        all.reverse();
    }
    all.truncate(most);
    Ok((all, ended_at))
}

/// Goes on from step to step until there is enough, nothing is left, or enough was looked at.
fn walk(
    probe: &Probe,
    mut from: Walk,
    most: usize,
    (step, looked_max): (usize, usize),
    next: impl Fn(Walk) -> Result<Step, StoreError>,
) -> Result<Step, StoreError> {
    let mut all = Vec::new();
    for _ in 0..looked_max.div_ceil(step) {
        let (found, last) = next(from)?;
        all.extend(found.into_iter().filter(|found| probe.admits(found)));
        match last {
            Some(last) if all.len() < most => from = from.from(last),
            _ => {
                all.truncate(most);
                return Ok((all, None));
            }
        }
    }
    Ok((all, Some(from.place())))
}

/// The next records, whosever they are.
fn every(db: Db<'_>, from: Walk) -> Result<Step, StoreError> {
    let (order, beside, place) = from.sql();
    let sql = format!("{SELECT} WHERE r.id {beside} ?1 ORDER BY r.id {order} LIMIT {STEP}");
    let found = db.all(&sql, values![place], read)?;
    let last = found.last().map(|found| found.row_id).filter(|_| found.len() == STEP);
    Ok((found, last))
}

/// How many match, counted up to `most`, and no further than a walk goes.
///
/// # Errors
/// The store's trouble.
pub fn count(db: Db<'_>, probe: &Probe, most: usize) -> Result<usize, StoreError> {
    if probe.by_id && probe.filter.is_all() {
        return Ok(row_ids(db, (&probe.hashes(), i64::MIN), Walk::Older(i64::MAX), most)?.len());
    }
    Ok(search(db, probe, (None, false), most)?.0.len())
}

/// The records at these rows.
///
/// # Errors
/// The store's trouble.
pub(super) fn of_ids(db: Db<'_>, row_ids: &[i64]) -> Result<Vec<Found>, StoreError> {
    let sql = format!("{SELECT} WHERE r.id = ?1");
    let mut all = Vec::new();
    for row_id in row_ids {
        all.extend(db.one(&sql, values![*row_id], read)?);
    }
    Ok(all)
}

impl Walk {
    fn admits(self, row_id: i64) -> bool {
        match self {
            Self::Older(place) => row_id < place,
            Self::Newer(place) => row_id > place,
        }
    }

    /// The same way from another place.
    fn from(self, place: i64) -> Self {
        match self {
            Self::Older(_) => Self::Older(place),
            Self::Newer(_) => Self::Newer(place),
        }
    }

    fn place(self) -> i64 {
        match self {
            Self::Older(place) | Self::Newer(place) => place,
        }
    }

    /// The order, what stands beside the place, and the place.
    fn sql(self) -> (&'static str, &'static str, i64) {
        match self {
            Self::Older(place) => ("DESC", "<", place),
            Self::Newer(place) => ("ASC", ">", place),
        }
    }
}

/// Where the hashes lead to before a place, the newest first.
///
/// # Errors
/// The store's trouble.
pub(super) fn row_ids_before(db: Db<'_>, hashes: &[i64], place: i64, most: usize) -> Result<Vec<i64>, StoreError> {
    row_ids(db, (hashes, i64::MIN), Walk::Older(place), most)
}

/// Where the hashes lead to, in the walk's order; not further back than the epoch of `since`.
fn row_ids(db: Db<'_>, (hashes, since): (&[i64], i64), walk: Walk, most: usize) -> Result<Vec<i64>, StoreError> {
    let (order, beside, place) = walk.sql();
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id {beside} ?3
         ORDER BY request_id {order} LIMIT {most}"
    );
    let mut all: Vec<i64> = Vec::new();
    for (no, first, last) in epochs_with(db, (hashes, since), order)? {
        let near = match walk {
            Walk::Older(_) => last,
            Walk::Newer(_) => first,
        };
        let nearest_left = |farthest: i64| match walk {
            Walk::Older(_) => near < farthest,
            Walk::Newer(_) => near > farthest,
        };
        // Epochs overlap by what was answered late; all of this one is farther than what is wanted.
        if all.len() >= most && nearest_left(all[most - 1]) {
            break;
        }
        for hash in hashes {
            all.extend(db.all(&sql, values![no, *hash, place], |row| row.get::<i64>(0))?);
        }
        match walk {
            Walk::Older(_) => all.sort_unstable_by(|a, b| b.cmp(a)),
            Walk::Newer(_) => all.sort_unstable(),
        }
        all.dedup();
    }
    all.truncate(most);
    Ok(all)
}

/// The epochs that have any of the hashes, each with its first and its last id. One statement for all: an id of one request
/// is in one epoch, and to ask each epoch for each hash would take longer than all the rest.
fn epochs_with(db: Db<'_>, (hashes, since): (&[i64], i64), order: &str) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let places: Vec<String> = (2..=hashes.len() + 1).map(|place| format!("?{place}")).collect();
    let sql = format!(
        "SELECT no, first_id, last_id FROM request_epochs
         WHERE last_id >= ?1
             AND EXISTS (SELECT 1 FROM request_ids i WHERE i.epoch = request_epochs.no AND i.hash IN ({}))
         ORDER BY no {order}",
        places.join(", ")
    );
    let values: Vec<Value> = std::iter::once(&since).chain(hashes).map(|number| Value::from(*number)).collect();
    db.all(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// From the same caller just before and after a record, among its nearest neighbours.
///
/// # Errors
/// The store's trouble.
pub fn near(db: Db<'_>, probe: &Probe, row_id: i64, each_way: usize) -> Result<Vec<Found>, StoreError> {
    let beside = |from| walk(probe, from, each_way, (STEP, NEAR_MAX), |from| every(db, from));
    let (mut near, _) = beside(Walk::Newer(row_id))?;
    near.reverse();
    near.extend(beside(Walk::Older(row_id))?.0);
    Ok(near)
}

/// With the same key just before and after a record.
///
/// # Errors
/// The store's trouble.
pub fn around(db: Db<'_>, probe: &Probe, row_id: i64, each_way: usize) -> Result<Vec<Found>, StoreError> {
    let (mut newer, _) = search(db, probe, (Some(row_id), true), each_way)?;
    newer.reverse();
    newer.extend(search(db, probe, (Some(row_id), false), each_way)?.0);
    Ok(newer)
}
