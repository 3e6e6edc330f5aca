//! Finding records by any of their ids: each epoch is asked once, the newest first, and what its hashes lead to is
//! compared.

use keys::{Correlation, Environment, id_box::Wanted};

use super::{
    row::{Found, SELECT, read, span},
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
const STEP: usize = 500;

/// What is looked for, for whom.
pub struct Probe {
    organization_id: String,
    /// The only organization may see what nobody was recognised in.
    sole: bool,
    key_ids: Vec<String>,
    text: Option<String>,
    correlation: Option<Correlation>,
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
        Ok(Self { organization_id, sole: organizations == 1, key_ids: Vec::new(), text: None, correlation: None })
    }

    /// Only what was typed into the box.
    ///
    /// # Errors
    /// The store's trouble.
    pub fn wanting(self, db: Db<'_>, wanted: Wanted) -> Result<Self, StoreError> {
        Ok(match wanted {
            Wanted::Key(key_id) => Self { key_ids: vec![key_id], ..self },
            Wanted::Hint { environment, last_four } => {
                Self { key_ids: keys_hinted(db, &self.organization_id, environment, &last_four)?, ..self }
            }
            Wanted::Text { text, correlation } => Self { text: Some(text), correlation, ..self },
        })
    }

    /// Only what a key was used for.
    pub(super) fn of_key(self, key_id: &str) -> Self {
        Self { key_ids: vec![key_id.to_owned()], ..self }
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
    fn admits(&self, found: &Found) -> bool {
        let request = &found.request;
        let is = |id: &Option<String>| id.is_some() && *id == self.text;
        let by_key = request.key_id.as_ref().is_some_and(|key_id| self.key_ids.contains(key_id));
        let wanted =
            by_key || is(&request.client_correlation_id) || is(&request.idempotency_key) || self.is_named(found);
        wanted && self.may_see(found)
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

/// At most `most` records that match, beside a place: older ones newest first, or newer ones oldest first.
///
/// # Errors
/// The store's trouble.
pub fn search(
    db: Db<'_>,
    probe: &Probe,
    (place, newer): (Option<i64>, bool),
    most: usize,
) -> Result<Vec<Found>, StoreError> {
    let walk = if newer { Walk::Newer(place.unwrap_or(i64::MIN)) } else { Walk::Older(place.unwrap_or(i64::MAX)) };
    let mut all = of_ids(db, probe, &row_ids(db, &probe.hashes(), walk, most)?)?;
    let named = match probe.correlation {
        Some(id) => by_correlation(db, id)?.filter(|found| probe.admits(found) && walk.admits(found.row_id)),
        None => None,
    };
    all.extend(named);
    all.sort_by_key(|found| found.row_id);
    all.dedup_by_key(|found| found.row_id);
    if !newer {
        all.reverse();
    }
    all.truncate(most);
    Ok(all)
}

/// How many match, counted up to `most`.
///
/// # Errors
/// The store's trouble.
pub fn count(db: Db<'_>, probe: &Probe, most: usize) -> Result<usize, StoreError> {
    Ok(row_ids(db, &probe.hashes(), Walk::Older(i64::MAX), most)?.len())
}

/// The records at these rows that match.
///
/// # Errors
/// The store's trouble.
pub(super) fn of_ids(db: Db<'_>, probe: &Probe, row_ids: &[i64]) -> Result<Vec<Found>, StoreError> {
    let sql = format!("{SELECT} WHERE r.id = ?1");
    let mut all = Vec::new();
    for row_id in row_ids {
        all.extend(db.one(&sql, values![*row_id], read)?.filter(|found| probe.admits(found)));
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
}

/// Where the hashes lead to before a place, the newest first.
///
/// # Errors
/// The store's trouble.
pub(super) fn row_ids_before(db: Db<'_>, hashes: &[i64], place: i64, most: usize) -> Result<Vec<i64>, StoreError> {
    row_ids(db, hashes, Walk::Older(place), most)
}

/// Where the hashes lead to, in the walk's order.
fn row_ids(db: Db<'_>, hashes: &[i64], walk: Walk, most: usize) -> Result<Vec<i64>, StoreError> {
    let (order, beside, place) = match walk {
        Walk::Older(place) => ("DESC", "<", place),
        Walk::Newer(place) => ("ASC", ">", place),
    };
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT request_id FROM request_ids WHERE epoch = ?1 AND hash = ?2 AND request_id {beside} ?3
         ORDER BY request_id {order} LIMIT {most}"
    );
    let mut all: Vec<i64> = Vec::new();
    for (no, first, last) in epochs_with(db, hashes, order)? {
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
fn epochs_with(db: Db<'_>, hashes: &[i64], order: &str) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let places: Vec<String> = (1..=hashes.len()).map(|place| format!("?{place}")).collect();
    let sql = format!(
        "SELECT no, first_id, last_id FROM request_epochs
         WHERE EXISTS (SELECT 1 FROM request_ids i WHERE i.epoch = request_epochs.no AND i.hash IN ({})) ORDER BY no {order}",
        places.join(", ")
    );
    let hashes: Vec<Value> = hashes.iter().map(|hash| Value::from(*hash)).collect();
    db.all(&sql, &hashes, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Records of the organization beside a place, whatever their ids; and where the walk ended, when it ended early.
///
/// # Errors
/// The store's trouble.
pub fn newest(
    db: Db<'_>,
    probe: &Probe,
    (place, newer): (Option<i64>, bool),
    most: usize,
) -> Result<(Vec<Found>, Option<i64>), StoreError> {
    let (order, beside) = if newer { ("ASC", ">") } else { ("DESC", "<") };
    let sql = format!("{SELECT} WHERE r.id {beside} ?1 ORDER BY r.id {order} LIMIT {STEP}");
    let mut place = place.unwrap_or(if newer { i64::MIN } else { i64::MAX });
    let mut all = Vec::new();
    for _ in 0..WALK_MAX / STEP {
        let step = db.all(&sql, values![place], read)?;
        let (whole, last) = (step.len() == STEP, step.last().map(|found| found.row_id));
        all.extend(step.into_iter().filter(|found| probe.may_see(found)));
        match last {
            Some(last) if whole && all.len() < most => place = last,
            _ => {
                all.truncate(most);
                return Ok((all, None));
            }
        }
    }
    Ok((all, Some(place)))
}

/// With the same key just before and after a record.
///
/// # Errors
/// The store's trouble.
pub fn around(db: Db<'_>, probe: &Probe, row_id: i64, each_way: usize) -> Result<Vec<Found>, StoreError> {
    let mut newer = search(db, probe, (Some(row_id), true), each_way)?;
    newer.reverse();
    newer.extend(search(db, probe, (Some(row_id), false), each_way)?);
    Ok(newer)
}
