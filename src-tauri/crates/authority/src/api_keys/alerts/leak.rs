//! A key's secret was found where it does not belong: reported by the key's id, or by the found text, which is compared
//! by its digest and forgotten, or by that digest alone.

use keys::{
    Digest, Secret, Timestamp, mint,
    redact::redact,
    wire::{LeakReported, ReportLeak},
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, deed, list::find_key},
    evidence::events::Kind,
    ground::{
        asked::check_reason,
        key::KeyRecord,
        store::{Db, Tx, values},
    },
};

impl ApiKeys {
    /// Writes down that a key leaked. Twice keeps the first report.
    ///
    /// # Errors
    /// A bad report, not found, or the store's trouble.
    pub async fn report_leak(&self, caller: &Caller, asked: ReportLeak) -> Result<LeakReported, Failure> {
        caller.may_look_after_keys()?;
        let found = asked.found.map(Secret::new);
        let place = check_reason(&asked.place)
            .map_err(|_| Failure::invalid_field("/place", "Say where it was found, in 1 to 200 characters."))?;
        let place = redact(&place).into_owned();
        let which = match (asked.key_id, found, asked.digest.as_deref()) {
            (Some(key_id), None, None) => Which::Id(key_id),
            (None, Some(found), None) => Which::Digest(digest_in(found.expose())?),
            (None, None, Some(digest)) => Which::Digest(
                Digest::from_hex(digest)
                    .ok_or_else(|| Failure::invalid_field("/digest", "A digest has 64 hexadecimal characters."))?,
            ),
            _ => {
                let words = "Give the key's id, the found text or its digest, one of them.";
                return Err(Failure::invalid_field("/keyId", words));
            }
        };
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write(move |tx| report(tx, &caller, &which, &place, now)).await
    }
}

enum Which {
    Id(String),
    Digest(Digest),
}

/// The digest of the key in a text.
fn digest_in(text: &str) -> Result<Digest, Failure> {
    let found = mint::find_secret(text).map(|secret| secret.digest());
    found.ok_or_else(|| Failure::invalid_field("/found", "There is no key in this text."))
}

fn find(db: Db<'_>, organization_id: &str, which: &Which) -> Result<KeyRecord, Failure> {
    let digest = match which {
        Which::Id(key_id) => return find_key(db, organization_id, key_id),
        Which::Digest(digest) => digest,
    };
    let key_id: Option<String> = db.one("SELECT id FROM keys WHERE digest = ?1", values![digest], |row| row.get(0))?;
    find_key(db, organization_id, &key_id.ok_or_else(|| Failure::not_found("key"))?)
}

fn report(
    tx: &mut Tx<'_>,
    caller: &Caller,
    which: &Which,
    place: &str,
    now: Timestamp,
) -> Result<LeakReported, Failure> {
    let key = find(tx.db, &caller.organization_id, which)?;
    let sql = "SELECT reported_at FROM leaks WHERE key_id = ?1";
    let earlier = tx.db.one(sql, values![&key.id], |row| row.moment(0))?;
    if earlier.is_none() {
        tx.db.execute_one(
            "INSERT INTO leaks (key_id, reported_at, reported_by, place, reported_by_id) VALUES (?1, ?2, ?3, ?4, ?5)",
            values![&key.id, now, &caller.actor.name, place, caller.actor.reference()],
        )?;
        deed::note_key(tx, caller, Kind::KeyLeaked, &key, place, now)?;
    }
    let still_usable = !matches!(key.life.state(now), keys::KeyState::Revoked | keys::KeyState::Expired);
    Ok(LeakReported { key_id: key.id, still_usable, reported_at: earlier.unwrap_or(now) })
}
