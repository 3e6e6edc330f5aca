//! The operations of both OpenAPI documents, so that a route that is added is attacked without another word.

use std::sync::OnceLock;

use authority::http::openapi;
use serde_json::Value;

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its method, in capitals.
    pub method: String,
    /// Its path, with the names of its parameters.
    pub path: String,
    /// Whether it is of the management API.
    pub is_manage: bool,
    /// The names of its query parameters.
    pub query: Vec<String>,
    /// The media type of its body and the document's example, if it reads one.
    pub body: Option<(String, Value)>,
}

/// All of them, in an order that does not change.
pub fn all() -> &'static [Operation] {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    ALL.get_or_init(|| {
        let documents = [(openapi::public(), false), (openapi::manage(), true)];
        let read = |(document, is_manage)| {
            let document = serde_json::to_value(document).expect("a document is JSON");
            read(&document, is_manage)
        };
        documents.into_iter().flat_map(read).collect()
    })
}

fn read(document: &Value, is_manage: bool) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("a document has paths");
    let entries =
        paths.iter().flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |one| (path, one)));
    let operation = |(path, (method, what)): (&String, (&String, &Value))| {
        let parameters = what["parameters"].as_array().into_iter().flatten();
        let query = parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str());
        let content = what["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
        Operation {
            method: method.to_uppercase(),
            path: path.clone(),
            is_manage,
            query: query.map(str::to_owned).collect(),
            body: content.map(|(kind, shown)| (kind.clone(), shown["example"].clone())),
        }
    };
    entries.map(operation).collect()
}
