-- The release before: must not go on; it would take revoked and expired tokens for good ones.
-- Members, their sessions, and what slows down who guesses. Passwords are kept as Argon2id hashes, tokens and codes as
-- digests, TOTP secrets sealed.

CREATE TABLE members (
    id                  TEXT PRIMARY KEY,
    organization_id     TEXT NOT NULL REFERENCES organizations (id),
    email               TEXT NOT NULL,
    email_folded        TEXT NOT NULL,
    name                TEXT NOT NULL,
    role                TEXT NOT NULL CHECK (role IN ('admin', 'support', 'onboarding', 'operator')),
    created_at          INTEGER NOT NULL,
    created_by          TEXT NOT NULL,
    password_hash       TEXT,
    invitation_digest   BLOB UNIQUE,
    invitation_ends_at  INTEGER,
    totp_sealed         BLOB,
    totp_confirmed_at   INTEGER,
    totp_last_step      INTEGER,
    last_sign_in_at     INTEGER,
    revoked_at          INTEGER,
    revoked_by          TEXT,
    revoke_reason       TEXT
) STRICT;
CREATE INDEX members_listed ON members (organization_id, created_at DESC, id DESC);
-- Signing in names no organization, so an address is one member's in the whole store.
CREATE UNIQUE INDEX members_by_email ON members (email_folded) WHERE revoked_at IS NULL;

CREATE TABLE backup_codes (
    member_id TEXT NOT NULL REFERENCES members (id),
    digest    BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (member_id, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id             TEXT PRIMARY KEY,
    member_id      TEXT NOT NULL REFERENCES members (id),
    began_at       INTEGER NOT NULL,
    access_digest  BLOB NOT NULL UNIQUE CHECK (length(access_digest) = 32),
    access_ends_at INTEGER NOT NULL,
    newest         INTEGER NOT NULL,
    given_for      INTEGER,
    given_at       INTEGER NOT NULL,
    ended_at       INTEGER
) STRICT;
CREATE INDEX sessions_of_member ON sessions (member_id);

CREATE TABLE refresh_tokens (
    digest     BLOB PRIMARY KEY CHECK (length(digest) = 32),
    session_id TEXT NOT NULL REFERENCES sessions (id),
    number     INTEGER NOT NULL,
    made_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

CREATE TABLE known_devices (
    digest    BLOB PRIMARY KEY CHECK (length(digest) = 32),
    member_id TEXT NOT NULL REFERENCES members (id),
    last_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_devices_of_member ON known_devices (member_id);

CREATE TABLE known_addresses (
    member_id TEXT NOT NULL REFERENCES members (id),
    address   TEXT NOT NULL,
    last_at   INTEGER NOT NULL,
    PRIMARY KEY (member_id, address)
) STRICT, WITHOUT ROWID;

-- The subject is a digest of whom the failures are counted for: nobody learns from it which addresses were tried.
CREATE TABLE sign_in_failures (
    scope   TEXT NOT NULL,
    subject BLOB NOT NULL CHECK (length(subject) = 32),
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (scope, subject)
) STRICT, WITHOUT ROWID;

-- Something sealed with the one sealing key of this store, so that another one is noticed at the start.
CREATE TABLE sealing (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    probe BLOB NOT NULL
) STRICT;

ALTER TABLE tokens ADD COLUMN id TEXT;
ALTER TABLE tokens ADD COLUMN created_by TEXT;
ALTER TABLE tokens ADD COLUMN expires_at INTEGER;
ALTER TABLE tokens ADD COLUMN revoked_at INTEGER;
ALTER TABLE tokens ADD COLUMN revoked_by TEXT;
ALTER TABLE tokens ADD COLUMN revoke_reason TEXT;
