//! Standard output: tables for people, JSON for programs.

use std::{
    io::{ErrorKind, Write as _},
    path::Path,
};

use actions::Failure;
use keys::{Ambient, Secret, Timestamp};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::Face;

impl Face {
    /// One answer: as JSON when asked, else as the given lines.
    pub(crate) fn answer(&self, value: &impl Serialize, lines: impl FnOnce() -> Vec<String>) -> Result<(), Failure> {
        if self.json {
            let text = serde_json::to_string_pretty(value).unwrap_or_default();
            return write(&[text], &self.ambient);
        }
        write(&lines(), &self.ambient)
    }

    /// One of several that come one by one: a line each, in JSON a document each. False when nobody reads any more.
    pub(crate) fn stream(&self, value: &impl Serialize, line: impl FnOnce() -> String) -> Result<bool, Failure> {
        let text = if self.json { serde_json::to_string(value).unwrap_or_default() } else { line() };
        let mut stdout = std::io::stdout().lock();
        match writeln!(stdout, "{}", shown(&text)).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(not_printed(&self.ambient, &error)),
        }
    }

    /// The closing words, on standard error when standard output carries the secret alone.
    pub(crate) fn tell(
        &self,
        out: Option<&Path>,
        value: &impl Serialize,
        lines: impl FnOnce() -> Vec<String>,
    ) -> Result<(), Failure> {
        if out != Some(Path::new("-")) {
            return self.answer(value, lines);
        }
        let mut stderr = std::io::stderr().lock();
        for line in lines() {
            let _ = writeln!(stderr, "{}", shown(&line));
        }
        Ok(())
    }

    /// Something to know before it is done, on standard error.
    pub(crate) fn warn(&self, text: &str) {
        let json = || serde_json::json!({ "warning": text }).to_string();
        let line = if self.json { json() } else { shown(&format!("conduit-keys: {text}")) };
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// A secret on standard output, because the person asked for it with `--out -`. With `--json` it stands in one
    /// document with what is known of what it is of.
    pub(crate) fn print_secret(&self, secret: &Secret, of: Option<&impl Serialize>) -> Result<(), Failure> {
        let line =
            if self.json { Zeroizing::new(document(secret, of)) } else { Zeroizing::new(secret.expose().to_owned()) };
        let mut stdout = std::io::stdout().lock();
        let written = writeln!(stdout, "{}", *line).and_then(|()| stdout.flush());
        written.map_err(|error| not_printed(&self.ambient, &error))
    }
}

/// The view with the plaintext in the place of where the secret is. The state is left out: a key becomes active once this
/// line has been written.
fn document(secret: &Secret, of: Option<&impl Serialize>) -> String {
    let mut value = of.and_then(|view| serde_json::to_value(view).ok()).unwrap_or_else(|| serde_json::json!({}));
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, _| !matches!(name.as_str(), "state" | "confirmedAt"));
    }
    value["secret"] = secret.expose().into();
    value.to_string()
}

/// Columns padded to their widest cell.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let body = rows.iter().map(|row| line(row.iter().map(String::as_str).collect()));
    std::iter::once(line(head.to_vec())).chain(body).collect()
}

/// A moment, or a dash.
pub(crate) fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.to_string())
}

/// A closed list's word as it stands in JSON, with spaces for people.
pub(crate) fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', "-")
}

fn write(lines: &[String], ambient: &Ambient) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    lines
        .iter()
        .try_for_each(|line| writeln!(stdout, "{}", shown(line)))
        .and_then(|()| stdout.flush())
        // Whoever reads has seen enough, as `head` has: what was done is done, and that is no failure.
        .or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
        .map_err(|error| not_printed(ambient, &error))
}

/// A text as it may stand on a terminal: whoever named something, here or at a place, steers nobody's screen with it.
pub(crate) fn shown(text: &str) -> String {
    text.chars().map(|one| if one.is_control() && one != '\n' { '\u{fffd}' } else { one }).collect()
}

fn not_printed(ambient: &Ambient, error: &std::io::Error) -> Failure {
    Failure::internal(ambient, "The answer could not be printed.", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_printed_steers_the_terminal() {
        assert_eq!(shown("a\u{1b}[31mb\u{7}\r\u{9b}2J"), "a\u{fffd}[31mb\u{fffd}\u{fffd}\u{fffd}2J");
        assert_eq!(shown("Zahlungen für Łódź 🦀\n"), "Zahlungen für Łódź 🦀\n");
    }
}
