//! Withdraw the waiver of allowed addresses.

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Takes a waiver back: the proof is open again. Where there is none nothing changes.
    ///
    /// # Errors
    /// As [`App::waive_addresses`].
    pub async fn withdraw_waiver(&self, connection: &str) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.withdraw_waiver().await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }
}

#[cfg(test)]
mod tests {
    use keys::{wire, wire::ActivationState};

    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const WITHDRAW: &str = "POST /v1/activation/withdraw-waiver";

    #[tokio::test]
    async fn the_record_comes_back_and_a_refusal_is_told() {
        let place = Scripted::open().await;
        place.answer(WITHDRAW, &activation(ActivationState::NotSubmitted));
        place.refuse(WITHDRAW, wire::Code::RoleNotAllowed);
        let view = place.app.withdraw_waiver(&place.here).await.unwrap();
        assert_eq!(view.activation.addresses_waiver, None);
        let failure = place.app.withdraw_waiver(&place.here).await.unwrap_err();
        assert_eq!(failure.code, Code::NotAllowed);
    }
}
