//! Begin a run.

use keys::{
    Environment, Name, note,
    wire::{Complaint, FieldCode, FieldError},
};
use providers::{
    Guide, GuidedPlace,
    guide::{Answered, GuidedOperation, Whose},
};

use super::PlaceAt;
use crate::{
    App, Code, Failure, KeyRef,
    journal::{RunRecord, SavedSecret},
    no_secret::check_no_secret,
    view::{BeginRun, Declared, GuidedRunView},
};

/// The prefix of a run's id.
const ID: &str = "run";
/// Characters of a key's id at a place.
const KEY_ID_MAX: usize = 200;
const HOLDS_A_SECRET: &str = "This holds a secret. Choose another text.";
const BUSY: &str = "This key is in another run. Go on with that one, or abandon it.";

impl App {
    /// Begins, once for each idempotency key; a key that is led through the same operation already goes on with that run.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] where the operation is not done by hand, [`Code::NameNotConfirmed`] for a live key that ends,
    /// [`Code::KeyNotActive`] for one that is led through another operation, or wrong fields.
    pub async fn begin_run<P: GuidedPlace>(
        &self,
        at: PlaceAt<'_, P>,
        asked: &BeginRun,
    ) -> Result<GuidedRunView, Failure> {
        let PlaceAt { connection, place } = at;
        let guide = place.guide(asked.operation, asked.environment);
        let guide =
            guide.filter(|guide| (guide.operation(), guide.environment()) == (asked.operation, asked.environment));
        let guide = guide.ok_or_else(|| self.fail(Code::NotAllowed, "This is not done step by step here."))?;
        let key = check_key(connection, asked)?;
        let name = self.name_of(key.as_ref(), asked)?;
        if ends_live_key(&guide) {
            self.check_is_typed(&name, asked.typed_name.as_deref())?;
        }
        let declared = self.declared(key.as_ref(), asked)?;
        for (pointer, text) in [("/name", Some(&name)), ("/declared/note", declared.note.as_ref())] {
            let holds = guide.taking().zip(text).is_some_and(|((_, shape), text)| shape.is_in(text));
            if holds {
                return Err(Failure::invalid(pointer, Complaint::of(FieldCode::HoldsASecret, HOLDS_A_SECRET)));
            }
        }
        let run = RunRecord {
            id: keys::mint::mint_id(ID, &self.shared.ambient),
            idempotency_key: asked.idempotency_key.clone(),
            connection: connection.to_owned(),
            key: key.as_ref().map(|key| key.key.clone()),
            name,
            declared,
            guide,
            begun_at: self.now(),
            version: 0,
            taking: false,
            last_try: None,
            outcome: None,
            ended_at: None,
            over: Vec::new(),
        };
        let journal = &self.shared.journal;
        if journal.begin_run(&run).map_err(|error| self.journal_failure(error))? {
            return self.get_run(&run.id).await;
        }
        let before = journal.run_begun_by(&asked.idempotency_key).map_err(|error| self.journal_failure(error))?;
        if let Some(before) = before {
            if !is_the_same(&before, &run) {
                return Err(Failure::invalid("/idempotencyKey", "This idempotency key began another run."));
            }
            return self.get_run(&before.id).await;
        }
        let open = key.map(|key| journal.open_run_of(&key)).transpose().map_err(|error| self.journal_failure(error))?;
        match open.flatten() {
            Some(open) if is_the_same(&open, &run) => self.get_run(&open.id).await,
            _ => Err(self.fail(Code::KeyNotActive, BUSY)),
        }
    }

    /// A key whose secret is saved here has its name from there, and is of that environment alone.
    fn name_of(&self, key: Option<&KeyRef>, asked: &BeginRun) -> Result<String, Failure> {
        let saved = key.map(|key| self.saved_of(key)).transpose()?.flatten();
        let known = match saved {
            Some(saved) => Some((saved.environment, saved.name)),
            None => self.made_by(key)?.map(|run| (run.guide.environment(), run.name)),
        };
        match known {
            Some((environment, _)) if environment != asked.environment => {
                Err(Failure::invalid("/environment", "This key is of the other environment."))
            }
            Some((_, name)) => Ok(name),
            None => {
                let name = Name::parse(&asked.name).map_err(|error| Failure::invalid("/name", error))?;
                check_no_secret("/name", name.as_str(), HOLDS_A_SECRET)?;
                Ok(name.as_str().to_owned())
            }
        }
    }

    /// A key that replaces another is like that one (design, section 5 rule 4).
    fn declared(&self, key: Option<&KeyRef>, asked: &BeginRun) -> Result<Declared, Failure> {
        if let Some(before) = self.made_by(key)? {
            return Ok(before.declared);
        }
        let note = note::parse(asked.declared.note.as_deref().unwrap_or_default());
        let note = note.map_err(|wrong| {
            Failure::invalid_fields(wrong.into_iter().map(|one| FieldError::new("/declared/note", one)).collect())
        })?;
        check_no_secret("/declared/note", note.unwrap_or_default(), HOLDS_A_SECRET)?;
        if asked.declared.spending_limits.first_wrong().is_some() {
            return Err(Failure::invalid("/declared/spendingLimits", "A limit is more than nothing."));
        }
        Ok(Declared { note: note.map(str::to_owned), ..asked.declared.clone() })
    }

    /// The run that a key comes from, where one led to it.
    pub(super) fn made_by(&self, key: Option<&KeyRef>) -> Result<Option<RunRecord>, Failure> {
        let Some(key) = key else { return Ok(None) };
        let run = self.shared.journal.run(&key.key).map_err(|error| self.journal_failure(error))?;
        Ok(run.filter(|run| run.connection == key.connection))
    }

    pub(super) fn saved_of(&self, key: &KeyRef) -> Result<Option<SavedSecret>, Failure> {
        self.shared.journal.saved_secret(key).map_err(|error| self.journal_failure(error))
    }
}

fn check_key(connection: &str, asked: &BeginRun) -> Result<Option<KeyRef>, Failure> {
    match (&asked.key, asked.operation) {
        (None, GuidedOperation::Create | GuidedOperation::Adopt) => Ok(None),
        (Some(_), GuidedOperation::Create | GuidedOperation::Adopt) => {
            Err(Failure::invalid("/key", "A new key has no id yet."))
        }
        (None, _) => Err(Failure::invalid("/key", Complaint::of(FieldCode::Missing, "Say which key."))),
        (Some(id), _) => {
            let is_plain = !id.is_empty() && id.chars().count() <= KEY_ID_MAX && !id.chars().any(char::is_control);
            if !is_plain {
                return Err(Failure::invalid("/key", "This is not the ID of a key."));
            }
            check_no_secret("/key", id, HOLDS_A_SECRET)?;
            Ok(Some(KeyRef::new(connection, id)))
        }
    }
}

/// What ends a live key needs its name typed (design, section 5 rule 7).
fn ends_live_key(guide: &Guide) -> bool {
    guide.environment() == Environment::Live && guide.proving(Whose::Old, Answered::Refused).is_some()
}

/// Whether two runs lead the same key of the same place to the same end. The guide may be of another release.
fn is_the_same(one: &RunRecord, other: &RunRecord) -> bool {
    let wish =
        |run: &RunRecord| (run.guide.operation(), run.guide.environment(), run.connection.clone(), run.key.clone());
    wish(one) == wish(other) && one.name == other.name
}
