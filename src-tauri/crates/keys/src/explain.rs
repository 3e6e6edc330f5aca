//! What happened to a request, why, and what to do: told from its record and from the facts of its key, as of its moment.

use serde::{Deserialize, Serialize};

use crate::{
    Environment, KeyState, Timestamp,
    lifecycle::Revocation,
    quarantine::Quarantine,
    wire::{Explanation, LimitBucket, LimitThen},
};

/// What is known of a request's key.
#[derive(Clone, Debug)]
pub struct KeyFacts<'a> {
    /// The name a person gave it.
    pub name: &'a str,
    /// The world it belongs to.
    pub environment: Environment,
    /// Its state at the request's moment; none when it did not exist yet.
    pub state_then: Option<KeyState>,
    /// Its state now.
    pub state_now: KeyState,
    /// Its revocation, if it has been revoked by now.
    pub revocation: Option<&'a Revocation>,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
    /// Its last quarantine, if that was not taken back.
    pub quarantine: Option<&'a Quarantine>,
}

/// What the record says.
#[derive(Clone, Debug)]
pub struct RequestFacts<'a> {
    /// When.
    pub at: Timestamp,
    /// The environment of the listener; none for management.
    pub environment: Option<Environment>,
    /// The status that was answered.
    pub status: u16,
    /// The code that was answered.
    pub code: Option<&'a str>,
    /// The true reason of a refusal.
    pub refusal: Option<&'a str>,
    /// The limit that it met.
    pub limit: Option<LimitThen>,
    /// Whose key it was, when it is known.
    pub key: Option<KeyFacts<'a>>,
}

/// Explains a request.
pub fn explain(request: &RequestFacts<'_>) -> Explanation {
    if let Some(reason) = request.refusal.and_then(Reason::of) {
        return of_refusal(request, reason);
    }
    match (request.code, request.status) {
        (Some("RATE_LIMITED"), status) => of_limit(status, request.limit),
        (Some(code), _) => of_code(code, request.status),
        (None, 200..=399) => told(
            "The request was answered as asked.",
            match &request.key {
                Some(key) => format!("The key {} was {}.", key.name, word(key.state_then)),
                None => "Nothing stood against it.".to_owned(),
            },
            "Nothing.",
        ),
        (None, status) => told(&format!("The request was answered with {status}."), "", "Try it again."),
    }
}

fn told(happened: &str, why: impl Into<String>, to_do: &str) -> Explanation {
    Explanation { happened: happened.to_owned(), why: why.into(), to_do: to_do.to_owned() }
}

/// Why a key was refused, as the record has it: what [`crate::verdict::Refusal::reason`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It came without a key.
    Missing,
    /// What came cannot be a key of this authority.
    Malformed,
    /// The key is of the other environment.
    OtherEnvironment,
    /// Well formed, and no such key was ever created here.
    Unknown,
    /// The authority could not prove that what it knew was current.
    NotCurrent,
    /// The key was not confirmed as saved.
    Pending,
    /// The key was revoked.
    Revoked,
    /// The key had ended by itself.
    Expired,
    /// The key was not good yet.
    NotYetValid,
    /// The address is none of the key's.
    IpNotAllowed,
    /// The key may only read.
    ReadOnly,
    /// The key could only read for a time.
    Quarantined,
    /// The key's requests had cost what they may.
    SpendingLimitExceeded,
}

impl Reason {
    /// The reason of this word; none for a word of another release.
    fn of(word: &str) -> Option<Self> {
        serde_json::from_value(word.into()).ok()
    }
}

