//! What somebody pastes who asks about a request: an id, a JSON body, headers, a transcript of `curl -v`, a HAR file, a line of a
//! log. The ids in it are recognised. Nothing else of it comes back: it may hold secrets, and whatever else a clipboard holds.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Environment, Secret,
    id_box::{IdError, LENGTH_MAX, Wanted},
    wire::{CLIENT_CORRELATION_ID, CORRELATION_ID, IDEMPOTENCY_KEY},
};

/// The most that is read, in bytes: a HAR file of a long session has some megabytes.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;
/// More ids than anybody goes through one by one.
const IDS_MAX: usize = 20;
/// So many are looked at for the most telling ones: whatever a text is made of, it is read in one go through it.
const FOUND_MAX: usize = 20_000;

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// The server's own correlation ID: one request.
    CorrelationId,
    /// The client's correlation ID.
    ClientCorrelationId,
    /// An idempotency key.
    IdempotencyKey,
    /// A key's id.
    KeyId,
    /// What is shown of a key's secret.
    Hint,
    /// An id that did not say what it is of.
    Any,
}

/// An id that was recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PastedId {
    /// What it is of.
    pub kind: IdKind,
    /// As it can be looked for.
    pub id: String,
    /// The status that was answered, where what was pasted says so for this one.
    pub status: Option<u16>,
}

/// What was pasted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Pasted {
    /// The ids in it, the most telling first, each once; twenty at most.
    pub ids: Vec<PastedId>,
    /// How many secrets of this service were in it, each once. Whoever pasted them has them in places where they should not be.
    pub secrets: u32,
}

/// Recognises what is in a text.
pub fn read(text: &str) -> Pasted {
    let mut found = Found::default();
    match serde_json::from_str::<Value>(text) {
        Ok(value) if value.pointer("/log/entries").is_some_and(Value::is_array) => found.read_har(&value),
        _ => found.read_named(text, None),
    }
    let secrets = found.read_bare(text);
    Pasted { ids: found.in_order(), secrets }
}

#[derive(Default)]
struct Found {
    ids: Vec<PastedId>,
    known: HashSet<String>,
}

impl Found {
    /// Each once, and nothing that the one box would refuse, as a secret.
    fn add(&mut self, kind: IdKind, id: &str, status: Option<u16>) {
        if self.ids.len() < FOUND_MAX && Wanted::parse(id).is_ok() && self.known.insert(id.to_owned()) {
            self.ids.push(PastedId { kind, id: id.to_owned(), status });
        }
    }

    /// What was refused is what people ask about; then the id that leads to one request alone.
    fn in_order(mut self) -> Vec<PastedId> {
        self.ids.sort_by_key(|found| (found.status.is_none_or(|status| status < 400), found.kind));
        self.ids.truncate(IDS_MAX);
        self.ids
    }

    /// Each request of a browser's record has its own ids and its own status.
    fn read_har(&mut self, har: &Value) {
        for entry in har.pointer("/log/entries").and_then(Value::as_array).into_iter().flatten() {
            let status =
                entry.pointer("/response/status").and_then(Value::as_u64).and_then(|status| status.try_into().ok());
            for headers in ["/request/headers", "/response/headers"] {
                for header in entry.pointer(headers).and_then(Value::as_array).into_iter().flatten() {
                    let part = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default();
                    if let Some(kind) = kind_named(part("name")) {
                        self.add(kind, part("value").trim(), status);
                    }
                }
            }
            if let Some(body) = entry.pointer("/response/content/text").and_then(Value::as_str) {
                self.read_named(body, status);
            }
        }
    }

