//! Create a key.

use keys::{
    AccessLevel, Ambient, Digest, Environment, Hint, KeySettings, Life, Name, Secret, Timestamp, mint, note,
    wire::{ActivationState, Code, Complaint, CreateKey, CreatedKey, FieldCode, FieldError},
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, approvals, deed},
    evidence::events::Kind,
    ground::{
        expose::expose_once,
        idempotency::Once,
        key::KeyRecord,
        store::{KEY_COLUMNS, Tx, get_key, key_from_row, values},
    },
};

/// A checked wish.
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) access_level: AccessLevel,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) note: Option<String>,
    pub(super) settings: KeySettings,
}

/// What is minted for a key before anything of it is written: its id, and what stands for its secret.
pub(super) struct Minted {
    pub(super) id: String,
    digest: Digest,
    hint: Hint,
}

impl Minted {
    pub(super) fn of(secret: &Secret, ambient: &Ambient) -> Self {
        Self { id: mint::mint_id("key", ambient), digest: secret.digest(), hint: secret.hint() }
    }

    /// The key that is created with it.
    pub(super) fn key(self, caller: &Caller, environment: Environment, wish: Wish, now: Timestamp) -> KeyRecord {
        KeyRecord {
            budget_id: self.id.clone(),
            id: self.id,
            organization_id: caller.organization_id.clone(),
            environment,
            name: wish.name,
            access_level: wish.access_level,
            digest: self.digest,
            hint: self.hint,
            note: wish.note,
            created_by: caller.actor.clone(),
            settings: wish.settings,
            quarantine: None,
            life: Life::new(now, wish.expires_at),
            rotation_id: None,
            first_used_at: None,
            last_used_at: None,
        }
    }
}

impl ApiKeys {
    /// Creates a key, pending until it is confirmed. The secret is in this answer and nowhere else; the same
    /// idempotency key again answers the same key without it.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::ValidationError`], [`Code::NameInUse`], [`Code::LiveNotActivated`],
    /// [`Code::LiveKeyNeedsApproval`], [`Code::IdempotencyKeyConflict`], or the store's trouble.
    pub async fn create(&self, caller: &Caller, once: Once, asked: CreateKey) -> Result<(CreatedKey, bool), Failure> {
        caller.may_write_keys(asked.environment)?;
        let now = self.ground.now();
        let wish = check(&asked)?;
        let secret = mint::mint_secret(asked.environment, &self.ground.ambient);
        let key = Minted::of(&secret, &self.ground.ambient).key(caller, asked.environment, wish, now);
        let caller = caller.clone();
        let (key, replayed) = self.ground.store.write(move |tx| insert(tx, &caller, &once, key, now)).await?;
        let secret = (!replayed).then(|| expose_once(&secret));
        Ok((CreatedKey { key: key.view(now, vec![0; 24]), secret }, replayed))
    }
}

/// What can be said without the clock: a wish that was good once is repeated, not refused, when its expiry has passed.
pub(super) fn check(asked: &CreateKey) -> Result<Wish, Failure> {
    let mut errors = Vec::new();
    let name = Name::parse(&asked.name).map_err(|error| errors.push(FieldError::new("/name", error))).ok();
    let note = asked.note.as_deref().map(note::parse).transpose();
    let note = note.map_err(|wrong| errors.extend(wrong.into_iter().map(|one| FieldError::new("/note", one))));
    let settings = KeySettings::check(asked.not_before, asked.expires_at, &asked.allowed_ips, asked.spending_limits);
    let settings = settings.map_err(|mut wrong| errors.append(&mut wrong)).ok();
    match (name, settings) {
        (Some(name), Some(settings)) if errors.is_empty() => Ok(Wish {
            name: name.as_str().to_owned(),
            access_level: asked.access_level,
            expires_at: asked.expires_at,
            note: note.ok().flatten().flatten().map(str::to_owned),
            settings,
        }),
        _ => Err(Failure::invalid(errors)),
    }
}

fn insert(
    tx: &mut Tx<'_>,
    caller: &Caller,
    once: &Once,
    key: KeyRecord,
    now: Timestamp,
) -> Result<(KeyRecord, bool), Failure> {
    if let Some(earlier) = earlier(tx, (caller, once), &key.id, now)? {
        return Ok((earlier, true));
    }
    require_no_approval(tx, caller, key.environment)?;
    begin(tx, caller, &key, &key.name, now)?;
    Ok((key, false))
}

/// The key that the same request created before, if it did.
pub(super) fn earlier(
    tx: &Tx<'_>,
    (caller, once): (&Caller, &Once),
    id: &str,
    now: Timestamp,
) -> Result<Option<KeyRecord>, Failure> {
    let Some(id) = once.claim(tx, caller, id, now)? else { return Ok(None) };
    get_key(tx.db, &id)?.map(Some).ok_or_else(|| Failure::not_found("key"))
}

/// Lets a key's life begin: it is written down with its deed, of which the detail tells.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    caller: &Caller,
    key: &KeyRecord,
    detail: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    if key.life.expires_at.is_some_and(|end| end <= now) {
        return Err(Failure::invalid_field(
            "/expiresAt",
            Complaint::of(FieldCode::Past, "The expiry lies in the past."),
        ));
    }
    require_environment(tx, caller, key.environment)?;
    require_free_name(tx, (&key.organization_id, key.environment, &key.name), now)?;
    tx.insert_key(key)?;
    deed::note_key(tx, caller, Kind::KeyCreated, key, detail, now)
}

/// Where live keys are asked for, nobody creates one directly.
fn require_no_approval(tx: &Tx<'_>, caller: &Caller, environment: Environment) -> Result<(), Failure> {
    if environment == Environment::Sandbox || !approvals::are_needed(tx.db, &caller.organization_id)? {
        return Ok(());
    }
    Err(Failure::refused(Code::LiveKeyNeedsApproval, "Live keys need another admin's approval here."))
}

/// Live does not exist until the organization is activated (design, section 5 rule 7).
pub(super) fn require_environment(tx: &Tx<'_>, caller: &Caller, environment: Environment) -> Result<(), Failure> {
    if environment == Environment::Sandbox {
        return Ok(());
    }
    let activation: Option<String> =
        tx.db.one("SELECT activation FROM organizations WHERE id = ?1", values![&caller.organization_id], |row| {
            row.get(0)
        })?;
    if activation.as_deref() == Some(ActivationState::Approved.as_str()) {
        return Ok(());
    }
    Err(Failure::refused(Code::LiveNotActivated, "The organization is not activated, so it has no live keys yet."))
}

/// A name is free when no living key of the environment has it. A key that is being rotated out has passed its name
/// on to its successor.
pub(super) fn require_free_name(
    tx: &Tx<'_>,
    (organization_id, environment, name): (&str, Environment, &str),
    now: Timestamp,
) -> Result<(), Failure> {
    let sql = format!(
        "SELECT {KEY_COLUMNS} FROM keys WHERE organization_id = ?1 AND environment = ?2 AND name_folded = ?3
             AND revoked_at IS NULL AND retiring_since IS NULL"
    );
    let whose = values![organization_id, environment.as_str(), name.to_lowercase()];
    let named = tx.db.all(&sql, whose, key_from_row)?;
    if named.iter().all(|other| other.life.state(now) == keys::KeyState::Expired) {
        return Ok(());
    }
    Err(Failure::refused(Code::NameInUse, format!("There is already a {environment} key with the name {name}.")))
}
