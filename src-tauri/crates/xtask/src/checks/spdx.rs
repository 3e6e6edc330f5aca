//! Licence expressions (SPDX): `(MIT OR Apache-2.0) AND Unicode-3.0`, and the old way with a slash for OR.

/// Whether the allowed licences are enough to use something under this expression.
pub(super) fn allows(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { words: &words, at: 0, allowed };
    parser.any() == Some(true) && parser.at == words.len()
}

struct Parser<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a [&'a str],
}

impl Parser<'_> {
    /// `a OR b`: one of them is enough. `None` is an expression that cannot be read, which nothing allows.
    fn any(&mut self) -> Option<bool> {
        let mut good = self.all()?;
        while self.take("OR") {
            good |= self.all()?;
        }
        Some(good)
    }

    /// `a AND b`: both are needed, and AND binds closer than OR.
    fn all(&mut self) -> Option<bool> {
        let mut good = self.one()?;
        while self.take("AND") {
            good &= self.one()?;
        }
        Some(good)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let good = self.any()?;
            return self.take(")").then_some(good);
        }
        let name = *self.words.get(self.at)?;
        if matches!(name, "OR" | "AND" | "WITH" | ")") {
            return None;
        }
        self.at += 1;
        if !self.take("WITH") {
            return Some(self.allowed.contains(&name));
        }
        // An exception only ever gives more leave, so the plain licence is enough as well.
        let exception = *self.words.get(self.at)?;
        self.at += 1;
        let whole = format!("{name} WITH {exception}");
        Some(self.allowed.iter().any(|allowed| *allowed == whole || *allowed == name))
    }

    fn take(&mut self, word: &str) -> bool {
        let here = self.words.get(self.at) == Some(&word);
        self.at += usize::from(here);
        here
    }
}

#[cfg(test)]
mod tests {
    use super::allows;

    const ALLOWED: &[&str] = &["MIT", "Apache-2.0", "Unicode-3.0"];

    #[test]
    fn one_side_of_or_is_enough_and_both_sides_of_and_are_needed() {
        for good in ["MIT", "MIT OR GPL-3.0", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "(MIT OR X) AND Unicode-3.0"] {
            assert!(allows(good, ALLOWED), "{good} can be used");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR X) AND MIT", "GPL-3.0 OR X AND MIT"] {
            assert!(!allows(bad, ALLOWED), "{bad} cannot");
        }
        assert!(allows("GPL-3.0 AND X OR MIT", ALLOWED), "AND binds closer than OR");
    }

    #[test]
    fn an_exception_gives_leave_and_takes_none() {
        assert!(allows("Apache-2.0 WITH LLVM-exception", ALLOWED));
        assert!(!allows("GPL-3.0 WITH Classpath-exception", ALLOWED));
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for bad in ["", "(MIT", "MIT OR", "OR MIT", "MIT Apache-2.0", "MIT)", "()"] {
            assert!(!allows(bad, ALLOWED), "\"{bad}\" is no expression, so a person must look");
        }
    }
}
