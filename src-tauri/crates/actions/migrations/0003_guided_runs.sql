-- What a person does by hand at a place that has no call for it. A run holds its guide as it was when it began, so that a
-- newer release goes on with the same steps. `version` counts the writes: whoever read an older one changes nothing.
-- `taking` says that a secret may be in the keychain of which no step tells yet.
CREATE TABLE guided_runs (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, connection_id TEXT NOT NULL, environment TEXT NOT NULL,
    operation TEXT NOT NULL, key_id TEXT, name TEXT NOT NULL, guide TEXT NOT NULL, begun_at INTEGER NOT NULL,
    version INTEGER NOT NULL, taking INTEGER NOT NULL, last_try TEXT, outcome TEXT, ended_at INTEGER) STRICT;
-- A key is led through one run at a time.
CREATE UNIQUE INDEX guided_runs_open ON guided_runs (connection_id, key_id) WHERE ended_at IS NULL;
-- One row for each step that is over, done or left out; the run stands at the first step that has none.
CREATE TABLE guided_steps (
    run_id TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL, evidence TEXT, skipped_because TEXT,
    PRIMARY KEY (run_id, step), CHECK ((evidence IS NULL) <> (skipped_because IS NULL))) STRICT, WITHOUT ROWID;
