//! What can be typed.

mod activation;
mod approvals;
mod audit;
mod guides;
mod keys;
mod people;
mod places;
mod support;
mod webhooks;

use std::path::PathBuf;

use ::keys::Environment;
use clap::{Args, Parser, Subcommand};

pub(crate) use self::{
    activation::*, approvals::*, audit::*, guides::*, keys::*, people::*, places::*, support::*, webhooks::*,
};

/// Create, list, rotate and revoke API keys.
///
/// The connection is CONDUIT_KEYS_URL with CONDUIT_KEYS_TOKEN (a management token), or a saved one, or this computer's own
/// authority while Conduit Keys is open.
/// Exit codes: 0 done, 1 a defect of ours, 2 wrong input, 3 refused, 4 not found, 5 unreachable, 6 outcome unknown,
/// 7 keychain, file or command, 8 the audit log is not as it was.
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
#[expect(clippy::large_enum_variant, reason = "one is made a run")]
pub(crate) enum Verb {
    /// Sign in to an authority as a member, or to a service with your account there; the session's token goes into the keychain.
    /// The password and the code are asked for on the terminal and not shown.
    SignIn {
        /// The address of its management API; a service's own when it is left out.
        #[arg(value_name = "URL", required_unless_present = "service")]
        at: Option<String>,
        /// The service, as `connections services` names it.
        #[arg(long)]
        service: Option<String>,
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
    /// The authenticator that you sign in with, besides the password.
    Authenticator {
        #[command(subcommand)]
        verb: Option<AuthenticatorVerb>,
    },
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
    /// What is done by hand at a service that has no call for its keys, step by step and proved.
    Guides {
        #[command(subcommand)]
        verb: GuidesVerb,
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
    /// The rate of each environment, and how near the organization is to it.
    Limits,
    /// What the account was charged by a service that tells it, and what that says of its keys' limits.
    Spending {
        #[command(flatten)]
        environment: InEnvironment,
    },
    /// Where events of keys are sent, and what came of it.
    Webhooks {
        #[command(subcommand)]
        verb: WebhooksVerb,
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
            Self::Keys {
                verb: KeysVerb::List { .. } | KeysVerb::Get { .. } | KeysVerb::Update { .. } | KeysVerb::Policy { .. },
            }
            | Self::Requests { .. }
            | Self::Alerts { .. }
            | Self::Webhooks { .. }
            | Self::Limits
            | Self::Spending { .. }
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
            Self::SignIn { .. }
                | Self::SignOut { .. }
                | Self::AcceptInvitation { .. }
                | Self::Connections { .. }
                | Self::Keys { verb: KeysVerb::ListEverywhere { .. } }
        )
    }
}

/// Where a new secret goes. One is needed: a secret is never printed unasked.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Destination {
    /// A file of its own, mode 0600; `-` prints the secret on standard output.
    #[arg(long, value_name = "FILE", group = "files")]
    pub(crate) out: Option<PathBuf>,
    /// This computer's keychain.
    #[arg(long)]
    pub(crate) keychain: bool,
    /// A file of variables, as .env is one; all else in it stays as it is.
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// What the variable is called.
    #[arg(long, value_name = "NAME", default_value = VARIABLE, requires = "env_file")]
    pub(crate) variable: String,
    /// A file that makes a Kubernetes Secret of it, mode 0600. It protects nothing: base64 is no encryption.
    #[arg(long, value_name = "FILE", requires = "manifest_name", group = "files")]
    pub(crate) manifest: Option<PathBuf>,
    /// What the Secret is called in the cluster.
    #[arg(long, value_name = "NAME", requires = "manifest")]
    pub(crate) manifest_name: Option<String>,
    /// The namespace that it is put into; without it, the one in use when the file is applied.
    #[arg(long, value_name = "NAME", requires = "manifest")]
    pub(crate) manifest_namespace: Option<String>,
    /// The key that the Secret's data has it by.
    #[arg(long, value_name = "KEY", default_value = VARIABLE, requires = "manifest")]
    pub(crate) manifest_key: String,
    /// Write over a file that is there already.
    #[arg(long, requires = "files")]
    pub(crate) replace: bool,
    /// The standard input of the command behind `--`, which gets the secret alone, without the end of a line. No shell reads
    /// the command.
    #[arg(long, requires = "command")]
    pub(crate) send_to: bool,
    /// The command that `--send-to` runs, for instance `vault kv put -mount=secret billing key=-`.
    #[arg(last = true, value_name = "COMMAND", requires = "send_to")]
    pub(crate) command: Vec<String>,
}

/// What a variable or a Secret's data has a key's secret by, unless it is said otherwise.
const VARIABLE: &str = "CONDUIT_API_KEY";

#[derive(Args)]
pub(crate) struct InEnvironment {
    /// sandbox or live.
    #[arg(long, value_parser = parse::<Environment>)]
    pub(crate) environment: Environment,
}

/// One of several words, with hyphens as people type them.
fn choose<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    let word = serde_json::Value::String(text.replace('-', "_"));
    serde_json::from_value(word).map_err(|_| "not one of the choices".to_owned())
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "not one of the choices".to_owned())
}
