-- The release before: must not go on; it would take an audit log without its oldest rows for a forged one.
-- Webhooks of key management, and the end of audit rows that are older than they have to be.

-- When a key's expiry was written down: an expiry happens by itself.
ALTER TABLE keys ADD COLUMN expiry_noted_at INTEGER;
CREATE INDEX keys_expiring ON keys (expires_at) WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND expiry_noted_at IS NULL;

-- Which alerts webhooks were told of; an alert itself is derived.
CREATE TABLE alerts_told (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    alert_id        TEXT NOT NULL,
    told_at         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, alert_id)
) STRICT, WITHOUT ROWID;

-- A row may be removed once a row `audit.pruned`, which the chain covers, says up to which one. (On a server the function
-- that refuses says so itself.)
CREATE INDEX audit_prunings ON audit (sequence) WHERE action = 'audit.pruned';
DROP TRIGGER audit_is_append_only_delete;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit WHEN OLD.sequence > (SELECT coalesce(max(CAST(subject AS INTEGER)), 0) FROM audit WHERE action = 'audit.pruned') BEGIN SELECT RAISE (ABORT, 'the audit log is append-only'); END;
