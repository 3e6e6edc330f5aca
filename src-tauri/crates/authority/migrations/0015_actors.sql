-- The release before: must not go on; it would write names alone, and take a row of the audit log that says more for a changed one.
-- Who did it, beside the name that somebody chose: kind and id, `member:usr_…` (`keys/actor.rs`). None where a release before
-- kept the name alone: such a row stays as it is, also in the audit log's chain.
ALTER TABLE audit ADD COLUMN actor_id TEXT;
ALTER TABLE keys ADD COLUMN created_by_id TEXT;
ALTER TABLE keys ADD COLUMN revoked_by_id TEXT;
ALTER TABLE tokens ADD COLUMN created_by_id TEXT;
ALTER TABLE tokens ADD COLUMN revoked_by_id TEXT;
ALTER TABLE members ADD COLUMN created_by_id TEXT;
ALTER TABLE members ADD COLUMN revoked_by_id TEXT;
ALTER TABLE rotations ADD COLUMN started_by_id TEXT;
ALTER TABLE organizations ADD COLUMN submitted_by_id TEXT;
ALTER TABLE organizations ADD COLUMN approved_by_id TEXT;
ALTER TABLE organizations ADD COLUMN reviewed_by_id TEXT;
ALTER TABLE alert_notes ADD COLUMN noted_by_id TEXT;
ALTER TABLE leaks ADD COLUMN reported_by_id TEXT;
ALTER TABLE documents ADD COLUMN created_by_id TEXT;
ALTER TABLE applications ADD COLUMN decided_by_id TEXT;
