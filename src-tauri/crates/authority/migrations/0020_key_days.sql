-- The release before: goes on.
-- How many days old a key of the environment may become; none where nothing was said (`keys/due.rs` has the rule).
ALTER TABLE organizations ADD COLUMN sandbox_key_days INTEGER;
ALTER TABLE organizations ADD COLUMN live_key_days INTEGER;
