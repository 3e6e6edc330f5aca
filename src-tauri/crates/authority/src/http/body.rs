//! Reading JSON bodies: the media type first, then the size, then the syntax, then the fields, each with its own code.

mod objects;

use axum::{
    body::Body,
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
pub(super) async fn read(body: Body) -> Result<Vec<u8>, Failure> {
    read_up_to(body, BODY_BYTES_MAX).await
}

/// The whole body of at most so many bytes.
pub(super) async fn read_up_to(mut body: Body, bytes_max: usize) -> Result<Vec<u8>, Failure> {
    let (mut kept, mut total) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::refused(Code::MalformedJson, "The body broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        total += data.len();
        if total > DRAINED_BYTES_MAX {
            break;
        }
        if total <= bytes_max {
            kept.extend_from_slice(&data);
        }
    }
    if total <= bytes_max {
        return Ok(kept);
    }
    Err(Failure::refused(Code::PayloadTooLarge, format!("A body here has at most {bytes_max} bytes.")))
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
