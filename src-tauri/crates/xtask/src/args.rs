//! The few arguments that the chores take, read without a parser crate.

use anyhow::{Result, bail};

/// The words after the chore's name: flags, values of flags, and what follows `--`.
pub(crate) struct Args {
    words: Vec<String>,
    rest: Vec<String>,
}

impl Args {
    pub(crate) fn new(words: impl Iterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.collect();
        let rest = match words.iter().position(|word| word == "--") {
            Some(at) => words.split_off(at).split_off(1),
            None => Vec::new(),
        };
        Self { words, rest }
    }

    /// Whether the flag was given; it is taken, so that `finish` can refuse what is left.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() != before
    }

    /// All values of `name VALUE` or `name=VALUE`, in order.
    pub(crate) fn values(&mut self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        let mut left = Vec::new();
        let mut words = std::mem::take(&mut self.words).into_iter();
        while let Some(word) = words.next() {
            if let Some(value) = word.strip_prefix(name).and_then(|tail| tail.strip_prefix('=')) {
                values.push(value.to_owned());
            } else if word == name {
                let Some(value) = words.next() else { bail!("{name} needs a value") };
                values.push(value);
            } else {
                left.push(word);
            }
        }
        self.words = left;
        Ok(values)
    }

    /// What followed `--`, after making sure that nothing unknown was said before it.
    pub(crate) fn finish(self) -> Result<Vec<String>> {
        match self.words.first() {
            Some(word) => bail!("\"{word}\" is not understood here; `cargo xtask help` lists what is"),
            None => Ok(self.rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(words: &[&str]) -> Args {
        Args::new(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn flags_values_and_the_rest_are_told_apart() {
        let mut args = args(&["--keep", "--only", "fmt", "--only=docs", "--", "--keep", "x"]);
        assert!(args.flag("--keep"), "a flag before -- is ours");
        assert!(!args.flag("--fresh"), "a flag that was not given is not there");
        assert_eq!(args.values("--only").unwrap(), ["fmt", "docs"], "both spellings of a value count, in order");
        assert_eq!(args.finish().unwrap(), ["--keep", "x"], "what follows -- is handed on untouched");
    }

    #[test]
    fn an_unknown_word_is_refused_by_name() {
        let error = args(&["--onyl", "fmt"]).finish().unwrap_err().to_string();
        assert!(error.contains("--onyl"), "a typing mistake must not be ignored: {error}");
    }

    #[test]
    fn a_value_that_is_missing_is_refused() {
        assert!(args(&["--only"]).values("--only").is_err(), "--only without a name must not mean everything");
    }
}
