//! Sessions: begin, refresh, sign out, and the bearer of each request.

use keys::{
    Actor, ActorKind, AuditAction, Digest, Secret, Timestamp, mint,
    session::{ACCESS_SECONDS, Judgement, Presented, REFRESH_SECONDS, SESSION_SECONDS_MAX},
    wire::{Code, RefreshSession, SignOut, SignedIn, SignedOut},
};

use crate::{
    Caller, Failure,
    ground::{
        expose::expose_once,
        store::{Db, StoreError, Tx, values},
    },
    people::{
        People,
        authenticate::SignedInMember,
        members::{MemberRecord, get_member, note},
    },
};

/// How long an ended session stays, so that its old tokens are still told apart from unknown ones.
const KEPT_SECONDS: i64 = 7 * 24 * 3600;

/// A new pair of tokens, and until when they are good.
pub(crate) struct Pair {
    pub access: Secret,
    pub refresh: Secret,
}

impl People {
    pub(crate) fn mint_pair(&self) -> Pair {
        let mint = |prefix| mint::mint_with_prefix(prefix, &self.ground.ambient);
        Pair { access: mint(mint::ACCESS_PREFIX), refresh: mint(mint::REFRESH_PREFIX) }
    }

    /// The next pair of tokens for a refresh token. The access token before ends with this answer.
    ///
    /// # Errors
    /// [`Code::SessionEnded`], or the store's trouble.
    pub async fn refresh_session(&self, asked: RefreshSession, origin: String) -> Result<SignedIn, Failure> {
        let presented = Secret::new(asked.refresh_token);
        if !mint::is_well_formed(presented.expose(), mint::REFRESH_PREFIX) {
            return Err(over());
        }
        let (digest, pair, now) = (presented.digest(), self.mint_pair(), self.ground.now());
        let digests = (pair.access.digest(), pair.refresh.digest());
        let refreshed = self.ground.store.write(move |tx| refresh(tx, &digest, digests, &origin, now)).await?;
        let (session, member) = refreshed.ok_or_else(over)?;
        Ok(signed_in(&session, &member, &pair, now, None))
    }

    /// Ends the session that a refresh token belongs to. An unknown one is answered alike.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn sign_out(&self, asked: SignOut, origin: String) -> Result<SignedOut, Failure> {
        let (digest, now) = (Secret::new(asked.refresh_token).digest(), self.ground.now());
        // Anybody may ask this. Only who has a session comes before the others' changes.
        if self.ground.store.read_reserved(move |db| find(db, &digest)).await?.is_some() {
            self.ground.store.write_first(move |tx| sign_out(tx, &digest, &origin, now)).await?;
        }
        Ok(SignedOut { signed_out: true })
    }

    /// Drops sessions that are long over.
    pub(crate) async fn prune_sessions(&self) -> Result<(), Failure> {
        let now = self.ground.now();
        let (kept, began) = (now.plus_seconds(-KEPT_SECONDS), now.plus_seconds(-SESSION_SECONDS_MAX - KEPT_SECONDS));
        self.ground
            .store
            .write_patiently(move |tx| {
                let over = "SELECT id FROM sessions WHERE ended_at < ?1 OR began_at < ?2";
                let sql = format!("DELETE FROM refresh_tokens WHERE session_id IN ({over})");
                tx.db.execute(&sql, values![kept, began])?;
                tx.db.execute("DELETE FROM sessions WHERE ended_at < ?1 OR began_at < ?2", values![kept, began])?;
                Ok(())
            })
            .await
    }
}

fn over() -> Failure {
    Failure::refused(Code::SessionEnded, "The session is over.")
}

/// A session's lasting facts.
pub(crate) struct Session {
    pub id: String,
    pub began_at: Timestamp,
}

/// The answer that shows a pair of tokens, once.
pub(crate) fn signed_in(
    session: &Session,
    member: &MemberRecord,
    pair: &Pair,
    now: Timestamp,
    device: Option<&Secret>,
) -> SignedIn {
    SignedIn {
        session_id: session.id.clone(),
        access_token: expose_once(&pair.access),
        access_ends_at: ends_at(session, now, ACCESS_SECONDS),
        refresh_token: expose_once(&pair.refresh),
        refresh_ends_at: ends_at(session, now, REFRESH_SECONDS),
        device_token: device.map(expose_once),
        member: member.view(),
    }
}

fn ends_at(session: &Session, now: Timestamp, seconds: i64) -> Timestamp {
    now.plus_seconds(seconds).min(session.began_at.plus_seconds(SESSION_SECONDS_MAX))
}

/// Begins a session inside a change that proved who begins it.
pub(crate) fn begin(
    tx: &Tx<'_>,
    member_id: &str,
    session: &Session,
    (access, refresh): (Digest, Digest),
) -> Result<(), StoreError> {
    let now = session.began_at;
    tx.db.execute_one(
        "INSERT INTO sessions (id, member_id, began_at, access_digest, access_ends_at, newest, given_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?3)",
        values![&session.id, member_id, now, &access, ends_at(session, now, ACCESS_SECONDS)],
    )?;
    add_refresh_token(tx, &session.id, &refresh, 0, now)
}

