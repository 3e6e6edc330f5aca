-- The release before: goes on.
-- Customers come from approved applications; applications name documents.

CREATE TABLE documents (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL,
    file_name       TEXT,
    purpose         TEXT,
    media_type      TEXT NOT NULL,
    size            INTEGER NOT NULL,
    digest          BLOB NOT NULL CHECK (length(digest) = 32),
    created_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL
) STRICT;
CREATE INDEX documents_listed ON documents (organization_id, environment, created_at DESC, id DESC);

-- The bytes lie apart, so that reading what is known of a document never reads the document; in the same database, so
-- that one commit, one backup and one check cover both.
CREATE TABLE document_bytes (
    document_id TEXT PRIMARY KEY REFERENCES documents (id),
    bytes       BLOB NOT NULL
) STRICT;

CREATE TABLE applications (
    id                  TEXT PRIMARY KEY,
    organization_id     TEXT NOT NULL REFERENCES organizations (id),
    environment         TEXT NOT NULL,
    status              TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'approved', 'rejected', 'cancelled')),
    country             TEXT NOT NULL,
    legal_name          TEXT NOT NULL,
    submitted           TEXT NOT NULL,
    client_reference_id TEXT,
    asked_outcome       TEXT,
    next_step_at        INTEGER,
    failure_code        TEXT,
    resubmittable       INTEGER,
    customer_id         TEXT,
    decided_at          INTEGER,
    decided_by          TEXT,
    decision_reason     TEXT,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL
) STRICT;
CREATE INDEX applications_listed ON applications (organization_id, environment, created_at DESC, id DESC);
CREATE INDEX applications_waiting ON applications (next_step_at) WHERE next_step_at IS NOT NULL;

ALTER TABLE customers ADD COLUMN application_id TEXT;
