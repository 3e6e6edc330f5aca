//! The server's id of a request. It carries its moment (RFC 9562, version 7), so that a record is found by its id without
//! an index over ids.

use std::fmt;

use uuid::{Builder, Uuid};

use crate::{Ambient, Timestamp};

/// Random bytes behind the moment.
pub const TAIL: usize = 10;
const MILLIS_MAX: i64 = (1 << 48) - 1;

/// The server's id of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Correlation([u8; 16]);

impl Correlation {
    /// A new one, for a request that begins now.
    pub fn mint(ambient: &Ambient) -> Self {
        let mut tail = [0; TAIL];
        ambient.fill_name(&mut tail);
        let millis = ambient.now().as_millis().clamp(0, MILLIS_MAX);
        Self(Builder::from_unix_timestamp_millis(millis.unsigned_abs(), &tail).into_uuid().into_bytes())
    }

    /// From a UUID in its usual spelling; upper case is taken too, since people retype it.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten().map(|id| Self(id.into_bytes()))
    }

    /// The one with this moment and these last bytes.
    pub fn from_parts(at: Timestamp, tail: [u8; TAIL]) -> Self {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&at.as_millis().clamp(0, MILLIS_MAX).to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&tail);
        Self(bytes)
    }

    /// From all its bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// All its bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// When the request began. Of an id that somebody else minted it says nothing.
    pub fn at(&self) -> Timestamp {
        let mut millis = [0; 8];
        millis[2..].copy_from_slice(&self.0[..6]);
        Timestamp::from_millis(i64::from_be_bytes(millis))
    }

    /// What is behind the moment.
    pub fn tail(&self) -> [u8; TAIL] {
        let mut tail = [0; TAIL];
        tail.copy_from_slice(&self.0[6..]);
        tail
    }
}

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Uuid::from_bytes(self.0).hyphenated())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_carries_its_moment_and_reads_back() {
        let id =
            Correlation::mint(&Ambient::new(|| Timestamp::from_millis(1_768_469_400_000), |bytes| bytes.fill(0xa5)));
        assert_eq!(id.at().to_string(), "2026-01-15T09:30:00.000Z");
        assert_eq!(Correlation::parse(&id.to_string()), Some(id));
        assert_eq!(Correlation::parse(&id.to_string().to_uppercase()), Some(id), "people retype it");
        assert_eq!(Correlation::from_parts(id.at(), id.tail()), id, "a record keeps the two parts");
        assert_eq!(id.to_string().as_bytes()[14], b'7', "version 7 says what it is");
    }

    #[test]
    fn two_ids_of_one_moment_differ() {
        let ambient = Ambient::system();
        assert_ne!(Correlation::mint(&ambient), Correlation::mint(&ambient));
        assert_eq!(Correlation::parse("not-an-id"), None);
    }
}
