//! Which keys a list is of, and how the store finds them without reading all.

use keys::{
    AccessLevel, Actor, Environment, KeyState, Timestamp, due,
    fold::words,
    redact::redact,
    wire::{Complaint, FieldCode, FieldError},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Failure,
    ground::{
        paging::{Condition, Order, Sort},
        store::{Value, space},
    },
};

const TEXT_LENGTH_MAX: usize = 200;
/// Words that are looked for at once.
const WORDS_MAX: usize = 8;

/// What a list of keys can be read by.
pub(super) const SORTS: &[Sort] = &[
    Sort::by_number("created", CREATED),
    Sort::by_bytes("name", "name_sorted"),
    Sort::by_number("lastUsed", USED),
    Sort::by_number("expires", ENDS),
    Sort::by_number("calls", "calls_in_day"),
];
/// So many keys are read one by one and put in order; more are read in the order, leaving out what does not fit.
pub(super) const FEW: usize = 2_000;
const CREATED: &str = "created_at";
const USED: &str = "used_sorted";
const ENDS: &str = "ends_sorted";

/// Which keys.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct KeyFilter {
    /// Only those in this state: `pending`, `active`, `retiring`, `revoked`, `expired`; several with commas.
    #[param(max_length = 100, pattern = "^[a-z]+(,[a-z]+)*$")]
    pub state: Option<String>,
    /// Only those of this access level.
    #[param(value_type = Option<AccessLevel>)]
    pub access_level: Option<String>,
    /// Only those that somebody created: kind and id, `member:usr_…`, `computer:`.
    #[param(max_length = 200, pattern = r"^[^\u0000]*$")]
    pub created_by: Option<String>,
    /// `true`: only active keys that want a successor, because they end within 30 days or are older than the organization
    /// allows, a year at most.
    #[param(value_type = Option<bool>)]
    pub due: Option<String>,
    /// Only those without a call since this moment.
    #[param(value_type = Option<Timestamp>)]
    pub unused_since: Option<String>,
    /// Only those that were created before this moment.
    #[param(value_type = Option<Timestamp>)]
    pub created_before: Option<String>,
    /// Only those that end before this moment.
    #[param(value_type = Option<Timestamp>)]
    pub expires_before: Option<String>,
    /// Only those of exactly this name, upper and lower case together.
    #[param(max_length = 200, pattern = r"^[^\u0000]*$")]
    pub name: Option<String>,
    /// Only those that have all these words, or words that begin with them, in the name, the note, the id or the last four
    /// characters of the secret; case and accents apart.
    #[param(max_length = 200, pattern = r"^[^\u0000]*$")]
    pub q: Option<String>,
}

/// A filter that was checked.
pub(super) struct Checked {
    space: i64,
    scope: Condition,
    now: Timestamp,
    pub(super) state: Option<String>,
    due: bool,
    /// How many days old a key may become.
    key_days: Option<u32>,
    /// Each may be fitted by few keys, which the store then finds by an index of its own.
    narrow: Vec<Narrow>,
}

/// A part of a filter that few keys may fit.
pub(super) struct Narrow {
    /// What is asked of each key that is read in an order; none where the state says it already.
    residual: Option<Residual>,
    /// The same, as the ids of those keys.
    ids: Condition,
    /// The same, of a key that is read by this alone, when it is known that few fit.
    few: Condition,
    /// The column that it is a range of.
    column: Option<&'static str>,
}

/// What is asked of a key while it is read in an order.
type Residual = Box<dyn Fn(Reading) -> Condition + Send>;

impl Narrow {
    /// One whose keys are read by their ids.
    fn by_ids(ids: Condition, residual: Option<Residual>) -> Self {
        let few = one_of(&at_most(&ids, FEW));
        Self { residual, ids, few, column: None }
    }

    /// One whose keys an index leads to that no other condition could be taken for: they need not be looked up a second time,
    /// by their ids, which takes a server several times as long.
    fn by_itself(few: Condition, residual: Residual) -> Self {
        Self { residual: Some(residual), ids: ids_of(&few), few, column: None }
    }

    /// How many keys fit, counted up to one more than are few, as a question.
    pub(super) fn count(&self) -> Condition {
        let few = at_most(&self.ids, FEW + 1);
        Condition::new("SELECT count(*) FROM (", []).joined(&few).joined(&Condition::new(") AS few", []))
    }
}

