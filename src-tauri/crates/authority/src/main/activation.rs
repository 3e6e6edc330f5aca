//! The operator's verbs on an organization's way to live. Each works while `serve` runs, and answers the new state.

use clap::{Args, Subcommand};
use keys::wire::{
    ActivationField, ActivationReason, ApproveActivation, RejectActivation, RequestActivationInformation,
};

use crate::{StoreArguments, open, operator, print_line};

#[derive(Subcommand)]
pub enum ActivationVerb {
    /// Take up what the organization submitted: from then on it is not replaced.
    Review {
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Send it back with what is missing.
    RequestInformation(SentBackArguments),
    /// Approve it: live keys can be created.
    Approve {
        #[command(flatten)]
        store: StoreArguments,
        /// Why it is approved; written to the audit log.
        #[arg(long)]
        reason: String,
    },
    /// Reject it.
    Reject {
        #[command(flatten)]
        because: SentBackArguments,
        /// Whether it may be submitted again.
        #[arg(long)]
        resubmittable: bool,
    },
}

#[derive(Args)]
pub struct SentBackArguments {
    #[command(flatten)]
    store: StoreArguments,
    /// What is missing or wrong, as the organization reads it; `legalName=`, `contactEmail=` or `purpose=` before it says
    /// which field it is about. May be repeated.
    #[arg(long = "reason", value_name = "[FIELD=]TEXT", required = true, value_parser = parse_reason)]
    reasons: Vec<ActivationReason>,
}

fn parse_reason(text: &str) -> Result<ActivationReason, String> {
    let named = text.split_once('=').and_then(|(name, detail)| {
        let field = match name {
            "legalName" => ActivationField::LegalName,
            "contactEmail" => ActivationField::ContactEmail,
            "purpose" => ActivationField::Purpose,
            _ => return None,
        };
        Some((field, detail))
    });
    let (field, detail) = named.map_or((None, text), |(field, detail)| (Some(field), detail));
    Ok(ActivationReason { field, detail: detail.to_owned() })
}

pub async fn run(verb: ActivationVerb) -> anyhow::Result<()> {
    let store = match &verb {
        ActivationVerb::Review { store } | ActivationVerb::Approve { store, .. } => store,
        ActivationVerb::RequestInformation(because) | ActivationVerb::Reject { because, .. } => &because.store,
    };
    let (service, organization_id) = open(store).await?;
    let operator = operator(organization_id);
    let activation = match verb {
        ActivationVerb::Review { .. } => service.review_activation(&operator).await?,
        ActivationVerb::RequestInformation(because) => {
            let asked = RequestActivationInformation { reasons: because.reasons };
            service.request_activation_information(&operator, asked).await?
        }
        ActivationVerb::Approve { reason, .. } => {
            service.approve_activation(&operator, ApproveActivation { reason }).await?
        }
        ActivationVerb::Reject { because, resubmittable } => {
            let asked = RejectActivation { reasons: because.reasons, resubmittable };
            service.reject_activation(&operator, asked).await?
        }
    };
    print_line(activation.state.as_str())
}
