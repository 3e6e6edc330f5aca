//! Make a key. The service does not know a repeated request again, so that what was asked for is written down first: a lost
//! answer is looked for in the list before anything is asked for twice.

use keys::{
    AccessLevel, KeyState, Name, Timestamp,
    allowed_ips::AllowedIps,
    note,
    wire::{CreateKey, CreatedKey, FieldError, Key},
};
use providers::{NewAccountKey, error::Kind};

use super::{AccountKeys, merge};
use crate::{
    Code, Failure,
    journal::{Creation, OwnRotation},
};

/// How far the end of a new key may be from what was asked for, in seconds: clocks differ.
const END_APART_SECONDS: i64 = 300;
const OTHER_END: &str = "The service gave it another end than was asked for.";

/// What is asked of a key, checked.
struct Wish {
    name: String,
    note: Option<String>,
    ends_at: Option<Timestamp>,
    allowed_ips: Vec<String>,
}

impl AccountKeys<'_> {
    /// Makes a key, once for each idempotency key: whoever asks again has the same one without its secret.
    pub(crate) async fn create(&self, once: &str, asked: &CreateKey) -> Result<CreatedKey, Failure> {
        let wish = self.wish(asked)?;
        let all = self.all().await?;
        if let Some(made) = self.made_before(once, &all)? {
            return Ok(made);
        }
        let lives = |key: &&Key| !matches!(key.state, KeyState::Revoked | KeyState::Expired);
        if all.iter().filter(lives).any(|key| key.name == wish.name) {
            return Err(self.app.fail(Code::NameInUse, "Another living key has this name."));
        }
        self.make(once, wish, &all, |_| None).await
    }

    /// Makes the successor of a key: of the same name, good from the same places and for as long.
    pub(super) async fn create_successor(
        &self,
        once: &str,
        old: &Key,
        rotation: impl FnOnce(&Key) -> OwnRotation,
    ) -> Result<CreatedKey, Failure> {
        let lasts = old.ends_at.map(|end| end.seconds_since(old.created_at));
        let wish = Wish {
            name: old.name.clone(),
            note: old.note.clone(),
            ends_at: lasts.map(|seconds| self.app.now().plus_seconds(seconds)),
            allowed_ips: old.allowed_ips.clone(),
        };
        let all = self.all().await?;
        self.make(once, wish, &all, |key| Some(rotation(key))).await
    }

    fn wish(&self, asked: &CreateKey) -> Result<Wish, Failure> {
        let name = Name::parse(&asked.name).map_err(|error| Failure::invalid("/name", error))?;
        let note = note::parse(asked.note.as_deref().unwrap_or_default()).map_err(|complaints| {
            Failure::invalid_fields(complaints.into_iter().map(|one| FieldError::new("/note", one)).collect())
        })?;
        let ranges = AllowedIps::parse(&asked.allowed_ips)
            .map_err(|(at, error)| Failure::invalid(&format!("/allowedIps/{at}"), error))?;
        if asked.environment != self.environment() {
            let words = format!("The service has no {} environment.", asked.environment);
            return Err(Failure::invalid("/environment", words));
        }
        if asked.access_level != AccessLevel::ReadWrite {
            return Err(Failure::invalid("/accessLevel", "Every key of this service may read and write."));
        }
        if asked.expires_at.is_some_and(|end| end.seconds_since(self.app.now()) < END_APART_SECONDS) {
            return Err(Failure::invalid("/expiresAt", "This moment is over, or nearly."));
        }
        Ok(Wish {
            name: name.as_str().to_owned(),
            note: note.map(str::to_owned),
            ends_at: asked.expires_at,
            allowed_ips: ranges.to_texts(),
        })
    }

    /// What an earlier request with the same idempotency key made, whether or not it was answered.
    fn made_before(&self, once: &str, all: &[Key]) -> Result<Option<CreatedKey>, Failure> {
        let begun = self.app.shared.journal.creation(self.connection, once);
        let Some(begun) = begun.map_err(|error| self.app.journal_failure(error))? else { return Ok(None) };
        let is_it = |key: &&Key| match &begun.key {
            Some(id) => key.id == *id,
            None => key.state == KeyState::Pending && key.name == begun.name && !begun.known.contains(&key.id),
        };
        let found: Vec<_> = all.iter().filter(is_it).collect();
        match found[..] {
            [] => Ok(None),
            [key] => Ok(Some(CreatedKey { key: key.clone(), secret: None })),
            // Somebody else makes one of the same name right now.
            _ => Err(self.app.fail(Code::NameInUse, "Several keys of this name were made just now. Look at the list.")),
        }
    }

    async fn make(
        &self,
        once: &str,
        wish: Wish,
        all: &[Key],
        rotation: impl FnOnce(&Key) -> Option<OwnRotation>,
    ) -> Result<CreatedKey, Failure> {
        let (journal, now) = (&self.app.shared.journal, self.app.now());
        let known = all.iter().map(|key| key.id.clone()).collect();
        let begun = Creation { once: once.to_owned(), name: wish.name.clone(), known, at: now, key: None };
        journal.begin_creation(self.connection, &begun).map_err(|error| self.app.journal_failure(error))?;
        let asked = NewAccountKey {
            name: &wish.name,
            lasts_seconds: wish.ends_at.map(|end| end.seconds_since(now)),
            allowed_ips: &wish.allowed_ips,
        };
        let (made, secret) = match self.account.create(&asked).await {
            Ok(made) => made,
            Err(error) => {
                if error.kind != Kind::Lost {
                    let dropped = journal.drop_creation(self.connection, once);
                    dropped.map_err(|error| self.app.journal_failure(error))?;
                }
                return Err(self.explain(error));
            }
        };
        let ends_at = made.expires_at.or(wish.ends_at);
        let key = Key {
            name: wish.name,
            note: wish.note,
            allowed_ips: wish.allowed_ips,
            state: KeyState::Pending,
            ..merge::new_key(&made.id, self.environment(), made.created_at.unwrap_or(now), made.hint, ends_at)
        };
        // Nobody has its secret yet, and nobody would where this cannot be written down.
        if let Err(error) = journal.keep_created(self.connection, once, &key, rotation(&key).as_ref()) {
            tracing::error!(key = key.id, %error, "a new key could not be written down; it is ended again");
            self.account.revoke(&key.id).await.map_err(|error| self.explain(error))?;
            return Err(self.app.journal_failure(error));
        }
        if has_other_end(wish.ends_at, made.expires_at) {
            self.end(key, OTHER_END.to_owned()).await?;
            self.over_with(&made.id)?;
            let words = format!(
                "{OTHER_END} It was revoked again. Create one without an end, or make it on the service's own page."
            );
            return Err(Failure::invalid("/expiresAt", words));
        }
        Ok(CreatedKey { key, secret: Some(secret.expose().to_owned()) })
    }
}

/// Whether the service says of a key that it ends at another time than was asked for: how it counts is not documented.
fn has_other_end(asked: Option<Timestamp>, told: Option<Timestamp>) -> bool {
    match (asked, told) {
        (Some(asked), Some(told)) => told.seconds_since(asked).abs() > END_APART_SECONDS,
        // An end that nobody asked for is sooner than never, and shown.
        _ => false,
    }
}
