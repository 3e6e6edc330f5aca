//! Webhook endpoints and deliveries.

use ::keys::{Environment, wire::DeliveryStatus};
use clap::{ArgAction, Args, Subcommand};

use super::{InEnvironment, Out, choose, parse};

/// Which events an endpoint is told of.
#[derive(Args)]
pub(crate) struct Events {
    /// One kind of event, for instance key.revoked; as often as there are kinds. `webhooks events` lists them.
    #[arg(long = "event", value_name = "KIND")]
    pub(crate) events: Vec<String>,
}

#[derive(Subcommand)]
pub(crate) enum WebhooksVerb {
    /// List the endpoints of an environment, the newest first, and how they do.
    List {
        #[command(flatten)]
        environment: InEnvironment,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Create an endpoint; its signing secret goes where it is told to.
    Create {
        #[command(flatten)]
        environment: InEnvironment,
        /// Where events shall go: https, and a public address.
        #[arg(long = "to", value_name = "ADDRESS")]
        to: String,
        /// What it is for.
        #[arg(long)]
        description: Option<String>,
        /// Every event, when none is named.
        #[command(flatten)]
        events: Events,
        #[command(flatten)]
        out: Out,
    },
    /// Change an endpoint; what is not named stays.
    Update {
        /// The endpoint's id.
        webhook: String,
        /// Where events shall go.
        #[arg(long = "to", value_name = "ADDRESS")]
        to: Option<String>,
        /// What it is for; an empty text takes it away.
        #[arg(long)]
        description: Option<String>,
        #[command(flatten)]
        events: Events,
        /// Tell it of every event.
        #[arg(long, conflicts_with = "events")]
        all_events: bool,
        /// true sends events again, false switches it off: no events are kept for it then.
        #[arg(long, action = ArgAction::Set)]
        active: Option<bool>,
    },
    /// Give an endpoint another signing secret. For a day deliveries carry the signatures of both.
    RotateSecret {
        /// The endpoint's id.
        webhook: String,
        /// The endpoint's environment; a service has to be asked there.
        #[arg(long, value_parser = parse::<Environment>)]
        environment: Option<Environment>,
        #[command(flatten)]
        out: Out,
    },
    /// Send a signed test delivery; `webhooks deliveries get` tells what comes of it.
    Test {
        /// The endpoint's id.
        webhook: String,
    },
    /// List the kinds of event.
    Events,
    /// What was sent, and what came of it.
    Deliveries {
        #[command(subcommand)]
        verb: DeliveriesVerb,
    },
}

#[derive(Subcommand)]
pub(crate) enum DeliveriesVerb {
    /// List them, the newest first.
    List {
        #[command(flatten)]
        environment: InEnvironment,
        /// Only those to this endpoint, by its id.
        #[arg(long)]
        webhook: Option<String>,
        /// pending, processing, succeeded or failed.
        #[arg(long, value_parser = choose::<DeliveryStatus>)]
        status: Option<DeliveryStatus>,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
    /// Look at one, with its attempts.
    Get {
        /// The delivery's id.
        delivery: String,
    },
    /// Send one that has ended once more; the receiver sees the same event again.
    Retry {
        /// The delivery's id.
        delivery: String,
    },
}
