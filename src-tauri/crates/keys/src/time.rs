//! Moments, to the millisecond, always UTC.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in milliseconds since 1970 UTC. Written as ISO 8601 with milliseconds and `Z`, the form the published API
/// uses (Conduit Financial sheet, section 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970 UTC, as stored.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 UTC, to store.
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` more; far futures stick at the end of time instead of wrapping.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// As HTTP headers write it, for instance `Thu, 15 Jan 2026 09:30:00 GMT`; whole seconds.
    pub fn to_http_date(self) -> String {
        let moment = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Whole seconds from `earlier` until this moment; negative when `earlier` is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1000
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp_millis())
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let moment = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(DateTime::parse_from_rfc3339(text)?.with_timezone(&Utc).into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not an ISO 8601 date and time"))
    }
}

#[cfg(feature = "ts")]
impl ts_rs::TS for Timestamp {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }

    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_and_writes_the_published_form() {
        let moment: Timestamp = "2026-01-15T09:30:00.000Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-01-15T09:30:00.000Z");
        assert_eq!(serde_json::to_string(&moment).unwrap(), "\"2026-01-15T09:30:00.000Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>("\"2026-01-15T10:30:00+01:00\"").unwrap(), moment);
    }

    #[test]
    fn a_header_has_the_date_in_its_own_form() {
        let moment: Timestamp = "2026-01-15T09:30:00.999Z".parse().unwrap();
        assert_eq!(moment.to_http_date(), "Thu, 15 Jan 2026 09:30:00 GMT");
    }

    #[test]
    fn the_end_of_time_does_not_wrap() {
        assert_eq!(Timestamp::from_millis(5).plus_seconds(i64::MAX).as_millis(), i64::MAX);
    }
}
