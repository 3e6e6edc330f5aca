-- The release before: must not go on; it would serve the database beside a process that holds the lease.
-- Who serves the database, and how often that was renewed. Only a PostgreSQL server needs it; a file has its folder's lock.
-- `store/lease.rs` has the rules.
CREATE TABLE lease (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    node TEXT    NOT NULL, -- empty when nobody serves
    term INTEGER NOT NULL, -- one higher for each process that takes over
    beat INTEGER NOT NULL  -- one higher at least for each renewal
) STRICT;
