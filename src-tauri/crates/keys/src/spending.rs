//! Spending limits: how much the requests with a key may cost in a day, a week and a month. Amounts are whole
//! millionths ("micros") of whatever the caller counts in; the rule knows no currency. The intervals are Conduit.im's
//! (its sheet, section 5); where a window begins is not documented there, so it is our choice: with the first cost
//! after the window before it has ended.

use serde::{Deserialize, Serialize};

use crate::{
    Timestamp,
    wire::{Complaint, FieldCode},
};

/// The largest limit and the largest cost: a thousand million units. Sums of them stay far from overflow, and a JSON
/// number holds them exactly.
pub const MICROS_MAX: i64 = 1_000_000_000_000_000;

/// An interval that has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// 24 hours.
    Daily,
    /// 7 days.
    Weekly,
    /// 30 days, not a calendar month.
    Monthly,
}

impl Window {
    /// All, the shortest first.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// How long it is.
    pub fn seconds(self) -> i64 {
        const DAY: i64 = 24 * 3600;
        match self {
            Self::Daily => DAY,
            Self::Weekly => 7 * DAY,
            Self::Monthly => 30 * DAY,
        }
    }

    /// The word used in columns and sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }
}

impl std::str::FromStr for Window {
    type Err = crate::environment::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|window| window.as_str() == word).ok_or(crate::environment::UnknownWord)
    }
}

/// What a key's requests may cost, in micros; any mix of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SpendingLimits {
    /// In any 24 hours from the first cost on.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000_000_000_000_i64))]
    pub daily_micros: Option<i64>,
    /// In 7 days.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000_000_000_000_i64))]
    pub weekly_micros: Option<i64>,
    /// In 30 days.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1_000_000_000_000_000_i64))]
    pub monthly_micros: Option<i64>,
}

impl SpendingLimits {
    /// The limit of a window.
    pub fn of(&self, window: Window) -> Option<i64> {
        match window {
            Window::Daily => self.daily_micros,
            Window::Weekly => self.weekly_micros,
            Window::Monthly => self.monthly_micros,
        }
    }

    /// Whether there is no limit at all.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The first window whose limit nobody can have: below 1 or above [`MICROS_MAX`].
    pub fn first_wrong(&self) -> Option<Window> {
        Window::ALL
            .into_iter()
            .find(|window| self.of(*window).is_some_and(|micros| !(1..=MICROS_MAX).contains(&micros)))
    }
}

/// What is known of a limit where only the costs of the whole account are known, of which the key's are a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KnownOf {
    /// It is not used up, and not near it.
    Below,
    /// Four fifths of it or more may be used.
    PerhapsNear,
    /// It may be used up.
    PerhapsUsedUp,
    /// The account's costs are not known so far back.
    Unknown,
}

/// Judges a limit by what the account cost in as long a time: a key cannot have cost more.
pub fn known_of(limit_micros: i64, account_micros: i64) -> KnownOf {
    if account_micros >= limit_micros {
        KnownOf::PerhapsUsedUp
    } else if account_micros >= limit_micros - limit_micros / 5 {
        KnownOf::PerhapsNear
    } else {
        KnownOf::Below
    }
}

/// A window and what was spent in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// When it began.
    pub since: Timestamp,
    /// What was spent since.
    pub micros: i64,
}

/// What was spent, by window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    windows: [Option<Spent>; 3],
}

impl Spending {
    /// The open window, if any.
    pub fn of(&self, window: Window) -> Option<Spent> {
        self.windows[window as usize]
    }

    /// Puts a window back that was kept.
    pub fn restore(&mut self, window: Window, spent: Spent) {
        self.windows[window as usize] = Some(spent);
    }

    /// Charges a cost to all windows, or to none: a cost that goes over a limit is refused whole. A request without a
    /// cost is refused too once a limit is reached, since its true cost is not 0 but unknown.
    ///
    /// # Errors
    /// The first window that has no room for it.
    pub fn charge(&mut self, limits: &SpendingLimits, micros: i64, now: Timestamp) -> Result<(), Window> {
        self.advance(now);
        let micros = micros.clamp(0, MICROS_MAX);
        for window in Window::ALL {
            let spent = self.of(window).map_or(0, |spent| spent.micros);
            if limits.of(window).is_some_and(|limit| spent >= limit || spent.saturating_add(micros) > limit) {
                return Err(window);
            }
        }
        if micros > 0 {
            for window in Window::ALL {
                let spent = self.windows[window as usize].get_or_insert(Spent { since: now, micros: 0 });
                spent.micros = spent.micros.saturating_add(micros);
            }
        }
        Ok(())
    }

