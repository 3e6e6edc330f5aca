//! When a key deserves a look: each rule a function of facts and the present moment, none of them stored. So an alert
//! ends by itself when what it tells of ends.

use sha2::{Digest as _, Sha256};

use crate::{
    Environment, KeyState, Life, Timestamp,
    due::old_days,
    rotation::stall::Running,
    wire::{Alert, AlertKind, Severity},
};

/// Seconds in a day.
pub const DAY: i64 = 24 * 3600;
/// An end is announced so many days before.
pub const EXPIRING_DAYS: [(i64, Severity); 3] = [(1, Severity::Urgent), (7, Severity::Warning), (30, Severity::Notice)];
/// A key without a call for so long is unused.
pub const UNUSED_DAYS: i64 = 90;
/// A key has to be this old before a caller can be unusual, and an unusual caller is told of for as long.
pub const SETTLED_DAYS: i64 = 7;
/// With more callers than this a key is used from everywhere, and no caller is unusual.
pub const CALLERS_MAX: usize = 200;
/// The hour has to hold so many times the calls of the week's median hour.
pub const RATE_TIMES: u32 = 10;
/// And so many calls at least.
pub const RATE_CALLS_MIN: u32 = 100;
/// And the week so many hours with calls, or there is nothing to compare with.
pub const RATE_HOURS_MIN: usize = 24;
/// How long refused calls with a revoked key are told of after the last one.
const REFUSED_DAYS: i64 = 7;

/// A report that a key's secret leaked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// When it was first reported.
    pub at: Timestamp,
    /// Where it was found.
    pub place: String,
}

/// Calls with a revoked key, of all its callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCalls {
    /// How many.
    pub calls: u64,
    /// From how many callers.
    pub callers: u64,
    /// The first.
    pub first_at: Timestamp,
    /// The last.
    pub last_at: Timestamp,
    /// The busiest caller: its address and its agent.
    pub busiest: String,
}

/// A caller and its first call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstCall {
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub address: String,
    /// With which agent.
    pub agent: String,
}

/// What the rules know of a key.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Its id.
    pub key_id: String,
    /// Its name.
    pub name: String,
    /// Its world.
    pub environment: Environment,
    /// Its life.
    pub life: Life,
    /// The last call seen.
    pub last_used_at: Option<Timestamp>,
    /// Whether its secret is known to have leaked.
    pub leak: Option<Leak>,
    /// Calls after its revocation.
    pub refused: Option<RefusedCalls>,
    /// Its callers by their first call, the oldest first; at most [`CALLERS_MAX`].
    pub callers: Vec<FirstCall>,
    /// Calls by hour over the week before, the oldest first; the last is the hour that was just completed.
    pub hours: Vec<u32>,
    /// When that hour began.
    pub hour_began_at: Timestamp,
    /// How many days old a key may become there, if the organization said so.
    pub key_days: Option<u32>,
    /// The open rotation in which it goes, by its id.
    pub rotation: Option<(String, Running)>,
}

/// All that holds of a key now.
pub fn alerts(key: &Facts, now: Timestamp) -> Vec<Alert> {
    let one = [
        leaked(key, now),
        refused(key, now),
        expiring(key, now),
        unusual_rate(key, now),
        old(key, now),
        unused(key, now),
        stalled(key, now),
    ];
    one.into_iter().flatten().chain(unusual_callers(key, now)).collect()
}

/// What tells alerts of one key apart, besides their kind.
fn alert(
    key: &Facts,
    (kind, which): (AlertKind, &str),
    severity: Severity,
    since: Timestamp,
    evidence: String,
    to_do: &str,
) -> Alert {
    Alert {
        id: derive_id(kind, &key.key_id, which),
        kind,
        severity,
        environment: key.environment,
        key_id: key.key_id.clone(),
        key_name: key.name.clone(),
        since,
        evidence,
        to_do: to_do.to_owned(),
        rotation_id: None,
        acknowledged_by: None,
        acknowledged_at: None,
    }
}

/// The same id for the same thing, each time it is derived.
fn derive_id(kind: AlertKind, key_id: &str, which: &str) -> String {
    const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::digest(format!("{}\n{key_id}\n{which}", kind.as_str()));
    let body = digest.iter().take(22).map(|byte| char::from(BASE62[usize::from(*byte) % 62]));
    "alt_".chars().chain(body).collect()
}

