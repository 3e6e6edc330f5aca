//! What a key may be limited to beside its access level: a time, addresses, an amount. A successor inherits them.

use crate::{
    Timestamp,
    address::ClientAddress,
    allowed_ips::AllowedIps,
    spending::{SpendingLimits, Window},
    verdict::Refusal,
    wire::FieldError,
};

/// A key's own limits. The default limits nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySettings {
    /// The moment before which the key is refused.
    pub not_before: Option<Timestamp>,
    /// Where it may be used from.
    pub allowed_ips: AllowedIps,
    /// What its requests may cost.
    pub spending_limits: SpendingLimits,
}

impl KeySettings {
    /// Settings as somebody wished them.
    ///
    /// # Errors
    /// One item a wrong field.
    pub fn check(
        not_before: Option<Timestamp>,
        expires_at: Option<Timestamp>,
        allowed_ips: &[String],
        spending_limits: SpendingLimits,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        if not_before.zip(expires_at).is_some_and(|(begin, end)| end <= begin) {
            errors.push(FieldError::new("/notBefore", "The key would expire before it becomes valid."));
        }
        let wrong_range = |(place, error)| errors.push(FieldError::new(&format!("/allowedIps/{place}"), error));
        let allowed_ips = AllowedIps::parse(allowed_ips).map_err(wrong_range).unwrap_or_default();
        if let Some(window) = spending_limits.first_wrong() {
            let pointer = format!("/spendingLimits/{}Micros", window.as_str());
            errors.push(FieldError::new(&pointer, "A limit is a whole number of millionths, from 1 to 10^15."));
        }
        if errors.is_empty() { Ok(Self { not_before, allowed_ips, spending_limits }) } else { Err(errors) }
    }

    /// Whether they limit nothing.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the key may be used at this moment from this address.
    ///
    /// # Errors
    /// [`Refusal::NotYetValid`] or [`Refusal::IpNotAllowed`].
    pub fn check_use(&self, address: ClientAddress, now: Timestamp) -> Result<(), Refusal> {
        if self.not_before.is_some_and(|begin| now < begin) {
            return Err(Refusal::NotYetValid);
        }
        if self.allowed_ips.allow(address) { Ok(()) } else { Err(Refusal::IpNotAllowed) }
    }
}

impl From<Window> for Refusal {
    fn from(window: Window) -> Self {
        Self::SpendingLimitExceeded(window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_key_is_refused_before_its_time_and_from_elsewhere() {
        let settings =
            KeySettings::check(Some(at(1000)), None, &["192.0.2.0/24".to_owned()], SpendingLimits::default()).unwrap();
        let (inside, outside) = (ClientAddress::parse("192.0.2.1"), ClientAddress::parse("198.51.100.1"));
        assert_eq!(settings.check_use(inside, at(999)), Err(Refusal::NotYetValid));
        assert_eq!(settings.check_use(outside, at(999)), Err(Refusal::NotYetValid), "no more is told before its time");
        assert_eq!(settings.check_use(inside, at(1000)), Ok(()));
        assert_eq!(settings.check_use(outside, at(1000)), Err(Refusal::IpNotAllowed));
        assert_eq!(
            settings.check_use(ClientAddress::Unknown, at(1000)),
            Err(Refusal::IpNotAllowed),
            "it may be anywhere"
        );
        assert_eq!(KeySettings::default().check_use(ClientAddress::Unknown, at(0)), Ok(()));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let limits = SpendingLimits { weekly_micros: Some(0), ..SpendingLimits::default() };
        let errors = KeySettings::check(Some(at(5)), Some(at(5)), &["::/0".to_owned(), "x".to_owned()], limits);
        let pointers: Vec<String> = errors.unwrap_err().into_iter().map(|error| error.pointer).collect();
        assert_eq!(pointers, ["/notBefore", "/allowedIps/1", "/spendingLimits/weeklyMicros"]);
    }
}
