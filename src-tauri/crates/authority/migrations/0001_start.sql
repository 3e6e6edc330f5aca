-- The first shape of the store. Moments are milliseconds since 1970 UTC. No column holds a secret.

CREATE TABLE organizations (
    id                     TEXT PRIMARY KEY,
    name                   TEXT NOT NULL,
    created_at             INTEGER NOT NULL,
    activation             TEXT NOT NULL DEFAULT 'not_submitted',
    legal_name             TEXT,
    contact_email          TEXT,
    purpose                TEXT,
    submitted_at           INTEGER,
    submitted_by           TEXT,
    approved_at            INTEGER,
    approved_by            TEXT,
    approval_reason        TEXT,
    first_sandbox_call_at  INTEGER,
    first_sandbox_write_at INTEGER
) STRICT;

CREATE TABLE keys (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL CHECK (environment IN ('sandbox', 'live')),
    name            TEXT NOT NULL,
    name_folded     TEXT NOT NULL,
    access_level    TEXT NOT NULL CHECK (access_level IN ('read_only', 'read_write')),
    digest          BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    hint_prefix     TEXT NOT NULL,
    hint_last_four  TEXT NOT NULL,
    note            TEXT,
    created_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL,
    expires_at      INTEGER,
    confirmed_at    INTEGER,
    retiring_since  INTEGER,
    grace_ends_at   INTEGER,
    revoked_at      INTEGER,
    revoked_by      TEXT,
    revoke_reason   TEXT,
    rotation_id     TEXT,
    first_used_at   INTEGER,
    last_used_at    INTEGER
) STRICT;
CREATE INDEX keys_listed ON keys (organization_id, environment, created_at DESC, id DESC);
CREATE INDEX keys_named ON keys (organization_id, environment, name_folded);

CREATE TABLE rotations (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    cause           TEXT NOT NULL CHECK (cause IN ('routine', 'leaked')),
    old_key_id      TEXT NOT NULL REFERENCES keys (id),
    new_key_id      TEXT NOT NULL REFERENCES keys (id),
    grace_seconds   INTEGER,
    started_at      INTEGER NOT NULL,
    started_by      TEXT NOT NULL,
    finished_at     INTEGER,
    undone_at       INTEGER
) STRICT;
CREATE INDEX rotations_listed ON rotations (organization_id, environment, started_at DESC);
CREATE INDEX rotations_open ON rotations (old_key_id) WHERE finished_at IS NULL AND undone_at IS NULL;

-- Calls seen, by key, caller and five-minute slot. Written behind the answers, in batches.
CREATE TABLE usage (
    key_id  TEXT NOT NULL,
    slot    INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent   TEXT NOT NULL,
    calls   INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (key_id, slot, address, agent)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    digest          BLOB PRIMARY KEY CHECK (length(digest) = 32),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    name            TEXT NOT NULL,
    role            TEXT NOT NULL CHECK (role IN ('admin', 'support', 'onboarding', 'operator')),
    created_at      INTEGER NOT NULL
) STRICT;

-- What an idempotency key was used for; the answer itself is made anew, since a secret cannot be told twice.
CREATE TABLE idempotency (
    organization_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint     BLOB NOT NULL,
    subject_id      TEXT NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (organization_id, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    sequence        INTEGER PRIMARY KEY,
    at              INTEGER NOT NULL,
    organization_id TEXT NOT NULL,
    environment     TEXT NOT NULL,
    actor           TEXT NOT NULL,
    action          TEXT NOT NULL,
    subject         TEXT NOT NULL,
    origin          TEXT NOT NULL,
    detail          TEXT NOT NULL,
    hash            BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
-- They catch our own mistakes, not an attacker: the chain of hashes is for that.
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;

-- The public contract's own things, apart by environment.
CREATE TABLE customers (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    name            TEXT NOT NULL,
    country         TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX customers_listed ON customers (organization_id, environment, created_at DESC, id DESC);

CREATE TABLE webhook_endpoints (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    url             TEXT NOT NULL,
    description     TEXT,
    active          INTEGER NOT NULL,
    mode            TEXT NOT NULL CHECK (mode IN ('ALL', 'SELECTED')),
    event_types     TEXT NOT NULL,
    digest          BLOB NOT NULL CHECK (length(digest) = 32),
    created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_endpoints_listed ON webhook_endpoints (organization_id, environment, created_at DESC, id DESC);
