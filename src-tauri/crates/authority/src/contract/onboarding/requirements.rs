//! What a business of a country must show.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::country::is_country;
use crate::Failure;

/// Which country.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RequirementsQuery {
    /// The country of the business, ISO 3166-1 alpha-3.
    #[param(pattern = "^[A-Z]{3}$", example = "GBR")]
    country: String,
}

/// What `POST /onboarding` needs for a business of a country. The same in both environments.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requirements {
    /// The country asked about.
    country: String,
    /// The fields of the body.
    fields: Vec<Requirement>,
    /// How many documents are needed at least.
    documents_min: usize,
    /// What a document may be.
    document_types: [&'static str; 3],
}

/// One field of the body.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Requirement {
    /// Where it stands in the body.
    pointer: &'static str,
    /// Whether it must be there.
    required: bool,
    /// What it is.
    description: &'static str,
}

/// Documents that an application names at least.
pub(super) const DOCUMENTS_MIN: usize = 1;

const FIELDS: [Requirement; 6] = [
    Requirement { pointer: "/country", required: true, description: "The country, ISO 3166-1 alpha-3." },
    Requirement { pointer: "/legalName", required: true, description: "The name in the register." },
    Requirement { pointer: "/registrationNumber", required: true, description: "The number in the register." },
    Requirement { pointer: "/contactEmail", required: true, description: "Where questions go." },
    Requirement { pointer: "/documents", required: true, description: "Ids of stored documents." },
    Requirement { pointer: "/clientReferenceId", required: false, description: "Your own reference." },
];

impl Requirements {
    /// Of the country asked about.
    ///
    /// # Errors
    /// [`keys::wire::Code::ValidationError`] when there is no such country.
    pub fn of(asked: RequirementsQuery) -> Result<Self, Failure> {
        check_country(&asked.country)?;
        Ok(Self {
            country: asked.country,
            fields: FIELDS.to_vec(),
            documents_min: DOCUMENTS_MIN,
            document_types: ["application/pdf", "image/png", "image/jpeg"],
        })
    }
}

fn check_country(text: &str) -> Result<(), Failure> {
    complaint_about_country(text).map_or(Ok(()), |words| Err(Failure::invalid_field("/country", words)))
}

/// What is wrong with a country's code.
pub(super) fn complaint_about_country(text: &str) -> Option<&'static str> {
    (!is_country(text)).then_some("A country is three capital letters of ISO 3166-1, for instance GBR.")
}
