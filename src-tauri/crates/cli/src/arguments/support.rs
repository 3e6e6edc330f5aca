//! Requests and alerts.

use clap::Subcommand;

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
