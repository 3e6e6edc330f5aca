//! In which order a list is read, and how a client says so.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Failure,
    ground::store::{Row, StoreError, Value},
};

/// The order that a client asks for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SortQuery {
    /// By what, the smallest first; with a `-` before it, the largest first. The newest first when nothing is said.
    #[param(max_length = 40, pattern = "^-?[a-zA-Z]+$")]
    pub sort: Option<String>,
}

/// What a list can be read by: a word, and a column that is never empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    /// As a client says it.
    pub(crate) word: &'static str,
    /// As the store has it.
    pub(crate) column: &'static str,
    /// What the column holds.
    pub(crate) holds: Holds,
}

/// What a column holds that a list is read by. Text is compared as bytes, on both stores alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Whole numbers and moments.
    Numbers,
    /// Bytes.
    Bytes,
}

impl Sort {
    /// By a moment or a number.
    pub(crate) const fn by_number(word: &'static str, column: &'static str) -> Self {
        Self { word, column, holds: Holds::Numbers }
    }

    /// By bytes.
    pub(crate) const fn by_bytes(word: &'static str, column: &'static str) -> Self {
        Self { word, column, holds: Holds::Bytes }
    }

    /// The largest first.
    pub(crate) const fn falling(self) -> Order {
        Order { sort: self, falling: true }
    }
}

/// A chosen order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    /// By what.
    pub(crate) sort: Sort,
    /// The largest first.
    pub(crate) falling: bool,
}

impl Order {
    /// What was asked for, of what a list can be read by; the first of that, the largest first, when nothing was.
    ///
    /// # Errors
    /// [`keys::wire::Code::ValidationError`] with the words that there are.
    pub(crate) fn choose(asked: &SortQuery, sorts: &[Sort]) -> Result<Self, Failure> {
        let text = match (asked.sort.as_deref(), sorts.first()) {
            (None, Some(first)) => return Ok(first.falling()),
            (text, _) => text.unwrap_or_default(),
        };
        let (word, falling) = text.strip_prefix('-').map_or((text, false), |word| (word, true));
        let found = sorts.iter().find(|sort| sort.word == word);
        found.map(|sort| Self { sort: *sort, falling }).ok_or_else(|| {
            let words: Vec<&str> = sorts.iter().map(|sort| sort.word).collect();
            let detail = format!("The order is one of {}; with a - before it, turned round.", words.join(", "));
            Failure::invalid_field("/sort", detail)
        })
    }

    /// As a client says it.
    pub(crate) fn words(self) -> String {
        format!("{}{}", if self.falling { "-" } else { "" }, self.sort.word)
    }

    /// A row's place in the order, as a cursor has it: digits.
    pub(super) fn place(self, row: &Row<'_>, at: usize) -> Result<String, StoreError> {
        Ok(match self.sort.holds {
            // Nothing that lists are read by is below zero.
            Holds::Numbers => row.get::<i64>(at)?.max(0).to_string(),
            Holds::Bytes => row.get::<Vec<u8>>(at)?.iter().map(|byte| format!("{byte:03}")).collect(),
        })
    }

    /// The same back. A number that no column holds stands behind all that they do.
    pub(super) fn value(self, place: &str) -> Option<Value> {
        match self.sort.holds {
            Holds::Numbers => Some(Value::Integer(place.parse().unwrap_or(i64::MAX))),
            Holds::Bytes => {
                let bytes = place.as_bytes().chunks(3).map(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
                bytes.collect::<Option<_>>().map(Value::Bytes)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTS: &[Sort] = &[Sort::by_number("created", "created_at"), Sort::by_bytes("name", "name_sorted")];

    fn choose(text: &str) -> Option<(String, &'static str)> {
        let asked = SortQuery { sort: Some(text.to_owned()) };
        Order::choose(&asked, SORTS).ok().map(|order| (order.words(), order.sort.column))
    }

    #[test]
    fn an_order_is_one_of_the_list_s_words_and_turned_round_by_a_minus() {
        assert_eq!(Order::choose(&SortQuery::default(), SORTS).unwrap().words(), "-created");
        assert_eq!(choose("name"), Some(("name".to_owned(), "name_sorted")));
        assert_eq!(choose("-name"), Some(("-name".to_owned(), "name_sorted")));
        for wrong in ["", "-", "--name", "Name", "name_sorted", "name desc", "+name"] {
            assert_eq!(choose(wrong), None, "{wrong:?}");
        }
    }
}
