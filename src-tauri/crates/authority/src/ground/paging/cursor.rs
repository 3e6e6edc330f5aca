//! A place in a list: the order it is read in, the item's place in that order, and its id.

use keys::wire::Code;

use super::order::Order;
use crate::{Failure, ground::store::Value};

/// The column that numbers the rows of a list which has no other ids.
const SEQUENCE: &str = "sequence";
const LENGTH_MAX: usize = 2_000;
/// The order of what is known by its number alone.
const ROW: &str = "row";

/// A place in a list. It stays right while items come and go: it says behind what to go on, not how many to leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    order: String,
    place: String,
    id: String,
}

impl Cursor {
    pub(super) fn new(order: Order, place: String, id: String) -> Self {
        Self { order: order.words(), place, id }
    }

    /// The cursor of a row that is known by its number alone.
    pub(crate) fn of_row(row_id: i64) -> String {
        Self { order: ROW.to_owned(), place: row_id.to_string(), id: String::new() }.encode()
    }

    /// The number of such a row.
    ///
    /// # Errors
    /// [`Code::InvalidCursor`] when it is the cursor of another list.
    pub(crate) fn row_id(&self) -> Result<i64, Failure> {
        let number = (self.order == ROW).then(|| self.place.parse().ok()).flatten();
        number.ok_or_else(not_ours)
    }

    /// The place and the id as their columns compare them: sequence numbers as numbers, all other ids as text. A server,
    /// unlike a file, does not compare one with the other.
    pub(super) fn values(&self, order: Order, id_column: &str) -> Result<[Value; 2], Failure> {
        let place = (self.order == order.words()).then(|| order.value(&self.place)).flatten();
        let id = match id_column {
            SEQUENCE => self.id.parse().ok().map(Value::Integer),
            _ => Some(Value::from(&self.id)),
        };
        place.zip(id).map(|(place, id)| [place, id]).ok_or_else(not_ours)
    }

    pub(super) fn encode(&self) -> String {
        hex::encode(format!("2:{}:{}:{}", self.order, self.place, self.id))
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        if text.len() > LENGTH_MAX {
            return None;
        }
        let plain = String::from_utf8(hex::decode(text).ok()?).ok()?;
        let mut parts = plain.strip_prefix("2:")?.splitn(3, ':').map(str::to_owned);
        let (order, place, id) = (parts.next()?, parts.next()?, parts.next()?);
        // Whatever else it holds, it is no id of ours, and might be text that a database refuses.
        id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(Self { order, place, id })
    }
}

pub(super) fn not_ours() -> Failure {
    Failure::refused(Code::InvalidCursor, "The cursor is not one of this list's, or of another order.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_cursor_is_read_without_panic(text in ".*") {
            let _ = Cursor::decode(&text);
        }

        #[test]
        fn a_cursor_round_trips(at: i64, order in "-?[a-z]{1,9}", id in "[a-z]{3}_[A-Za-z0-9]{22}") {
            let cursor = Cursor { order, place: at.to_string(), id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
    }
}
