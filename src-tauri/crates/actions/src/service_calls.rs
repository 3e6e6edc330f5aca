//! Calls to a service that tells of none: each is kept with its ids, and told as a request record.

use keys::{
    AccessLevel, Environment, KeyState, Secret,
    wire::{ExplainedRequest, Explanation, RelatedRequests, Request},
};
use providers::{Calls, ProviderError, ServicePlace, guide::Answered};

use crate::{
    App, Code, Failure, KeyRef,
    guided::{plain, without_secret},
    journal::KeptCall,
    view::{KeyView, ListRequests, RequestListView, SecretPlace},
};

/// Calls of a page at most.
const PAGE: usize = 100;
/// Calls that are looked at for one page: who looks for something goes on to the next.
const LOOKED_AT: usize = 1_000;
const NO_ASKER: &str =
    "The service is asked with a key. Create or add one of this environment first, so that it is saved here.";
const NO_WRITER: &str =
    "This needs a read-write key. Create or add one of this environment first, so that it is saved here.";
/// The program that every call comes from.
const AGENT: &str = "conduit-keys";
/// Other calls with the same key that are shown beside one.
const RELATED: usize = 10;

impl App {
    /// Does something at a service with a key, and keeps the calls that it took, whatever came of it. What came of it is not
    /// lost where they cannot be kept: it may be a secret that is told once.
    pub(crate) async fn keep_calls<T>(
        &self,
        key: &KeyRef,
        secret: &Secret,
        work: impl AsyncFnOnce(&Calls) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        let calls = Calls::new(self.shared.ambient.clone());
        let done = work(&calls).await;
        for call in calls.made() {
            let kept = KeptCall {
                correlation_id: plain(call.correlation_id, secret),
                code: plain(call.code, secret),
                key: key.key.clone(),
                row: 0,
                is_repeated: false,
                id: call.id,
                is_id_sent: call.is_id_sent,
                environment: call.environment,
                at: call.at,
                took_millis: call.took_millis,
                method: call.method,
                path: call.path,
                status: call.status,
            };
            if let Err(error) = self.shared.journal.note_call(&key.connection, &kept) {
                tracing::error!(id = kept.id, correlation_id = kept.correlation_id, %error, "a call could not be kept");
            }
        }
        done
    }

    /// One page of the calls that were made to a service, the newest first.
    pub(crate) fn list_service_calls(&self, asked: &ListRequests) -> Result<RequestListView, Failure> {
        let after = asked.cursor.as_deref().map(str::parse::<i64>).transpose();
        let after = after.map_err(|_| Failure::invalid("/cursor", "This is not a cursor of ours."))?;
        let kept = self.calls_at(&asked.connection, asked.id.as_deref(), (after, LOOKED_AT))?;
        let (looked_at, last_looked_at) = (kept.len(), kept.last().map(|call| call.row));
        let most = usize::from(asked.limit.unwrap_or(u8::MAX)).clamp(1, PAGE);
        let told = kept.into_iter().map(|call| (call.row, request(call)));
        let told = told.filter(|(_, request)| asked.filter.admits(request));
        let (rows, requests): (Vec<_>, Vec<_>) = told.take(most).unzip();
        let last = if requests.len() == most { rows.last().copied() } else { last_looked_at };
        let goes_on = looked_at == LOOKED_AT || requests.len() == most;
        let next_cursor = last.filter(|_| goes_on).map(|row| row.to_string());
        Ok(RequestListView { requests, next_cursor, dropped: 0 })
    }

    /// One of them, with its key and what belongs to it.
    pub(crate) async fn explain_service_call(&self, connection: &str, id: &str) -> Result<ExplainedRequest, Failure> {
        let none = || self.fail(Code::NotFound, "No such call was made from this computer.");
        let of_id = self.calls_at(connection, Some(id), (None, LOOKED_AT))?;
        let found = of_id.into_iter().find(|call| call.shown_id().eq_ignore_ascii_case(id)).ok_or_else(none)?;
        let key = self.get_key(&KeyRef::new(connection, &found.key)).await.ok().map(|view| view.key);
        let key_state_then = key.as_ref().map(|key| match (&key.revocation, key.confirmed_at) {
            (Some(end), _) if end.at < found.at => KeyState::Revoked,
            (_, Some(confirmed)) if confirmed <= found.at => KeyState::Active,
            _ => KeyState::Pending,
        });
        let of_key = self.calls_at(connection, Some(&found.key), (None, RELATED + 1))?;
        let same_key = of_key.into_iter().filter(|call| call.row != found.row).map(request);
        let related = RelatedRequests { same_key: same_key.take(RELATED).collect(), ..Default::default() };
        let explanation = explain(&found);
        Ok(ExplainedRequest { request: request(found), explanation, key_state_then, key, related, since: Vec::new() })
    }

    fn calls_at(
        &self,
        connection: &str,
        id: Option<&str>,
        which: (Option<i64>, usize),
    ) -> Result<Vec<KeptCall>, Failure> {
        self.shared.journal.calls_at(connection, id, which).map_err(|error| self.journal_failure(error))
    }

