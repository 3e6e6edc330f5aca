//! Conduit.im, an AI gateway (`facts/conduit-im.md`).

use keys::Environment;

use super::billing::Billing;
use super::sheet::{ByHand, Call, Sheet, Sign, Written, has_number, text_at};
use crate::{capability::CreateField, guide::Answered, http::Answer};

pub(super) const SHEET: Sheet = Sheet {
    id: "conduit-im",
    name: "Conduit.im",
    // Section 2; section 3: no test environment is known.
    hosts: &[(Environment::Live, "https://api.conduit.im/v1")],
    // Section 4: no access levels are known.
    levels: &[],
    // Section 5: recorded as the person sets them there.
    fields: &[CreateField::Note, CreateField::SpendingLimits],
    shape: Written { prefixes: &[], body: None },
    // Sections 3 and 6.
    sign: Sign::Bearer,
    traced_by: None,
    reference,
    code_at: "/error/code",
    // Section 10, on the billing host: it costs nothing and proves that the key authenticates, not that it is under its cap.
    proof: Call { base: Some("https://conduit.im/api/billing"), path: "/balance", answered, headroom: |_| None },
    level_proof: None,
    webhooks: None,
    // Sections 10 and 11.
    billing: Some(Billing {
        base: "https://conduit.im/api/billing",
        balance: "/balance",
        ledger: "/ledger",
        currency: "USD",
    }),
    is_token: false,
    publishable: false,
    by_hand: Some(ByHand {
        page: "https://conduit.im/",
        create: |_| {
            (
                "conduit-im.create",
                "In the dashboard, open API Keys. Create a key with the name above and the spending limits it is to have, and copy \
                 it: it is shown once.",
            )
        },
        revoke: ("conduit-im.revoke", "In the dashboard, open API Keys and revoke the key named above."),
    }),
    unknown: &[
        ("how a key is written", "Any text of 16 to 2000 visible characters is taken, and a call decides."),
        ("which of its two documented error shapes is sent", "Both are read, codes without regard to case."),
        ("what a revoked key is answered", "Any of the documented refusals counts, and nothing else."),
        (
            "how much of a spending limit is used, and when it begins anew",
            "The limits are recorded as declared, and compared with what the whole account cost in as long a time up to now: a key \
             cannot have cost more.",
        ),
        ("whether an answer has a request ID", "It is looked for in the body, then in the header, and may be missing."),
        ("which key an entry of the ledger is of", "It is counted for the account; no key's own costs are shown."),
        ("the other types of entries", "Each is shown by its own word; whatever is below zero counts as spent."),
        ("a test environment", "There is one environment, and it is treated as live."),
        ("the page of keys within the dashboard", "The service's front page is opened, and the section is named."),
    ],
};

/// Sections 6 to 8.
fn answered(answer: &Answer) -> Option<Answered> {
    let code = text_at(answer, "/error/code").to_ascii_lowercase();
    let has_error = !text_at(answer, "/error/message").is_empty();
    let is_capped = ["spending_limit_exceeded", "api_key_limit_exceeded"].contains(&code.as_str());
    match answer.status.as_u16() {
        200 if has_number(answer, "/balanceInCents") => Some(Answered::Accepted),
        // An account without money, and a key over its cap: each is known there.
        402 if has_error => Some(Answered::Accepted),
        403 | 429 if is_capped => Some(Answered::Accepted),
        401 if ["invalid_api_key", "api_key_invalid", "api_key_expired"].contains(&code.as_str()) => {
            Some(Answered::Refused)
        }
        401 if text_at(answer, "/error/type") == "authentication_error" => Some(Answered::Refused),
        _ => None,
    }
}

/// Section 6: in the body of one shape, and in a header; the other shape has none.
fn reference(answer: &Answer) -> String {
    match text_at(answer, "/error/requestId") {
        id if id.is_empty() => answer.header("x-request-id").to_owned(),
        id => id,
    }
}
