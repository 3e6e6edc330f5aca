//! Sessions of an authority: sign in, continue with a code, refresh, sign out. None of these carries a bearer.

use std::time::Duration;

use keys::{
    Secret,
    wire::{self, AcceptInvitation, Code, Member, RefreshSession, SignIn, SignOut, SignedOut},
};
use reqwest::Method;
use serde::Serialize;

use super::{Answer, read, says};
use crate::{
    BaseUrl, Client, http,
    session::{Boxed, Dialect, SignInStep, SignedIn, Tokens, TotpNeeded},
};

/// How long the answer to a refresh is waited for. Two tries must end well within the half minute in which the authority gives
/// a lost answer again ([`keys::session::LOST_ANSWER_SECONDS`]).
const REFRESHED_WITHIN: Duration = Duration::from_secs(10);

/// The sessions of an authority at an address.
#[derive(Clone, Debug)]
pub struct Sessions {
    client: Client,
    base: BaseUrl,
}

impl Sessions {
    /// Those of the authority at an address.
    pub fn new(client: Client, base: BaseUrl) -> Self {
        Self { client, base }
    }

    /// Signs in with an e-mail address and a password.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError), as in every method here.
    pub async fn sign_in(&self, email: &str, password: Secret, device: Option<Secret>) -> Answer<SignInStep> {
        let presented = TotpNeeded { account: email.to_owned(), proof: password, device };
        let answer = self.present(&presented, None).await?;
        if says(&answer, Code::TotpRequired) {
            return Ok(SignInStep::TotpNeeded(presented));
        }
        signed_in(answer).map(SignInStep::SignedIn)
    }

    /// Continues with a code of the authenticator, or a backup code. The authority keeps nothing of the first step, so the
    /// password is sent again.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError). After a wrong code, what is needed is still good for another one.
    pub async fn continue_with_code(&self, needed: &TotpNeeded, code: &Secret) -> Answer<SignedIn> {
        signed_in(self.present(needed, Some(code)).await?)
    }

    /// Never sent twice: a code is good once, and each attempt counts.
    async fn present(&self, presented: &TotpNeeded, code: Option<&Secret>) -> Answer<http::Answer> {
        let asked = SignIn {
            email: presented.account.clone(),
            password: presented.proof.expose().to_owned(),
            code: code.map(|code| code.expose().to_owned()),
            device_token: presented.device.as_ref().map(|device| device.expose().to_owned()),
        };
        self.post("/v1/sessions", &asked, false, None).await
    }

    /// Ends the session that a refresh token belongs to. One that is over is answered alike, so a lost answer is asked for
    /// again.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError); the session may go on then.
    pub async fn sign_out(&self, refresh: &Secret) -> Answer<()> {
        let asked = SignOut { refresh_token: refresh.expose().to_owned() };
        read::<SignedOut>(self.post("/v1/sessions/sign-out", &asked, true, None).await?).map(drop)
    }

    /// Sets the password that an invitation asks for. Never sent twice: an invitation is good once.
    ///
    /// # Errors
    /// [`ProviderError`](crate::ProviderError).
    pub async fn accept_invitation(&self, invitation: &Secret, password: &Secret) -> Answer<Member> {
        let (invitation, password) = (invitation.expose().to_owned(), password.expose().to_owned());
        read(self.post("/v1/invitations/accept", &AcceptInvitation { invitation, password }, false, None).await?)
    }

    async fn post(
        &self,
        path: &str,
        body: &impl Serialize,
        is_harmless: bool,
        within: Option<Duration>,
    ) -> Answer<http::Answer> {
        let write = |request: reqwest::RequestBuilder| match within {
            Some(within) => request.json(body).timeout(within),
            None => request.json(body),
        };
        self.client.send(Method::POST, &self.base, path, is_harmless, write).await
    }
}

impl Dialect for Sessions {
    /// The shape that asks is the one that asks again.
    fn refresh<'a>(&'a self, refresh: &'a Secret) -> Boxed<'a, Answer<Tokens>> {
        Box::pin(async move {
            let asked = RefreshSession { refresh_token: refresh.expose().to_owned() };
            let answer = self.post("/v1/sessions/refresh", &asked, false, Some(REFRESHED_WITHIN)).await?;
            signed_in(answer).map(|signed_in| signed_in.tokens)
        })
    }
}

fn signed_in(answer: http::Answer) -> Answer<SignedIn> {
    let wire::SignedIn { member, device_token, access_token, access_ends_at, refresh_token, .. } = read(answer)?;
    let tokens = Tokens { access: Secret::new(access_token), access_ends_at, refresh: Secret::new(refresh_token) };
    Ok(SignedIn { account: member.email, tokens, device: device_token.map(Secret::new) })
}