    /// Asks a service something with a key of this environment that is saved here, one that may write where that is needed; and
    /// keeps the calls that it took. Answers the name of that key, too.
    ///
    /// # Errors
    /// [`Code::NoKeyToAskWith`], the keychain's trouble or the service's.
    pub(crate) async fn ask_service<T>(
        &self,
        (connection, environment): (&str, Environment),
        writes: bool,
        work: impl AsyncFnOnce(&ServicePlace, (&Secret, &Calls)) -> Result<T, ProviderError>,
    ) -> Result<(T, String), Failure> {
        let place = self.service_at(connection)?;
        let asker = self.asker(connection, environment, writes).await?;
        let none = || self.fail(Code::NoKeyToAskWith, if writes { NO_WRITER } else { NO_ASKER });
        let asker = asker.ok_or_else(none)?.key;
        let key = KeyRef::new(connection, &asker.id);
        let secret = self.secret_for_copy(&key).await?;
        let done = self.keep_calls(&key, &secret, async |calls| work(&place, (&secret, calls)).await).await;
        let done = done.map_err(|error| Failure::from_service(without_secret(error, &secret), &self.shared.ambient))?;
        Ok((done, asker.name))
    }

    /// The key that a service is asked with: a living one whose secret is saved here, and which may write where that is needed.
    /// Rather one that the service accepted last, and of those the newest.
    pub(crate) async fn asker(
        &self,
        connection: &str,
        environment: Environment,
        writes: bool,
    ) -> Result<Option<KeyView>, Failure> {
        let mut all = self.all_tracked(connection, environment).await?;
        all.sort_by_key(|view| std::cmp::Reverse(view.key.created_at));
        let found = all.into_iter().filter(|view| {
            let proved = view.level_proof.as_ref().and_then(|call| call.level);
            let may_write = proved.unwrap_or(view.key.access_level) == AccessLevel::ReadWrite;
            let is_good = view.key.state == KeyState::Active && view.secret == SecretPlace::Saved;
            is_good && (may_write || !writes)
        });
        let is_doubtful =
            |view: &KeyView| view.last_proof.as_ref().is_none_or(|call| call.answered != Some(Answered::Accepted));
        Ok(found.min_by_key(is_doubtful))
    }

    /// The service that a connection leads to.
    ///
    /// # Errors
    /// [`Code::NotAllowed`] where it is an authority.
    pub(crate) fn service_at(&self, connection: &str) -> Result<ServicePlace, Failure> {
        let none = || self.fail(Code::NotAllowed, "This is done at a service alone.");
        self.service(connection)?.ok_or_else(none)
    }
}

impl KeptCall {
    /// The id that it is told apart by: the service's own, or ours where that is not.
    fn shown_id(&self) -> &str {
        if self.correlation_id.is_empty() || self.is_repeated { &self.id } else { &self.correlation_id }
    }
}

/// What a status says: a service does not tell why.
fn explain(call: &KeptCall) -> Explanation {
    let is_write = call.method != "GET";
    let (happened, why, to_do) = match call.status {
        None if is_write => (
            "No answer came.",
            "What was asked may or may not have been done.",
            "Look at the service before you ask again.",
        ),
        None => ("No answer came.", "Nothing was to be changed by it.", "Try again."),
        Some(..=399) => ("The service answered as asked.", "The key was good for it.", "Nothing."),
        Some(401) => (
            "The service refused the key.",
            "It is revoked there, or was never valid there; the service does not tell which.",
            "If nobody revoked it, rotate the key.",
        ),
        Some(409) if call.code == "SANDBOX_NOT_PROVISIONED" => (
            "The service's sandbox is not set up yet.",
            "It is set up by itself, and the key is good.",
            "Wait a few moments and try again. The key needs no rotation.",
        ),
        Some(429) => (
            "Too many requests came at once.",
            "The rate limit was used up at that moment.",
            "Wait a moment and try again. It says nothing of the key.",
        ),
        Some(500..) => (
            "The service had an error of its own.",
            "It says nothing of the key.",
            "Try again later. If it lasts, give the correlation ID to the service's support.",
        ),
        Some(400..) => (
            "The service refused the call.",
            "It knew the key, and did not accept what was asked.",
            "Give the correlation ID to the service's support if that is a surprise.",
        ),
    };
    Explanation { happened: happened.to_owned(), why: why.to_owned(), to_do: to_do.to_owned() }
}

fn request(call: KeptCall) -> Request {
    Request {
        correlation_id: call.shown_id().to_owned(),
        at: call.at,
        environment: Some(call.environment),
        method: call.method,
        route: String::new(),
        path: call.path,
        status: call.status.unwrap_or_default(),
        code: Some(call.code).filter(|code| !code.is_empty()),
        refusal: None,
        limit: None,
        key_id: Some(call.key),
        actor: None,
        client_correlation_id: Some(call.id).filter(|_| call.is_id_sent),
        idempotency_key: None,
        address: String::new(),
        agent: AGENT.to_owned(),
        duration_micros: u32::try_from(call.took_millis.saturating_mul(1_000)).unwrap_or(u32::MAX),
    }
}
