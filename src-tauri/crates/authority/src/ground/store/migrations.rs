//! What the steps of the schema promise: each only adds, so that the statements of the release before still run; and each
//! says in its first lines whether that release may also go on, or would overlook what it must not.
//!
//! A store remembers the last step that must not be overlooked. A release that knows that one works on a newer store, and
//! leaves the rest unread; an older one refuses it.

use super::{Db, StoreError, open::MIGRATIONS, values};

/// What a step says that an older release may leave unread. Whatever says nothing may not.
const GOES_ON: &str = "-- The release before: goes on.";

/// The last step, counted from 1, that no release may overlook.
fn floor(steps: &[&str]) -> usize {
    steps.iter().rposition(|step| !step.lines().any(|line| line == GOES_ON)).map_or(0, |at| at + 1)
}

/// Whether this release may work on a store with so many steps, which may be more than it knows.
pub(super) fn may_open(
    found: usize,
    floor: impl FnOnce() -> Result<Option<usize>, StoreError>,
) -> Result<bool, StoreError> {
    if found <= MIGRATIONS.len() {
        return Ok(true);
    }
    let may = floor()?.is_some_and(|floor| floor <= MIGRATIONS.len());
    if may {
        tracing::info!(
            found,
            known = MIGRATIONS.len(),
            "the store is a newer release's, which leaves room for this one"
        );
    }
    Ok(may)
}

/// What a store remembers. A newer store without it would be one that no release of ours makes.
pub(super) fn read_floor(db: Db<'_>) -> Result<Option<usize>, StoreError> {
    let floor = db.one("SELECT number FROM schema_floor", &[], |row| row.get::<u32>(0))?;
    Ok(floor.map(|floor| floor as usize))
}

/// Lets the store remember, after this release's steps were run.
pub(super) fn write_floor(db: Db<'_>) -> Result<(), StoreError> {
    db.execute_one(
        "INSERT INTO schema_floor (one, number) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET number = excluded.number",
        values![i64::try_from(floor(MIGRATIONS)).unwrap_or(i64::MAX)],
    )
}

#[cfg(test)]
mod tests;
