//! What can be typed.

use std::path::PathBuf;

use actions::view::{KeyFilter, KeyNarrowing, KeySort, MemberSort, PeopleFilter, TokenSort};
use clap::{Args, Parser, Subcommand};
use keys::{
    AccessLevel, Environment, Timestamp,
    rotation::Cause,
    wire::{ActivationReason, Role},
};

/// Create, list, rotate and revoke API keys.
///
/// The connection is CONDUIT_KEYS_URL with CONDUIT_KEYS_TOKEN (a management token), or a saved one, or this computer's own
/// authority while Conduit Keys is open.
/// Exit codes: 0 done, 1 a defect of ours, 2 wrong input, 3 refused, 4 not found, 5 unreachable, 6 outcome unknown,
/// 7 keychain or file, 8 the audit log is not as it was.
#[derive(Parser)]
#[command(name = "conduit-keys", version)]
pub(crate) struct Arguments {
    /// The address of an authority's management API.
    #[arg(long, env = "CONDUIT_KEYS_URL", global = true)]
    pub(crate) url: Option<String>,
    /// Its token: from the environment only, because arguments can be read by every program.
    #[arg(skip = std::env::var("CONDUIT_KEYS_TOKEN").ok().filter(|token| !token.is_empty()))]
    pub(crate) token: Option<String>,
    /// The connection to act on, by its name or its id; the one in use when none is named.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) connection: Option<String>,
    /// Answer as JSON; errors too, on standard error.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Sign in to an authority as a member; the session's token goes into the keychain. The password and the code are asked
    /// for on the terminal and not shown.
    SignIn {
        /// The address of its management API.
        #[arg(value_name = "URL")]
        at: String,
        /// What you sign in with; asked for when it is left out.
        #[arg(long)]
        email: Option<String>,
        /// What to call the connection; that of the organization there, when it is left out.
        #[arg(long)]
        name: Option<String>,
        /// Read the password from the first line of standard input, and the code, where one is needed, from the second.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Sign out; the session ends there, and its token leaves the keychain.
    SignOut {
        /// The connection, by its name or its id; the one in use when none is named.
        #[arg(value_name = "CONNECTION")]
        from: Option<String>,
    },
    /// Accept an invitation: set the password that you sign in with from now on. The invitation and the password are asked
    /// for on the terminal and not shown.
    AcceptInvitation {
        /// The address of the management API that you are invited to.
        #[arg(value_name = "URL")]
        at: String,
        /// Read the invitation from the first line of standard input, and the password from the second.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Print what a shell needs to complete these words: `source <(conduit-keys completion bash)`.
    Completion {
        /// bash, zsh, fish, elvish or powershell.
        shell: clap_complete::Shell,
    },
    /// What you may do at the connection, and what it has.
    Capabilities,
    /// The people who sign in to the organization; for admins.
    Members {
        #[command(subcommand)]
        verb: MembersVerb,
    },
    /// Management tokens, the way in for scripts; for admins.
    Tokens {
        #[command(subcommand)]
        verb: TokensVerb,
    },
    /// Keys.
    Keys {
        #[command(subcommand)]
        verb: KeysVerb,
    },
    /// Rotations that have been started.
    Rotations {
        #[command(subcommand)]
        verb: RotationsVerb,
    },
    /// What became of requests.
    Requests {
        #[command(subcommand)]
        verb: RequestsVerb,
    },
    /// What deserves a look.
    Alerts {
        #[command(subcommand)]
        verb: AlertsVerb,
    },
    /// The organization's way to live: the checklist with its evidence.
    Activation {
        #[command(subcommand)]
        verb: Option<ActivationVerb>,
    },
    /// Who did what.
    Audit {
        #[command(subcommand)]
        verb: AuditVerb,
    },
    /// Places that issue keys.
    Connections {
        #[command(subcommand)]
        verb: ConnectionsVerb,
    },
    /// Secrets saved in this computer's keychain.
    Secrets {
        #[command(subcommand)]
        verb: SecretsVerb,
    },
}

impl Verb {
    /// Whether the verb needs this computer's records, for instance of what is in the keychain.
    pub(crate) fn uses_records(&self) -> bool {
        match self {
            Self::Keys { verb: KeysVerb::Create { destination, .. } | KeysVerb::Rotate { destination, .. } } => {
                destination.keychain
            }
            Self::Keys { verb: KeysVerb::List { .. } | KeysVerb::Get { .. } | KeysVerb::Update { .. } }
            | Self::Requests { .. }
            | Self::Alerts { .. }
            | Self::Capabilities => false,
            Self::Members { .. } | Self::Tokens { .. } | Self::AcceptInvitation { .. } => false,
            // What was verified before stands in the records.
            Self::Audit { verb } => matches!(verb, AuditVerb::Verify { .. }),
            _ => true,
        }
    }

    /// Whether the verb says itself which place it is about, whatever connection is in use.
    pub(crate) fn names_its_place(&self) -> bool {
        matches!(
            self,
            Self::SignIn { .. } | Self::SignOut { .. } | Self::AcceptInvitation { .. } | Self::Connections { .. }
        )
    }
}

/// Where a new secret goes. One is needed: a secret is never printed unasked.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Destination {
    /// A file of its own, mode 0600; `-` prints the secret on standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// This computer's keychain.
    #[arg(long)]
    pub(crate) keychain: bool,
}

#[derive(Args)]
pub(crate) struct InEnvironment {
    /// sandbox or live.
    #[arg(long, value_parser = parse::<Environment>)]
    pub(crate) environment: Environment,
}

/// What a key is limited to.
#[derive(Args)]
pub(crate) struct Limits {
    /// An address or a range that it may be used from, for instance 192.0.2.0/24; again for each further one.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) allow: Vec<String>,
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
        /// The key's name once more: needed when a leaked live key will end.
        #[arg(long)]
        confirm_name: Option<String>,
        #[command(flatten)]
        destination: Destination,
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

#[derive(Subcommand)]
pub(crate) enum RequestsVerb {
    /// Find requests by any id, the newest first; all of them without one.
    Find {
        /// Either correlation ID, a key's id or hint, or an idempotency key; `-` reads whatever somebody sent (a body, headers, a
        /// curl transcript, a HAR file, a log line) from standard input and looks for the most telling id in it.
        id: Option<String>,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Explain one: what happened, why, as of that moment, and what to do.
    Explain {
        /// The server's correlation ID.
        correlation_id: String,
    },
}

/// Which members or tokens, and from where on.
#[derive(Args)]
pub(crate) struct WhichPeople {
    /// current, ended or all.
    #[arg(long, default_value = "current", value_parser = choose::<PeopleFilter>)]
    pub(crate) filter: PeopleFilter,
    /// admin, support, onboarding or operator.
    #[arg(long, value_parser = parse::<Role>)]
    pub(crate) role: Option<Role>,
    /// The largest or the newest first.
    #[arg(long)]
    pub(crate) descending: bool,
    /// Behind the page that said so.
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

/// Where an invitation or a token goes. The keychain is for the secrets of keys.
#[derive(Args)]
pub(crate) struct Out {
    /// A file of its own, mode 0600; `-` prints it on standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum MembersVerb {
    /// List them, page by page.
    List {
        #[command(flatten)]
        which: WhichPeople,
        /// created, name or last-sign-in.
        #[arg(long, default_value = "name", value_parser = choose::<MemberSort>)]
        sort: MemberSort,
    },
    /// Invite somebody. Nothing is sent to them: the invitation goes where it is told to, and you hand it over.
    Invite {
        /// What they will sign in with.
        #[arg(long)]
        email: String,
        /// What people call them.
        #[arg(long)]
        name: String,
        /// admin, support or onboarding.
        #[arg(long, value_parser = parse::<Role>)]
        role: Role,
        #[command(flatten)]
        out: Out,
    },
    /// Make another invitation, because it was lost or a password is forgotten; the last one ends.
    InviteAgain {
        /// The member's e-mail address or id.
        member: String,
        /// End the codes of their authenticator too, because the device is lost.
        #[arg(long)]
        revoke_totp: bool,
        #[command(flatten)]
        out: Out,
    },
    /// Give somebody another role; it counts at once.
    Role {
        /// The member's e-mail address or id.
        member: String,
        /// admin, support or onboarding.
        #[arg(value_parser = parse::<Role>)]
        role: Role,
    },
    /// Revoke somebody for good; they are signed out everywhere.
    Revoke {
        /// The member's e-mail address or id.
        member: String,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum TokensVerb {
    /// List them, page by page.
    List {
        #[command(flatten)]
        which: WhichPeople,
        /// created, name or expires.
        #[arg(long, default_value = "name", value_parser = choose::<TokenSort>)]
        sort: TokenSort,
    },
    /// Create a token; it works at once, and goes where it is told to. One that cannot be written there is revoked.
    Create {
        /// Its name in the audit log.
        #[arg(long)]
        name: String,
        /// admin, support or onboarding.
        #[arg(long, value_parser = parse::<Role>)]
        role: Role,
        /// When it ends by itself, for instance 2027-01-31T00:00:00Z; never, when it is left out.
        #[arg(long, value_parser = parse::<Timestamp>)]
        expires_at: Option<Timestamp>,
        #[command(flatten)]
        out: Out,
    },
    /// Revoke a token for good.
    Revoke {
        /// The token's id, or its name.
        token: String,
        /// Why; written to the audit log.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum AlertsVerb {
    /// List what nobody has taken note of, the most pressing first.
    List {
        /// What somebody has taken note of, instead.
        #[arg(long)]
        acknowledged: bool,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Find the key of a leaked secret and report it. The text with the secret is read from standard input; its digest alone
    /// is sent.
    ReportLeak {
        /// Where it was found; written to the audit log.
        #[arg(long)]
        place: String,
    },
    /// Take note of an alert.
    Acknowledge {
        /// The alert's id.
        alert: String,
        /// What is done about it; written to the audit log.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum ActivationVerb {
    /// The checklist with its evidence, as without a verb.
    Status,
    /// Submit the organization.
    Submit {
        /// Its legal name.
        #[arg(long)]
        legal_name: String,
        /// Who answers for it.
        #[arg(long)]
        email: String,
        /// What the live keys are for.
        #[arg(long)]
        purpose: String,
    },
    /// Take a submission up, as an operator.
    Review,
    /// Send a submission back with what is missing, as an operator.
    Ask(BecauseArguments),
    /// Approve a submission, as an operator.
    Approve {
        /// Why; kept in the audit log.
        #[arg(long)]
        reason: String,
    },
    /// Reject a submission, as an operator.
    Reject {
        #[command(flatten)]
        because: BecauseArguments,
        /// It may be submitted again.
        #[arg(long)]
        resubmittable: bool,
    },
}

/// Why a submission goes back.
#[derive(clap::Args)]
pub(crate) struct BecauseArguments {
    /// What is missing or wrong, as the organization reads it; `legalName=`, `contactEmail=` or `purpose=` before it says
    /// which field it is about. May be repeated.
    #[arg(long = "reason", value_name = "[FIELD=]TEXT", required = true)]
    pub(crate) reasons: Vec<ActivationReason>,
}

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

#[derive(Subcommand)]
pub(crate) enum ConnectionsVerb {
    /// List them.
    List,
    /// Add one; its token is read from standard input and goes into the keychain.
    Add {
        /// Its name.
        #[arg(long)]
        name: String,
        /// The address of its management API.
        #[arg(long = "at", value_name = "URL")]
        at: String,
    },
    /// Make one the connection in use.
    Use {
        /// Its id.
        connection: String,
    },
    /// Remove one and its token.
    Remove {
        /// Its id.
        connection: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum SecretsVerb {
    /// List what was saved, and whether it is still there.
    List,
    /// Write a saved secret out.
    Write {
        /// The key's id.
        key: String,
        /// A file of its own, mode 0600; `-` prints the secret on standard output.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Remove a saved secret from the keychain.
    Remove {
        /// The key's id.
        key: String,
    },
}

/// One of several words, with hyphens as people type them.
fn choose<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    let word = serde_json::Value::String(text.replace('-', "_"));
    serde_json::from_value(word).map_err(|_| "not one of the choices".to_owned())
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "not one of the choices".to_owned())
}