    /// Ids that stand behind their name, as headers, JSON, queries and logs have them.
    fn read_named(&mut self, text: &str, status: Option<u16>) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let mut rest = text;
        while let Some(begin) = rest.find(is_name) {
            let name = &rest[begin..];
            let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
            let (name, behind) = name.split_at(end);
            if let Some(kind) = kind_named(name)
                && let Some(id) = value(behind)
            {
                self.add(kind, id, status);
            }
            rest = behind;
        }
    }

    /// Ids that are known by their form, as the one box knows them. Answers how many secrets there were.
    fn read_bare(&mut self, text: &str) -> u32 {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '…' | '.' | '*' | '•');
        let (mut secrets, mut bare) = (HashSet::new(), Vec::new());
        for word in text.split(|c| !is_part(c)) {
            let word = word.trim_matches(['.', '-']);
            match Wanted::parse(word) {
                Ok(Wanted::Hint { environment: Some(_), .. }) => self.add(IdKind::Hint, word, None),
                Ok(Wanted::Key(key)) => self.add(IdKind::KeyId, &key, None),
                Ok(Wanted::Text { correlation: Some(_), .. }) if bare.len() < FOUND_MAX => bare.push(word),
                Err(IdError::Secret) if Environment::of_key(word).is_some() && secrets.insert(word) => {
                    self.add(IdKind::Hint, &Secret::new(word.to_owned()).hint().to_string(), None);
                }
                _ => {}
            }
        }
        // Where one said what it is, the others are of things that no request is found by.
        if self.ids.is_empty() {
            bare.into_iter().for_each(|word| self.add(IdKind::Any, word, None));
        }
        let alone = text.trim();
        if self.ids.is_empty() && !alone.contains(char::is_whitespace) {
            self.add(IdKind::Any, alone, None);
        }
        u32::try_from(secrets.len()).unwrap_or(u32::MAX)
    }
}

/// What a name in a header, a member or a log says that its value is.
fn kind_named(name: &str) -> Option<IdKind> {
    // Nearly all words are none of them, which their length tells.
    if !(NAME_MIN..=NAME_MAX).contains(&name.len()) {
        return None;
    }
    let plain = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let name = plain(name);
    let is = |header: &str| plain(header).trim_start_matches('x') == name.trim_start_matches('x');
    [
        (CORRELATION_ID, IdKind::CorrelationId),
        (CLIENT_CORRELATION_ID, IdKind::ClientCorrelationId),
        (IDEMPOTENCY_KEY, IdKind::IdempotencyKey),
    ]
    .into_iter()
    .find_map(|(header, kind)| is(header).then_some(kind))
}

/// The shortest spelling is `correlationId`, the longest is a header's.
const NAME_MIN: usize = "correlationId".len();
const NAME_MAX: usize = CLIENT_CORRELATION_ID.len();

