//! Where a variable's value stands in a `.env` file, as the common readers of such files take it: a name, perhaps after
//! `export`, an equals sign, and a value that may be quoted, over several lines if need be.

use std::ops::Range;

/// The file with the variable's value replaced wherever it is given, or with a line for it at the end; and whether it was there.
/// All else stays as it was, byte for byte.
pub(super) fn put(before: &[u8], variable: &str, value: &str) -> (Vec<u8>, bool) {
    let places = values_of(before, variable);
    let mut after = Vec::with_capacity(before.len() + variable.len() + value.len() + 4);
    let mut copied = 0;
    for place in &places {
        after.extend_from_slice(&before[copied..place.start]);
        after.extend_from_slice(value.as_bytes());
        copied = place.end;
    }
    after.extend_from_slice(&before[copied..]);
    if places.is_empty() {
        let end_of_line: &[u8] = if before.windows(2).any(|two| two == b"\r\n") { b"\r\n" } else { b"\n" };
        if !matches!(after.last(), None | Some(b'\n' | b'\r')) {
            after.extend_from_slice(end_of_line);
        }
        after.extend_from_slice(format!("{variable}={value}").as_bytes());
        after.extend_from_slice(end_of_line);
    }
    (after, !places.is_empty())
}

/// Every place where the variable is given a value. What looks like one inside another's quotes is none.
fn values_of(text: &[u8], variable: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Some editors begin a file with a mark that readers skip.
    let mut at = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    while at < text.len() {
        let Some((name, equals)) = assignment(text, at) else {
            at = after_line(text, at);
            continue;
        };
        let begin = skip_blanks(text, equals + 1);
        let end = end_of_value(text, begin);
        if name == variable.as_bytes() {
            // Where there is none, the blanks before a comment have to stay before it.
            found.push(if end > begin { begin..end } else { equals + 1..equals + 1 });
        }
        // Behind a quoted value is at most a comment.
        at = after_line(text, end);
    }
    found
}

/// The name that the line beginning here gives a value to, and where its equals sign is.
fn assignment(text: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let mut begin = skip_blanks(text, at);
    let behind = begin + b"export".len();
    if text[begin..].starts_with(b"export") && skip_blanks(text, behind) > behind {
        begin = skip_blanks(text, behind);
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let end = begin + text[begin..].iter().take_while(|byte| is_name(byte)).count();
    let equals = skip_blanks(text, end);
    (end > begin && text.get(equals) == Some(&b'=')).then_some((&text[begin..end], equals))
}

/// Where the value that begins here ends: before the blanks and the comment behind it, which do not count within quotes.
fn end_of_value(text: &[u8], begin: usize) -> usize {
    let quoted = match text.get(begin) {
        Some(quote @ (b'"' | b'\'' | b'`')) => closing_quote(text, begin + 1, *quote),
        _ => None,
    };
    let begin = quoted.map_or(begin, |end| end + 1);
    let line = &text[begin..begin + text[begin..].iter().take_while(|byte| !is_end_of_line(**byte)).count()];
    // Readers differ over one without a blank before it; the value is then all of it, so that none keeps a part.
    let comment = |at: &usize| line[*at] == b'#' && is_blank(text[begin + *at - 1]);
    let value = &line[..(0..line.len()).find(comment).unwrap_or(line.len())];
    begin + value.trim_ascii_end().len()
}

/// A quote that is never closed is an ordinary character. Within double quotes a backslash stands before a quote that does not
/// close.
fn closing_quote(text: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        match text[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn skip_blanks(text: &[u8], at: usize) -> usize {
    at + text.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| is_blank(**byte)).count())
}

fn is_end_of_line(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Where the next line begins.
fn after_line(text: &[u8], at: usize) -> usize {
    text[at..].iter().position(|byte| is_end_of_line(*byte)).map_or(text.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(before: &str, after: &str) {
        let (written, replaced) = put(before.as_bytes(), "KEY", "new");
        assert_eq!(String::from_utf8(written).unwrap(), after);
        assert!(replaced, "it was there");
    }

    #[test]
    fn only_the_value_changes() {
        becomes("# mine\nPORT=1\nKEY=old\nZ=2", "# mine\nPORT=1\nKEY=new\nZ=2");
        becomes("KEY=old\r\nPORT=1\r\n", "KEY=new\r\nPORT=1\r\n");
        becomes("PORT=1\rKEY=old\rZ=2", "PORT=1\rKEY=new\rZ=2");
        becomes("\u{feff}KEY=old\n", "\u{feff}KEY=new\n");
        becomes("  export\tKEY = old # since May\n", "  export\tKEY = new # since May\n");
        becomes("KEY=old#1\n", "KEY=new\n");
        becomes("KEY=#old\n", "KEY=new\n");
        becomes("KEY=\nPORT=1\n", "KEY=new\nPORT=1\n");
        becomes("KEY= # none yet\n", "KEY=new # none yet\n");
        becomes("KEY='old' # in quotes\n", "KEY=new # in quotes\n");
        becomes("KEY=\"o\\\"ld\nof two lines\"\nPORT=1\n", "KEY=new\nPORT=1\n");
        becomes("KEY=\"never closed\nPORT=1\n", "KEY=new\nPORT=1\n");
        becomes("KEY=one\nPORT=1\nexport KEY=two", "KEY=new\nPORT=1\nexport KEY=new");
    }

    #[test]
    fn what_only_looks_like_the_variable_is_left_alone() {
        for before in [
            "#KEY=old\n",
            "KEYS=old\nMY_KEY=old\nkey=old\n",
            "CERT=\"-----\nKEY=old\n-----\"\n",
            "CERT='\nKEY=old\n'\n",
            "CERT=\"a \\\" b\nKEY=old\n\"\n",
            "KEY\n",
            "exportKEY=old\n",
        ] {
            let (written, replaced) = put(before.as_bytes(), "KEY", "new");
            assert_eq!(String::from_utf8(written).unwrap(), format!("{before}KEY=new\n"));
            assert!(!replaced);
        }
    }

    #[test]
    fn a_line_is_added_as_the_file_has_its_lines() {
        for (before, after) in [
            ("", "KEY=new\n"),
            ("PORT=1", "PORT=1\nKEY=new\n"),
            ("PORT=1\r\nHOST=a", "PORT=1\r\nHOST=a\r\nKEY=new\r\n"),
        ] {
            assert_eq!(put(before.as_bytes(), "KEY", "new"), (after.as_bytes().to_vec(), false));
        }
    }

    #[test]
    fn what_was_written_is_found_again_whatever_the_file_holds() {
        // Every file of up to five of these pieces.
        let pieces = ["KEY=", "A=", "\"", "'", "\\", "\n", "\r\n", " ", "#", "export ", "x"];
        for number in 0..pieces.len().pow(5) {
            let picked = (0..5).map(|place| pieces[number / pieces.len().pow(place) % pieces.len()]);
            let before: String = picked.collect();
            let (once, _) = put(before.as_bytes(), "KEY", "new");
            let (twice, replaced) = put(&once, "KEY", "new");
            assert!(replaced, "{before:?} became {:?}", String::from_utf8_lossy(&once));
            assert_eq!(once, twice, "{before:?}");
        }
    }
}
