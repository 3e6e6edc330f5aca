//! Documents of an activation, as they are chosen and saved.

use serde::Serialize;

/// A file that somebody chose or dropped, before anything of it is read. The page knows it by a word that leads to no other
/// file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChosenFileView {
    /// The word.
    pub file: String,
    /// What it is called.
    pub file_name: String,
    /// Its length in bytes; none where it cannot be read.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub size: Option<u64>,
}

/// What somebody does with files over the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum DropView {
    /// They hold files over it.
    Over,
    /// They took them away again.
    Left,
    /// They let go.
    Dropped {
        /// The files.
        files: Vec<ChosenFileView>,
    },
}

/// A document that was saved to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SavedDocumentView {
    /// Where.
    pub path: String,
    /// Its length in bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub size: u64,
    /// SHA-256 of what was written, in hex.
    pub sha256: String,
}
