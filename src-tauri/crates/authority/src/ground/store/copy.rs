//! A store's rows from a server into a file and back, table by table. Both have the same schema, so that nothing is known
//! here of what is in them.

use std::path::Path;

use rusqlite::params_from_iter;
use tokio_postgres::types::Type;

use super::{
    Db, OpenError, Place, StoreError, Value, migrate,
    open::{self, MIGRATIONS},
    postgres::Postgres,
};

/// A table, and what its columns are called and hold.
struct Table {
    name: String,
    columns: Vec<String>,
    kinds: Vec<Type>,
}

impl Table {
    fn columns(&self) -> String {
        self.columns.join(", ")
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns(), self.name)
    }
}

/// The tables of a file in the order of their making, so that none comes before one it refers to.
fn tables(file: &rusqlite::Connection) -> Result<Vec<Table>, StoreError> {
    let db = Db::Sqlite(file);
    let made = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid";
    let names = db.all(made, &[], |row| row.get::<String>(0))?;
    let mut tables = Vec::with_capacity(names.len());
    for name in names {
        let listed = format!("SELECT name, type FROM pragma_table_info('{name}') ORDER BY cid");
        let columns = db.all(&listed, &[], |row| Ok((row.get(0)?, kind(&row.get::<String>(1)?))))?;
        let (columns, kinds) = columns.into_iter().unzip();
        tables.push(Table { name, columns, kinds });
    }
    Ok(tables)
}

fn kind(word: &str) -> Type {
    match word {
        "INTEGER" => Type::INT8,
        "BLOB" => Type::BYTEA,
        _ => Type::TEXT,
    }
}

/// Writes a server's store into an empty file, within the read that is under way: as of one moment.
pub(crate) fn save_server(server: &Postgres, place: &Place, file: &Path) -> Result<(), OpenError> {
    if is_empty(server)? {
        return Err(OpenError::Damaged { path: place.name().into(), detail: "there is no store in it".to_owned() });
    }
    let found = migrate::done(server)?.unwrap_or_default();
    if found > MIGRATIONS.len() {
        return Err(OpenError::Newer { path: place.name().into(), found });
    }
    let file = open::create_draft(file, found)?;
    file.execute_batch("BEGIN")?;
    for table in tables(&file)? {
        let marks = vec!["?"; table.columns.len()].join(", ");
        let mut insert = file.prepare(&format!("INSERT INTO {} ({}) VALUES ({marks})", table.name, table.columns()))?;
        server.each(&table.select(), &[], |row| {
            let values = (0..table.columns.len()).map(|at| Value::from_server(row, at));
            insert.execute(params_from_iter(values.collect::<Result<Vec<_>, _>>()?))?;
            Ok(true)
        })?;
    }
    Ok(file.execute_batch("COMMIT")?)
}

/// Makes a store of a file's shape on a server that has none, and fills it, within the change that is under way.
pub(crate) fn fill_server(file: &rusqlite::Connection, server: &Postgres, from: &Path) -> Result<(), OpenError> {
    let steps = open::version_of(file)?;
    if steps > MIGRATIONS.len() {
        return Err(OpenError::Newer { path: from.to_owned(), found: steps });
    }
    migrate::make(server, steps)?;
    let indexes = set_indexes_aside(server)?;
    for table in tables(file)? {
        let copy = format!("COPY {} ({}) FROM STDIN BINARY", table.name, table.columns());
        let mut select = file.prepare(&table.select())?;
        let mut rows = select.query([])?;
        server.fill(&copy, &table.kinds, || {
            let Some(row) = rows.next()? else { return Ok(None) };
            (0..table.columns.len()).map(|at| Value::from_file(row, at)).collect::<Result<_, _>>().map(Some)
        })?;
    }
    Ok(indexes.iter().try_for_each(|index| server.batch(index))?)
}

/// Takes away the indexes that forbid nothing, and answers the statements that make them anew: a million places in each, one
/// by one and at random, take many times as long as all at once.
fn set_indexes_aside(server: &Postgres) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT c.relname::text, pg_get_indexdef(i.indexrelid)
               FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
               WHERE NOT i.indisunique AND c.relnamespace = current_schema()::regnamespace ORDER BY c.oid";
    let found: Vec<(String, String)> = Db::Postgres(server).all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (name, _) in &found {
        server.batch(&format!("DROP INDEX {name}"))?;
    }
    Ok(found.into_iter().map(|(_, made)| made).collect())
}

/// Whether a database holds nothing at all, ours or another's.
pub(crate) fn is_empty(server: &Postgres) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = current_schema()";
    let count: Option<i64> = Db::Postgres(server).one(sql, &[], |row| row.get(0))?;
    Ok(count == Some(0))
}
