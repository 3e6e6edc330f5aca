//! The envelope of lists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One page of a list (Conduit Financial sheet, section 8.1).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items in the order asked for, the newest first when none was.
    pub data: Vec<T>,
    /// Where the neighbours are.
    pub meta: ListMeta,
}

impl<T> Page<T> {
    /// The same page of other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(change).collect(), meta: self.meta }
    }
}

/// Where a page stands in its list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ListMeta {
    /// Always `cursor`: page numbers skip and repeat when the list changes.
    pub mode: String,
    /// What to send as `cursor` for the next page; null at the end.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::Cursor>))]
    pub next_cursor: Option<String>,
    /// What to send, with `direction=backward`, for the page before; null at the start.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::openapi::Cursor>))]
    pub previous_cursor: Option<String>,
    /// How many there are in all, counted up to 10 000 (1 000 for request records).
    pub total: u64,
    /// How many there are in each state, whatever state was asked for; only of lists whose items have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<BTreeMap<String, u64>>,
    /// Whether there may be more than the total and the counts say: what many items fit is not counted to its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
}

impl Default for ListMeta {
    /// Of an empty list.
    fn default() -> Self {
        let mode = "cursor".to_owned();
        Self { mode, next_cursor: None, previous_cursor: None, total: 0, counts: None, at_least: false }
    }
}
