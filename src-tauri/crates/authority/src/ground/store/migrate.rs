//! Bringing a PostgreSQL schema to this release's shape by the same steps as a SQLite file. Each step only adds, so that
//! the previous release survives it.

use super::{Db, OpenError, StoreError, migrations, open::MIGRATIONS, postgres::Postgres, values};

/// Which steps are done.
const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_steps (done BIGINT NOT NULL)";
/// What SQLite's triggers say by themselves.
const REFUSAL: &str = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' AND OLD.sequence <= (SELECT coalesce(max(CAST(subject AS BIGINT)), 0) FROM audit
            WHERE action = 'audit.pruned') THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'the audit log is append-only'; END $$;";
/// What only a server can do: empty a table at once, past the triggers of its rows.
const NO_TRUNCATE: &str = "CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'the audit log is append-only'; END $$;
    CREATE OR REPLACE TRIGGER audit_is_append_only_truncate BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();";
/// Whether there is a ledger; asked, since making what is there already is a thing that only the owner may do.
const HAS_LEDGER: &str =
    "SELECT 1 FROM pg_class WHERE relname = 'schema_steps' AND relnamespace = current_schema()::regnamespace";

/// Runs the steps that are not done yet, all or none.
///
/// # Errors
/// [`OpenError::Newer`], or the server's trouble.
pub fn run(server: &Postgres, place: &str) -> Result<(), OpenError> {
    server.begin()?;
    let outcome = bring_up(server, place);
    server.batch(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    outcome
}

/// The same, within a change that is under way.
///
/// # Errors
/// As [`run`].
pub fn bring_up(server: &Postgres, place: &str) -> Result<(), OpenError> {
    let done = match Db::Postgres(server).one(HAS_LEDGER, &[], |_| Ok(()))? {
        Some(()) => done(server)?.unwrap_or_default(),
        None => 0,
    };
    if !migrations::may_open(done, || migrations::read_floor(Db::Postgres(server)))? {
        return Err(OpenError::Newer { path: place.into(), found: done });
    }
    // A schema of this shape, or of a newer release's, is left as it is: who serves need not be its owner.
    if done < MIGRATIONS.len() {
        server.batch(LEDGER)?;
        server.batch(REFUSAL)?;
        run_steps(server, done, MIGRATIONS.len())?;
        migrations::write_floor(Db::Postgres(server))?;
    }
    Ok(())
}

/// How many steps a store has.
///
/// # Errors
/// The server's trouble, for instance that there is no store.
pub fn done(server: &Postgres) -> Result<Option<usize>, StoreError> {
    let done = Db::Postgres(server).one("SELECT done FROM schema_steps", &[], |row| row.get::<u32>(0))?;
    Ok(done.map(|done| done as usize))
}

/// Makes the schema as it was after so many steps, where there is none.
///
/// # Errors
/// The server's trouble.
pub fn make(server: &Postgres, steps: usize) -> Result<(), StoreError> {
    server.batch(LEDGER)?;
    server.batch(REFUSAL)?;
    run_steps(server, 0, steps)
}

fn run_steps(server: &Postgres, from: usize, to: usize) -> Result<(), StoreError> {
    for step in &MIGRATIONS[from..to] {
        server.batch(&translate(step))?;
    }
    server.batch(NO_TRUNCATE)?;
    let sql = match from {
        0 => "INSERT INTO schema_steps (done) VALUES (?1)",
        _ => "UPDATE schema_steps SET done = ?1",
    };
    Db::Postgres(server).execute_one(sql, values![i64::try_from(to).unwrap_or_default()])
}

/// A step in PostgreSQL's words. The steps use only what can be told apart by these few.
fn translate(step: &str) -> String {
    step.lines().map(|line| translate_line(line) + "\n").collect()
}

fn translate_line(line: &str) -> String {
    // When a trigger lets something pass, the function says so, which stays where it is.
    if line.starts_with("DROP TRIGGER ") || line.contains(" WHEN OLD.") {
        return String::new();
    }
    if let Some((trigger, _)) = line.split_once(" BEGIN SELECT RAISE ") {
        return format!("{trigger} FOR EACH ROW EXECUTE FUNCTION refuse_change();");
    }
    let line = line.split("--").next().unwrap_or_default();
    let line = line.replace(" STRICT, WITHOUT ROWID;", ";").replace(" STRICT;", ";");
    let words = line.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let rest = &word[bare.len()..];
            match bare {
                "INTEGER" => format!("BIGINT{rest}"),
                "BLOB" => format!("BYTEA{rest}"),
                _ => word.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_said_in_the_other_database_s_words() {
        assert_eq!(translate_line("    at INTEGER NOT NULL, -- a moment"), "    at BIGINT NOT NULL, ");
        assert_eq!(
            translate_line("    digest BLOB CHECK (length(digest) = 32)"),
            "    digest BYTEA CHECK (length(digest) = 32)"
        );
        assert_eq!(translate_line(") STRICT, WITHOUT ROWID;"), ");");
        assert_eq!(
            translate_line("CREATE TRIGGER t BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'no'); END;"),
            "CREATE TRIGGER t BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        );
        assert_eq!(translate_line("DROP TRIGGER t;"), "", "the function that the trigger calls says when it refuses");
    }

    #[test]
    fn every_step_is_translated_whole() {
        for word in MIGRATIONS.concat().lines().map(translate_line).collect::<String>().split_whitespace() {
            assert!(!["STRICT", "STRICT;", "ROWID;", "BLOB", "INTEGER", "INTEGER,", "RAISE"].contains(&word), "{word}");
        }
    }
}
