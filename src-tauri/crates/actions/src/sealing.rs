//! The sealing key of this computer's own authority, which keeps what it must be able to read again (TOTP secrets, webhook
//! signing secrets) sealed in its store. The key itself is in the keychain and nowhere else.

use keys::Secret;
use vault::ItemId;

use crate::{App, journal::JournalError};

/// The journal's note of the item's name, written before there is an item, so that none is ever forgotten there.
const ITEM: &str = "sealing_item";
/// The note that the item was there once. From then on a store depends on it, and no other key would open what it sealed.
const SAVED: &str = "sealing_saved";

impl App {
    /// The sealing key's text: from the keychain, or made by `mint` and saved there at the first need.
    ///
    /// `None` when the keychain is locked, away or would forget it, or has lost it: the authority then starts without, and
    /// refuses only what needs one. The next start looks again.
    pub async fn local_sealing_key(&self, mint: impl FnOnce() -> Secret) -> Option<Secret> {
        match self.find_or_save(mint).await {
            Ok(found) => found,
            Err(reason) => {
                tracing::warn!(%reason, "the authority of this computer starts without a sealing key");
                None
            }
        }
    }

    async fn find_or_save(&self, mint: impl FnOnce() -> Secret) -> Result<Option<Secret>, Reason> {
        let journal = &self.shared.journal;
        let name = match journal.setting(ITEM)? {
            Some(name) => name,
            None => {
                let name = format!("sealing-{}", self.shared.ambient.mint_uuid());
                journal.set_setting(ITEM, &name)?;
                name
            }
        };
        let item = ItemId::new(&name).map_err(|_| Reason::Journal)?;
        if let Some(found) = self.shared.vault.read(&item).await? {
            journal.set_setting(SAVED, "yes")?;
            return Ok(Some(found));
        }
        if journal.setting(SAVED)?.is_some() {
            return Err(Reason::Lost);
        }
        let made = mint();
        self.shared.vault.save(&item, &made).await?;
        journal.set_setting(SAVED, "yes")?;
        Ok(Some(made))
    }
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(transparent)]
    Keychain(#[from] vault::VaultError),
    #[error("the journal cannot be used")]
    Journal,
    #[error("the keychain had it once, and has it no more")]
    Lost,
}

impl From<JournalError> for Reason {
    fn from(_: JournalError) -> Self {
        Self::Journal
    }
}

#[cfg(test)]
mod tests {
    use keys::Ambient;
    use vault::{KeychainStatus, MemoryVault};

    use super::*;
    use crate::Folders;

    fn app(keychain: &MemoryVault, folder: &std::path::Path) -> App {
        App::open(&Folders { data: Some(folder.to_owned()) }, keychain.vault(), Ambient::system()).unwrap()
    }

    async fn ask(app: &App, text: &str) -> Option<String> {
        let found = app.local_sealing_key(|| Secret::new(text.to_owned())).await;
        found.map(|secret| secret.expose().to_owned())
    }

    #[tokio::test]
    async fn the_first_key_is_kept_for_good() {
        let (keychain, folder) = (MemoryVault::new(), tempfile::tempdir().unwrap());
        assert_eq!(ask(&app(&keychain, folder.path()), "first").await.as_deref(), Some("first"));
        assert_eq!(
            ask(&app(&keychain, folder.path()), "second").await.as_deref(),
            Some("first"),
            "also by a next start"
        );
        let other = tempfile::tempdir().unwrap();
        assert_eq!(
            ask(&app(&keychain, other.path()), "third").await.as_deref(),
            Some("third"),
            "each store has its own"
        );
    }

    #[tokio::test]
    async fn a_keychain_that_cannot_be_used_gives_none_and_is_asked_again() {
        let (keychain, folder) = (MemoryVault::new(), tempfile::tempdir().unwrap());
        let app = app(&keychain, folder.path());
        keychain.set_status(KeychainStatus::Locked);
        assert_eq!(ask(&app, "first").await, None, "nothing is made up instead");
        keychain.set_status(KeychainStatus::Ready { name: "memory".to_owned() });
        assert_eq!(ask(&app, "second").await.as_deref(), Some("second"), "it is asked again");
        keychain.set_status(KeychainStatus::Locked);
        assert_eq!(ask(&app, "third").await, None);
    }

    #[tokio::test]
    async fn a_key_that_was_lost_is_not_replaced_by_one_that_opens_nothing() {
        let (keychain, folder) = (MemoryVault::new(), tempfile::tempdir().unwrap());
        assert!(ask(&app(&keychain, folder.path()), "first").await.is_some());
        let emptied = MemoryVault::new();
        assert_eq!(ask(&app(&emptied, folder.path()), "second").await, None, "what is sealed depends on the first");
    }
}
