//! Connections, and what is in the keychain.

use std::path::PathBuf;

use clap::Subcommand;

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
    /// List the published services that a connection may lead to.
    Services,
    /// Add a connection to one of them. Nothing is sent to it, and it needs no credential; only where people have accounts, an
    /// API token of one is read from standard input, tried, and goes into the keychain. To go in with a password: `sign-in`.
    AddService {
        /// Which.
        service: String,
        /// The connection's name; the service's own when it is left out.
        #[arg(long, default_value = "", hide_default_value = true)]
        name: String,
        /// Where its sandbox is instead: a simulator, for instance.
        #[arg(long, value_name = "URL")]
        sandbox_at: Option<String>,
        /// Where its live side is instead.
        #[arg(long, value_name = "URL")]
        live_at: Option<String>,
    },
    /// Show the publishable key of the project that the connection leads to, or keep another one. It is no secret.
    PublishableKey {
        /// The key to keep.
        key: Option<String>,
        /// Forget the one that is kept.
        #[arg(long, conflicts_with = "key")]
        forget: bool,
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
        /// Write over a file that is there already.
        #[arg(long)]
        replace: bool,
    },
    /// Remove a saved secret from the keychain.
    Remove {
        /// The key's id.
        key: String,
    },
}
