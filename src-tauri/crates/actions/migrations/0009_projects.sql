-- Where a connection leads to one project of a service, the project's publishable key is kept with it. It is no secret.
CREATE TABLE publishable_keys (connection_id TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT, WITHOUT ROWID;
