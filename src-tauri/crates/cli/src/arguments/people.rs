//! Members and tokens.

use std::path::PathBuf;

use ::keys::{Timestamp, wire::Role};
use actions::view::{MemberSort, PeopleFilter, TokenSort};
use clap::{Args, Subcommand};

use super::{choose, parse};

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

/// Where an invitation, a token or backup codes go. The keychain is for the secrets of keys.
#[derive(Args)]
pub(crate) struct Out {
    /// A file of its own, mode 0600; `-` prints it on standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Write over a file that is there already.
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Subcommand)]
pub(crate) enum AuthenticatorVerb {
    /// Whether it is on, as without a verb.
    Status,
    /// Set it up: scan a picture on the terminal, type the code that it shows. The backup codes go where they are told to.
    SetUp {
        #[command(flatten)]
        out: Out,
    },
    /// Switch it off; its backup codes are good for nothing then.
    Revoke {
        /// Read the password from the first line of standard input.
        #[arg(long)]
        password_stdin: bool,
    },
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
