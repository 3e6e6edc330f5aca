-- The release before: goes on.
-- Signed deliveries. A signing secret lies here sealed (seal.rs); the key that opens it is never in the database.

ALTER TABLE webhook_endpoints ADD COLUMN namespace TEXT NOT NULL DEFAULT 'public';
ALTER TABLE webhook_endpoints ADD COLUMN sealed_secret BLOB;
ALTER TABLE webhook_endpoints ADD COLUMN previous_sealed_secret BLOB;
ALTER TABLE webhook_endpoints ADD COLUMN previous_secret_ends_at INTEGER;
ALTER TABLE webhook_endpoints ADD COLUMN updated_at INTEGER;

-- What happened, with the body that is sent word for word. Written in the commit of the change it tells of.
CREATE TABLE webhook_events (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    type            TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    body            TEXT NOT NULL
) STRICT;

-- One event to one endpoint. `attempts` counts those begun; a lease tells whose attempt is running.
CREATE TABLE webhook_deliveries (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    namespace       TEXT NOT NULL,
    endpoint_id     TEXT NOT NULL REFERENCES webhook_endpoints (id),
    event_id        TEXT NOT NULL REFERENCES webhook_events (id),
    event_type      TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'succeeded', 'failed')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    attempts_max    INTEGER NOT NULL,
    next_attempt_at INTEGER,
    leased_until    INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_deliveries_listed ON webhook_deliveries (organization_id, environment, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE status IN ('pending', 'processing');

CREATE TABLE webhook_attempts (
    id           TEXT PRIMARY KEY,
    delivery_id  TEXT NOT NULL REFERENCES webhook_deliveries (id),
    number       INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    outcome      TEXT,
    status_code  INTEGER
) STRICT;
CREATE UNIQUE INDEX webhook_attempts_of ON webhook_attempts (delivery_id, number);
