//! Buckets by address, in bounded memory. Several nodes count apart: these limits protect a node, not a quota.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

use keys::{
    Timestamp,
    address::ClientAddress,
    bucket::{Bucket, Draw, Rate},
};

use crate::ground::striped::Striped;

/// Addresses in a part; 65 536 in all, some 4 MiB.
const PART_MAX: usize = 4096;

/// A bucket for each address.
pub(crate) struct Addresses {
    rate: Rate,
    hasher: RandomState,
    parts: Striped<Mutex<HashMap<ClientAddress, Bucket>>>,
}

impl Addresses {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, hasher: RandomState::new(), parts: Striped::default() }
    }

    /// What an address may do.
    pub(crate) fn rate(&self) -> Rate {
        self.rate
    }

    /// Takes a token from the address's bucket.
    pub(crate) fn draw(&self, address: ClientAddress, now: Timestamp) -> Draw {
        let address = address.network();
        let mut part = self.part(address);
        if part.len() >= PART_MAX && !part.contains_key(&address) {
            make_room(&mut part, self.rate, now);
        }
        part.entry(address).or_insert_with(|| Bucket::full(self.rate, now)).draw(self.rate, now)
    }

    fn part(&self, address: ClientAddress) -> MutexGuard<'_, HashMap<ClientAddress, Bucket>> {
        self.parts.of(self.hasher.hash_one(address)).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the full buckets, which changes nothing. If that is not enough, whichever come first: somebody with thousands
/// of addresses is not stopped by a limit on addresses, and memory must stay bounded.
fn make_room(part: &mut HashMap<ClientAddress, Bucket>, rate: Rate, now: Timestamp) {
    part.retain(|_, bucket| !bucket.is_full(rate, now));
    let mut surplus = part.len().saturating_sub(PART_MAX / 8 * 7);
    part.retain(|_, _| {
        let keep = surplus == 0;
        surplus = surplus.saturating_sub(1);
        keep
    });
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn each_address_has_a_bucket_of_its_own_and_a_v6_network_shares_one() {
        let addresses = Addresses::new(Rate { per_second: 1, burst: 2 });
        let drawn = |text: &str| addresses.draw(ClientAddress::parse(text), at(0)).allowed;
        assert!(drawn("192.0.2.1") && drawn("::ffff:192.0.2.1") && !drawn("192.0.2.1"));
        assert!(drawn("192.0.2.2"), "a neighbour is another caller");
        assert!(drawn("2001:db8::1") && drawn("2001:db8::2") && !drawn("2001:db8::3"));
        assert!(drawn("2001:db8:0:1::1"), "the next network is another caller");
        assert!(drawn("unknown") && drawn("nobody knows") && !drawn("unknown"), "all that are unknown share one");
    }

    #[test]
    fn memory_is_bounded_and_full_buckets_are_forgotten_first() {
        let addresses = Addresses::new(Rate { per_second: 1, burst: 2 });
        for number in 0..200_000_u32 {
            addresses.draw(IpAddr::from(number.to_be_bytes()).into(), at(i64::from(number)));
        }
        let kept: usize = addresses.parts.all().map(|part| part.lock().unwrap().len()).sum();
        assert!(kept <= 65_536, "{kept} are kept");
        let last = IpAddr::from(199_999_u32.to_be_bytes()).into();
        assert_eq!(addresses.draw(last, at(199_999)).remaining, 0, "the latest is still counted");
    }
}
