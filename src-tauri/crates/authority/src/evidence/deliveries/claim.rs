//! Which deliveries are due, whose attempt each one is, and what is written when it is over.

use keys::{Ambient, Environment, Timestamp, mint};

use super::{schedule::next_attempt, send::Outcome, tell};
use crate::{
    Failure,
    evidence::{Evidence, events::Namespace, webhook_endpoints::Sealed},
    ground::store::{Db, StoreError, Tx, values},
};

/// Attempts at one endpoint at a time, so that a slow receiver holds up itself and not everybody.
const AT_ONE_ENDPOINT_MAX: i64 = 4;
/// After this long without a word an attempt counts as interrupted. Several times what one may take.
const LEASE_SECONDS: i64 = 60;

/// An attempt that is ours to make.
#[derive(Debug)]
pub struct Claimed {
    /// The delivery.
    pub delivery_id: String,
    /// Which attempt this is, from 1.
    pub number: i64,
    /// The endpoint.
    pub endpoint_id: String,
    /// Where it goes.
    pub url: String,
    /// What it is signed with.
    pub sealed: Sealed,
    /// What is sent, word for word.
    pub body: String,
    attempts_max: i64,
    /// Whose it is, where; of whose events.
    place: (String, Environment, Namespace),
}

impl Claimed {
    /// Tells whoever lists it that it is another one now.
    fn tell(&self, tx: &Tx<'_>, at: Timestamp) {
        let (organization_id, environment, namespace) = &self.place;
        tell(tx, (organization_id, *environment, *namespace), &self.delivery_id, at);
    }
}

impl Evidence {
    /// Begins up to `room` attempts: each is counted and written down before it is made.
    pub(super) async fn claim_deliveries(&self, room: usize) -> Result<Vec<Claimed>, Failure> {
        let now = self.ground.now();
        let due = self.ground.store.read(move |db| due(db, now, room)).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let ambient = self.ground.ambient.clone();
        self.ground
            .store
            .write_patiently(move |tx| {
                let claimed = due.iter().map(|id| claim(tx, &ambient, id, now)).collect::<Result<Vec<_>, Failure>>()?;
                Ok(claimed.into_iter().flatten().collect())
            })
            .await
    }

    /// Writes what came of an attempt.
    pub(super) async fn finish_attempt(&self, claimed: Claimed, outcome: Outcome) -> Result<(), Failure> {
        let (now, mut chance) = (self.ground.now(), [0]);
        self.ground.ambient.fill(&mut chance);
        self.ground.store.write_patiently(move |tx| finish(tx, &claimed, outcome, now, chance[0])).await
    }

    /// Ends the leases of a process that is gone. Only for a store that this process has to itself, as its lock says.
    pub(super) async fn release_deliveries(&self) -> Result<(), Failure> {
        let now = self.ground.now();
        self.ground
            .store
            .write_patiently(move |tx| {
                let sql = "UPDATE webhook_deliveries SET leased_until = ?1 WHERE status = 'processing'";
                tx.db.execute(sql, values![now])?;
                Ok(())
            })
            .await
    }
}

/// The ids that are due, the longest waiting first, only so many of one endpoint that its running attempts and these
/// keep to its share.
fn due(db: Db<'_>, now: Timestamp, room: usize) -> Result<Vec<String>, Failure> {
    let sql = "SELECT id FROM (
             SELECT d.id, d.status, d.leased_until, d.next_attempt_at, row_number() OVER (
                 PARTITION BY d.endpoint_id
                 ORDER BY CASE WHEN d.status = 'processing' AND d.leased_until > ?1 THEN 0 ELSE 1 END,
                     d.next_attempt_at, d.id
             ) AS place
             FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
             WHERE e.active = 1 AND d.status IN ('pending', 'processing')
                 AND (d.status = 'processing' OR d.next_attempt_at <= ?1)
         ) AS waiting
         WHERE place <= ?2 AND (status = 'pending' OR leased_until <= ?1)
         ORDER BY next_attempt_at, id LIMIT ?3";
    let room = i64::try_from(room).unwrap_or(i64::MAX);
    Ok(db.all(sql, values![now, AT_ONE_ENDPOINT_MAX, room], |row| row.get(0))?)
}

