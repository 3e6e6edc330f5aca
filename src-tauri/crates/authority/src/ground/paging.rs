//! Cursor lists, one way for all of them (Conduit Financial sheet, section 8.1): what rows, in which order, which page.

mod condition;
mod cursor;
mod order;
mod states;

use keys::wire::{ListMeta, Page};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

pub(crate) use condition::{Condition, numbered};
pub(crate) use cursor::Cursor;
use cursor::not_ours;
pub use order::SortQuery;
pub(crate) use order::{Order, Sort};
pub(crate) use states::{Counts, States};

use crate::{
    Failure,
    ground::store::{Db, Row, StoreError, Value},
};

const LIMIT_DEFAULT: usize = 20;
const LIMIT_MAX: usize = 100;
/// Items that are counted at most: a list of millions would be read whole for a number that nobody acts on.
pub(crate) const COUNTED_MAX: usize = 10_000;

/// What a client asks of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Where to go on, as the last page said.
    pub cursor: Option<String>,
    /// Items a page, 1 to 100; 20 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// `forward` (towards the end of the list, the default) or `backward`.
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

/// A checked query.
pub(crate) struct Checked {
    /// Where to go on.
    pub cursor: Option<Cursor>,
    /// Items a page.
    pub limit: usize,
    /// Towards the start of the list.
    pub backward: bool,
}

/// Where a list's rows are, and how one is told from another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    /// The table.
    pub(crate) name: &'a str,
    /// The columns that an item is read from.
    pub(crate) columns: &'a str,
    /// The column that differs in each row.
    pub(crate) id: &'a str,
}

/// Lists that are read in the order of their making, newest first, and no other.
pub(crate) const BY_AGE: Order = Sort::by_number("created", "created_at").falling();

impl Checked {
    /// What is behind the place that it goes on from, and the way that it goes.
    ///
    /// # Errors
    /// [`keys::wire::Code::InvalidCursor`] for another list's cursor.
    fn walk(&self, Table { id, .. }: Table<'_>, order: Order) -> Result<(Condition, &'static str), Failure> {
        let (compare, way) = if order.falling == self.backward { (">", "ASC") } else { ("<", "DESC") };
        let column = order.sort.column;
        let behind = match &self.cursor {
            Some(cursor) => Condition::new(&format!("({column}, {id}) {compare} (?, ?)"), cursor.values(order, id)?),
            None => Condition::default(),
        };
        Ok((behind, way))
    }
}

