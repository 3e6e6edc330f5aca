//! Sandbox and live: the same API, never the same data.

use serde::{Deserialize, Serialize};

/// One of the two worlds a key belongs to; nothing crosses (Conduit Financial sheet, section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// For building and testing; there from the first minute.
    Sandbox,
    /// For live operations; there once the organization is activated.
    Live,
}

impl Environment {
    /// Both, in the order people read them.
    pub const ALL: [Self; 2] = [Self::Sandbox, Self::Live];

    /// The word used in paths, columns and arguments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        }
    }

    /// The prefix of every key of this environment (Conduit Financial sheet, section 2).
    pub fn key_prefix(self) -> &'static str {
        match self {
            Self::Sandbox => "ck_sandbox_",
            Self::Live => "ck_live_",
        }
    }

    /// The environment whose prefix a presented key carries.
    pub fn of_key(presented: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|environment| presented.starts_with(environment.key_prefix()))
    }
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Environment {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|environment| environment.as_str() == word).ok_or(UnknownWord)
    }
}

/// A word that names none of the choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of the choices")]
pub struct UnknownWord;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_names_its_environment_and_no_other() {
        assert_eq!(Environment::of_key("ck_live_00"), Some(Environment::Live));
        assert_eq!(Environment::of_key("ck_sandbox_00"), Some(Environment::Sandbox));
        assert_eq!(Environment::of_key("CK_LIVE_00"), None, "the documented prefix is lower case");
        assert_eq!(Environment::of_key("ck_liv"), None);
    }

    #[test]
    fn words_round_trip() {
        for environment in Environment::ALL {
            assert_eq!(environment.as_str().parse(), Ok(environment));
        }
    }
}
