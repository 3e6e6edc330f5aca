//! Forgetting deliveries that ended long ago.

use crate::{Failure, evidence::Evidence, ground::store::values};

/// How long an ended delivery can be read and retried. Ours.
const KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

impl Evidence {
    /// Removes what ended more than thirty days ago: attempts, deliveries, and events that nobody waits for any more.
    pub(super) async fn prune_deliveries(&self) -> Result<(), Failure> {
        let before = self.ground.now().plus_seconds(-KEPT_SECONDS);
        self.ground
            .store
            .write_patiently(move |tx| {
                let old = "status IN ('succeeded', 'failed') AND updated_at < ?1";
                for sql in [
                    format!(
                        "DELETE FROM webhook_attempts
                         WHERE delivery_id IN (SELECT id FROM webhook_deliveries WHERE {old})"
                    ),
                    format!("DELETE FROM webhook_deliveries WHERE {old}"),
                    "DELETE FROM webhook_events WHERE created_at < ?1
                     AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = webhook_events.id)"
                        .to_owned(),
                ] {
                    tx.db.execute(&sql, values![before])?;
                }
                Ok(())
            })
            .await
    }
}
