//! What was spent with keys that have spending limits: counted in memory, one lock an account, so that no two requests
//! spend the same money; written behind the answers, in batches, and read again at the start. What a process that dies
//! had not written yet, half a second at most, is forgotten.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use keys::{
    Timestamp,
    spending::{Spending, Spent, Window},
    verdict::Refusal,
};

use crate::{
    api_keys::ApiKeys,
    ground::{
        index::OwnLimits,
        store::{Db, StoreError, values},
    },
};

/// All accounts, by budget id.
#[derive(Default)]
pub(crate) struct Purses {
    accounts: RwLock<HashMap<Arc<str>, Arc<Mutex<Spending>>>>,
    changed: Mutex<HashSet<Arc<str>>>,
}

impl Purses {
    /// Charges a cost to a key's account.
    ///
    /// # Errors
    /// The limit that has no room for it; nothing was charged then.
    pub(crate) fn charge(&self, own: &OwnLimits, micros: i64, now: Timestamp) -> Result<(), Refusal> {
        let limits = &own.settings.spending_limits;
        if limits.is_none() {
            return Ok(());
        }
        let account = self.account(&own.budget_id);
        account.lock().unwrap_or_else(PoisonError::into_inner).charge(limits, micros, now)?;
        if micros > 0 {
            self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(own.budget_id.clone());
        }
        Ok(())
    }

    fn account(&self, budget_id: &Arc<str>) -> Arc<Mutex<Spending>> {
        if let Some(account) = self.accounts.read().unwrap_or_else(PoisonError::into_inner).get(budget_id) {
            return account.clone();
        }
        self.accounts.write().unwrap_or_else(PoisonError::into_inner).entry(budget_id.clone()).or_default().clone()
    }

    /// What changed since the last time this was asked.
    fn take_changed(&self) -> Vec<(Arc<str>, Spending)> {
        let changed = std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner));
        let seen = |id: Arc<str>| {
            let spending = *self.account(&id).lock().unwrap_or_else(PoisonError::into_inner);
            (id, spending)
        };
        changed.into_iter().map(seen).collect()
    }

    fn changed_again(&self, ids: impl Iterator<Item = Arc<str>>) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).extend(ids);
    }

    fn restore(&self, budget_id: Arc<str>, window: Window, spent: Spent) {
        self.account(&budget_id).lock().unwrap_or_else(PoisonError::into_inner).restore(window, spent);
    }

    fn forget_ended(&self, now: Timestamp) {
        let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
        accounts.retain(|_, account| {
            // Somebody who holds it is about to charge it.
            Arc::strong_count(account) > 1 || !account.lock().unwrap_or_else(PoisonError::into_inner).is_over(now)
        });
    }
}

impl ApiKeys {
    /// Reads what was spent before. Called once, before anything is served.
    ///
    /// # Errors
    /// The store's trouble.
    pub(crate) async fn load_spending(&self) -> Result<(), StoreError> {
        let sql = "SELECT budget_id, window_name, since, spent_micros FROM spending";
        let read = |db: Db<'_>| {
            db.all(sql, &[], |row| {
                let spent = Spent { since: row.moment(2)?, micros: row.get(3)? };
                Ok((row.get::<String>(0)?, row.word::<Window>(1)?, spent))
            })
        };
        for (budget_id, window, spent) in self.ground.store.read(read).await? {
            self.purses.restore(budget_id.into(), window, spent);
        }
        Ok(())
    }

    /// Writes what was spent since the last time. Called twice a second, and once more at the end.
    ///
    /// # Errors
    /// The store's trouble; the next time tries again.
    pub(crate) async fn flush_spending(&self) -> Result<(), StoreError> {
        let changed = self.purses.take_changed();
        if changed.is_empty() {
            return Ok(());
        }
        let ids: Vec<Arc<str>> = changed.iter().map(|(id, _)| id.clone()).collect();
        let written = self.ground.store.write_patiently(move |tx| {
            for (budget_id, spending) in &changed {
                write_account(tx.db, budget_id, spending)?;
            }
            Ok::<_, StoreError>(())
        });
        written.await.inspect_err(|_| self.purses.changed_again(ids.into_iter()))
    }

    /// Forgets windows that have ended. Called once an hour.
    ///
    /// # Errors
    /// The store's trouble; the next hour tries again.
    pub(crate) async fn prune_spending(&self) -> Result<(), StoreError> {
        let now = self.ground.now();
        self.purses.forget_ended(now);
        self.ground
            .store
            .write_patiently(move |tx| {
                for window in Window::ALL {
                    tx.db.execute(
                        "DELETE FROM spending WHERE window_name = ?1 AND since <= ?2",
                        values![window.as_str(), now.plus_seconds(-window.seconds())],
                    )?;
                }
                Ok(())
            })
            .await
    }
}

fn write_account(db: Db<'_>, budget_id: &str, spending: &Spending) -> Result<(), StoreError> {
    for window in Window::ALL {
        let Some(spent) = spending.of(window) else { continue };
        db.execute(
            "INSERT INTO spending (budget_id, window_name, since, spent_micros) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (budget_id, window_name)
             DO UPDATE SET since = excluded.since, spent_micros = excluded.spent_micros",
            values![budget_id, window.as_str(), spent.since, spent.micros],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use keys::{KeySettings, spending::SpendingLimits};

    use super::*;

    #[test]
    fn sixty_four_at_once_never_spend_more_than_the_limit() {
        let purses = Purses::default();
        let spending_limits = SpendingLimits { daily_micros: Some(1000), ..SpendingLimits::default() };
        let settings = KeySettings { spending_limits, ..KeySettings::default() };
        let own = OwnLimits { settings, budget_id: "key".into() };
        let charge = || (0..100).filter(|_| purses.charge(&own, 7, Timestamp::from_millis(0)).is_ok()).count();
        let charged: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..64).map(|_| scope.spawn(charge)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(charged, 142, "142 times 7 is 994, and the next one would be over");
    }
}
