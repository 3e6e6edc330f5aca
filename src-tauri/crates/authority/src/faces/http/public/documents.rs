//! Documents.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::Field},
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use keys::wire::Code;
use tokio::time::{Instant, timeout_at};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key, Proven, webhook_endpoints::space};
use crate::{
    Failure, Service,
    contract::documents::{DOCUMENT_BYTES_MAX, Document, Held, Upload},
    faces::http::{
        body::{self, Whole},
        once::{self, RequestHead},
        pipeline::Origin,
    },
    ground::idempotency::{Attempt, Fingerprint, Told},
};

/// What a form may have around the file: names, boundaries, the other field.
const FORM_BYTES_MAX: usize = DOCUMENT_BYTES_MAX + 64 * 1024;
/// How long an upload may say nothing at its begin, and what it has to bring for each second after that. Far below what
/// the ten megabytes need to arrive within a request's time; who has less to send may take it slower.
const PATIENCE: Duration = Duration::from_secs(5);
const BYTES_A_SECOND: usize = 4096;

pub(super) fn routes() -> OpenApiRouter<Arc<Service>> {
    // The form is bounded when it is read, with an answer that the client can hear.
    OpenApiRouter::default().routes(routes!(create_document)).layer(DefaultBodyLimit::disable())
}

/// The form, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this describes it")]
struct UploadForm {
    /// The file: PDF, PNG or JPEG by its content, at most 10 MB.
    #[schema(content_media_type = "application/octet-stream", value_type = String)]
    file: Vec<u8>,
    /// What it shows, at most 100 characters. Ours.
    purpose: Option<String>,
}

/// Store a document
///
/// The file's name and declared type do not matter: what it is, is told from its content.
#[utoipa::path(
    post,
    path = "/documents",
    tag = "Documents",
    params(("idempotency-key" = Option<String>, Header, description = "A fresh UUID for each intent; optional here.")),
    request_body(content = UploadForm, content_type = "multipart/form-data", example = json!({
        "file": "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        "purpose": "incorporation",
    })),
    responses(
        (status = 201, description = "Stored.", body = Document),
        (status = 409, description = "The idempotency key is used for something else, or its first request still runs."),
        (status = 413, description = "The file has more than 10 MB."),
        (status = 415, description = "The body is not `multipart/form-data`."),
    )
)]
async fn create_document(
    app: App,
    key: Key,
    origin: Extension<Origin>,
    Form { attempt, upload }: Form,
) -> Result<Told<Document>, Failure> {
    app.contract.create_document(space(&key, origin), attempt, upload).await
}

/// A form with a file, and its attempt when it came with an idempotency key.
struct Form {
    attempt: Option<Attempt>,
    upload: Upload,
}

impl FromRequest<Arc<Service>> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Response> {
        let head = RequestHead::of(&request);
        check_media_type(&request).map_err(Failure::into_response)?;
        // Before a body is waited for.
        head.idempotency_key(false).map_err(Failure::into_response)?;
        let held = enter(service, &request).map_err(Failure::into_response)?;
        let upload = read_form(request, held).await.map_err(Failure::into_response)?;
        let print = |head: &RequestHead| Ok(fingerprint(head, &upload));
        let attempt = once::begin(service, &head, false, print).await?;
        Ok(Self { attempt, upload })
    }
}

fn fingerprint(head: &RequestHead, upload: &Upload) -> Fingerprint {
    let text = |text: &'_ Option<String>| text.clone().unwrap_or_default().into_bytes();
    let (name, purpose) = (text(&upload.file_name), text(&upload.purpose));
    let parts = [("file", upload.bytes.as_slice()), ("name", &name), ("purpose", &purpose)];
    Fingerprint::of_parts(&head.method, &head.path, parts)
}

fn check_media_type(request: &Request) -> Result<(), Failure> {
    let value = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes()).unwrap_or_default();
    let essence = value.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
    if essence.eq_ignore_ascii_case(b"multipart/form-data") {
        return Ok(());
    }
    Err(Failure::refused(Code::UnsupportedMediaType, "This path takes multipart/form-data."))
}

/// The room of the key that asks.
fn enter(service: &Service, request: &Request) -> Result<Held, Failure> {
    let Proven(entry) = request.extensions().get::<Proven>().ok_or_else(|| Failure::not_found("path"))?;
    Ok(service.contract.uploads.enter(entry.organization_id.clone(), entry.environment))
}

/// The whole body, which takes room as it arrives and has to arrive at a pace.
async fn read_body(mut body: Body, held: &mut Held) -> Result<Vec<u8>, Failure> {
    let (begin, mut whole) = (Instant::now(), Whole::of_at_most(FORM_BYTES_MAX));
    let due = |whole: &Whole| begin + PATIENCE + Duration::from_secs((whole.total() / BYTES_A_SECOND) as u64);
    while let Some(data) = timeout_at(due(&whole), body::next(&mut body)).await.map_err(|_| too_slow())?? {
        if !whole.take(&data, || held.grow(data.len())) {
            break;
        }
    }
    whole.end()
}

fn too_slow() -> Failure {
    Failure::refused(Code::RequestTimeout, "The upload came too slowly.")
}

async fn read_form(request: Request, mut held: Held) -> Result<Upload, Failure> {
    let (parts, body) = request.into_parts();
    let bytes = read_body(body, &mut held).await?;
    let whole = Request::from_parts(parts, Body::from(bytes));
    let mut form = Multipart::from_request(whole, &()).await.map_err(|_| malformed())?;
    let mut upload = Upload { held: Some(held), ..Upload::default() };
    let mut seen = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| malformed())? {
        let name = field.name().unwrap_or_default().to_owned();
        if seen.contains(&name) {
            return Err(Failure::invalid_field(&format!("/{name}"), "This part is there twice."));
        }
        take(&mut upload, &name, field).await?;
        seen.push(name);
    }
    if seen.iter().any(|name| name == "file") {
        return Ok(upload);
    }
    Err(Failure::invalid_field("/file", "The form has no file."))
}

async fn take(upload: &mut Upload, name: &str, field: Field<'_>) -> Result<(), Failure> {
    match name {
        "file" => {
            upload.file_name = field.file_name().map(str::to_owned).filter(|name| !name.is_empty());
            upload.bytes = field.bytes().await.map_err(|_| malformed())?.into();
        }
        "purpose" => {
            let text = field.text().await.map_err(|_| malformed())?;
            upload.purpose = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        _ => return Err(Failure::invalid_field("", "The form has a part that is neither file nor purpose.")),
    }
    Ok(())
}

fn malformed() -> Failure {
    Failure::invalid_field("", "The body is not a whole multipart form.")
}
