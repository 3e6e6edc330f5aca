//! Where a secret is sent besides the keychain and the clipboard: files and commands.

use keys::wire::FieldError;
use serde::{Deserialize, Serialize};

use crate::KeyRef;

/// Asks to write a held or saved secret into a file of variables.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WriteSecret {
    /// Which key.
    pub key: KeyRef,
    /// The file; `~/` stands for the home folder.
    pub path: String,
    /// The variable, for instance `CONDUIT_API_KEY`.
    pub variable: String,
}

/// Asks to write a held or saved secret into a file of its own.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WriteFile {
    /// Which key.
    pub key: KeyRef,
    /// The file; `~/` stands for the home folder.
    pub path: String,
    /// Whether a file that is there already may be replaced.
    pub replace: bool,
}

/// Asks to write a held or saved secret into a file that makes a Kubernetes Secret of it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WriteManifest {
    /// Which key.
    pub key: KeyRef,
    /// The file; `~/` stands for the home folder.
    pub path: String,
    /// Whether a file that is there already may be replaced.
    pub replace: bool,
    /// What the Secret is called in the cluster.
    pub name: String,
    /// The namespace that it is put into; empty for the one in use when it is applied.
    pub namespace: String,
    /// The key that the Secret's data has it by, for instance `CONDUIT_API_KEY`.
    pub data_key: String,
}

/// Asks to hand a held or saved secret to a command, as it was shown.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendSecret {
    /// Which key.
    pub key: KeyRef,
    /// The program's file, in full.
    pub program: String,
    /// Each argument as it is given to the program; no shell reads them.
    pub arguments: Vec<String>,
}

/// Why git would commit a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GitFinding {
    /// It is in the repository already: a rule to ignore it changes nothing.
    Tracked,
    /// It is in a work tree, and no rule ignores it.
    NotIgnored,
}

/// What is known of a file before anything is written there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// The file, in full; empty for what is no path of one.
    pub path: String,
    /// Whether something is there already.
    pub exists: bool,
    /// Why git would commit it; none where it would not, or where git does not say.
    pub git: Option<GitFinding>,
}

/// A secret in a file of variables.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WrittenView {
    /// The file, in full. It was read back.
    pub path: String,
    /// The variable that holds it.
    pub variable: String,
    /// Whether a line of that name was replaced.
    pub replaced: bool,
    /// Why git would commit the file now.
    pub git: Option<GitFinding>,
}

/// A secret in a file of its own, or in one that makes a Kubernetes Secret of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WrittenFileView {
    /// The file, in full. It was read back.
    pub path: String,
    /// Whether it took the place of another.
    pub replaced: bool,
    /// Why git would commit the file now.
    pub git: Option<GitFinding>,
}

/// A command as it was typed, one argument a line: exactly what would run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CommandView {
    /// The program's file, in full; empty where there is none.
    pub program: String,
    /// Each argument, as it would be given.
    pub arguments: Vec<String>,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// A command that read a secret from its standard input and ended well. Whether it kept the secret is not known.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SentView {
    /// The program's file, in full.
    pub program: String,
    /// The end of what it said, without what looks like a secret; empty where it said nothing.
    pub said: String,
    /// Whether what it said is left out, because it told the secret.
    pub withheld: bool,
}
