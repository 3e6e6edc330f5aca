//! Where a member signed in before: devices by a token of their own, addresses by themselves.

use std::net::IpAddr;

use keys::{Digest, Timestamp, sign_in::Standing};

use crate::store::{Db, StoreError, values};

/// Devices and addresses that were not seen for so long are strangers again.
const KNOWN_SECONDS: i64 = 90 * 24 * 3600;

/// What an address counts as: an IPv6 network of 64 bits belongs to one holder, who could use a new address for each
/// guess.
pub fn network_of(origin: &str) -> String {
    match origin.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => origin.to_owned(),
    }
}

/// Where an attempt comes from, as far as a member is concerned. For nobody everyone is a stranger.
pub fn standing_of(
    db: Db<'_>,
    member_id: Option<&str>,
    device: Option<&Digest>,
    origin: &str,
) -> Result<Standing, StoreError> {
    let exists = |sql: &str, value: crate::store::Value| {
        let found = db.one(sql, &[member_id.unwrap_or_default().into(), value], |row| row.get::<i64>(0));
        found.map(|found| found.is_some())
    };
    // Both are looked up for everybody, so that the work is the same.
    let no_device = Digest::from_bytes([0; 32]);
    let device = exists(
        "SELECT last_at FROM known_devices WHERE member_id = ?1 AND digest = ?2",
        device.unwrap_or(&no_device).into(),
    )?;
    let address =
        exists("SELECT last_at FROM known_addresses WHERE member_id = ?1 AND address = ?2", network_of(origin).into())?;
    Ok(match (device, address) {
        (true, _) => Standing::KnownDevice,
        (false, true) => Standing::KnownAddress,
        (false, false) => Standing::Stranger,
    })
}

/// Keeps a device's token as a digest.
pub fn remember_device(db: Db<'_>, member_id: &str, digest: &Digest, now: Timestamp) -> Result<(), StoreError> {
    db.execute_one(
        "INSERT INTO known_devices (digest, member_id, last_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (digest) DO UPDATE SET last_at = excluded.last_at",
        values![digest, member_id, now],
    )
}

/// Keeps an address.
pub fn remember_address(db: Db<'_>, member_id: &str, origin: &str, now: Timestamp) -> Result<(), StoreError> {
    db.execute_one(
        "INSERT INTO known_addresses (member_id, address, last_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (member_id, address) DO UPDATE SET last_at = excluded.last_at",
        values![member_id, network_of(origin), now],
    )
}

/// Forgets everything known of a member's places: whoever had the account may have been there too.
pub fn forget_known(db: Db<'_>, member_id: &str) -> Result<(), StoreError> {
    db.execute("DELETE FROM known_devices WHERE member_id = ?1", values![member_id])?;
    db.execute("DELETE FROM known_addresses WHERE member_id = ?1", values![member_id]).map(drop)
}

/// Drops what was not seen for long.
pub fn prune(db: Db<'_>, now: Timestamp) -> Result<(), StoreError> {
    let long_ago = now.plus_seconds(-KNOWN_SECONDS);
    db.execute("DELETE FROM known_devices WHERE last_at < ?1", values![long_ago])?;
    db.execute("DELETE FROM known_addresses WHERE last_at < ?1", values![long_ago]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_of_many_addresses_counts_once() {
        assert_eq!(network_of("2001:db8:1:2:aaaa::1"), network_of("2001:db8:1:2:bbbb::2"));
        assert_ne!(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
        assert_eq!(network_of("::ffff:192.0.2.1"), "192.0.2.1", "one address in two forms");
    }
}
