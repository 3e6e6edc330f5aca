//! List the keys of all connections: what each tells when it is asked, and what it told last where it cannot be.

use std::{collections::HashSet, time::Duration};

use keys::{Environment, KeyState, due, fold::words, redact::redact, wire::EnvironmentInfo};
use providers::{
    KeyFilter, KeySort,
    capability::{Ability, Capabilities, Operation},
    guide::GuidedOperation,
};

use crate::{
    App, Code, Failure, KeyRef, LocalAuthority, RotationRef,
    connections::LOCAL,
    lock::lock,
    no_secret::check_search,
    place::LOCAL_URL,
    view::{
        ConnectionView, FindEverywhere, FoundEverywhereView, GuidedRunView, KeyView, KnownKeyView, KnownPlaceView,
        KnownRotationView, ListKeys, ListRotations, RotationProgress, RotationView, Told,
    },
};

/// How long one connection is waited for. It is enough for all the pages below, and no other connection waits with it.
const TOLD_WITHIN: Duration = Duration::from_secs(10);
/// Keys of one environment that are listed at most, the newest, and as many of those that are due. Nobody reads more of them
/// in one table, and the place itself lists them all.
const KEYS_MAX: usize = 1000;
/// Keys that are asked for at a time. Of rotations one page is listed, which is as many.
const PAGE: u8 = 100;

impl App {
    /// What every connection told of its keys when it was asked last; nobody is asked. This computer's own is among them
    /// once it is set up.
    ///
    /// # Errors
    /// The journal's trouble.
    pub async fn last_known(&self) -> Result<Vec<KnownPlaceView>, Failure> {
        let connections = self.listed_connections()?.into_iter();
        connections.map(|connection| self.known_place(connection, None)).collect()
    }

    /// Asks one connection for its keys and its rotations, and keeps what it tells. One that cannot be reached, or does not
    /// answer in time, is shown as it was last known, with why.
    ///
    /// # Errors
    /// [`Code::NotFound`], or the journal's trouble.
    pub async fn list_place(&self, connection: &str) -> Result<KnownPlaceView, Failure> {
        let found = self.listed_connections()?.into_iter().find(|one| one.id == connection);
        let found = found.ok_or_else(|| self.fail(Code::NotFound, "There is no such connection."))?;
        let told = tokio::time::timeout(TOLD_WITHIN, self.ask_place(connection)).await;
        let late = || Err(self.fail(Code::Offline, "It did not answer in time."));
        let told = match told.unwrap_or_else(|_| late()) {
            Ok(told) => told,
            Err(trouble) => return self.known_place(found, Some(trouble)),
        };
        let now = self.now();
        self.shared.journal.note_told(connection, &told, now).map_err(|error| self.journal_failure(error))?;
        Ok(KnownPlaceView { connection: found, told, as_of: Some(now), trouble: None })
    }

    /// The same of all connections at once, each by itself.
    ///
    /// # Errors
    /// The journal's trouble. What is wrong with a connection is part of the answer.
    pub async fn list_everywhere(&self) -> Result<Vec<KnownPlaceView>, Failure> {
        let connections = self.listed_connections()?;
        let asked = connections.iter().map(|connection| self.list_place(&connection.id));
        futures_util::future::try_join_all(asked).await
    }

