//! The operator's verbs on an organization's way to live. Each works while `serve` runs; a decision answers the new state.

use keys::wire::{ApproveActivation, RejectActivation, RequestActivationInformation};

use crate::{arguments::ActivationVerb, operator, organization::open, print_line};

pub async fn run(verb: ActivationVerb) -> anyhow::Result<()> {
    let of = match &verb {
        ActivationVerb::Show { of } | ActivationVerb::Review { of } | ActivationVerb::Approve { of, .. } => of,
        ActivationVerb::RequestInformation(because) | ActivationVerb::Reject { because, .. } => &because.of,
    };
    let (service, organization_id) = open(of).await?;
    let operator = operator(organization_id);
    let activation = match verb {
        ActivationVerb::Show { .. } => {
            let activation = service.people.activation(&operator).await?;
            return print_line(&serde_json::to_string_pretty(&activation)?);
        }
        ActivationVerb::Review { .. } => service.people.review_activation(&operator).await?,
        ActivationVerb::RequestInformation(because) => {
            let asked = RequestActivationInformation { reasons: because.reasons };
            service.people.request_activation_information(&operator, asked).await?
        }
        ActivationVerb::Approve { reason, .. } => {
            service.people.approve_activation(&operator, ApproveActivation { reason }).await?
        }
        ActivationVerb::Reject { because, resubmittable } => {
            let asked = RejectActivation { reasons: because.reasons, resubmittable };
            service.people.reject_activation(&operator, asked).await?
        }
    };
    print_line(activation.state.as_str())
}
