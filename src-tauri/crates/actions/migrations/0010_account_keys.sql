-- A service that tells of an account's keys tells of those that it has now. What it leaves out is kept beside: who made them
-- here, how they ended, and which of them replaces which.
CREATE TABLE account_keys (
    connection_id TEXT NOT NULL, key_id TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (connection_id, key_id)) STRICT, WITHOUT ROWID;

-- Written before a key is asked for: an answer that is lost is looked for in the list, among what was not there before.
CREATE TABLE account_creations (
    connection_id TEXT NOT NULL, once TEXT NOT NULL, name TEXT NOT NULL, known TEXT NOT NULL, at INTEGER NOT NULL,
    key_id TEXT, PRIMARY KEY (connection_id, once)) STRICT, WITHOUT ROWID;

CREATE TABLE account_rotations (
    id TEXT PRIMARY KEY, connection_id TEXT NOT NULL, once TEXT NOT NULL, cause TEXT NOT NULL, old_key TEXT NOT NULL,
    new_key TEXT NOT NULL, started_at INTEGER NOT NULL, handed_over_at INTEGER, new_first_used_at INTEGER,
    finished_at INTEGER, undone_at INTEGER, UNIQUE (connection_id, once)) STRICT, WITHOUT ROWID;
CREATE INDEX account_rotations_of ON account_rotations (connection_id, started_at);
