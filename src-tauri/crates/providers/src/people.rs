//! What is asked of a list of members or of tokens, and what comes of it.

use std::collections::BTreeMap;

use keys::wire::Role;
use serde::{Deserialize, Serialize};

/// Which members or tokens are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PeopleFilter {
    /// Those who come in, or are invited to.
    Current,
    /// Those that were revoked, or have ended by themselves.
    Ended,
    /// All of them.
    All,
}

impl PeopleFilter {
    /// All of them, as they stand above a list.
    pub const ALL: [Self; 3] = [Self::Current, Self::Ended, Self::All];
}

/// What a list of members is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MemberSort {
    /// When they were invited.
    Created,
    /// Their name, as people sort names.
    Name,
    /// When they signed in last.
    LastSignIn,
}

/// What a list of tokens is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TokenSort {
    /// When it was created.
    Created,
    /// Its name, as people sort names.
    Name,
    /// When it ends by itself; one without an end comes last.
    Expires,
}

/// One page of members or tokens: which, in which order, and from where on.
#[derive(Clone, Debug)]
pub struct PeopleQuery<Sort> {
    /// Which of them.
    pub filter: PeopleFilter,
    /// Only those of this role.
    pub role: Option<Role>,
    /// What they are read by.
    pub sort: Sort,
    /// The largest first.
    pub descending: bool,
    /// Behind the page that said so.
    pub cursor: Option<String>,
}

impl<Sort> PeopleQuery<Sort> {
    /// The first page of all who come in, in an order.
    pub fn current(sort: Sort) -> Self {
        Self { filter: PeopleFilter::Current, role: None, sort, descending: false, cursor: None }
    }
}

/// What a page says.
#[derive(Clone, Debug)]
pub struct PeoplePage<T> {
    /// The members or tokens.
    pub items: Vec<T>,
    /// Where the next page begins; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter, whichever was asked for.
    pub counts: BTreeMap<PeopleFilter, u64>,
}
