//! Records to rows and back.

use std::net::IpAddr;

use keys::{
    Actor, Correlation, Environment, TAIL,
    address::ClientAddress,
    redact::redact,
    wire::{LimitThen, Request},
};

use super::words::SEPARATOR;
use crate::ground::store::{Row, StoreError};

/// Random bits of a row's id.
const BITS: u32 = 20;
/// What stands before a text that is not a UUID.
const PLAIN: u8 = b'=';

/// The id of the row for a request; none for an id that this server cannot have minted.
pub fn row_id(id: Correlation) -> Option<i64> {
    let (first, _) = span(id)?;
    let tail = id.tail();
    let low = u32::from_be_bytes([0, tail[TAIL - 3], tail[TAIL - 2], tail[TAIL - 1]]) & ((1 << BITS) - 1);
    Some(first | i64::from(low))
}

/// Between which ids the row for a request lies.
pub fn span(id: Correlation) -> Option<(i64, i64)> {
    let millis = id.at().as_millis();
    (millis < 1 << (63 - BITS)).then_some((millis << BITS, (millis << BITS) | ((1 << BITS) - 1)))
}

/// The moment of a row.
pub fn moment(row_id: i64) -> keys::Timestamp {
    keys::Timestamp::from_millis(row_id >> BITS)
}

/// The first id of a moment.
pub fn first_id(at: keys::Timestamp) -> i64 {
    at.as_millis().clamp(0, (1 << (63 - BITS)) - 1) << BITS
}

/// An id of the client's as it is kept: the sixteen bytes of a UUID, or the text itself.
pub fn pack(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return None;
    }
    let text = redact(text);
    match Correlation::parse(&text) {
        // Only the usual spelling reads back as it was sent.
        Some(id) if id.to_string() == *text => Some(id.to_bytes().to_vec()),
        _ => Some([&[PLAIN], text.as_bytes()].concat()),
    }
}

fn unpack(kept: Option<Vec<u8>>) -> Option<String> {
    let kept = kept?;
    match (<[u8; 16]>::try_from(kept.as_slice()), kept.split_first()) {
        (Ok(bytes), _) => Some(Correlation::from_bytes(bytes).to_string()),
        (Err(_), Some((&PLAIN, text))) => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    }
}

/// An address as it is kept.
pub fn pack_address(address: ClientAddress) -> Vec<u8> {
    match address.known() {
        Some(IpAddr::V4(address)) => address.octets().to_vec(),
        Some(IpAddr::V6(address)) => address.octets().to_vec(),
        None => Vec::new(),
    }
}

fn unpack_address(kept: &[u8]) -> String {
    let four = <[u8; 4]>::try_from(kept).map(IpAddr::from);
    let address = four.or_else(|_| <[u8; 16]>::try_from(kept).map(IpAddr::from));
    address.map_or(ClientAddress::Unknown, ClientAddress::from).to_string()
}

/// What [`read`] reads.
pub const SELECT: &str =
    "SELECT r.id, r.correlation, r.address, r.path, r.micros, r.client, r.idempotency, a.text, g.text, w.text,
         o.text
     FROM requests r
         LEFT JOIN request_words a ON a.no = r.actor LEFT JOIN request_words g ON g.no = r.agent
         LEFT JOIN request_words w ON w.no = r.route LEFT JOIN request_words o ON o.no = r.outcome";

/// A record with the place it stands at, and whose it is.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its row.
    pub row_id: i64,
    /// Whose; none when nobody was recognised.
    pub organization_id: Option<String>,
    /// What was noted.
    pub request: Request,
}

/// One record from a row of [`SELECT`].
///
/// # Errors
/// When a column holds what no release of ours writes.
pub fn read(row: &Row<'_>) -> Result<Found, StoreError> {
    let row_id: i64 = row.get(0)?;
    let tail = <[u8; TAIL]>::try_from(row.get::<Vec<u8>>(1)?)
        .map_err(|_| StoreError::Damaged("a correlation ID has the wrong length".to_owned()))?;
    let correlation = Correlation::from_parts(keys::Timestamp::from_millis(row_id >> BITS), tail);
    let [agent, route, outcome] = [parts(row, 8)?, parts(row, 9)?, parts(row, 10)?];
    let actor = parts(row, 7)?;
    let part = |of: &[String], at: usize| of.get(at).cloned().unwrap_or_default();
    let filled = |text: String| (!text.is_empty()).then_some(text);
    let organization_id = filled(part(&actor, 1));
    let (key_id, actor) = match part(&actor, 2).as_str() {
        "key" => (filled(part(&actor, 3)), None),
        // A release before kept the name alone.
        "name" => (None, filled(part(&actor, 3)).map(Actor::unknown)),
        "actor" => (None, Actor::of_reference(Some(&part(&actor, 3)), part(&actor, 4)).ok()),
        _ => (None, None),
    };
    let path: Option<String> = row.get(3)?;
    let request = Request {
        correlation_id: correlation.to_string(),
        at: correlation.at(),
        environment: part(&route, 1).parse::<Environment>().ok(),
        method: part(&route, 2),
        path: path.unwrap_or_else(|| part(&route, 3)),
        route: part(&route, 3),
        status: part(&outcome, 1).parse().unwrap_or_default(),
        code: filled(part(&outcome, 2)),
        refusal: filled(part(&outcome, 3)),
        limit: limit(&outcome),
        key_id,
        actor,
        client_correlation_id: unpack(row.get(5)?),
        idempotency_key: unpack(row.get(6)?),
        address: unpack_address(&row.get::<Vec<u8>>(2)?),
        agent: part(&agent, 1),
        duration_micros: row.get(4)?,
    };
    Ok(Found { row_id, organization_id, request })
}

/// The limit that an outcome tells of.
fn limit(outcome: &[String]) -> Option<LimitThen> {
    let [bucket, per_second, burst] = outcome.get(4..7)? else { return None };
    Some(LimitThen { bucket: bucket.parse().ok()?, per_second: per_second.parse().ok()?, burst: burst.parse().ok()? })
}

fn parts(row: &Row<'_>, at: usize) -> Result<Vec<String>, StoreError> {
    let word: Option<String> = row.get(at)?;
    Ok(word.unwrap_or_default().split(SEPARATOR).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_the_clients_reads_back_as_it_was_sent() {
        let uuid = "018f3f5e-1b2c-7abc-8def-0123456789ab";
        for text in [uuid, &uuid.to_uppercase(), "order-17", "exactly16letters", "=", "ü"] {
            assert_eq!(unpack(pack(text)).as_deref(), Some(text));
        }
        assert_eq!(pack(uuid).map(|kept| kept.len()), Some(16), "the most usual form is kept in 16 bytes");
        assert_eq!((pack(""), unpack(None)), (None, None));
    }

    #[test]
    fn a_row_lies_in_the_span_of_its_moment() {
        let id = Correlation::mint(&keys::Ambient::system());
        let (first, last) = span(id).unwrap();
        assert!((first..=last).contains(&row_id(id).unwrap()));
        assert_eq!(first, first_id(id.at()));
        assert_eq!(span(Correlation::from_bytes([0xff; 16])), None, "somebody else's id is looked for nowhere");
    }

    #[test]
    fn addresses_of_both_kinds_read_back() {
        for text in ["203.0.113.9", "2001:db8::1"] {
            assert_eq!(unpack_address(&pack_address(ClientAddress::parse(text))), text);
        }
        assert_eq!(unpack_address(&pack_address(ClientAddress::parse("::ffff:10.0.0.1"))), "10.0.0.1");
    }
}
