//! What of a key can be changed after its creation, and whether that takes something away.
//!
//! Spending limits, any time: Conduit.im lets them be adjusted (its sheet, section 5). Allowed addresses, both ways. An end,
//! nearer and never further: whoever trusted the end that was set goes on to. The access level stays for life (Conduit
//! Financial sheet, section 2.1).

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    KeySettings, Life, Timestamp,
    allowed_ips::AllowedIps,
    spending::{SpendingLimits, Window},
    wire::{Complaint, FieldCode, FieldError},
};

/// Which spending limits to change: what is not named stays, null takes a limit away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ChangeLimits {
    /// In any 24 hours from the first cost on.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_000_i64))]
    pub daily_micros: Option<Option<i64>>,
    /// In 7 days.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_000_i64))]
    pub weekly_micros: Option<Option<i64>>,
    /// In 30 days.
    #[serde(deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_000_i64))]
    pub monthly_micros: Option<Option<i64>>,
}

/// A field that is there, be it null.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl ChangeLimits {
    fn applied_to(self, limits: SpendingLimits) -> SpendingLimits {
        SpendingLimits {
            daily_micros: self.daily_micros.unwrap_or(limits.daily_micros),
            weekly_micros: self.weekly_micros.unwrap_or(limits.weekly_micros),
            monthly_micros: self.monthly_micros.unwrap_or(limits.monthly_micros),
        }
    }
}

/// What shall become of a key. What is not named stays.
#[derive(Clone, Debug, Default)]
pub struct Wish<'a> {
    /// Its limits.
    pub limits: Option<ChangeLimits>,
    /// Its addresses; an empty list means any.
    pub allowed_ips: Option<&'a [String]>,
    /// Its end.
    pub expires_at: Option<Timestamp>,
}

/// A part of a key that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// What its requests may cost.
    SpendingLimits,
    /// From where it may be used.
    AllowedIps,
    /// When it ends.
    ExpiresAt,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SpendingLimits, Self::AllowedIps, Self::ExpiresAt];
}

/// What a change did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Each change in words, from what to what.
    pub changed: Vec<String>,
    /// Of which parts something is no longer allowed.
    pub tightened: Vec<Part>,
}

impl Wish<'_> {
    /// Changes the settings and the expiry of a key as wished, all or nothing. Wishing what is so already is no change.
    ///
    /// # Errors
    /// One item a wrong field.
    pub fn apply(&self, settings: &mut KeySettings, life: &mut Life, now: Timestamp) -> Result<Done, Vec<FieldError>> {
        let old = &*settings;
        let limits = self.limits.map_or(old.spending_limits, |change| change.applied_to(old.spending_limits));
        let texts = self.allowed_ips.map_or_else(|| old.allowed_ips.to_texts(), <[String]>::to_vec);
        let expires_at = self.expires_at.or(life.expires_at);
        let mut errors = Vec::new();
        if let Some(end) = self.expires_at.filter(|end| Some(*end) != life.expires_at) {
            if end <= now {
                errors.push(FieldError::new(
                    "/expiresAt",
                    Complaint::of(FieldCode::Past, "The expiry lies in the past. Revoke the key instead."),
                ));
            } else if life.expires_at.is_some_and(|old| old < end) {
                errors.push(FieldError::new(
                    "/expiresAt",
                    Complaint::of(FieldCode::PushedOut, "An expiry may be brought nearer, never pushed out."),
                ));
            }
        }
        let new = KeySettings::check(old.not_before, expires_at, &texts, limits);
        let new = new.map_err(|mut wrong| errors.append(&mut wrong)).unwrap_or_default();
        if !errors.is_empty() {
            return Err(errors);
        }
        let done = Done::of((old, life.expires_at), (&new, expires_at));
        (*settings, life.expires_at) = (new, expires_at);
        Ok(done)
    }
}

impl Done {
    fn of(old: (&KeySettings, Option<Timestamp>), new: (&KeySettings, Option<Timestamp>)) -> Self {
        let mut done = Self::default();
        let (old_limits, new_limits) = (old.0.spending_limits, new.0.spending_limits);
        for window in Window::ALL {
            let (was, is) = (old_limits.of(window), new_limits.of(window));
            if was != is {
                done.changed.push(format!("{} limit: {} → {}", window.as_str(), amount(was), amount(is)));
            }
            if is.is_some_and(|is| was.is_none_or(|was| is < was)) && !done.tightened.contains(&Part::SpendingLimits) {
                done.tightened.push(Part::SpendingLimits);
            }
        }
        if old.0.allowed_ips != new.0.allowed_ips {
            let words = |ips: &AllowedIps| if ips.is_any() { "any".to_owned() } else { ips.to_texts().join(" ") };
            done.changed.push(format!("addresses: {} → {}", words(&old.0.allowed_ips), words(&new.0.allowed_ips)));
            if !new.0.allowed_ips.hold_all_of(&old.0.allowed_ips) {
                done.tightened.push(Part::AllowedIps);
            }
        }
        if old.1 != new.1 {
            let words = |end: Option<Timestamp>| end.map_or("none".to_owned(), |end| end.to_string());
            done.changed.push(format!("expiry: {} → {}", words(old.1), words(new.1)));
            done.tightened.push(Part::ExpiresAt);
        }
        done
    }
}

