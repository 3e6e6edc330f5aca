//! Request records as they travel: what the authority noted about one request.

use serde::{Deserialize, Serialize};

use super::{AuditEntry, Complaint, FieldCode, FieldError, Key};
use crate::{Actor, Environment, KeyState, Timestamp, address::ClientAddress};

/// Longer than any word that an agent is kept by.
pub const AGENT_LENGTH_MAX: usize = 200;

/// What was noted about one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The server's own id of it.
    pub correlation_id: String,
    /// When it began.
    pub at: Timestamp,
    /// Which environment's listener it came to; null for management.
    pub environment: Option<Environment>,
    /// Its method; for a reverse proxy's question, the one asked about.
    pub method: String,
    /// The route it took, with its variables' names; empty when no route took it.
    pub route: String,
    /// Its path, without what looked like a secret and without a query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The code of a refusal.
    pub code: Option<String>,
    /// The true reason for which a key was refused, in one word. The caller was not told.
    pub refusal: Option<String>,
    /// The limit that it met, as that was then; of a 429 alone. A release before did not note it.
    #[serde(default)]
    pub limit: Option<LimitThen>,
    /// The key it came with, if that is known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::KeyId>))]
    pub key_id: Option<String>,
    /// Who asked the management API.
    pub actor: Option<Actor>,
    /// The client's own id of it.
    pub client_correlation_id: Option<String>,
    /// The idempotency key it came with.
    pub idempotency_key: Option<String>,
    /// The address it came from.
    pub address: String,
    /// The first word of its user agent.
    pub agent: String,
    /// How long its answer took, in microseconds.
    pub duration_micros: u32,
}

/// A rate limit at the moment when a request met it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LimitThen {
    /// Which bucket was empty.
    pub bucket: LimitBucket,
    /// Requests a second, sustained.
    pub per_second: u32,
    /// Requests at once, after a rest.
    pub burst: u32,
}

words! {
    /// Whose requests are counted together.
    LimitBucket, "snake_case" {
        /// The organization's ordinary ones.
        General = "general",
        /// The organization's expensive ones, of routes that do much.
        Expensive = "expensive",
        /// Those of one address, before its key is looked at.
        Address = "address",
        /// Those of one address whose key is not valid.
        BadKeys = "bad_keys",
    }
}

words! {
    /// Which side a request came in at.
    RequestSide, "snake_case" {
        /// The sandbox.
        Sandbox = "sandbox",
        /// Live.
        Live = "live",
        /// The management API, which is of no environment.
        Management = "management",
    }
}

words! {
    /// How a request was answered, in the words of whoever looks for the ones that went wrong.
    Answered, "snake_case" {
        /// As asked: below 400.
        Good = "good",
        /// Refused, and not for haste: 400 to 499 but 429.
        Refused = "refused",
        /// Too many at once: 429.
        Limited = "limited",
        /// The server's own fault: 500 and above.
        Failed = "failed",
    }
}

impl RequestSide {
    /// The side of a record's environment.
    pub fn of(environment: Option<Environment>) -> Self {
        match environment {
            Some(Environment::Sandbox) => Self::Sandbox,
            Some(Environment::Live) => Self::Live,
            None => Self::Management,
        }
    }
}

impl Answered {
    /// What a status means.
    pub fn of(status: u16) -> Self {
        match status {
            ..400 => Self::Good,
            429 => Self::Limited,
            400..500 => Self::Refused,
            500.. => Self::Failed,
        }
    }
}

/// Which request records; each part that is named leaves out what does not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RequestFilter {
    /// Which side they came in at.
    pub side: Option<RequestSide>,
    /// How they were answered.
    pub answered: Option<Answered>,
    /// The address they came from.
    pub address: Option<String>,
    /// The first word of their user agent.
    pub agent: Option<String>,
}

impl RequestFilter {
    /// The same with its address in the one form that records have.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn checked(self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let address = self.address.map(|text| match ClientAddress::parse(text.trim()) {
            ClientAddress::Unknown => {
                let detail = "This is no IP address. A range cannot be looked for.";
                errors.push(FieldError::new("/address", Complaint::of(FieldCode::NotAnIpAddress, detail)));
                text
            }
            known => known.to_string(),
        });
        if self.agent.as_ref().is_some_and(|agent| agent.chars().count() > AGENT_LENGTH_MAX) {
            let detail = "A program's name has at most 200 characters.";
            errors.push(FieldError::new("/agent", Complaint::too_long(AGENT_LENGTH_MAX, detail)));
        }
        if errors.is_empty() { Ok(Self { address, ..self }) } else { Err(errors) }
    }

    /// Whether it leaves nothing out.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a record is one of these.
    pub fn admits(&self, request: &Request) -> bool {
        self.side.is_none_or(|side| side == RequestSide::of(request.environment))
            && self.answered.is_none_or(|answered| answered == Answered::of(request.status))
            && self.address.as_ref().is_none_or(|address| *address == request.address)
            && self.agent.as_ref().is_none_or(|agent| *agent == request.agent)
    }
}

