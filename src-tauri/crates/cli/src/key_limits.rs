//! What a key is limited to: as it is typed in a terminal, and as it is shown there.

use actions::{
    Failure,
    view::{ChangedView, KeyView, LimitsView, TypedLimits},
};
use keys::{
    Timestamp,
    change::ChangeLimits,
    spending::{SpendingLimits, Window, format_amount},
    wire::ChangeKey,
};

use crate::{
    Face,
    arguments::{Limits, Spending},
    print::{moment, word},
};

/// What takes a limit away.
const NONE: &str = "none";

/// The limits that were typed.
///
/// # Errors
/// [`actions::Code::InvalidInput`], with each that cannot be read.
pub(crate) async fn read(face: &Face, typed: &Limits) -> Result<LimitsView, Failure> {
    read_parts(face, &typed.allow, &typed.spending).await
}

/// The same where only spending is limited.
///
/// # Errors
/// As [`read`].
pub(crate) async fn read_spending(face: &Face, typed: &Spending) -> Result<SpendingLimits, Failure> {
    Ok(read_parts(face, &[], typed).await?.spending_limits)
}

async fn read_parts(face: &Face, allow: &[String], spending: &Spending) -> Result<LimitsView, Failure> {
    let amount = |text: &Option<String>| text.clone().filter(|text| text != NONE).unwrap_or_default();
    let asked = TypedLimits {
        allowed_ips: allow.join("\n"),
        daily: amount(&spending.daily_limit),
        weekly: amount(&spending.weekly_limit),
        monthly: amount(&spending.monthly_limit),
        decimal: '.',
        callers: Vec::new(),
    };
    let read = face.app.read_limits(&asked).await?;
    if read.errors.is_empty() {
        return Ok(read);
    }
    Err(Failure { fields: read.errors, ..Failure::invalid("", "These limits cannot be read.") })
}

/// The change that was typed.
///
/// # Errors
/// As [`read`], or [`actions::Code::InvalidInput`] when nothing is to be changed.
pub(crate) async fn change(
    face: &Face,
    typed: &Limits,
    allow_any: bool,
    expires_at: Option<Timestamp>,
    reason: String,
) -> Result<ChangeKey, Failure> {
    let LimitsView { allowed_ips, spending_limits, .. } = read(face, typed).await?;
    let limits = ChangeLimits {
        daily_micros: typed.spending.daily_limit.as_ref().map(|_| spending_limits.daily_micros),
        weekly_micros: typed.spending.weekly_limit.as_ref().map(|_| spending_limits.weekly_micros),
        monthly_micros: typed.spending.monthly_limit.as_ref().map(|_| spending_limits.monthly_micros),
    };
    let change = ChangeKey {
        spending_limits: (limits != ChangeLimits::default()).then_some(limits),
        allowed_ips: (allow_any || !typed.allow.is_empty()).then_some(allowed_ips),
        expires_at,
        reason,
    };
    if change.spending_limits.is_none() && change.allowed_ips.is_none() && change.expires_at.is_none() {
        return Err(Failure::invalid("/change", "Say what to change: conduit-keys keys update --help."));
    }
    Ok(change)
}

/// What is known of a key, a line each.
pub(crate) fn facts(view: &KeyView) -> Vec<String> {
    let key = &view.key;
    let ranges = if key.allowed_ips.is_empty() { "any".to_owned() } else { key.allowed_ips.join(" ") };
    let limit = |window| key.spending_limits.of(window).map_or(NONE.to_owned(), format_amount);
    let lines = [
        ("Name", key.name.clone()),
        ("ID", key.id.clone()),
        ("Hint", key.hint.to_string()),
        ("Access", word(&key.access_level)),
        ("State", word(&key.state)),
        ("Created", format!("{} by {}", key.created_at, key.created_by.name)),
        ("Last used", moment(key.last_used_at)),
        ("Valid from", moment(key.not_before)),
        ("Expires", moment(key.ends_at)),
        ("Addresses", ranges),
        ("Daily limit", limit(Window::Daily)),
        ("Weekly limit", limit(Window::Weekly)),
        ("Monthly limit", limit(Window::Monthly)),
        ("Note", key.note.clone().unwrap_or_default()),
    ];
    lines.into_iter().map(|(name, value)| format!("{name:<14}{value}").trim_end().to_owned()).collect()
}

/// What a change did.
pub(crate) fn receipt(changed: &ChangedView) -> Vec<String> {
    let mut lines = vec![format!("Changed {} ({}).", changed.key.key.name, changed.key.key.id)];
    let refused = changed.refused_by.iter();
    lines.extend(refused.map(|node| format!("{} refuses what is no longer allowed since {}.", node.node, node.since)));
    lines
}
