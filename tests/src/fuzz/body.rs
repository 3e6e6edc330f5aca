//! Each body that a route reads: the first byte chooses the route, the rest is sent to it.

use axum::body::Body;
use axum::http::Request;
use keys::Environment;

use super::operations::{self, Operation};
use super::world::{self, Asker};

/// Between the parts of a form.
const EDGE: &str = "edge";

fn operations() -> impl Iterator<Item = &'static Operation> {
    operations::all().iter().filter(|operation| operation.body.is_some())
}

pub fn run(bytes: &[u8]) {
    let Some((place, body)) = super::choose(bytes, operations().count()) else { return };
    let Some((operation, (kind, _))) = operations().nth(place).and_then(|one| Some((one, one.body.as_ref()?))) else {
        return;
    };
    let kind = if kind.starts_with("multipart/") { format!("{kind}; boundary={EDGE}") } else { kind.clone() };
    world::within(|world| {
        let request = Request::builder().method(operation.method.as_str()).uri(world.fill(&operation.path));
        let request = request.header("content-type", kind).header("idempotency-key", format!("fuzz-{}", world.next()));
        let request = request.header(keys::wire::API_KEY, &world.secret).body(Body::from(body.to_vec()));
        let request = request.expect("a request");
        let (status, text) = match operation.is_manage {
            true => world.ask_manage(asker(&operation.path), request),
            false => world.ask_public(Environment::Sandbox, request),
        };
        assert!(!matches!(status, 405 | 415), "{} {} is the document's own: {text}", operation.method, operation.path);
    });
}

fn asker(path: &str) -> Asker {
    match path {
        _ if path.starts_with("/v1/me") => Asker::Member,
        _ if path.starts_with("/v1/sessions") || path.starts_with("/v1/invitations") => Asker::Itself,
        _ => Asker::Admin,
    }
}

/// The documents' own examples, ids of this world put into them, and what is hard to read anywhere.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let deep = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let odd = ["{}", "[]", "null", "1e999", "{\"a\":{\"a\":{}}}", "\"\\ud800\"", &deep];
    let ids = world::within(|world| world.ids.clone());
    for (place, operation) in operations().enumerate() {
        let Some((kind, example)) = &operation.body else { continue };
        let choice = [u8::try_from(place).expect("fewer than 256 routes have a body")];
        let mut text = example.to_string();
        if kind.starts_with("multipart/") {
            let part = |(name, value): (&String, &serde_json::Value)| {
                let value = value.as_str().unwrap_or_default();
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            text = example.as_object().into_iter().flatten().map(part).chain([format!("--{EDGE}--\r\n")]).collect();
        }
        for (kind, id) in &ids {
            if let Some(start) = text.find(&format!("\"{kind}_")) {
                let end = text[start + 1..].find('"').map_or(text.len(), |end| start + 1 + end);
                text.replace_range(start + 1..end, id);
            }
        }
        all.push([&choice, text.as_bytes()].concat());
        all.extend(odd.iter().map(|odd| [&choice, odd.as_bytes()].concat()));
    }
    all
}
