//! Holding the audit log against itself and against checkpoints.

use std::path::Path;

use serde::Serialize;

use super::{
    checkpoint::{AuditPublicKey, Checkpoint, CheckpointError, read_all},
    find_anchor,
    prune::Anchor,
    walk,
};
use crate::ground::store::{Db, Lookup, Place, StoreError};

/// What was found of an audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum AuditVerdict {
    /// Every row is as it was written.
    Whole {
        /// How many rows there are.
        rows: i64,
        /// How many stood before them and were pruned by the authority.
        pruned: i64,
    },
    /// A row was changed, taken out, put in or moved.
    Broken {
        /// The first row that is not as it was written.
        row: i64,
    },
    /// The rows from here on were there, and are not any more.
    Missing {
        /// The first row that is missing.
        row: i64,
        /// The last row that a checkpoint knows.
        known: i64,
    },
    /// The rows fit one another, and not what a checkpoint knows: they were written anew.
    Rewritten {
        /// The first row that no earlier checkpoint vouches for.
        row: i64,
        /// The row that a checkpoint knows otherwise.
        known: i64,
    },
}

impl AuditVerdict {
    /// The first row that is not as it was, as far as can be told.
    pub fn first_bad_row(&self) -> Option<i64> {
        match self {
            Self::Whole { .. } => None,
            Self::Broken { row } | Self::Missing { row, .. } | Self::Rewritten { row, .. } => Some(*row),
        }
    }
}

impl std::fmt::Display for AuditVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole { rows, pruned: 0 } => write!(f, "the chain of {rows} rows holds"),
            Self::Whole { rows, pruned } => {
                write!(f, "the chain of {rows} rows holds; {pruned} before them were pruned")
            }
            Self::Broken { row } => write!(f, "row {row} is the first that is not as it was written"),
            Self::Missing { row, known } => write!(f, "the rows from {row} to {known} are missing at least"),
            Self::Rewritten { row, known } => write!(f, "rows between {row} and {known} were written anew"),
        }
    }
}

/// Why an audit log could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The store cannot be read.
    #[error("the audit log cannot be read")]
    Store(#[from] StoreError),
    /// The checkpoints cannot be believed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// Judges the audit log at a place, which may be served meanwhile, alone or against a checkpoint file.
///
/// # Errors
/// [`AuditError`]; a file without any checkpoint is one, because it would vouch for nothing.
pub fn verify_audit(place: &Place, against: Option<(&Path, &AuditPublicKey)>) -> Result<AuditVerdict, AuditError> {
    let checkpoints = against.map(|(path, key)| read_all(path, key)).transpose()?;
    if let (Some((path, _)), Some([])) = (against, checkpoints.as_deref()) {
        return Err(CheckpointError::Empty(path.to_owned()).into());
    }
    let connection = place.connect_patiently()?;
    connection.begin_read(Lookup::AsPlanned)?;
    Ok(judge(connection.db(), checkpoints.as_deref().unwrap_or_default())?)
}

/// The verdict on the log; of several faults the one that is furthest to the front.
pub(super) fn judge(db: Db<'_>, checkpoints: &[Checkpoint]) -> Result<AuditVerdict, StoreError> {
    let anchor = find_anchor(db)?;
    let pruned = anchor.map_or(0, |anchor| anchor.sequence);
    // Of the rows that were pruned the anchor alone is left.
    let known: Vec<_> = checkpoints.iter().filter(|checkpoint| !checkpoint.pruned).collect();
    let mut waiting = known.iter().filter(|checkpoint| checkpoint.sequence > pruned).peekable();
    let mut vouched = pruned;
    let mut rewritten = None;
    let walked = walk(db, |sequence, hash| {
        while let Some(checkpoint) = waiting.next_if(|checkpoint| checkpoint.sequence <= sequence) {
            if checkpoint.sequence < sequence || checkpoint.hash != hex::encode(hash) {
                rewritten = Some(AuditVerdict::Rewritten { row: vouched + 1, known: checkpoint.sequence });
                return false;
            }
            vouched = sequence;
        }
        true
    })?;
    let unvouched = anchor.filter(|anchor| !checkpoints.is_empty() && !is_vouched_for(anchor, checkpoints));
    Ok(match (walked, unvouched, rewritten, known.last()) {
        (Err(row), ..) => AuditVerdict::Broken { row },
        (Ok(_), Some(anchor), ..) => AuditVerdict::Missing { row: first_missing(checkpoints), known: anchor.sequence },
        (Ok(_), None, Some(rewritten), _) => rewritten,
        (Ok(walked), None, None, Some(last)) if last.sequence > walked.last => {
            AuditVerdict::Missing { row: walked.last + 1, known: last.sequence }
        }
        (Ok(walked), ..) => AuditVerdict::Whole { rows: walked.rows(), pruned: walked.pruned() },
    })
}

/// Whether the checkpoints know that the authority itself pruned so far: by a signed anchor, or since it was done before
/// the first of them was written.
pub(super) fn is_vouched_for(anchor: &Anchor, checkpoints: &[Checkpoint]) -> bool {
    let first = checkpoints.iter().find(|checkpoint| !checkpoint.pruned);
    let signed =
        |one: &Checkpoint| one.pruned && one.sequence == anchor.sequence && one.hash == hex::encode(anchor.hash);
    checkpoints.iter().any(signed) || first.is_some_and(|first| anchor.told_by <= first.sequence)
}

/// The first row that no signed anchor excuses.
fn first_missing(checkpoints: &[Checkpoint]) -> i64 {
    checkpoints.iter().filter(|checkpoint| checkpoint.pruned).map(|one| one.sequence).max().unwrap_or(0) + 1
}
