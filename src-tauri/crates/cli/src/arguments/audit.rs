//! The audit log.

use std::path::PathBuf;

use ::keys::Timestamp;
use clap::{Args, Subcommand};

use super::parse;

/// Which rows of the audit log.
#[derive(Args)]
pub(crate) struct WhichRows {
    /// Who did it: kind and id as JSON has them, for instance member:usr_…; or a name, which several may have.
    #[arg(long)]
    pub(crate) actor: Option<String>,
    /// What was done, for instance key.revoked; or all that begins so: key.
    #[arg(long)]
    pub(crate) action: Option<String>,
    /// What it was done to: an id.
    #[arg(long, value_name = "ID")]
    pub(crate) subject: Option<String>,
    /// The earliest moment, for instance 2027-01-31T00:00:00Z.
    #[arg(long, value_name = "MOMENT", value_parser = parse::<Timestamp>)]
    pub(crate) from: Option<Timestamp>,
    /// The moment before which.
    #[arg(long, value_name = "MOMENT", value_parser = parse::<Timestamp>)]
    pub(crate) until: Option<Timestamp>,
}

#[derive(Subcommand)]
pub(crate) enum AuditVerb {
    /// List rows, the newest first.
    List {
        #[command(flatten)]
        which: WhichRows,
        /// How many at most, 1 to 100.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u8).range(1..=100))]
        limit: u8,
        /// All of them, however many pages that takes.
        #[arg(long, conflicts_with = "limit")]
        all: bool,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Write rows to a file, the oldest first, mode 0600: one JSON object a line, with all that their hashes are made of, so that
    /// anybody can verify them.
    Export {
        #[command(flatten)]
        which: WhichRows,
        /// A table for a spreadsheet instead; what a spreadsheet would run is text in it.
        #[arg(long)]
        csv: bool,
        /// The file; one that is there is replaced once the export is whole.
        file: PathBuf,
    },
    /// Verify the chain of all rows, and that it goes on from the row that was verified here before. Ends with 8 when it does not.
    Verify {
        /// Forget what was verified here before, and begin with the log as it is now.
        #[arg(long)]
        anew: bool,
    },
}