    /// Whether nothing is kept of it any more.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let mut seen = *self;
        seen.advance(now);
        seen == Self::default()
    }

    /// Forgets the windows that have ended. A window that seems to begin in the future was opened before the clock was
    /// stepped back: it keeps what was spent and counts from now, so that it neither forgives nor lasts for ever.
    fn advance(&mut self, now: Timestamp) {
        for window in Window::ALL {
            let kept = &mut self.windows[window as usize];
            if let Some(spent) = kept {
                spent.since = spent.since.min(now);
                if spent.since.plus_seconds(window.seconds()) <= now {
                    *kept = None;
                }
            }
        }
    }
}

/// Reads a cost header: a whole number of micros.
///
/// # Errors
/// When it is anything else, or more than [`MICROS_MAX`].
pub fn parse_cost(text: &str) -> Result<i64, CostError> {
    let digits = !text.is_empty() && text.len() <= 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    let micros = if digits { text.parse::<i64>().map_err(|_| CostError)? } else { return Err(CostError) };
    if micros <= MICROS_MAX { Ok(micros) } else { Err(CostError) }
}

/// A cost that is no whole number of micros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A cost is a whole number of millionths, at most {MICROS_MAX}.")]
pub struct CostError;

/// Millionths in a whole unit.
const MICROS: i64 = 1_000_000;
/// Digits behind the decimal separator that a millionth has.
const DECIMALS: usize = 6;

/// Reads an amount as a person types it, in whole units: `250`, `12.50`. No amount where nothing is typed. Thousands are not
/// separated: the same text would be another amount in another language.
///
/// # Errors
/// When it is anything else, nothing, finer than a millionth or more than [`MICROS_MAX`].
pub fn parse_amount(text: &str, decimal: char) -> Result<Option<i64>, AmountError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, fraction) = text.split_once(decimal).unwrap_or((text, "0"));
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 10) || !digits(fraction, DECIMALS) {
        return Err(AmountError);
    }
    let micros = format!("{whole}{fraction:0<DECIMALS$}").parse::<i64>().map_err(|_| AmountError)?;
    if (1..=MICROS_MAX).contains(&micros) { Ok(Some(micros)) } else { Err(AmountError) }
}

/// An amount in whole units, as [`parse_amount`] reads it with a period.
pub fn format_amount(micros: i64) -> String {
    let (whole, fraction) = (micros / MICROS, micros % MICROS);
    if fraction == 0 {
        return whole.to_string();
    }
    format!("{whole}.{fraction:0>DECIMALS$}").trim_end_matches('0').to_owned()
}

/// A text that is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Write an amount such as 1250 or 12.50.")]
pub struct AmountError;

