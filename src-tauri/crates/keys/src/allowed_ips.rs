//! The addresses a key may be used from: addresses and CIDR ranges, v4 and v6. An IPv4 address inside an IPv6 one
//! (`::ffff:192.0.2.1`) is the IPv4 address, on both sides of the comparison.

use std::net::IpAddr;

use crate::wire::{Complaint, FieldCode};
use ipnet::{IpNet, Ipv4Net};

use crate::address::ClientAddress;

/// How many ranges one key can have.
pub const RANGES_MAX: usize = 50;
/// The leading bits of every IPv4 address inside an IPv6 one.
const MAPPED_BITS: u8 = 96;

/// The ranges; none means any address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedIps(Box<[IpNet]>);

/// Why a list of ranges is refused. The text is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllowedIpsError {
    /// It is no address and no range.
    #[error("Write an address such as 192.0.2.7, or a range such as 192.0.2.0/24 or 2001:db8::/32.")]
    NotARange,
    /// The address goes on after its prefix, so it is not clear which range is meant.
    #[error("The address of a range must end with its prefix, as in 192.0.2.0/24.")]
    HostBits,
    /// Too many.
    #[error("A key can have at most {RANGES_MAX} ranges.")]
    TooMany,
}

impl From<AllowedIpsError> for Complaint {
    fn from(error: AllowedIpsError) -> Self {
        let code = match error {
            AllowedIpsError::NotARange => FieldCode::NotARange,
            AllowedIpsError::HostBits => FieldCode::HostBits,
            AllowedIpsError::TooMany => FieldCode::TooMany,
        };
        Self::of(code, error.to_string())
    }
}

impl AllowedIps {
    /// Reads ranges; the error names the first wrong one by its place.
    ///
    /// # Errors
    /// The place and the [`AllowedIpsError`].
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, (usize, AllowedIpsError)> {
        if texts.len() > RANGES_MAX {
            return Err((RANGES_MAX, AllowedIpsError::TooMany));
        }
        let read = |(place, text): (usize, &T)| parse_range(text.as_ref()).map_err(|error| (place, error));
        let mut ranges = texts.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        ranges.sort_unstable();
        ranges.dedup();
        Ok(Self(ranges.into()))
    }

    /// Reads ranges as a person types them, one a line; empty lines count for nothing.
    ///
    /// # Errors
    /// Each wrong line, counted from 0, with its [`AllowedIpsError`].
    pub fn parse_lines(text: &str) -> Result<Self, Vec<(usize, AllowedIpsError)>> {
        let lines = || text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
        // Of a text that was pasted by mistake not every line is worth a word.
        if let Some((at, _)) = lines().nth(RANGES_MAX) {
            return Err(vec![(at, AllowedIpsError::TooMany)]);
        }
        let wrong: Vec<_> = lines().filter_map(|(at, line)| Some((at, parse_range(line).err()?))).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let ranges: Vec<_> = lines().map(|(_, line)| line).collect();
        Self::parse(&ranges).map_err(|wrong| vec![wrong])
    }

    /// Whether a request from the address may use the key.
    pub fn allow(&self, address: ClientAddress) -> bool {
        self.is_any() || address.known().is_some_and(|address| contain(&self.0, address))
    }

