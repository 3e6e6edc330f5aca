//! Listing alerts. They are derived, a thousand at most: what is asked of the list is asked of them in memory.

use std::collections::BTreeMap;

use keys::{
    Environment,
    wire::{Alert, AlertKind, ListMeta, Page},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::derive;
use crate::{
    Caller, Failure,
    api_keys::ApiKeys,
    ground::{
        asked::check_id,
        paging::{Cursor, ListQuery, States},
    },
};

const OPEN: &str = "open";
const ACKNOWLEDGED: &str = "acknowledged";

/// Which alerts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AlertFilter {
    /// Only those that are `open`, or of which somebody has taken note: `acknowledged`.
    #[param(max_length = 100, pattern = "^[a-z]+(,[a-z]+)*$")]
    pub state: Option<String>,
    /// Only those of this kind.
    #[param(value_type = Option<AlertKind>)]
    pub kind: Option<String>,
    /// Only those of this key.
    #[param(value_type = Option<keys::openapi::KeyId>)]
    pub key_id: Option<String>,
    /// Only those of this environment.
    #[param(value_type = Option<Environment>)]
    pub environment: Option<String>,
}

/// A filter that was checked.
struct Checked {
    states: Vec<&'static str>,
    kind: Option<AlertKind>,
    key_id: Option<String>,
    environment: Option<Environment>,
}

impl AlertFilter {
    fn check(self) -> Result<Checked, Failure> {
        let kind = self.kind.as_deref().map(str::parse).transpose();
        let environment = self.environment.as_deref().map(str::parse).transpose();
        self.key_id.as_deref().map(|id| check_id(id, "key")).transpose()?;
        Ok(Checked {
            states: States::new([(OPEN, Vec::new()), (ACKNOWLEDGED, Vec::new())]).choose(self.state.as_deref())?,
            kind: kind.map_err(|_| Failure::invalid_field("/kind", "There is no such kind of alert."))?,
            key_id: self.key_id,
            environment: environment.map_err(|_| Failure::invalid_field("/environment", "It is sandbox or live."))?,
        })
    }
}

fn state(alert: &Alert) -> &'static str {
    if alert.acknowledged_at.is_some() { ACKNOWLEDGED } else { OPEN }
}

impl ApiKeys {
    /// One page of what deserves a look, of that which was asked for, the most pressing first.
    ///
    /// # Errors
    /// A bad query, or the store's trouble.
    pub async fn list_alerts(
        &self,
        caller: &Caller,
        filter: AlertFilter,
        query: ListQuery,
    ) -> Result<Page<Alert>, Failure> {
        let (asked, filter, now) = (query.check()?, filter.check()?, self.ground.now());
        let place = asked.cursor.as_ref().map(Cursor::row_id).transpose()?;
        let organization_id = caller.organization_id.clone();
        let mut all = self.ground.store.read(move |db| derive(db, &organization_id, now)).await?;
        all.retain(|alert| {
            filter.kind.is_none_or(|kind| alert.kind == kind)
                && filter.key_id.as_ref().is_none_or(|key_id| alert.key_id == *key_id)
                && filter.environment.is_none_or(|environment| alert.environment == environment)
        });
        let mut counts = BTreeMap::from([OPEN, ACKNOWLEDGED].map(|word| (word.to_owned(), 0)));
        for alert in &all {
            *counts.entry(state(alert).to_owned()).or_default() += 1;
        }
        all.retain(|alert| filter.states.contains(&state(alert)));
        let place = usize::try_from(place.unwrap_or(0)).unwrap_or(0).min(all.len());
        let (begin, end) = match asked.backward {
            true => (place.saturating_sub(asked.limit), place),
            false => (place, (place + asked.limit).min(all.len())),
        };
        let cursor = |place: usize| Cursor::of_row(i64::try_from(place).unwrap_or(i64::MAX));
        let meta = ListMeta {
            next_cursor: (end < all.len()).then(|| cursor(end)),
            previous_cursor: (begin > 0).then(|| cursor(begin)),
            total: all.len() as u64,
            counts: Some(counts),
            ..ListMeta::default()
        };
        Ok(Page { data: all.get(begin..end).unwrap_or_default().to_vec(), meta })
    }
}
