//! The statements that a connection has prepared.

use std::collections::HashMap;

/// Bytes of statements' texts that a connection keeps at most. What a client may ask of a list has no end of texts, and the
/// server keeps a plan behind each for as long as the connection has it: half a megabyte for a page of the keys of all
/// states, about a hundred times the text. So a connection takes 16 megabytes of the server's memory for them at most, and
/// keeps what its authority asks beside lists many times over.
const LENGTH_MAX: usize = 128 * 1024;

/// By their texts, each with when it was asked last, counted in questions.
pub(super) struct Prepared<S> {
    kept: HashMap<String, (S, u64)>,
    asked: u64,
    /// Of all texts together.
    length: usize,
}

impl<S> Default for Prepared<S> {
    fn default() -> Self {
        Self { kept: HashMap::new(), asked: 0, length: 0 }
    }
}

impl<S: Clone> Prepared<S> {
    /// The statement of a text, if it is kept.
    pub(super) fn find(&mut self, sql: &str) -> Option<S> {
        self.asked += 1;
        let (statement, asked) = self.kept.get_mut(sql)?;
        *asked = self.asked;
        Some(statement.clone())
    }

    /// Keeps one more that is not kept yet. What was not asked for longest is forgotten for it, here and, by that, on the
    /// server.
    pub(super) fn keep(&mut self, sql: &str, statement: S) {
        self.length += sql.len();
        while self.length > LENGTH_MAX {
            let oldest = self.kept.iter().min_by_key(|(_, (_, asked))| *asked).map(|(sql, _)| sql.clone());
            let Some(oldest) = oldest else { break };
            self.kept.remove(&oldest);
            self.length -= oldest.len();
        }
        self.kept.insert(sql.to_owned(), (statement, self.asked));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_often_is_kept_and_what_was_asked_long_ago_is_forgotten() {
        let text = |number: usize| format!("{number:01000}");
        let mut prepared = Prepared::default();
        let last = 3 * LENGTH_MAX / 1000;
        for number in 0..=last {
            if prepared.find("often").is_none() {
                assert_eq!(number, 0, "it was kept");
                prepared.keep("often", 0);
            }
            assert_eq!(prepared.find(&text(number)), None);
            prepared.keep(&text(number), number);
        }
        assert_eq!(prepared.kept.keys().map(String::len).sum::<usize>(), prepared.length);
        assert!((LENGTH_MAX - 1000..=LENGTH_MAX).contains(&prepared.length), "{}", prepared.length);
        assert_eq!((prepared.find(&text(last)), prepared.find(&text(0))), (Some(last), None));
    }

    #[test]
    fn a_text_that_is_longer_than_all_may_be_is_kept_alone() {
        let mut prepared = Prepared::default();
        prepared.keep("short", 1);
        let long = "x".repeat(2 * LENGTH_MAX);
        prepared.keep(&long, 2);
        assert_eq!((prepared.find("short"), prepared.find(&long)), (None, Some(2)));
        prepared.keep("short", 1);
        assert_eq!((prepared.find("short"), prepared.find(&long)), (Some(1), None));
    }
}
