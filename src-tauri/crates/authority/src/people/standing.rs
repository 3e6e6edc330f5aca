//! Whether who was let in may stay: for what goes on longer than one request.

use keys::{ActorKind, Timestamp, wire::Role};

use crate::{
    Failure, Proven,
    ground::store::{Db, StoreError, values},
    people::People,
};

/// Why somebody may not stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The session was signed out or ended.
    SessionEnded,
    /// The member was revoked.
    MemberRevoked,
    /// The token was revoked.
    TokenRevoked,
    /// The access token's, or the management token's, time is over.
    AccessExpired,
    /// The member has another role now.
    RoleChanged,
}

impl Gone {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SessionEnded => "session_ended",
            Self::MemberRevoked => "member_revoked",
            Self::TokenRevoked => "token_revoked",
            Self::AccessExpired => "access_expired",
            Self::RoleChanged => "role_changed",
        }
    }
}

/// What the store says of somebody now.
struct Found {
    is_revoked: bool,
    is_over: bool,
    ends_at: Option<Timestamp>,
    role: Role,
}

impl People {
    /// Until when somebody may stay who was proven before; for ever when nothing is said. Read anew each time, as for a
    /// request. A session's access token counts as it is now: one that was refreshed has a later end.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn standing(&self, proven: &Proven) -> Result<Result<Option<Timestamp>, Gone>, Failure> {
        let (now, role) = (self.ground.now(), proven.caller().role);
        let (is_session, id) = match proven {
            Proven::Member(member) => (true, member.session_id.clone()),
            // The desktop's own doors end with the process.
            Proven::Token(caller) if caller.actor.kind != ActorKind::Token => return Ok(Ok(None)),
            Proven::Token(caller) => (false, caller.actor.id.clone()),
        };
        let find = move |db: Db<'_>| if is_session { session(db, &id) } else { token(db, &id) };
        let (revoked, gone) = match is_session {
            true => (Gone::MemberRevoked, Gone::SessionEnded),
            false => (Gone::TokenRevoked, Gone::TokenRevoked),
        };
        Ok(match self.ground.store.read_reserved(find).await? {
            None => Err(gone),
            Some(found) if found.is_revoked => Err(revoked),
            Some(found) if found.is_over => Err(gone),
            Some(found) if found.role != role => Err(Gone::RoleChanged),
            Some(found) if found.ends_at.is_some_and(|end| end <= now) => Err(Gone::AccessExpired),
            Some(found) => Ok(found.ends_at),
        })
    }
}

fn session(db: Db<'_>, id: &str) -> Result<Option<Found>, StoreError> {
    db.one(
        "SELECT m.revoked_at, s.ended_at, s.access_ends_at, m.role
         FROM sessions s JOIN members m ON m.id = s.member_id WHERE s.id = ?1",
        values![id],
        |row| {
            Ok(Found {
                is_revoked: row.moment_if_any(0)?.is_some(),
                is_over: row.moment_if_any(1)?.is_some(),
                ends_at: row.moment_if_any(2)?,
                role: row.word(3)?,
            })
        },
    )
}

fn token(db: Db<'_>, id: &str) -> Result<Option<Found>, StoreError> {
    db.one("SELECT revoked_at, expires_at, role FROM tokens WHERE id = ?1", values![id], |row| {
        Ok(Found {
            is_revoked: row.moment_if_any(0)?.is_some(),
            is_over: false,
            ends_at: row.moment_if_any(1)?,
            role: row.word(2)?,
        })
    })
}