fn amount(limit: Option<i64>) -> String {
    limit.map_or("none".to_owned(), |micros| format!("{micros} micros"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::address::ClientAddress;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn limits() -> impl Strategy<Value = SpendingLimits> {
        let one = || proptest::option::of(1_i64..5);
        (one(), one(), one()).prop_map(|(daily_micros, weekly_micros, monthly_micros)| SpendingLimits {
            daily_micros,
            weekly_micros,
            monthly_micros,
        })
    }

    fn ranges() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec((0_u8..4, 0_u8..3), 0..3).prop_map(|all| {
            let range = |(address, width): (u8, u8)| {
                let bits = [32, 31, 30][usize::from(width)];
                let address = address & (u8::MAX << (32 - bits));
                format!("192.0.2.{address}/{bits}")
            };
            all.into_iter().map(range).collect()
        })
    }

    fn settings(limits: SpendingLimits, ranges: &[String]) -> KeySettings {
        KeySettings::check(None, None, ranges, limits).unwrap()
    }

    proptest! {
        /// Whatever may not be done any more is told as tightened, and nothing else is.
        #[test]
        fn what_is_taken_away_is_told(
            (old_limits, new_limits) in (limits(), limits()), (old_ranges, new_ranges) in (ranges(), ranges()),
            (old_end, new_end) in (proptest::option::of(10_i64..20), proptest::option::of(1_i64..30)),
        ) {
            let mut changed = settings(old_limits, &old_ranges);
            let before = changed.clone();
            let mut life = Life::new(at(0), old_end.map(at));
            let wish = Wish {
                limits: Some(ChangeLimits {
                    daily_micros: Some(new_limits.daily_micros),
                    weekly_micros: Some(new_limits.weekly_micros),
                    monthly_micros: Some(new_limits.monthly_micros),
                }),
                allowed_ips: Some(&new_ranges),
                expires_at: new_end.map(at),
            };
            let outcome = wish.apply(&mut changed, &mut life, at(5));
            let further = new_end.is_some_and(|new| old_end.is_some_and(|old| new > old));
            let past = new_end.is_some_and(|new| new <= 5);
            prop_assert_eq!(outcome.is_err(), further || past);
            let Ok(done) = outcome else {
                prop_assert_eq!((changed, life.expires_at), (before, old_end.map(at)), "nothing is half changed");
                return Ok(());
            };
            let allows = |settings: &KeySettings, last: u8| settings.allowed_ips.allow(ClientAddress::parse(&format!("192.0.2.{last}")));
            // Addresses that no range names stand for all others.
            let narrower = (0..=9).any(|last| allows(&before, last) && !allows(&changed, last));
            prop_assert_eq!(done.tightened.contains(&Part::AllowedIps), narrower);
            let lower = Window::ALL.into_iter().any(|window| {
                let most = |limits: SpendingLimits| limits.of(window).unwrap_or(i64::MAX);
                most(new_limits) < most(old_limits)
            });
            prop_assert_eq!(done.tightened.contains(&Part::SpendingLimits), lower);
            let nearer = life.expires_at.map_or(i64::MAX, Timestamp::as_millis) < old_end.unwrap_or(i64::MAX);
            prop_assert_eq!(done.tightened.contains(&Part::ExpiresAt), nearer);
            prop_assert_eq!(done.changed.is_empty(), changed == before && life.expires_at == old_end.map(at));
            // The same again is no change.
            if new_end.is_none_or(|end| end > 5) {
                prop_assert_eq!(wish.apply(&mut changed, &mut life, at(5)), Ok(Done::default()));
            }
        }
    }

    #[test]
    fn what_is_not_named_stays_and_null_takes_away() {
        let asked: ChangeLimits = serde_json::from_str(r#"{"dailyMicros": null, "weeklyMicros": 7}"#).unwrap();
        let old = SpendingLimits { daily_micros: Some(1), weekly_micros: None, monthly_micros: Some(3) };
        let new = SpendingLimits { daily_micros: None, weekly_micros: Some(7), monthly_micros: Some(3) };
        assert_eq!(asked.applied_to(old), new);
        assert_eq!(serde_json::to_string(&asked).unwrap(), r#"{"dailyMicros":null,"weeklyMicros":7}"#);
    }

    #[test]
    fn a_change_is_told_from_what_to_what() {
        let mut key = settings(SpendingLimits { daily_micros: Some(5), ..SpendingLimits::default() }, &[]);
        let mut life = Life::new(at(0), None);
        let limits = ChangeLimits { daily_micros: Some(None), ..ChangeLimits::default() };
        let ranges = ["192.0.2.7".to_owned()];
        let wish = Wish { limits: Some(limits), allowed_ips: Some(&ranges), expires_at: Some(at(1_000)) };
        let done = wish.apply(&mut key, &mut life, at(0)).unwrap();
        assert_eq!(done.changed[..2], ["daily limit: 5 micros → none", "addresses: any → 192.0.2.7/32"]);
        assert_eq!(done.tightened, [Part::AllowedIps, Part::ExpiresAt]);
    }
}
