-- A connection may lead to a service that has no call for its keys: `service` names it, and its addresses are its own unless
-- others stand in for them. What a person says of a key that they make there is kept with the run that led them, since the
-- service tells nothing of it later; and so is every call that proved a key, or did not.
ALTER TABLE connections ADD COLUMN service TEXT;
CREATE TABLE connection_hosts (
    connection_id TEXT NOT NULL, environment TEXT NOT NULL, url TEXT NOT NULL,
    PRIMARY KEY (connection_id, environment)) STRICT, WITHOUT ROWID;
ALTER TABLE guided_runs ADD COLUMN declared TEXT NOT NULL DEFAULT '{}';
CREATE TABLE key_proofs (
    id INTEGER PRIMARY KEY, connection_id TEXT NOT NULL, key_id TEXT NOT NULL, call TEXT NOT NULL) STRICT;
CREATE INDEX key_proofs_of ON key_proofs (connection_id, key_id, id);
