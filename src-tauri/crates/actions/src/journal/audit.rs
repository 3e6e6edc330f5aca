//! The last row of each audit log that was verified.

use keys::{Timestamp, wire::AuditEntry};
use rusqlite::OptionalExtension as _;

use super::{Journal, JournalError};
use crate::lock::lock;

/// The end of a log as it was when all of it was found to be as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditHead {
    pub(crate) sequence: u64,
    /// When the row was written.
    pub(crate) at: Timestamp,
    pub(crate) hash: String,
    /// When this computer verified it.
    pub(crate) verified_at: Timestamp,
}

impl AuditHead {
    pub(crate) fn of(row: &AuditEntry, now: Timestamp) -> Self {
        Self { sequence: row.sequence, at: row.at, hash: row.hash.clone(), verified_at: now }
    }
}

impl Journal {
    pub(crate) fn audit_head(&self, connection: &str, organization: &str) -> Result<Option<AuditHead>, JournalError> {
        let db = lock(&self.db);
        let sql =
            "SELECT sequence, at, hash, verified_at FROM audit_heads WHERE connection_id = ?1 AND organization_id = ?2";
        let found = db.query_row(sql, [connection, organization], |row| {
            Ok(AuditHead {
                sequence: row.get::<_, i64>(0)?.cast_unsigned(),
                at: Timestamp::from_millis(row.get(1)?),
                hash: row.get(2)?,
                verified_at: Timestamp::from_millis(row.get(3)?),
            })
        });
        Ok(found.optional()?)
    }

    pub(crate) fn note_audit_head(
        &self,
        connection: &str,
        organization: &str,
        head: &AuditHead,
    ) -> Result<(), JournalError> {
        let sql = "INSERT OR REPLACE INTO audit_heads (connection_id, organization_id, sequence, at, hash, verified_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let AuditHead { sequence, at, hash, verified_at } = head;
        let (at, verified_at) = (at.as_millis(), verified_at.as_millis());
        lock(&self.db).execute(sql, (connection, organization, sequence.cast_signed(), at, hash, verified_at))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(sequence: u64) -> AuditHead {
        let at = Timestamp::from_millis(5);
        AuditHead { sequence, at, hash: "ab".to_owned(), verified_at: at.plus_seconds(1) }
    }

    #[test]
    fn each_connection_and_each_organization_has_its_own_and_it_goes_with_the_connection() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(Some(folder.path())).unwrap();
        assert_eq!(journal.audit_head("a", "org_1").unwrap(), None);
        for (connection, organization, sequence) in
            [("a", "org_1", 7), ("a", "org_2", 8), ("b", "org_1", 9), ("a", "org_1", 10)]
        {
            journal.note_audit_head(connection, organization, &head(sequence)).unwrap();
        }
        drop(journal);
        let journal = Journal::open(Some(folder.path())).unwrap();
        assert_eq!(journal.audit_head("a", "org_1").unwrap(), Some(head(10)));
        assert_eq!(journal.audit_head("a", "org_2").unwrap(), Some(head(8)));
        journal.remove_connection("a", None).unwrap();
        assert_eq!(journal.audit_head("a", "org_1").unwrap(), None);
        assert_eq!(journal.audit_head("b", "org_1").unwrap(), Some(head(9)));
    }
}
