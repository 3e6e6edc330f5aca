//! `conduit-keys audit …`.

use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
    process::ExitCode,
};

use actions::{
    Code, Failure, Operation,
    view::{
        AuditCheckView, AuditFilter, AuditPageView, ExportAudit, ExportFormat, ExportedView, KnownHead, ListAudit,
        VerifyAudit,
    },
};
use keys::wire::{AuditEntry, AuditVerdict};

use crate::{
    Face,
    arguments::{AuditVerb, WhichRows},
    keys_verbs::more,
    outcome::LOG_CHANGED,
    print::table,
};

pub(crate) async fn run(face: &Face, verb: AuditVerb) -> Result<ExitCode, Failure> {
    face.check_possible(None, Operation::ReadAudit).await?;
    match verb {
        AuditVerb::List { which, limit, all, after } => {
            let list = list(face, filter(which), if all { None } else { Some(limit) }, after).await?;
            face.answer(&list, || lines(&list))?;
        }
        AuditVerb::Export { which, csv, file } => {
            let format = if csv { ExportFormat::Csv } else { ExportFormat::Ndjson };
            let exported = export(face, filter(which), format, &file).await?;
            face.answer(&exported, || vec![format!("{} are in {}.", counted(exported.rows), exported.path)])?;
        }
        AuditVerb::Verify { anew } => {
            let check = face.app.verify_audit(VerifyAudit { connection: face.connection.clone(), anew }).await?;
            face.answer(&check, || verdict(&check))?;
            return Ok(if check.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(LOG_CHANGED) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn filter(WhichRows { actor, action, subject, from, until }: WhichRows) -> AuditFilter {
    AuditFilter { actor, action, subject, from, until }
}

/// One page, or all that follow.
async fn list(
    face: &Face,
    filter: AuditFilter,
    limit: Option<u8>,
    after: Option<String>,
) -> Result<AuditPageView, Failure> {
    let (connection, at_once) = (face.connection.clone(), limit.unwrap_or(100));
    let mut asked = ListAudit { connection, filter, cursor: after, limit: at_once };
    let mut list = face.app.list_audit(asked.clone()).await?;
    while limit.is_none() && list.next_cursor.is_some() {
        asked.cursor = list.next_cursor.take();
        let next = face.app.list_audit(asked.clone()).await?;
        list.entries.extend(next.entries);
        list.next_cursor = next.next_cursor;
    }
    Ok(list)
}

/// How far it is stands on a terminal alone. Who stops it leaves no file.
async fn export(face: &Face, filter: AuditFilter, format: ExportFormat, file: &Path) -> Result<ExportedView, Failure> {
    let asked = ExportAudit { connection: face.connection.clone(), filter, format };
    let is_watched = std::io::stderr().is_terminal() && !face.json;
    let tell = |rows| {
        if is_watched {
            let _ = write!(std::io::stderr(), "\r{}", counted(rows));
        }
    };
    let done = tokio::select! {
        done = face.app.export_audit(&asked, file, tell) => done,
        _ = tokio::signal::ctrl_c() => Err(stopped()),
    };
    if is_watched {
        let _ = writeln!(std::io::stderr());
    }
    done
}

fn stopped() -> Failure {
    let message = "The export was stopped. Nothing of it was kept.".to_owned();
    Failure { code: Code::FileNotWritten, message, reference: String::new(), fields: Vec::new() }
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

fn lines(list: &AuditPageView) -> Vec<String> {
    if list.entries.is_empty() {
        return vec!["No row matches.".to_owned()];
    }
    let rows: Vec<_> = list.entries.iter().map(row).collect();
    let mut lines = table(&["ROW", "WHEN", "WHO", "ACTION", "ENVIRONMENT", "SUBJECT", "REASON OR NAME"], &rows);
    lines.extend(more(list.next_cursor.as_deref()));
    lines
}

fn row(entry: &AuditEntry) -> Vec<String> {
    vec![
        entry.sequence.to_string(),
        entry.at.to_string(),
        format!("{} ({})", entry.actor.name, entry.actor.kind.as_str()),
        entry.action.clone(),
        entry.environment.map_or("-", keys::Environment::as_str).to_owned(),
        entry.subject.clone(),
        // One row a line, whatever somebody wrote for a reason.
        entry.detail.replace('\n', " "),
    ]
}

fn verdict(check: &AuditCheckView) -> Vec<String> {
    let mut lines = vec![chain(&check.verdict)];
    if let Some(since) = check.verdict.read_since {
        lines.push(format!("Its rows were read since {since}; the server finds a row that was changed after that within a minute or two."));
    }
    if let Some(known) = &check.known {
        let (row, when) = (known.sequence, known.verified_at);
        lines.push(match known.now {
            KnownHead::Extended => format!("It goes on from row {row}, which was verified here at {when}."),
            KnownHead::Changed => {
                format!("Row {row} is not the one that was verified here at {when}: the log was written anew.")
            }
            KnownHead::Gone => format!(
                "The log ends before row {row}, which was verified here at {when}: it was cut, or is an older copy."
            ),
            KnownHead::Pruned => {
                format!("Row {row}, which was verified here at {when}, was pruned since, so it could not be compared.")
            }
        });
        if matches!(known.now, KnownHead::Changed | KnownHead::Gone) {
            lines.push(
                "If you know why, for instance after a restore, begin anew with: conduit-keys audit verify --anew"
                    .to_owned(),
            );
        }
    }
    lines.extend(check.remembered.map(|row| format!("Row {row} is remembered here for the next time.")));
    lines
}

fn chain(verdict: &AuditVerdict) -> String {
    let rows = verdict.rows.map_or_else(|| "all rows".to_owned(), counted);
    match (verdict.intact, verdict.pruned) {
        (true, None | Some(0)) => format!("The chain is whole: {rows}, each as it was written."),
        (true, Some(pruned)) => {
            format!("The chain is whole: {rows}, each as it was written; {pruned} before them were pruned.")
        }
        (false, _) => match verdict.first_bad_sequence {
            Some(row) => format!("The chain is broken: row {row} is the first that is not as it was written."),
            None => "The chain is broken.".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use actions::view::KnownHeadView;
    use keys::Timestamp;

    use super::*;

    fn check(intact: bool, now: Option<KnownHead>) -> AuditCheckView {
        let at = Timestamp::from_millis(0);
        let known = now.map(|now| KnownHeadView { sequence: 9, verified_at: at, now });
        let (rows, bad) = if intact { (Some(12), None) } else { (None, Some(4)) };
        let verdict = AuditVerdict {
            intact,
            rows,
            pruned: intact.then_some(3),
            first_bad_sequence: bad,
            read_since: Some(at),
            as_of: at,
        };
        AuditCheckView { verdict, known, remembered: None }
    }

    #[test]
    fn each_verdict_is_a_sentence() {
        let told = |intact, now| verdict(&check(intact, now)).join("\n");
        assert!(
            told(true, None)
                .starts_with("The chain is whole: 12 rows, each as it was written; 3 before them were pruned.")
        );
        assert!(told(false, None).contains("row 4 is the first"));
        for now in [KnownHead::Changed, KnownHead::Gone] {
            assert!(told(true, Some(now)).contains("ow 9") && told(true, Some(now)).contains("--anew"));
        }
        for now in [KnownHead::Extended, KnownHead::Pruned] {
            assert!(!told(true, Some(now)).contains("--anew"), "there is nothing to accept");
        }
    }
}
