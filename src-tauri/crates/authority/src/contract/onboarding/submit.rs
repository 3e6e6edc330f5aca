//! Submit a business. It becomes an application, which is decided later.

use keys::{Environment, mint, wire::FieldError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::requirements::{DOCUMENTS_MIN, complaint_about_country};
use crate::{
    Failure,
    contract::{
        Contract,
        applications::{Application, AskedOutcome},
        documents,
        money::check_reference,
    },
    evidence::space::Space,
    ground::{
        asked::EMAIL_LENGTH_MAX,
        idempotency::{Attempt, Told},
        store::Db,
    },
};

const DOCUMENTS_MAX: usize = 20;
const NUMBER_LENGTH_MAX: usize = 64;

/// Asks for the onboarding of a business.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubmitOnboarding {
    /// Its country, ISO 3166-1 alpha-3.
    #[schema(pattern = "^[A-Z]{3}$", examples("GBR"))]
    pub country: String,
    /// Its name in the register.
    #[schema(min_length = 1, max_length = 100)]
    pub legal_name: String,
    /// Its number in the register.
    #[schema(min_length = 1, max_length = 64)]
    registration_number: String,
    /// Where questions go.
    contact_email: String,
    /// What it shows: ids of stored documents, at least one.
    #[schema(value_type = Vec<keys::openapi::DocumentId>, min_items = 1, max_items = 20)]
    documents: Vec<String>,
    /// The client's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[A-Za-z0-9_:.-]{1,255}$")]
    pub client_reference_id: Option<String>,
    /// Sandbox only, and ours: what the simulated review shall decide; approved when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<AskedOutcome>,
}

impl Contract {
    /// Submits a business. In the sandbox a simulated review decides in a moment; live ones wait for the operator.
    ///
    /// # Errors
    /// Wrong fields, or the store's trouble.
    pub async fn submit_onboarding(
        &self,
        space: Space,
        attempt: Attempt,
        asked: SubmitOnboarding,
    ) -> Result<Told<Application>, Failure> {
        refuse_if_any(complaints(&asked, space.environment))?;
        let (id, now) = (mint::mint_id("app", &self.ground.ambient), self.ground.now());
        self.ground
            .write_once(Some(attempt), 202, move |tx| {
                check_documents(tx.db, &space, &asked.documents)?;
                Application::insert(tx, &space, id, &asked, now)
            })
            .await
    }
}

fn refuse_if_any(errors: Vec<FieldError>) -> Result<(), Failure> {
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid(errors)) }
}

fn complaints(asked: &SubmitOnboarding, environment: Environment) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut complain = |pointer: &str, words: &str| errors.push(FieldError::new(pointer, words));
    if let Some(words) = complaint_about_country(&asked.country) {
        complain("/country", words);
    }
    if let Err(error) = keys::Name::parse(&asked.legal_name) {
        complain("/legalName", &error.to_string());
    }
    let number = asked.registration_number.trim();
    if number.is_empty() || number.chars().count() > NUMBER_LENGTH_MAX || number.chars().any(char::is_control) {
        complain("/registrationNumber", "A registration number has 1 to 64 characters.");
    }
    if !is_plausible_email(&asked.contact_email) {
        complain("/contactEmail", "This does not look like an e-mail address.");
    }
    if !(DOCUMENTS_MIN..=DOCUMENTS_MAX).contains(&asked.documents.len()) {
        complain("/documents", "Name 1 to 20 documents.");
    }
    for (place, id) in asked.documents.iter().enumerate().filter(|(_, id)| !mint::is_id(id, "doc")) {
        let _ = id;
        complain(&format!("/documents/{place}"), "A document's id is doc_ and 22 letters and digits.");
    }
    if asked.outcome.is_some() && environment == Environment::Live {
        complain("/outcome", "Only the sandbox's review is simulated.");
    }
    check_reference(asked.client_reference_id.as_deref(), &mut errors);
    errors
}

fn is_plausible_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let plausible = parts.is_some_and(|(who, at)| !who.is_empty() && at.contains('.') && !at.ends_with('.'));
    plausible && text.len() <= EMAIL_LENGTH_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Somebody else's document is told like one that is not there.
fn check_documents(db: Db<'_>, space: &Space, ids: &[String]) -> Result<(), Failure> {
    let mut errors = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if !documents::exists(db, space, id)? {
            errors.push(FieldError::new(&format!("/documents/{place}"), "There is no such document."));
        }
    }
    refuse_if_any(errors)
}