/// One page of request records, the newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Requests {
    /// The records.
    pub data: Vec<Request>,
    /// Where the neighbours are, and what is missing.
    pub meta: RequestsMeta,
}

/// Where a page of records stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestsMeta {
    /// Always `cursor`.
    pub mode: String,
    /// What to send as `cursor` for the next page; null at the end.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::Cursor>))]
    pub next_cursor: Option<String>,
    /// What to send, with `direction=backward`, for the page before; null at the start.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::Cursor>))]
    pub previous_cursor: Option<String>,
    /// How many there are: exactly up to 1 000, and 1 000 when there are more.
    pub total: u32,
    /// Requests that could not be noted since the authority was started: too many came at once.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub dropped: u64,
}

/// What happened, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What happened, in one sentence.
    pub happened: String,
    /// Why, as of that moment.
    pub why: String,
    /// What to do about it.
    pub to_do: String,
}

/// One request, explained.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedRequest {
    /// What was noted.
    pub request: Request,
    /// What it means.
    pub explanation: Explanation,
    /// The state of its key at that moment; null without a key, or before it was created.
    pub key_state_then: Option<KeyState>,
    /// Its key as it is now.
    pub key: Option<Key>,
    /// Requests that belong to it.
    pub related: RelatedRequests,
    /// What was done to its key after that moment, the earliest first, from the audit log: what it was allowed then can be read
    /// from it. A release before tells none.
    #[serde(default)]
    pub since: Vec<AuditEntry>,
}

/// Requests that belong to one, each list the newest first and short.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RelatedRequests {
    /// With the same client correlation ID.
    pub same_client_correlation_id: Vec<Request>,
    /// With the same idempotency key.
    pub same_idempotency_key: Vec<Request>,
    /// With the same key, just before and after.
    pub same_key: Vec<Request>,
    /// From the same address with the same program, whatever the key, just before and after. A release before tells none.
    #[serde(default)]
    pub same_caller: Vec<Request>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(status: u16, environment: Option<Environment>, address: &str) -> Request {
        Request {
            correlation_id: String::new(),
            at: Timestamp::from_millis(0),
            environment,
            method: "GET".to_owned(),
            route: String::new(),
            path: "/v2/customers".to_owned(),
            status,
            code: None,
            refusal: None,
            limit: None,
            key_id: None,
            actor: None,
            client_correlation_id: None,
            idempotency_key: None,
            address: address.to_owned(),
            agent: "curl".to_owned(),
            duration_micros: 1,
        }
    }

    #[test]
    fn a_record_has_to_fit_every_part_that_is_named() {
        let refused = request(403, Some(Environment::Live), "192.0.2.1");
        let all = RequestFilter::default();
        assert!(all.is_all() && all.admits(&refused));
        let named = RequestFilter {
            side: Some(RequestSide::Live),
            answered: Some(Answered::Refused),
            address: Some("::ffff:192.0.2.1 ".to_owned()),
            agent: Some("curl".to_owned()),
        };
        let named = named.checked().unwrap();
        assert!(named.admits(&refused), "an address in another form is the same");
        for other in [
            RequestFilter { side: Some(RequestSide::Management), ..named.clone() },
            RequestFilter { answered: Some(Answered::Limited), ..named.clone() },
            RequestFilter { address: Some("192.0.2.2".to_owned()), ..named.clone() },
            RequestFilter { agent: Some("cur".to_owned()), ..named.clone() },
        ] {
            assert!(!other.admits(&refused), "{other:?}");
        }
    }

    #[test]
    fn each_status_is_answered_in_one_way() {
        let of = [200, 304, 399, 400, 428, 429, 430, 499, 500, 503].map(Answered::of);
        use Answered::{Failed, Good, Limited, Refused};
        assert_eq!(of, [Good, Good, Good, Refused, Refused, Limited, Refused, Refused, Failed, Failed]);
    }

    #[test]
    fn a_range_and_an_endless_name_are_refused_by_field() {
        let wrong = RequestFilter {
            address: Some("192.0.2.0/24".to_owned()),
            agent: Some("x".repeat(201)),
            ..RequestFilter::default()
        };
        let fields: Vec<_> = wrong.checked().unwrap_err().into_iter().map(|error| error.pointer).collect();
        assert_eq!(fields, ["/address", "/agent"]);
    }
}
