//! Retry a delivery that has ended.

use keys::{
    AuditAction,
    wire::{Code, Delivery},
};

use super::{find, list::has_ended, schedule::ATTEMPTS_MAX};
use crate::{
    Failure,
    evidence::{
        Evidence,
        audit::{self, Deed},
        space::Space,
    },
    ground::{asked::check_id, store::values},
};

impl Evidence {
    /// Begins another round of attempts for a delivery that has ended, at once. The receiver sees the same event again.
    ///
    /// # Errors
    /// A malformed id, not found, [`Code::Conflict`] while it is still under way, or the store's trouble.
    pub async fn retry_delivery(&self, space: Space, id: String) -> Result<Delivery, Failure> {
        check_id(&id, "wdl")?;
        let now = self.ground.now();
        self.ground
            .store
            .write(move |tx| {
                if !has_ended(&find(tx.db, &space, &id)?) {
                    return Err(Failure::refused(Code::Conflict, "The delivery is still under way."));
                }
                tx.db.execute_one(
                    "UPDATE webhook_deliveries SET status = 'pending', attempts_max = attempts + ?2,
                         next_attempt_at = ?3, leased_until = NULL, updated_at = ?3 WHERE id = ?1",
                    values![&id, ATTEMPTS_MAX, now],
                )?;
                let deed = Deed {
                    at: now,
                    caller: &space.caller,
                    action: AuditAction::WebhookDeliveryRetried,
                    subject: &id,
                    environment: Some(space.environment),
                    detail: "",
                };
                audit::append(tx, deed)?;
                find(tx.db, &space, &id)
            })
            .await
    }
}
