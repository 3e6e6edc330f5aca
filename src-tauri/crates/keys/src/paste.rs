//! What somebody pastes who asks about a request: an id, a JSON body, headers, a transcript of `curl -v`, a HAR file, a line of a
//! log. The ids in it are recognised, and what looks like a secret is taken out before anybody sees the text.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Environment, Hint,
    id_box::LENGTH_MAX,
    redact::redact,
    wire::{CLIENT_CORRELATION_ID, CORRELATION_ID, IDEMPOTENCY_KEY},
};

/// The most that is read, in bytes: a HAR file of a long session has some megabytes.
pub const BYTES_MAX: usize = 32 * 1024 * 1024;
/// More ids than anybody goes through one by one.
const IDS_MAX: usize = 20;
/// How much of the text is shown, in characters.
const SHOWN_MAX: usize = 2_000;

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
    /// Its beginning, without what looks like a secret.
    pub text: String,
    /// Whether there is more of it.
    pub cut: bool,
    /// The ids in it, the most telling first, each once.
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
    let clean = redact(text);
    let shown: String = clean.chars().take(SHOWN_MAX).collect();
    let cut = shown.len() < clean.len();
    Pasted { text: shown, cut, ids: found.in_order(), secrets }
}

#[derive(Default)]
struct Found(Vec<PastedId>);

impl Found {
    fn add(&mut self, kind: IdKind, id: &str, status: Option<u16>) {
        let is_known = self.0.iter().any(|known| known.id == id);
        if !is_known && (1..=LENGTH_MAX).contains(&id.chars().count()) && redact(id) == id {
            self.0.push(PastedId { kind, id: id.to_owned(), status });
        }
    }

    /// What was refused is what people ask about; then the id that leads to one request alone.
    fn in_order(mut self) -> Vec<PastedId> {
        self.0.sort_by_key(|found| (found.status.is_none_or(|status| status < 400), found.kind));
        self.0.truncate(IDS_MAX);
        self.0
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

    /// Ids that are known by their form. Answers how many secrets there were.
    fn read_bare(&mut self, text: &str) -> u32 {
        let mut secrets = Vec::new();
        let mut bare = Vec::new();
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '…' | '.' | '*' | '•')))
        {
            let word = word.trim_matches(['.', '-']);
            if let Some(hint) = hint_of_secret(word) {
                self.add(IdKind::Hint, &hint, None);
                if !secrets.contains(&word) {
                    secrets.push(word);
                }
            } else if is_hint(word) {
                self.add(IdKind::Hint, word, None);
            } else if is_key_id(word) {
                self.add(IdKind::KeyId, word, None);
            } else if is_uuid(word) {
                bare.push(word);
            }
        }
        // Where one said what it is, the others are of things that no request is found by.
        if self.0.is_empty() {
            bare.into_iter().for_each(|word| self.add(IdKind::Any, word, None));
        }
        let alone = text.trim();
        if self.0.is_empty() && !alone.contains(char::is_whitespace) {
            self.add(IdKind::Any, alone, None);
        }
        u32::try_from(secrets.len()).unwrap_or(u32::MAX)
    }
}

/// What a name in a header, a member or a log says that its value is.
fn kind_named(name: &str) -> Option<IdKind> {
    let plain = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let name = plain(name);
    [
        (CORRELATION_ID, IdKind::CorrelationId),
        (CLIENT_CORRELATION_ID, IdKind::ClientCorrelationId),
        (IDEMPOTENCY_KEY, IdKind::IdempotencyKey),
    ]
    .into_iter()
    .find(|(header, _)| {
        let header = plain(header);
        name == header || Some(name.as_str()) == header.strip_prefix('x')
    })
    .map(|(_, kind)| kind)
}

/// What stands behind a name: after a colon or an equals sign, in quotes or without.
fn value(behind: &str) -> Option<&str> {
    let behind = behind.trim_start_matches(['\\', '"', '\'', ' ', '\t']);
    let behind = behind.strip_prefix([':', '='])?.trim_start_matches(['\\', '"', '\'', ' ', '\t']);
    let end =
        behind.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ',' | ';' | '&' | '}' | ']' | ')'));
    Some(&behind[..end.unwrap_or(behind.len())]).filter(|value| !value.is_empty() && *value != "null")
}

/// The hint of a whole secret, by which its key is found.
fn hint_of_secret(word: &str) -> Option<String> {
    let environment = Environment::of_key(word)?;
    let body = &word[environment.key_prefix().len()..];
    let is_whole = body.len() >= 32 && body.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_whole.then(|| {
        Hint { prefix: environment.key_prefix().to_owned(), last_four: body[body.len() - 4..].to_ascii_lowercase() }
            .to_string()
    })
}

fn is_hint(word: &str) -> bool {
    let behind = Environment::of_key(word).map(|environment| &word[environment.key_prefix().len()..]);
    behind.is_some_and(|rest| {
        let last_four = rest.trim_start_matches(['…', '.', '*', '•']);
        last_four.len() < rest.len() && last_four.len() == 4 && last_four.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn is_key_id(word: &str) -> bool {
    word.strip_prefix("key_")
        .is_some_and(|rest| rest.len() == 22 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_uuid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
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
    fn of_a_long_text_the_beginning_is_shown_and_all_of_it_is_read() {
        let id = uuid();
        let pasted = read(&format!("{}\nx-correlation-id: {id}", "ä ".repeat(SHOWN_MAX)));
        assert!(pasted.cut && pasted.text.chars().count() == SHOWN_MAX);
        assert_eq!(told(&pasted), [(IdKind::CorrelationId, id.as_str())]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_gives_no_secret_back(text in "(.|ck_live_[0-9a-f]{64}|x-correlation-id|:|\"){0,40}") {
            let pasted = read(&text);
            for found in &pasted.ids {
                assert_eq!(redact(&found.id), found.id.as_str());
            }
            assert_eq!(redact(&pasted.text), pasted.text.as_str());
        }
    }
}
