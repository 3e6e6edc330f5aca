//! Write a file that makes a Kubernetes Secret of a secret, mode 0600.
//!
//! The value stands under `stringData`, as it is: base64 under `data` protects it from nobody and hides it from people and
//! from the scanners that would find it in a commit. The cluster keeps both alike.

use keys::wire::{Complaint, FieldCode, FieldError};
use zeroize::Zeroizing;

use crate::{
    App, Failure,
    view::{WriteManifest, WrittenFileView},
    write::{expand, home},
};

/// Characters of a DNS subdomain, and of a key of the data (Kubernetes, "Object Names and IDs" and `IsConfigMapKey`).
const NAME_LENGTH_MAX: usize = 253;
/// Characters of a DNS label, which a namespace is.
const LABEL_LENGTH_MAX: usize = 63;

impl App {
    /// Writes a manifest with a held or saved secret, and reads it back.
    ///
    /// # Errors
    /// Wrong names, each said, and otherwise as [`App::write_file`].
    pub async fn write_manifest(&self, asked: WriteManifest) -> Result<WrittenFileView, Failure> {
        check(&asked)?;
        let path = expand(&asked.path, home())?;
        let secret = self.secret_for_copy(&asked.key).await?;
        self.put_file(&path, &manifest(&asked, secret.expose()), asked.replace).await
    }

    /// Whether Kubernetes takes these names, before a key is made for them.
    ///
    /// # Errors
    /// Wrong names, each said.
    pub fn check_manifest(&self, asked: &WriteManifest) -> Result<(), Failure> {
        check(asked)
    }
}

/// Every text is in quotes: a name may read as a number or as "no".
fn manifest(asked: &WriteManifest, secret: &str) -> Zeroizing<String> {
    let quoted = |text: &str| Zeroizing::new(serde_json::Value::from(text).to_string());
    let namespace = asked.namespace.trim();
    let namespace = if namespace.is_empty() { String::new() } else { format!("  namespace: {}\n", *quoted(namespace)) };
    Zeroizing::new(format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {}\n{namespace}type: Opaque\nstringData:\n  {}: {}\n",
        *quoted(asked.name.trim()),
        *quoted(asked.data_key.trim()),
        *quoted(secret),
    ))
}

fn check(asked: &WriteManifest) -> Result<(), Failure> {
    let (name, namespace, data_key) = (asked.name.trim(), asked.namespace.trim(), asked.data_key.trim());
    let no_name = "Lower-case letters, digits, hyphens and dots; it begins and ends with a letter or a digit.";
    let no_label = "Lower-case letters, digits and hyphens, 63 at most; it begins and ends with a letter or a digit.";
    let no_key = "Letters, digits, hyphens, underscores and dots, 253 at most; it does not begin with two dots.";
    let fields: Vec<FieldError> = [
        (!is_subdomain(name), "/name", FieldCode::NotADnsName, no_name),
        (!namespace.is_empty() && !is_label(namespace), "/namespace", FieldCode::NotADnsName, no_label),
        (!is_data_key(data_key), "/dataKey", FieldCode::NotADataKey, no_key),
    ]
    .into_iter()
    .filter(|(is_wrong, ..)| *is_wrong)
    .map(|(_, pointer, code, detail)| FieldError::new(pointer, Complaint::of(code, detail)))
    .collect();
    if fields.is_empty() { Ok(()) } else { Err(Failure::invalid_fields(fields)) }
}

fn is_subdomain(text: &str) -> bool {
    text.len() <= NAME_LENGTH_MAX && text.split('.').all(is_part)
}

fn is_label(text: &str) -> bool {
    text.len() <= LABEL_LENGTH_MAX && is_part(text)
}

fn is_part(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let (first, last) = (text.bytes().next(), text.bytes().last());
    first.is_some_and(is_plain) && last.is_some_and(is_plain) && text.bytes().all(|byte| is_plain(byte) || byte == b'-')
}

fn is_data_key(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=NAME_LENGTH_MAX).contains(&text.len()) && text.bytes().all(is_plain) && text != "." && !text.starts_with("..")
}

#[cfg(test)]
mod tests {
    use keys::{Environment, KeyState};

    use super::*;
    use crate::{
        KeyRef,
        scripted::{Scripted, key},
    };

    fn asked(name: &str, namespace: &str, data_key: &str) -> WriteManifest {
        WriteManifest {
            key: KeyRef::new("here", "1"),
            path: "/tmp/secret.yaml".to_owned(),
            replace: false,
            name: name.to_owned(),
            namespace: namespace.to_owned(),
            data_key: data_key.to_owned(),
        }
    }

    #[test]
    fn names_are_those_that_kubernetes_takes() {
        let long = |count: usize| "a".repeat(count);
        for name in ["a", "billing-sync", "billing.v2", "0", "1.2", &long(253)] {
            check(&asked(name, "", "KEY")).expect(name);
        }
        for data_key in ["KEY", "api.key", "-", ".env", "_", "a..b", &long(253)] {
            check(&asked("a", "prod", data_key)).expect(data_key);
        }
        let wrong = |asked: &WriteManifest| -> Vec<String> {
            check(asked).unwrap_err().fields.into_iter().map(|field| field.pointer).collect()
        };
        for name in ["", "-a", "a-", "A", "a_b", "a..b", ".a", "a.", "a b", "é", &long(254)] {
            assert_eq!(wrong(&asked(name, "", "KEY")), ["/name"], "{name:?}");
        }
        for namespace in ["a.b", "A", "-", &long(64)] {
            assert_eq!(wrong(&asked("a", namespace, "KEY")), ["/namespace"], "{namespace:?}");
        }
        for data_key in ["", ".", "..", "..a", "a b", "a/b", "é", &long(254)] {
            assert_eq!(wrong(&asked("a", "", data_key)), ["/dataKey"], "{data_key:?}");
        }
        assert_eq!(wrong(&asked("A", "B", "")), ["/name", "/namespace", "/dataKey"], "each is said");
    }

    #[tokio::test]
    async fn a_manifest_is_one_secret_whatever_its_words_look_like() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Live, KeyState::Pending));
        let (secret, folder) = (place.hold(&key), tempfile::tempdir().unwrap());
        let file = folder.path().join("secret.yaml");
        let path = file.display().to_string();
        let wish = WriteManifest { key: place.key_ref(&key), path, ..asked(" null ", "123", "true") };
        place.app.write_manifest(wish.clone()).await.unwrap();
        let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"null\"\n  namespace: \"123\"\ntype: Opaque\n";
        let whole = format!("{head}stringData:\n  \"true\": \"{}\"\n", secret.expose());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), whole);
        let plain = WriteManifest { namespace: String::new(), replace: true, ..wish.clone() };
        assert!(place.app.write_manifest(plain).await.unwrap().replaced);
        assert!(!std::fs::read_to_string(&file).unwrap().contains("namespace"), "it is the cluster's own choice");
        assert_eq!(place.app.write_manifest(wish).await.unwrap_err().code, crate::Code::FileExists);
        assert!(manifest(&asked("a", "", "k"), "a\"b\\c\n").ends_with("\"k\": \"a\\\"b\\\\c\\n\"\n"));
    }
}
