//! What the chores print: calm lines, and how long each step took. The one place of this room that writes to a terminal.

use std::io::Write;
use std::time::Duration;

/// A text as it is.
pub(crate) fn text(text: &str) {
    // A closed pipe is no reason to fail a chore.
    let _ = std::io::stdout().write_all(text.as_bytes());
    let _ = std::io::stdout().flush();
}

/// One line.
pub(crate) fn line(line: impl std::fmt::Display) {
    text(&format!("{line}\n"));
}

/// A heading before a part.
pub(crate) fn heading(title: &str) {
    line(format!("\n== {title}"));
}

/// The error and its causes, on stderr.
pub(crate) fn failure(error: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "\nerror: {error:#}");
}

/// "0.4 s", "12 s", "3 min 05 s": as exact as a person wants it.
pub(crate) fn took(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::took;

    #[test]
    fn times_are_as_exact_as_a_person_wants() {
        assert_eq!(took(Duration::from_millis(440)), "0.4 s");
        assert_eq!(took(Duration::from_secs(59)), "59 s");
        assert_eq!(took(Duration::from_secs(185)), "3 min 05 s", "seconds keep two digits, so that columns line up");
    }
}
