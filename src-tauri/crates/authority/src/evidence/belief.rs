//! What is believed of the machine's clock, as it is kept. Whoever forgets what is old asks first.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use keys::{
    AuditAction, Timestamp,
    belief::{Belief, Look},
};

use crate::{
    Caller,
    evidence::{
        Evidence,
        audit::{self, Deed},
    },
    ground::store::{Db, StoreError, Tx, values},
};

/// When this process looked last, by the machine's running time.
#[derive(Default)]
pub struct LastLook(Mutex<Option<Duration>>);

impl LastLook {
    fn since(&self, running: Duration) -> i64 {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(running);
        let passed = running.saturating_sub(last.unwrap_or(running));
        i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
    }
}

impl Evidence {
    /// Whether what is old by the machine's clock may be forgotten now. A clock that jumped is told of, in the audit log
    /// and the program's own.
    ///
    /// # Errors
    /// The store's trouble.
    pub async fn may_forget(&self) -> Result<bool, StoreError> {
        let (now, ran) = (self.ground.now(), self.last_look.since(self.ground.ambient.running()));
        let look = self.ground.store.write(move |tx| look(tx, now, ran)).await?;
        if !look.may_forget() {
            tracing::error!(%now, "the clock has jumped by more than a day: nothing is forgotten by it until it has stood for a day");
        }
        Ok(look.may_forget())
    }
}

fn look(tx: &mut Tx<'_>, now: Timestamp, ran_millis: i64) -> Result<Look, StoreError> {
    let belief = match find(tx.db)? {
        Some(belief) => belief,
        None => Belief { at: newest(tx.db)?.unwrap_or(now), doubted_millis: 0 },
    };
    let (next, look) = belief.look(now, ran_millis);
    tx.db.execute_one(
        "INSERT INTO clock_belief (one, at, doubted_millis) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET at = excluded.at, doubted_millis = excluded.doubted_millis",
        values![next.at, next.doubted_millis],
    )?;
    let detail = match look {
        Look::Jumped => {
            format!("The clock shows {now}, more than a day after {}. Nothing old is removed by it.", belief.at)
        }
        Look::BelievedAgain => {
            format!("The clock shows {now}, and has stood so for a day. What is old is removed again.")
        }
        Look::Believed | Look::Doubted => return Ok(look),
    };
    let action = if look == Look::Jumped { AuditAction::ClockDoubted } else { AuditAction::ClockBelieved };
    let owner = "SELECT id FROM organizations ORDER BY created_at, id LIMIT 1";
    if let Some(owner) = tx.db.one(owner, &[], |row| row.get::<String>(0))? {
        let caller = Caller::authority(&owner);
        audit::append(
            tx,
            Deed { at: now, caller: &caller, action, subject: "clock", environment: None, detail: &detail },
        )?;
    }
    Ok(look)
}

fn find(db: Db<'_>) -> Result<Option<Belief>, StoreError> {
    db.one("SELECT at, doubted_millis FROM clock_belief", &[], |row| {
        Ok(Belief { at: row.moment(0)?, doubted_millis: row.get(1)? })
    })
}

/// The newest row that says when it was written, in a store that never looked.
fn newest(db: Db<'_>) -> Result<Option<Timestamp>, StoreError> {
    db.one("SELECT at FROM audit ORDER BY sequence DESC LIMIT 1", &[], |row| row.moment(0))
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    };

    use keys::{Ambient, alert::DAY};

    use super::*;
    use crate::Place;
    use crate::Service;

    async fn audited(service: &Service, action: &str) -> i64 {
        let action = action.to_owned();
        let count = service
            .ground
            .store
            .read(move |db| db.one("SELECT count(*) FROM audit WHERE action = ?1", values![action], |row| row.get(0)));
        count.await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_clock_that_jumped_forgets_nothing_and_is_told_of_once() {
        let (folder, day, system) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(20_000)), Ambient::system());
        let clock = day.clone();
        let ambient = Ambient::new(
            move || Timestamp::from_millis(clock.load(SeqCst) * DAY * 1000),
            move |bytes| system.fill(bytes),
        );
        let open = async || Service::open(Place::choose(folder.path(), None).unwrap(), ambient.clone()).await.unwrap();
        let service = open().await;
        service.create_organization("Acme", "").await.unwrap();
        assert!(service.evidence.may_forget().await.unwrap());
        day.fetch_add(1, SeqCst);
        assert!(service.evidence.may_forget().await.unwrap(), "a day passes");
        drop(service);
        day.fetch_add(463, SeqCst);
        let service = open().await;
        for _ in 0..3 {
            assert!(!service.evidence.may_forget().await.unwrap(), "also at the next start");
        }
        assert_eq!(audited(&service, "clock.doubted").await, 1, "it is told once");
        let stood = "UPDATE clock_belief SET doubted_millis = 86400000";
        service.ground.store.write(move |tx| tx.db.execute(stood, &[])).await.unwrap();
        assert!(service.evidence.may_forget().await.unwrap(), "after a day it is believed");
        assert_eq!(audited(&service, "clock.believed").await, 1);
    }
}
