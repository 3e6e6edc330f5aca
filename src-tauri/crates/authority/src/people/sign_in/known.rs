//! Where a member signed in before: devices by a token of their own, addresses by themselves.

use std::net::IpAddr;

use keys::{Digest, Timestamp, address::ClientAddress, sign_in::Standing};

use crate::ground::store::{Db, StoreError, values};

/// Devices and addresses that were not seen for so long are strangers again.
const KNOWN_SECONDS: i64 = 90 * 24 * 3600;

/// What an address counts as, as it is kept.
pub fn network_of(origin: &str) -> String {
    match ClientAddress::parse(origin).network() {
        ClientAddress::Known(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        other => other.to_string(),
    }
}

/// Whether somebody can be known by it. Nobody can by an address that is unknown.
fn is_somebodys(origin: &str) -> bool {
    ClientAddress::parse(origin) != ClientAddress::Unknown
}

/// Where an attempt comes from, as far as a member is concerned. For nobody everyone is a stranger.
pub fn standing_of(
    db: Db<'_>,
    member_id: Option<&str>,
    device: Option<&Digest>,
    origin: &str,
) -> Result<Standing, StoreError> {
    let exists = |sql: &str, value: crate::ground::store::Value| {
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
        (false, true) if is_somebodys(origin) => Standing::KnownAddress,
        (false, _) => Standing::Stranger,
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
    if !is_somebodys(origin) {
        return Ok(());
    }
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
