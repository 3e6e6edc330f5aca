//! A client that creates, confirms, rotates, revokes, repeats and verifies until nobody answers, and then settles what
//! it does not know.

use journeys::faults::Dice;
use journeys::{Answer, Api, Serve};
use reqwest::Method;
use serde_json::{Value, json};

use crate::journal::{Journal, Op, State, Wish};

/// The ways into a running authority.
#[derive(Clone)]
pub struct Ways {
    pub admin: Api,
    sandbox: Api,
}

impl Ways {
    pub fn into(serve: &Serve, token: &str) -> Self {
        let admin = Api::with_token(&serve.address("manage"), token);
        Self { admin, sandbox: Api::anonymous(&serve.address("sandbox")) }
    }

    /// A write's answer; nothing when no whole one came.
    pub async fn write(&self, path: &str, body: &Value, idempotency_key: Option<&str>) -> Option<Answer> {
        let request = self.admin.request(Method::POST, path).json(body);
        let request = match idempotency_key {
            Some(key) => request.header(keys::wire::IDEMPOTENCY_KEY, key),
            None => request,
        };
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Some(Answer { status, headers, text: response.text().await.ok()? })
    }

    /// Whether a secret is accepted; nothing when no answer came.
    pub async fn verify(&self, secret: &str) -> Option<bool> {
        loop {
            let request = self.sandbox.request(Method::GET, "/customers").header(keys::wire::API_KEY, secret);
            match request.send().await.ok()?.status().as_u16() {
                200 => return Some(true),
                401 => return Some(false),
                // Too many at once says nothing about the key.
                429 => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                other => panic!("a verify is accepted or refused, not answered {other}"),
            }
        }
    }

    /// The state of a key, as the authority tells it.
    pub async fn state_of(&self, id: &str) -> String {
        self.admin.state_of(id).await
    }
}

/// One client. It has one write under way at a time, so that it knows what it does not know.
pub struct Client {
    pub name: String,
    pub journal: Journal,
    pub doubt: Option<Op>,
    pub counts: Counts,
    dice: Dice,
}

/// What it did, for the figures.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub writes: usize,
    pub repeats: usize,
    pub verifies: usize,
    pub doubts: usize,
    pub doubts_done: usize,
}

impl Client {
    pub fn new(number: usize, dice: &Dice) -> Self {
        Self {
            name: format!("client-{number}"),
            journal: Journal::default(),
            doubt: None,
            counts: Counts::default(),
            dice: dice.split(number),
        }
    }

    /// Works until an answer stays out.
    pub async fn work(&mut self, ways: &Ways) {
        loop {
            let answered = match self.dice.below(10) {
                0..3 => self.verify(ways).await,
                3 => self.repeat(ways).await,
                _ => {
                    let op = self.choose();
                    self.write(ways, op).await
                }
            };
            if answered.is_none() {
                return;
            }
        }
    }

    fn choose(&mut self) -> Op {
        let waiting = self.journal.places(|key| key.state == State::Pending && key.secret.is_some());
        let living = self.journal.places(|key| key.state != State::Revoked);
        let rotatable = self.journal.rotatable();
        match self.dice.below(8) {
            0..3 => self.dice.pick(&waiting).copied().map(Op::Confirm),
            3 => self.dice.pick(&living).copied().map(Op::Revoke),
            4..6 => self.dice.pick(&rotatable).copied().map(|old| self.rotation(old)),
            _ => None,
        }
        .unwrap_or_else(|| self.creation())
    }

    fn creation(&self) -> Op {
        let name = format!("{} {}", self.name, self.journal.wishes.len());
        let body = json!({ "environment": "sandbox", "name": name, "accessLevel": "read_write" });
        Op::Create(self.wish("/keys".to_owned(), body))
    }

    fn rotation(&mut self, old: usize) -> Op {
        let leaked = self.dice.below(2) == 0;
        let body = json!({ "cause": if leaked { "leaked" } else { "routine" } });
        let path = format!("/keys/{}/rotate", self.journal.keys[old].id);
        Op::Rotate { old, leaked, wish: self.wish(path, body) }
    }

    fn wish(&self, path: String, body: Value) -> Wish {
        let idempotency_key = format!("{}-{}", self.name, self.journal.wishes.len());
        Wish { idempotency_key, path, body, id: String::new() }
    }

    async fn write(&mut self, ways: &Ways, op: Op) -> Option<()> {
        let (path, body, idempotency_key) = op.request(&self.journal);
        self.doubt = Some(op.clone());
        let answer = ways.write(&path, &body, idempotency_key.as_deref()).await?;
        let wanted = if idempotency_key.is_some() { 201 } else { 200 };
        assert_eq!(answer.status, wanted, "{}: {path} is allowed: {}", self.name, answer.text);
        self.journal.note(&op, &answer);
        self.doubt = None;
        self.counts.writes += 1;
        Some(())
    }

