//! Management tokens that are stored (as digests): the way in for scripts.

use keys::{
    Actor, ActorKind, AuditAction, Digest, Name, Secret, Timestamp,
    fold::sort_key,
    mint,
    wire::{Complaint, CreateToken, CreatedToken, FieldCode, Page, RevokeToken, Role, Token},
};

use crate::{
    Caller, Failure,
    evidence::audit::{self, Deed},
    ground::{
        asked::check_reason,
        expose::expose_once,
        idempotency::Once,
        paging::{ListQuery, Order, Sort, SortQuery, States, Table},
        store::{Db, Row, StoreError, Tx, values},
    },
    people::{People, filter::PeopleFilter},
};

const COLUMNS: &str = "digest, id, name, role, created_at, created_by, expires_at, revoked_at, revoked_by, revoke_reason, \
     created_by_id, revoked_by_id";

/// There are never so many tokens that an index of each order would pay. One without an end comes last.
const SORTS: &[Sort] = &[
    Sort::by_number("created", "created_at"),
    Sort::by_bytes("name", "name_sorted"),
    Sort::by_number("expires", "coalesce(expires_at, 253402300799999)"),
];

impl People {
    /// Creates a management token. Whoever may run the operator's commands on the data folder may do this.
    ///
    /// # Errors
    /// A bad name, or the store's trouble.
    pub async fn create_token(&self, organization_id: &str, role: Role, name: &str) -> Result<Secret, Failure> {
        let caller = Caller::operator(organization_id.to_owned(), "command line");
        let asked = CreateToken { name: name.to_owned(), role, expires_at: None };
        let (secret, _) = self.insert_token(&caller, None, asked).await?;
        Ok(secret)
    }

    /// Creates a management token for a script. The secret is in this answer and nowhere else; the same idempotency key
    /// again answers the same token without it.
    ///
    /// # Errors
    /// Wrong fields, `ROLE_NOT_ALLOWED`, `IDEMPOTENCY_KEY_CONFLICT`, or the store's trouble.
    pub async fn create_script_token(
        &self,
        caller: &Caller,
        once: Once,
        asked: CreateToken,
    ) -> Result<(CreatedToken, bool), Failure> {
        let (secret, (token, replayed)) = self.insert_token(caller, Some(once), asked).await?;
        Ok((CreatedToken { token, secret: (!replayed).then(|| expose_once(&secret)) }, replayed))
    }

    async fn insert_token(
        &self,
        caller: &Caller,
        once: Option<Once>,
        asked: CreateToken,
    ) -> Result<(Secret, (Token, bool)), Failure> {
        caller.may_manage(asked.role)?;
        let now = self.ground.now();
        let name = Name::parse_of_actor(&asked.name).map_err(|error| Failure::invalid_field("/name", error))?;
        if asked.expires_at.is_some_and(|end| end <= now) {
            let complaint = Complaint::of(FieldCode::Past, "The expiry lies in the past.");
            return Err(Failure::invalid_field("/expiresAt", complaint));
        }
        let secret = mint::mint_token(&self.ground.ambient);
        let digest = secret.digest();
        let token = Token {
            id: mint::mint_id("tok", &self.ground.ambient),
            name: name.as_str().to_owned(),
            role: asked.role,
            created_at: now,
            created_by: caller.actor.clone(),
            expires_at: asked.expires_at,
            revocation: None,
        };
        let caller = caller.clone();
        let written = self.ground.store.write(move |tx| insert(tx, &caller, once.as_ref(), token, &digest)).await?;
        Ok((secret, written))
    }