fn leaked(key: &Facts, now: Timestamp) -> Option<Alert> {
    let leak = key.leak.as_ref()?;
    let living = !matches!(key.life.state(now), KeyState::Revoked | KeyState::Expired);
    living.then(|| {
        let evidence = format!("Its secret was found: {}.", leak.place.trim_end_matches('.'));
        let to_do = "Rotate it as leaked, or revoke it now.";
        alert(key, (AlertKind::Leaked, ""), Severity::Urgent, leak.at, evidence, to_do)
    })
}

fn refused(key: &Facts, now: Timestamp) -> Option<Alert> {
    let (calls, end) = (key.refused.as_ref()?, key.life.revoked.as_ref()?);
    (calls.last_at.plus_seconds(REFUSED_DAYS * DAY) > now).then(|| {
        let evidence = format!(
            "{} since its revocation at {}, from {}; the last at {}, the busiest {}.",
            count(calls.calls, "call was refused", "calls were refused"),
            end.at,
            count(calls.callers, "caller", "callers"),
            calls.last_at,
            calls.busiest,
        );
        let to_do = "Find the caller by its address and agent, and move it to a living key.";
        alert(key, (AlertKind::RefusedAfterRevocation, ""), Severity::Warning, calls.first_at, evidence, to_do)
    })
}

fn expiring(key: &Facts, now: Timestamp) -> Option<Alert> {
    let end = key.life.ends_at()?;
    // A key that is being rotated out is meant to end.
    if !matches!(key.life.state(now), KeyState::Active | KeyState::Pending) {
        return None;
    }
    let left = end.seconds_since(now);
    let (days, severity) = EXPIRING_DAYS.into_iter().find(|(days, _)| left <= days * DAY)?;
    let evidence = format!("It ends by itself at {end}.");
    let since = end.plus_seconds(-days * DAY);
    // Each step is news of its own: who took note of 30 days wants to hear of the last one.
    Some(alert(key, (AlertKind::Expiring, &days.to_string()), severity, since, evidence, "Rotate it before it ends."))
}

fn old(key: &Facts, now: Timestamp) -> Option<Alert> {
    let days = old_days(key.key_days);
    let since = key.life.created_at.plus_seconds(days * DAY);
    (key.life.state(now) == KeyState::Active && since <= now).then(|| {
        let evidence = format!("It was created at {}; it may become {days} days old.", key.life.created_at);
        let to_do = "Rotate it: the longer a secret lives, the more places have seen it.";
        alert(key, (AlertKind::Old, ""), Severity::Notice, since, evidence, to_do)
    })
}

/// A rotation that does not go on, told of with the key that goes in it.
fn stalled(key: &Facts, now: Timestamp) -> Option<Alert> {
    let (id, running) = key.rotation.as_ref()?;
    let stall = running.stall(now)?;
    let seen = &running.seen;
    let or_never = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), |at| at.to_string());
    let ends = running.old_ends_at.map(|end| format!(" The old key ends at {end}.")).unwrap_or_default();
    let (evidence, to_do) = match stall.kind {
        AlertKind::RotationUnused => (
            format!("Its successor was handed over at {} and never called.{ends}", or_never(seen.handed_over_at)),
            "Put the new secret where the programs read theirs, or undo the rotation.",
        ),
        AlertKind::RotationStillCalled => (
            format!("Its last call was at {}.{ends}", or_never(seen.old_last_used_at)),
            "Move the programs that still call with it, before they are refused.",
        ),
        _ => (
            format!("Its successor works; its own last call was at {}.", or_never(seen.old_last_used_at)),
            "Finish the rotation: the old key is not needed any more.",
        ),
    };
    // Near the end it is news of its own.
    let which = format!("{id}\n{:?}", stall.severity);
    let told = alert(key, (stall.kind, &which), stall.severity, stall.since, evidence, to_do);
    Some(Alert { rotation_id: Some(id.clone()), ..told })
}

