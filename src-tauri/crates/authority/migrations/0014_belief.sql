-- The release before: goes on.
-- The latest moment that is believed to have come, and for how long the machine's clock has been further ahead of it than it
-- may be. `keys/belief.rs` has the rule.
CREATE TABLE clock_belief (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    at             INTEGER NOT NULL,
    doubted_millis INTEGER NOT NULL
) STRICT;