    /// One page of the organization's tokens, in the states and of the role asked for, the newest first when no order is.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_tokens(
        &self,
        caller: &Caller,
        filter: PeopleFilter,
        (sort, query): (SortQuery, ListQuery),
    ) -> Result<Page<Token>, Failure> {
        const TABLE: Table<'_> = Table { name: "tokens", columns: COLUMNS, id: "id" };
        let (scope, order) = (filter.scope(&caller.organization_id)?, Order::choose(&sort, SORTS)?);
        let (lives, now) = (scope.clone().and("revoked_at IS NULL", []), self.ground.now());
        let states = States::new([
            ("active", vec![lives.clone().and("(expires_at IS NULL OR expires_at > ?)", [now.into()])]),
            ("expired", vec![lives.and("expires_at <= ?", [now.into()])]),
            ("revoked", vec![scope.and("revoked_at IS NOT NULL", [])]),
        ]);
        self.ground
            .store
            .read(move |db| query.page_in_states(db, TABLE, (&states, filter.state.as_deref()), order, read))
            .await
    }

    /// Ends a token for good: it is refused from this answer on. Asking again answers the first time's facts.
    ///
    /// # Errors
    /// Not found, a bad reason, or the store's trouble.
    pub async fn revoke_token(&self, caller: &Caller, id: String, asked: RevokeToken) -> Result<Token, Failure> {
        let reason = check_reason(&asked.reason)?;
        let (caller, now) = (caller.clone(), self.ground.now());
        self.ground.store.write_first(move |tx| revoke(tx, &caller, &id, &reason, now)).await
    }
}

fn read(row: &Row<'_>) -> Result<Token, StoreError> {
    Ok(Token {
        id: row.get::<Option<String>>(1)?.unwrap_or_default(),
        name: row.get(2)?,
        role: row.word(3)?,
        created_at: row.moment(4)?,
        created_by: row.actor_if_any(5, 10)?.unwrap_or_else(Actor::authority),
        expires_at: row.moment_if_any(6)?,
        revocation: row.revocation_if_any(7, (8, 9, 11))?,
    })
}

fn insert(
    tx: &mut Tx<'_>,
    caller: &Caller,
    once: Option<&Once>,
    token: Token,
    digest: &Digest,
) -> Result<(Token, bool), Failure> {
    let claim = |once: &Once| once.claim(tx, caller, &token.id, token.created_at);
    if let Some(id) = once.map(claim).transpose()?.flatten() {
        return Ok((find(tx.db, &caller.organization_id, &id)?, true));
    }
    tx.db.execute_one(
        "INSERT INTO tokens (digest, organization_id, id, name, role, created_at, created_by, expires_at,
             created_by_id, name_sorted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        values![
            digest,
            &caller.organization_id,
            &token.id,
            &token.name,
            token.role.as_str(),
            token.created_at,
            &token.created_by.name,
            token.expires_at,
            token.created_by.reference(),
            sort_key(&token.name),
        ],
    )?;
    let detail = format!("{} as {}", token.name, token.role.as_str());
    note(tx, caller, AuditAction::TokenCreated, &token.id, &detail, token.created_at)?;
    Ok((token, false))
}

fn revoke(tx: &mut Tx<'_>, caller: &Caller, id: &str, reason: &str, now: Timestamp) -> Result<Token, Failure> {
    let token = find(tx.db, &caller.organization_id, id)?;
    caller.may_manage(token.role)?;
    if token.revocation.is_some() {
        return Ok(token);
    }
    tx.db.execute_one(
        "UPDATE tokens SET revoked_at = ?2, revoked_by = ?3, revoke_reason = ?4, revoked_by_id = ?5 WHERE id = ?1",
        values![id, now, &caller.actor.name, reason, caller.actor.reference()],
    )?;
    note(tx, caller, AuditAction::TokenRevoked, id, reason, now)?;
    find(tx.db, &caller.organization_id, id)
}

fn find(db: Db<'_>, organization_id: &str, id: &str) -> Result<Token, Failure> {
    let sql = format!("SELECT {COLUMNS} FROM tokens WHERE id = ?1 AND organization_id = ?2");
    db.one(&sql, values![id, organization_id], read)?.ok_or_else(|| Failure::not_found("token"))
}

fn note(
    tx: &mut Tx<'_>,
    caller: &Caller,
    action: AuditAction,
    subject: &str,
    detail: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    audit::append(tx, Deed { at, caller, action, subject, environment: None, detail })
}

/// Who holds a token, as of now.
pub(crate) fn bearer(db: Db<'_>, digest: &Digest, origin: &str, now: Timestamp) -> Result<Option<Caller>, StoreError> {
    db.one(
        "SELECT organization_id, role, name, id FROM tokens
         WHERE digest = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)",
        values![digest, now],
        |row| {
            Ok(Caller {
                organization_id: row.get(0)?,
                role: row.word(1)?,
                actor: Actor::new(
                    ActorKind::Token,
                    row.get::<Option<String>>(3)?.unwrap_or_default(),
                    row.get::<String>(2)?,
                ),
                origin: origin.to_owned(),
            })
        },
    )
}
