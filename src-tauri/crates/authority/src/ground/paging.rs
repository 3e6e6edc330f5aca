//! Cursor lists, one way for all of them (Conduit Financial sheet, section 8.1).

use keys::{
    Timestamp,
    wire::{Code, ListMeta, Page},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    Failure,
    ground::store::{Db, Row, StoreError, Value},
};

const LIMIT_DEFAULT: usize = 20;
const LIMIT_MAX: usize = 100;
/// Items that are counted at most: a list of millions would be read whole for a number that nobody acts on.
const COUNTED_MAX: usize = 10_000;
/// The column that numbers the rows of a list which has no other ids.
const SEQUENCE: &str = "sequence";
const CURSOR_LENGTH_MAX: usize = 500;

/// What a client asks of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Where to go on, as the last page said.
    pub cursor: Option<String>,
    /// Items a page, 1 to 100; 20 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// `forward` (towards older items, the default) or `backward`.
    #[param(value_type = Option<Direction>)]
    pub direction: Option<String>,
}

/// The two ways through a list, for the documents.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "the query keeps text, so that a wrong word can be named")]
pub(crate) enum Direction {
    Forward,
    Backward,
}

/// A place in a list: the moment and the id of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    at: i64,
    id: String,
}

impl Cursor {
    /// The cursor of a row that is known by its number alone.
    pub(crate) fn of_row(row_id: i64) -> String {
        Self { at: 0, id: format!("r{row_id}") }.encode()
    }

    /// The number of such a row.
    ///
    /// # Errors
    /// [`Code::InvalidCursor`] when it is the cursor of another list.
    pub(crate) fn row_id(&self) -> Result<i64, Failure> {
        self.id.strip_prefix('r').and_then(|number| number.parse().ok()).ok_or_else(not_ours)
    }

    /// The id as its column compares it: sequence numbers as numbers, all others as text. A server, unlike a file, does
    /// not compare one with the other.
    fn id_in(&self, column: &str) -> Result<Value, Failure> {
        match column {
            SEQUENCE => self.id.parse().map(Value::Integer).map_err(|_| not_ours()),
            _ => Ok(Value::from(&self.id)),
        }
    }

    fn encode(&self) -> String {
        hex::encode(format!("1:{}:{}", self.at, self.id))
    }

    fn decode(text: &str) -> Option<Self> {
        if text.len() > CURSOR_LENGTH_MAX {
            return None;
        }
        let plain = String::from_utf8(hex::decode(text).ok()?).ok()?;
        let (at, id) = plain.strip_prefix("1:")?.split_once(':')?;
        // Whatever else it holds, it is no id of ours, and might be text that a database refuses.
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return None;
        }
        Some(Self { at: at.parse().ok()?, id: id.to_owned() })
    }
}

/// A checked query.
pub(crate) struct Checked {
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// Items a page.
    pub limit: usize,
    /// Towards newer items.
    pub backward: bool,
}

fn not_ours() -> Failure {
    Failure::refused(Code::InvalidCursor, "The cursor is not one of this list's.")
}

impl ListQuery {
    /// Checks what was asked.
    ///
    /// # Errors
    /// [`Code::ValidationError`] or [`Code::InvalidCursor`].
    pub(crate) fn check(&self) -> Result<Checked, Failure> {
        let limit = match self.limit.as_deref().map(str::parse::<usize>) {
            None => LIMIT_DEFAULT,
            Some(Ok(limit @ 1..=LIMIT_MAX)) => limit,
            Some(_) => return Err(Failure::invalid_field("/limit", "The limit is a whole number from 1 to 100.")),
        };
        let backward = match self.direction.as_deref() {
            None | Some("forward") => false,
            Some("backward") => true,
            Some(_) => return Err(Failure::invalid_field("/direction", "The direction is forward or backward.")),
        };
        let cursor = match self.cursor.as_deref() {
            None => None,
            Some(text) => Some(Cursor::decode(text).ok_or_else(not_ours)?),
        };
        Ok(Checked { cursor, limit, backward })
    }

