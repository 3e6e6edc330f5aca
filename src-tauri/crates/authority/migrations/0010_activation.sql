-- The release before: must not go on; it does not know the states between submitted and approved.
-- The way to live has more states than submitted and approved: it is looked at, sent back with reasons, or rejected.

ALTER TABLE organizations ADD COLUMN reviewed_at INTEGER;
ALTER TABLE organizations ADD COLUMN reviewed_by TEXT;
-- What is missing or why it was rejected, as a JSON list.
ALTER TABLE organizations ADD COLUMN activation_reasons TEXT;
ALTER TABLE organizations ADD COLUMN resubmittable INTEGER NOT NULL DEFAULT 1;
