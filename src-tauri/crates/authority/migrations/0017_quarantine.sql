-- The release before: must not go on; it would let a key write that may only read.
-- Until when a key that may write may only read, since when, who decided that and why.
ALTER TABLE keys ADD COLUMN quarantined_until INTEGER;
ALTER TABLE keys ADD COLUMN quarantined_at INTEGER;
ALTER TABLE keys ADD COLUMN quarantined_by TEXT;
ALTER TABLE keys ADD COLUMN quarantined_by_id TEXT;
ALTER TABLE keys ADD COLUMN quarantine_reason TEXT;