    /// Reads one page of `table`, newest first. `order` names the moment's and the id's column; `read` answers both of
    /// them with the item. The filter's parameters are numbered from `?1`. Table, columns, order and filter are our own text, never a client's.
    ///
    /// # Errors
    /// [`Code::ValidationError`] or [`Code::InvalidCursor`] for what was asked; the store's own trouble otherwise.
    #[expect(clippy::too_many_arguments, reason = "one list, described whole at the place that owns it")]
    pub fn page<T>(
        &self,
        db: Db<'_>,
        table: &str,
        columns: &str,
        (at_column, id_column): (&str, &str),
        filter: &str,
        arguments: &[&str],
        read: impl Fn(&Row<'_>) -> Result<(Timestamp, String, T), StoreError>,
    ) -> Result<Page<T>, Failure> {
        let asked = self.check()?;
        let count =
            format!("SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {filter} LIMIT {COUNTED_MAX}) AS counted");
        let mut values: Vec<Value> = arguments.iter().map(|text| Value::from(*text)).collect();
        let total: i64 = db.one(&count, &values, |row| row.get(0))?.unwrap_or_default();

        let (compare, order) = if asked.backward { (">", "ASC") } else { ("<", "DESC") };
        let place = match asked.cursor {
            Some(_) => {
                let (at, id) = (values.len() + 1, values.len() + 2);
                format!(" AND ({at_column}, {id_column}) {compare} (?{at}, ?{id})")
            }
            None => String::new(),
        };
        let sql = format!(
            "SELECT {columns} FROM {table} WHERE {filter}{place}
             ORDER BY {at_column} {order}, {id_column} {order} LIMIT {}",
            asked.limit + 1
        );
        if let Some(cursor) = &asked.cursor {
            values.push(cursor.at.into());
            values.push(cursor.id_in(id_column)?);
        }
        let mut items: Vec<(Timestamp, String, T)> = db.all(&sql, &values, read)?;

        let more = items.len() > asked.limit;
        items.truncate(asked.limit);
        if asked.backward {
            items.reverse();
        }
        let cursor_of = |item: Option<&(Timestamp, String, T)>| {
            item.map(|(at, id, _)| Cursor { at: at.as_millis(), id: id.clone() }.encode())
        };
        let (older, newer) =
            if asked.backward { (asked.cursor.is_some(), more) } else { (more, asked.cursor.is_some()) };
        let meta = ListMeta {
            mode: "cursor".to_owned(),
            next_cursor: cursor_of(items.last()).filter(|_| older),
            previous_cursor: cursor_of(items.first()).filter(|_| newer),
            total: u64::try_from(total).unwrap_or_default(),
        };
        Ok(Page { data: items.into_iter().map(|(_, _, item)| item).collect(), meta })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;

    fn numbers(count: i64) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE t (sequence INTEGER PRIMARY KEY, at INTEGER)").unwrap();
        for id in 1..=count {
            db.execute("INSERT INTO t VALUES (?1, ?2)", [id, id / 3]).unwrap();
        }
        db
    }

    fn page(db: &Connection, query: &ListQuery) -> Result<Page<i64>, Failure> {
        query.page(Db::Sqlite(db), "t", "sequence, at", ("at", "sequence"), "'all' = ?1", &["all"], |row| {
            Ok((row.moment(1)?, row.get::<i64>(0)?.to_string(), row.get(0)?))
        })
    }

    #[test]
    fn a_long_list_is_not_counted_to_its_end() {
        let db = numbers(COUNTED_MAX as i64 + 20);
        let page = page(&db, &ListQuery::default()).unwrap();
        assert_eq!((page.meta.total, page.data.len()), (COUNTED_MAX as u64, LIMIT_DEFAULT));
    }

    #[test]
    fn a_list_is_walked_forward_to_its_end_and_back_to_its_start() {
        let db = numbers(47);
        let mut query = ListQuery { limit: Some("10".into()), ..ListQuery::default() };
        let mut seen = Vec::new();
        let last = loop {
            let page = page(&db, &query).unwrap();
            assert_eq!(page.meta.total, 47);
            seen.extend(page.data);
            match page.meta.next_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => break page.meta.previous_cursor,
            }
        };
        assert_eq!(seen, (1..=47).rev().collect::<Vec<_>>(), "each item once, newest first, ties included");
        query = ListQuery { cursor: last, direction: Some("backward".into()), ..query };
        let mut back = Vec::new();
        loop {
            let page = page(&db, &query).unwrap();
            back.splice(0..0, page.data);
            match page.meta.previous_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => break,
            }
        }
        assert_eq!(back, (8..=47).rev().collect::<Vec<_>>(), "all that stands before the last page");
    }

    #[test]
    fn what_was_asked_wrongly_is_named() {
        let db = numbers(1);
        for limit in ["0", "101", "-1", "ten", ""] {
            let query = ListQuery { limit: Some(limit.into()), ..ListQuery::default() };
            assert!(matches!(page(&db, &query), Err(Failure::Refused { code: Code::ValidationError, .. })), "{limit}");
        }
        let query = ListQuery { cursor: Some("zz".into()), ..ListQuery::default() };
        assert!(matches!(page(&db, &query), Err(Failure::Refused { code: Code::InvalidCursor, .. })));
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let db = numbers(1);
        for id in ["key_0123456789012345678901", "1' OR '1", "\0"] {
            let query = ListQuery { cursor: Some(Cursor { at: 1, id: id.into() }.encode()), ..ListQuery::default() };
            assert!(
                matches!(page(&db, &query), Err(Failure::Refused { code: Code::InvalidCursor, .. })),
                "an id is no sequence number, and the database is not asked: {id:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_cursor_is_read_without_panic(text in ".*") {
            let _ = Cursor::decode(&text);
        }

        #[test]
        fn a_cursor_round_trips(at: i64, id in "[a-z]{3}_[A-Za-z0-9]{22}") {
            let cursor = Cursor { at, id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
    }
}
