//! Changes that have no row in the audit log, gathered: at most one event a second for each kind of them in an
//! organization's environment, however many there are. They are not told again on resuming; one event for each kind then
//! says that there may have been some.

use std::collections::{BTreeSet, HashMap};

use keys::{Environment, Timestamp, wire::NewsKind};

use super::line::{Line, Reader};
use crate::ground::news::Told;

/// A key's last use and its counted calls.
pub const KEY_USED: &str = "key.used";
/// The state of a webhook delivery: begun, tried, ended.
pub const DELIVERY_CHANGED: &str = "webhook_delivery.changed";
/// A request record was written.
pub const REQUEST_RECORDED: &str = "request.recorded";
/// An alert that receivers of webhooks were told of began or ended.
pub const ALERT_CHANGED: &str = "alert.changed";
/// Something was seen or done for the first time that an activation rests on.
pub const ACTIVATION_PROVED: &str = "activation.proved";

/// All of them, with the kind that each is of.
const GATHERED: [(&str, NewsKind); 5] = [
    (KEY_USED, NewsKind::Key),
    (DELIVERY_CHANGED, NewsKind::WebhookDelivery),
    (REQUEST_RECORDED, NewsKind::Request),
    (ALERT_CHANGED, NewsKind::Alert),
    (ACTIVATION_PROVED, NewsKind::Activation),
];

/// Ids of one event; beyond it the event names none.
const IDS_MAX: usize = 100;

/// Whose, where, and what was done.
type Place = (String, Option<Environment>, String);

/// What waits for its second to be over.
#[derive(Default)]
pub struct Gathered {
    /// The ids; none when it may be any.
    waiting: HashMap<Place, Option<BTreeSet<String>>>,
    may_be_any: bool,
}

impl Gathered {
    /// Something is missing among what was added: there may have been changes of every kind.
    pub fn lose(&mut self) {
        *self = Self { waiting: HashMap::new(), may_be_any: true };
    }

    /// Whether something was missing since the last time.
    pub fn take_lost(&mut self) -> bool {
        std::mem::take(&mut self.may_be_any)
    }

    /// Adds something that changed.
    pub fn add(&mut self, told: Told) {
        let place = (told.organization_id, told.environment, told.deed);
        let ids = self.waiting.entry(place).or_insert_with(|| Some(BTreeSet::new()));
        if told.subject.is_empty() {
            *ids = None;
        } else if let Some(known) = ids {
            known.insert(told.subject);
            if known.len() > IDS_MAX {
                *ids = None;
            }
        }
    }

    /// Takes what waits, as it is told.
    pub fn take(&mut self, at: Timestamp) -> Vec<Line> {
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        waiting
            .map(|((organization_id, environment, deed), ids)| {
                let ids = ids.into_iter().flatten().collect();
                Line::gathered((&organization_id, environment, &deed), ids, at)
            })
            .collect()
    }
}

/// That there may have been changes of each kind which the reader sees, for who was away meanwhile.
pub fn summary(reader: &Reader, at: Timestamp) -> Vec<Line> {
    let seen = GATHERED.iter().filter(|(_, kind)| reader.sees.contains(kind));
    let line = |deed| Line::gathered((&reader.organization_id, reader.environment, deed), Vec::new(), at);
    seen.map(|(deed, _)| line(deed)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{
        super::line::tests::{reader, row},
        *,
    };

    fn used(key_id: &str) -> Told {
        Told { mark: None, ..row(1, "org_a", KEY_USED, key_id) }
    }

    fn told(gathered: &mut Gathered) -> Vec<Value> {
        let (lines, reader) = (gathered.take(Timestamp::from_millis(0)), reader("org_a", &NewsKind::ALL));
        let text = |line: &Line| line.heard_by(&reader).map(|text| serde_json::from_str(text).unwrap());
        lines.iter().filter_map(text).collect()
    }

    #[test]
    fn however_often_keys_are_used_one_event_names_each_once() {
        let mut gathered = Gathered::default();
        (0..1000).for_each(|call| gathered.add(used(&format!("key_{}", call % 3))));
        let events = told(&mut gathered);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["ids"], json!(["key_0", "key_1", "key_2"]));
        assert!(told(&mut gathered).is_empty(), "once");
    }

    #[test]
    fn beyond_a_hundred_the_event_may_be_about_any() {
        let mut gathered = Gathered::default();
        (0..=IDS_MAX).for_each(|number| gathered.add(used(&number.to_string())));
        gathered.add(used("one more"));
        let events = told(&mut gathered);
        assert_eq!((events.len(), events[0].get("ids"), &events[0]["id"]), (1, None, &Value::Null));
    }

    #[test]
    fn who_was_away_hears_of_the_kinds_that_the_role_sees() {
        let lines = summary(&reader("org_a", &[NewsKind::Key]), Timestamp::from_millis(0));
        assert_eq!(lines.len(), 1, "no webhook deliveries for who may not list them");
        assert_eq!(summary(&reader("org_a", &NewsKind::ALL), Timestamp::from_millis(0)).len(), GATHERED.len());
    }
}
