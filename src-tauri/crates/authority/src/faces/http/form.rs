//! Reading a form with a file in it. It takes room as it arrives, has to arrive at a pace, and is bounded while it is read,
//! with an answer that the client can hear.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, Multipart, Request},
    http::header::CONTENT_TYPE,
};
use keys::wire::Code;
use tokio::time::{Instant, timeout_at};

use super::body::{self, Whole};
use crate::{
    Failure,
    ground::uploads::{FORM_BYTES_MORE, Held},
};

/// How long an upload may say nothing at its begin, and what it has to bring for each second after that. Far below what
/// the ten megabytes need to arrive within a request's time; who has less to send may take it slower.
const PATIENCE: Duration = Duration::from_secs(5);
const BYTES_A_SECOND: usize = 4096;

/// One part of a form.
pub(super) struct Part {
    /// Its name.
    pub(super) name: String,
    /// The name of its file, if it has one.
    pub(super) file_name: Option<String>,
    /// What is in it.
    pub(super) bytes: Bytes,
}

impl Part {
    /// It as text, without the blanks around it; none when nothing is left.
    pub(super) fn text(&self) -> Result<Option<String>, Failure> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| malformed())?.trim();
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }
}

/// Before a body is waited for: whether it is a form at all.
///
/// # Errors
/// [`Code::UnsupportedMediaType`].
pub(super) fn check_media_type(request: &Request) -> Result<(), Failure> {
    let value = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes()).unwrap_or_default();
    let essence = value.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
    if essence.eq_ignore_ascii_case(b"multipart/form-data") {
        return Ok(());
    }
    Err(Failure::refused(Code::UnsupportedMediaType, "This path takes multipart/form-data."))
}

/// The parts of a form whose file has at most so many bytes; each part once.
///
/// # Errors
/// [`Code::PayloadTooLarge`], [`Code::RequestTimeout`], [`Code::RateLimited`] when there is no room for it, or wrong fields.
pub(super) async fn read(request: Request, held: &mut Held, file_bytes_max: usize) -> Result<Vec<Part>, Failure> {
    let (head, body) = request.into_parts();
    let bytes = read_body(body, held, file_bytes_max + FORM_BYTES_MORE).await?;
    let whole = Request::from_parts(head, Body::from(bytes));
    let mut form = Multipart::from_request(whole, &()).await.map_err(|_| malformed())?;
    let mut parts = Vec::<Part>::new();
    while let Some(field) = form.next_field().await.map_err(|_| malformed())? {
        let name = field.name().unwrap_or_default().to_owned();
        if parts.iter().any(|part| part.name == name) {
            return Err(Failure::invalid_field(&format!("/{name}"), "This part is there twice."));
        }
        let file_name = field.file_name().map(str::to_owned).filter(|name| !name.is_empty());
        parts.push(Part { name, file_name, bytes: field.bytes().await.map_err(|_| malformed())? });
    }
    Ok(parts)
}

/// The whole body, which takes room as it arrives and has to arrive at a pace.
async fn read_body(mut body: Body, held: &mut Held, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    let (begin, mut whole) = (Instant::now(), Whole::of_at_most(bytes_max));
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

fn malformed() -> Failure {
    Failure::invalid_field("", "The body is not a whole multipart form.")
}