/// A refused key: the caller was told little, support is told all.
fn of_refusal(request: &RequestFacts<'_>, reason: Reason) -> Explanation {
    const INVALID: &str = "The key was refused as not valid.";
    let key = request.key.as_ref();
    let name = key.map_or("", |key| key.name);
    let side = request.environment.map_or("", Environment::as_str);
    match reason {
        Reason::Missing => told(
            "The request came without a key.",
            "There was no x-api-key header, or it was empty.",
            "Send the key in the x-api-key header; look whether a proxy drops it.",
        ),
        Reason::Malformed => told(
            INVALID,
            "The text cannot be a key of this authority: its length, its characters or its checksum are wrong.",
            "Look for a cut, a quote or a line break in the configured key; compare its last four characters.",
        ),
        Reason::OtherEnvironment => told(
            INVALID,
            match key {
                Some(key) => {
                    format!("{} is a {} key, and the request went to the {side} side.", key.name, key.environment)
                }
                None => {
                    format!("The key's prefix is that of the other environment; the request went to the {side} side.")
                }
            },
            "Use the other base URL, or a key of this environment.",
        ),
        Reason::Unknown => told(
            INVALID,
            "It is well formed, and no such key was ever created here.",
            "Check which authority the key comes from; create another if nobody knows.",
        ),
        Reason::NotCurrent => told(
            "The key was not judged.",
            "The key server had lost its database, or another process had taken it over, so it could not prove that what it \
             knew of keys was current."
                .to_owned(),
            "Try again. If this keeps happening, ask whoever runs the key server to look at its database.",
        ),
        Reason::Pending => told(
            INVALID,
            format!("{name} was created, and nobody had confirmed that its secret is saved.{}", since(key)),
            "Confirm the key, or revoke it and create another.",
        ),
        Reason::Revoked => {
            told(INVALID, revoked(name, key), "Move the caller to a living key: a revoked one never comes back.")
        }
        Reason::Expired => {
            let end = key.and_then(|key| key.ends_at).map(|end| format!(" at {end}")).unwrap_or_default();
            told(
                INVALID,
                format!("{name} ended by itself{end}."),
                "Create or rotate in time; move the caller to a living key.",
            )
        }
        Reason::NotYetValid => told(
            INVALID,
            format!("{name} is not good before a later moment."),
            "Wait for its beginning, or use another key.",
        ),
        Reason::IpNotAllowed => told(
            "The key was refused from this address.",
            format!("{name} may be used from its allowed addresses only."),
            "Call from one of them; if a proxy is between, let the authority trust it.",
        ),
        Reason::ReadOnly => told(
            "The key was good, and the method was refused.",
            format!("{name} is read-only, so it may only use GET."),
            "Use a read-write key for this call. An admin can create one.",
        ),
        Reason::Quarantined => told(
            "The key was good, and the method was refused for a time.",
            match key.and_then(|key| key.quarantine).filter(|quarantine| quarantine.lasts(request.at)) {
                Some(found) => format!(
                    "{name} may only read until {}: {} put it into quarantine at {}. {}",
                    found.until, found.by.name, found.since, found.reason
                ),
                None => format!("{name} was in quarantine at that moment, so it could only read."),
            },
            "Wait for its end, or ask an admin why, who can release it.",
        ),
        Reason::SpendingLimitExceeded => told(
            "The key was good, and the request would have cost too much.",
            format!("{name} has used up one of its spending limits."),
            "Wait until the window ends, or use a key with a higher limit.",
        ),
    }
}

fn revoked(name: &str, key: Option<&KeyFacts<'_>>) -> String {
    match key.and_then(|key| key.revocation) {
        Some(end) => {
            format!("{name} was revoked at {} by {}: {}.", end.at, end.by.name, end.reason.trim_end_matches('.'))
        }
        None => "The key was revoked.".to_owned(),
    }
}

/// What has changed since, so that nobody mends what is mended.
fn since(key: Option<&KeyFacts<'_>>) -> String {
    match key.map(|key| key.state_now) {
        Some(now) if now != KeyState::Pending => format!(" Meanwhile it is {}.", word(Some(now))),
        _ => String::new(),
    }
}

fn word(state: Option<KeyState>) -> &'static str {
    match state {
        None => "not there yet",
        Some(KeyState::Pending) => "pending",
        Some(KeyState::Active) => "active",
        Some(KeyState::Retiring) => "being rotated out, and good",
        Some(KeyState::Revoked) => "revoked",
        Some(KeyState::Expired) => "expired",
    }
}

