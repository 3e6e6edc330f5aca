//! Read the limits of a key as a person types them: the page and the terminal know no rule of addresses or amounts.

use keys::{
    address::ClientAddress,
    allowed_ips::AllowedIps,
    spending::{self, SpendingLimits},
    wire::FieldError,
};

use crate::{
    App, Failure,
    view::{LimitsView, TypedLimits},
};

impl App {
    /// What was typed of a key's limits, with all that is wrong with it. Nothing is sent anywhere.
    ///
    /// # Errors
    /// Never: what is wrong is part of the answer, so that it can be said beside the field while somebody types.
    pub async fn read_limits(&self, typed: &TypedLimits) -> Result<LimitsView, Failure> {
        Ok(read(typed))
    }
}

fn read(typed: &TypedLimits) -> LimitsView {
    let mut errors = Vec::new();
    let wrong = |(line, error)| FieldError::new(&format!("/allowedIps/{line}"), error);
    let ranges = AllowedIps::parse_lines(&typed.allowed_ips);
    let ranges = ranges.unwrap_or_else(|lines| {
        errors.extend(lines.into_iter().map(wrong));
        AllowedIps::default()
    });
    let mut amount = |text: &str, pointer: &str| {
        let read = spending::parse_amount(text, typed.decimal);
        read.unwrap_or_else(|error| {
            errors.push(FieldError::new(pointer, error));
            None
        })
    };
    let spending_limits = SpendingLimits {
        daily_micros: amount(&typed.daily, "/spendingLimits/dailyMicros"),
        weekly_micros: amount(&typed.weekly, "/spendingLimits/weeklyMicros"),
        monthly_micros: amount(&typed.monthly, "/spendingLimits/monthlyMicros"),
    };
    let is_shut_out = |address: &&String| !ranges.allow(ClientAddress::parse(address));
    let shut_out = typed.callers.iter().filter(is_shut_out).cloned().collect();
    LimitsView { allowed_ips: ranges.to_texts(), spending_limits, errors, shut_out }
}

#[cfg(test)]
mod tests {
    use keys::wire::FieldCode;

    use super::*;

    fn typed() -> TypedLimits {
        TypedLimits { decimal: '.', ..TypedLimits::default() }
    }

    #[test]
    fn what_is_typed_is_read_in_its_one_form_and_nothing_typed_limits_nothing() {
        let nothing = read(&TypedLimits { callers: vec!["192.0.2.7".to_owned()], ..typed() });
        assert!(nothing.allowed_ips.is_empty() && nothing.spending_limits.is_none());
        assert!(nothing.errors.is_empty() && nothing.shut_out.is_empty());
        let text =
            TypedLimits { allowed_ips: "10.0.0.1\n 192.0.2.0/24".to_owned(), weekly: "12.5".to_owned(), ..typed() };
        let limits = read(&text);
        assert_eq!(limits.allowed_ips, ["10.0.0.1/32", "192.0.2.0/24"]);
        assert_eq!(limits.spending_limits, SpendingLimits { weekly_micros: Some(12_500_000), ..Default::default() });
    }

    #[test]
    fn everything_that_is_wrong_is_told_where_it_stands() {
        let text = TypedLimits {
            allowed_ips: "10.0.0.1\nthere".to_owned(),
            daily: "x".to_owned(),
            monthly: "1,5".to_owned(),
            ..typed()
        };
        let errors = read(&text).errors.into_iter().map(|error| (error.pointer, error.code)).collect::<Vec<_>>();
        let expected = [
            ("/allowedIps/1", FieldCode::NotARange),
            ("/spendingLimits/dailyMicros", FieldCode::NotAnAmount),
            ("/spendingLimits/monthlyMicros", FieldCode::NotAnAmount),
        ];
        assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        let comma = TypedLimits { monthly: "1,5".to_owned(), decimal: ',', ..TypedLimits::default() };
        assert_eq!(read(&comma).spending_limits.monthly_micros, Some(1_500_000), "where that is how it is written");
    }

    #[test]
    fn who_calls_now_and_would_be_shut_out_is_named() {
        let callers = ["192.0.2.7", "203.0.113.9", "nonsense"].map(str::to_owned);
        let text = TypedLimits { allowed_ips: "192.0.2.0/24".to_owned(), callers: callers.into(), ..typed() };
        assert_eq!(read(&text).shut_out, ["203.0.113.9", "nonsense"]);
    }
}