impl From<AmountError> for Complaint {
    fn from(error: AmountError) -> Self {
        Self::of(FieldCode::NotAnAmount, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_is_said_to_be_below_its_limit_only_where_the_account_is_well_below_it() {
        assert_eq!(known_of(100, 79), KnownOf::Below);
        assert_eq!(known_of(100, 80), KnownOf::PerhapsNear);
        assert_eq!(known_of(100, 99), KnownOf::PerhapsNear);
        assert_eq!(known_of(100, 100), KnownOf::PerhapsUsedUp);
        assert_eq!(known_of(1, 0), KnownOf::Below);
        assert_eq!(known_of(MICROS_MAX, i64::MAX), KnownOf::PerhapsUsedUp);
    }

    const DAY: i64 = 24 * 3600 * 1000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn limits(daily: i64, weekly: i64) -> SpendingLimits {
        SpendingLimits { daily_micros: Some(daily), weekly_micros: Some(weekly), monthly_micros: None }
    }

    #[test]
    fn a_cost_over_a_limit_is_refused_whole_and_charged_to_no_window() {
        let (mut spending, limits) = (Spending::default(), limits(100, 150));
        assert_eq!(spending.charge(&limits, 60, at(0)), Ok(()));
        assert_eq!(spending.charge(&limits, 41, at(1)), Err(Window::Daily));
        assert_eq!(spending.charge(&limits, 40, at(2)), Ok(()), "the refused one left nothing behind");
        assert_eq!(spending.charge(&limits, 0, at(3)), Err(Window::Daily), "a limit that is reached lets nothing more");
        assert_eq!(spending.charge(&limits, 60, at(DAY)), Err(Window::Weekly), "a new day, the same week");
        assert_eq!(spending.charge(&limits, 50, at(DAY)), Ok(()));
        assert_eq!(spending.charge(&limits, 100, at(7 * DAY)), Ok(()), "a new week");
        assert_eq!(
            spending.of(Window::Monthly).map(|spent| spent.micros),
            Some(250),
            "a month is counted all the same"
        );
    }

    #[test]
    fn a_window_begins_with_its_first_cost_and_ends_to_the_millisecond() {
        let (mut spending, limits) = (Spending::default(), limits(10, 1000));
        assert_eq!(spending.charge(&limits, 0, at(0)), Ok(()));
        assert_eq!(spending.of(Window::Daily), None, "nothing spent, nothing begun");
        assert_eq!(spending.charge(&limits, 10, at(500)), Ok(()));
        assert_eq!(spending.charge(&limits, 1, at(500 + DAY - 1)), Err(Window::Daily));
        assert_eq!(spending.charge(&limits, 1, at(500 + DAY)), Ok(()));
    }

    #[test]
    fn a_clock_stepped_back_by_a_day_neither_forgives_nor_locks_for_ever() {
        let (mut spending, limits) = (Spending::default(), limits(10, 1000));
        spending.charge(&limits, 10, at(DAY)).unwrap();
        assert_eq!(spending.charge(&limits, 1, at(0)), Err(Window::Daily), "what was spent stays spent");
        assert_eq!(spending.charge(&limits, 1, at(DAY - 1)), Err(Window::Daily));
        assert_eq!(spending.charge(&limits, 1, at(DAY)), Ok(()), "for a day of the new time, not more");
    }

    #[test]
    fn a_cost_is_a_whole_number() {
        assert_eq!(parse_cost("0"), Ok(0));
        assert_eq!(parse_cost("1000000000000000"), Ok(MICROS_MAX));
        for wrong in ["", "-1", "+1", "1.5", "1e3", " 1", "1000000000000001", "99999999999999999999", "٣"] {
            assert_eq!(parse_cost(wrong), Err(CostError), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn no_window_is_ever_overspent(
            daily in 1i64..100, weekly in 1i64..300, costs in prop::collection::vec((0i64..40, -DAY..2 * DAY), 1..100)
        ) {
            let (mut spending, limits, mut clock) = (Spending::default(), limits(daily, weekly), 0);
            for (micros, step) in costs {
                clock += step;
                let _ = spending.charge(&limits, micros, at(clock));
                for window in [Window::Daily, Window::Weekly] {
                    let spent = spending.of(window).map_or(0, |spent| spent.micros);
                    prop_assert!(spent <= limits.of(window).unwrap());
                }
            }
        }
    }

    #[test]
    fn an_amount_is_read_to_the_millionth_and_never_guessed() {
        for (text, decimal, micros) in [
            ("", '.', None),
            (" 250 ", '.', Some(250_000_000)),
            ("12.50", '.', Some(12_500_000)),
            ("12,5", ',', Some(12_500_000)),
            ("0.000001", '.', Some(1)),
            ("1000000000", '.', Some(MICROS_MAX)),
        ] {
            assert_eq!(parse_amount(text, decimal), Ok(micros), "{text}");
        }
        // A thousand to one person, and one to another.
        for (text, decimal) in [("1,000", '.'), ("1.000", ','), ("1 000", '.')] {
            assert_eq!(parse_amount(text, decimal), Err(AmountError), "{text}");
        }
        for text in ["0", "-1", "+1", "1e3", ".5", "1.", "0.0000001", "1000000000.000001", "1.2.3", "٣"] {
            assert_eq!(parse_amount(text, '.'), Err(AmountError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_is_written_as_it_is_read(micros in 1..=MICROS_MAX) {
            prop_assert_eq!(parse_amount(&format_amount(micros), '.'), Ok(Some(micros)));
        }

        #[test]
        fn no_amount_makes_it_panic(text in "\\PC{0,30}", decimal in proptest::char::any()) {
            let _ = parse_amount(&text, decimal);
        }
    }
}