/// Too many requests: by which limit, as it was then.
fn of_limit(status: u16, limit: Option<LimitThen>) -> Explanation {
    let mut told = of_code("RATE_LIMITED", status);
    if let Some(LimitThen { bucket, per_second, burst }) = limit {
        let whose = match bucket {
            LimitBucket::General => "The organization's ordinary requests",
            LimitBucket::Expensive => "The organization's expensive requests",
            LimitBucket::Address => "The requests of this address",
            LimitBucket::BadKeys => "The requests of this address with a key that is not valid",
        };
        told.why =
            format!("{whose} were limited to {per_second} a second and {burst} at once, and these were used up.");
    }
    told
}

/// Any other refusal: the published code has its own words.
fn of_code(code: &str, status: u16) -> Explanation {
    let known = serde_json::from_value::<crate::wire::Code>(code.into()).ok();
    let (happened, to_do) =
        known.map_or(("The request was refused.", "Read the answer."), |code| (code.title(), code.resolution()));
    let why = match code {
        "RATE_LIMITED" => "The organization's or the address's bucket was empty.",
        "SERVICE_UNAVAILABLE" | "INTERNAL_ERROR" => "The trouble was the authority's, not the caller's.",
        "IDEMPOTENCY_KEY_CONFLICT" => "The same idempotency key was used before with another body or path.",
        "IDEMPOTENCY_KEY_REQUEST_IN_PROGRESS" => "The first request with the same idempotency key was still running.",
        "NOT_FOUND" => "There was no such thing in the key's organization and environment.",
        _ => "What was sent, or the state of things, did not allow it.",
    };
    told(&format!("{status} {code}: {happened}."), why, to_do)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn refused<'a>(reason: &'a str, key: Option<KeyFacts<'a>>) -> RequestFacts<'a> {
        let environment = Some(Environment::Live);
        RequestFacts {
            at: at(0),
            environment,
            status: 401,
            code: Some("API_KEY_INVALID"),
            refusal: Some(reason),
            limit: None,
            key,
        }
    }

    fn key(state: KeyState, revocation: Option<&Revocation>) -> KeyFacts<'_> {
        let environment = Environment::Sandbox;
        KeyFacts {
            name: "billing",
            environment,
            state_then: Some(state),
            state_now: state,
            revocation,
            ends_at: None,
            quarantine: None,
        }
    }

    #[test]
    fn support_is_told_what_the_caller_is_not() {
        let end = Revocation { at: at(0), by: Actor::unknown("ana"), reason: "leaked.".to_owned() };
        let told = explain(&refused("revoked", Some(key(KeyState::Revoked, Some(&end)))));
        assert_eq!(told.why, "billing was revoked at 1970-01-01T00:00:00.000Z by ana: leaked.");
        let told = explain(&refused("other_environment", Some(key(KeyState::Active, None))));
        assert_eq!(told.why, "billing is a sandbox key, and the request went to the live side.");
    }

    #[test]
    fn what_is_mended_meanwhile_is_said() {
        let facts = KeyFacts { state_now: KeyState::Active, ..key(KeyState::Pending, None) };
        assert!(explain(&refused("pending", Some(facts))).why.ends_with("Meanwhile it is active."));
    }

    #[test]
    fn every_reason_and_every_code_has_words() {
        for reason in crate::verdict::Refusal::ALL.map(crate::verdict::Refusal::reason) {
            let told = explain(&refused(reason, None));
            assert!(!told.happened.contains("API_KEY_INVALID"), "{reason} has words of its own: {}", told.happened);
        }
        for code in crate::wire::Code::ALL {
            let name = code.as_str();
            let told = explain(&RequestFacts { refusal: None, code: Some(&name), ..refused("", None) });
            assert!(told.happened.contains(code.title()) && !told.to_do.is_empty(), "{name}");
        }
        let good =
            RequestFacts { status: 200, code: None, refusal: None, ..refused("", Some(key(KeyState::Active, None))) };
        assert_eq!(explain(&good).why, "The key billing was active.");
    }
}
