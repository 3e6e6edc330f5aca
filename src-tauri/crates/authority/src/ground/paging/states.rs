//! Lists whose items are in states: which states were asked for, and how many items each has.

use std::collections::BTreeMap;

use keys::wire::{ListMeta, Page};

use super::{COUNTED_MAX, Condition, ListQuery, Order, Table, numbered};
use crate::{
    Failure,
    ground::store::{Db, Row, StoreError, Value},
};

/// The states of a list's items, each as conditions of which an item fits one at most.
#[derive(Clone, Debug)]
pub(crate) struct States(Vec<(&'static str, Vec<Condition>)>);

impl States {
    /// Each by its word.
    pub(crate) fn new(states: impl IntoIterator<Item = (&'static str, Vec<Condition>)>) -> Self {
        Self(states.into_iter().collect())
    }

    /// Those that a client named, with commas between; all when none was named.
    ///
    /// # Errors
    /// [`keys::wire::Code::ValidationError`] with the words that there are.
    pub(crate) fn choose(&self, asked: Option<&str>) -> Result<Vec<&'static str>, Failure> {
        let all = || self.0.iter().map(|(word, _)| *word);
        let Some(asked) = asked else { return Ok(all().collect()) };
        let found = asked.split(',').map(|word| all().find(|known| *known == word)).collect::<Option<Vec<_>>>();
        found.ok_or_else(|| {
            let words: Vec<&str> = all().collect();
            Failure::invalid_field("/state", format!("A state is one of {}; several with commas.", words.join(", ")))
        })
    }

    /// What fits one of these states.
    pub(crate) fn conditions(&self, chosen: &[&str]) -> Vec<Condition> {
        let chosen = self.0.iter().filter(|(word, _)| chosen.contains(word));
        chosen.flat_map(|(_, conditions)| conditions.clone()).collect()
    }

    /// The word of an item's state, as a term; none for an item in no state.
    fn word(&self) -> Condition {
        let case = |all: Condition, (word, either): &(&str, Vec<Condition>)| {
            either.iter().fold(all, |all, condition| {
                all.joined(&Condition::new(" WHEN ", []))
                    .joined(condition)
                    .joined(&Condition::new(&format!(" THEN '{word}'"), []))
            })
        };
        let all = self.0.iter().fold(Condition::new("CASE", []), case);
        all.joined(&Condition::new(" END", []))
    }

    /// How many items are in each state, counted up to a bound for each condition.
    ///
    /// # Errors
    /// The store's trouble.
    pub(crate) fn count(&self, db: Db<'_>, table: Table<'_>, most: usize) -> Result<Counts, StoreError> {
        let all: Vec<&Condition> = self.0.iter().flat_map(|(_, conditions)| conditions).collect();
        let counted = table.count_each(db, &all, most)?;
        let mut counts = Counts { of: BTreeMap::new(), at_least: counted.contains(&(most as u64)) };
        let mut counted = counted.into_iter();
        for (word, conditions) in &self.0 {
            counts.of.insert((*word).to_owned(), counted.by_ref().take(conditions.len()).sum());
        }
        Ok(counts)
    }
}

/// How many items there are in each state.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// By the state's word.
    pub(crate) of: BTreeMap<String, u64>,
    /// Whether a bound was come to.
    pub(crate) at_least: bool,
}

impl Counts {
    /// Tells them in a page's meta, and how many there are in all of the states that were asked for.
    pub(crate) fn tell(self, meta: &mut ListMeta, chosen: &[&str]) {
        meta.total = chosen.iter().filter_map(|word| self.of.get(*word)).sum();
        (meta.counts, meta.at_least) = (Some(self.of), self.at_least);
    }
}

impl ListQuery {
    /// The same of a few items, which an index leads to and which are all looked at, once: what counts them also says which
    /// the page is of.
    ///
    /// # Errors
    /// As [`ListQuery::page`].
    pub(crate) fn page_of_few<T>(
        &self,
        db: Db<'_>,
        table: Table<'_>,
        few: &Condition,
        (states, asked): (&States, Option<&str>),
        order: Order,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Page<T>, Failure> {
        let (chosen, checked, word) = (states.choose(asked)?, self.check()?, states.word());
        let ((behind, way), Table { name, id, .. }) = (checked.walk(table, order)?, table);
        let sql = format!(
            "SELECT {id}, {} AS in_state, CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT) FROM {name} WHERE {}
             ORDER BY {column} {way}, {id} {way}",
            word.sql(),
            behind.sql(),
            few.sql(),
            column = order.sort.column
        );
        let values = [word.values(), behind.values(), few.values()].concat();
        let looked_at = db.all(&numbered(&sql), &values, |row| {
            Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?, row.get::<i64>(2)? == 1))
        })?;
        let mut counts =
            Counts { of: states.0.iter().map(|(word, _)| ((*word).to_owned(), 0)).collect(), at_least: false };
        let mut ids: Vec<Value> = Vec::new();
        for (id, word, is_behind) in looked_at {
            let Some(word) = word else { continue };
            if is_behind && ids.len() <= checked.limit && chosen.contains(&word.as_str()) {
                ids.push(id.into());
            }
            *counts.of.entry(word).or_default() += 1;
        }
        let places = vec!["?"; ids.len()].join(", ");
        let those = (!ids.is_empty()).then(|| Condition::new(&format!("{id} IN ({places})"), ids));
        let mut page = self.page_of(db, table, those.as_slice(), order, read)?;
        counts.tell(&mut page.meta, &chosen);
        Ok(page)
    }

    /// Reads one page of the items in the states asked for, and counts all states.
    ///
    /// # Errors
    /// As [`ListQuery::page`].
    pub(crate) fn page_in_states<T>(
        &self,
        db: Db<'_>,
        table: Table<'_>,
        (states, asked): (&States, Option<&str>),
        order: Order,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Page<T>, Failure> {
        let chosen = states.choose(asked)?;
        let mut page = self.page_of(db, table, &states.conditions(&chosen), order, read)?;
        states.count(db, table, COUNTED_MAX)?.tell(&mut page.meta, &chosen);
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_there_is_not_is_refused_with_those_that_there_are() {
        let states = States::new([("open", vec![Condition::new("a = 1", [])]), ("shut", Vec::new())]);
        assert_eq!(states.choose(None).unwrap(), ["open", "shut"]);
        assert_eq!(states.choose(Some("shut")).unwrap(), ["shut"]);
        assert_eq!(states.choose(Some("shut,open")).unwrap(), ["shut", "open"]);
        for wrong in ["", "open,", "OPEN", "open;shut", "gone"] {
            assert!(states.choose(Some(wrong)).is_err(), "{wrong:?}");
        }
    }
}