    /// A creating write once more: the same thing, without its secret.
    async fn repeat(&mut self, ways: &Ways) -> Option<()> {
        let Some(wish) = self.dice.pick(&self.journal.wishes).cloned() else { return Some(()) };
        let answer = ways.write(&wish.path, &wish.body, Some(&wish.idempotency_key)).await?;
        assert_eq!(answer.status, 200, "{}: a repeated wish is answered, not done again: {}", self.name, answer.text);
        let body = answer.json();
        let id = body.pointer("/key/id").or(body.pointer("/rotation/newKey/id"));
        assert_eq!(id.and_then(Value::as_str), Some(wish.id.as_str()), "{}: the same key", self.name);
        assert!(body["secret"].is_null(), "{}: a secret is told once", self.name);
        self.counts.repeats += 1;
        Some(())
    }

    async fn verify(&mut self, ways: &Ways) -> Option<()> {
        let told = self.journal.places(|key| key.secret.is_some());
        let Some(place) = self.dice.pick(&told).copied() else { return Some(()) };
        self.expect_verdict(ways, place).await?;
        self.counts.verifies += 1;
        Some(())
    }

    /// The verdict on a key is what its state says.
    async fn expect_verdict(&self, ways: &Ways, place: usize) -> Option<()> {
        let key = &self.journal.keys[place];
        let Some(secret) = &key.secret else { return Some(()) };
        let accepted = ways.verify(secret).await?;
        let rule = if accepted { "no key comes back or works unconfirmed" } else { "no acknowledged key is lost" };
        assert_eq!(accepted, key.state.is_usable(), "{}: {rule}: {} was {:?}", self.name, key.id, key.state);
        Some(())
    }

    /// After a kill: compares what is known, and finds out about the write whose answer stayed out. It was done as a
    /// whole or not at all; sent again, it is done once.
    pub async fn settle(&mut self, ways: &Ways, looks: usize) {
        let mut places: Vec<usize> = (0..looks).map(|_| self.dice.below(self.journal.keys.len())).collect();
        // The latest were under way when the process was killed.
        places.extend(self.journal.keys.len().saturating_sub(looks)..self.journal.keys.len());
        let (before, mut after) = (self.journal.states(), self.journal.states());
        if let Some(op) = &self.doubt {
            self.counts.doubts += 1;
            after = self.journal.states_after(op);
            places.extend((0..before.len()).filter(|place| before[*place] != after[*place]));
        }
        places.retain(|place| *place < before.len());
        places.sort_unstable();
        places.dedup();
        // Each key alone may fit what was before or what came after; together they fit one of the two.
        let (mut as_before, mut as_after, mut differing) = (true, true, Vec::new());
        for place in places.iter().copied() {
            let (found, key) = (ways.state_of(&self.journal.keys[place].id).await, &self.journal.keys[place]);
            let (was, becomes) = (before[place], after[place]);
            as_before &= found == was.as_str();
            as_after &= found == becomes.as_str();
            if found != was.as_str() || found != becomes.as_str() {
                differing.push(format!("{} is {found}, was {was:?} and would be {becomes:?}", key.id));
            }
        }
        assert!(as_before || as_after, "{}: neither as it was nor as it would be: {differing:?}", self.name);
        if let Some(op) = self.doubt.take() {
            self.finish(ways, op).await;
        }
        for place in places {
            self.expect_verdict(ways, place).await.expect("the authority runs");
        }
    }

    async fn finish(&mut self, ways: &Ways, op: Op) {
        let (path, body, idempotency_key) = op.request(&self.journal);
        let answer = ways.write(&path, &body, idempotency_key.as_deref()).await.expect("the authority runs");
        // Without the memory of idempotency keys a wish that was done meets its own effect here: a name in use.
        let rule = "a repeated wish is answered, not done again";
        assert!(matches!(answer.status, 200 | 201), "{}: {path}: {rule}: {}", self.name, answer.text);
        let was_done = answer.status == 200 && idempotency_key.is_some();
        self.counts.doubts_done += usize::from(was_done);
        self.journal.note(&op, &answer);
        if idempotency_key.is_some() {
            let made = self.journal.keys.last().expect("it made a key");
            assert_eq!(made.secret.is_none(), was_done, "{}: a secret is told once", self.name);
            let state = ways.state_of(&made.id).await;
            assert_eq!(state, "pending", "{}: no key lives that nobody confirmed", self.name);
        }
    }
}
