-- What the first release had; a journal of that release counts no steps, and has all of this.
CREATE TABLE IF NOT EXISTS connections (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS saved_secrets (
    key_id TEXT PRIMARY KEY, connection_id TEXT NOT NULL, name TEXT NOT NULL, environment TEXT NOT NULL,
    hint_prefix TEXT NOT NULL, hint_last_four TEXT NOT NULL, saved_at INTEGER NOT NULL,
    lost_at INTEGER) STRICT;
