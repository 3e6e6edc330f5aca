//! The rows of the audit log as news: what one listener missed, and what another process wrote.

use crate::{
    evidence::audit::{self, find_anchor, hash_at},
    ground::{
        news::{Mark, Told},
        store::{Db, StoreError, values},
    },
};

/// Rows that one read looks at.
pub const STEP: i64 = 250;
/// Rows, of all organizations, behind which a listener is not told again what it missed.
pub const BEHIND_MAX: i64 = 20_000;

/// Why nothing can be told again from a place on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// More happened since than is told again, or its rows were pruned.
    TooOld,
    /// It is a place of another history, or of none.
    Unknown,
    /// More waited than is kept for one listener.
    Slow,
}

impl Why {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooOld => "too_old",
            Self::Unknown => "unknown",
            Self::Slow => "slow",
        }
    }
}

/// The last row; the first place when there is none.
///
/// # Errors
/// The store's trouble.
pub fn newest(db: Db<'_>) -> Result<Mark, StoreError> {
    let sql = "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1";
    Ok(db.one(sql, &[], |row| Ok(Mark::of(row.get(0)?, &row.get(1)?)))?.unwrap_or_default())
}

/// Whether what came after a place can be told again, when the log has come as far as `told`.
///
/// # Errors
/// The store's trouble.
pub fn judge(db: Db<'_>, from: Mark, told: Mark) -> Result<Result<(), Why>, StoreError> {
    let anchor = find_anchor(db)?;
    let pruned = anchor.map_or(0, |anchor| anchor.sequence);
    let hash = match anchor.filter(|_| from.sequence == pruned) {
        Some(anchor) => Some(anchor.hash),
        None => hash_at(db, from.sequence)?,
    };
    Ok(match hash {
        None if from.sequence < pruned => Err(Why::TooOld),
        None => Err(Why::Unknown),
        Some(hash) if !from.is_of(&hash) => Err(Why::Unknown),
        Some(_) if told.sequence - from.sequence > BEHIND_MAX => Err(Why::TooOld),
        Some(_) => Ok(()),
    })
}

/// The rows behind a number up to another one, as far as they are wanted; nothing when one of them is gone.
///
/// # Errors
/// The store's trouble.
pub fn rows(
    db: Db<'_>,
    (after, to): (i64, i64),
    is_wanted: impl Fn(&Told) -> bool,
) -> Result<Option<Vec<Told>>, StoreError> {
    let sql = format!("SELECT {} FROM audit WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence", audit::COLUMNS);
    let (mut rows, mut count) = (Vec::new(), 0);
    // By number alone, so that it is a walk along the key whatever other indexes there are.
    db.each(&sql, values![after, to], |row| {
        count += 1;
        let told = audit::told(row)?;
        if is_wanted(&told) {
            rows.push(told);
        }
        Ok(true)
    })?;
    Ok((count == to - after).then_some(rows))
}
