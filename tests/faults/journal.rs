//! What a client was told about its keys: the model that the authority is compared with after every kill.

use journeys::Answer;
use journeys::api::text;
use serde_json::{Value, json};

/// Where a key is, as far as its client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Pending,
    Active,
    Retiring,
    Revoked,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Revoked => "revoked",
        }
    }

    pub fn is_usable(self) -> bool {
        matches!(self, Self::Active | Self::Retiring)
    }
}

/// One key as its client knows it; without the secret when the answer that held it was lost.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: String,
    pub secret: Option<String>,
    pub state: State,
}

/// A creating write that may be sent again.
#[derive(Clone, Debug)]
pub struct Wish {
    pub idempotency_key: String,
    pub path: String,
    pub body: Value,
    /// What it made.
    pub id: String,
}

/// A write on its way. Keys are named by their place in the journal.
#[derive(Clone, Debug)]
pub enum Op {
    Create(Wish),
    Rotate { old: usize, leaked: bool, wish: Wish },
    Confirm(usize),
    Revoke(usize),
}

#[derive(Clone, Debug)]
struct Rotation {
    old: usize,
    new: usize,
    leaked: bool,
}

/// Everything one client was told.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    pub keys: Vec<Known>,
    pub wishes: Vec<Wish>,
    open: Vec<Rotation>,
}

impl Op {
    /// Its path, body and idempotency key; the writes that are safe to repeat by nature have none.
    pub fn request(&self, journal: &Journal) -> (String, Value, Option<String>) {
        let key = |place: &usize| &journal.keys[*place].id;
        match self {
            Self::Create(wish) | Self::Rotate { wish, .. } => {
                (wish.path.clone(), wish.body.clone(), Some(wish.idempotency_key.clone()))
            }
            Self::Confirm(place) => (format!("/keys/{}/confirm", key(place)), json!({}), None),
            Self::Revoke(place) => (format!("/keys/{}/revoke", key(place)), json!({ "reason": "by its client" }), None),
        }
    }
}

impl Journal {
    /// Places of the keys for which this holds.
    pub fn places(&self, is: impl Fn(&Known) -> bool) -> Vec<usize> {
        (0..self.keys.len()).filter(|place| is(&self.keys[*place])).collect()
    }

    /// Places of the keys that may be rotated: active and in no rotation.
    pub fn rotatable(&self) -> Vec<usize> {
        let free = |place: &usize| self.open.iter().all(|open| open.old != *place && open.new != *place);
        self.places(|key| key.state == State::Active).into_iter().filter(free).collect()
    }

    /// Writes down what an acknowledged write did.
    pub fn note(&mut self, op: &Op, answer: &Answer) {
        let body = answer.json();
        let secret = body["secret"].as_str().map(str::to_owned);
        match op {
            Op::Create(wish) => self.add(wish, text(&body, "/key/id"), secret),
            Op::Rotate { old, leaked, wish } => {
                self.begin(*old, *leaked);
                self.add(wish, text(&body, "/rotation/newKey/id"), secret);
            }
            Op::Confirm(place) => self.confirm(*place),
            Op::Revoke(place) => self.revoke(*place),
        }
    }

    /// The states of the keys known now, were the write done.
    pub fn states_after(&self, op: &Op) -> Vec<State> {
        let mut after = self.clone();
        match op {
            Op::Create(_) => {}
            Op::Rotate { old, leaked, .. } => after.begin(*old, *leaked),
            Op::Confirm(place) => after.confirm(*place),
            Op::Revoke(place) => after.revoke(*place),
        }
        after.states()
    }

    /// The states of the keys known now.
    pub fn states(&self) -> Vec<State> {
        self.keys.iter().map(|key| key.state).collect()
    }

    fn add(&mut self, wish: &Wish, id: String, secret: Option<String>) {
        self.wishes.push(Wish { id: id.clone(), ..wish.clone() });
        self.keys.push(Known { id, secret, state: State::Pending });
    }

    fn begin(&mut self, old: usize, leaked: bool) {
        self.open.push(Rotation { old, new: self.keys.len(), leaked });
        self.keys[old].state = State::Retiring;
    }

    fn confirm(&mut self, place: usize) {
        self.keys[place].state = State::Active;
        if let Some(at) = self.open.iter().position(|open| open.new == place && open.leaked) {
            let ended = self.open.remove(at);
            self.keys[ended.old].state = State::Revoked;
        }
    }

    fn revoke(&mut self, place: usize) {
        self.keys[place].state = State::Revoked;
        if let Some(at) = self.open.iter().position(|open| open.old == place || open.new == place) {
            let ended = self.open.remove(at);
            if ended.new == place {
                self.keys[ended.old].state = State::Active;
            }
        }
    }
}
