//! The documents of an activation.

use axum::{
    Json,
    extract::{DefaultBodyLimit, FromRequest, Path, Request},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
};
use keys::{
    file_name,
    file_type::FileType,
    openapi::DocumentId,
    wire::{Activation, Complaint, DOCUMENT_BYTES_MAX, DocumentKind, FieldCode},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Answer, App, Manage, created};
use crate::{
    Caller, Failure, Proven,
    faces::http::form::{self, Part},
    people::activation::documents::{AttachDocument, DocumentContent},
};

pub(super) fn routes() -> OpenApiRouter<Manage> {
    // The form is bounded when it is read, with an answer that the client can hear.
    let attach = OpenApiRouter::default().routes(routes!(attach_document)).layer(DefaultBodyLimit::disable());
    attach.merge(OpenApiRouter::default().routes(routes!(get_document)).routes(routes!(remove_document)))
}

/// The form, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read part by part; this describes it")]
struct AttachForm {
    /// What it shows. The kinds are ours.
    kind: DocumentKind,
    /// The file, with its name: PDF, PNG or JPEG by its content, at most 5 MB.
    #[schema(content_media_type = "application/octet-stream", value_type = String)]
    file: Vec<u8>,
}

/// Attach a document to the activation
///
/// What it is, is told from its content. The same content of the same kind is the same document. At most 10, while the
/// organization may submit.
#[utoipa::path(
    post,
    path = "/activation/documents",
    tag = "Activation",
    request_body(content = AttachForm, content_type = "multipart/form-data", example = json!({
        "kind": "certificate_of_incorporation",
        "file": "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    })),
    responses(
        (status = 201, description = "Attached.", body = Activation),
        (status = 200, description = "It was attached already.", body = Activation),
        (status = 409, description = "`CONFLICT`: it is being looked at, or decided for good."),
        (status = 413, description = "The file has more than 5 MB."),
        (status = 415, description = "The body is not `multipart/form-data`."),
    )
)]
async fn attach_document(
    app: App,
    caller: Caller,
    Form(asked): Form,
) -> Result<(StatusCode, HeaderMap, Json<Activation>), Failure> {
    let (activation, replayed) = app.service.people.attach_document(&caller, asked).await?;
    Ok(created(activation, replayed))
}

/// A document's content
///
/// It is handed out to be saved: no browser shows it in the page of this address, guesses another type, or runs what is in it.
#[utoipa::path(
    get,
    path = "/activation/documents/{id}",
    tag = "Activation",
    params(("id" = DocumentId, Path)),
    responses((status = 200, description = "The bytes, as they were attached.", content(
        (String = "application/pdf"), (String = "image/png"), (String = "image/jpeg"),
    )))
)]
async fn get_document(app: App, caller: Caller, Path(id): Path<String>) -> Result<(HeaderMap, Vec<u8>), Failure> {
    Ok(hand_out(app.service.people.document(&caller, &id).await?))
}

/// To be saved, as whoever may read it asked for it.
pub(super) fn hand_out(document: DocumentContent) -> (HeaderMap, Vec<u8>) {
    (headers(&document), document.bytes)
}

/// Remove a document from the activation
///
/// Not while what was submitted waits for a decision: it stays for whoever may have read it.
#[utoipa::path(
    post,
    path = "/activation/documents/{id}/remove",
    tag = "Activation",
    params(("id" = DocumentId, Path)),
    responses(
        (status = 200, body = Activation),
        (status = 409, description = "`CONFLICT`: it waits for a decision, or is decided for good.")
    )
)]
async fn remove_document(app: App, caller: Caller, Path(id): Path<String>) -> Answer<Activation> {
    Ok(Json(app.service.people.remove_document(&caller, &id).await?))
}

/// Nothing of a file that a stranger made may run where somebody opens its address.
fn headers(document: &DocumentContent) -> HeaderMap {
    let name = file_name::to_save(&document.file_name, document.content_type);
    let all: [(HeaderName, HeaderValue); 6] = [
        (CONTENT_TYPE, HeaderValue::from_static(document.content_type.as_str())),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (CONTENT_DISPOSITION, disposition(&name, document.content_type)),
    ];
    all.into_iter().collect()
}

/// To be saved, under its name: for old clients under one that they read, for all others in full (RFC 6266, appendix D).
fn disposition(name: &str, content_type: FileType) -> HeaderValue {
    let plain = format!("document.{}", content_type.extensions()[0]);
    let escaped: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    HeaderValue::try_from(format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{escaped}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// A form with a document.
struct Form(AttachDocument);

impl FromRequest<Manage> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Manage) -> Result<Self, Failure> {
        form::check_media_type(&request)?;
        let proven = request.extensions().get::<Proven>().ok_or_else(|| Failure::not_found("path"))?;
        let organization_id = proven.caller().organization_id.as_str().into();
        let mut held = app.service.ground.uploads.enter(organization_id, None);
        let parts = form::read(request, &mut held, DOCUMENT_BYTES_MAX).await?;
        let (mut kind, mut file) = (None, None);
        for part in parts {
            match part.name.as_str() {
                "kind" => kind = Some(kind_of(&part)?),
                "file" => file = Some(part),
                _ => return Err(Failure::invalid_field("", "The form has a part that is neither file nor kind.")),
            }
        }
        let missing =
            |pointer: &str, words: &str| Failure::invalid_field(pointer, Complaint::of(FieldCode::Missing, words));
        let kind = kind.ok_or_else(|| missing("/kind", "Say what the document shows."))?;
        let file = file.ok_or_else(|| missing("/file", "The form has no file."))?;
        let file_name = file.file_name.unwrap_or_default();
        Ok(Self(AttachDocument { kind, file_name, bytes: file.bytes.into(), held }))
    }
}

fn kind_of(part: &Part) -> Result<DocumentKind, Failure> {
    let known = part.text()?.and_then(|word| word.parse().ok());
    known.ok_or_else(|| {
        let words = DocumentKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
        Failure::invalid_field("/kind", format!("There is no such kind of document; there are: {words}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        for name in ["a\"; filename=\"evil.exe", "zwei\r\nx: y", "Łódź.pdf", "100 %.pdf"] {
            let value = disposition(&file_name::to_save(name, FileType::Pdf), FileType::Pdf);
            let text = value.to_str().unwrap();
            let (plain, escaped) = text.split_once("; filename*=UTF-8''").unwrap();
            assert_eq!(plain, "attachment; filename=\"document.pdf\"");
            assert!(escaped.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_%".contains(&byte)), "{text}");
            assert!(escaped.ends_with(".pdf"), "{text}");
        }
    }
}
