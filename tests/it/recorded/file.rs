//! The recording as a file: how it is written, and what differs from it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What fits into it is one line.
const LINE: usize = 120;
/// So many differences are told; one change of a shape is in every answer.
const TOLD: usize = 12;

/// Where it is.
pub(super) fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/recorded/answers.json")
}

/// What a step begins with; all else is in the order of the alphabet.
const FIRST: [&str; 6] = ["step", "at", "command", "happened", "given", "with"];

/// JSON that a person can read the changes of: each step begins a line, and lines are filled.
pub(super) fn written(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let column = |out: &str| out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    let flat = flat(value);
    if column(out) + flat.len() < LINE {
        return out.push_str(&flat);
    }
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    let break_line = |out: &mut String, depth| write!(out, "\n{:1$}", "", depth).unwrap_or_default();
    let items = items(value);
    if items.is_empty() {
        return out.push_str(&flat);
    }
    out.push(open);
    for (at, (name, value)) in items.iter().enumerate() {
        let whole = format!("{name}{}", self::flat(value));
        let is_step = step_of(value).is_some();
        match at {
            0 => break_line(out, depth + 1),
            _ if is_step || column(out) + whole.len() + 2 > LINE => {
                out.push(',');
                break_line(out, depth + 1);
            }
            _ => out.push_str(", "),
        }
        out.push_str(name);
        write(value, depth + 1, out);
    }
    break_line(out, depth);
    out.push(close);
}

fn items(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            let place = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
            fields.sort_by_key(|(name, _)| (place(name), *name));
            fields.into_iter().map(|(name, value)| (format!("{name:?}: "), value)).collect()
        }
        Value::Array(list) => list.iter().map(|one| (String::new(), one)).collect(),
        _ => Vec::new(),
    }
}

fn flat(value: &Value) -> String {
    let all = || items(value).iter().map(|(name, value)| name.clone() + &flat(value)).collect::<Vec<_>>().join(", ");
    match value {
        Value::Object(_) => format!("{{{}}}", all()),
        Value::Array(_) => format!("[{}]", all()),
        other => other.to_string(),
    }
}

/// What a step shows; none where it is something else, as a rotation that has a step.
fn step_of(value: &Value) -> Option<&str> {
    value.get("at").and(value.get("step"))?.as_str()
}

/// What differs, each by the step that it is in.
pub(super) fn differences(recorded: &Value, now: &Value) -> Vec<String> {
    let mut found = Vec::new();
    differ("", Some(recorded), Some(now), &mut found);
    found.truncate(TOLD);
    found
}

fn differ(place: &str, recorded: Option<&Value>, now: Option<&Value>, found: &mut Vec<String>) {
    match (recorded, now) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                differ(&format!("{place}.{name}"), one.get(name), other.get(name), found);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            for at in 0..one.len().max(other.len()) {
                let step = one.get(at).or(other.get(at)).and_then(step_of);
                let place = step.map_or_else(|| format!("{place}[{at}]"), |step| format!("{place} “{step}”"));
                differ(&place, one.get(at), other.get(at), found);
            }
        }
        (one, other) if one != other => {
            let say = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), ToString::to_string);
            found.push(format!("{place}: recorded {}, now {}", say(one), say(other)));
        }
        _ => {}
    }
}
