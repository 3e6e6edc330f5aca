-- The release before: must not go on; it does not know that a submission goes back because of its documents, and shows none of
-- them to whoever decides.
-- What was attached to an organization's activation. One that was removed stays known, so that removing it again is no error;
-- its content is gone.
CREATE TABLE activation_documents (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    kind            TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    size            INTEGER NOT NULL,
    digest          BLOB NOT NULL CHECK (length(digest) = 32),
    uploaded_at     INTEGER NOT NULL,
    uploaded_by     TEXT NOT NULL,
    uploaded_by_id  TEXT,
    removed_at      INTEGER
) STRICT;
-- The same content of the same kind is the same document.
CREATE UNIQUE INDEX activation_documents_once ON activation_documents (organization_id, kind, digest) WHERE removed_at IS NULL;

-- The bytes lie apart, as those of other documents do (`0003_onboarding.sql`).
CREATE TABLE activation_document_bytes (
    document_id TEXT PRIMARY KEY REFERENCES activation_documents (id),
    bytes       BLOB NOT NULL
) STRICT;
