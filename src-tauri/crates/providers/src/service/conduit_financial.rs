//! Conduit Financial, the v2 API (`facts/conduit-financial.md`).

use keys::{
    AccessLevel, Environment,
    wire::{CLIENT_CORRELATION_ID, CORRELATION_ID},
};

use super::sheet::{ByHand, Call, Sheet, Sign, Write, Written, number_in, text_at};
use super::webhooks::Webhooks;
use crate::{
    capability::CreateField,
    guide::Answered,
    http::Answer,
    proof::Headroom,
    shape::{Alphabet, PrefixMeans},
};

pub(super) const SHEET: Sheet = Sheet {
    id: "conduit-financial",
    name: "Conduit Financial",
    // Section 1.
    hosts: &[
        (Environment::Sandbox, "https://api.sandbox.conduit.financial/v2"),
        (Environment::Live, "https://api.conduit.financial/v2"),
    ],
    // Section 7.1.
    // Section 2.1.
    levels: &[AccessLevel::ReadOnly, AccessLevel::ReadWrite],
    fields: &[CreateField::Note],
    // Section 2.
    shape: Written {
        prefixes: &[
            ("ck_sandbox_", PrefixMeans::SecretOf(Environment::Sandbox)),
            ("ck_live_", PrefixMeans::SecretOf(Environment::Live)),
        ],
        body: Some((Alphabet::Hex, 64)),
    },
    // Section 3.
    sign: Sign::Header("x-api-key"),
    traced_by: Some(CLIENT_CORRELATION_ID),
    reference: |answer| answer.header(CORRELATION_ID).to_owned(),
    code_at: "/type",
    // Section 9, the cheapest list.
    proof: Call { base: None, path: "/customers?limit=1", answered, headroom },
    // Section 2.1: any method but GET is refused to a read-only key. Section 9: this route moves no money; a body without an
    // address fails validation, so that nothing is made.
    level_proof: Some(Write { path: "/webhooks/endpoints", level }),
    billing: None,
    // Sections 9 and 11.
    webhooks: Some(Webhooks {
        path: "/webhooks/endpoints",
        idempotency: "idempotency-key",
        signed: ("X-Conduit-Signature", "v1", "HMAC-SHA256"),
    }),
    is_token: false,
    publishable: false,
    by_hand: Some(ByHand {
        page: "https://app.conduit.financial/",
        create: |environment| match environment {
            Environment::Sandbox => (
                "conduit-financial.create.sandbox",
                "In the dashboard, with the switch on sandbox, open API Keys. Create a key with the access level above, and copy it: \
                 it is shown once.",
            ),
            Environment::Live => (
                "conduit-financial.create.live",
                "In the dashboard, turn the switch to live; it is there once the organization is activated. Open API Keys, create \
                 a key with the access level above, and copy it: it is shown once.",
            ),
        },
        revoke: ("conduit-financial.revoke", "In the dashboard, open API Keys and revoke the key named above."),
    }),
    unknown: &[
        ("whether the hex of a key is in lower case only", "Either case is taken."),
        (
            "the length of a sandbox key",
            "64 characters behind the prefix, as a live key has; anything else is refused before it is sent.",
        ),
        (
            "a key's id, name, age, expiry and last use there",
            "This program keeps its own of each; it shows no expiry and no use.",
        ),
        (
            "whether a key's access level can be read",
            "It is recorded as the person declares it. Where they ask for it, a write that cannot take effect proves it.",
        ),
        (
            "how long a webhook's former signing secret stays good after a rotation",
            "Nothing is said of it; the new one is to be put in place at once.",
        ),
        (
            "which fields of a webhook endpoint are left out when they are empty",
            "An ID and an address are asked for; whatever else is missing is tolerated.",
        ),
        (
            "how soon a revocation takes effect",
            "The old key counts as revoked once it is refused; the call can be made again at any time.",
        ),
        ("the page of keys within the dashboard", "The dashboard's front page is opened, and the section is named."),
        (
            "whether an answer without a correlation ID can be the service's",
            "It is taken for somebody's between, and proves nothing.",
        ),
    ],
};

/// Section 3.2: left out while the service's own limiter is away.
fn headroom(answer: &Answer) -> Option<Headroom> {
    Some(Headroom {
        limit: number_in(answer, "x-ratelimit-limit")?,
        remaining: number_in(answer, "x-ratelimit-remaining")?,
        resets_in_seconds: number_in(answer, "x-ratelimit-reset")?,
    })
}

/// Sections 2.1 and 4.2. What refuses the write is the level, or the empty body behind it.
fn level(answer: &Answer) -> Option<AccessLevel> {
    if answer.header(CORRELATION_ID).is_empty() {
        return None;
    }
    match (answer.status.as_u16(), text_at(answer, "/type").as_str()) {
        (403, "API_KEY_READ_ONLY") => Some(AccessLevel::ReadOnly),
        (400, "VALIDATION_ERROR") => Some(AccessLevel::ReadWrite),
        _ => None,
    }
}

/// Sections 4.1 and 4.2. Every answer of the service has a correlation ID, so one without is of somebody between.
fn answered(answer: &Answer) -> Option<Answered> {
    if answer.header(CORRELATION_ID).is_empty() {
        return None;
    }
    match (answer.status.as_u16(), text_at(answer, "/type").as_str()) {
        (200, _) => Some(Answered::Accepted),
        // The key is good and its sandbox is not set up yet: nothing to rotate (section 7).
        (409, "SANDBOX_NOT_PROVISIONED") => Some(Answered::Accepted),
        // The key was known, and its organization may not read this.
        (403, _) => Some(Answered::Accepted),
        (401, "API_KEY_INVALID") => Some(Answered::Refused),
        // Without a key the answer is of whoever took it away.
        _ => None,
    }
}
