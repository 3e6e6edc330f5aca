-- A key is known by its connection and its id, because two places may both have a key "1". `carried` says whether the
-- keychain's item is named by both: an item of the first release is named by the key's id alone, until it is carried over.
CREATE TABLE saved_by_connection (
    connection_id TEXT NOT NULL, key_id TEXT NOT NULL, name TEXT NOT NULL, environment TEXT NOT NULL,
    hint_prefix TEXT NOT NULL, hint_last_four TEXT NOT NULL, saved_at INTEGER NOT NULL, lost_at INTEGER,
    carried INTEGER NOT NULL, PRIMARY KEY (connection_id, key_id)) STRICT, WITHOUT ROWID;
INSERT INTO saved_by_connection
    SELECT connection_id, key_id, name, environment, hint_prefix, hint_last_four, saved_at, lost_at, 0 FROM saved_secrets;
DROP TABLE saved_secrets;
ALTER TABLE saved_by_connection RENAME TO saved_secrets;
