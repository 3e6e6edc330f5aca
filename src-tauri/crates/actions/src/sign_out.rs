//! Sign out of a connection: its session ends there, and its token leaves the keychain.

use crate::{
    App, Code, Failure,
    journal::ConnectionRecord,
    lock::lock,
    sign_in::{device_item, end_quietly},
    start_totp::authenticator_of,
};

impl App {
    /// Signs out. The connection stays, and signing in again goes on with it. Nothing is forgotten here before the place has
    /// said that the session is over: somebody may have a copy of its token.
    ///
    /// # Errors
    /// Not found, a connection with a token, the keychain's trouble, or the place's; the person is still signed in then.
    pub async fn sign_out(&self, connection: &str) -> Result<(), Failure> {
        let record = self.shared.journal.connection(connection).map_err(|error| self.journal_failure(error))?;
        let Some(record) = record.filter(|record| record.account.is_some()) else {
            return Err(
                self.fail(Code::InvalidInput, "Nobody signed in to this connection: its credential is a token.")
            );
        };
        let sessions = self.sessions_of(&record)?;
        let still_signed_in = |error| {
            let failure = self.explain(error);
            Failure { message: format!("{} You are still signed in.", failure.message), ..failure }
        };
        let access = sessions.access_to_sign_out(&self.session(&record)?).await.map_err(still_signed_in)?;
        let mut turn = self.turn_at(&record.id).await?;
        if let Some(refresh) = turn.newest().await.map_err(|error| self.kept_failure(&error))? {
            sessions.sign_out(&refresh, access).await.map_err(still_signed_in)?;
            turn.forget().await.map_err(|error| self.kept_failure(&error))?;
        }
        drop(turn);
        self.forget_session(&record.id);
        Ok(())
    }

    /// Removes what the keychain has of a connection that was removed, whether or not its place can be told.
    pub(crate) async fn drop_session(&self, record: &ConnectionRecord) -> Result<(), Failure> {
        self.forget_session(&record.id);
        let mut turn = self.turn_at(&record.id).await?;
        let refresh = turn.newest().await.map_err(|error| self.kept_failure(&error))?;
        turn.forget().await.map_err(|error| self.kept_failure(&error))?;
        drop(turn);
        let removed = self.shared.vault.remove(&device_item(&record.id)?).await;
        removed.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        if let Some(refresh) = refresh {
            end_quietly(&self.sessions_of(record)?, &refresh).await;
        }
        Ok(())
    }

    fn forget_session(&self, connection: &str) {
        lock(&self.shared.sessions).remove(connection);
        lock(&self.shared.heard).remove(connection);
        self.shared.held.release(&authenticator_of(connection));
    }
}
