//! What may stand on the command line.

use std::{net::SocketAddr, path::PathBuf};

use authority::{AuditPublicKey, LimitClass, Limits, LogFormat, RateLimits};
use clap::{Parser, Subcommand};
use keys::{Environment, bucket::Rate, wire::ActivationReason};

/// A day: whoever waits longer wants no end, and the moment of one must be a moment.
const DRAIN_SECONDS_MAX: u64 = 86_400;

/// The Conduit Keys authority: creates, verifies, rotates and revokes API keys.
#[derive(Parser)]
#[command(name = "conduit-authority", version)]
pub struct Arguments {
    /// The form of the log on standard error.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub log_format: LogFormat,
    #[command(subcommand)]
    pub verb: Verb,
}

/// Where the authority keeps everything.
#[derive(clap::Args)]
pub struct StoreArguments {
    /// The folder with everything it keeps.
    #[arg(long)]
    pub data_dir: PathBuf,
    /// A PostgreSQL database to keep everything in instead, for instance `postgresql://keys@db.internal/keys`. The
    /// password comes from PGPASSWORD; `?sslmode=` and `&sslrootcert=` as libpq has them.
    #[arg(long, env = "CONDUIT_KEYS_DATABASE")]
    pub database: Option<String>,
}

/// Which organization of the store a verb is about.
#[derive(clap::Args)]
pub struct OrganizationArguments {
    #[command(flatten)]
    pub store: StoreArguments,
    /// The organization, by its name or its id; it need not be named while there is one alone.
    #[arg(long, value_name = "NAME|ID")]
    pub organization: Option<String>,
}

#[derive(Subcommand)]
pub enum Verb {
    /// Serve the sandbox, the live side and the management API until SIGTERM.
    Serve {
        #[command(flatten)]
        store: StoreArguments,
        /// The organization to set up when the folder is new.
        #[arg(long)]
        organization: Option<String>,
        /// Where the sandbox listens; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:7401")]
        sandbox: SocketAddr,
        /// Where the live side listens.
        #[arg(long, default_value = "127.0.0.1:7402")]
        live: SocketAddr,
        /// Where the management API listens.
        #[arg(long, default_value = "127.0.0.1:7403")]
        manage: SocketAddr,
        /// The file with the sealing key (mode 0600), which TOTP and signed deliveries need.
        #[arg(long, env = "CONDUIT_KEYS_SEALING_KEY_FILE")]
        sealing_key_file: Option<PathBuf>,
        /// Deliver webhooks to plain http:// and to private addresses too, for a receiver on your own network.
        #[arg(long)]
        webhooks_allow_private: bool,
        /// How many days request records are kept.
        #[arg(long, default_value_t = authority::KEEP_REQUESTS_DAYS, value_parser = clap::value_parser!(u32).range(1..=3650))]
        keep_requests_days: u32,
        /// How many days audit rows are kept; 0 keeps them for ever.
        #[arg(long, default_value_t = authority::KEEP_AUDIT_DAYS, value_parser = clap::value_parser!(u32).range(..=36_500))]
        keep_audit_days: u32,
        /// Connections that are served at the same time, over all three.
        #[arg(long, default_value_t = Limits::default().connections)]
        connections_max: usize,
        /// How long open requests may take to finish after SIGTERM.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=DRAIN_SECONDS_MAX))]
        drain_seconds: u64,
        /// Where to write signed checkpoints of the audit log; outside the data folder, best on another disk.
        #[arg(long, requires = "audit_key_file")]
        audit_checkpoint: Option<PathBuf>,
        /// The file with the key that signs them (mode 0600), by `audit-key create`.
        #[arg(long, requires = "audit_checkpoint")]
        audit_key_file: Option<PathBuf>,
        #[command(flatten)]
        guard: Guard,
    },
    /// The organizations of this authority: each has its own keys, people and way to live.
    Organization {
        #[command(subcommand)]
        verb: OrganizationVerb,
    },
    /// An organization's rate limits.
    Limits {
        #[command(subcommand)]
        verb: LimitsVerb,
    },
    /// Copy the store to a new file, whichever kind it is. Works while `serve` runs.
    Backup(BackupArguments),
    /// Put a backup into a new folder or an empty database: also the way from one kind of store to the other.
    Restore(RestoreArguments),
    /// Check that the store is sound. Works while `serve` runs; exit code 1 when something is wrong.
    Check(CheckArguments),
    /// A PostgreSQL database, as its owner.
    Database {
        #[command(subcommand)]
        verb: DatabaseVerb,
    },
    /// The audit log.
    Audit {
        #[command(subcommand)]
        verb: AuditVerb,
    },
    /// The key that signs checkpoints of the audit log.
    AuditKey {
        #[command(subcommand)]
        verb: AuditKeyVerb,
    },
    /// The key that seals what the database must not hold in the clear.
    SealingKey {
        #[command(subcommand)]
        verb: SealingKeyVerb,
    },
    /// Management tokens.
    Token {
        #[command(subcommand)]
        verb: TokenVerb,
    },
    /// Members: the people who sign in.
    Member {
        #[command(subcommand)]
        verb: MemberVerb,
    },
    /// An organization's way to live.
    Activation {
        #[command(subcommand)]
        verb: ActivationVerb,
    },
    /// Live applications, which wait for a decision.
    Application {
        #[command(subcommand)]
        verb: ApplicationVerb,
    },
}

