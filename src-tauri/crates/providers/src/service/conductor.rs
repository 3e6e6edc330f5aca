//! Conductor, an API for QuickBooks Desktop (`facts/conductor.md`).

use keys::Environment;

use super::sheet::{ByHand, Call, Sheet, Sign, Written, text_at};
use crate::{capability::CreateField, guide::Answered, http::Answer, shape::PrefixMeans};

pub(super) const SHEET: Sheet = Sheet {
    id: "conductor",
    name: "Conductor",
    // Section 2. A project has one API, and what is done with it is done.
    hosts: &[(Environment::Live, "https://api.conductor.is/v1")],
    // Section 3: a secret key may do everything in its project.
    levels: &[],
    fields: &[CreateField::Note],
    shape: Written {
        prefixes: &[
            ("sk_conductor_", PrefixMeans::Secret),
            ("sk_live_", PrefixMeans::Secret),
            ("sk_test_", PrefixMeans::Secret),
            ("pk_", PrefixMeans::Publishable),
        ],
        body: None,
    },
    // Sections 4 and 5.
    sign: Sign::Bearer,
    traced_by: None,
    reference,
    code_at: "/error/code",
    // Section 7: it reads only, needs no end-user and does not touch QuickBooks. Its body has names of people and is dropped.
    proof: Call { base: None, path: "/end-users", answered, headroom: |_| None },
    level_proof: None,
    webhooks: None,
    billing: None,
    // Sections 2 and 3.
    is_token: true,
    publishable: true,
    by_hand: Some(ByHand {
        page: "https://conductor.is/",
        create: |_| {
            (
                "conductor.create",
                "In the dashboard, open the project and its API keys. Press “Create secret key”, give it the name above, and copy \
                 it: it is shown once.",
            )
        },
        revoke: (
            "conductor.revoke",
            "In the dashboard, open the project and its API keys, and delete the key named above.",
        ),
    }),
    unknown: &[
        (
            "how a secret key is made of its prefix and a JWT",
            "Whatever follows the prefix is taken. What a token says of itself is shown on request, as unverified, and never believed.",
        ),
        (
            "whether secret keys of older forms still work",
            "Any beginning but a publishable key's is taken; one that is unlike the known ones is told so, and a call decides.",
        ),
        ("whether a deleted key is answered otherwise than a mistyped one", "Both count as refused."),
        ("whether a key can expire", "No expiry is asked for or shown."),
        (
            "which project a key belongs to",
            "A connection leads to one project, as the person names it; nothing is derived.",
        ),
        ("the address of the dashboard", "The service's front page is opened, and the section is named."),
        ("rate limits", "An answer of 429 proves nothing, and nothing is sent again by itself."),
    ],
};

/// Section 5.
fn answered(answer: &Answer) -> Option<Answered> {
    match answer.status.as_u16() {
        200 if text_at(answer, "/objectType") == "list" => Some(Answered::Accepted),
        401 if text_at(answer, "/error/type") == "AUTHENTICATION_ERROR"
            || text_at(answer, "/error/code") == "API_KEY_INVALID" =>
        {
            Some(Answered::Refused)
        }
        // The key was known, and may not do this.
        403 if text_at(answer, "/error/type") == "PERMISSION_ERROR" => Some(Answered::Accepted),
        _ => None,
    }
}

/// Section 4: in the header, and in the body of an error.
fn reference(answer: &Answer) -> String {
    match answer.header("conductor-request-id") {
        "" => text_at(answer, "/error/requestId"),
        id => id.to_owned(),
    }
}
