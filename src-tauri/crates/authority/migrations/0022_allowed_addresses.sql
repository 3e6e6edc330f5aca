-- The release before: must not go on; it does not know a kind of evidence, and reads none beside it.
-- Where a call came from that proves allowed addresses, and who does without that proof, since when and why.
ALTER TABLE activation_evidence ADD COLUMN address TEXT;
CREATE TABLE address_waivers (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    at              INTEGER NOT NULL,
    waived_by       TEXT NOT NULL,
    waived_by_id    TEXT,
    reason          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