/// What stands between the network and the keys.
#[derive(clap::Args)]
pub struct Guard {
    /// A reverse proxy whose X-Forwarded-For is believed: an address or a range; may be repeated. Nobody by default.
    #[arg(long = "trusted-proxy", value_name = "CIDR")]
    pub trusted_proxies: Vec<String>,
    /// A Valkey or Redis that counts for several nodes, as redis://host:port, or rediss://host:port for TLS; without it
    /// each process counts apart. Put an address with a password into the variable, not on the command line.
    #[arg(long, env = "CONDUIT_AUTHORITY_LIMITER", hide_env_values = true, value_name = "URL")]
    pub limiter: Option<String>,
    /// Requests a second and at once from one address, before its key is looked at.
    #[arg(long, default_value_t = RateLimits::default().by_address, value_name = "RATE/BURST")]
    pub address_rate: Rate,
    /// Bad keys a second and at once from one address.
    #[arg(long, default_value_t = RateLimits::default().bad_keys_by_address, value_name = "RATE/BURST")]
    pub bad_key_rate: Rate,
}

#[derive(Subcommand)]
pub enum OrganizationVerb {
    /// Set one more organization up, and print its id. Works while `serve` runs.
    Create {
        #[command(flatten)]
        store: StoreArguments,
        /// What it is called; no other one has that name.
        #[arg(long)]
        name: String,
    },
    /// The id and the name of each, the oldest first.
    List {
        #[command(flatten)]
        store: StoreArguments,
    },
}

#[derive(Subcommand)]
pub enum LimitsVerb {
    /// Set its rate, or go back to the usual one. Works while `serve` runs, which follows within seconds.
    Set {
        #[command(flatten)]
        of: OrganizationArguments,
        /// Which side.
        #[arg(long)]
        environment: Environment,
        /// Which bucket: `general`, or `expensive` for executing orders, uploading documents and submitting applications.
        #[arg(long, default_value = "general")]
        class: LimitClass,
        /// Requests a second and at once; without it the usual rate holds again.
        #[arg(long, value_name = "RATE/BURST")]
        rate: Option<Rate>,
    },
}

