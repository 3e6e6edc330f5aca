//! What a key may do.

use serde::{Deserialize, Serialize};

use crate::environment::UnknownWord;

/// A key's access level, fixed for life (Conduit Financial sheet, section 2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccessLevel {
    /// GET only: reporting and reconciliation. The default.
    #[default]
    ReadOnly,
    /// Every method, money movement included.
    ReadWrite,
}

impl AccessLevel {
    /// Whether a key of this level may use the method. Read-only means GET and nothing else, HEAD and OPTIONS
    /// included: where the sheet's sources disagree the vendor's own page wins (section 12).
    pub fn allows(self, method: &str) -> bool {
        match self {
            Self::ReadOnly => method == "GET",
            Self::ReadWrite => true,
        }
    }

    /// The word used in columns and arguments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read_only",
            Self::ReadWrite => "read_write",
        }
    }
}

impl std::str::FromStr for AccessLevel {
    type Err = UnknownWord;

    /// Accepts the hyphen too, because people type `read-only`.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "read_only" | "read-only" => Ok(Self::ReadOnly),
            "read_write" | "read-write" => Ok(Self::ReadWrite),
            _ => Err(UnknownWord),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_only_allows_get_and_nothing_else() {
        assert!(AccessLevel::ReadOnly.allows("GET"));
        for method in ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "QUERY", ""] {
            assert!(!AccessLevel::ReadOnly.allows(method), "{method} is not GET");
        }
    }

    #[test]
    fn the_default_is_the_harmless_one() {
        assert_eq!(AccessLevel::default(), AccessLevel::ReadOnly);
    }
}
