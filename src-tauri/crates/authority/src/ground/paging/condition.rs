//! What rows a list is of, in the words of the store, with the values of its parameters beside it.

use crate::ground::store::Value;

/// A condition. Its text is ours, never a client's; each `?` in it is a parameter, in the order of the values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    /// One with a parameter for each value.
    pub(crate) fn new(sql: &str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { sql: sql.to_owned(), values: values.into_iter().collect() }
    }

    /// Both this one and another.
    #[must_use]
    pub(crate) fn and(mut self, sql: &str, values: impl IntoIterator<Item = Value>) -> Self {
        if self.sql.is_empty() {
            return Self::new(sql, values);
        }
        self.sql = format!("{} AND {sql}", self.sql);
        self.values.extend(values);
        self
    }

    /// Both, where the other was asked for.
    #[must_use]
    pub(crate) fn and_if(self, sql: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.and(sql, [value.into()]),
            None => self,
        }
    }

    /// Both.
    #[must_use]
    pub(crate) fn with(self, other: Self) -> Self {
        if other.sql.is_empty() { self } else { self.and(&other.sql, other.values) }
    }

    /// This one's text and then another's, as they stand.
    #[must_use]
    pub(crate) fn joined(mut self, other: &Self) -> Self {
        self.sql += &other.sql;
        self.values.extend_from_slice(&other.values);
        self
    }

    /// The text, each `?` yet without its number.
    pub(crate) fn sql(&self) -> &str {
        if self.sql.is_empty() { "1 = 1" } else { &self.sql }
    }

    /// The values, in the order of the text's parameters.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

/// A statement put together of pieces, its parameters numbered in the order in which they stand.
pub(crate) fn numbered(sql: &str) -> String {
    let mut pieces = sql.split('?');
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for (at, piece) in pieces.enumerate() {
        whole += &format!("?{}{piece}", at + 1);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_as_they_stand() {
        let one = Condition::new("a = ?", [1_i64.into()]).and("b IN (?, ?)", [2_i64.into(), 3_i64.into()]);
        let both = one.with(Condition::default()).with(Condition::new("c < ?", [4_i64.into()]));
        assert_eq!(numbered(both.sql()), "a = ?1 AND b IN (?2, ?3) AND c < ?4");
        assert_eq!(both.values(), [1_i64, 2, 3, 4].map(Value::from));
        assert_eq!(Condition::default().sql(), "1 = 1");
    }
}
