//! What an account was charged by a service.

use keys::{Hint, Timestamp, spending::KnownOf};
use providers::LedgerEntry;
use serde::Serialize;

/// What an account has, what it cost in thirty days, and what that says of its keys' limits.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SpendingView {
    /// When the service was asked.
    pub as_of: Timestamp,
    /// The name of the key that it was asked with.
    pub asked_with: String,
    /// The currency of every amount, by its ISO code.
    pub currency: String,
    /// What is left, in cents.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub balance_cents: i64,
    /// Whether everything of these days was read; there may be more than is told otherwise.
    pub is_whole: bool,
    /// Each day in UTC, the earliest first.
    pub days: Vec<DayView>,
    /// The models that were used, the dearest first.
    pub models: Vec<ModelView>,
    /// The living keys that have a limit.
    pub keys: Vec<KeyLimitView>,
    /// The last entries, the newest first.
    pub entries: Vec<LedgerEntryView>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DayView {
    /// When it began.
    pub begins_at: Timestamp,
    /// What was charged, in cents.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub spent_cents: i64,
    /// What came in, in cents.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub added_cents: i64,
}

/// What a model cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ModelView {
    /// Which.
    pub model: String,
    /// In cents.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub spent_cents: i64,
}

/// A key with limits.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyLimitView {
    /// Its id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What its secret looks like.
    pub hint: Hint,
    /// Each limit, the shortest window first.
    pub windows: Vec<WindowView>,
}

/// One limit, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WindowView {
    /// `daily`, `weekly` or `monthly`.
    #[cfg_attr(feature = "ts", ts(type = "\"daily\" | \"weekly\" | \"monthly\""))]
    pub window: String,
    /// The limit, in millionths.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub limit_micros: i64,
    /// What it can have cost at most: what the account did, in millionths. At least that where it is unknown.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at_most_micros: i64,
    /// What follows.
    pub known: KnownOf,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntryView {
    /// The service's id of it.
    pub id: String,
    /// What it is, in the service's own word.
    pub kind: String,
    /// In cents: below zero for what was charged.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub cents: i64,
    /// The model, where it names one.
    pub model: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl From<LedgerEntry> for LedgerEntryView {
    fn from(LedgerEntry { id, kind, cents, model, at }: LedgerEntry) -> Self {
        Self { id, kind, cents, model, at }
    }
}
