-- The release before: goes on.
-- The least schema that a release must know to work on this store: what came after it, a release may leave unread.

CREATE TABLE schema_floor (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL
) STRICT;
