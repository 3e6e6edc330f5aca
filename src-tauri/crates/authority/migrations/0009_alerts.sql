-- The release before: goes on.
-- What alerts are derived from, besides the facts that stand elsewhere; and who has taken note of which.

-- A report that a key's secret leaked. The found text is compared by its digest and never kept.
CREATE TABLE leaks (
    key_id      TEXT PRIMARY KEY REFERENCES keys (id),
    reported_at INTEGER NOT NULL,
    reported_by TEXT NOT NULL,
    place       TEXT NOT NULL
) STRICT;

-- Calls with a revoked key, by caller. Written behind the answers, with the request records.
CREATE TABLE refused_calls (
    key_id   TEXT NOT NULL,
    address  TEXT NOT NULL,
    agent    TEXT NOT NULL,
    calls    INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    PRIMARY KEY (key_id, address, agent)
) STRICT, WITHOUT ROWID;

-- The first call of each caller of a key, of the first 200.
CREATE TABLE key_callers (
    key_id   TEXT NOT NULL,
    address  TEXT NOT NULL,
    agent    TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    PRIMARY KEY (key_id, address, agent)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_notes (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    alert_id        TEXT NOT NULL,
    noted_at        INTEGER NOT NULL,
    noted_by        TEXT NOT NULL,
    PRIMARY KEY (organization_id, alert_id)
) STRICT, WITHOUT ROWID;
