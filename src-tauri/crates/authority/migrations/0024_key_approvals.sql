-- The release before: must not go on; it would create live keys that nobody approved.
-- Live keys that are asked for, where an organization switched that on (`keys/approval.rs` has the rule). The key's limits stand
-- here as they do in `keys`. What becomes of a wish by itself is told from its moments.
ALTER TABLE organizations ADD COLUMN live_keys_need_approval INTEGER NOT NULL DEFAULT 0;
CREATE TABLE key_approvals (
    id                   TEXT PRIMARY KEY,
    organization_id      TEXT NOT NULL REFERENCES organizations (id),
    name                 TEXT NOT NULL,
    access_level         TEXT NOT NULL,
    lifetime_hours       INTEGER NOT NULL,
    note                 TEXT,
    allowed_ips          TEXT,
    daily_limit_micros   INTEGER,
    weekly_limit_micros  INTEGER,
    monthly_limit_micros INTEGER,
    reason               TEXT NOT NULL,
    asked_at             INTEGER NOT NULL,
    asked_by             TEXT NOT NULL,
    asked_by_id          TEXT NOT NULL,
    decided_at           INTEGER,
    approved             INTEGER,
    decided_by           TEXT,
    decided_by_id        TEXT,
    decision_reason      TEXT,
    withdrawn_at         INTEGER,
    claimed_at           INTEGER,
    key_id               TEXT REFERENCES keys (id)
) STRICT;
CREATE INDEX key_approvals_listed ON key_approvals (organization_id, asked_at, id);
