//! Look at what an account was charged by a service that tells it, and what that says of its keys' limits.

use std::collections::BTreeMap;

use keys::{
    Environment, KeyState, Secret, Timestamp,
    spending::{KnownOf, Window, known_of},
};
use providers::{Calls, Ledger, LedgerEntry, ServicePlace, capability::Operation};

use crate::{
    App, Failure,
    view::{DayView, KeyLimitView, KeyView, LedgerEntryView, ModelView, SpendingView, WindowView},
};

/// Days that are told of: as many as the longest window has.
const DAYS: i64 = 30;
const DAY_MILLIS: i64 = 24 * 3_600_000;
/// Entries that are shown one by one.
const SHOWN: usize = 50;
/// Millionths in a hundredth, as limits are kept.
const MICROS: i64 = 10_000;

impl App {
    /// The account's balance, its costs of thirty days, and what they say of each key's limits: a key cannot have cost more
    /// than the account. The service is asked with one of the keys.
    ///
    /// # Errors
    /// [`crate::Code::NotAllowed`] where the service does not tell, [`crate::Code::NoKeyToAskWith`], or the service's trouble.
    pub async fn get_spending(&self, connection: &str, environment: Environment) -> Result<SpendingView, Failure> {
        self.check_possible(connection, None, Operation::ReadSpending).await?;
        let now = self.now();
        let first_day = Timestamp::from_millis(day_of(now) - (DAYS - 1) * DAY_MILLIS);
        // The longest window began before the first of the days.
        let since = now.plus_seconds(-Window::Monthly.seconds());
        let ask =
            async |place: &ServicePlace, with: (&Secret, &Calls)| place.read_ledger(environment, since, with).await;
        let (mut ledger, asked_with) = self.ask_service((connection, environment), false, ask).await?;
        let keys = self.keys_with_limits((connection, environment), &ledger, now).await?;
        ledger.entries.retain(|entry| entry.at >= first_day);
        let shown = ledger.entries.iter().take(SHOWN).cloned().map(LedgerEntryView::from).collect();
        Ok(SpendingView {
            as_of: now,
            asked_with,
            currency: ledger.currency.to_owned(),
            balance_cents: ledger.balance_cents,
            is_whole: ledger.is_whole,
            days: days(&ledger.entries, first_day),
            models: models(&ledger.entries),
            keys,
            entries: shown,
        })
    }

    async fn keys_with_limits(
        &self,
        (connection, environment): (&str, Environment),
        ledger: &Ledger,
        now: Timestamp,
    ) -> Result<Vec<KeyLimitView>, Failure> {
        let living = |view: &KeyView| matches!(view.key.state, KeyState::Active | KeyState::Retiring);
        let all = self.all_tracked(connection, environment).await?;
        let limited = all.into_iter().filter(|view| living(view) && !view.key.spending_limits.is_none());
        let of_key = |view: KeyView| KeyLimitView {
            windows: windows(&view, ledger, now),
            key: view.key.id,
            name: view.key.name,
            hint: view.key.hint,
        };
        Ok(limited.map(of_key).collect())
    }
}

/// What is known of each limit that a key has. Where its window began is not documented, but it is no longer than itself, so
/// that whatever it holds is among the costs of as long a time up to now.
/// A ledger that was not read so far back says nothing but what was spent at least.
fn windows(view: &KeyView, ledger: &Ledger, now: Timestamp) -> Vec<WindowView> {
    let oldest = ledger.entries.last().map_or(now, |entry| entry.at);
    let of = |window: Window| {
        let limit_micros = view.key.spending_limits.of(window)?;
        let since = now.plus_seconds(-window.seconds());
        let at_most_micros = spent(ledger.entries.iter().filter(|entry| entry.at >= since)).saturating_mul(MICROS);
        let is_covered = ledger.is_whole || oldest < since;
        let known = match known_of(limit_micros, at_most_micros) {
            KnownOf::Below | KnownOf::PerhapsNear if !is_covered => KnownOf::Unknown,
            known => known,
        };
        Some(WindowView { window: window.as_str().to_owned(), limit_micros, at_most_micros, known })
    };
    Window::ALL.into_iter().filter_map(of).collect()
}

/// What was charged, whatever for: the service's words for that are an open list.
fn spent<'a>(entries: impl Iterator<Item = &'a LedgerEntry>) -> i64 {
    entries.map(|entry| entry.cents.min(0).saturating_neg()).fold(0, i64::saturating_add)
}

/// The beginning of a moment's day, in UTC.
fn day_of(moment: Timestamp) -> i64 {
    moment.as_millis().div_euclid(DAY_MILLIS) * DAY_MILLIS
}

