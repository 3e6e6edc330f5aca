//! Which query parameters a route knows. One that it does not know is refused by name: a mistyped filter that is passed
//! over would show everything, as if it had been asked for.

use std::collections::HashMap;

use axum::{extract::Query, http::Uri};
use keys::redact::redact;
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, ParameterIn},
};

use crate::Failure;

/// Characters of an unknown name that are told back.
const TOLD_MAX: usize = 64;

/// By method and path, as the document has them: so that what a route reads and what it says of itself are one list.
#[derive(Debug, Default)]
pub(super) struct Parameters(HashMap<(&'static str, String), Vec<String>>);

impl Parameters {
    /// Those of every route in the document.
    pub(super) fn of(document: &OpenApi) -> Self {
        let mut all = HashMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                let stated = operation.parameters.iter().flatten().filter_map(|one| match one {
                    RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
                    _ => None,
                });
                all.insert((method, path.clone()), stated.collect());
            }
        }
        Self(all)
    }

    /// # Errors
    /// [`keys::wire::Code::ValidationError`] with the first name that the route does not know.
    pub(super) fn check(&self, method: &str, path: &str, uri: &Uri) -> Result<(), Failure> {
        let method = if method == "HEAD" { "GET" } else { method };
        let Some(known) = OPERATIONS.iter().find(|known| **known == method).and_then(|method| {
            // Beside `/v1` stands what machines ask; the document does not have it.
            self.0.get(&(*method, path.to_owned()))
        }) else {
            return Ok(());
        };
        // What is no query at all is told by whoever reads it.
        let Ok(Query(asked)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else { return Ok(()) };
        let Some((name, _)) = asked.iter().find(|(name, _)| !known.contains(name)) else { return Ok(()) };
        let told: String = redact(name).chars().filter(|sign| !sign.is_control()).take(TOLD_MAX).collect();
        let detail = match known.as_slice() {
            [] => "There are no parameters here.".to_owned(),
            known => format!("There is no such parameter here; there are: {}.", known.join(", ")),
        };
        Err(Failure::invalid_field(&format!("/{told}"), detail))
    }
}

const OPERATIONS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [&item.get, &item.post, &item.put, &item.patch, &item.delete];
    OPERATIONS.into_iter().zip(all).filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}