    /// What has all these words, of what every connection told last: in the name, the note, the id or the hint, or in what
    /// the place is called.
    ///
    /// # Errors
    /// A search that holds a secret, which goes nowhere; or the journal's trouble.
    pub async fn find_everywhere(&self, asked: &FindEverywhere) -> Result<FoundEverywhereView, Failure> {
        check_search("/search", &asked.search)?;
        let wanted = words(&asked.search);
        let mut found = FoundEverywhereView { keys: Vec::new(), rotations: Vec::new() };
        for KnownPlaceView { connection, told, .. } in self.last_known().await? {
            let name = if connection.local { &asked.this_computer } else { &connection.name };
            let place = [name.as_str(), told.name.as_str()];
            let keys = told.keys.iter().filter(|key| {
                let hint = key.hint.to_string();
                let about = [Some(&key.name), Some(&key.id), key.note.as_ref(), Some(&hint)];
                has_words(&wanted, &place, &about)
            });
            found.keys.extend(keys.map(|key| KeyRef::new(&key.connection, &key.id)));
            let rotations = told.rotations.iter().filter(|rotation| {
                let hint = rotation.hint.as_ref().map(ToString::to_string);
                let about = [Some(&rotation.name), Some(&rotation.id), rotation.key.as_ref(), hint.as_ref()];
                has_words(&wanted, &place, &about)
            });
            found.rotations.extend(rotations.map(|rotation| RotationRef::new(&rotation.connection, &rotation.id)));
        }
        Ok(found)
    }

    /// The connections that a list of all of them has.
    fn listed_connections(&self) -> Result<Vec<ConnectionView>, Failure> {
        let is_set_up = match *lock(&self.shared.local) {
            LocalAuthority::NotSetUp => false,
            LocalAuthority::Ready { .. } | LocalAuthority::Failed(_) => true,
            LocalAuthority::Elsewhere => {
                let url = self.shared.journal.setting(LOCAL_URL).map_err(|error| self.journal_failure(error))?;
                url.is_some()
            }
        };
        let mut known = self.known_connections()?;
        known.retain(|connection| connection.id != LOCAL || is_set_up);
        Ok(known)
    }

    fn known_place(&self, connection: ConnectionView, trouble: Option<Failure>) -> Result<KnownPlaceView, Failure> {
        let last = self.shared.journal.last_told(&connection.id).map_err(|error| self.journal_failure(error))?;
        let (told, as_of) = last.map_or_else(Default::default, |(told, at)| (told, Some(at)));
        Ok(KnownPlaceView { connection, told, as_of, trouble })
    }

    async fn ask_place(&self, connection: &str) -> Result<Told, Failure> {
        let known = self.know(connection).await?;
        let may =
            |info: &&EnvironmentInfo, operation| info.available && is_possible(&known.capabilities, info, operation);
        let readable: Vec<_> = known.environments.iter().filter(|info| may(info, Operation::ReadKeys)).collect();
        if readable.is_empty() {
            return Err(self.fail(Code::NotAllowed, "Nobody may read keys there with this connection."));
        }
        let keys = readable.iter().map(|info| self.keys_of(connection, info));
        let rotating = readable.iter().filter(|info| may(info, Operation::ReadRotations));
        let rotations = rotating.map(|info| self.rotations_of(connection, info.environment));
        let (keys, rotations) =
            tokio::try_join!(futures_util::future::try_join_all(keys), futures_util::future::try_join_all(rotations))?;
        let mut told = Told { name: known.name.clone(), ..Told::default() };
        for (keys, more) in keys {
            told.keys.extend(keys);
            told.more.extend(more);
        }
        for (rotations, more) in rotations {
            told.rotations.extend(rotations);
            told.more.extend(more);
        }
        let runs = self.list_open_runs().await?.into_iter();
        told.rotations.extend(runs.filter(|run| run.connection == connection && is_rotating(run)).map(of_run));
        told.more.sort_unstable();
        told.more.dedup();
        Ok(told)
    }

    /// An environment's keys, and the environment where it has more than that.
    async fn keys_of(
        &self,
        connection: &str,
        info: &EnvironmentInfo,
    ) -> Result<(Vec<KnownKeyView>, Option<Environment>), Failure> {
        let (mut keys, is_cut) = self.read_keys(connection, info.environment, KeyFilter::All).await?;
        if is_cut {
            // An old key is due, and the newest come first: those that matter most must not be the ones that are cut off.
            let known: HashSet<_> = keys.iter().map(|view| view.key.id.clone()).collect();
            let (due, _) = self.read_keys(connection, info.environment, KeyFilter::Due).await?;
            keys.extend(due.into_iter().filter(|view| !known.contains(&view.key.id)));
        }
        let keys = keys.into_iter().map(|view| of_key(view, info.key_days_max)).collect();
        Ok((keys, is_cut.then_some(info.environment)))
    }

