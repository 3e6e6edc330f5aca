-- The release before: must not go on; it would write keys that no list has.
-- What lists are read by. Each row says it beside what it is told from (`ground/store/listed.rs`); none yet where a release
-- before wrote the row, which is mended before anybody is served.

-- What the key is without a look at the clock; its end, or the last moment that there is; its last call, or 0; its calls in
-- the last 24 hours; its name as people order names; and its words, each after a blank.
ALTER TABLE keys ADD COLUMN state_on_record TEXT;
ALTER TABLE keys ADD COLUMN ends_sorted INTEGER;
ALTER TABLE keys ADD COLUMN used_sorted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN calls_in_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN name_sorted BLOB;
ALTER TABLE keys ADD COLUMN words TEXT;
CREATE INDEX keys_unlisted ON keys (id) WHERE name_sorted IS NULL;
CREATE INDEX keys_by_created ON keys (organization_id, environment, state_on_record, created_at, id);
CREATE INDEX keys_by_name ON keys (organization_id, environment, state_on_record, name_sorted, id);
CREATE INDEX keys_by_use ON keys (organization_id, environment, state_on_record, used_sorted, id, created_at);
CREATE INDEX keys_by_end ON keys (organization_id, environment, state_on_record, ends_sorted, id);
CREATE INDEX keys_by_calls ON keys (organization_id, environment, state_on_record, calls_in_day, id);
CREATE INDEX keys_by_creator ON keys (organization_id, environment, created_by_id, state_on_record, created_at, id);
CREATE INDEX keys_by_level ON keys (organization_id, environment, access_level, id);
-- All states together are read state by state.
DROP INDEX keys_listed;

-- Where each word is. Words are bytes, so that all that begin alike stand together on any server. `space` stands for the
-- organization and the environment, small: whoever finds a key here looks at both there.
CREATE TABLE key_words (
    space  INTEGER NOT NULL,
    word   BLOB NOT NULL,
    key_id TEXT NOT NULL,
    PRIMARY KEY (space, word, key_id)
) STRICT, WITHOUT ROWID;

-- Up to which slot and key the calls have left the last 24 hours.
CREATE TABLE usage_left (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    slot   INTEGER NOT NULL,
    key_id TEXT NOT NULL
) STRICT;
CREATE INDEX usage_by_slot ON usage (slot, key_id);

ALTER TABLE members ADD COLUMN name_sorted BLOB;
ALTER TABLE tokens ADD COLUMN name_sorted BLOB;
CREATE INDEX tokens_listed ON tokens (organization_id, created_at, id);

CREATE INDEX rotations_running ON rotations (organization_id, environment, started_at, id) WHERE finished_at IS NULL AND undone_at IS NULL;
CREATE INDEX rotations_finished ON rotations (organization_id, environment, started_at, id) WHERE finished_at IS NOT NULL;
CREATE INDEX rotations_undone ON rotations (organization_id, environment, started_at, id) WHERE finished_at IS NULL AND undone_at IS NOT NULL;
CREATE INDEX rotations_of_old ON rotations (old_key_id, started_at);
CREATE INDEX rotations_of_new ON rotations (new_key_id, started_at);

CREATE INDEX audit_listed ON audit (organization_id, at, sequence);
CREATE INDEX audit_by_action ON audit (organization_id, action, at, sequence);
CREATE INDEX audit_by_subject ON audit (organization_id, subject, at, sequence);
CREATE INDEX audit_by_actor ON audit (organization_id, actor_id, at, sequence);
CREATE INDEX audit_by_name ON audit (organization_id, actor, at, sequence);

CREATE INDEX webhook_deliveries_in_state ON webhook_deliveries (organization_id, environment, namespace, status, created_at, id);
CREATE INDEX webhook_deliveries_to ON webhook_deliveries (endpoint_id, created_at, id);
