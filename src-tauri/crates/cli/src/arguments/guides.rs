//! What is done by hand at a service that has no call for it, step by step.

use ::keys::AccessLevel;
use clap::{Args, Subcommand};

use super::{InEnvironment, Spending, parse};

/// What a new key is to be like. The service tells nothing of it later.
#[derive(Args)]
pub(crate) struct NewByHand {
    /// What you call it, here and there.
    #[arg(long)]
    pub(crate) name: String,
    /// read-only or read-write, where the service has access levels; read-only unless said otherwise.
    #[arg(long, value_parser = parse::<AccessLevel>)]
    pub(crate) access: Option<AccessLevel>,
    /// A note on where it will live.
    #[arg(long)]
    pub(crate) note: Option<String>,
    #[command(flatten)]
    pub(crate) spending: Spending,
}

/// What a guide leads to.
#[derive(Subcommand)]
pub(crate) enum Deed {
    /// A new key.
    Create {
        #[command(flatten)]
        environment: InEnvironment,
        #[command(flatten)]
        new: NewByHand,
    },
    /// A key that the service has already becomes known here.
    Adopt {
        #[command(flatten)]
        environment: InEnvironment,
        #[command(flatten)]
        new: NewByHand,
    },
    /// A new key in place of an old one.
    Rotate {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
        /// The key's name once more: needed for a live key.
        #[arg(long)]
        confirm_name: Option<String>,
    },
    /// The end of a key.
    Revoke {
        #[command(flatten)]
        environment: InEnvironment,
        /// The key's id or name.
        key: String,
        /// The key's name once more: needed for a live key.
        #[arg(long)]
        confirm_name: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum GuidesVerb {
    /// Begin to be led through something; a run that leads the same key to the same end already is gone on with.
    Begin {
        #[command(subcommand)]
        deed: Deed,
    },
    /// List the runs that have not ended.
    List,
    /// Show a run: what was done, what proves it, and what there is to do now.
    Show {
        /// The run's id.
        run: String,
    },
    /// Be led to the end of a run on the terminal, from where it stands.
    Follow {
        /// The run's id.
        run: String,
    },
    /// Say that the current step is done: the page is open, what was said is done.
    Done {
        /// The run's id.
        run: String,
    },
    /// Hand over the new key's secret: asked for on the terminal and not shown.
    Take {
        /// The run's id.
        run: String,
        /// Read it from the first line of standard input.
        #[arg(long)]
        secret_stdin: bool,
    },
    /// Make the call that the current step asks for. Ends with 0 when it proves the step, with 3 when it does not.
    Prove {
        /// The run's id.
        run: String,
    },
    /// Leave the current step out. What it would have proved shows as unproved for ever.
    Skip {
        /// The run's id.
        run: String,
        /// Why; kept for ever.
        #[arg(long)]
        reason: String,
    },
    /// Give a run up.
    Abandon {
        /// The run's id.
        run: String,
    },
}