fn days(entries: &[LedgerEntry], since: Timestamp) -> Vec<DayView> {
    let of = |number: i64| {
        let begin = since.as_millis() + number * DAY_MILLIS;
        let of_day = || entries.iter().filter(move |entry| day_of(entry.at) == begin);
        let added_cents = of_day().map(|entry| entry.cents.max(0)).fold(0, i64::saturating_add);
        DayView { begins_at: Timestamp::from_millis(begin), spent_cents: spent(of_day()), added_cents }
    };
    (0..DAYS).map(of).collect()
}

/// The dearest first; what no entry names a model of is left to the sum of the days.
fn models(entries: &[LedgerEntry]) -> Vec<ModelView> {
    let mut by_model: BTreeMap<&str, i64> = BTreeMap::new();
    for entry in entries {
        if let Some(model) = &entry.model {
            let sum = by_model.entry(model).or_default();
            *sum = sum.saturating_add(entry.cents.min(0).saturating_neg());
        }
    }
    let mut all: Vec<_> =
        by_model.into_iter().map(|(model, spent_cents)| ModelView { model: model.to_owned(), spent_cents }).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.spent_cents));
    all
}

#[cfg(test)]
mod tests {
    use keys::{Ambient, mint::mint_with_prefix, spending::SpendingLimits};
    use providers::guide::GuidedOperation;

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, now},
        view::{AddService, BeginRun, Declared, ServiceHost, StepRef},
    };

    const BALANCE: &str = "GET /balance";
    const LEDGER: &str = "GET /ledger";

    async fn connected(place: &Scripted) -> String {
        let hosts = vec![ServiceHost { environment: Environment::Live, url: place.here.clone() }];
        let asked = AddService { service: "conduit-im".to_owned(), name: String::new(), hosts };
        place.app.add_service(asked).await.unwrap().id
    }

    /// A key that was added with limits.
    async fn adopt(place: &Scripted, connection: &str, spending_limits: SpendingLimits) {
        place.answer(BALANCE, &serde_json::json!({ "balanceInCents": 4250, "balanceInDollars": 42.5 }));
        let begin = BeginRun {
            idempotency_key: Ambient::system().mint_uuid(),
            environment: Environment::Live,
            operation: GuidedOperation::Adopt,
            key: None,
            name: "gateway".to_owned(),
            typed_name: None,
            declared: Declared { spending_limits, ..Declared::default() },
        };
        let run = place.app.begin_guided(connection, &begin).await.unwrap().id;
        let secret = mint_with_prefix("im_", &Ambient::system());
        place.app.take_secret(&StepRef { run: run.clone(), step: 0 }, &secret).await.unwrap();
        place.app.prove_guided(&StepRef { run, step: 1 }).await.unwrap();
    }

    fn entry(id: usize, cents: i64, hours_ago: i64, model: Option<&str>) -> serde_json::Value {
        let metadata = model.map_or(serde_json::json!({}), |model| serde_json::json!({ "model": model, "tokens": 9 }));
        let kind = if cents < 0 { "USAGE_DEBIT" } else { "CREDIT_PURCHASE" };
        serde_json::json!({
            "id": format!("clx{id}"), "type": kind, "amountInCents": cents, "balanceAfterInCents": 1,
            "metadata": metadata, "createdAt": now().plus_seconds(-hours_ago * 3600).to_string(),
        })
    }

    /// The sheet's section 11: no key stands in an entry, so that a limit is compared with what the whole account cost.
    #[tokio::test]
    async fn an_accounts_costs_say_what_a_key_cannot_have_exceeded() {
        let place = Scripted::open().await;
        let connection = connected(&place).await;
        let nobody = place.app.get_spending(&connection, Environment::Live).await.unwrap_err();
        assert_eq!(nobody.code, Code::NoKeyToAskWith);
        let dollars = |amount: i64| Some(amount * 1_000_000);
        let limits =
            SpendingLimits { daily_micros: dollars(10), weekly_micros: dollars(10), monthly_micros: dollars(10) };
        adopt(&place, &connection, limits).await;
        let entries = [
            entry(1, -200, 1, Some("gpt-4")),
            entry(2, 5_000, 2, None),
            entry(3, -650, 30, Some("other")),
            entry(4, -400, 9 * 24, Some("gpt-4")),
            entry(5, -50, 30 * 24 - 1, Some("gpt-4")),
            entry(6, -9_900, 60 * 24, Some("gpt-4")),
        ];
        place.answer(LEDGER, &serde_json::json!({ "entries": entries, "limit": 100, "offset": 0, "count": 6 }));
        let view = place.app.get_spending(&connection, Environment::Live).await.unwrap();
        assert_eq!((view.balance_cents, view.is_whole, view.entries.len()), (4250, true, 4), "older ones are not told");
        let known: Vec<_> = view.keys[0].windows.iter().map(|one| (one.at_most_micros / MICROS, one.known)).collect();
        assert_eq!(
            known,
            [(200, KnownOf::Below), (850, KnownOf::PerhapsNear), (1_300, KnownOf::PerhapsUsedUp)],
            "of a day, a week and a month, which began before the first day that is shown"
        );
        let models: Vec<_> = view.models.iter().map(|one| (one.model.as_str(), one.spent_cents)).collect();
        assert_eq!(models, [("other", 650), ("gpt-4", 600)]);
        let sum: i64 = view.days.iter().map(|day| day.spent_cents).sum();
        let added: i64 = view.days.iter().map(|day| day.added_cents).sum();
        assert_eq!((view.days.len(), sum, added), (30, 1_250, 5_000));
    }

    #[tokio::test]
    async fn a_long_ledger_is_read_page_by_page_and_nothing_twice() {
        let place = Scripted::open().await;
        let connection = connected(&place).await;
        adopt(&place, &connection, SpendingLimits::default()).await;
        let page = |from: usize, to: usize| {
            let entries: Vec<_> = (from..to).map(|id| entry(id, -1, 1, None)).collect();
            serde_json::json!({ "entries": entries, "limit": 100, "offset": from, "count": to - from })
        };
        place.answer(LEDGER, &page(0, 100));
        // One came meanwhile, so that the next page begins with the last of this one.
        place.answer(LEDGER, &page(99, 150));
        let view = place.app.get_spending(&connection, Environment::Live).await.unwrap();
        assert_eq!(view.days.iter().map(|day| day.spent_cents).sum::<i64>(), 150);
        let asked: Vec<_> = place.asked().into_iter().filter(|one| one.what == LEDGER).map(|one| one.query).collect();
        assert_eq!(asked, ["limit=100&offset=0", "limit=100&offset=100"]);
        assert!(view.keys.is_empty(), "a key without a limit cannot come near one");
    }

    /// Whatever lies behind what was read may have cost anything.
    #[tokio::test]
    async fn a_ledger_that_is_too_long_to_be_read_says_nothing_of_a_limit_that_reaches_further_back() {
        let place = Scripted::open().await;
        let connection = connected(&place).await;
        let limit = Some(100_000_000);
        let limits = SpendingLimits { daily_micros: limit, weekly_micros: None, monthly_micros: limit };
        adopt(&place, &connection, limits).await;
        for page in 0..20 {
            // The last of them is older than a day.
            let hours_ago = if page == 19 { 30 } else { 1 };
            let entries: Vec<_> = (0..100).map(|at| entry(page * 100 + at, -1, hours_ago, None)).collect();
            place.answer(LEDGER, &serde_json::json!({ "entries": entries, "limit": 100, "offset": 0, "count": 100 }));
        }
        let view = place.app.get_spending(&connection, Environment::Live).await.unwrap();
        let known: Vec<_> = view.keys[0].windows.iter().map(|one| one.known).collect();
        assert_eq!((view.is_whole, known), (false, vec![KnownOf::Below, KnownOf::Unknown]));
    }

    /// Texts of any length and amounts of any size come to an error or to what can be shown.
    #[tokio::test]
    async fn whatever_a_ledger_says_nothing_breaks() {
        let place = Scripted::open().await;
        let connection = connected(&place).await;
        adopt(&place, &connection, SpendingLimits::default()).await;
        let ask = async |entries: serde_json::Value| {
            place.answer(LEDGER, &serde_json::json!({ "entries": entries }));
            place.app.get_spending(&connection, Environment::Live).await
        };
        for cents in [i64::MIN, i64::MAX] {
            assert_eq!(
                ask(serde_json::json!([entry(1, cents, 1, None)])).await.unwrap_err().code,
                Code::ServiceNotAnswering
            );
        }
        for entries in [serde_json::json!({}), serde_json::json!([{}]), serde_json::json!([{ "id": 1 }])] {
            assert_eq!(ask(entries).await.unwrap_err().code, Code::ServiceNotAnswering);
        }
        let long = "a\u{1b}[2J".repeat(50_000);
        let view = ask(serde_json::json!([entry(1, -1, 1, Some(&long)), entry(1, -1, 1, None)])).await.unwrap();
        let model = view.entries[0].model.clone().unwrap();
        assert!(model.len() < 500 && !model.contains('\u{1b}'), "{model:?}");
        assert_eq!(view.entries.len(), 1, "an id that is given twice is one entry");
    }
}
