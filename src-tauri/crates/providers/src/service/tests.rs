use keys::{AccessLevel, Ambient, mint::mint_with_prefix};
use reqwest::{StatusCode, header::HeaderMap};

use super::*;
use crate::{
    capability::{Ability, Operation},
    guide::{Answered, Step},
    http::Answer,
    shape::WrongPaste,
};

const OPERATIONS: [GuidedOperation; 4] =
    [GuidedOperation::Create, GuidedOperation::Adopt, GuidedOperation::Rotate, GuidedOperation::Revoke];

fn place(service: Service) -> ServicePlace {
    ServicePlace::new(Client::new().unwrap(), service, BTreeMap::new())
}

fn said(service: Service, status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Option<Answered> {
    (service.sheet().proof.answered)(&answer(status, headers, body))
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
    let headers: HeaderMap =
        headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    Answer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.as_bytes().to_vec() }
}

/// What a sheet says can be used: every operation leads somewhere in every environment, and nowhere else.
#[test]
fn each_service_leads_through_every_operation_that_it_calls_guided() {
    for service in Service::ALL {
        assert_eq!(Service::find(service.id()), Some(service));
    }
    for service in Service::ALL.into_iter().filter(|service| !service.has_account()) {
        let place = place(service);
        let standing = place.known();
        for here in &standing.capabilities.environments {
            for operation in [Operation::CreateKey, Operation::RotateKey, Operation::RevokeKey] {
                assert_eq!(here.operations[&operation], Ability::Guided, "{service:?}");
            }
            for operation in OPERATIONS {
                let guide = place.guide(operation, here.environment).expect("it leads somewhere");
                for step in guide.steps() {
                    if let Step::OpenPage { url } = step {
                        assert!(url.as_str().starts_with("https://"), "{url:?}");
                    }
                }
            }
        }
        let known: Vec<_> = service.hosts().map(|(environment, _)| environment).collect();
        for missing in Environment::ALL.into_iter().filter(|environment| !known.contains(environment)) {
            assert!(place.guide(GuidedOperation::Create, missing).is_none(), "{service:?} {missing}");
        }
        for (_, own) in service.hosts() {
            assert!(BaseUrl::parse(own).unwrap().as_str().starts_with("https://"));
        }
    }
    assert_eq!(Service::find("another"), None);
}

