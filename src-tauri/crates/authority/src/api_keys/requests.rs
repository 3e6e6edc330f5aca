//! Search request records by any id, and explain one.

use keys::{
    Correlation,
    explain::{KeyFacts, RequestFacts, explain},
    id_box::Wanted,
    wire::{ExplainedRequest, RelatedRequests, Request, RequestFilter, Requests, RequestsMeta},
};

use crate::{
    Caller, Failure,
    api_keys::{ApiKeys, usage::calls_by_hour},
    evidence::{
        audit,
        records::{self, Found, Probe},
    },
    ground::{
        key::KeyRecord,
        paging::{Checked, ListQuery},
        store::{Db, StoreError, get_key},
    },
};

/// Up to here a total is exact.
const TOTAL_MAX: usize = 1_000;
/// Requests that a list of related ones holds.
const RELATED_MAX: usize = 10;
/// Changes of a key since a request that are told with it.
const SINCE_MAX: usize = 20;

impl ApiKeys {
    /// One page of the organization's request records, the newest first: all, or those with an id, as far as they fit the
    /// filter.
    ///
    /// # Errors
    /// A bad query, a text that is no id, or the store's trouble.
    pub async fn list_requests(
        &self,
        caller: &Caller,
        (id, filter): (Option<String>, RequestFilter),
        query: ListQuery,
    ) -> Result<Requests, Failure> {
        let wanted = id.as_deref().map(Wanted::parse).transpose();
        let wanted = wanted.map_err(|error| Failure::invalid_field("/id", error.to_string()))?;
        let filter = filter.checked().map_err(Failure::invalid)?;
        let (asked, dropped) = (query.check()?, self.evidence.records.dropped());
        let organization_id = caller.organization_id.clone();
        let read = move |db: Db<'_>| {
            let probe = Probe::of(db, &organization_id)?.narrowed(filter);
            let probe = wanted.map_or(Ok(probe.clone()), |wanted| probe.wanting(db, wanted))?;
            page(db, &probe, &asked, dropped)
        };
        self.ground.store.read(read).await
    }

    /// One request with what it means, as of its moment, and what belongs to it.
    ///
    /// # Errors
    /// Not found, or the store's trouble.
    pub async fn explain_request(&self, caller: &Caller, correlation_id: &str) -> Result<ExplainedRequest, Failure> {
        let id = Correlation::parse(correlation_id).ok_or_else(|| Failure::not_found("request"))?;
        let (organization_id, now) = (caller.organization_id.clone(), self.ground.now());
        self.ground
            .store
            .read(move |db| {
                let found = records::one(db, &organization_id, id)?;
                let key = match &found.request.key_id {
                    Some(key_id) => get_key(db, key_id)?.filter(|key| key.organization_id == organization_id),
                    None => None,
                };
                let related = related(db, &organization_id, &found)?;
                let at = found.request.at;
                let state_then = key.as_ref().and_then(|key| key.life.as_of(at)).map(|life| life.state(at));
                let explanation = explain(&facts(&found.request, key.as_ref(), now));
                let since = match &key {
                    Some(key) => audit::since(db, &organization_id, (&key.id, at), SINCE_MAX)?,
                    None => Vec::new(),
                };
                let key = match key {
                    Some(key) => Some(key.view(now, calls_by_hour(db, &key.id, now)?)),
                    None => None,
                };
                let request = found.request;
                Ok(ExplainedRequest { request, explanation, key_state_then: state_then, key, related, since })
            })
            .await
    }
}

fn facts<'a>(request: &'a Request, key: Option<&'a KeyRecord>, now: keys::Timestamp) -> RequestFacts<'a> {
    RequestFacts {
        at: request.at,
        environment: request.environment,
        status: request.status,
        code: request.code.as_deref(),
        refusal: request.refusal.as_deref(),
        limit: request.limit,
        key: key.map(|key| KeyFacts {
            name: &key.name,
            environment: key.environment,
            state_then: key.life.as_of(request.at).map(|life| life.state(request.at)),
            state_now: key.life.state(now),
            revocation: key.life.revoked.as_ref(),
            ends_at: key.life.ends_at(),
            quarantine: key.quarantine.as_ref(),
        }),
    }
}