    /// Whether every address may.
    pub fn is_any(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they leave somebody out, of each kind of address that they name: `0.0.0.0/0` names every caller there is.
    pub fn restrict(&self) -> bool {
        !self.is_any() && IpNet::aggregate(&self.0.to_vec()).iter().all(|range| range.prefix_len() > 0)
    }

    /// Whether every address of other ranges is in these.
    pub fn hold_all_of(&self, others: &Self) -> bool {
        // Put together, so that one of the others that two of these hold is in one.
        let whole = IpNet::aggregate(&self.0.to_vec());
        let held = |other: &IpNet| whole.iter().any(|range| range.contains(other));
        self.is_any() || (!others.is_any() && others.0.iter().all(held))
    }

    /// The ranges in their one form.
    pub fn to_texts(&self) -> Vec<String> {
        self.0.iter().map(IpNet::to_string).collect()
    }
}

/// Whether one of the ranges holds the address.
pub fn contain(ranges: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    ranges.iter().any(|range| range.contains(&address))
}

/// One address or range, in its one form.
///
/// # Errors
/// [`AllowedIpsError`].
pub fn parse_range(text: &str) -> Result<IpNet, AllowedIpsError> {
    let text = text.trim();
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let range: IpNet = text.parse().map_err(|_| AllowedIpsError::NotARange)?;
    if range.trunc() != range {
        return Err(AllowedIpsError::HostBits);
    }
    Ok(canonical(range))
}

/// A range of IPv4 addresses inside IPv6 ones is the IPv4 range.
fn canonical(range: IpNet) -> IpNet {
    match (range.addr().to_canonical(), range.prefix_len().checked_sub(MAPPED_BITS)) {
        (IpAddr::V4(address), Some(bits)) if range.addr().is_ipv6() => {
            Ipv4Net::new(address, bits).map_or(range, IpNet::V4)
        }
        _ => range,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn allow(ranges: &[&str], address: &str) -> bool {
        AllowedIps::parse(ranges).unwrap().allow(ClientAddress::parse(address))
    }

    #[test]
    fn no_range_means_any_address_and_one_means_no_other() {
        assert!(allow(&[], "203.0.113.9") && allow(&[], "2001:db8::1"));
        assert!(allow(&["192.0.2.0/24", "2001:db8::/32"], "192.0.2.255"));
        assert!(allow(&["192.0.2.0/24", "2001:db8::/32"], "2001:db8:ffff::1"));
        for outside in ["192.0.3.0", "2001:db9::1", "::1"] {
            assert!(!allow(&["192.0.2.0/24", "2001:db8::/32"], outside), "{outside}");
        }
        assert!(allow(&["192.0.2.7"], "192.0.2.7") && !allow(&["192.0.2.7"], "192.0.2.8"));
    }

    #[test]
    fn ranges_that_hold_every_address_of_a_kind_restrict_nobody() {
        let restrict = |ranges: &[&str]| AllowedIps::parse(ranges).unwrap().restrict();
        for open in [&[][..], &["0.0.0.0/0"], &["::/0", "192.0.2.7"], &["0.0.0.0/1", "128.0.0.0/1"]] {
            assert!(!restrict(open), "{open:?}");
        }
        assert!(restrict(&["192.0.2.7"]) && restrict(&["0.0.0.0/1", "2001:db8::/32"]));
    }

    #[test]
    fn an_ipv4_address_inside_an_ipv6_one_is_the_ipv4_address() {
        for range in ["192.0.2.0/24", "::ffff:192.0.2.0/120"] {
            assert!(allow(&[range], "::ffff:192.0.2.9") && allow(&[range], "192.0.2.9"), "{range}");
            assert!(!allow(&[range], "::ffff:192.0.3.9") && !allow(&[range], "192.0.3.9"), "{range}");
        }
        assert_eq!(AllowedIps::parse(&["::ffff:192.0.2.7"]).unwrap().to_texts(), ["192.0.2.7/32"]);
        assert!(!allow(&["::/0"], "192.0.2.9"), "every IPv6 address is no IPv4 address");
    }

    #[test]
    fn what_is_unclear_is_refused_and_its_place_named() {
        let wrong = |texts: &[&str]| AllowedIps::parse(texts).unwrap_err();
        assert_eq!(wrong(&["10.0.0.0/8", "10.1.2.3/8"]), (1, AllowedIpsError::HostBits));
        for text in ["", "10.0.0", "10.0.0.0/33", "localhost", "10.0.0.0/-1", "::1/129", "10.0.0.0/8/8", "010.0.0.1"] {
            assert_eq!(wrong(&[text]), (0, AllowedIpsError::NotARange), "{text:?}");
        }
        assert_eq!(wrong(&["10.0.0.1"; 51]).1, AllowedIpsError::TooMany);
    }

    #[test]
    fn each_wrong_line_is_named_as_it_stands_in_the_text() {
        let read = |text: &str| AllowedIps::parse_lines(text);
        assert_eq!(read(" 192.0.2.7 \n\n2001:db8::/32\n").unwrap().to_texts(), ["192.0.2.7/32", "2001:db8::/32"]);
        assert!(read("\n  \n").unwrap().is_any(), "nothing typed means any");
        let wrong = vec![(1, AllowedIpsError::NotARange), (3, AllowedIpsError::HostBits)];
        assert_eq!(read("192.0.2.7\nhere\n\n10.1.2.3/8").unwrap_err(), wrong);
        let many: String = (0..=RANGES_MAX).map(|last| format!("10.0.0.{last}\n")).collect();
        assert_eq!(read(&many).unwrap_err(), [(RANGES_MAX, AllowedIpsError::TooMany)]);
        assert_eq!(read(&"no range\n".repeat(100_000)).unwrap_err().len(), 1, "a file in the wrong field");
    }

    proptest! {
        #[test]
        fn a_range_holds_exactly_the_addresses_that_share_its_prefix(base: u32, bits in 0u8..=32, address: u32) {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            let range = format!("{}/{bits}", std::net::Ipv4Addr::from(base & mask));
            let address = std::net::Ipv4Addr::from(address);
            let allowed = AllowedIps::parse(&[range]).unwrap();
            prop_assert_eq!(allowed.allow(IpAddr::from(address).into()), u32::from(address) & mask == base & mask);
            prop_assert_eq!(&AllowedIps::parse(&allowed.to_texts()).unwrap(), &allowed, "its texts read back");
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            let _ = AllowedIps::parse(&[text]);
        }
    }
}
