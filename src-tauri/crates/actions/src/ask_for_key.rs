//! Ask for a live key, where it needs another person's approval.

use keys::wire;

use crate::{
    App, Failure,
    view::{ApprovalView, AskForKey},
};

impl App {
    /// Asks for it. A lost answer is asked for again with the same idempotency key: one form asks once.
    ///
    /// # Errors
    /// Wrong fields, a name in use, a role that may not, or the place's trouble.
    pub async fn ask_for_key(&self, asked: AskForKey) -> Result<ApprovalView, Failure> {
        let wish = wire::AskForKey {
            name: asked.name,
            access_level: asked.access_level,
            lifetime_hours: asked.lifetime_hours,
            note: asked.note,
            allowed_ips: asked.allowed_ips,
            spending_limits: asked.spending_limits,
            reason: asked.reason,
        };
        let authority = self.authority(&asked.connection).await?;
        let approval = authority.ask_for_key(&asked.idempotency_key, &wish).await;
        let approval = approval.map_err(|error| self.explain(error))?;
        Ok(ApprovalView { connection: asked.connection, approval })
    }
}

#[cfg(test)]
mod tests {
    use keys::{AccessLevel, spending::SpendingLimits, wire::ApprovalState};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, approval},
    };

    #[tokio::test]
    async fn every_word_of_the_wish_is_sent_and_a_refusal_is_told_as_what_it_is() {
        let place = Scripted::open().await;
        place.answer("POST /v1/key-approvals", &approval());
        place.refuse("POST /v1/key-approvals", wire::Code::NameInUse);
        let ask = || {
            place.app.ask_for_key(AskForKey {
                idempotency_key: "form".to_owned(),
                connection: place.here.clone(),
                name: "billing".to_owned(),
                access_level: AccessLevel::ReadWrite,
                lifetime_hours: 48,
                note: Some("Vault".to_owned()),
                allowed_ips: vec!["192.0.2.0/24".to_owned()],
                spending_limits: SpendingLimits { daily_micros: Some(5), ..Default::default() },
                reason: "The yearly accounts".to_owned(),
            })
        };
        assert_eq!(ask().await.unwrap().approval.state, ApprovalState::Waiting);
        let sent = &place.deeds()[0];
        let wish = serde_json::json!({
            "name": "billing", "accessLevel": "read_write", "lifetimeHours": 48, "note": "Vault",
            "allowedIps": ["192.0.2.0/24"], "reason": "The yearly accounts",
            "spendingLimits": { "dailyMicros": 5, "weeklyMicros": null, "monthlyMicros": null },
        });
        assert_eq!((&sent.body, sent.idempotency_key.as_deref()), (&wish, Some("form")));
        assert_eq!(ask().await.unwrap_err().code, Code::NameInUse);
    }
}
