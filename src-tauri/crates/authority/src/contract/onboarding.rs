//! Onboarding: what a business must show, and submitting it. The vendor publishes the two routes, not what is in them:
//! the fields are ours, few and believable.

mod country;
mod requirements;
mod submit;

pub use requirements::{Requirements, RequirementsQuery};
pub use submit::SubmitOnboarding;