/// Sections 4 and 7 of its sheet.
#[test]
fn conduit_financial_refuses_in_its_own_words_alone() {
    let one = Service::ConduitFinancial;
    let ours = [("x-correlation-id", "c-1")];
    let problem = |code: &str| format!(r#"{{"type":"{code}"}}"#);
    assert_eq!(said(one, 200, &ours, r#"{"data":[]}"#), Some(Answered::Accepted));
    assert_eq!(said(one, 401, &ours, &problem("API_KEY_INVALID")), Some(Answered::Refused));
    let waits = said(one, 409, &ours, &problem("SANDBOX_NOT_PROVISIONED"));
    assert_eq!(waits, Some(Answered::Accepted), "the key is good: it is waited for, never rotated");
    for (status, body) in [
        (401, problem("API_KEY_MISSING")),
        (401, "<html>".to_owned()),
        (409, problem("CONFLICT")),
        (429, problem("RATE_LIMITED")),
        (503, problem("SERVICE_UNAVAILABLE")),
        (302, String::new()),
    ] {
        assert_eq!(said(one, status, &ours, &body), None, "{status} {body}");
    }
    for status in [200, 401, 403] {
        let between = said(one, status, &[], &problem("API_KEY_INVALID"));
        assert_eq!(between, None, "{status}: somebody between, who knows no correlation ID");
    }
}

/// Section 6 of its sheet: which shape the live service sends is not known.
#[test]
fn conduit_im_is_read_in_both_of_its_error_shapes() {
    let one = Service::ConduitIm;
    assert_eq!(said(one, 200, &[], r#"{"balanceInCents":4250,"balanceInDollars":42.5}"#), Some(Answered::Accepted));
    for refused in [
        r#"{"error":{"message":"no","type":"authentication_error","code":"invalid_api_key"}}"#,
        r#"{"error":{"message":"no","code":"API_KEY_INVALID","requestId":"req_1"}}"#,
        r#"{"error":{"message":"no","code":"API_KEY_EXPIRED","requestId":"req_1"}}"#,
    ] {
        assert_eq!(said(one, 401, &[], refused), Some(Answered::Refused), "{refused}");
    }
    for (status, known) in [
        (403, r#"{"error":{"message":"no","type":"authorization_error","code":"spending_limit_exceeded"}}"#),
        (429, r#"{"error":{"message":"no","code":"API_KEY_LIMIT_EXCEEDED"}}"#),
        (402, r#"{"error":{"message":"no money","code":"SOMETHING"}}"#),
    ] {
        assert_eq!(said(one, status, &[], known), Some(Answered::Accepted), "a capped key is a known key: {known}");
    }
    for (status, nothing) in [
        (200, "<html>sign in to the network</html>"),
        (401, "<html>"),
        (429, r#"{"error":{"message":"no","code":"RATE_LIMIT_EXCEEDED"}}"#),
        (500, "{}"),
    ] {
        assert_eq!(said(one, status, &[], nothing), None, "{status} {nothing}");
    }
    let reference = one.sheet().reference;
    assert_eq!(reference(&answer(401, &[("x-request-id", "h")], r#"{"error":{"requestId":"b"}}"#)), "b");
    assert_eq!(reference(&answer(401, &[("x-request-id", "h")], "{}")), "h");
    assert_eq!(reference(&answer(401, &[], "{}")), "", "the shape that has none");
}

/// Section 5 of its sheet.
#[test]
fn conductor_is_read_by_type_and_code() {
    let one = Service::Conductor;
    assert_eq!(
        said(one, 200, &[], r#"{"objectType":"list","url":"/v1/end-users","data":[]}"#),
        Some(Answered::Accepted)
    );
    let refused = r#"{"error":{"type":"AUTHENTICATION_ERROR","code":"API_KEY_INVALID","requestId":"req_2"}}"#;
    assert_eq!(said(one, 401, &[], refused), Some(Answered::Refused));
    assert_eq!((one.sheet().reference)(&answer(401, &[], refused)), "req_2");
    assert_eq!((one.sheet().reference)(&answer(200, &[("conductor-request-id", "req_3")], "{}")), "req_3");
    for (status, nothing) in [(401, "no"), (404, "{}"), (502, r#"{"error":{"type":"INTEGRATION_ERROR"}}"#)] {
        assert_eq!(said(one, status, &[], nothing), None, "{status} {nothing}");
    }
}

#[test]
fn what_was_copied_instead_of_a_secret_is_refused_before_it_is_sent() {
    let shape = |service: Service| service.sheet().shape.shape().unwrap();
    let minted = |prefix| mint_with_prefix(prefix, &Ambient::system()).expose().to_owned();
    let (sandbox, live) = (minted("ck_sandbox_"), minted("ck_live_"));
    let financial = shape(Service::ConduitFinancial);
    assert_eq!(financial.check(&sandbox, Environment::Sandbox).unwrap().prefix, "ck_sandbox_");
    assert_eq!(
        financial.check(&live, Environment::Sandbox),
        Err(WrongPaste::OtherEnvironment(Environment::Live)),
        "the environment stands in it"
    );
    let conductor = shape(Service::Conductor);
    let says = |text: &str| conductor.check(text, Environment::Live).map(|hint| hint.prefix);
    assert_eq!(says(&format!("pk_conductor_{}", "a".repeat(30))), Err(WrongPaste::Publishable));
    assert_eq!(says(&format!("sk_conductor_{} ", "a.b".repeat(30))), Err(WrongPaste::WhiteSpace));
    assert_eq!(says(&format!("sk_conductor_{}", "a.b".repeat(30))).as_deref(), Ok("sk_conductor_"));
    assert_eq!(says(&"x1".repeat(30)).as_deref(), Ok(""), "taken, and called unlike the others");
    assert!(shape(Service::ConduitIm).check(&"x1".repeat(30), Environment::Live).is_ok(), "no form is documented");
}

/// Sections 2.1, 3.2 and 4.2 of its sheet.
#[test]
fn conduit_financial_tells_a_level_by_what_refuses_a_write_and_its_headroom_by_three_headers() {
    let sheet = Service::ConduitFinancial.sheet();
    let proved = |status, ids: &[(&'static str, &'static str)], code: &str| {
        let answer = answer(status, ids, &format!(r#"{{"type":"{code}"}}"#));
        level_proof(sheet, sheet.level_proof.as_ref().unwrap(), &answer)
    };
    let level = |status, code: &str| proved(status, &[("x-correlation-id", "c-1")], code).level;
    assert_eq!(level(403, "API_KEY_READ_ONLY"), Some(AccessLevel::ReadOnly));
    assert_eq!(level(400, "VALIDATION_ERROR"), Some(AccessLevel::ReadWrite));
    for (status, code) in
        [(500, ""), (403, "FEATURE_NOT_ENABLED"), (400, "MALFORMED_JSON"), (415, "UNSUPPORTED_MEDIA_TYPE")]
    {
        assert_eq!(level(status, code), None, "{status} {code} tells nothing of it");
    }
    let made = proved(201, &[("x-correlation-id", "c-1")], "");
    assert_eq!(
        (made.level, made.made_at),
        (Some(AccessLevel::ReadWrite), Some("/webhooks/endpoints")),
        "and it is said"
    );
    let between = proved(201, &[], "");
    assert_eq!((between.level, between.made_at, between.answered), (None, None, None), "not the service's word");
    let three = [("x-ratelimit-limit", "200"), ("x-ratelimit-remaining", "198"), ("x-ratelimit-reset", "1")];
    let told = (sheet.proof.headroom)(&answer(200, &three, "")).unwrap();
    assert_eq!((told.limit, told.remaining, told.resets_in_seconds), (200, 198, 1));
    assert_eq!((sheet.proof.headroom)(&answer(200, &three[..2], "")), None, "the limiter is away");
}

/// Sections 3, 4.4 and 8 of its sheet: its keys are made and ended by calls, and nothing is done there by hand.
#[test]
fn conduit_email_is_asked_for_its_keys_and_leads_nobody_anywhere() {
    let place = place(Service::ConduitEmail);
    assert!(Service::ConduitEmail.has_account());
    for operation in OPERATIONS {
        assert!(place.guide(operation, Environment::Live).is_none());
    }
    let [here] = &place.known().capabilities.environments[..] else { panic!("one environment") };
    for operation in [
        Operation::ReadKeys,
        Operation::CreateKey,
        Operation::RotateKey,
        Operation::RevokeKey,
        Operation::ReadRotations,
    ] {
        assert_eq!(here.operations[&operation], Ability::Automatic, "{operation:?}");
    }
    let owner = r#"{"id":"acc_1","email":"ana@acme.example"}"#;
    for (status, body, expected) in [
        (200, owner, Some(Answered::Accepted)),
        (200, "<html>", None),
        (200, "{}", None),
        (401, "{}", Some(Answered::Refused)),
        (403, "{}", None),
        (429, "{}", None),
        (500, "{}", None),
    ] {
        assert_eq!(said(Service::ConduitEmail, status, &[], body), expected, "{status} {body}");
    }
}
