//! What an account was charged, by a service that tells it: its balance and its ledger. Neither tells by which key.

use std::collections::HashSet;

use keys::{Environment, Secret, Timestamp, spending::MICROS_MAX};
use reqwest::Method;
use serde::Deserialize;

use super::{Asked, ServicePlace};
use crate::{Calls, ProviderError, error::Kind};

/// Entries of a page; the most that is documented.
const PAGE: usize = 100;
/// Pages that are read at most: a ledger has no end, and each page is a request.
const PAGES_MAX: usize = 20;

/// Characters of a text that are kept, and an amount that nobody has, in cents: what a limit is, too.
const TEXT_MAX: usize = 120;
const CENTS_MAX: i64 = MICROS_MAX / 10_000;

/// Where a service tells what an account was charged.
pub(crate) struct Billing {
    /// Another host than the environment's own.
    pub(super) base: &'static str,
    pub(super) balance: &'static str,
    pub(super) ledger: &'static str,
    /// Of its amounts, by its ISO code.
    pub(super) currency: &'static str,
}

/// What an account has, and what it was charged lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The currency of every amount, by its ISO code.
    pub currency: &'static str,
    /// What is left, in cents.
    pub balance_cents: i64,
    /// Entries, the newest first.
    pub entries: Vec<LedgerEntry>,
    /// Whether all since the moment that was asked for are among them.
    pub is_whole: bool,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The service's id of it.
    pub id: String,
    /// What it is, in the service's own word; the list of them is open.
    pub kind: String,
    /// How much, in cents: below zero for what was charged.
    pub cents: i64,
    /// The model that was used, where the entry says so.
    pub model: Option<String>,
    /// When.
    pub at: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Balance {
    balance_in_cents: i64,
}

#[derive(Deserialize)]
struct Page {
    entries: Vec<Told>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    #[serde(rename = "type", default)]
    kind: String,
    amount_in_cents: i64,
    #[serde(default)]
    metadata: serde_json::Value,
    created_at: String,
}

impl ServicePlace {
    /// The balance, and the ledger back to a moment.
    ///
    /// # Errors
    /// [`ProviderError`]; where the service tells nothing of it, too.
    pub async fn read_ledger(
        &self,
        environment: Environment,
        since: Timestamp,
        (secret, calls): (&Secret, &Calls),
    ) -> Result<Ledger, ProviderError> {
        let none = || ProviderError::new(Kind::NotAllowed, "This service does not tell what was spent.");
        let billing = self.service.sheet().billing.as_ref().ok_or_else(none)?;
        let ask = async |path: &str| {
            let asked = Asked { environment, base: Some(billing.base), method: Method::GET, path, known_again: false };
            self.call(asked, secret, calls, |request| request).await
        };
        let balance: Balance = self.read(&ask(billing.balance).await?)?;
        let balance_cents = amount(balance.balance_in_cents)?;
        let (mut entries, mut seen, mut is_whole) = (Vec::new(), HashSet::new(), false);
        for page in 0..PAGES_MAX {
            let path = format!("{}?limit={PAGE}&offset={}", billing.ledger, page * PAGE);
            let answer = ask(&path).await?;
            let told: Page = self.read(&answer)?;
            let (count, mut is_older) = (told.entries.len(), false);
            for one in told.entries {
                let at: Timestamp = one
                    .created_at
                    .parse()
                    .map_err(|_| ProviderError::new(Kind::NotUnderstood, "The ledger has a moment that is none."))?;
                is_older |= at < since;
                // Entries that come meanwhile move the others to the next page.
                let id = short(&one.id);
                if at >= since && seen.insert(id.clone()) {
                    let model = one.metadata.get("model").and_then(serde_json::Value::as_str).map(short);
                    let cents = amount(one.amount_in_cents)?;
                    entries.push(LedgerEntry { id, kind: short(&one.kind), cents, model, at });
                }
            }
            // What it says of their number is that of the page.
            if is_older || count < PAGE {
                is_whole = true;
                break;
            }
        }
        Ok(Ledger { currency: billing.currency, balance_cents, entries, is_whole })
    }
}

/// An amount that sums of them stay far from overflow with.
fn amount(cents: i64) -> Result<i64, ProviderError> {
    let is_one = (-CENTS_MAX..=CENTS_MAX).contains(&cents);
    let none = || ProviderError::new(Kind::NotUnderstood, "The ledger has an amount that is none.");
    is_one.then_some(cents).ok_or_else(none)
}

/// A text as it may be shown: whoever answers can write anything into it.
fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(TEXT_MAX).collect()
}