    /// The newest keys under a filter, and whether there are more.
    async fn read_keys(
        &self,
        connection: &str,
        environment: Environment,
        filter: KeyFilter,
    ) -> Result<(Vec<KeyView>, bool), Failure> {
        let mut asked = ListKeys {
            connection: connection.to_owned(),
            environment,
            filter,
            narrowing: None,
            search: String::new(),
            sort: KeySort::Created,
            descending: true,
            cursor: None,
            limit: PAGE,
        };
        let mut keys = Vec::new();
        loop {
            let page = self.list_keys(asked.clone()).await?;
            keys.extend(page.keys);
            asked.cursor = page.next_cursor;
            if asked.cursor.is_none() || keys.len() >= KEYS_MAX {
                return Ok((keys, asked.cursor.is_some()));
            }
        }
    }

    /// The rotations that run in an environment, and the environment where it has more than that.
    async fn rotations_of(
        &self,
        connection: &str,
        environment: Environment,
    ) -> Result<(Vec<KnownRotationView>, Option<Environment>), Failure> {
        let asked = ListRotations { connection: connection.to_owned(), environment, over: false, cursor: None };
        let page = self.list_rotations(asked).await?;
        let more = page.next_cursor.is_some().then_some(environment);
        Ok((page.rotations.into_iter().map(of_rotation).collect(), more))
    }
}

fn is_possible(capabilities: &Capabilities, info: &EnvironmentInfo, operation: Operation) -> bool {
    !matches!(capabilities.ability(Some(info.environment), operation), Ability::None(_))
}

fn is_rotating(run: &GuidedRunView) -> bool {
    run.operation == GuidedOperation::Rotate && run.outcome.is_none()
}

/// A row of the table. A place may call its keys anything: what looks like a secret is not written down.
fn of_key(view: KeyView, key_days_max: Option<u32>) -> KnownKeyView {
    let KeyView { connection, key, last_proof, .. } = view;
    let due_at = (key.state == KeyState::Active).then(|| due::due_at(key.created_at, key.ends_at, key_days_max));
    KnownKeyView {
        connection,
        environment: key.environment,
        name: redact(&key.name).into_owned(),
        note: key.note.map(|note| redact(&note).into_owned()),
        hint: key.hint,
        state: key.state,
        created_at: key.created_at,
        ends_at: key.ends_at,
        due_at,
        last_proof,
        id: key.id,
    }
}

fn of_rotation(RotationView { connection, rotation }: RotationView) -> KnownRotationView {
    KnownRotationView {
        connection,
        environment: rotation.environment,
        name: redact(&rotation.old_key.name).into_owned(),
        hint: Some(rotation.old_key.hint),
        key: Some(rotation.old_key.id),
        started_at: rotation.started_at,
        old_ends_at: rotation.old_ends_at,
        progress: RotationProgress::Paired { step: rotation.step, stalled: rotation.stalled },
        id: rotation.id,
    }
}

fn of_run(run: GuidedRunView) -> KnownRotationView {
    let of = u32::try_from(run.steps.len()).unwrap_or(u32::MAX);
    KnownRotationView {
        connection: run.connection,
        environment: run.environment,
        name: redact(&run.name).into_owned(),
        hint: run.old,
        key: run.key,
        started_at: run.begun_at,
        old_ends_at: None,
        progress: RotationProgress::Guided { at: run.at, of },
        id: run.id,
    }
}

/// Whether what is known of one at a place has all of these words, or words that begin with them.
fn has_words(wanted: &[String], place: &[&str], about: &[Option<&String>]) -> bool {
    let about = about.iter().copied().flatten().map(String::as_str);
    let has: Vec<_> = place.iter().copied().chain(about).flat_map(words).collect();
    wanted.iter().all(|word| has.iter().any(|one| one.starts_with(word)))
}

#[cfg(test)]
mod tests;
