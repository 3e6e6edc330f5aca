//! Money: `{code, chain?, amount}` with the amount as a decimal text, which is never turned into a floating number.
//!
//! The shape is the vendor's; which assets there are, and how finely each is divided, is ours.

use keys::wire::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Digits before the point, at most: far more than there is money.
const WHOLE_DIGITS_MAX: usize = 15;
/// The chains that the tokens below live on. Their addresses have one form.
pub const CHAINS: [&str; 3] = ["BASE", "ETHEREUM", "POLYGON"];
/// Currencies and tokens: code, decimals, whether it lives on a chain.
pub const ASSETS: [(&str, usize, bool); 6] =
    [("BRL", 2, false), ("EUR", 2, false), ("MXN", 2, false), ("USD", 2, false), ("USDC", 6, true), ("USDT", 6, true)];

/// An amount of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Money {
    /// The asset's code.
    #[schema(example = "USDC")]
    pub code: String,
    /// The chain, for an asset that lives on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "BASE")]
    pub chain: Option<String>,
    /// A decimal number, more than nothing.
    #[schema(pattern = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$", example = "100.50")]
    pub amount: String,
}

/// A kind of money without an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asset {
    /// The asset's code.
    #[schema(example = "USDC")]
    pub code: String,
    /// The chain, for an asset that lives on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "BASE")]
    pub chain: Option<String>,
}

impl Money {
    /// What kind of money it is.
    pub fn asset(&self) -> Asset {
        Asset { code: self.code.clone(), chain: self.chain.clone() }
    }

    /// Complains about each wrong field; `at` is where the money stands in the body.
    pub fn check(&self, at: &str, errors: &mut Vec<FieldError>) {
        let decimals = self.asset().check(at, errors);
        if let Err(complaint) = check_amount(&self.amount, decimals) {
            errors.push(FieldError::new(&format!("{at}/amount"), complaint));
        }
    }
}

impl Asset {
    /// Complains about each wrong field; answers how finely the asset is divided.
    pub fn check(&self, at: &str, errors: &mut Vec<FieldError>) -> usize {
        let Some((_, decimals, on_chain)) = ASSETS.into_iter().find(|(code, ..)| *code == self.code) else {
            errors.push(FieldError::new(&format!("{at}/code"), "This asset is not known here."));
            // The amount is judged all the same, as widely as any asset allows.
            return ASSETS.into_iter().map(|(_, decimals, _)| decimals).max().unwrap_or_default();
        };
        let complaint = match (&self.chain, on_chain) {
            (None, true) => Some("This asset lives on a chain; name it."),
            (Some(_), false) => Some("This asset lives on no chain."),
            (Some(chain), true) if !CHAINS.contains(&chain.as_str()) => Some("This chain is not known here."),
            _ => None,
        };
        errors.extend(complaint.map(|words| FieldError::new(&format!("{at}/chain"), words)));
        decimals
    }
}

/// A decimal text: digits, perhaps a point and further digits; no sign, no leading zeros, more than nothing, and no
/// finer than its asset is divided.
fn check_amount(text: &str, decimals: usize) -> Result<(), String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) || (whole.len() > 1 && whole.starts_with('0')) {
        return Err("An amount is a decimal number in a text, such as \"100.50\".".to_owned());
    }
    if whole.len() > WHOLE_DIGITS_MAX {
        return Err(format!("An amount has at most {WHOLE_DIGITS_MAX} digits before the point."));
    }
    if fraction.is_some_and(|fraction| fraction.len() > decimals) {
        return Err(format!("This asset has at most {decimals} digits behind the point."));
    }
    if text.bytes().all(|b| matches!(b, b'0' | b'.')) {
        return Err("An amount is more than nothing.".to_owned());
    }
    Ok(())
}

/// Complains unless the text has the published form of a client's own reference.
pub fn check_reference(reference: Option<&str>, errors: &mut Vec<FieldError>) {
    let well_formed = |text: &str| {
        (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-:.".contains(&b))
    };
    if !reference.is_none_or(well_formed) {
        let form = "A reference has 1 to 255 of the characters A-Z a-z 0-9 _ - : .";
        errors.push(FieldError::new("/clientReferenceId", form));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pointers(code: &str, chain: Option<&str>, amount: &str) -> Vec<String> {
        let money = Money { code: code.into(), chain: chain.map(Into::into), amount: amount.into() };
        let mut errors = Vec::new();
        money.check("/amount", &mut errors);
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn each_wrong_field_of_money_is_named() {
        assert_eq!(pointers("USD", None, "100.50"), [""; 0]);
        assert_eq!(pointers("USDC", Some("BASE"), "0.000001"), [""; 0]);
        assert_eq!(pointers("usd", None, "1"), ["/amount/code"], "codes are upper case");
        assert_eq!(pointers("DOGE", None, "x"), ["/amount/code", "/amount/amount"]);
        assert_eq!(pointers("USDC", None, "1"), ["/amount/chain"]);
        assert_eq!(pointers("USD", Some("BASE"), "1"), ["/amount/chain"]);
        assert_eq!(pointers("USDC", Some("MOON"), "1"), ["/amount/chain"]);
        assert_eq!(pointers("USD", None, "0.001"), ["/amount/amount"], "a cent is not divided");
    }

    #[test]
    fn an_amount_is_an_exact_decimal() {
        for good in ["1", "0.01", "10", "100.5", "999999999999999.99", "1.00"] {
            assert_eq!(check_amount(good, 2), Ok(()), "{good}");
        }
        let bad = [
            "",
            "0",
            "0.00",
            "-1",
            "+1",
            "1.",
            ".5",
            "1e3",
            "1,5",
            "01",
            "00",
            "1.005",
            " 1",
            "1 ",
            "0x10",
            "NaN",
            "inf",
            "1000000000000000",
            "1.2.3",
            "١",
        ];
        for bad in bad {
            assert!(check_amount(bad, 2).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_reference_has_the_published_form() {
        let complaints = |text: Option<&str>| {
            let mut errors = Vec::new();
            check_reference(text, &mut errors);
            errors.len()
        };
        for good in [None, Some("a"), Some("order-4711:2026.01_x"), Some(&*"x".repeat(255))] {
            assert_eq!(complaints(good), 0, "{good:?}");
        }
        for bad in ["", "a b", "a/b", "ä", &"x".repeat(256)] {
            assert_eq!(complaints(Some(bad)), 1, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in ".*", decimals in 0usize..9) {
            let _ = check_amount(&text, decimals);
        }

        #[test]
        fn whole_cents_are_taken_as_they_are_written(cents in 1u64..100_000_000_000_000_000) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(check_amount(&text, 2), Ok(()));
            prop_assert!(check_amount(&format!("{text}0"), 2).is_err(), "one digit too fine");
        }
    }
}
