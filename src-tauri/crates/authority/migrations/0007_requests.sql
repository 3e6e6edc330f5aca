-- The release before: goes on.
-- What was noted about each request. Made to be small: ten million of them belong on a laptop.
--
-- A record's id is its moment in milliseconds, then 20 random bits. The correlation ID carries the same moment, so that a
-- record is found by it without an index: `correlation` is what stands behind the moment. Words that repeat stand once.
CREATE TABLE requests (
    id          INTEGER PRIMARY KEY,
    correlation BLOB NOT NULL,
    actor       INTEGER,
    address     BLOB NOT NULL,
    agent       INTEGER NOT NULL,
    route       INTEGER NOT NULL,
    path        TEXT,
    outcome     INTEGER NOT NULL,
    micros      INTEGER NOT NULL,
    client      BLOB,
    idempotency BLOB
) STRICT;

-- Who, by what route, with what outcome. `epoch` is the last one that used the word.
CREATE TABLE request_words (
    no    INTEGER PRIMARY KEY,
    text  TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL
) STRICT;

-- Records in the order of their writing are cut into epochs. The hashes of an epoch's ids stand together, so that writing
-- one touches a few pages of one epoch instead of any page of all; looking one up asks each epoch once.
CREATE TABLE request_epochs (
    no       INTEGER PRIMARY KEY,
    began_at INTEGER NOT NULL,
    first_id INTEGER NOT NULL,
    last_id  INTEGER NOT NULL,
    records  INTEGER NOT NULL
) STRICT;
CREATE TABLE request_ids (
    epoch      INTEGER NOT NULL,
    hash       INTEGER NOT NULL,
    request_id INTEGER NOT NULL,
    PRIMARY KEY (epoch, hash, request_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_hinted ON keys (hint_last_four, organization_id);
