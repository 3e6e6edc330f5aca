//! What is asked of a list of keys, and what comes of it, whatever place has it.

use std::collections::BTreeMap;

use keys::{AccessLevel, Environment, KeyState, Timestamp, wire::Key};
use serde::{Deserialize, Serialize};

/// Seconds without a call after which a key counts as unused.
const UNUSED_AFTER: i64 = 30 * 24 * 60 * 60;

/// Which keys are shown together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeyFilter {
    /// All of them.
    All,
    /// Those in use.
    Active,
    /// Those that a successor replaces.
    Retiring,
    /// Those whose secret nobody has confirmed as saved.
    Pending,
    /// Active ones that want a successor: they end soon, or are old.
    Due,
    /// Active ones that nobody has called with for thirty days.
    Unused,
    /// Those that have ended by themselves.
    Expired,
    /// Those that somebody ended.
    Revoked,
}

impl KeyFilter {
    /// All of them, as they stand above a list.
    pub const ALL: [Self; 8] =
        [Self::All, Self::Active, Self::Retiring, Self::Pending, Self::Due, Self::Unused, Self::Expired, Self::Revoked];

    /// The one of a state.
    pub fn of_state(state: KeyState) -> Self {
        match state {
            KeyState::Pending => Self::Pending,
            KeyState::Active => Self::Active,
            KeyState::Retiring => Self::Retiring,
            KeyState::Revoked => Self::Revoked,
            KeyState::Expired => Self::Expired,
        }
    }

    /// The moment since which an unused key was not called with.
    pub fn unused_since(now: Timestamp) -> Timestamp {
        now.plus_seconds(-UNUSED_AFTER)
    }
}

/// What a list of keys is narrowed to, besides one of the filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KeyNarrowing {
    /// Only those that may do this.
    pub access_level: Option<AccessLevel>,
    /// Only those that somebody created: kind and id, `member:usr_…`.
    pub created_by: Option<String>,
    /// Only those that were created before this moment.
    pub created_before: Option<Timestamp>,
    /// Only those that end before this moment.
    pub expires_before: Option<Timestamp>,
}

/// Something that a list of keys can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Narrowing {
    /// What a key may do.
    AccessLevel,
    /// Who created it.
    CreatedBy,
    /// How old it is.
    CreatedBefore,
    /// When it ends.
    ExpiresBefore,
}

impl Narrowing {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AccessLevel, Self::CreatedBy, Self::CreatedBefore, Self::ExpiresBefore];
}

/// What a list is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeySort {
    /// When it was created.
    Created,
    /// Its name, as people sort names.
    Name,
    /// When somebody last called with it.
    LastUsed,
    /// When it ends by itself.
    Expires,
    /// The calls of the last 24 hours.
    Calls,
}

impl KeySort {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Created, Self::Name, Self::LastUsed, Self::Expires, Self::Calls];
}

/// One page of an environment's keys: which, in which order, and from where on.
#[derive(Clone, Debug)]
pub struct KeyQuery {
    /// Where.
    pub environment: Environment,
    /// Which of them.
    pub filter: KeyFilter,
    /// Only some of these.
    pub narrowing: KeyNarrowing,
    /// Only those of exactly this name.
    pub name: Option<String>,
    /// Only those that have these words; empty for all.
    pub search: String,
    /// What they are read by.
    pub sort: KeySort,
    /// The largest first.
    pub descending: bool,
    /// Behind the page that said so.
    pub cursor: Option<String>,
    /// How many at most, 1 to 100.
    pub limit: u8,
    /// The present: what is due and unused is so at a moment.
    pub now: Timestamp,
}

impl KeyQuery {
    /// The newest keys of an environment.
    pub fn newest(environment: Environment, now: Timestamp) -> Self {
        Self {
            environment,
            filter: KeyFilter::All,
            narrowing: KeyNarrowing::default(),
            name: None,
            search: String::new(),
            sort: KeySort::Created,
            descending: true,
            cursor: None,
            limit: 100,
            now,
        }
    }
}

/// What a page says.
#[derive(Clone, Debug)]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<Key>,
    /// Where the next page begins; none at the end.
    pub next_cursor: Option<String>,
    /// How many there are of each filter that the place counts with a page, whichever was asked for.
    pub counts: BTreeMap<KeyFilter, u64>,
    /// Whether there may be more than the counts say.
    pub at_least: bool,
}

/// Which rows of an audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AuditFilter {
    /// Who did it: kind and id, `member:usr_…`; or a name, which may be several people's.
    pub actor: Option<String>,
    /// What was done, `key.revoked`; with a dot at its end, all that begins so: `key.`.
    pub action: Option<String>,
    /// What it was done to: an id.
    pub subject: Option<String>,
    /// The earliest moment.
    pub from: Option<Timestamp>,
    /// The moment before which.
    pub until: Option<Timestamp>,
}

/// One page of something that only its place puts in order.
#[derive(Clone, Debug)]
pub struct Batch<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; none at the end.
    pub next_cursor: Option<String>,
}
