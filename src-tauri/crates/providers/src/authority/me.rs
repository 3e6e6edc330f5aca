//! What is a signed-in member's own: who they are, and their authenticator. What proves who asks may be wrong, which is an
//! answer and no failure: the session goes on.

use keys::{
    Secret,
    wire::{BackupCodes, Code, ConfirmTotp, Member, ProvePassword, TotpStarted},
};
use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};

use super::{Answer, Authority, read, says};

impl Authority {
    /// The signed-in member. A management token is nobody's.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError), as in every method here.
    pub async fn me(&self) -> Answer<Member> {
        self.get("/v1/me", &[]).await
    }

    /// The address of a new TOTP secret, which waits for its first code; none when the password is wrong.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn start_totp(&self, password: &Secret) -> Answer<Option<Secret>> {
        let started: Option<TotpStarted> = self.prove_me("/v1/me/totp", &proof(password)).await?;
        Ok(started.map(|started| {
            // Its letters are in the address too.
            drop(Secret::new(started.secret));
            Secret::new(started.uri)
        }))
    }

    /// The backup codes, one a line, once the first code has switched TOTP on; none when the code is wrong.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn confirm_totp(&self, code: &Secret) -> Answer<Option<Secret>> {
        let asked = ConfirmTotp { code: code.expose().to_owned() };
        let confirmed: Option<BackupCodes> = self.prove_me("/v1/me/totp/confirm", &asked).await?;
        Ok(confirmed.map(|BackupCodes { codes }| {
            let joined = Secret::new(codes.join("\n"));
            codes.into_iter().map(Secret::new).for_each(drop);
            joined
        }))
    }

    /// The member without TOTP; none when the password is wrong.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn revoke_totp(&self, password: &Secret) -> Answer<Option<Member>> {
        self.prove_me("/v1/me/totp/revoke", &proof(password)).await
    }

    /// Never sent twice: each attempt counts.
    async fn prove_me<T: DeserializeOwned>(&self, path: &str, asked: &impl Serialize) -> Answer<Option<T>> {
        let answer = self.send(Method::POST, path, false, |request| request.json(asked)).await?;
        if says(&answer, Code::SignInRefused) { Ok(None) } else { read(answer).map(Some) }
    }
}

fn proof(password: &Secret) -> ProvePassword {
    ProvePassword { password: password.expose().to_owned() }
}
