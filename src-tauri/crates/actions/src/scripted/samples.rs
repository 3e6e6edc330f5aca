//! What a place tells of, one of each.

use keys::{
    AccessLevel, Actor, ActorKind, Correlation, Environment, Hint, KeyState,
    mint::mint_id,
    rotation::{Cause, Step},
    spending::SpendingLimits,
    wire::{
        self, Activation, ActivationState, AuditEntry, Key, ListMeta, Member, MemberState, Page, RefusedBy, Revoked,
        Role, Rotation, Token,
    },
};

use super::{ambient, now};

/// A key as a place tells of it.
pub(crate) fn key(name: &str, environment: Environment, state: KeyState) -> Key {
    Key {
        id: mint_id("key", &ambient()),
        environment,
        name: name.to_owned(),
        access_level: AccessLevel::ReadOnly,
        hint: Hint { prefix: environment.key_prefix().to_owned(), last_four: "9f2c".to_owned() },
        state,
        note: None,
        created_at: now(),
        created_by: somebody(),
        confirmed_at: (state != KeyState::Pending).then(now),
        not_before: None,
        ends_at: None,
        allowed_ips: Vec::new(),
        spending_limits: SpendingLimits::default(),
        last_used_at: None,
        calls_by_hour: vec![0; 24],
        quarantine: None,
        revocation: None,
        rotation_id: None,
    }
}

/// A rotation of a live key. The two have different names, so that it is seen which one is asked for.
pub(crate) fn rotation(cause: Cause, step: Step) -> Rotation {
    let id = mint_id("rot", &ambient());
    let (old, new) = match step {
        Step::Created => (KeyState::Active, KeyState::Pending),
        _ => (KeyState::Retiring, KeyState::Active),
    };
    let part = |name, state| Key { rotation_id: Some(id.clone()), ..key(name, Environment::Live, state) };
    Rotation {
        environment: Environment::Live,
        cause,
        step,
        old_key: part("payouts", old),
        new_key: part("successor", new),
        started_at: now(),
        started_by: somebody(),
        handed_over_at: None,
        new_first_used_at: None,
        old_last_used_at: None,
        old_ends_at: None,
        finished_at: None,
        undone_at: None,
        stalled: None,
        quiet_minutes: None,
        quiet_since: None,
        quiet_ends_at: None,
        ended_quiet: false,
        id,
    }
}

/// An organization on its way to live.
pub(crate) fn activation(state: ActivationState) -> Activation {
    Activation {
        organization: wire::ActivationOrganization {
            id: "org_x".to_owned(),
            name: "Acme".to_owned(),
            created_at: now(),
        },
        state,
        legal_name: None,
        contact_email: None,
        purpose: None,
        submitted_at: None,
        submitted_by: None,
        approved_at: None,
        approved_by: None,
        approval_reason: None,
        reviewed_by: None,
        reviewed_at: None,
        reasons: Vec::new(),
        submittable: true,
        decidable: false,
        evidence: Vec::new(),
        addresses_waiver: None,
        documents: Vec::new(),
    }
}

/// The smallest PDF that is one.
pub(crate) const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// That document, attached under this name.
pub(crate) fn document(file_name: &str, sha256: &str) -> wire::ActivationDocument {
    wire::ActivationDocument {
        id: mint_id("doc", &ambient()),
        kind: wire::DocumentKind::Other,
        file_name: file_name.to_owned(),
        content_type: keys::file_type::FileType::Pdf,
        size: PDF.len() as u64,
        sha256: sha256.to_owned(),
        uploaded_at: now(),
        uploaded_by: somebody(),
    }
}

/// A request as the records have it.
pub(crate) fn alert() -> wire::Alert {
    wire::Alert {
        id: mint_id("alt", &ambient()),
        kind: wire::AlertKind::Expiring,
        severity: wire::Severity::Warning,
        environment: Environment::Live,
        key_id: mint_id("key", &ambient()),
        key_name: "payouts".to_owned(),
        since: now(),
        evidence: "It ends by itself soon.".to_owned(),
        to_do: "Rotate it before it ends.".to_owned(),
        rotation_id: None,
        acknowledged_by: None,
        acknowledged_at: None,
    }
}

