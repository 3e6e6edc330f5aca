//! A place in a list: the order it is read in, the item's place in that order, and its id.

use keys::wire::Code;

use super::order::Order;
use crate::{Failure, ground::store::Value};

/// The column that numbers the rows of a list which has no other ids.
const SEQUENCE: &str = "sequence";
const LENGTH_MAX: usize = 2_000;
/// The order of most lists. Its places stand by themselves; those of all others begin with what tells the order.
const USUAL: &str = "-created";

/// A place in a list. It stays right while items come and go: it says behind what to go on, not how many to leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Digits alone, so that all cursors look alike.
    place: String,
    id: String,
}

impl Cursor {
    pub(super) fn new(order: Order, place: &str, id: String) -> Self {
        Self { place: tag(order) + place, id }
    }

    /// The cursor of a row that is known by its number alone.
    pub(crate) fn of_row(row_id: i64) -> String {
        Self { place: "0".to_owned(), id: format!("r{row_id}") }.encode()
    }

    /// The number of such a row.
    ///
    /// # Errors
    /// [`Code::InvalidCursor`] when it is the cursor of another list.
    pub(crate) fn row_id(&self) -> Result<i64, Failure> {
        self.id.strip_prefix('r').and_then(|number| number.parse().ok()).ok_or_else(not_ours)
    }

    /// The place and the id as their columns compare them: sequence numbers as numbers, all other ids as text. A server,
    /// unlike a file, does not compare one with the other.
    pub(super) fn values(&self, order: Order, id_column: &str) -> Result<[Value; 2], Failure> {
        let place = self.place.strip_prefix(&tag(order)).and_then(|place| order.value(place));
        let id = match id_column {
            SEQUENCE => self.id.parse().ok().map(Value::Integer),
            _ => Some(Value::from(&self.id)),
        };
        place.zip(id).map(|(place, id)| [place, id]).ok_or_else(not_ours)
    }

    pub(super) fn encode(&self) -> String {
        hex::encode(format!("1:{}:{}", self.place, self.id))
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        if text.len() > LENGTH_MAX {
            return None;
        }
        let plain = String::from_utf8(hex::decode(text).ok()?).ok()?;
        let (place, id) = plain.strip_prefix("1:")?.split_once(':')?;
        // Whatever else it holds, it is no place or id of ours, and might be text that a database refuses.
        let is_place = !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit());
        let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_place && is_id).then(|| Self { place: place.to_owned(), id: id.to_owned() })
    }
}

/// What tells an order: no moment begins so.
fn tag(order: Order) -> String {
    let words = order.words();
    if words == USUAL { String::new() } else { format!("00{:010}", crc32fast::hash(words.as_bytes())) }
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
        fn a_cursor_round_trips(place in "[0-9]{1,40}", id in "[a-z]{3}_[A-Za-z0-9]{22}") {
            let cursor = Cursor { place, id };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
    }
}
