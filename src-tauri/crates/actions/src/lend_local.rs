//! Lend this computer's own authority to other programs of this person, and take it back.

use std::sync::atomic::Ordering;

use crate::{
    App, Failure, LocalAuthority,
    connections::LOCAL,
    lock::lock,
    place::{LOCAL_URL, authority_at, token_item},
};

impl App {
    /// Lets other programs of this person reach this computer's own authority while this process runs it: its address in
    /// the journal, a token that ends with this process in the keychain. Without a keychain nobody else reaches it.
    pub async fn lend_local(&self) {
        let LocalAuthority::Ready { manage_url, admin_token, .. } = lock(&self.shared.local).clone() else { return };
        let lent = async {
            let base = authority_at(&manage_url)?;
            let noted = self.shared.journal.set_setting(LOCAL_URL, base.as_str());
            noted.map_err(|error| self.journal_failure(error))?;
            let saved = self.shared.vault.save(&token_item(LOCAL)?, &admin_token).await;
            saved.map_err(|error| Failure::from_vault(error, &self.shared.ambient))
        };
        match lent.await {
            Ok(()) => self.shared.lent.store(true, Ordering::Release),
            Err(failure) => tracing::warn!(%failure, "the terminal cannot reach this computer's authority"),
        }
    }

    /// Ends what [`App::lend_local`] began. The token ends with this process all the same.
    pub async fn take_local_back(&self) {
        let Ok(item) = token_item(LOCAL) else { return };
        if !self.shared.lent.swap(false, Ordering::AcqRel) {
            return;
        }
        if let Err(error) = self.shared.vault.remove(&item).await {
            tracing::warn!(%error, "a token that has ended stays in the keychain");
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::mint::mint_token;
    use vault::KeychainStatus;

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, ambient},
    };

    /// The process that runs it, and the token that it lends.
    fn lender(place: &Scripted) -> (App, keys::Secret) {
        let (app, lent) = (place.another_app(), mint_token(&ambient()));
        app.set_local(LocalAuthority::Ready {
            manage_url: place.here.clone(),
            admin_token: lent.clone(),
            operator_token: mint_token(&ambient()),
        });
        (app, lent)
    }

    #[tokio::test]
    async fn what_is_lent_is_where_another_program_looks_until_it_is_taken_back() {
        let place = Scripted::open().await;
        let (app, lent) = lender(&place);
        app.lend_local().await;
        let item = token_item(LOCAL).unwrap();
        assert_eq!(place.keychain.stored(&item).unwrap().expose(), lent.expose(), "the admin's, never the operator's");
        assert_eq!(app.shared.journal.setting(LOCAL_URL).unwrap().as_deref(), Some(place.here.as_str()));
        // The other program reads the same journal: this process's, seen as one that does not run the authority.
        app.set_local(LocalAuthority::Elsewhere);
        assert_eq!(app.place(LOCAL).await.unwrap().base.as_str(), place.here);
        app.take_local_back().await;
        let refused = app.place(LOCAL).await.err().unwrap();
        assert_eq!(refused.code, Code::Offline);
        assert!(refused.message.contains("Open Conduit Keys"), "it is said how: {}", refused.message);
    }

    #[tokio::test]
    async fn without_a_keychain_nobody_else_reaches_it_and_nothing_is_taken_back() {
        let place = Scripted::open().await;
        let (app, _) = lender(&place);
        place.keychain.set_status(KeychainStatus::Missing);
        app.lend_local().await;
        assert_eq!(place.keychain.count(), 0);
        let before = place.keychain.calls();
        app.take_local_back().await;
        assert_eq!(place.keychain.calls(), before);
    }
}