pub(crate) fn request(status: u16) -> wire::Request {
    wire::Request {
        correlation_id: Correlation::mint(&ambient()).to_string(),
        at: now(),
        environment: Some(Environment::Live),
        method: "GET".to_owned(),
        route: "/v2/customers".to_owned(),
        path: "/v2/customers".to_owned(),
        status,
        code: None,
        refusal: None,
        limit: None,
        key_id: None,
        actor: None,
        client_correlation_id: None,
        idempotency_key: None,
        address: "127.0.0.1".to_owned(),
        agent: "curl".to_owned(),
        duration_micros: 900,
    }
}

/// A member as a place tells of them; one who is invited has an open invitation.
pub(crate) fn member(name: &str, state: MemberState) -> Member {
    Member {
        id: mint_id("usr", &ambient()),
        email: format!("{}@acme.example", name.to_lowercase()),
        name: name.to_owned(),
        role: Role::Admin,
        state,
        totp: false,
        created_at: now(),
        created_by: somebody(),
        last_sign_in_at: None,
        invitation_ends_at: (state == MemberState::Invited).then(|| now().plus_seconds(3600)),
        revocation: None,
    }
}

/// A management token as a place tells of it.
pub(crate) fn token(name: &str) -> Token {
    Token {
        id: mint_id("tok", &ambient()),
        name: name.to_owned(),
        role: Role::Support,
        created_at: now(),
        created_by: somebody(),
        expires_at: None,
        revocation: None,
    }
}

/// A webhook endpoint as a place tells of it, before anything was sent.
pub(crate) fn webhook() -> wire::WebhookEndpoint {
    wire::WebhookEndpoint {
        id: mint_id("wep", &ambient()),
        environment: Some(Environment::Sandbox),
        url: "https://hooks.example.com/in".to_owned(),
        description: None,
        active: true,
        subscription: wire::Subscription::default(),
        signature: wire::WebhookSignature {
            header: "X-Conduit-Signature".to_owned(),
            scheme: "v1".to_owned(),
            algorithm: "HMAC-SHA256".to_owned(),
            available: true,
            previous_secret_ends_at: None,
        },
        created_at: now(),
        updated_at: now(),
        recent: Vec::new(),
    }
}

/// A test delivery to an endpoint, before its first attempt.
pub(crate) fn delivery(endpoint: &wire::WebhookEndpoint) -> wire::Delivery {
    wire::Delivery {
        id: mint_id("wdl", &ambient()),
        webhook_endpoint_id: endpoint.id.clone(),
        event_id: mint_id("evt", &ambient()),
        event_type: "webhook.test".to_owned(),
        status: wire::DeliveryStatus::Pending,
        attempt_count: 0,
        max_attempts: 5,
        next_attempt_at: Some(now()),
        created_at: now(),
        updated_at: now(),
        attempts: None,
    }
}

/// A row of the audit log.
pub(crate) fn audit_row(sequence: u64) -> AuditEntry {
    AuditEntry {
        sequence,
        at: now(),
        actor: Actor::authority(),
        action: "key.revoked".to_owned(),
        subject: "key_1".to_owned(),
        environment: Some(Environment::Live),
        origin: "127.0.0.1".to_owned(),
        detail: "leaked".to_owned(),
        hash: format!("{sequence:064x}"),
    }
}

/// The receipt of the key's revocation.
pub(crate) fn revoked(key: &Key) -> Revoked {
    let key = Key { state: KeyState::Revoked, ..key.clone() };
    Revoked { key, refused_by: vec![RefusedBy { node: "one".to_owned(), since: now() }] }
}

/// All there is, on one page.
pub(crate) fn page<T>(data: Vec<T>) -> Page<T> {
    let total = data.len() as u64;
    Page { data, meta: ListMeta { total, ..ListMeta::default() } }
}

pub(super) fn somebody() -> Actor {
    Actor::new(ActorKind::Member, mint_id("mem", &ambient()), "ana@example.com")
}
