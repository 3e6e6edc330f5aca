-- The release before: must not go on; it would let keys pass from any address, at any time, at any cost.
-- What a key may be limited to, and what an organization's rate limits are when they are not the usual ones.

ALTER TABLE keys ADD COLUMN not_before INTEGER;
-- Addresses and ranges with a space between; none means any.
ALTER TABLE keys ADD COLUMN allowed_ips TEXT;
-- Millionths of whatever the proxy counts in.
ALTER TABLE keys ADD COLUMN daily_limit_micros INTEGER;
ALTER TABLE keys ADD COLUMN weekly_limit_micros INTEGER;
ALTER TABLE keys ADD COLUMN monthly_limit_micros INTEGER;
-- Whose account the costs are counted on, when it is not the key's own: that of the key it succeeded.
ALTER TABLE keys ADD COLUMN budget_id TEXT;

-- What was spent, by account and window. Written behind the answers, in batches.
CREATE TABLE spending (
    budget_id    TEXT NOT NULL,
    window_name  TEXT NOT NULL CHECK (window_name IN ('daily', 'weekly', 'monthly')),
    since        INTEGER NOT NULL,
    spent_micros INTEGER NOT NULL,
    PRIMARY KEY (budget_id, window_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE limit_overrides (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    environment     TEXT NOT NULL CHECK (environment IN ('sandbox', 'live')),
    class           TEXT NOT NULL CHECK (class IN ('general', 'expensive')),
    per_second      INTEGER NOT NULL,
    burst           INTEGER NOT NULL,
    set_at          INTEGER NOT NULL,
    PRIMARY KEY (organization_id, environment, class)
) STRICT, WITHOUT ROWID;
