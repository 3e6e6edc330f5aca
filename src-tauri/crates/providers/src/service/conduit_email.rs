//! conduit.email, which hands mail to webhooks (`facts/conduit-email.md`). Its keys are the API tokens of an account, and it
//! has calls for them.

pub(super) mod sessions;
pub(super) mod tokens;

use keys::{AccessLevel, Environment};

use super::sheet::{Call, Sheet, Sign, Written};
use crate::{capability::CreateField, guide::Answered, http::Answer, shape::PrefixMeans};

pub(super) const SHEET: Sheet = Sheet {
    id: "conduit-email",
    name: "conduit.email",
    // Section 1. No test environment is known.
    hosts: &[(Environment::Live, "https://conduit.email/api/v1")],
    // Section 3: no scopes, and no tokens that only read.
    levels: &[AccessLevel::ReadWrite],
    // Section 3; a note is kept here.
    fields: &[CreateField::ExpiresAt, CreateField::Note, CreateField::AllowedIps],
    // Section 3: the prefix, then opaque text of a length that is not documented.
    shape: Written { prefixes: &[("conduit_", PrefixMeans::Secret)], body: None },
    // Section 1: a session's token and an API token in the same header.
    sign: Sign::Bearer,
    traced_by: None,
    // Section 2: no id of a request is documented.
    reference: |_| String::new(),
    code_at: "/code",
    // Section 8: 200 says that it is good from this address, and whose it is.
    proof: Call { base: None, path: "/accounts/me", answered, headroom: |_| None },
    level_proof: None,
    webhooks: None,
    billing: None,
    is_token: false,
    publishable: false,
    by_hand: None,
    unknown: &[
        (
            "what the token of a listed key holds",
            "It may be missing, empty or masked. Only its last four characters are read, where it is masked; anything longer is \
             dropped unread.",
        ),
        ("null or missing times", "Both mean that there is none; so does a time before 1971."),
        (
            "the unit of a new key's life",
            "Seconds are sent, as sessions count in them. A key whose end comes back as another one than was asked for is ended \
             again at once, and that is said.",
        ),
        (
            "what is sent for a key that never ends",
            "Nothing is sent. An end that the service gives it all the same is shown.",
        ),
        (
            "whether a refresh token is good once",
            "A new one is kept before it is used; where none comes, the old one stays.",
        ),
        (
            "whether ended keys stay in the list, and whether it is paged",
            "A key that is missing has ended only where this program ended it, its time is over, or its secret is refused; \
             otherwise it is shown as it was seen last.",
        ),
        (
            "whether an API token may make and end tokens",
            "It is tried. Signing in with a password does it where the service refuses a token.",
        ),
        (
            "what a key with allowed addresses is answered from elsewhere",
            "401, as one that was revoked. Its end counts as proved only where it was good from here right before.",
        ),
        (
            "whether making a key may be asked for again",
            "It is not: after a lost answer the list is read, and a key of that name that came since is named before another one \
             is made.",
        ),
        ("its rate limits", "An answer of 429 proves nothing, and nothing is sent again by itself."),
        ("its error codes", "The status decides; the service's own sentence is shown."),
    ],
};

/// Sections 2 and 8.
fn answered(answer: &Answer) -> Option<Answered> {
    match answer.status.as_u16() {
        200 if tokens::account_of(answer).is_some() => Some(Answered::Accepted),
        401 => Some(Answered::Refused),
        _ => None,
    }
}