/// Begins an attempt, unless somebody else has or the last one that was interrupted was the last one allowed.
fn claim(tx: &mut Tx<'_>, ambient: &Ambient, id: &str, now: Timestamp) -> Result<Option<Claimed>, Failure> {
    let taken = tx.db.execute(
        "UPDATE webhook_deliveries SET status = 'processing', leased_until = ?2, updated_at = ?3
         WHERE id = ?1 AND (status = 'pending' OR (status = 'processing' AND leased_until <= ?3))",
        values![id, now.plus_seconds(LEASE_SECONDS), now],
    )?;
    if taken == 0 {
        return Ok(None);
    }
    tx.db.execute(
        "UPDATE webhook_attempts SET outcome = 'interrupted', finished_at = ?2 WHERE delivery_id = ?1 AND outcome IS NULL",
        values![id, now],
    )?;
    let Some(mut claimed) = load(tx.db, id)? else { return Ok(None) };
    claimed.tell(tx, now);
    if claimed.number >= claimed.attempts_max {
        end(tx, id, claimed.number, "failed", now)?;
        return Ok(None);
    }
    claimed.number += 1;
    tx.db.execute_one("UPDATE webhook_deliveries SET attempts = ?2 WHERE id = ?1", values![id, claimed.number])?;
    tx.db.execute_one(
        "INSERT INTO webhook_attempts (id, delivery_id, number, started_at) VALUES (?1, ?2, ?3, ?4)",
        values![mint::mint_id("wda", ambient), id, claimed.number, now],
    )?;
    Ok(Some(claimed))
}

/// The delivery with what its next attempt needs; `number` is that of the last one.
fn load(db: Db<'_>, id: &str) -> Result<Option<Claimed>, StoreError> {
    let sql = "SELECT d.attempts, d.attempts_max, e.id, e.url, e.sealed_secret, e.previous_sealed_secret,
             e.previous_secret_ends_at, v.body, d.organization_id, d.environment, d.namespace
         FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
             JOIN webhook_events v ON v.id = d.event_id
         WHERE d.id = ?1";
    db.one(sql, values![id], |row| {
        Ok(Claimed {
            delivery_id: id.to_owned(),
            number: row.get(0)?,
            attempts_max: row.get(1)?,
            endpoint_id: row.get(2)?,
            url: row.get(3)?,
            sealed: Sealed { current: row.get(4)?, previous: row.get(5)?, previous_ends_at: row.moment_if_any(6)? },
            body: row.get(7)?,
            place: (row.get(8)?, row.word(9)?, row.word(10)?),
        })
    })
}

fn finish(tx: &mut Tx<'_>, claimed: &Claimed, outcome: Outcome, now: Timestamp, chance: u8) -> Result<(), Failure> {
    let Claimed { delivery_id, number, .. } = claimed;
    claimed.tell(tx, now);
    tx.db.execute(
        "UPDATE webhook_attempts SET finished_at = ?3, outcome = ?4, status_code = ?5
         WHERE delivery_id = ?1 AND number = ?2",
        values![delivery_id, *number, now, outcome.as_str(), outcome.status_code()],
    )?;
    if matches!(outcome, Outcome::Delivered(_)) {
        return Ok(end(tx, delivery_id, *number, "succeeded", now)?);
    }
    // Attempts of this round: a round is five, and a manual retry begins another one.
    let failed = super::ATTEMPTS_MAX - (claimed.attempts_max - number);
    // What cannot be signed cannot be signed in a minute either: somebody has to rotate the secret first.
    let next = next_attempt(failed, now, chance).filter(|_| outcome != Outcome::NotSigned);
    let Some(next) = next else { return Ok(end(tx, delivery_id, *number, "failed", now)?) };
    tx.db.execute(
        "UPDATE webhook_deliveries SET status = 'pending', next_attempt_at = ?3, leased_until = NULL, updated_at = ?4
         WHERE id = ?1 AND status = 'processing' AND attempts = ?2",
        values![delivery_id, *number, next, now],
    )?;
    Ok(())
}

/// Ends a delivery, unless a later attempt of it is running: that one decides then.
fn end(tx: &Tx<'_>, id: &str, number: i64, status: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.db.execute(
        "UPDATE webhook_deliveries SET status = ?3, next_attempt_at = NULL, leased_until = NULL, updated_at = ?4
         WHERE id = ?1 AND status = 'processing' AND attempts = ?2",
        values![id, number, status, now],
    )?;
    Ok(())
}
