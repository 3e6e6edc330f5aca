//! The way to live.

use ::keys::wire::ActivationReason;
use clap::Subcommand;

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
    /// Do without the proof of allowed addresses.
    WaiveAddresses {
        /// Why; whoever decides reads it.
        #[arg(long)]
        reason: String,
    },
    /// Withdraw that waiver.
    WithdrawWaiver,
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