/// How many keys there are whose end has come and is not written down yet: mostly none, since it is written down within
/// seconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// None.
    None,
    /// So few that each may be looked up, and then put in order.
    Few,
    /// So many that they come soon in whatever order keys are read.
    Many,
}

impl Over {
    /// By their number, counted up to one more than are few.
    pub(super) fn of(count: u64) -> Self {
        match count {
            0 => Self::None,
            few if few <= FEW as u64 => Self::Few,
            _ => Self::Many,
        }
    }
}

/// How keys are read: in an order, whose own index it then is; and by which store.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) order: Order,
    /// PostgreSQL, which counts what there is before it plans. SQLite knows nothing of how many rows have a value.
    pub(super) by_server: bool,
}

impl KeyFilter {
    /// # Errors
    /// [`keys::wire::Code::ValidationError`] with everything that is wrong.
    pub(super) fn check(
        self,
        organization_id: &str,
        environment: Environment,
        key_days: Option<u32>,
        now: Timestamp,
    ) -> Result<Checked, Failure> {
        let scope = Condition::new(
            "organization_id = ? AND environment = ?",
            [organization_id.into(), environment.as_str().into()],
        );
        let mut errors = Vec::new();
        let mut checked = Checked {
            space: space(organization_id, environment),
            scope,
            now,
            state: self.state,
            due: false,
            key_days,
            narrow: Vec::new(),
        };
        match self.due.as_deref() {
            None => {}
            Some("true") => checked.add_due(),
            Some(_) => errors.push(FieldError::new("/due", "Due is true, or left out.")),
        }
        checked.add_name(self.name, &mut errors);
        checked.add_words(self.q.as_deref(), &mut errors);
        checked.add_creator(self.created_by, &mut errors);
        if let Some(moment) = moment("/createdBefore", self.created_before, &mut errors) {
            let compare = move |how| Condition::new(&format!("{} < ?", beside(how, CREATED)), [moment.into()]);
            checked.add_range(CREATED, compare);
        }
        if let Some(end) = moment("/expiresBefore", self.expires_before, &mut errors) {
            checked.add_range(ENDS, move |how| Condition::new(&format!("{} < ?", beside(how, ENDS)), [end.into()]));
        }
        if let Some(since) = moment("/unusedSince", self.unused_since, &mut errors) {
            // A key that is younger has not been unused for so long.
            checked.add_range(USED, move |how| {
                let (used, created) = (beside(how, USED), beside(how, CREATED));
                Condition::new(&format!("{used} < ? AND {created} < ?"), [since.into(), since.into()])
            });
        }
        match self.access_level.as_deref().map(str::parse::<AccessLevel>) {
            None => {}
            Some(Ok(level)) => checked.add_level(level),
            Some(Err(_)) => errors.push(FieldError::new("/accessLevel", "It is read_only or read_write.")),
        }
        if errors.is_empty() { Ok(checked) } else { Err(Failure::invalid(errors)) }
    }
}

fn moment(pointer: &str, asked: Option<String>, errors: &mut Vec<FieldError>) -> Option<Timestamp> {
    let moment = asked?.parse();
    if moment.is_err() {
        errors.push(FieldError::new(pointer, "This is no ISO 8601 date and time."));
    }
    moment.ok()
}

fn ids_of(which: &Condition) -> Condition {
    Condition::new("SELECT id FROM keys WHERE ", []).joined(which)
}

/// So many ids and no more. Where there are not more, it says so to a server that plans for whatever values may come.
fn at_most(ids: &Condition, most: usize) -> Condition {
    ids.clone().joined(&Condition::new(&format!(" LIMIT {most}"), []))
}

fn one_of(ids: &Condition) -> Condition {
    Condition::new("id IN (", []).joined(ids).joined(&Condition::new(")", []))
}

