//! Request records: what the authority noted about one request. Noted in memory behind the answer, without waiting;
//! written in batches; bounded, and what did not fit is counted.
//!
//! A record is small on disk and found by any of its ids: see `migrations/0007_requests.sql` for how.

mod buffer;
mod find;
mod last_write;
mod prune;
mod row;
mod sheet;
mod words;
mod write;

pub use buffer::Records;
pub use find::{Probe, around, count, near, one, search};
pub use last_write::last_write;
pub use row::Found;
pub use sheet::{Head, OwnHead, Record, Route, Sheet};

/// The address of all callers of a key and a slot for whom there is no row of their own: a client may call itself whatever
/// it likes, as often as it likes.
pub const OTHERS: &str = "other";
