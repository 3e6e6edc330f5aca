//! Holding the audit log against itself and against checkpoints.

use std::path::Path;

use serde::Serialize;

use super::{
    checkpoint::{AuditPublicKey, Checkpoint, CheckpointError, read_all},
    walk,
};
use crate::store::{Db, Place, StoreError};

/// What was found of an audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum AuditVerdict {
    /// Every row is as it was written.
    Whole {
        /// How many rows there are.
        rows: i64,
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
            Self::Whole { rows } => write!(f, "the chain of {rows} rows holds"),
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
    let connection = place.connect()?;
    Ok(judge(connection.db(), checkpoints.as_deref().unwrap_or_default())?)
}

/// The verdict on the log; of several faults the one that is furthest to the front.
pub(super) fn judge(db: Db<'_>, checkpoints: &[Checkpoint]) -> Result<AuditVerdict, StoreError> {
    let (mut waiting, mut vouched) = (checkpoints.iter().peekable(), 0);
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
    Ok(match (rewritten, walked, checkpoints.last()) {
        (Some(rewritten), ..) => rewritten,
        (None, Err(row), _) => AuditVerdict::Broken { row },
        (None, Ok(rows), Some(last)) if last.sequence > rows => {
            AuditVerdict::Missing { row: rows + 1, known: last.sequence }
        }
        (None, Ok(rows), _) => AuditVerdict::Whole { rows },
    })
}
