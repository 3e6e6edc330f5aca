//! `conduit-keys spending`.

use actions::{Failure, Operation, view::SpendingView};
use keys::{Environment, spending::KnownOf};

use crate::{Face, print::table};

/// Cents as people read them.
fn amount(cents: i64) -> String {
    format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

pub(crate) async fn run(face: &Face, environment: Environment) -> Result<(), Failure> {
    face.check_possible(None, Operation::ReadSpending).await?;
    let spending = face.app.get_spending(&face.connection, environment).await?;
    face.answer(&spending, || lines(&spending))
}

fn lines(spending: &SpendingView) -> Vec<String> {
    let spent: i64 = spending.days.iter().map(|day| day.spent_cents).sum();
    let least = if spending.is_whole { "" } else { "at least " };
    let mut lines = vec![
        format!("Balance: {} {}", amount(spending.balance_cents), spending.currency),
        format!(
            "Spent in 30 days: {least}{}, by the whole account; asked with {}.",
            amount(spent),
            spending.asked_with
        ),
    ];
    let models: Vec<_> = spending.models.iter().map(|one| vec![one.model.clone(), amount(one.spent_cents)]).collect();
    if !models.is_empty() {
        lines.extend(table(&["MODEL", "SPENT"], &models));
    }
    let rows: Vec<_> = spending
        .keys
        .iter()
        .flat_map(|key| key.windows.iter().map(move |window| (key, window)))
        .map(|(key, window)| {
            let known = match window.known {
                KnownOf::Below => "below it",
                KnownOf::PerhapsNear => "may be near it",
                KnownOf::PerhapsUsedUp => "may be used up",
                KnownOf::Unknown => "not known: more was charged than was read",
            };
            let cents = |micros: i64| amount(micros / 10_000);
            vec![
                key.name.clone(),
                window.window.clone(),
                cents(window.limit_micros),
                cents(window.at_most_micros),
                known.to_owned(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        lines.extend(table(&["KEY", "LIMIT", "OF", "AT MOST", "SO IT IS"], &rows));
    }
    lines
}
