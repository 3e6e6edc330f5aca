-- The release before: goes on.
-- Orders and transactions of the public contract, answers kept for its retries, and the set-up of sandboxes.

-- Answers that are told again when their idempotency key comes again. No body here holds a secret.
CREATE TABLE kept_answers (
    organization_id TEXT NOT NULL,
    environment     TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint     BLOB NOT NULL CHECK (length(fingerprint) = 32),
    status          INTEGER NOT NULL,
    body            TEXT NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (organization_id, environment, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answers_by_age ON kept_answers (at);

-- One row for each organization whose sandbox is or was to be set up. One without a row came from the release before
-- this, which set it up at once.
CREATE TABLE provisioning (
    organization_id TEXT PRIMARY KEY REFERENCES organizations (id),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_at         INTEGER NOT NULL,
    done_at         INTEGER
) STRICT;
CREATE INDEX provisioning_waiting ON provisioning (next_at) WHERE done_at IS NULL;
-- The ones that are there already get what the sample data has gained.
INSERT INTO provisioning (organization_id, attempts, next_at) SELECT id, 0, created_at FROM organizations;

CREATE TABLE orders (
    id                  TEXT PRIMARY KEY,
    organization_id     TEXT NOT NULL REFERENCES organizations (id),
    environment         TEXT NOT NULL CHECK (environment IN ('sandbox', 'live')),
    customer_id         TEXT NOT NULL REFERENCES customers (id),
    status              TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'cancelled')),
    source_code         TEXT NOT NULL,
    source_chain        TEXT,
    source_amount       TEXT NOT NULL,
    target_code         TEXT NOT NULL,
    target_chain        TEXT,
    client_reference_id TEXT,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    executed_at         INTEGER,
    due_at              INTEGER
) STRICT;
CREATE INDEX orders_listed ON orders (organization_id, environment, created_at DESC, id DESC);
CREATE UNIQUE INDEX orders_referenced ON orders (organization_id, environment, client_reference_id);
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;

-- Payouts are transactions too. The moment in due_at is when the sandbox takes it a step further.
CREATE TABLE transactions (
    id                  TEXT PRIMARY KEY,
    organization_id     TEXT NOT NULL REFERENCES organizations (id),
    environment         TEXT NOT NULL CHECK (environment IN ('sandbox', 'live')),
    customer_id         TEXT NOT NULL REFERENCES customers (id),
    type                TEXT NOT NULL CHECK (type IN ('deposit', 'payout')),
    status              TEXT NOT NULL CHECK (status IN ('awaiting_sender_information', 'pending', 'processing',
                            'completed', 'failed', 'cancelled')),
    code                TEXT NOT NULL,
    chain               TEXT,
    amount              TEXT NOT NULL,
    address             TEXT NOT NULL,
    client_reference_id TEXT,
    failure_code        TEXT,
    sender              TEXT,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    due_at              INTEGER
) STRICT;
CREATE INDEX transactions_listed ON transactions (organization_id, environment, type, created_at DESC, id DESC);
CREATE UNIQUE INDEX transactions_referenced ON transactions (organization_id, environment, client_reference_id);
CREATE INDEX transactions_due ON transactions (due_at) WHERE due_at IS NOT NULL;