#[derive(Subcommand)]
pub enum SealingKeyVerb {
    /// Create a sealing key in a new file that only its owner can read.
    Create {
        /// The file; keep it outside the data folder and its backups.
        path: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum TokenVerb {
    /// Create a token and print it once. Works while `serve` runs.
    Create {
        #[command(flatten)]
        of: OrganizationArguments,
        /// What its holder may do.
        #[arg(long, value_parser = ["admin", "support", "onboarding", "operator"])]
        role: String,
        /// The name it has in the audit log.
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

#[derive(Subcommand)]
pub enum MemberVerb {
    /// Create a member and print the invitation once. Works while `serve` runs.
    Create {
        #[command(flatten)]
        of: OrganizationArguments,
        /// What they may do.
        #[arg(long, value_parser = ["admin", "support", "onboarding", "operator"])]
        role: String,
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// What people call them; the e-mail address when nothing is said.
        #[arg(long)]
        name: Option<String>,
    },
    /// Invite a member again, for instance an admin who lost the password, and print the invitation once.
    Invite {
        #[command(flatten)]
        of: OrganizationArguments,
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// End their TOTP too.
        #[arg(long)]
        revoke_totp: bool,
    },
}

#[derive(Subcommand)]
pub enum ApplicationVerb {
    /// Approve an application: it becomes a customer. Works while `serve` runs.
    Approve(DecisionArguments),
    /// Reject an application.
    Reject {
        #[command(flatten)]
        on: DecisionArguments,
        /// Why, as its submitter is told.
        #[arg(long, default_value = "rejected_by_ops", value_parser = ["rejected_by_ops", "compliance_denied"])]
        failure_code: String,
        /// Whether the business may be submitted again.
        #[arg(long)]
        resubmittable: bool,
    },
    /// Cancel an application that was withdrawn.
    Cancel(DecisionArguments),
}

#[derive(clap::Args)]
pub struct DecisionArguments {
    /// The application's id.
    pub id: String,
    #[command(flatten)]
    pub of: OrganizationArguments,
    /// Why; written to the audit log.
    #[arg(long)]
    pub reason: String,
}

#[derive(Subcommand)]
pub enum ActivationVerb {
    /// Show, in JSON, what was submitted, what was decided, and what of the integration was really seen.
    Show {
        #[command(flatten)]
        of: OrganizationArguments,
    },
    /// Take up what the organization submitted: from then on it is not replaced.
    Review {
        #[command(flatten)]
        of: OrganizationArguments,
    },
    /// Send it back with what is missing.
    RequestInformation(SentBackArguments),
    /// Approve it: live keys can be created.
    Approve {
        #[command(flatten)]
        of: OrganizationArguments,
        /// Why it is approved; written to the audit log.
        #[arg(long)]
        reason: String,
    },
    /// Reject it.
    Reject {
        #[command(flatten)]
        because: SentBackArguments,
        /// Whether it may be submitted again.
        #[arg(long)]
        resubmittable: bool,
    },
}

#[derive(clap::Args)]
pub struct SentBackArguments {
    #[command(flatten)]
    pub of: OrganizationArguments,
    /// What is missing or wrong, as the organization reads it; `legalName=`, `contactEmail=`, `purpose=` or
    /// `documents=` before it says what it is about. May be repeated.
    #[arg(long = "reason", value_name = "[FIELD=]TEXT", required = true)]
    pub reasons: Vec<ActivationReason>,
}

/// Whose word on checkpoints counts.
#[derive(clap::Args)]
pub struct CheckpointArguments {
    /// The file that `serve --audit-checkpoint` writes.
    #[arg(long, requires = "key")]
    pub checkpoint: Option<PathBuf>,
    /// The audit key's file.
    #[arg(long, group = "key", requires = "checkpoint")]
    pub audit_key_file: Option<PathBuf>,
    /// The public half of the audit key, as `audit-key create` printed it.
    #[arg(long, group = "key", requires = "checkpoint")]
    pub audit_public_key: Option<AuditPublicKey>,
}

#[derive(Subcommand)]
pub enum AuditVerb {
    /// Walk the chain, and hold it against signed checkpoints. Works while `serve` runs.
    Verify {
        #[command(flatten)]
        store: StoreArguments,
        #[command(flatten)]
        against: CheckpointArguments,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub enum AuditKeyVerb {
    /// Create a key in a new file (mode 0600) and print its public half.
    Create {
        /// The file.
        path: PathBuf,
    },
}

#[derive(clap::Args)]
pub struct BackupArguments {
    #[command(flatten)]
    pub store: StoreArguments,
    /// The new file.
    #[arg(long)]
    pub to: PathBuf,
}

#[derive(Subcommand)]
pub enum DatabaseVerb {
    /// Bring the schema to this release's shape, and let a role serve it that owns nothing: it changes rows, and cannot
    /// empty, alter or drop a table, nor take the audit log's triggers away. Again after each release that adds a table.
    Grant {
        /// The database's address, with its owner as the user. The password comes from PGPASSWORD.
        #[arg(long, env = "CONDUIT_KEYS_DATABASE")]
        database: String,
        /// The role that `serve` will connect as. It has to be there.
        #[arg(long)]
        role: String,
    },
}

#[derive(clap::Args)]
pub struct RestoreArguments {
    /// The backup.
    #[arg(long)]
    pub from: PathBuf,
    /// Revoke again what was revoked since: from a newer data folder, a later backup, or a database's address.
    #[arg(long, value_name = "NEWER")]
    pub revocations_from: Option<String>,
    /// Let every key, token and member that was revoked since the backup be good again. For when nothing newer is left.
    #[arg(long, conflicts_with = "revocations_from")]
    pub accept_revived_keys: bool,
    #[command(flatten)]
    pub store: StoreArguments,
}

#[derive(clap::Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub store: StoreArguments,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}
