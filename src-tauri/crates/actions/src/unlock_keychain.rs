//! Ask the system to unlock the keychain.

use crate::{App, Failure};

impl App {
    /// Asks the system to unlock the keychain. The system may put its own prompt on screen; the next statuses tell how
    /// that went.
    ///
    /// # Errors
    /// The keychain's trouble.
    pub async fn unlock_keychain(&self) -> Result<(), Failure> {
        let asked = self.shared.vault.unlock().await;
        asked.map(drop).map_err(|error| Failure::from_vault(error, &self.shared.ambient))
    }
}

#[cfg(test)]
mod tests {
    use vault::KeychainStatus;

    use crate::{Code, scripted::Scripted};

    #[tokio::test]
    async fn a_locked_keychain_is_asked_and_one_that_is_not_there_is_told() {
        let place = Scripted::open().await;
        place.keychain.set_status(KeychainStatus::Locked);
        place.app.unlock_keychain().await.expect("the system asks the person now");
        place.keychain.set_status(KeychainStatus::Missing);
        assert_eq!(place.app.unlock_keychain().await.unwrap_err().code, Code::KeychainMissing);
    }
}
