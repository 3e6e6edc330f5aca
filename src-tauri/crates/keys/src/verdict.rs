//! "Is this key good for this request?", answered with a reason.

use crate::{AccessLevel, Digest, Environment, KeyState, Life, Timestamp, mint, spending::Window, wire::Code};

/// Why a request's key is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No key was presented.
    Missing,
    /// The text cannot be a key of this authority: wrong length, alphabet or checksum.
    Malformed,
    /// The prefix belongs to the other environment.
    OtherEnvironment,
    /// Well formed, but no such key.
    Unknown,
    /// Well formed, and nobody here can prove that what is known of it is current.
    NotCurrent,
    /// Known, and pending, revoked or expired.
    NotUsable(KeyState),
    /// Known, and not good before a later moment.
    NotYetValid,
    /// Good, but not from this address.
    IpNotAllowed,
    /// Good, but not for this method.
    ReadOnly,
    /// Good, and for a time not for this method.
    Quarantined,
    /// Good, but its requests have cost what they may.
    SpendingLimitExceeded(Window),
}

impl Refusal {
    /// One of each kind, for tests and documents.
    pub const ALL: [Self; 13] = [
        Self::Missing,
        Self::Malformed,
        Self::OtherEnvironment,
        Self::Unknown,
        Self::NotCurrent,
        Self::NotUsable(KeyState::Pending),
        Self::NotUsable(KeyState::Revoked),
        Self::NotUsable(KeyState::Expired),
        Self::NotYetValid,
        Self::IpNotAllowed,
        Self::ReadOnly,
        Self::Quarantined,
        Self::SpendingLimitExceeded(Window::Daily),
    ];

    /// What the caller is told. Unknown, revoked and misplaced keys answer alike: an attacker learns nothing
    /// (Conduit Financial sheet, section 4.2).
    pub fn code(self) -> Code {
        match self {
            Self::Missing => Code::ApiKeyMissing,
            Self::Malformed | Self::OtherEnvironment | Self::Unknown | Self::NotUsable(_) | Self::NotYetValid => {
                Code::ApiKeyInvalid
            }
            Self::NotCurrent => Code::ServiceUnavailable,
            Self::IpNotAllowed => Code::IpNotAllowed,
            Self::ReadOnly | Self::Quarantined => Code::ApiKeyReadOnly,
            Self::SpendingLimitExceeded(_) => Code::SpendingLimitExceeded,
        }
    }

    /// The true reason in one word, for those who run things: counts and request records.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::OtherEnvironment => "other_environment",
            Self::Unknown => "unknown",
            Self::NotCurrent => "not_current",
            Self::NotUsable(KeyState::Pending) => "pending",
            Self::NotUsable(KeyState::Revoked) => "revoked",
            Self::NotUsable(KeyState::Expired) => "expired",
            Self::NotUsable(_) => "not_usable",
            Self::NotYetValid => "not_yet_valid",
            Self::IpNotAllowed => "ip_not_allowed",
            Self::ReadOnly => "read_only",
            Self::Quarantined => "quarantined",
            Self::SpendingLimitExceeded(_) => "spending_limit_exceeded",
        }
    }
}

/// First look at a presented key, without a look-up: presence, prefix, length, alphabet, checksum.
///
/// # Errors
/// The [`Refusal`] that the text alone proves.
pub fn screen(presented: Option<&str>, environment: Environment) -> Result<Digest, Refusal> {
    let presented = presented.filter(|text| !text.is_empty()).ok_or(Refusal::Missing)?;
    match Environment::of_key(presented) {
        Some(found) if found != environment => Err(Refusal::OtherEnvironment),
        Some(_) if mint::is_well_formed(presented, environment.key_prefix()) => Ok(Digest::of(presented)),
        _ => Err(Refusal::Malformed),
    }
}

/// Second look: whether the found key may be used at this moment.
///
/// # Errors
/// [`Refusal::NotUsable`] with the state.
pub fn check_life(life: &Life, now: Timestamp) -> Result<(), Refusal> {
    let state = life.state(now);
    if state.is_usable() { Ok(()) } else { Err(Refusal::NotUsable(state)) }
}

/// Third look: whether its access level covers the method.
///
/// # Errors
/// [`Refusal::ReadOnly`].
pub fn check_method(level: AccessLevel, method: &str) -> Result<(), Refusal> {
    if level.allows(method) { Ok(()) } else { Err(Refusal::ReadOnly) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ambient;

    #[test]
    fn the_text_alone_proves_most_refusals() {
        let ambient = Ambient::system();
        let sandbox = mint::mint_secret(Environment::Sandbox, &ambient);
        let screened = |text: Option<&str>, environment| screen(text, environment).err();
        assert_eq!(screened(None, Environment::Sandbox), Some(Refusal::Missing));
        assert_eq!(screened(Some(""), Environment::Sandbox), Some(Refusal::Missing), "an empty header is no key");
        assert_eq!(screened(Some(sandbox.expose()), Environment::Live), Some(Refusal::OtherEnvironment));
        assert_eq!(screened(Some("ck_sandbox_short"), Environment::Sandbox), Some(Refusal::Malformed));
        assert_eq!(screened(Some("é"), Environment::Sandbox), Some(Refusal::Malformed));
        assert_eq!(screened(Some(sandbox.expose()), Environment::Sandbox), None);
    }

    #[test]
    fn a_pending_key_is_refused() {
        let now = Timestamp::from_millis(0);
        let refusal = check_life(&Life::new(now, None), now).unwrap_err();
        assert_eq!(refusal, Refusal::NotUsable(KeyState::Pending));
        assert_eq!(refusal.code(), Code::ApiKeyInvalid, "the caller is not told why");
    }
}
