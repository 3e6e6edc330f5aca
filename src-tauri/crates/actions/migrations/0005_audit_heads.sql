-- The last row of each audit log that was found to be as it was written: whoever writes the log anew writes another one there.
-- By organization too, because a credential that is given for one run may be anybody's at the same address.
CREATE TABLE audit_heads (
    connection_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    verified_at INTEGER NOT NULL,
    PRIMARY KEY (connection_id, organization_id)
) STRICT, WITHOUT ROWID;
