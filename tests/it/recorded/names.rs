//! What is another one each time, by a name that stays: ids, addresses, hashes, the ends of secrets. Moments stay as they are,
//! because the clock of the scene is set.

use std::collections::HashMap;

use serde_json::Value;

/// What is longer is told by how many, the first and the last.
const LONG_LIST: usize = 60;
const LOOPBACK: &str = "http://127.0.0.1:";

/// The names that were given, `key_#1` for the first key and so on, and what each stands for.
pub(super) struct Names {
    given: HashMap<String, String>,
    meant: HashMap<String, String>,
    counted: HashMap<String, usize>,
}

impl Names {
    /// None is given yet; one stands for the body of a secret, which no file holds.
    pub(super) fn new() -> Self {
        let meant = HashMap::from([("a secret".to_owned(), "0123456789abcdef".repeat(4))]);
        Self { given: HashMap::new(), meant, counted: HashMap::new() }
    }

    /// An answer with names in it.
    pub(super) fn name(&mut self, field: &str, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(field, text)),
            Value::Array(list) if list.len() > LONG_LIST => {
                let mut end = |at: usize| self.name(field, &list[at]);
                serde_json::json!({ "length": list.len(), "first": end(0), "last": end(list.len() - 1) })
            }
            Value::Array(list) => list.iter().map(|one| self.name(field, one)).collect(),
            Value::Object(fields) => {
                // In the order of the alphabet: that is where names are counted by.
                let mut sorted: Vec<_> = fields.iter().collect();
                sorted.sort_by_key(|(field, _)| *field);
                // How long an answer took is the machine's.
                sorted.retain(|(field, _)| *field != "durationMicros");
                let named = sorted.into_iter().map(|(field, value)| (field.clone(), self.name(field, value)));
                named.collect::<serde_json::Map<_, _>>().into()
            }
            other => other.clone(),
        }
    }

    /// What a request with names in it means.
    pub(super) fn mean(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.meant.get(text).unwrap_or(text).clone().into(),
            Value::Array(list) => list.iter().map(|one| self.mean(one)).collect(),
            Value::Object(fields) => {
                let meant = fields.iter().map(|(field, value)| (field.clone(), self.mean(value)));
                meant.collect::<serde_json::Map<_, _>>().into()
            }
            other => other.clone(),
        }
    }

    fn text(&mut self, field: &str, text: &str) -> String {
        match field {
            "lastFour" => "####".to_owned(),
            "hash" => format!("{} hexadecimal characters", text.len()),
            // Of what a request was about.
            "path" => text.split('/').map(|part| self.text("", part)).collect::<Vec<_>>().join("/"),
            "nextCursor" => "cursor".to_owned(),
            "version" => "version".to_owned(),
            "node" | "countedBy" => "node-########".to_owned(),
            "reference" if is_uuid(text) => "a UUID".to_owned(),
            "correlationId" if is_uuid(text) => self.counted("cor", text),
            _ if is_uuid(text) => self.counted("con", text),
            _ => match text.split_once('_') {
                Some((kind, id)) if kind.len() == 3 && keys::mint::is_id(text, kind) && !id.is_empty() => {
                    self.counted(kind, text)
                }
                _ => self.address(text),
            },
        }
    }

    fn address(&mut self, text: &str) -> String {
        let Some(rest) = text.strip_prefix(LOOPBACK) else { return text.to_owned() };
        let (port, path) = rest.split_at(rest.find(|one: char| !one.is_ascii_digit()).unwrap_or(rest.len()));
        format!("{}{path}", self.counted("http://place", &format!("{LOOPBACK}{port}")))
    }

    fn counted(&mut self, kind: &str, text: &str) -> String {
        if let Some(name) = self.given.get(text) {
            return name.clone();
        }
        let number = self.counted.entry(kind.to_owned()).or_default();
        *number += 1;
        let name = format!("{kind}_#{number}");
        self.given.insert(text.to_owned(), name.clone());
        self.meant.insert(name.clone(), text.to_owned());
        name
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}
