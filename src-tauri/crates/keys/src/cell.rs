//! A cell of a table that a spreadsheet opens. A spreadsheet runs a cell that begins like a formula, and who named a key or
//! wrote a reason chose what the cell begins with.

use std::borrow::Cow;

/// What a formula begins with, also in the wide forms that some spreadsheets take for the same.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What some spreadsheet, somewhere, takes for the end of a cell: a German one cuts at semicolons.
const SEPARATORS: [char; 7] = [',', ';', '\t', '\r', '\n', '|', '"'];
/// What makes a text of a cell.
const MARK: char = '\'';

/// A text that no spreadsheet runs, wherever it cuts cells: what would begin a formula has an apostrophe before it. Anything
/// else stays as it is.
pub fn as_text(text: &str) -> Cow<'_, str> {
    if !text.contains(STARTS) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 1);
    let mut is_beginning = true;
    for one in text.chars() {
        if is_beginning && STARTS.contains(&one) {
            safe.push(MARK);
        }
        safe.push(one);
        // Spaces before a formula do not keep every spreadsheet from running it; nor do characters that are not seen.
        is_beginning = SEPARATORS.contains(&one) || (is_beginning && is_unseen(one));
    }
    Cow::Owned(safe)
}

fn is_unseen(one: char) -> bool {
    one.is_whitespace() || one.is_control() || matches!(one, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (cell, safe) in [
            ("=HYPERLINK(\"https://example.com\")", "'=HYPERLINK(\"https://example.com\")"),
            ("+1", "'+1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\t'=1"),
            ("  =1", "  '=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("＝1", "'＝1"),
            ("a;=1+1", "a;'=1+1"),
            ("a\r\n@b", "a\r\n'@b"),
            ("\",=1", "\",'=1"),
        ] {
            assert_eq!(as_text(cell), safe, "{cell:?}");
        }
    }

    #[test]
    fn what_it_would_show_anyway_stays_as_it_is() {
        for cell in
            ["", "billing-sync", "leaked: seen in a log", "ana@example.com", "a = b", "1-2", "2026-11-30T08:00:00.000Z"]
        {
            assert_eq!(as_text(cell), cell);
        }
    }

    proptest! {
        /// However a spreadsheet cuts the line, no piece begins like a formula, and without its apostrophes it is what it was.
        #[test]
        fn no_piece_begins_like_a_formula(text in "[=+@＝a1 ,;|\"\t\r\n\u{200b}-]{0,24}") {
            let safe = as_text(&text).into_owned();
            for piece in safe.split(SEPARATORS) {
                let seen = piece.trim_start_matches(is_unseen);
                prop_assert!(!seen.starts_with(STARTS), "{safe:?}");
            }
            prop_assert_eq!(safe.replace(MARK, ""), text);
            prop_assert_eq!(&as_text(&safe), &safe, "a second time changes nothing");
        }
    }
}
