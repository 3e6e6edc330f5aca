//! What a request is compared by when its idempotency key comes again.

use keys::wire::Code;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::Failure;

/// How deep a body may nest. The deepest one that any route takes nests three levels; the bound keeps the comparison's
/// cost and stack small.
const DEPTH_MAX: usize = 32;
/// What is hashed begins with this, so that it can never be taken for another kind of thing.
const DOMAIN: &[u8] = b"conduit-keys/request/1";

/// SHA-256 over a request's method, path and body. The body counts as what it says, not as how it is written: the order
/// of an object's fields and the space between them do not matter. (The vendor does not say what its fingerprint covers;
/// this choice is ours.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a JSON body.
    ///
    /// # Errors
    /// [`Code::IdempotencyBodyTooNested`] or [`Code::MalformedJson`].
    pub fn of_json(method: &str, path: &str, body: &[u8]) -> Result<Self, Failure> {
        if depth(body) > DEPTH_MAX {
            return Err(Failure::refused(
                Code::IdempotencyBodyTooNested,
                format!("A body with an idempotency key nests at most {DEPTH_MAX} levels."),
            ));
        }
        let value: Value = serde_json::from_slice(body)
            .map_err(|_| Failure::refused(Code::MalformedJson, "The body is not valid JSON."))?;
        let mut hasher = begin(method, path);
        add(&mut hasher, &value);
        Ok(Self(hasher.finalize().into()))
    }

    /// Of a body in named parts, as forms with files have it.
    pub fn of_parts<'a>(method: &str, path: &str, parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut hasher = begin(method, path);
        for (name, content) in parts {
            add_bytes(&mut hasher, b'p', name.as_bytes());
            add_bytes(&mut hasher, b'=', content);
        }
        Self(hasher.finalize().into())
    }

    /// As it is stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn begin(method: &str, path: &str) -> Sha256 {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    add_bytes(&mut hasher, b'm', method.as_bytes());
    add_bytes(&mut hasher, b'u', path.as_bytes());
    hasher
}

/// A kind, a length, the bytes: no two things can be written as the same text.
fn add_bytes(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

fn add(hasher: &mut Sha256, value: &Value) {
    match value {
        Value::Null => hasher.update(b"n"),
        Value::Bool(truth) => hasher.update([b'b', (*truth).into()]),
        Value::Number(number) => add_bytes(hasher, b'd', number.to_string().as_bytes()),
        Value::String(text) => add_bytes(hasher, b's', text.as_bytes()),
        Value::Array(items) => {
            add_bytes(hasher, b'[', &(items.len() as u64).to_be_bytes());
            items.iter().for_each(|item| add(hasher, item));
        }
        Value::Object(fields) => {
            add_bytes(hasher, b'{', &(fields.len() as u64).to_be_bytes());
            // Sorted here: whether the map sorts by itself depends on what else is built into the program.
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            for (name, value) in fields {
                add_bytes(hasher, b'k', name.as_bytes());
                add(hasher, value);
            }
        }
    }
}

/// The deepest nesting in a JSON text, told without recursion and before it is known to be JSON: the parser's own limit
/// would call a deep body malformed.
fn depth(body: &[u8]) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn of(body: &str) -> Fingerprint {
        Fingerprint::of_json("POST", "/orders", body.as_bytes()).unwrap()
    }

    fn refusal(body: &str) -> Option<Code> {
        match Fingerprint::of_json("POST", "/orders", body.as_bytes()) {
            Err(Failure::Refused { code, .. }) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn a_body_counts_as_what_it_says() {
        assert_eq!(of(r#"{"a":1,"b":[true,null]}"#), of(" {\"b\" : [true, null],\n\"a\":1} "), "space and order");
        assert_eq!(of(r#""\u0041""#), of("\"A\""), "two ways to write one letter");
        let different = [
            "null",
            "0",
            "\"\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"a\":null}",
            "{\"a\":\"1\"}",
            "{\"a\":1}",
            "[1,2]",
            "[2,1]",
            "[12]",
            "false",
            "true",
            "\"null\"",
            "{\"a\":{\"b\":1},\"c\":2}",
            "{\"a\":{\"b\":1,\"c\":2}}",
        ];
        for (n, left) in different.iter().enumerate() {
            for right in &different[n + 1..] {
                assert_ne!(of(left), of(right), "{left} is not {right}");
            }
        }
    }

    #[test]
    fn the_method_and_the_path_are_part_of_it() {
        let body = json!({}).to_string();
        let of = |method, path| Fingerprint::of_json(method, path, body.as_bytes()).unwrap();
        assert_ne!(of("POST", "/orders/ord_1/execute"), of("POST", "/orders/ord_2/execute"));
        assert_ne!(of("POST", "/orders"), of("PATCH", "/orders"));
        let parts = |content: &'static [u8]| Fingerprint::of_parts("POST", "/documents", [("file", content)]);
        assert_ne!(parts(b"a"), parts(b"b"));
        assert_eq!(parts(b"a"), parts(b"a"));
    }

    #[test]
    fn a_body_too_deep_is_told_from_one_that_is_malformed() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(refusal(&nested(DEPTH_MAX)), None);
        for levels in [DEPTH_MAX + 1, 200, 30_000] {
            assert_eq!(refusal(&nested(levels)), Some(Code::IdempotencyBodyTooNested), "{levels} levels");
        }
        let in_text = json!({ "note": format!("\\\"{}", "{[".repeat(100)) }).to_string();
        assert_eq!(refusal(&in_text), None, "brackets in a text open nothing");
        assert_eq!(refusal("{"), Some(Code::MalformedJson));
        assert_eq!(refusal(""), Some(Code::MalformedJson));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-c]{0,2}", inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    /// The same value with every object's fields written in reverse.
    fn reversed(value: &Value) -> String {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_by(|a, b| b.0.cmp(a.0));
                let written: Vec<_> =
                    fields.iter().map(|(name, value)| format!("{}: {}", json!(name), reversed(value))).collect();
                format!("{{ {} }}", written.join(" , "))
            }
            Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(",\n")),
            other => other.to_string(),
        }
    }

    proptest! {
        #[test]
        fn writing_it_otherwise_changes_nothing(value in any_json()) {
            prop_assert_eq!(of(&value.to_string()), of(&reversed(&value)));
        }

        #[test]
        fn two_values_have_two_fingerprints(left in any_json(), right in any_json()) {
            prop_assert_eq!(left == right, of(&left.to_string()) == of(&right.to_string()));
        }

        #[test]
        fn any_bytes_are_judged_without_panic(bytes: Vec<u8>) {
            let _ = Fingerprint::of_json("POST", "/", &bytes);
        }
    }
}
