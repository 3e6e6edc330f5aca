//! Where a request came from: the one rule of what an address is and whose it is.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// The address of the client itself, as far as it can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientAddress {
    /// An address, in its one form: IPv4 inside IPv6 is IPv4.
    Known(IpAddr),
    /// A proxy that is believed wrote something that is no address. It is nobody's: no key that is bound to addresses is
    /// good from it, and all of them together count as one client.
    Unknown,
}

/// Of an IPv6 address only the network counts: a single customer has all addresses of a /64.
const NETWORK_MASK: u128 = !(u64::MAX as u128);

impl ClientAddress {
    /// Reads what [`fmt::Display`] wrote; whatever else is unknown.
    pub fn parse(text: &str) -> Self {
        text.parse::<IpAddr>().map_or(Self::Unknown, Self::from)
    }

    /// The address, if it is known.
    pub fn known(self) -> Option<IpAddr> {
        match self {
            Self::Known(address) => Some(address),
            Self::Unknown => None,
        }
    }

    /// What it counts as, where somebody is counted: an address, or the whole network of an IPv6 one, whose holder could
    /// use a new address each time.
    #[must_use]
    pub fn network(self) -> Self {
        match self {
            Self::Known(IpAddr::V6(v6)) => Self::Known(Ipv6Addr::from_bits(v6.to_bits() & NETWORK_MASK).into()),
            other => other,
        }
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        Self::Known(address.to_canonical())
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(address) => address.fmt(f),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_of_many_addresses_counts_once() {
        let network = |text: &str| ClientAddress::parse(text).network();
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1").to_string(), "192.0.2.1", "one address in two forms");
        assert_eq!(network("junk"), ClientAddress::Unknown);
    }

    #[test]
    fn what_is_written_reads_back() {
        for address in [ClientAddress::parse("192.0.2.1"), ClientAddress::parse("2001:db8::1"), ClientAddress::Unknown]
        {
            assert_eq!(ClientAddress::parse(&address.to_string()), address);
        }
    }
}
