//! Which of an organization's buckets a request draws from.

use keys::wire::LimitBucket;

/// The kind of a route, as far as rates go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Everything else, `/verify` included.
    General,
    /// What does much: executing an order, uploading a document, submitting an application (the sheet, section 6; the
    /// last is today's `POST /onboarding`).
    Expensive,
}

impl Class {
    /// Both.
    pub const ALL: [Self; 2] = [Self::General, Self::Expensive];

    /// The class of a request by its method and its path below `/v2`.
    pub fn of(method: &str, path: &str) -> Self {
        if method != "POST" {
            return Self::General;
        }
        let path = path.strip_prefix("/v2").unwrap_or(path);
        let execute = || {
            let order = path.strip_prefix("/orders/").and_then(|rest| rest.strip_suffix("/execute"));
            order.is_some_and(|id| !id.contains('/'))
        };
        if path == "/documents" || path == "/onboarding" || execute() { Self::Expensive } else { Self::General }
    }

    /// What a record calls its bucket.
    pub fn bucket(self) -> LimitBucket {
        match self {
            Self::General => LimitBucket::General,
            Self::Expensive => LimitBucket::Expensive,
        }
    }

    /// The word used in columns and arguments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Expensive => "expensive",
        }
    }
}

impl std::str::FromStr for Class {
    type Err = keys::environment::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|class| class.as_str() == word).ok_or(keys::environment::UnknownWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_three_documented_writes_are_expensive() {
        for path in ["/orders/ord_1/execute", "/v2/orders/ord_1/execute", "/documents", "/v2/documents", "/onboarding"]
        {
            assert_eq!(Class::of("POST", path), Class::Expensive, "{path}");
            assert_eq!(Class::of("GET", path), Class::General, "reading {path}");
        }
        for path in ["/orders", "/orders/ord_1/cancel", "/orders/a/b/execute", "/documents/doc_1", "/payouts", "/", ""]
        {
            assert_eq!(Class::of("POST", path), Class::General, "{path}");
        }
    }
}
