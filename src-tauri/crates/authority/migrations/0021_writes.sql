-- The release before: goes on.
-- What hangs on a key besides its calls. Which of the request records write is noted from here on, by a hash beside those of
-- their ids; what earlier releases wrote is up to this row. A store that begins here has none: whoever fills it brings its own.
CREATE TABLE request_writes (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    after_id INTEGER NOT NULL
) STRICT;
INSERT INTO request_writes (one, after_id) SELECT 1, max(id) FROM requests HAVING max(id) IS NOT NULL;

-- The webhook endpoints that were created with a key.
CREATE TABLE key_webhook_endpoints (
    key_id      TEXT NOT NULL,
    endpoint_id TEXT NOT NULL,
    PRIMARY KEY (key_id, endpoint_id)
) STRICT, WITHOUT ROWID;
INSERT INTO key_webhook_endpoints (key_id, endpoint_id)
    SELECT DISTINCT substr(a.actor_id, 5), a.subject FROM audit a
    WHERE a.action = 'webhook_endpoint.created' AND a.actor_id LIKE 'key:%';
