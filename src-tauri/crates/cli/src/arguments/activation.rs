//! The way to live.

use std::path::PathBuf;

use ::keys::wire::{ActivationReason, DocumentKind};
use actions::view::QueueFilter;
use clap::{Args, Subcommand};

use super::choose;

#[derive(Subcommand)]
pub(crate) enum ActivationVerb {
    /// The checklist with its evidence, as without a verb.
    Status {
        #[command(flatten)]
        of: Whose,
    },
    /// The activations of all organizations, page by page, as an operator.
    Queue {
        /// waiting, sent-back, decided or all.
        #[arg(long, default_value = "waiting", value_parser = choose::<QueueFilter>)]
        filter: QueueFilter,
        /// Behind the page that said so.
        #[arg(long, value_name = "CURSOR")]
        after: Option<String>,
    },
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
    /// Do without the proof of allowed addresses.
    WaiveAddresses {
        /// Why; whoever decides reads it.
        #[arg(long)]
        reason: String,
    },
    /// Withdraw that waiver.
    WithdrawWaiver,
    /// What is attached for whoever decides, with type, size and SHA-256.
    Documents {
        #[command(flatten)]
        of: Whose,
    },
    /// Attach a document: a PDF, PNG or JPEG of at most 5 MB. The same content of a kind again is the same document.
    Attach {
        /// The file.
        file: PathBuf,
        /// What it shows: certificate_of_incorporation, proof_of_address, authorised_signatory or other.
        #[arg(long)]
        kind: DocumentKind,
    },
    /// Save a document to a file, mode 0600, after its content was held against its SHA-256.
    Fetch {
        /// The document, as `activation documents` names it.
        id: String,
        /// The file, which takes the place of none unless told so.
        #[arg(long)]
        to: PathBuf,
        /// It may take the place of a file that is there.
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        of: Whose,
    },
    /// Remove a document, while nothing waits for a decision.
    Detach {
        /// The document, as `activation documents` names it.
        id: String,
    },
    /// Take a submission up, as an operator.
    Review {
        #[command(flatten)]
        of: Whose,
    },
    /// Send a submission back with what is missing, as an operator.
    Ask(BecauseArguments),
    /// Approve a submission, as an operator.
    Approve {
        /// Why; kept in the audit log.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        of: Whose,
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

impl ActivationVerb {
    /// What no verb stands for.
    pub(crate) fn status() -> Self {
        Self::Status { of: Whose { organization: None } }
    }
}

/// Whose activation it is.
#[derive(Args)]
pub(crate) struct Whose {
    /// Another organization's, by its id, as an operator: `activation queue` names them. Your own otherwise.
    #[arg(long, value_name = "ID")]
    pub(crate) organization: Option<String>,
}

/// Why a submission goes back.
#[derive(Args)]
pub(crate) struct BecauseArguments {
    /// What is missing or wrong, as the organization reads it; `legalName=`, `contactEmail=`, `purpose=` or `documents=`
    /// before it says what it is about. May be repeated.
    #[arg(long = "reason", value_name = "[FIELD=]TEXT", required = true)]
    pub(crate) reasons: Vec<ActivationReason>,
    #[command(flatten)]
    pub(crate) of: Whose,
}
