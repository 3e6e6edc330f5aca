//! Is a store sound? What an operator asks before trusting a disk, a backup or a restored folder again.

use serde::Serialize;

use crate::{
    evidence::audit,
    ground::store::{Connection, Db, Lookup, OpenError, Place, StoreError, foreign_form},
};

/// Findings that are named; more of the same kind are only counted.
const NAMED_MAX: usize = 5;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    /// Whether it found nothing wrong.
    pub ok: bool,
    /// What it found.
    pub detail: String,
}

impl Finding {
    fn good(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, ok: true, detail: detail.into() }
    }

    fn of(check: &'static str, wrong: Vec<String>, right: &str) -> Self {
        if wrong.is_empty() {
            return Self::good(check, right);
        }
        let more = wrong.len().saturating_sub(NAMED_MAX);
        let named: Vec<_> = wrong.into_iter().take(NAMED_MAX).collect();
        let tail = if more > 0 { format!(", and {more} more") } else { String::new() };
        Self { check, ok: false, detail: format!("{}{tail}", named.join(", ")) }
    }
}

/// The findings of every check, the soundness of the file first.
pub type Findings = Vec<Finding>;

/// Checks the store at a place; it may be served meanwhile. Nothing is changed, also not brought to this release's shape.
///
/// # Errors
/// When the store cannot be read at all.
pub fn check(place: &Place) -> Result<Findings, OpenError> {
    if let Place::File(path) = place
        && !path.is_file()
    {
        return Err(OpenError::Damaged { path: path.clone(), detail: "there is no such file".to_owned() });
    }
    let connection = place.connect_patiently()?;
    Ok(check_connection(&connection))
}

/// As [`check`], over an open connection: all of it as of one moment.
pub(crate) fn check_connection(connection: &Connection) -> Findings {
    let begun = connection.begin_read(Lookup::AsPlanned).map(|()| Vec::new());
    let mut found = vec![judge(("moment", begun, "all is as of one moment"))];
    found.extend(check_within(connection.db()));
    connection.roll_back();
    found
}

/// As [`check`], within what is under way.
pub(crate) fn check_within(db: Db<'_>) -> Findings {
    let mut checks = Vec::new();
    if let Db::Sqlite(_) = db {
        let foreign = foreign_form(db);
        if !foreign.as_ref().is_ok_and(Vec::is_empty) {
            // Nothing else is asked: the answer may never end.
            return vec![judge(("form", foreign, ""))];
        }
        checks.push(("form", foreign, "everything in it is kept, and nothing computed"));
        checks.push(("integrity", texts(db, "PRAGMA integrity_check(20)", "ok"), "every page and index is sound"));
        checks.push(("references", texts(db, "PRAGMA foreign_key_check", ""), "nothing refers to what is not there"));
    }
    checks.push(("audit", audit_log(db), "the chain holds"));
    checks.push(("digests", ids(db, DIGESTS), "each is well formed, and its hint fits"));
    checks.push(("states", ids(db, STATES), "each key's facts fit one another"));
    checks.push(("rotations", ids(db, ROTATIONS), "each open one has its two keys"));
    checks.into_iter().map(judge).collect()
}

