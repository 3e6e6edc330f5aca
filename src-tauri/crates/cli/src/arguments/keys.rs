//! Keys and rotations.

use ::keys::{AccessLevel, Timestamp, rotation::Cause};
use actions::view::{KeyFilter, KeyNarrowing, KeySort};
use clap::{Args, Subcommand};

use super::{ApprovalVerb, Destination, InEnvironment, choose, parse};

/// What a key is limited to.
#[derive(Args)]
pub(crate) struct Limits {
    /// An address or a range that it may be used from, for instance 192.0.2.0/24; again for each further one.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) allow: Vec<String>,
    #[command(flatten)]
    pub(crate) spending: Spending,
}

/// What its requests may cost.
#[derive(Args)]
pub(crate) struct Spending {
    /// The most that its requests may cost in a day, in whole units (12.50), or none.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) daily_limit: Option<String>,
    /// The most in 7 days.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) weekly_limit: Option<String>,
    /// The most in 30 days.
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) monthly_limit: Option<String>,
}

/// Which keys of an environment, and in which order.
#[derive(Args)]
pub(crate) struct WhichKeys {
    /// all, active, retiring, pending, due, unused, expired or revoked.
    #[arg(long, default_value = "all", value_parser = choose::<KeyFilter>)]
    pub(crate) filter: KeyFilter,
    /// Only read-only, or only read-write ones.
    #[arg(long, value_parser = parse::<AccessLevel>)]
    pub(crate) access: Option<AccessLevel>,
    /// Only those that somebody created: kind and id as the audit log has them, for instance member:usr_….
    #[arg(long, value_name = "WHO")]
    pub(crate) created_by: Option<String>,
    /// Only those that were created before this moment.
    #[arg(long, value_parser = parse::<Timestamp>)]
    pub(crate) created_before: Option<Timestamp>,
    /// Only those that end before this moment.
    #[arg(long, value_parser = parse::<Timestamp>)]
    pub(crate) expires_before: Option<Timestamp>,
    /// Words of the name, the note, the id or the end of the secret.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) search: String,
    /// created, name, last-used, expires or calls.
    #[arg(long, default_value = "created", value_parser = choose::<KeySort>)]
    pub(crate) sort: KeySort,
    /// The smallest or the oldest first.
    #[arg(long)]
    pub(crate) ascending: bool,
    /// How many at most, 1 to 100.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub(crate) limit: u8,
    /// All of them, however many pages that takes.
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all: bool,
    /// Behind the page that said so.
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

impl WhichKeys {
    /// What they are narrowed to besides the filter.
    pub(crate) fn narrowing(&self) -> KeyNarrowing {
        KeyNarrowing {
            access_level: self.access,
            created_by: self.created_by.clone(),
            created_before: self.created_before,
            expires_before: self.expires_before,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum KeysVerb {
    /// List an environment's keys, page by page.
    List {
        #[command(flatten)]
        environment: InEnvironment,
        #[command(flatten)]
        which: WhichKeys,
    },
    /// List the keys of every known connection and environment, and the rotations that run. One that cannot be reached is
    /// shown as it was last known; then standard error says which and how old that is, and the exit code is of its failure.
    ListEverywhere {
        /// Only those that are due.
        #[arg(long)]
        due: bool,
        /// Words of the name, the note, the id, the end of the secret, or what the place is called.
        #[arg(long, default_value = "", hide_default_value = true)]
        search: String,
    },
    /// Tell how old the environment's keys may become, or say it.
    Policy {
        #[command(flatten)]
        environment: InEnvironment,
        /// Days after which a key is due: 1 to 365.
        #[arg(long, value_name = "DAYS", requires = "reason")]
        max_days: Option<u32>,
        /// Say nothing: a key is due after a year.
        #[arg(long, conflicts_with = "max_days", requires = "reason")]
        no_limit: bool,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Create a key; its secret goes where it is told to, and the key is confirmed once it is there.
    Create {
        #[command(flatten)]
        environment: InEnvironment,
        /// Its name.
        #[arg(long)]
        name: String,
        /// read-only or read-write.
        #[arg(long, default_value = "read-only", value_parser = parse::<AccessLevel>)]
        access: AccessLevel,
        /// When it ends by itself, for instance 2027-01-31T00:00:00Z.
        #[arg(long, value_parser = parse::<Timestamp>)]
        expires_at: Option<Timestamp>,
        /// A note on where it will live.
        #[arg(long)]
        note: Option<String>,
        /// The moment before which it is refused.
        #[arg(long, value_parser = parse::<Timestamp>)]
        not_before: Option<Timestamp>,
        #[command(flatten)]
        limits: Limits,
        #[command(flatten)]
        destination: Destination,
    },
    #[command(flatten)]
    Approvals(ApprovalVerb),
    /// Show a key.
    Get {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
    },
    /// Change what a key is limited to. What is not named stays.
    Update {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
        #[command(flatten)]
        limits: Limits,
        /// Let it be used from any address.
        #[arg(long, conflicts_with = "allow")]
        allow_any: bool,
        /// Its end, nearer than the one it has.
        #[arg(long, value_parser = parse::<Timestamp>)]
        expires_at: Option<Timestamp>,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: String,
        /// The key's name once more: needed to bring the end of a live key nearer.
        #[arg(long)]
        confirm_name: Option<String>,
    },
    /// Start a rotation: create the successor, hand it over, leave the old key working.
    Rotate {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
        /// routine, or leaked: a leaked key ends as soon as its successor is handed over.
        #[arg(long, default_value = "routine", value_parser = parse::<Cause>)]
        cause: Cause,
        /// Seconds that the old key lives on; without it, until it is revoked.
        #[arg(long)]
        grace_seconds: Option<u32>,
        /// Minutes without a call after which the old key ends by itself, once the new one was seen at work.
        #[arg(long, value_name = "MINUTES")]
        quiet_minutes: Option<u32>,
        /// The key's name once more: needed when a leaked live key will end, or one by itself.
        #[arg(long)]
        confirm_name: Option<String>,
        #[command(flatten)]
        destination: Destination,
    },
    /// Make a call with a key whose secret is kept on this computer: one that changes nothing. Ends with 0 when the key is
    /// accepted, with 3 when it is refused, with 5 when the answer says nothing of it.
    Prove {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
        /// Prove what it may do instead, by a write that cannot take effect, since it lacks what it is about. Ends with 0
        /// when the answer tells.
        #[arg(long)]
        access: bool,
    },
    /// Read what a key says of itself, where it is a signed token. Nobody here can check that: it proves nothing.
    Claims {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
    },
    /// Revoke keys for good.
    Revoke {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name; several end one after the other, for one reason.
        #[arg(required = true)]
        keys: Vec<String>,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: String,
        /// The key's name once more: needed for a live key; the organization's name for several.
        #[arg(long)]
        confirm_name: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum RotationsVerb {
    /// List an environment's rotations, page by page, the newest first.
    List {
        #[command(flatten)]
        environment: InEnvironment,
        /// Those that are over, instead of those that run.
        #[arg(long)]
        over: bool,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Choose whether, and after how many quiet minutes, the old key ends by itself.
    Update {
        /// The rotation's id.
        rotation: String,
        /// Minutes without a call, counted from now at the earliest.
        #[arg(long, value_name = "MINUTES", required_unless_present = "by_hand")]
        quiet_minutes: Option<u32>,
        /// Not by itself.
        #[arg(long, conflicts_with = "quiet_minutes")]
        by_hand: bool,
        /// The old key's name: needed for a live key that shall end by itself.
        #[arg(long)]
        confirm_name: Option<String>,
    },
    /// Revoke the old key, on evidence that the new one works.
    Finish {
        /// The rotation's id.
        rotation: String,
        /// Go on although the new key was never seen at work.
        #[arg(long)]
        without_evidence: bool,
        /// The old key's name: needed for a live key.
        #[arg(long)]
        confirm_name: Option<String>,
    },
    /// Revoke the successor and take the old key back into service.
    Undo {
        /// The rotation's id.
        rotation: String,
        /// The successor's name: needed for a live one that works already.
        #[arg(long)]
        confirm_name: Option<String>,
    },
}
