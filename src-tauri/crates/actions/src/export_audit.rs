//! Write the audit log to a file that the person chose: as the authority sends it, or as a table for a spreadsheet.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use keys::{cell, wire::AuditExportRow};
use providers::{AuditExport, AuditLine, ProviderError, error::Kind};
use tempfile::NamedTempFile;

use crate::{
    App, Code, Failure,
    list_audit::checked,
    view::{ExportAudit, ExportFormat, ExportedView},
    write::{beside, put_in_place},
};

/// How often it is told how far it is, in rows.
const TOLD_EVERY: u64 = 500;
/// By this a spreadsheet knows that the file is UTF-8, and shows names as they are.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const COLUMNS: [&str; 13] = [
    "sequence",
    "at",
    "actorKind",
    "actorId",
    "actorName",
    "action",
    "subject",
    "environment",
    "origin",
    "detail",
    "hash",
    "previous",
    "organizationId",
];

impl App {
    /// Writes the rows of a filter, the oldest first, and tells how many are written so far. The file is written beside its
    /// place, mode 0600, and put there when the export is whole: whoever stops waiting, and whoever is cut off, leaves what was
    /// there before.
    ///
    /// # Errors
    /// [`Code::ExportCutOff`] when the last line is missing; a filter that cannot be; [`Code::FileNotWritten`]; or the place's
    /// trouble.
    pub async fn export_audit(
        &self,
        asked: &ExportAudit,
        path: &Path,
        mut tell: impl FnMut(u64),
    ) -> Result<ExportedView, Failure> {
        let filter = checked(&asked.filter)?;
        let authority = self.authority(&asked.connection).await?;
        let not_written = |error: io::Error| self.not_written(path, &error);
        let mut file = Export::begin(beside(path).map_err(not_written)?, asked.format).map_err(not_written)?;
        let mut lines = authority.export_audit(&filter).await.map_err(|error| self.explain(error))?;
        let mut rows = 0;
        tell(rows);
        while let Some((text, line)) = self.next(&mut lines, rows).await? {
            file.put(&text, &line).map_err(not_written)?;
            if matches!(line, AuditLine::Row(_)) {
                rows += 1;
                if rows % TOLD_EVERY == 0 {
                    tell(rows);
                }
            }
        }
        put_in_place(file.end().map_err(not_written)?, path).map_err(not_written)?;
        tell(rows);
        Ok(ExportedView { path: path.display().to_string(), rows })
    }

    async fn next(&self, lines: &mut AuditExport, rows: u64) -> Result<Option<(String, AuditLine)>, Failure> {
        lines.next().await.map_err(|error: ProviderError| match error.kind {
            Kind::Lost => {
                let words = format!("The export was cut off after {rows} rows. Nothing of it was kept.");
                Failure { code: Code::ExportCutOff, message: words, ..self.explain(error) }
            }
            _ => self.explain(error),
        })
    }
}

/// The file while it is written.
enum Export {
    Ndjson(BufWriter<NamedTempFile>),
    Csv(Box<csv::Writer<NamedTempFile>>),
}

impl Export {
    fn begin(mut file: NamedTempFile, format: ExportFormat) -> io::Result<Self> {
        Ok(match format {
            ExportFormat::Ndjson => Self::Ndjson(BufWriter::new(file)),
            ExportFormat::Csv => {
                file.write_all(BYTE_ORDER_MARK)?;
                // Lines as the standard of the format has them, which every spreadsheet reads.
                let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
                table.write_record(COLUMNS)?;
                Self::Csv(Box::new(table))
            }
        })
    }

    fn put(&mut self, text: &str, line: &AuditLine) -> io::Result<()> {
        match (self, line) {
            // As it came, so that whoever has the file can make each hash again.
            (Self::Ndjson(file), _) => writeln!(file, "{text}"),
            (Self::Csv(table), AuditLine::Row(row)) => {
                Ok(table.write_record(cells(row).map(|one| cell::as_text(&one).into_owned()))?)
            }
            (Self::Csv(_), AuditLine::Head(_) | AuditLine::End(_)) => Ok(()),
        }
    }

    fn end(self) -> io::Result<NamedTempFile> {
        match self {
            Self::Ndjson(file) => file.into_inner().map_err(io::IntoInnerError::into_error),
            Self::Csv(table) => table.into_inner().map_err(|error| io::Error::other(error.to_string())),
        }
    }
}

