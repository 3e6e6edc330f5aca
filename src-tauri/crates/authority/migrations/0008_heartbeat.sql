-- The release before: goes on.
-- The one row that a readiness probe writes, to learn whether the store takes writes.
CREATE TABLE heartbeat (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;
