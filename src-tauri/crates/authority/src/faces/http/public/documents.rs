//! Documents.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{DefaultBodyLimit, FromRequest, Request},
    response::{IntoResponse, Response},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, Key, Proven, webhook_endpoints::space};
use crate::{
    Failure, Service,
    contract::documents::{Document, Upload},
    faces::http::{
        form,
        once::{self, RequestHead},
        pipeline::Origin,
    },
    ground::{
        idempotency::{Attempt, Fingerprint, Told},
        uploads::{Held, UPLOAD_BYTES_MAX},
    },
};

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
        form::check_media_type(&request).map_err(Failure::into_response)?;
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

/// The room of the key that asks.
fn enter(service: &Service, request: &Request) -> Result<Held, Failure> {
    let Proven(entry) = request.extensions().get::<Proven>().ok_or_else(|| Failure::not_found("path"))?;
    Ok(service.ground.uploads.enter(entry.organization_id.clone(), entry.environment))
}

async fn read_form(request: Request, mut held: Held) -> Result<Upload, Failure> {
    let parts = form::read(request, &mut held, UPLOAD_BYTES_MAX).await?;
    let mut upload = Upload { held: Some(held), ..Upload::default() };
    let mut has_file = false;
    for part in parts {
        match part.name.as_str() {
            "file" => {
                has_file = true;
                upload.file_name = part.file_name;
                upload.bytes = part.bytes.into();
            }
            "purpose" => upload.purpose = part.text()?,
            _ => return Err(Failure::invalid_field("", "The form has a part that is neither file nor purpose.")),
        }
    }
    if has_file { Ok(upload) } else { Err(Failure::invalid_field("/file", "The form has no file.")) }
}