fn cells(row: &AuditExportRow) -> [String; COLUMNS.len()] {
    let AuditExportRow { entry, organization_id, previous } = row.clone();
    [
        entry.sequence.to_string(),
        entry.at.to_string(),
        entry.actor.kind.as_str().to_owned(),
        entry.actor.id,
        entry.actor.name,
        entry.action,
        entry.subject,
        entry.environment.map(|environment| environment.to_string()).unwrap_or_default(),
        entry.origin,
        entry.detail,
        entry.hash,
        previous,
        organization_id,
    ]
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use keys::wire::{self, AuditExportEnd, AuditExportHead};
    use providers::AuditFilter;
    use serde::Serialize;

    use super::*;
    use crate::scripted::{Scripted, audit_row, now};

    const EXPORT: &str = "GET /v1/audit/export";

    fn line(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    fn head() -> String {
        let (format, rule) = ("conduit-keys/audit/2".to_owned(), "hash = SHA-256(…)".to_owned());
        line(&AuditExportHead { format, organization_id: "org_1".to_owned(), exported_at: now(), pruned: 0, rule })
    }

    fn row(sequence: u64, detail: &str) -> String {
        let entry = wire::AuditEntry { detail: detail.to_owned(), ..audit_row(sequence) };
        let previous = format!("{:064x}", sequence - 1);
        // What a newer authority says of a row is kept as well.
        let row = line(&AuditExportRow { entry, organization_id: "org_1".to_owned(), previous });
        row.replacen('{', "{\"ofTomorrow\":1,", 1)
    }

    fn end(rows: u64) -> String {
        line(&AuditExportEnd { rows })
    }

    fn asked(place: &Scripted, format: ExportFormat) -> ExportAudit {
        let filter = AuditFilter { subject: Some("key_1".to_owned()), ..AuditFilter::default() };
        ExportAudit { connection: place.here.clone(), filter, format }
    }

    /// A file with something in it, in a folder of its own.
    fn chosen() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit");
        fs::write(&path, "of yesterday").unwrap();
        (folder, path)
    }

    fn assert_untouched(folder: &Path) {
        let names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["audit"], "nothing half is left beside it");
        assert_eq!(fs::read_to_string(folder.join("audit")).unwrap(), "of yesterday");
    }

    #[tokio::test]
    async fn the_lines_are_in_the_file_as_they_came_and_it_is_told_how_many() {
        let (place, (_folder, path)) = (Scripted::open().await, chosen());
        let mut lines = vec![head()];
        lines.extend((1..=1100).map(|sequence| row(sequence, "leaked")));
        lines.push(end(1100));
        place.answer_lines(EXPORT, &lines);
        let mut told = Vec::new();
        let exported =
            place.app.export_audit(&asked(&place, ExportFormat::Ndjson), &path, |rows| told.push(rows)).await;
        assert_eq!(exported.unwrap().rows, 1100);
        assert_eq!(told, [0, 500, 1000, 1100]);
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            lines.join("\n") + "\n",
            "each byte, so that it can be verified"
        );
        assert_eq!(place.asked()[0].query, "subject=key_1");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[tokio::test]
    async fn a_table_has_each_row_and_no_cell_that_a_spreadsheet_runs() {
        let (place, (_folder, path)) = (Scripted::open().await, chosen());
        let details = ["leaked", "=HYPERLINK(\"https://example.com\",\"x\")", "two\nlines, für Łódź;@SUM(A1)"];
        let rows = details.iter().zip(1..).map(|(detail, sequence)| row(sequence, detail));
        let lines: Vec<_> = [head()].into_iter().chain(rows).chain([end(3)]).collect();
        place.answer_lines(EXPORT, &lines);
        place.app.export_audit(&asked(&place, ExportFormat::Csv), &path, |_| ()).await.unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let mut table = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
        assert_eq!(table.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
        let rows: Vec<_> = table.records().map(Result::unwrap).collect();
        let read: Vec<_> = rows.iter().map(|row| &row[9]).collect();
        assert_eq!(read, ["leaked", "'=HYPERLINK(\"https://example.com\",\"x\")", "two\nlines, für Łódź;'@SUM(A1)"]);
        assert_eq!((&rows[0][0], &rows[0][1], &rows[0][7]), ("1", "2026-11-18T11:06:40.000Z", "live"));
    }

    #[tokio::test]
    async fn an_export_without_its_last_line_is_not_kept() {
        for format in [ExportFormat::Ndjson, ExportFormat::Csv] {
            for last in [None, Some(end(3)), Some("{\"rows\":".to_owned())] {
                let (place, (folder, path)) = (Scripted::open().await, chosen());
                let lines: Vec<_> = [head(), row(1, ""), row(2, "")].into_iter().chain(last.clone()).collect();
                place.answer_lines(EXPORT, &lines);
                let failure = place.app.export_audit(&asked(&place, format), &path, |_| ()).await.unwrap_err();
                let expected =
                    if last.as_deref() == Some("{\"rows\":") { Code::Unavailable } else { Code::ExportCutOff };
                assert_eq!(failure.code, expected, "{last:?}");
                assert_untouched(folder.path());
            }
        }
    }

    #[tokio::test]
    async fn whoever_stops_waiting_leaves_nothing() {
        let (place, (folder, path)) = (Scripted::open().await, chosen());
        let mut lines = vec![head()];
        lines.extend((1..=500).map(|sequence| row(sequence, "")));
        place.answer_lines_without_end(EXPORT, &lines);
        let asked = asked(&place, ExportFormat::Csv);
        let (say, heard) = tokio::sync::oneshot::channel();
        let mut say = Some(say);
        let export = place.app.export_audit(&asked, &path, |rows| {
            let _ = say.take_if(|_| rows > 0).map(|say| say.send(rows));
        });
        tokio::select! {
            biased;
            rows = heard => assert_eq!(rows, Ok(500), "it is under way"),
            _ = export => panic!("it was not stopped"),
        }
        assert_untouched(folder.path());
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_written_and_a_refusal_are_told() {
        let (place, (folder, path)) = (Scripted::open().await, chosen());
        place.refuse(EXPORT, wire::Code::RoleNotAllowed);
        let refused = place.app.export_audit(&asked(&place, ExportFormat::Ndjson), &path, |_| ()).await.unwrap_err();
        assert_eq!(refused.code, Code::NotAllowed);
        assert_untouched(folder.path());
        let nowhere = folder.path().join("no/audit");
        let failure = place.app.export_audit(&asked(&place, ExportFormat::Ndjson), &nowhere, |_| ()).await.unwrap_err();
        assert_eq!(failure.code, Code::FolderMissing);
    }
}