fn judge((name, wrong, right): (&'static str, Wrong, &str)) -> Finding {
    match wrong {
        Ok(wrong) => Finding::of(name, wrong, right),
        Err(error) => Finding { check: name, ok: false, detail: format!("could not be checked: {error}") },
    }
}

/// A digest that is none, a hint that belongs to another environment.
const DIGESTS: &[&str] = &[
    "SELECT id FROM keys WHERE length(digest) <> 32 OR length(hint_last_four) <> 4
         OR hint_prefix <> CASE environment WHEN 'live' THEN 'ck_live_' ELSE 'ck_sandbox_' END",
    "SELECT name FROM tokens WHERE length(digest) <> 32",
];

/// Facts that no release of ours writes together.
const STATES: &[&str] = &[
    "SELECT id FROM keys WHERE (revoked_at IS NULL) <> (revoked_by IS NULL)
         OR (revoked_at IS NULL) <> (revoke_reason IS NULL)",
    "SELECT id FROM keys WHERE grace_ends_at IS NOT NULL AND retiring_since IS NULL",
    "SELECT id FROM keys WHERE retiring_since IS NOT NULL AND confirmed_at IS NULL",
    "SELECT id FROM keys WHERE (first_used_at IS NULL) <> (last_used_at IS NULL) OR first_used_at > last_used_at",
    "SELECT id FROM organizations WHERE (approved_at IS NULL) <> (approved_by IS NULL)
         OR (activation = 'approved' AND approved_at IS NULL)",
];

const ROTATIONS: &[&str] = &[
    "SELECT r.id FROM rotations r
         LEFT JOIN keys o ON o.id = r.old_key_id AND o.organization_id = r.organization_id AND o.environment = r.environment
         LEFT JOIN keys n ON n.id = r.new_key_id AND n.organization_id = r.organization_id AND n.environment = r.environment
     WHERE r.finished_at IS NULL AND r.undone_at IS NULL AND (o.id IS NULL OR n.id IS NULL OR o.id = n.id)",
    "SELECT min(id) FROM rotations WHERE finished_at IS NULL AND undone_at IS NULL
     GROUP BY old_key_id HAVING count(*) > 1",
    "SELECT id FROM rotations WHERE finished_at IS NOT NULL AND undone_at IS NOT NULL",
];

type Wrong = Result<Vec<String>, StoreError>;

fn ids(db: Db<'_>, questions: &[&str]) -> Wrong {
    let mut wrong = Vec::new();
    for question in questions {
        wrong.extend(db.all(question, &[], |row| row.get::<String>(0))?);
    }
    Ok(wrong)
}

/// What a pragma complains of, but for the word that means nothing.
fn texts(db: Db<'_>, pragma: &str, nothing: &str) -> Wrong {
    let mut lines = db.all(pragma, &[], |row| row.get::<String>(0))?;
    lines.retain(|line| line != nothing);
    Ok(lines)
}

fn audit_log(db: Db<'_>) -> Wrong {
    let first_bad = audit::walk_chain(db)?.err();
    Ok(first_bad.map(|row| format!("row {row} is the first that is not as it was written")).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use keys::{
        AccessLevel, Actor, Ambient, Environment,
        wire::{CreateKey, Role},
    };

    use super::*;
    use crate::{Caller, Once, Service};

    async fn furnished() -> (tempfile::TempDir, Place, String) {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::choose(folder.path(), None).unwrap();
        let service = Service::open(place.clone(), Ambient::system()).await.unwrap();
        let organization_id = service.create_organization("Acme", "").await.unwrap();
        let caller = Caller { organization_id, role: Role::Admin, actor: Actor::operator(), origin: String::new() };
        let asked: CreateKey = serde_json::from_value(serde_json::json!({
            "environment": Environment::Sandbox, "name": "billing", "accessLevel": AccessLevel::ReadOnly,
        }))
        .unwrap();
        let once = Once::parse(Some("once"), "create", &asked).unwrap();
        let (created, _) = service.api_keys.create(&caller, once, asked).await.unwrap();
        service.api_keys.confirm(&caller, created.key.id.clone()).await.unwrap();
        (folder, place, created.key.id)
    }

    #[tokio::test]
    async fn a_sound_store_has_no_finding_and_each_fault_has_its_own() {
        let (_folder, place, id) = furnished().await;
        let sound = check(&place).unwrap();
        assert!(sound.iter().all(|finding| finding.ok), "{sound:?}");
        let faults = [
            ("states", format!("UPDATE keys SET revoked_at = 5 WHERE id = '{id}'")),
            ("states", format!("UPDATE keys SET grace_ends_at = 5 WHERE id = '{id}'")),
            ("digests", format!("UPDATE keys SET hint_prefix = 'ck_live_' WHERE id = '{id}'")),
            (
                "digests",
                format!("PRAGMA ignore_check_constraints = 1; UPDATE keys SET digest = x'00' WHERE id = '{id}'"),
            ),
            ("references", "PRAGMA foreign_keys = 0; UPDATE keys SET organization_id = 'org_nobody'".to_owned()),
            (
                "rotations",
                format!(
                    "INSERT INTO rotations (id, organization_id, environment, cause, old_key_id, new_key_id, started_at,
                         started_by) SELECT 'rot', organization_id, environment, 'routine', id, id, 0, 'ana' FROM keys
                     WHERE id = '{id}'"
                ),
            ),
            (
                "audit",
                "DROP TRIGGER audit_is_append_only_update; UPDATE audit SET detail = 'x' WHERE sequence = 2".to_owned(),
            ),
        ];
        for (name, edit) in faults {
            let (_folder, place, other) = furnished().await;
            let Ok(Connection::Sqlite(connection)) = place.connect() else { panic!("a SQLite file") };
            connection.execute_batch(&edit.replace(&id, &other)).unwrap();
            drop(connection);
            let wrong: Vec<_> = check(&place).unwrap().into_iter().filter(|finding| !finding.ok).collect();
            // SQLite itself notices a row that its own constraints forbid.
            let others = wrong.iter().filter(|finding| finding.check != name && finding.check != "integrity").count();
            assert!(wrong.iter().any(|finding| finding.check == name), "{edit}: {wrong:?}");
            assert_eq!(others, 0, "{edit}: {wrong:?}");
        }
    }
}
