//! Live keys that are asked for, decided by another person and claimed.

use ::keys::AccessLevel;
use clap::Subcommand;

use super::{Destination, Limits, parse};

/// Live keys that take two people.
#[derive(Subcommand)]
pub(crate) enum ApprovalVerb {
    /// Tell whether live keys are asked for and approved by another admin instead of created, or say it.
    Approval {
        /// From now on they are asked for. It takes two admins who can sign in.
        #[arg(long, requires = "reason")]
        on: bool,
        /// From now on they are created.
        #[arg(long, conflicts_with = "on", requires = "reason")]
        off: bool,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Ask for a live key; another admin decides, and then you claim it.
    Ask {
        /// Its name.
        #[arg(long)]
        name: String,
        /// read-only or read-write.
        #[arg(long, default_value = "read-only", value_parser = parse::<AccessLevel>)]
        access: AccessLevel,
        /// How long it shall live once it is claimed: hours or days, for instance 12h or 30d; a year at most.
        #[arg(long = "for", value_name = "TIME", value_parser = lifetime)]
        lifetime: u32,
        /// What it is needed for.
        #[arg(long)]
        reason: String,
        /// A note on where it will live.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        limits: Limits,
    },
    /// List the live keys that were asked for, page by page, the newest first.
    Asked {
        /// Those that are over, instead of those that wait or can be claimed.
        #[arg(long)]
        over: bool,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Approve a live key that another person asked for.
    Approve {
        /// The approval's id.
        approval: String,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: String,
    },
    /// Decline a live key that another person asked for, or take an approval back before it is claimed.
    Decline {
        /// The approval's id.
        approval: String,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: String,
    },
    /// Withdraw a live key that you asked for.
    Withdraw {
        /// The approval's id.
        approval: String,
    },
    /// Claim a live key that you asked for and another admin approved; its secret goes where it is told to, and the key is
    /// confirmed once it is there.
    Claim {
        /// The approval's id.
        approval: String,
        #[command(flatten)]
        destination: Destination,
    },
}

/// Hours or days, in hours.
fn lifetime(text: &str) -> Result<u32, String> {
    let of = |count: &str, hours: u32| count.parse::<u32>().ok().and_then(|count| count.checked_mul(hours));
    let read = match text.strip_suffix('d') {
        Some(days) => of(days, 24),
        None => text.strip_suffix('h').and_then(|hours| of(hours, 1)),
    };
    read.ok_or_else(|| "a number of hours or days, for instance 12h or 30d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_a_number_of_hours_or_days_and_nothing_else() {
        assert_eq!((lifetime("12h"), lifetime("30d")), (Ok(12), Ok(720)));
        for wrong in ["", "30", "d", "-1d", "1.5h", "2w", "999999999d"] {
            assert!(lifetime(wrong).is_err(), "{wrong}");
        }
    }
}
