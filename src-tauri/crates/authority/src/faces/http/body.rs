//! Reading JSON bodies: the media type first, then the size, then the syntax, then the fields, each with its own code.

mod objects;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::header::CONTENT_TYPE,
};
use http_body_util::BodyExt;
use keys::wire::Code;
use serde::de::DeserializeOwned;

use crate::Failure;

/// The largest JSON body that any request needs, in bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// What is still read and thrown away of a body that is too large, so that the client can hear the answer.
const DRAINED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// A checked JSON body.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        check_media_type(request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes()))?;
        let bytes = read(request.into_body()).await?;
        parse(&bytes).map(Self)
    }
}

/// A body without a type is read as JSON (Conduit Financial sheet, section 3.1).
pub(super) fn check_media_type(value: Option<&[u8]>) -> Result<(), Failure> {
    let Some(value) = value else { return Ok(()) };
    let essence = value.split(|b| *b == b';').next().unwrap_or_default().trim_ascii();
    if essence.eq_ignore_ascii_case(b"application/json") {
        return Ok(());
    }
    Err(Failure::refused(Code::UnsupportedMediaType, "This path takes application/json."))
}

/// The whole body, within bounds.
pub(super) async fn read(mut body: Body) -> Result<Vec<u8>, Failure> {
    let mut whole = Whole::of_at_most(BODY_BYTES_MAX);
    while let Some(data) = next(&mut body).await? {
        if !whole.take(&data, || Ok(())) {
            break;
        }
    }
    whole.end()
}

/// The next piece of a body; none at its end.
pub(super) async fn next(body: &mut Body) -> Result<Option<Bytes>, Failure> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::refused(Code::MalformedJson, "The body broke off."))?;
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

/// A body that is being read. One that is refused is still read for a while and thrown away.
pub(super) struct Whole {
    kept: Result<Vec<u8>, Failure>,
    total: usize,
    bytes_max: usize,
}

impl Whole {
    /// One that may have so many bytes.
    pub(super) fn of_at_most(bytes_max: usize) -> Self {
        Self { kept: Ok(Vec::new()), total: 0, bytes_max }
    }

    /// How many bytes have come.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// Takes a piece for which there must be room; answers whether to go on.
    pub(super) fn take(&mut self, data: &[u8], room: impl FnOnce() -> Result<(), Failure>) -> bool {
        self.total += data.len();
        let fits = if self.total > self.bytes_max { Err(too_large(self.bytes_max)) } else { Ok(()) };
        if let Ok(kept) = &mut self.kept {
            match fits.and_then(|()| room()) {
                Ok(()) => kept.extend_from_slice(data),
                Err(refused) => self.kept = Err(refused),
            }
        }
        self.total <= DRAINED_BYTES_MAX
    }

    /// The bytes, or why not.
    pub(super) fn end(self) -> Result<Vec<u8>, Failure> {
        self.kept
    }
}

/// Parses, and says what is wrong without quoting any value: a body can hold what must not be repeated.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let parsed = serde_path_to_error::deserialize(objects::Objects(&mut reader));
    let error = match parsed {
        Ok(value) => {
            return match reader.end() {
                Ok(()) => Ok(value),
                Err(_) => Err(malformed()),
            };
        }
        Err(error) => error,
    };
    // The fields are judged only when the whole text is JSON, however early the first wrong one stands.
    if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err() {
        return Err(malformed());
    }
    let pointer = pointer(error.path());
    let message = error.inner().to_string();
    let names_only =
        ["unknown field", "missing field", "duplicate field"].iter().any(|start| message.starts_with(start));
    let detail = if names_only {
        // serde adds the place in the text; the pointer says it better.
        message.split(" at line ").next().unwrap_or_default().to_owned()
    } else {
        "The value has the wrong type or is not one of the choices.".to_owned()
    };
    Err(Failure::invalid_field(&pointer, detail))
}

fn too_large(bytes_max: usize) -> Failure {
    Failure::refused(Code::PayloadTooLarge, format!("A body here has at most {bytes_max} bytes."))
}

fn malformed() -> Failure {
    Failure::refused(Code::MalformedJson, "The body is not valid JSON.")
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use keys::wire::CreateKey;

    use super::*;

    fn refusal(text: &str) -> (Code, String) {
        match parse::<CreateKey>(text.as_bytes()) {
            Err(Failure::Refused { code, detail, errors }) => {
                (code, errors.first().map_or(detail, |e| format!("{} {}", e.pointer, e.detail)))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for text in ["", "{", "[1", "{\"environment\":\"sandbox\",\"name\":\"x\"} trailing", "\u{0}"] {
            assert_eq!(refusal(text).0, Code::MalformedJson, "{text}");
        }
        let (code, words) = refusal(r#"{"environment":"sandbox","name":"x","extra":1}"#);
        assert_eq!(code, Code::ValidationError);
        assert!(words.contains("unknown field `extra`"), "{words}");
        assert!(refusal(r#"{"name":"x"}"#).1.contains("missing field `environment`"));
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        assert_eq!(refusal(r#"["sandbox","x"]"#).0, Code::ValidationError, "by their order, fields would be guessed");
        let (code, words) = refusal(r#"{"environment":"sandbox","name":"x","spendingLimits":[null,null]}"#);
        assert_eq!((code, words.contains("/spendingLimits")), (Code::ValidationError, true), "{words}");
        let asked =
            r#"{"environment":"sandbox","name":"x","allowedIps":["192.0.2.1"],"spendingLimits":{"dailyMicros":5}}"#;
        let parsed = parse::<CreateKey>(asked.as_bytes()).unwrap();
        assert_eq!(parsed.allowed_ips, ["192.0.2.1"], "arrays stay arrays, objects objects");
        assert_eq!(parsed.spending_limits.daily_micros, Some(5));
    }

    #[test]
    fn a_wrong_value_is_never_repeated() {
        let (_, words) = refusal(r#"{"environment":"sandbox","name":["hunter2"]}"#);
        assert!(!words.contains("hunter2"), "{words}");
        let (_, words) = refusal(r#"{"environment":"hunter2","name":"x"}"#);
        assert!(!words.contains("hunter2"), "{words}");
    }
}
