-- A service tells nobody of the calls that were made to it, so each is kept with the ids that its support knows it by. The
-- status is missing where the answer was lost.
CREATE TABLE service_calls (
    id INTEGER PRIMARY KEY, connection_id TEXT NOT NULL, environment TEXT NOT NULL, key_id TEXT NOT NULL,
    at INTEGER NOT NULL, took_millis INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER,
    code TEXT NOT NULL, correlation_id TEXT NOT NULL, client_id TEXT NOT NULL, is_client_id_sent INTEGER NOT NULL) STRICT;
CREATE INDEX service_calls_of ON service_calls (connection_id, id);
CREATE INDEX service_calls_by_correlation_id ON service_calls (connection_id, correlation_id, id);
