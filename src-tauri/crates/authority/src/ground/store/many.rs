//! Many rows with one statement.

use super::{Db, StoreError, Value};

/// Rows that share one statement: three forms only, so that each stays prepared.
const FORMS: [usize; 3] = [64, 8, 1];

/// Inserts rows, with what happens to those that are there; answers how many were written. No row may be there twice.
///
/// # Errors
/// The database's refusal.
pub fn insert_rows<const COLUMNS: usize>(
    db: Db<'_>,
    into: &str,
    mut rows: &[[Value; COLUMNS]],
    conflict: &str,
) -> Result<usize, StoreError> {
    let mut written = 0;
    for form in FORMS {
        let sql = statement(into, form, COLUMNS, conflict);
        let mut whole = rows.chunks_exact(form);
        for chunk in whole.by_ref() {
            written += db.execute(&sql, chunk.as_flattened())?;
        }
        rows = whole.remainder();
    }
    Ok(written)
}

fn statement(into: &str, rows: usize, columns: usize, conflict: &str) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> = (1..=columns).map(|column| format!("?{}", row * columns + column)).collect();
        format!("({})", numbers.join(", "))
    };
    let all: Vec<String> = (0..rows).map(row).collect();
    format!("{into} VALUES {} {conflict}", all.join(", "))
}
