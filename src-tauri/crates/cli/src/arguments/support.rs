//! Requests and alerts.

use clap::{Args, Subcommand};
use keys::wire::{Answered, RequestFilter, RequestSide};

use super::choose;

#[derive(Subcommand)]
pub(crate) enum RequestsVerb {
    /// Find requests by any id, the newest first; all of them without one.
    Find {
        /// Either correlation ID, a key's id or hint, or an idempotency key; `-` reads whatever somebody sent (a body, headers, a
        /// curl transcript, a HAR file, a log line) from standard input and looks for the most telling id in it.
        id: Option<String>,
        #[command(flatten)]
        which: RequestsWhich,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Print requests as they are noted, until it is stopped; with `--json` one document a line.
    Tail {
        /// Only those with an id, as `find` takes them.
        id: Option<String>,
        #[command(flatten)]
        which: RequestsWhich,
        /// How many of the last ones are printed first, at most 100.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(..=100))]
        last: u8,
    },
    /// Explain one: what happened, why, as of that moment, and what to do.
    Explain {
        /// The server's correlation ID.
        correlation_id: String,
    },
}

/// Which requests.
#[derive(Args)]
pub(crate) struct RequestsWhich {
    /// Only those of one side: `sandbox`, `live` or `management`.
    #[arg(long, value_parser = choose::<RequestSide>)]
    side: Option<RequestSide>,
    /// Only those answered so: `good` (below 400), `refused` (4xx but 429), `limited` (429) or `failed` (5xx).
    #[arg(long, value_parser = choose::<Answered>)]
    answered: Option<Answered>,
    /// Only those from one IP address.
    #[arg(long)]
    address: Option<String>,
    /// Only those of one program: the first word of its user agent, whole, for instance `curl/8.5.0`.
    #[arg(long)]
    agent: Option<String>,
}

impl RequestsWhich {
    pub(crate) fn filter(self) -> RequestFilter {
        let Self { side, answered, address, agent } = self;
        RequestFilter { side, answered, address, agent }
    }
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
