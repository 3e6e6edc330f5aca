//! What is asked about keys, of whoever tells of them: the place where it does, and the account's list with what is kept here
//! beside it where the place tells of that alone.

use keys::{
    Secret,
    rotation::Cause,
    wire::{self, CreatedKey, Key, Revoked, Rotated, Rotation},
};
use providers::{Authority, Provider, Teller};

use crate::{App, Code, Failure, KeyRef, RotationRef, account_keys::AccountKeys, view::NoProof};

/// Who pairs the keys of a rotation.
enum Pairing<'a> {
    Authority(&'a Authority),
    Here(AccountKeys<'a>),
}

impl App {
    /// Who tells of a place's keys.
    pub(crate) fn teller(&self, provider: &Provider) -> Result<Teller, Failure> {
        provider.teller().map_err(|error| self.explain(error))
    }

    /// The keys of an account, where that is what there is.
    pub(crate) fn account_at<'a>(
        &'a self,
        provider: &'a Provider,
        connection: &'a str,
    ) -> Result<Option<AccountKeys<'a>>, Failure> {
        match self.teller(provider)? {
            Teller::Account(account) => Ok(Some(self.account_keys(connection, provider, account))),
            Teller::Place | Teller::Nobody => Ok(None),
        }
    }

    pub(crate) async fn ask_key(&self, provider: &Provider, key: &KeyRef) -> Result<Key, Failure> {
        if let Some(account) = self.account_at(provider, &key.connection)? {
            return account.get(&key.key).await;
        }
        self.check_id(&key.key, "key")?;
        provider.get_key(&key.key).await.map_err(|error| self.explain(error))
    }

    pub(crate) async fn ask_to_create(
        &self,
        provider: &Provider,
        connection: &str,
        (once, wish): (&str, &wire::CreateKey),
    ) -> Result<CreatedKey, Failure> {
        match self.account_at(provider, connection)? {
            Some(account) => account.create(once, wish).await,
            None => provider.create_key(once, wish).await.map_err(|error| self.explain(error)),
        }
    }

    pub(crate) async fn ask_to_confirm(&self, provider: &Provider, key: &KeyRef) -> Result<Key, Failure> {
        match self.account_at(provider, &key.connection)? {
            Some(account) => account.confirm(&key.key).await,
            None => provider.confirm_key(&key.key).await.map_err(|error| self.explain(error)),
        }
    }

    pub(crate) async fn ask_to_revoke(
        &self,
        provider: &Provider,
        key: &KeyRef,
        (once, reason): (&str, &str),
    ) -> Result<Revoked, Failure> {
        match self.account_at(provider, &key.connection)? {
            Some(account) => account.revoke(&key.key, reason).await,
            None => provider.revoke_key(once, &key.key, reason).await.map_err(|error| self.explain(error)),
        }
    }

    /// The secret that can prove the end of a key, if this computer has it and the place would answer it from here.
    pub(crate) async fn secret_that_proves(
        &self,
        provider: &Provider,
        key: &Key,
        of: &KeyRef,
    ) -> Result<Secret, NoProof> {
        let secret = self.secret_for_proof(of).await?;
        if let Ok(Some(account)) = self.account_at(provider, &of.connection) {
            account.check_proves(key, &secret).await?;
        }
        Ok(secret)
    }

    fn pairing<'a>(&'a self, provider: &'a Provider, connection: &'a str) -> Result<Pairing<'a>, Failure> {
        if let Some(account) = self.account_at(provider, connection)? {
            return Ok(Pairing::Here(account));
        }
        let none = || self.fail(Code::NotAllowed, "This service has nothing like it.");
        provider.authority().map(Pairing::Authority).ok_or_else(none)
    }

    pub(crate) async fn ask_rotation(&self, provider: &Provider, rotation: &RotationRef) -> Result<Rotation, Failure> {
        self.check_id(&rotation.rotation, "rot")?;
        match self.pairing(provider, &rotation.connection)? {
            Pairing::Here(account) => account.rotation(&rotation.rotation).await,
            Pairing::Authority(authority) => {
                authority.get_rotation(&rotation.rotation).await.map_err(|error| self.explain(error))
            }
        }
    }

    pub(crate) async fn ask_to_rotate(
        &self,
        provider: &Provider,
        key: &KeyRef,
        (once, wish): (&str, &wire::StartRotation),
    ) -> Result<Rotated, Failure> {
        match self.pairing(provider, &key.connection)? {
            Pairing::Here(account) => {
                check_nothing_ends_by_itself(wish)?;
                account.start(once, &key.key, wish.cause).await
            }
            Pairing::Authority(authority) => {
                self.check_id(&key.key, "key")?;
                authority.start_rotation(once, &key.key, wish).await.map_err(|error| self.explain(error))
            }
        }
    }

    pub(crate) async fn ask_to_finish(
        &self,
        provider: &Provider,
        rotation: &RotationRef,
        (once, without_evidence): (&str, bool),
    ) -> Result<Revoked, Failure> {
        match self.pairing(provider, &rotation.connection)? {
            Pairing::Here(account) => account.finish(&rotation.rotation, without_evidence).await,
            Pairing::Authority(authority) => {
                let finished = authority.finish_rotation(once, &rotation.rotation, without_evidence).await;
                finished.map_err(|error| self.explain(error))
            }
        }
    }

    pub(crate) async fn ask_to_undo(
        &self,
        provider: &Provider,
        rotation: &RotationRef,
        once: &str,
    ) -> Result<Rotation, Failure> {
        match self.pairing(provider, &rotation.connection)? {
            Pairing::Here(account) => account.undo(&rotation.rotation).await,
            Pairing::Authority(authority) => {
                authority.undo_rotation(once, &rotation.rotation).await.map_err(|error| self.explain(error))
            }
        }
    }
}

/// What this program pairs ends when somebody says so: it need not run at the moment that a clock would name.
fn check_nothing_ends_by_itself(wish: &wire::StartRotation) -> Result<(), Failure> {
    let words = "At this service no old key ends by itself. Finish the rotation when the new key is at work.";
    match wish {
        wire::StartRotation { quiet_minutes: Some(_), .. } => Err(Failure::invalid("/quietMinutes", words)),
        wire::StartRotation { cause: Cause::Routine, grace_seconds: Some(1..), .. } => {
            Err(Failure::invalid("/graceSeconds", words))
        }
        _ => Ok(()),
    }
}
