-- The release before: must not go on; it would note the first calls where nobody looks.
-- What an organization's activation rests on: the first time of each kind, kept for good, whatever becomes of the request
-- records. A request has its id, its key and what was asked for; a rotation its id; a member theirs.
CREATE TABLE activation_evidence (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    kind            TEXT NOT NULL,
    at              INTEGER NOT NULL,
    correlation_id  TEXT,
    key_id          TEXT,
    request         TEXT,
    rotation_id     TEXT,
    member          TEXT,
    member_id       TEXT,
    PRIMARY KEY (organization_id, kind)
) STRICT, WITHOUT ROWID;

-- What earlier releases know of it.
INSERT INTO activation_evidence (organization_id, kind, at)
    SELECT id, 'first_call', first_sandbox_call_at FROM organizations WHERE first_sandbox_call_at IS NOT NULL;
INSERT INTO activation_evidence (organization_id, kind, at)
    SELECT id, 'first_write', first_sandbox_write_at FROM organizations WHERE first_sandbox_write_at IS NOT NULL;
INSERT INTO activation_evidence (organization_id, kind, at, key_id, rotation_id)
    SELECT organization_id, 'rotation_finished', finished_at, new_key_id, id
    FROM (SELECT organization_id, finished_at, new_key_id, id,
              row_number() OVER (PARTITION BY organization_id ORDER BY finished_at, id) AS place
          FROM rotations WHERE environment = 'sandbox' AND finished_at IS NOT NULL) AS finished
    WHERE place = 1;
-- Since when somebody is an admin who can sign in is in the audit log alone, if it is.
INSERT INTO activation_evidence (organization_id, kind, at, member, member_id)
    SELECT organization_id, 'second_admin', since, name, 'member:' || id
    FROM (SELECT organization_id, since, name, id,
              row_number() OVER (PARTITION BY organization_id ORDER BY since, id) AS place
          FROM (SELECT m.organization_id, m.name, m.id,
                    coalesce((SELECT max(a.at) FROM audit a WHERE a.subject = m.id
                        AND a.action IN ('member.password_set', 'member.role_changed')), m.created_at) AS since
                FROM members m
                WHERE m.role = 'admin' AND m.revoked_at IS NULL AND m.password_hash IS NOT NULL) AS admins) AS ordered
    WHERE place = 2;
