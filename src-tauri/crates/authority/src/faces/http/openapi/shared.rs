//! What every operation of a document shares.

use std::collections::BTreeSet;

use keys::{
    openapi::Cursor,
    wire::{Answered, CLIENT_CORRELATION_ID, CORRELATION_ID, Problem, RequestSide},
};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, Header, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder, Type,
        header::HeaderBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::ObjectBuilder,
    },
};

use crate::ground::paging::Direction;

/// Which of the two documents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// For keys.
    Public,
    /// For tokens.
    Management,
}

impl Side {
    /// The name of its security scheme.
    pub(super) fn scheme(self) -> &'static str {
        match self {
            Self::Public => "key",
            Self::Management => "token",
        }
    }
}

/// The refusals that routes share: status, and why.
const REFUSALS: &[(&str, &str)] = &[
    ("400", "The id, the query or the body is wrong; `type` tells which, `errors` names the fields."),
    ("401", "The credential is missing or not valid."),
    ("403", "The credential is good and may not do this."),
    ("404", "There is no such thing, or it is somebody else's."),
    ("408", "The request took too long to arrive."),
    ("409", "The state of things does not allow it."),
    ("413", "The body is too large."),
    ("415", "The body is not `application/json`."),
    ("429", "Too many requests; `Retry-After` says when the next one passes."),
    ("500", "Something unexpected went wrong; the correlation ID finds it in the log."),
    ("503", "It cannot be done right now; `Retry-After` says when."),
];

/// Adds to each operation what all share, and the shared parts to the components.
pub(super) fn complete(document: &mut OpenApi, side: Side) {
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            let follows = refusals_of(path, operation, side);
            complete_operation(operation, &follows);
        }
    }
    let components = document.components.get_or_insert_default();
    let mut forms = keys::openapi::forms();
    // What only a query names is gathered from no route.
    forms.push((Direction::name().into_owned(), Direction::schema()));
    forms.push((Answered::name().into_owned(), Answered::schema()));
    forms.push((RequestSide::name().into_owned(), RequestSide::schema()));
    forms.push((Problem::name().into_owned(), Problem::schema()));
    Problem::schemas(&mut forms);
    components.schemas.extend(forms);
    for (status, why) in REFUSALS {
        let mut refusal = ResponseBuilder::new().description(*why).build();
        make_problem(&mut refusal, status);
        components.responses.insert((*status).to_owned(), refusal.into());
    }
    components.headers.insert(CORRELATION_ID.to_owned(), text("The server's own id of the request.").into());
    components.headers.insert(CLIENT_CORRELATION_ID.to_owned(), text("The client's own id, as it was sent.").into());
    components.headers.insert(
        "retry-after".to_owned(),
        HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0))))
            .description(Some("Seconds to wait before the next try."))
            .build()
            .into(),
    );
    drop_unused(document);
}

/// Drops the schemas that nothing leads to.
fn drop_unused(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    let json = |what: serde_json::Result<Value>| what.unwrap_or_default();
    let mut used = BTreeSet::new();
    gather(&json(serde_json::to_value(&document.paths)), &mut used);
    gather(&json(serde_json::to_value(&components.responses)), &mut used);
    let mut open: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let mut leads_to = BTreeSet::new();
        gather(&json(serde_json::to_value(components.schemas.get(&name))), &mut leads_to);
        open.extend(leads_to.into_iter().filter(|name| used.insert(name.clone())));
    }
    components.schemas.retain(|name, _| used.contains(name));
}

/// The names of the schemas that a piece of a document refers to.
pub(super) fn gather(piece: &Value, found: &mut BTreeSet<String>) {
    match piece {
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Object(fields) => {
            let name =
                fields.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix("#/components/schemas/"));
            found.extend(name.map(str::to_owned));
            fields.values().for_each(|value| gather(value, found));
        }
        _ => {}
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
    all.into_iter().filter_map(Option::as_mut)
}

/// Which refusals follow from the form of an operation.
fn refusals_of(path: &str, operation: &Operation, side: Side) -> Vec<&'static str> {
    let open = operation.security.as_ref().is_some_and(|needs| needs.iter().any(|need| *need == Default::default()));
    let asks = operation.request_body.is_some() || operation.parameters.as_ref().is_some_and(|list| !list.is_empty());
    let body = operation.request_body.is_some();
    let applies = [
        ("400", asks),
        ("401", !open),
        ("403", !open),
        ("404", path.contains('{')),
        ("408", true),
        ("413", body),
        ("415", body),
        ("429", !open && side == Side::Public),
        ("500", true),
        ("503", true),
    ];
    applies.into_iter().filter(|(_, applies)| *applies).map(|(status, _)| status).collect()
}

fn complete_operation(operation: &mut Operation, refusals: &[&str]) {
    let parameters = operation.parameters.get_or_insert_default();
    for parameter in parameters {
        // One form for all lists, so no query says it.
        if let RefOr::T(parameter) = parameter
            && (parameter.name.as_str(), &parameter.parameter_in) == ("cursor", &ParameterIn::Query)
        {
            parameter.schema = Some(RefOr::Ref(Ref::from_schema_name(Cursor::name())));
        }
    }
    operation.parameters.get_or_insert_default().push(RefOr::T(client_correlation_id()));
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with(['4', '5']) {
            make_problem(response, status);
        } else if response.description.is_empty() {
            response.description = "As asked.".to_owned();
        }
        add_headers(response);
    }
    for status in refusals {
        let shared = || RefOr::Ref(Ref::from_response_name(*status));
        operation.responses.responses.entry((*status).to_owned()).or_insert_with(shared);
    }
}

/// A refusal's body is always the same: a route only says why.
fn make_problem(response: &mut Response, status: &str) {
    add_headers(response);
    if matches!(status, "429" | "503") {
        response.headers.insert("retry-after".to_owned(), header("retry-after"));
    }
    let schema = Ref::from_schema_name(Problem::name());
    response.content.insert("application/json".to_owned(), RefOr::T(Content::new(Some(schema))));
}

fn add_headers(response: &mut Response) {
    for name in [CORRELATION_ID, CLIENT_CORRELATION_ID] {
        response.headers.insert(name.to_owned(), header(name));
    }
}

fn header(name: &str) -> RefOr<Header> {
    RefOr::Ref(Ref::new(format!("#/components/headers/{name}")))
}

fn text(description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(description))
        .build()
}

fn client_correlation_id() -> Parameter {
    ParameterBuilder::new()
        .name(CLIENT_CORRELATION_ID)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("An id of the client's own, echoed when it has at most 256 characters."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}