fn related(db: Db<'_>, organization_id: &str, found: &Found) -> Result<RelatedRequests, StoreError> {
    let others = |wanted: Option<Wanted>, around: bool| -> Result<Vec<Request>, StoreError> {
        let Some(wanted) = wanted else { return Ok(Vec::new()) };
        let probe = Probe::of(db, organization_id)?.wanting(db, wanted)?;
        let all = match around {
            true => records::around(db, &probe, found.row_id, RELATED_MAX / 2)?,
            false => records::search(db, &probe, (None, false), RELATED_MAX + 1)?.0,
        };
        let others = all.into_iter().filter(|other| other.row_id != found.row_id);
        Ok(others.take(RELATED_MAX).map(|other| other.request).collect())
    };
    let text = |id: &Option<String>| id.clone().map(|text| Wanted::Text { text, correlation: None });
    let request = &found.request;
    let mut by_client = others(text(&request.client_correlation_id), false)?;
    by_client.retain(|other| other.client_correlation_id == request.client_correlation_id);
    let mut by_idempotency = others(text(&request.idempotency_key), false)?;
    by_idempotency.retain(|other| other.idempotency_key == request.idempotency_key);
    Ok(RelatedRequests {
        same_client_correlation_id: by_client,
        same_idempotency_key: by_idempotency,
        same_key: others(request.key_id.clone().map(Wanted::Key), true)?,
        same_caller: same_caller(db, organization_id, found)?,
    })
}

/// A caller is an address and a program, as in a key's use.
fn same_caller(db: Db<'_>, organization_id: &str, found: &Found) -> Result<Vec<Request>, StoreError> {
    let Request { address, agent, .. } = found.request.clone();
    let filter = RequestFilter { address: Some(address), agent: Some(agent), ..RequestFilter::default() };
    let probe = Probe::of(db, organization_id)?.narrowed(filter);
    let near = records::near(db, &probe, found.row_id, RELATED_MAX / 2)?;
    Ok(near.into_iter().map(|other| other.request).collect())
}

fn page(db: Db<'_>, probe: &Probe, asked: &Checked, dropped: u64) -> Result<Requests, Failure> {
    let place = asked.cursor.as_ref().map(|cursor| cursor.row_id()).transpose()?;
    let most = asked.limit + 1;
    let (mut found, ended_at) = records::search(db, probe, (place, asked.backward), most)?;
    let whole = place.is_none() && found.len() < most && ended_at.is_none();
    let total = if whole { found.len() } else { records::count(db, probe, TOTAL_MAX)? };
    let more = found.len() == most || ended_at.is_some();
    found.truncate(asked.limit);
    // A walk that ended early goes on where it ended, even after a page without records.
    let last = found.last().map(|found| found.row_id).filter(|_| found.len() == asked.limit).or(ended_at);
    let last = last.or_else(|| found.last().map(|found| found.row_id));
    let first = found.first().map(|found| found.row_id);
    if asked.backward {
        found.reverse();
    }
    let (nearest, farthest) = if asked.backward { (last, first) } else { (first, last) };
    let (older, newer) = if asked.backward { (place.is_some(), more) } else { (more, place.is_some()) };
    let cursor = |row_id: Option<i64>| row_id.map(crate::ground::paging::Cursor::of_row);
    Ok(Requests {
        data: found.into_iter().map(|found| found.request).collect(),
        meta: RequestsMeta {
            mode: "cursor".to_owned(),
            next_cursor: cursor(farthest).filter(|_| older),
            previous_cursor: cursor(nearest).filter(|_| newer),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            dropped,
        },
    })
}