/// What stands behind a name: after a colon or an equals sign, in quotes or without. What is longer than an id is none, and is
/// not read to its end.
fn value(behind: &str) -> Option<&str> {
    let before = ['\\', '"', '\'', ' ', '\t'];
    let behind = behind.trim_start_matches(before).strip_prefix([':', '='])?.trim_start_matches(before);
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ',' | ';' | '&' | '}' | ']' | ')');
    let longest = behind.char_indices().nth(LENGTH_MAX).map_or(behind.len(), |(at, _)| at);
    let end = match behind[..longest].find(is_end) {
        Some(end) => end,
        None if longest == behind.len() => longest,
        None => return None,
    };
    Some(&behind[..end]).filter(|value| *value != "null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ambient, Correlation, mint};

    fn uuid() -> String {
        Correlation::mint(&Ambient::system()).to_string()
    }

    fn told(pasted: &Pasted) -> Vec<(IdKind, &str)> {
        pasted.ids.iter().map(|found| (found.kind, found.id.as_str())).collect()
    }

    #[test]
    fn an_id_alone_is_what_it_looks_like() {
        let (id, key) = (uuid(), mint::mint_id("key", &Ambient::system()));
        for (text, kind) in [
            (id.as_str(), IdKind::Any),
            (&key, IdKind::KeyId),
            ("ck_live_…9f2c", IdKind::Hint),
            ("order-17", IdKind::Any),
        ] {
            assert_eq!(told(&read(&format!(" {text}\n"))), [(kind, text)]);
        }
        assert!(read("my payment does not work").ids.is_empty(), "words are no id");
        assert!(read("").ids.is_empty());
    }

    /// The same answer as people have it: its body, its headers, what curl prints, a line of a log, a member in a log's JSON.
    #[test]
    fn the_correlation_id_is_found_wherever_it_stands() {
        let (id, other) = (uuid(), uuid());
        for text in [
            format!(r#"{{"type":"https://x/API_KEY_READ_ONLY","correlationId":"{id}","customerId":"{other}"}}"#),
            format!("HTTP/1.1 403 Forbidden\r\ndate: Sun\r\nX-Correlation-Id: {id}\r\nx-request: {other}\r\n"),
            format!(
                "* Connected\n> GET /v2/orders/{other} HTTP/1.1\n< HTTP/1.1 403\n< x-correlation-id: {id}\n<\n{{}}"
            ),
            format!("2026-11-29T10:00:00Z WARN refused correlation_id={id} order={other}"),
            format!(r#"{{"level":"warn","msg":"{{\"correlationId\":\"{id}\",\"order\":\"{other}\"}}"}}"#),
        ] {
            assert_eq!(told(&read(&text)), [(IdKind::CorrelationId, id.as_str())], "{text}");
        }
    }

    #[test]
    fn each_id_says_what_it_is_of_and_the_most_telling_is_first() {
        let (id, client) = (uuid(), uuid());
        let text = format!(
            "> Idempotency-Key: payout-7.retry\n> x-client-correlation-id: {client}\n< x-correlation-id: {id}\n"
        );
        let expected = [
            (IdKind::CorrelationId, id.as_str()),
            (IdKind::ClientCorrelationId, &client),
            (IdKind::IdempotencyKey, "payout-7.retry"),
        ];
        assert_eq!(told(&read(&text)), expected);
    }

    #[test]
    fn a_browser_s_record_tells_each_request_apart_and_what_was_refused_first() {
        let (good, bad) = (uuid(), uuid());
        let entry = |id: &str, status: u16| {
            serde_json::json!({
                "request": { "method": "GET", "headers": [{ "name": "Idempotency-Key", "value": format!("i-{status}") }] },
                "response": { "status": status, "headers": [{ "name": "X-Correlation-Id", "value": id }], "content": {} },
            })
        };
        let har = serde_json::json!({ "log": { "version": "1.2", "entries": [entry(&good, 200), entry(&bad, 401)] } });
        let pasted = read(&har.to_string());
        let found: Vec<_> = pasted.ids.iter().map(|found| (found.id.as_str(), found.status)).collect();
        assert_eq!(
            found,
            [(bad.as_str(), Some(401)), ("i-401", Some(401)), (good.as_str(), Some(200)), ("i-200", Some(200))]
        );
    }

    #[test]
    fn a_secret_is_in_nothing_that_comes_back_and_its_key_is_found_by_its_hint() {
        let secret = mint::mint_secret(Environment::Live, &Ambient::system());
        let text = format!("curl -H 'x-api-key: {0}' https://x/v2/orders # {0}", secret.expose());
        let pasted = read(&text);
        let body = &secret.expose()["ck_live_".len()..];
        assert!(!serde_json::to_string(&pasted).unwrap().contains(&body[..12]), "{pasted:?}");
        assert_eq!((pasted.secrets, told(&pasted)), (1, vec![(IdKind::Hint, secret.hint().to_string().as_str())]));
    }

    #[test]
    fn nothing_but_ids_comes_back() {
        let pasted = read("my password is hunter2, and the order was 17");
        assert_eq!(pasted, Pasted { ids: Vec::new(), secrets: 0 });
    }

    /// Each of these is gone through once, and not once more for each id in it: that is what would take for ever.
    #[test]
    fn the_worst_text_is_read_in_one_go_through_it() {
        let many: String = (0..10_000).map(|at| format!("x-correlation-id: {at:x}\nck_live_{at:064x}\n")).collect();
        let pasted = read(&many);
        assert_eq!((pasted.ids.len(), pasted.secrets), (IDS_MAX, 10_000));
        assert!(
            read(&format!("{}{}", "correlationId=".repeat(50_000), "x".repeat(300))).ids.is_empty(),
            "no value has an end"
        );
        assert!(read(&format!("correlationId{}", "\"".repeat(500_000))).ids.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_gives_no_secret_back(text in "(.|ck_live_[0-9a-f]{64}|x-correlation-id|:|\"){0,40}") {
            let pasted = read(&text);
            for found in &pasted.ids {
                assert_eq!(crate::redact::redact(&found.id), found.id.as_str());
            }
        }
    }
}
