//! Telling the receivers of webhooks of alerts. Alerts are derived, so what is kept is only which were told of: one is
//! told once for as long as it holds, and again when it comes back.

use std::collections::HashSet;

use keys::{Timestamp, wire::Alert};

use super::{ALERTS_MAX, derive};
use crate::{
    Failure,
    api_keys::ApiKeys,
    evidence::{
        events::{self, Event, Kind},
        news::gathered::ALERT_CHANGED,
    },
    ground::{
        news::Told,
        store::{Db, StoreError, Tx, values},
    },
};

/// What is to be written for an organization.
struct News {
    organization_id: String,
    raised: Vec<Alert>,
    /// The ids of alerts that were told of and hold no more.
    ended: Vec<String>,
}

impl ApiKeys {
    /// Looks for alerts that nobody was told of. Called every few seconds; without an endpoint there is nothing to do.
    ///
    /// # Errors
    /// The store's trouble; the next call tries again.
    pub async fn raise_alerts(&self) -> Result<(), Failure> {
        let now = self.ground.now();
        let listening = "SELECT DISTINCT organization_id FROM webhook_endpoints
             WHERE namespace = 'management' AND active = 1";
        let all = self.ground.store.read(move |db| db.all(listening, &[], |row| row.get::<String>(0))).await?;
        for organization_id in all {
            let news = self.ground.store.read(move |db| news(db, organization_id, now)).await?;
            if !news.raised.is_empty() || !news.ended.is_empty() {
                self.ground.store.write_patiently(move |tx| tell(tx, &news, now)).await?;
            }
        }
        Ok(())
    }
}

fn news(db: Db<'_>, organization_id: String, now: Timestamp) -> Result<News, StoreError> {
    let mut raised = derive(db, &organization_id, now)?;
    let sql = "SELECT alert_id FROM alerts_told WHERE organization_id = ?1";
    let told: HashSet<String> = db.all(sql, values![&organization_id], |row| row.get(0))?.into_iter().collect();
    let holding: HashSet<&str> = raised.iter().map(|alert| alert.id.as_str()).collect();
    // What the list has no room for may hold all the same.
    let whole = raised.len() < ALERTS_MAX;
    let ended = told.iter().filter(|id| whole && !holding.contains(id.as_str())).cloned().collect();
    raised.retain(|alert| !told.contains(&alert.id));
    Ok(News { organization_id, raised, ended })
}

fn tell(tx: &mut Tx<'_>, news: &News, at: Timestamp) -> Result<(), Failure> {
    let (organization_id, kind) = (news.organization_id.as_str(), Kind::AlertRaised);
    for id in &news.ended {
        let sql = "DELETE FROM alerts_told WHERE organization_id = ?1 AND alert_id = ?2";
        tx.db.execute(sql, values![organization_id, id])?;
        // Whose key it was about is not kept.
        tx.tell(Told::without_row((organization_id, None), ALERT_CHANGED, "", at));
    }
    for alert in &news.raised {
        // Somebody else may have looked at the same time, and told of it since.
        if is_told(tx, organization_id, &alert.id)? {
            continue;
        }
        let event = Event { organization_id, environment: alert.environment, kind, at };
        let told = events::emit(tx, event, || Ok(serde_json::to_value(alert).unwrap_or_default()))?;
        // When nobody wants it yet, whoever subscribes later hears of it then.
        if told {
            let sql = "INSERT INTO alerts_told (organization_id, alert_id, told_at) VALUES (?1, ?2, ?3)";
            tx.db.execute_one(sql, values![organization_id, &alert.id, at])?;
            let place = (organization_id, Some(alert.environment));
            tx.tell(Told::without_row(place, ALERT_CHANGED, &alert.key_id, at));
        }
    }
    Ok(())
}

fn is_told(tx: &Tx<'_>, organization_id: &str, alert_id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT told_at FROM alerts_told WHERE organization_id = ?1 AND alert_id = ?2";
    Ok(tx.db.one(sql, values![organization_id, alert_id], |row| row.get::<i64>(0))?.is_some())
}
