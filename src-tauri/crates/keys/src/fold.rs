//! Text as people compare it: case and accents apart, numbers by their size.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Words of one text that are looked for; what follows them is not.
const WORDS_MAX: usize = 40;
/// Digits of a number that is compared by its size; a longer one is compared like a word.
const DIGITS_MAX: usize = 100;

/// The text in lower case and without accents: `Zürich ÉCLAIR` becomes `zurich eclair`.
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// What a name is ordered by: folded, and `key 2` before `key 10`. Compared byte by byte.
pub fn sort_key(name: &str) -> Vec<u8> {
    let folded = fold(name);
    let (mut key, mut rest) = (Vec::with_capacity(folded.len() + 4), folded.as_str());
    while let Some(first) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let length = if digits == 0 { first.len_utf8() } else { digits };
        let (piece, after) = rest.split_at(length);
        let number = piece.trim_start_matches('0');
        if digits > 0 && number.len() <= DIGITS_MAX {
            // The sign keeps numbers where digits stand; the length makes the larger number the later one.
            key.push(b'0');
            key.extend(u8::try_from(number.len()));
            key.extend_from_slice(number.as_bytes());
        } else {
            key.extend_from_slice(piece.as_bytes());
        }
        rest = after;
    }
    key
}

/// The words of a text, folded, each once, in their order. A word is letters and digits: `billing-sync` is two.
pub fn words(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let folded = fold(text);
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if all.len() < WORDS_MAX && !all.iter().any(|known| known == word) {
            all.push(word.to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_ordered_as_people_do() {
        let sorted =
            ["", "2 keys", "10 keys", "Billing", "billing 2", "Billing 10", "billing-b", "éclair", "Eclairs", "zoo"];
        for pair in sorted.windows(2) {
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{pair:?}");
        }
        assert_eq!(sort_key("ÉCLAIR"), sort_key("eclair"));
        assert_eq!(sort_key("key 007"), sort_key("key 7"));
    }

    #[test]
    fn words_are_told_apart_by_whatever_is_no_letter_and_no_digit() {
        assert_eq!(words("Billing-Sync: Zürich/EU billing"), ["billing", "sync", "zurich", "eu"]);
        assert_eq!(words(" … "), Vec::<String>::new());
        assert_eq!(words(&"a b c d e f g h i j k l m n o p q r s t u v w x y z ".repeat(9)).len(), 26);
        assert_eq!(words(&(0..99).map(|n| format!("{n} ")).collect::<String>()).len(), WORDS_MAX);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in ".*") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn numbers_are_ordered_by_their_size(a in 0_u64..2_000_000, b in 0_u64..2_000_000) {
            prop_assert_eq!(sort_key(&format!("key {a}")).cmp(&sort_key(&format!("key {b}"))), a.cmp(&b));
        }

        #[test]
        fn any_name_has_a_place(name in ".*") {
            let _ = sort_key(&name);
        }
    }
}