impl Table<'_> {
    /// How many rows there are, counted up to a bound.
    ///
    /// # Errors
    /// The store's trouble.
    pub(crate) fn count(self, db: Db<'_>, which: &Condition, most: usize) -> Result<u64, StoreError> {
        let read = |row: &Row<'_>| Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or_default());
        let counted = self.counted(which, most);
        Ok(db.one(&numbered(counted.sql()), counted.values(), read)?.unwrap_or_default())
    }

    /// The same for each of some conditions.
    ///
    /// # Errors
    /// The store's trouble.
    pub(crate) fn count_each(self, db: Db<'_>, all: &[&Condition], most: usize) -> Result<Vec<u64>, StoreError> {
        let counted: Vec<Condition> = all.iter().map(|which| self.counted(which, most)).collect();
        ask_each(db, &counted, |row| Ok(u64::try_from(row.get::<i64>(0)?).unwrap_or_default()))
    }

    fn counted(self, which: &Condition, most: usize) -> Condition {
        let of = Condition::new(&format!("SELECT count(*) FROM (SELECT 1 FROM {} WHERE ", self.name), []);
        of.joined(&Condition::new(which.sql(), which.values().to_vec()))
            .joined(&Condition::new(&format!(" LIMIT {most}) AS counted"), []))
    }
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

    /// Reads one page of a table's rows, and counts them.
    ///
    /// # Errors
    /// [`Code::ValidationError`] or [`Code::InvalidCursor`] for what was asked; the store's own trouble otherwise.
    ///
    /// [`Code::ValidationError`]: keys::wire::Code::ValidationError
    /// [`Code::InvalidCursor`]: keys::wire::Code::InvalidCursor
    pub(crate) fn page<T>(
        &self,
        db: Db<'_>,
        table: Table<'_>,
        which: &Condition,
        order: Order,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Page<T>, Failure> {
        let mut page = self.page_of(db, table, std::slice::from_ref(which), order, read)?;
        page.meta.total = table.count(db, which, COUNTED_MAX)?;
        Ok(page)
    }

    /// Reads one page of all rows that fit one of some conditions, which no row may fit two of: each is read in its own
    /// order, by its own index, and they are put together. Nothing is counted.
    ///
    /// # Errors
    /// As [`ListQuery::page`].
    pub(crate) fn page_of<T>(
        &self,
        db: Db<'_>,
        table: Table<'_>,
        either: &[Condition],
        order: Order,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Page<T>, Failure> {
        let asked = self.check()?;
        if either.is_empty() {
            return Ok(Page { data: Vec::new(), meta: ListMeta::default() });
        }
        let (sql, values) = statement(table, either, order, &asked)?;
        let mut items: Vec<(Cursor, T)> = db.all(&sql, &values, |row| {
            let [place, id] = [row.len() - 2, row.len() - 1];
            Ok((Cursor::new(order, &order.place(row, place)?, row.id(id)?), read(row)?))
        })?;
        let more = items.len() > asked.limit;
        items.truncate(asked.limit);
        if asked.backward {
            items.reverse();
        }
        let cursor_of = |item: Option<&(Cursor, T)>| item.map(|(cursor, _)| cursor.encode());
        let (next, previous) =
            if asked.backward { (asked.cursor.is_some(), more) } else { (more, asked.cursor.is_some()) };
        let meta = ListMeta {
            next_cursor: cursor_of(items.last()).filter(|_| next),
            previous_cursor: cursor_of(items.first()).filter(|_| previous),
            ..ListMeta::default()
        };
        Ok(Page { data: items.into_iter().map(|(_, item)| item).collect(), meta })
    }
}

/// The statement that reads a page, and one row more to see whether the list goes on. Behind an item's columns stand its
/// place in the order and its id.
fn statement(
    table: Table<'_>,
    either: &[Condition],
    order: Order,
    asked: &Checked,
) -> Result<(String, Vec<Value>), Failure> {
    let Table { name, columns, id } = table;
    let column = order.sort.column;
    let (behind, way) = asked.walk(table, order)?;
    let (mut parts, mut values) = (Vec::new(), Vec::new());
    for condition in either {
        let condition = condition.clone().with(behind.clone());
        parts.push(format!(
            "SELECT * FROM (SELECT {columns}, {column} AS place, {id} AS item FROM {name} WHERE {}
                 ORDER BY {column} {way}, {id} {way}) AS part",
            condition.sql()
        ));
        values.extend_from_slice(condition.values());
    }
    // Each part comes in its order, so that no more of it is read than the page takes.
    let (all, limit) = (parts.join(" UNION ALL "), asked.limit + 1);
    Ok((numbered(&format!("{all} ORDER BY place {way}, item {way} LIMIT {limit}")), values))
}

/// Asks questions that have one row each for an answer, all in one: a server is asked over a line, and answers five small
/// questions in the time of one. Their answers, in their order.
///
/// # Errors
/// The store's trouble.
pub(crate) fn ask_each<T>(
    db: Db<'_>,
    questions: &[Condition],
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    let (mut parts, mut values) = (Vec::new(), Vec::new());
    for (at, question) in questions.iter().enumerate() {
        parts.push(format!("SELECT each_of.*, CAST({at} AS BIGINT) FROM ({}) AS each_of", question.sql()));
        values.extend_from_slice(question.values());
    }
    let read = |row: &Row<'_>| Ok((row.get::<i64>(row.len() - 1)?, read(row)?));
    let mut answers = db.all(&numbered(&parts.join(" UNION ALL ")), &values, read)?;
    // Nothing promises that a database answers them in their order.
    answers.sort_by_key(|(at, _)| *at);
    Ok(answers.into_iter().map(|(_, answer)| answer).collect())
}

#[cfg(test)]
mod tests {
    use keys::wire::Code;
    use rusqlite::Connection;

    use super::*;

    const TABLE: Table<'_> = Table { name: "t", columns: "sequence, at", id: "sequence" };
    const BY_AT: Order = Sort::by_number("at", "at").falling();