impl Checked {
    fn add_words(&mut self, asked: Option<&str>, errors: &mut Vec<FieldError>) {
        let Some(asked) = asked else { return };
        if asked.chars().count() > TEXT_LENGTH_MAX || asked.contains('\0') {
            errors.push(FieldError::new("/q", "At most 200 characters, without NUL."));
            return;
        }
        if redact(asked) != asked {
            errors.push(FieldError::new(
                "/q",
                Complaint::of(
                    FieldCode::HoldsASecret,
                    "This holds a secret. A key is found by its last four characters.",
                ),
            ));
            return;
        }
        // As they are shown: an id behind its kind, a hint behind its prefix.
        let bare =
            ["key_", "ck_live_", "ck_sandbox_"].iter().fold(asked.to_owned(), |text, kind| text.replace(kind, " "));
        let mut all = words(&bare);
        if all.is_empty() && !asked.trim().is_empty() {
            // Signs alone are in no key's words.
            self.scope = self.scope.clone().and("1 = 0", []);
        }
        all.truncate(WORDS_MAX);
        // The longest is likely the rarest.
        all.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in all {
            let condition = Condition::new("words LIKE ?", [format!("% {word}%").into()]);
            let (from, to) = (word.clone().into_bytes(), [word.as_bytes(), &[0xff]].concat());
            let ids = Condition::new(
                "SELECT key_id FROM key_words WHERE space = ? AND word >= ? AND word < ?",
                [self.space.into(), from.into(), to.into()],
            );
            self.narrow.push(Narrow::by_ids(ids, Some(Box::new(move |_| condition.clone()))));
        }
    }

    fn add_name(&mut self, asked: Option<String>, errors: &mut Vec<FieldError>) {
        let Some(asked) = asked else { return };
        if asked.chars().count() > TEXT_LENGTH_MAX || asked.contains('\0') {
            errors.push(FieldError::new("/name", "At most 200 characters, without NUL."));
            return;
        }
        let of = |column: &str| Condition::new(&format!("{column} = ?"), [asked.to_lowercase().into()]);
        // Its index has no order.
        let besides = of("name_folded || ''");
        let few = self.scope.clone().with(of("name_folded"));
        self.narrow.push(Narrow::by_itself(few, Box::new(move |_| besides.clone())));
    }

    fn add_creator(&mut self, asked: Option<String>, errors: &mut Vec<FieldError>) {
        let Some(asked) = asked else { return };
        if Actor::is_reference(&asked) {
            let of = |column: &str| Condition::new(&format!("{column} = ?"), [(&asked).into()]);
            let (plain, besides) = (of("created_by_id"), of("created_by_id || ''"));
            let few = self.scope.clone().with(plain.clone());
            // Its own index has the order of creation.
            let residual =
                move |how: Reading| if how.order.sort.column == CREATED { plain.clone() } else { besides.clone() };
            self.narrow.push(Narrow::by_itself(few, Box::new(residual)));
        } else {
            errors.push(FieldError::new("/createdBy", "Say who by kind and id: member:usr_…, token:tok_…, computer:."));
        }
    }

    /// Most keys may have one level and hardly any the other, whichever it is.
    fn add_level(&mut self, level: AccessLevel) {
        let of = |column: &str| Condition::new(&format!("{column} = ?"), [level.as_str().into()]);
        // Its index has no order.
        let besides = of("access_level || ''");
        let few = self.scope.clone().with(of("access_level"));
        self.narrow.push(Narrow::by_itself(few, Box::new(move |_| besides.clone())));
    }

    /// A range of an order's column. The index begins with the state, so that all of them are named.
    fn add_range(&mut self, column: &'static str, compare: impl Fn(Option<Reading>) -> Condition + Send + 'static) {
        let states = KeyState::ALL.map(|state| format!("'{}'", state.as_str())).join(", ");
        let states = Condition::new(&format!("state_on_record IN ({states})"), []);
        let ids = ids_of(&self.scope.clone().with(states).with(compare(None)));
        let residual: Residual = Box::new(move |how| compare(Some(how)));
        self.narrow.push(Narrow { column: Some(column), ..Narrow::by_ids(ids, Some(residual)) });
    }

    fn add_due(&mut self) {
        self.due = true;
        let [soon, old] = self.due(None).map(|condition| ids_of(&condition));
        let ids = soon.joined(&Condition::new(" UNION ALL ", [])).joined(&old);
        self.narrow.push(Narrow::by_ids(ids, None));
    }

