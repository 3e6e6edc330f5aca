//! `conduit-keys requests …`.

use std::io::{Read as _, Write as _};

use actions::{
    Failure, Operation, Tailed,
    view::{ListRequests, RequestListView},
};
use keys::{
    Secret,
    paste::{BYTES_MAX, Pasted},
    wire::{ExplainedRequest, Request},
};

use crate::{
    Face,
    arguments::{RequestsVerb, RequestsWhich},
    keys_verbs::more,
    print::{shown, table, word},
};

pub(crate) async fn run(face: &Face, verb: RequestsVerb) -> Result<(), Failure> {
    face.check_possible(None, Operation::ReadRequests).await?;
    match verb {
        RequestsVerb::Find { id, which, after } => {
            let asked = ListRequests { cursor: after, ..asked(face, id, which).await? };
            let is_narrowed = asked.id.is_some() || !asked.filter.is_all();
            let list = face.app.list_requests(asked).await?;
            face.answer(&list, || lines(&list, is_narrowed))
        }
        RequestsVerb::Tail { id, which, last } => tail(face, &asked(face, id, which).await?, last).await,
        RequestsVerb::Explain { correlation_id } => {
            let explained = face.app.explain_request(&face.connection, &correlation_id).await?;
            face.answer(&explained, || explanation(&explained))
        }
    }
}

async fn asked(face: &Face, id: Option<String>, which: RequestsWhich) -> Result<ListRequests, Failure> {
    let id = match id.as_deref() {
        Some("-") => Some(best_of_standard_input(face).await?),
        _ => id,
    };
    Ok(ListRequests { connection: face.connection.clone(), id, filter: which.filter(), ..ListRequests::default() })
}

/// A line each, as they come. What is said of the following itself goes to standard error.
async fn tail(face: &Face, asked: &ListRequests, last: u8) -> Result<(), Failure> {
    let mut printed = Ok(true);
    let told = |tailed| {
        printed = match tailed {
            Tailed::Noted(requests) => requests
                .iter()
                .try_fold(true, |goes_on, request| Ok(goes_on && face.stream(request, || row(request).join("  "))?)),
            Tailed::PassedOver => said("more requests came at once than are shown: look for them with `requests find`"),
            Tailed::Lost => said("the key server is not heard any more; it is asked again"),
        };
        matches!(printed, Ok(true))
    };
    face.app.tail_requests(asked, usize::from(last), told).await?;
    printed.map(|_| ())
}

fn said(what: &str) -> Result<bool, Failure> {
    let _ = writeln!(std::io::stderr().lock(), "{what}");
    Ok(true)
}

/// What somebody pipes in; it may hold a secret.
pub(crate) fn standard_input() -> Result<Secret, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(BYTES_MAX as u64 + 1).read_to_string(&mut text);
    read.map_err(|_| Failure::invalid("/text", "What is on standard input is not a text."))?;
    Ok(Secret::new(text))
}

/// The most telling id in what somebody pastes. What else was recognised is said on standard error, so that it is in nobody's
/// way.
async fn best_of_standard_input(face: &Face) -> Result<String, Failure> {
    let text = standard_input()?;
    let Pasted { ids, secrets, .. } = face.app.read_pasted(text.expose()).await?;
    let mut stderr = std::io::stderr().lock();
    for found in &ids {
        let status = found.status.map(|status| format!(" (answered {status})")).unwrap_or_default();
        let _ = writeln!(stderr, "recognised: {} {}{status}", word(&found.kind), shown(&found.id));
    }
    if secrets > 0 {
        let keys =
            if secrets == 1 { "the secret of a key".to_owned() } else { format!("the secrets of {secrets} keys") };
        let _ = writeln!(stderr, "it holds {keys}: whoever saw that text can use it; rotate the key as leaked");
    }
    let best = ids.into_iter().next();
    best.map(|found| found.id).ok_or_else(|| Failure::invalid("/text", "No id was recognised in it."))
}

fn lines(list: &RequestListView, is_narrowed: bool) -> Vec<String> {
    if list.requests.is_empty() {
        let dropped = match list.dropped {
            0 => String::new(),
            dropped => format!(" {dropped} requests could not be noted since the key server was started."),
        };
        if let Some(cursor) = list.next_cursor.as_deref() {
            return std::iter::once("None of those that were looked at; there are older ones.".to_owned())
                .chain(more(Some(cursor)))
                .collect();
        }
        return match is_narrowed {
            true => vec![format!(
                "No request that is kept here is one of these: it is too old, somebody else's, or never came here.{dropped}"
            )],
            false => vec!["There are no requests yet.".to_owned()],
        };
    }
    let mut lines = rows(&list.requests);
    lines.extend(more(list.next_cursor.as_deref()));
    lines
}

fn rows(requests: &[Request]) -> Vec<String> {
    let rows: Vec<_> = requests.iter().map(row).collect();
    table(&["WHEN", "ENVIRONMENT", "REQUEST", "ANSWER", "FROM", "CORRELATION ID"], &rows)
}

fn row(request: &Request) -> Vec<String> {
    vec![
        request.at.to_string(),
        request.environment.map_or("management", keys::Environment::as_str).to_owned(),
        format!("{} {}", request.method, request.path),
        answer(request),
        request.address.clone(),
        request.correlation_id.clone(),
    ]
}

fn answer(request: &Request) -> String {
    [Some(request.status.to_string()), request.code.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn explanation(explained: &ExplainedRequest) -> Vec<String> {
    let ExplainedRequest { request, explanation, key, key_state_then, related, since } = explained;
    let mut lines = vec![
        explanation.happened.clone(),
        format!("Why: {}", explanation.why),
        format!("To do: {}", explanation.to_do),
        String::new(),
        format!("Request: {} {}, {} at {}", request.method, request.path, answer(request), request.at),
    ];
    if let Some(key) = key {
        let then = key_state_then.map_or_else(|| "not created yet".to_owned(), |state| word(&state));
        lines.push(format!("Key: {} ({}), {then} then, {} now", key.name, key.hint, word(&key.state)));
    }
    let ids =
        [("Client correlation ID", &request.client_correlation_id), ("Idempotency key", &request.idempotency_key)];
    lines.extend(ids.into_iter().filter_map(|(name, id)| Some(format!("{name}: {}", id.as_deref()?))));
    if !since.is_empty() {
        lines.extend([String::new(), "Done to the key since:".to_owned()]);
        lines.extend(
            since.iter().map(|row| format!("{}  {} by {}{}", row.at, row.action, row.actor.name, said_of(&row.detail))),
        );
    }
    for (by, requests) in [
        ("Same client correlation ID", &related.same_client_correlation_id),
        ("Same idempotency key", &related.same_idempotency_key),
        ("Same key", &related.same_key),
        ("Same caller", &related.same_caller),
    ] {
        if !requests.is_empty() {
            lines.push(String::new());
            lines.push(format!("{by}:"));
            lines.extend(rows(requests));
        }
    }
    lines
}

fn said_of(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(": {detail}") }
}