fn unused(key: &Facts, now: Timestamp) -> Option<Alert> {
    let last = key.last_used_at.or(key.life.confirmed_at)?;
    let since = last.plus_seconds(UNUSED_DAYS * DAY);
    (key.life.state(now) == KeyState::Active && since <= now).then(|| {
        let evidence = match key.last_used_at {
            Some(at) => format!("Its last call was at {at}."),
            None => "It was never used.".to_owned(),
        };
        let to_do = "Revoke it if nobody needs it.";
        alert(key, (AlertKind::Unused, &last.as_millis().to_string()), Severity::Notice, since, evidence, to_do)
    })
}

fn unusual_callers(key: &Facts, now: Timestamp) -> Vec<Alert> {
    let settled = key.life.created_at.plus_seconds(SETTLED_DAYS * DAY);
    let usable = key.life.state(now).is_usable();
    // The first callers of all are what a key is for.
    let first = key.callers.first().map(|call| call.at.plus_seconds(SETTLED_DAYS * DAY));
    if !usable || key.callers.len() >= CALLERS_MAX {
        return Vec::new();
    }
    let unusual = |call: &&FirstCall| {
        call.at >= settled
            && first.is_some_and(|first| call.at >= first)
            && call.at.plus_seconds(SETTLED_DAYS * DAY) > now
    };
    let told = |call: &FirstCall| {
        let agent = if call.agent.is_empty() { "no user agent" } else { &call.agent };
        let evidence = format!("The first call from {} with {agent} came at {}.", call.address, call.at);
        let which = format!("{}\n{}", call.address, call.agent);
        let to_do = "Ask whose it is; if nobody knows, rotate the key as leaked.";
        alert(key, (AlertKind::UnusualCaller, &which), Severity::Warning, call.at, evidence, to_do)
    };
    key.callers.iter().filter(unusual).map(told).collect()
}

fn unusual_rate(key: &Facts, now: Timestamp) -> Option<Alert> {
    let (last, before) = key.hours.split_last()?;
    let mut busy: Vec<u32> = before.iter().copied().filter(|calls| *calls > 0).collect();
    busy.sort_unstable();
    if busy.len() < RATE_HOURS_MIN || *last < RATE_CALLS_MIN || !key.life.state(now).is_usable() {
        return None;
    }
    let median = busy[busy.len() / 2];
    (*last > median.saturating_mul(RATE_TIMES)).then(|| {
        let evidence =
            format!("{last} calls in the hour from {}; the median hour of the week had {median}.", key.hour_began_at);
        let which = key.hour_began_at.as_millis().to_string();
        let to_do = "Look at its callers; if nobody knows why, rotate the key.";
        alert(key, (AlertKind::UnusualRate, &which), Severity::Warning, key.hour_began_at, evidence, to_do)
    })
}

fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, lifecycle::Revocation};

    const YEAR: i64 = 365 * DAY;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    /// An active key, created at 0 and used at that moment.
    fn key(expires_at: Option<i64>) -> Facts {
        let mut life = Life::new(at(0), expires_at.map(at));
        life.confirm(at(0)).unwrap();
        Facts {
            key_id: "key_a".to_owned(),
            name: "billing".to_owned(),
            environment: Environment::Live,
            life,
            last_used_at: Some(at(0)),
            leak: None,
            refused: None,
            callers: Vec::new(),
            hours: Vec::new(),
            hour_began_at: at(0),
            key_days: None,
            rotation: None,
        }
    }

    fn kinds(key: &Facts, now: i64) -> Vec<AlertKind> {
        alerts(key, at(now)).into_iter().map(|alert| alert.kind).collect()
    }

    #[test]
    fn an_end_is_announced_thrice_and_each_time_anew() {
        let key = key(Some(60 * DAY));
        let told = |now: i64| alerts(&key, at(now)).pop().map(|alert| (alert.severity, alert.id));
        assert_eq!(told(30 * DAY - 1), None);
        let [month, week, day] = [30, 53, 59].map(|days| told(days * DAY).unwrap());
        assert_eq!([month.0, week.0, day.0], [Severity::Notice, Severity::Warning, Severity::Urgent]);
        assert_ne!(month.1, day.1, "who took note of the month hears of the day");
        assert_eq!(told(31 * DAY).unwrap().1, month.1, "and the same thing keeps its id");
        assert_eq!(told(60 * DAY), None, "what has ended is not about to");
    }

    #[test]
    fn a_key_that_is_rotated_out_is_meant_to_end() {
        let mut key = key(Some(60 * DAY));
        key.life.retire(at(DAY)).unwrap();
        assert_eq!(kinds(&key, 59 * DAY), []);
    }

    #[test]
    fn old_and_unused_begin_at_their_day_and_not_before() {
        let mut key = key(None);
        assert_eq!(kinds(&key, UNUSED_DAYS * DAY - 1), []);
        assert_eq!(kinds(&key, UNUSED_DAYS * DAY), [AlertKind::Unused]);
        key.last_used_at = Some(at(YEAR - 1));
        assert_eq!(kinds(&key, YEAR - 1), []);
        assert_eq!(kinds(&key, YEAR), [AlertKind::Old]);
        (key.key_days, key.last_used_at) = (Some(60), Some(at(60 * DAY - 1)));
        assert_eq!(kinds(&key, 60 * DAY - 1), []);
        assert_eq!(kinds(&key, 60 * DAY), [AlertKind::Old], "the organization wants it sooner");
    }

    #[test]
    fn a_leak_is_urgent_until_the_key_has_ended() {
        let mut key = key(None);
        key.leak = Some(Leak { at: at(5), place: "a public repository.".to_owned() });
        let told = alerts(&key, at(6)).pop().unwrap();
        assert_eq!((told.kind, told.severity), (AlertKind::Leaked, Severity::Urgent));
        assert_eq!(told.evidence, "Its secret was found: a public repository.");
        key.life.revoke(Revocation { at: at(7), by: Actor::unknown("ana"), reason: "leaked".to_owned() });
        assert_eq!(kinds(&key, 8), []);
    }

    #[test]
    fn calls_with_a_revoked_key_are_told_of_for_a_week_after_the_last() {
        let mut key = key(None);
        let busiest = "10.0.0.9 curl/8".to_owned();
        key.refused = Some(RefusedCalls { calls: 1, callers: 1, first_at: at(10), last_at: at(20), busiest });
        assert_eq!(kinds(&key, 21), [], "a living key is refused for other reasons");
        key.life.revoke(Revocation { at: at(7), by: Actor::unknown("ana"), reason: "over".to_owned() });
        let told = alerts(&key, at(21)).pop().unwrap();
        assert!(told.evidence.starts_with("1 call was refused since") && told.evidence.contains("10.0.0.9 curl/8"));
        assert_eq!(kinds(&key, 20 + 7 * DAY), []);
    }

    #[test]
    fn a_new_caller_is_unusual_only_once_the_key_has_settled() {
        let call =
            |seconds, address: &str| FirstCall { at: at(seconds), address: address.to_owned(), agent: String::new() };
        let mut key = key(None);
        key.callers = vec![call(DAY, "10.0.0.1"), call(2 * DAY, "10.0.0.2"), call(9 * DAY, "10.0.0.3")];
        let told = alerts(&key, at(9 * DAY));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].evidence.contains("10.0.0.3 with no user agent"));
        assert_eq!(kinds(&key, 16 * DAY), [], "after a week it is a caller like the others");
        key.callers = vec![call(20 * DAY, "10.0.0.1"), call(20 * DAY, "10.0.0.2")];
        assert_eq!(kinds(&key, 20 * DAY), [], "the first callers of an old key are not unusual");
        key.callers = (0..200).map(|n| call(DAY + i64::from(n) * DAY / 4, "10.0.0.1")).collect();
        assert_eq!(kinds(&key, 50 * DAY), [], "a key that is used from everywhere has no unusual caller");
    }

    #[test]
    fn an_hour_is_unusual_against_the_median_of_the_week() {
        let mut key = key(None);
        let mut rate = |before: &[u32], last: u32| {
            key.hours = before.iter().copied().chain([last]).collect();
            kinds(&key, DAY)
        };
        assert_eq!(rate(&[10; 24], 101), [AlertKind::UnusualRate]);
        assert_eq!(rate(&[10; 24], 100), [], "ten times is not more than ten times");
        assert_eq!(rate(&[10; 23], 1000), [], "there is not enough to compare with");
        assert_eq!(rate(&[1; 30], 99), [], "a few calls are no flood");
        assert_eq!(rate(&[0; 100], 1000), [], "hours without calls are not counted");
    }
}