    /// Whether anything but the state narrows the list.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.narrow.is_empty()
    }

    /// What may lead to few keys, the likeliest first. None where the order's own index leads to them.
    pub(super) fn ways(&self, order: Order) -> impl Iterator<Item = &Narrow> {
        let by_order = self.narrow.iter().any(|narrow| narrow.column == Some(order.sort.column));
        self.narrow.iter().filter(move |_| !by_order)
    }

    /// What is asked of a key besides its state: to be one of those, first, that a way to few leads to, when it was taken.
    pub(super) fn asked(&self, way: Option<&Narrow>, how: Reading) -> Condition {
        let is_way = |narrow: &&Narrow| way.is_some_and(|way| std::ptr::eq(way, *narrow));
        let rest = self.narrow.iter().filter(|narrow| !is_way(narrow));
        let rest = rest.filter_map(|narrow| narrow.residual.as_ref().map(|residual| residual(how)));
        way.map(|way| way.few.clone()).into_iter().chain(rest).reduce(Condition::with).unwrap_or_default()
    }

    /// The keys in each state, as conditions that an index leads to and of which a key fits one at most; in an order, whose
    /// own index it then is, or in none. Without those that are [over](Self::over), if there are none.
    pub(super) fn in_states(&self, how: Option<Reading>, over: Over) -> Vec<(KeyState, Vec<Condition>)> {
        KeyState::ALL.map(|state| (state, self.in_state(state, how, over))).into()
    }

    /// The keys whose end has come and is not written down yet.
    pub(super) fn over(&self) -> Condition {
        self.scope
            .clone()
            .and("state_on_record IN ('pending', 'active', 'retiring') AND ends_sorted <= ?", [self.now.into()])
    }

    fn in_state(&self, state: KeyState, how: Option<Reading>, over: Over) -> Vec<Condition> {
        let (now, ends) = (Value::from(self.now), beside(how, ENDS));
        let of = |on_record: KeyState| self.scope.clone().and("state_on_record = ?", [on_record.as_str().into()]);
        // In no order it is the index of ends that leads to these as to the living, and no other one that happens to have all
        // that is asked of them, and the state somewhere behind. No end is below zero.
        let ended = |on_record: KeyState| match how {
            Some(_) => of(on_record),
            None => of(on_record).and("ends_sorted >= 0", []),
        };
        match state {
            KeyState::Active if self.due => self.due(how).into(),
            _ if self.due => Vec::new(),
            KeyState::Revoked => vec![ended(state)],
            KeyState::Expired if over == Over::None => vec![ended(state)],
            // Their end may have come and not be written down yet: few are found by their end, whatever else is asked of them.
            KeyState::Expired => [KeyState::Pending, KeyState::Active, KeyState::Retiring]
                .map(|on_record| match (how, over) {
                    (Some(_), Over::Few) => {
                        one_of(&at_most(&ids_of(&of(on_record).and("ends_sorted <= ?", [now.clone()])), FEW))
                    }
                    _ => of(on_record).and(&format!("{ends} <= ?"), [now.clone()]),
                })
                .into_iter()
                .chain([ended(state)])
                .collect(),
            living => vec![of(living).and(&format!("{ends} > ?"), [now])],
        }
    }

    /// Active keys that end soon, and those that do not but are old, as [`due::is_due`] has it of one.
    fn due(&self, how: Option<Reading>) -> [Condition; 2] {
        let active = self.scope.clone().and("state_on_record = ?", [KeyState::Active.as_str().into()]);
        let (soon, old) = (Value::from(due::soon(self.now)), Value::from(due::old_since(self.key_days, self.now)));
        let (ends, created) = (beside(how, ENDS), beside(how, CREATED));
        // Most keys end late or never, so that it is their age that leads to few.
        let ends_late = how.map_or_else(|| format!("+{ENDS}"), |_| ends.clone());
        [
            active.clone().and(&format!("{ends} > ? AND {ends} <= ?"), [self.now.into(), soon.clone()]),
            active.and(&format!("{ends_late} > ? AND {created} <= ?"), [soon, old]),
        ]
    }
}

/// A column as it is compared while keys are read in an order of another one. The sign lets SQLite not take it for what to
/// look up by, and then put in order all that it finds: it knows nothing of how many those are. A server does, and compares in
/// the order's index what stands there plainly.
fn beside(how: Option<Reading>, column: &str) -> String {
    let plain = how.is_none_or(|how| how.by_server || how.order.sort.column == column);
    if plain { column.to_owned() } else { format!("+{column}") }
}
