//! The organizations' buckets in this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use keys::{
    Environment, Timestamp,
    bucket::{Bucket, Draw, Rate},
};

use super::{BUCKETS, Class, Override, place};
use crate::ground::striped::Striped;

/// What organizations may do that have no override.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// The sandbox's general bucket.
    pub sandbox: Rate,
    /// The sandbox's bucket of expensive routes. Not documented; ours, as much larger than live as the general one is.
    pub sandbox_expensive: Rate,
    /// The live side's general bucket.
    pub live: Rate,
    /// The live side's bucket of expensive routes.
    pub live_expensive: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |per_second, burst| Rate { per_second, burst };
        Self {
            sandbox: rate(200, 400),
            sandbox_expensive: rate(20, 40),
            live: rate(50, 100),
            live_expensive: rate(5, 10),
        }
    }
}

impl Rates {
    /// The one of a bucket.
    pub fn of(&self, environment: Environment, class: Class) -> Rate {
        match (environment, class) {
            (Environment::Sandbox, Class::General) => self.sandbox,
            (Environment::Sandbox, Class::Expensive) => self.sandbox_expensive,
            (Environment::Live, Class::General) => self.live,
            (Environment::Live, Class::Expensive) => self.live_expensive,
        }
    }

    fn in_a_row(&self) -> [Rate; BUCKETS] {
        [self.sandbox, self.sandbox_expensive, self.live, self.live_expensive]
    }
}

/// One organization's buckets. A bucket nobody drew from is not there, and full.
struct Account {
    cells: [Mutex<Cell>; BUCKETS],
}

#[derive(Clone, Copy)]
struct Cell {
    rate: Rate,
    bucket: Option<Bucket>,
}

type Accounts = HashMap<Arc<str>, Arc<Account>>;

#[derive(Default)]
struct Known {
    accounts: Accounts,
    overrides: Vec<Override>,
}

/// All organizations. An account stays for good, so that each thread finds those that it met without asking the others.
pub(super) struct Memory {
    rates: Rates,
    known: Mutex<Known>,
    met: Striped<Mutex<Accounts>>,
}

impl Memory {
    pub(super) fn new(rates: Rates) -> Self {
        Self { rates, known: Mutex::default(), met: Striped::default() }
    }

    pub(super) fn draw(&self, organization: &Arc<str>, side: Environment, class: Class, now: Timestamp) -> Draw {
        self.with(organization, |account| {
            let mut cell = lock(&account.cells[place(side, class)]);
            let rate = cell.rate;
            cell.bucket.get_or_insert_with(|| Bucket::full(rate, now)).draw(rate, now)
        })
    }

    pub(super) fn rate(&self, organization: &Arc<str>, side: Environment, class: Class) -> Rate {
        self.with(organization, |account| lock(&account.cells[place(side, class)]).rate)
    }

    /// The rate of a bucket, and whether an override says it. It makes no account of whom nobody has drawn for.
    pub(super) fn standing(&self, organization: &str, side: Environment, class: Class) -> (Rate, bool) {
        let known = lock(&self.known);
        let is_it =
            |one: &&Override| one.organization_id == organization && (one.environment, one.class) == (side, class);
        let set = known.overrides.iter().find(is_it).map(|one| one.rate);
        (set.unwrap_or_else(|| self.rates.of(side, class)), set.is_some())
    }

    /// From now on these overrides hold and no others. What was earned by the old rates until now is kept.
    pub(super) fn follow(&self, overrides: Vec<Override>, now: Timestamp) {
        let mut known = lock(&self.known);
        if known.overrides == overrides {
            return;
        }
        for (organization, account) in &known.accounts {
            for (cell, rate) in account.cells.iter().zip(self.rates_of(organization, &overrides)) {
                let mut cell = lock(cell);
                let old = std::mem::replace(&mut cell.rate, rate);
                if let Some(bucket) = &mut cell.bucket {
                    bucket.advance(old, now);
                }
            }
        }
        known.overrides = overrides;
    }

    fn with<T>(&self, organization: &Arc<str>, act: impl FnOnce(&Account) -> T) -> T {
        let mut met = lock(self.met.own());
        if let Some(account) = met.get(organization) {
            return act(account);
        }
        let account = self.account(organization);
        met.insert(organization.clone(), account.clone());
        act(&account)
    }

    fn account(&self, organization: &Arc<str>) -> Arc<Account> {
        let mut known = lock(&self.known);
        let rates = self.rates_of(organization, &known.overrides);
        let fresh = || Arc::new(Account { cells: rates.map(|rate| Mutex::new(Cell { rate, bucket: None })) });
        known.accounts.entry(organization.clone()).or_insert_with(fresh).clone()
    }

    fn rates_of(&self, organization: &str, overrides: &[Override]) -> [Rate; BUCKETS] {
        let mut rates = self.rates.in_a_row();
        for change in overrides.iter().filter(|change| change.organization_id == organization) {
            rates[place(change.environment, change.class)] = change.rate;
        }
        rates
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(memory: &Memory, organization: &str, side: Environment, class: Class, times: usize) -> usize {
        let (organization, now) = (Arc::from(organization), Timestamp::from_millis(0));
        (0..times).filter(|_| memory.draw(&organization, side, class, now).allowed).count()
    }

    #[test]
    fn organizations_environments_and_classes_have_a_bucket_each() {
        let memory = Memory::new(Rates::default());
        for organization in ["one", "other"] {
            assert_eq!(drawn(&memory, organization, Environment::Sandbox, Class::General, 999), 400);
            assert_eq!(drawn(&memory, organization, Environment::Sandbox, Class::Expensive, 999), 40);
            assert_eq!(drawn(&memory, organization, Environment::Live, Class::General, 999), 100);
            assert_eq!(drawn(&memory, organization, Environment::Live, Class::Expensive, 999), 10);
        }
    }

    #[test]
    fn an_override_holds_for_its_bucket_until_it_is_taken_back() {
        let memory = Memory::new(Rates::default());
        let (live, general) = (Environment::Live, Class::General);
        assert_eq!(drawn(&memory, "one", live, general, 999), 100);
        let rate = Rate { per_second: 1, burst: 3 };
        memory.follow(
            vec![Override { organization_id: "one".to_owned(), environment: live, class: general, rate }],
            Timestamp::from_millis(0),
        );
        assert_eq!(memory.rate(&"one".into(), live, general), rate, "for one that was known before");
        assert_eq!(memory.standing("one", live, general), (rate, true));
        assert_eq!(memory.standing("one", Environment::Sandbox, general), (Rates::default().sandbox, false));
        assert_eq!(drawn(&memory, "other", live, general, 999), 100, "and for nobody else");
        memory.follow(
            vec![Override { organization_id: "new".to_owned(), environment: live, class: general, rate }],
            Timestamp::from_millis(0),
        );
        assert_eq!(drawn(&memory, "new", live, general, 999), 3, "for one that comes later");
        assert_eq!(memory.rate(&"one".into(), live, general), Rates::default().live, "taken back");
    }
}
