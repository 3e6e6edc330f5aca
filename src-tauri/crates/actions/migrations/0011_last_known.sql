-- What a connection told of its keys when it was asked last, for the list of all connections: what cannot be reached now is
-- shown with the age of this. It is read as a whole and written as a whole, and it holds no secret.
CREATE TABLE last_known (
    connection_id TEXT PRIMARY KEY, read_at INTEGER NOT NULL, told TEXT NOT NULL) STRICT, WITHOUT ROWID;