fn add_refresh_token(
    tx: &Tx<'_>,
    session_id: &str,
    digest: &Digest,
    number: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.db.execute_one(
        "INSERT INTO refresh_tokens (digest, session_id, number, made_at) VALUES (?1, ?2, ?3, ?4)",
        values![digest, session_id, number, now],
    )
}

/// Ends a member's sessions, all or all but one.
pub(crate) fn end_sessions(
    db: Db<'_>,
    member_id: &str,
    but: Option<&str>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    db.execute(
        "UPDATE sessions SET ended_at = ?2 WHERE member_id = ?1 AND id <> ?3 AND ended_at IS NULL",
        values![member_id, now, but.unwrap_or_default()],
    )
}

/// `None` when the token is not good; the change then still stands, since it may have ended the session.
fn refresh(
    tx: &mut Tx<'_>,
    digest: &Digest,
    (access, refresh): (Digest, Digest),
    origin: &str,
    now: Timestamp,
) -> Result<Option<(Session, MemberRecord)>, Failure> {
    let Some((session, member_id, presented)) = find(tx.db, digest)? else { return Ok(None) };
    let Some(member) = get_member(tx.db, &member_id)? else { return Ok(None) };
    let given = match presented.judge(now) {
        Judgement::Ended => return Ok(None),
        Judgement::Reused => {
            end_sessions_of(tx, &session.id, now)?;
            let detail = "an old refresh token was presented: somebody has a copy";
            note(tx, &member.as_caller(origin), AuditAction::SessionEnded, &member, detail, now)?;
            return Ok(None);
        }
        Judgement::Renew => (Some(presented.number), now),
        Judgement::RenewAgain => (presented.given_for, presented.given_at),
    };
    let number = presented.newest + 1;
    tx.db.execute_one(
        "UPDATE sessions SET access_digest = ?2, access_ends_at = ?3, newest = ?4, given_for = ?5, given_at = ?6
         WHERE id = ?1",
        values![&session.id, &access, ends_at(&session, now, ACCESS_SECONDS), number, given.0, given.1],
    )?;
    add_refresh_token(tx, &session.id, &refresh, number, now)?;
    Ok(Some((session, member)))
}

fn sign_out(tx: &mut Tx<'_>, digest: &Digest, origin: &str, now: Timestamp) -> Result<(), Failure> {
    let Some((session, member_id, presented)) = find(tx.db, digest)? else { return Ok(()) };
    let Some(member) = get_member(tx.db, &member_id)? else { return Ok(()) };
    if presented.ended_at.is_none() {
        end_sessions_of(tx, &session.id, now)?;
        note(tx, &member.as_caller(origin), AuditAction::MemberSignedOut, &member, &session.id, now)?;
    }
    Ok(())
}

fn end_sessions_of(tx: &Tx<'_>, session_id: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.db.execute_one("UPDATE sessions SET ended_at = ?2 WHERE id = ?1", values![session_id, now])
}

fn find(db: Db<'_>, digest: &Digest) -> Result<Option<(Session, String, Presented)>, StoreError> {
    db.one(
        "SELECT s.id, s.member_id, s.began_at, s.ended_at, s.newest, s.given_for, s.given_at, r.number, r.made_at
         FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id WHERE r.digest = ?1",
        values![digest],
        |row| {
            let session = Session { id: row.get(0)?, began_at: row.moment(2)? };
            let presented = Presented {
                began_at: session.began_at,
                ended_at: row.moment_if_any(3)?,
                newest: row.get(4)?,
                given_for: row.get(5)?,
                given_at: row.moment(6)?,
                number: row.get(7)?,
                made_at: row.moment(8)?,
            };
            Ok((session, row.get(1)?, presented))
        },
    )
}

/// Who holds an access token, as of now: a role that was changed or a member who was revoked counts at once.
pub(crate) fn bearer(
    db: Db<'_>,
    digest: &Digest,
    origin: &str,
    now: Timestamp,
) -> Result<Option<SignedInMember>, StoreError> {
    db.one(
        "SELECT s.id, m.id, m.organization_id, m.role, m.email FROM sessions s JOIN members m ON m.id = s.member_id
         WHERE s.access_digest = ?1 AND s.access_ends_at > ?2 AND s.ended_at IS NULL AND m.revoked_at IS NULL",
        values![digest, now],
        |row| {
            let caller = Caller {
                organization_id: row.get(2)?,
                role: row.word(3)?,
                actor: Actor::new(ActorKind::Member, row.get::<String>(1)?, row.get::<String>(4)?),
                origin: origin.to_owned(),
            };
            Ok(SignedInMember { caller, member_id: row.get(1)?, session_id: row.get(0)? })
        },
    )
}
