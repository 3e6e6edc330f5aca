//! What a service tells of a key, and what is kept beside it, made one.

use keys::{
    AccessLevel, Actor, ActorKind, Environment, Hint, KeyState, Timestamp, spending::SpendingLimits, wire::Key,
};
use providers::AccountKey;

use super::here;
use crate::journal::{Creation, KeptCall};

/// Calls of ours that are looked at for a key's last request.
pub(super) const CALLS_LOOKED_AT: usize = 100;
/// How far the service's clock and ours may be apart, in milliseconds. A program's request that falls so near to one of ours is
/// seen with its next one.
const CLOCKS_APART_MILLIS: i64 = 60_000;
/// How long after it was asked for, in seconds, a key may be the one whose making was not answered.
const MADE_WITHIN_SECONDS: i64 = 900;

/// A look at the list.
pub(super) struct Seen<'a> {
    pub(super) environment: Environment,
    pub(super) now: Timestamp,
    /// The creations that were not answered.
    pub(super) open: &'a [Creation],
}

/// A key as the service tells of it now, with what was known of it before.
pub(super) fn merge(seen: &Seen<'_>, before: Option<&Key>, told: AccountKey, last_used_at: Option<Timestamp>) -> Key {
    let mut key = match before {
        Some(before) => Key {
            created_at: told.created_at.unwrap_or(before.created_at),
            // What it does not say it was told when the key was made.
            ends_at: told.expires_at.or(before.ends_at),
            // One that is listed again had not ended; one that was ended here has.
            revocation: before.revocation.clone().filter(|ended| ended.by.kind != ActorKind::Unknown),
            hint: if told.hint.last_four.is_empty() { before.hint.clone() } else { told.hint },
            ..before.clone()
        },
        None => {
            let created_at = told.created_at.unwrap_or(seen.now);
            let interrupted = seen.open.iter().any(|open| may_be_of(open, &told, created_at));
            Key {
                created_by: if interrupted { here() } else { Actor::unknown("") },
                confirmed_at: (!interrupted).then_some(created_at),
                ..new_key(&told.id, seen.environment, created_at, told.hint, told.expires_at)
            }
        }
    };
    key.name = told.name;
    key.allowed_ips = told.allowed_ips;
    key.last_used_at = last_used_at;
    key.state = state(&key, seen.now);
    key
}

/// A key of which nothing else is known.
pub(super) fn new_key(
    id: &str,
    environment: Environment,
    created_at: Timestamp,
    hint: Hint,
    ends_at: Option<Timestamp>,
) -> Key {
    Key {
        id: id.to_owned(),
        environment,
        name: String::new(),
        // Where there are no levels every key may do everything.
        access_level: AccessLevel::ReadWrite,
        hint,
        state: KeyState::Active,
        note: None,
        created_at,
        created_by: here(),
        confirmed_at: None,
        not_before: None,
        ends_at,
        allowed_ips: Vec::new(),
        spending_limits: SpendingLimits::default(),
        last_used_at: None,
        calls_by_hour: Vec::new(),
        quarantine: None,
        revocation: None,
        rotation_id: None,
    }
}

/// Where a key is in its life. It works at the service from its making on; pending is one whose secret nobody has saved and that
/// nobody has used.
pub(super) fn state(key: &Key, now: Timestamp) -> KeyState {
    if key.revocation.is_some() {
        KeyState::Revoked
    } else if key.ends_at.is_some_and(|end| end <= now) {
        KeyState::Expired
    } else if key.confirmed_at.is_none() && key.last_used_at.is_none() {
        KeyState::Pending
    } else {
        KeyState::Active
    }
}

/// What is kept of a key itself; its part in a rotation is kept with that.
pub(super) fn without_rotation(key: Key) -> Key {
    let state = if key.state == KeyState::Retiring { KeyState::Active } else { key.state };
    Key { state, rotation_id: None, ..key }
}

/// Whether a listed key may be the one that a lost answer was about.
fn may_be_of(open: &Creation, told: &AccountKey, created_at: Timestamp) -> bool {
    let apart = created_at.seconds_since(open.at).abs();
    open.name == told.name
        && !open.known.contains(&told.id)
        && told.last_used_at.is_none()
        && apart <= MADE_WITHIN_SECONDS
}

/// Whether a key's last request may be this call of ours.
pub(super) fn may_be(call: &KeptCall, used_at: Timestamp) -> bool {
    let (from, until) = (call.at.as_millis(), call.at.as_millis() + call.took_millis);
    (from - CLOCKS_APART_MILLIS..=until + CLOCKS_APART_MILLIS).contains(&used_at.as_millis())
}