    fn numbers(count: i64) -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE t (sequence INTEGER PRIMARY KEY, at INTEGER)").unwrap();
        for id in 1..=count {
            db.execute("INSERT INTO t VALUES (?1, ?2)", [id, id / 3]).unwrap();
        }
        db
    }

    fn page(db: &Connection, query: &ListQuery) -> Result<Page<i64>, Failure> {
        page_in(db, query, BY_AT)
    }

    fn page_in(db: &Connection, query: &ListQuery, order: Order) -> Result<Page<i64>, Failure> {
        query.page(Db::Sqlite(db), TABLE, &Condition::new("'all' = ?", ["all".into()]), order, |row| row.get(0))
    }

    #[test]
    fn a_long_list_is_not_counted_to_its_end() {
        let db = numbers(COUNTED_MAX as i64 + 20);
        let page = page(&db, &ListQuery::default()).unwrap();
        assert_eq!((page.meta.total, page.data.len()), (COUNTED_MAX as u64, LIMIT_DEFAULT));
    }

    /// Every page from the first to the last, and then back from there.
    fn walk(read: impl Fn(&ListQuery) -> Page<i64>) -> (Vec<i64>, Vec<i64>) {
        let mut query = ListQuery { limit: Some("10".into()), ..ListQuery::default() };
        let mut seen = Vec::new();
        let last = loop {
            let page = read(&query);
            seen.extend(page.data);
            match page.meta.next_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => break page.meta.previous_cursor,
            }
        };
        query = ListQuery { cursor: last, direction: Some("backward".into()), ..query };
        let mut back = Vec::new();
        loop {
            let page = read(&query);
            back.splice(0..0, page.data);
            match page.meta.previous_cursor {
                Some(cursor) => query.cursor = Some(cursor),
                None => break,
            }
        }
        (seen, back)
    }

    #[test]
    fn a_list_is_walked_forward_to_its_end_and_back_to_its_start() {
        let db = numbers(47);
        assert_eq!(page(&db, &ListQuery::default()).unwrap().meta.total, 47);
        let (seen, back) = walk(|query| page(&db, query).unwrap());
        assert_eq!(seen, (1..=47).rev().collect::<Vec<_>>(), "each item once, newest first, ties included");
        assert_eq!(back, (8..=47).rev().collect::<Vec<_>>(), "all that stands before the last page");
        let rising = Order { falling: false, ..BY_AT };
        let (seen, back) = walk(|query| page_in(&db, query, rising).unwrap());
        assert_eq!(seen, (1..=47).collect::<Vec<_>>(), "turned round");
        assert_eq!(back, (1..=40).collect::<Vec<_>>());
    }

    #[test]
    fn rows_of_several_conditions_are_put_together_in_the_order() {
        let db = numbers(47);
        let parts = [0, 1, 2].map(|rest| Condition::new("sequence % 3 = ?", [Value::from(i64::from(rest))]));
        let of = |parts: &[Condition], query: &ListQuery, order| {
            query.page_of(Db::Sqlite(&db), TABLE, parts, order, |row| row.get(0)).unwrap()
        };
        for order in [BY_AT, Order { falling: false, ..BY_AT }] {
            assert_eq!(walk(|query| of(&parts, query, order)), walk(|query| page_in(&db, query, order).unwrap()));
        }
    }

    #[test]
    fn a_page_goes_on_where_it_ended_while_rows_come_and_go() {
        let db = numbers(30);
        let mut query = ListQuery { limit: Some("10".into()), ..ListQuery::default() };
        let first = page(&db, &query).unwrap();
        query.cursor = first.meta.next_cursor;
        // The row that the cursor stands on goes, another one goes, and newer ones come.
        db.execute("DELETE FROM t WHERE sequence IN (21, 25)", []).unwrap();
        db.execute("INSERT INTO t VALUES (31, 99), (32, 99)", []).unwrap();
        let second = page(&db, &query).unwrap();
        assert_eq!(second.data, (11..=20).rev().collect::<Vec<_>>(), "nothing twice, nothing left out");
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
    fn a_cursor_of_another_list_or_order_is_refused() {
        let db = numbers(1);
        let refused = |cursor: String| {
            let query = ListQuery { cursor: Some(cursor), ..ListQuery::default() };
            matches!(page(&db, &query), Err(Failure::Refused { code: Code::InvalidCursor, .. }))
        };
        for id in ["key_0123456789012345678901", "1' OR '1", "\0"] {
            let cursor = Cursor::new(BY_AT, "1", id.to_owned());
            assert!(refused(cursor.encode()), "an id is no sequence number, and the database is not asked: {id:?}");
        }
        for order in [Order { falling: false, ..BY_AT }, BY_AGE] {
            assert!(refused(Cursor::new(order, "1", "1".to_owned()).encode()), "{order:?}");
        }
        assert!(refused(Cursor::of_row(1)));
    }
}
