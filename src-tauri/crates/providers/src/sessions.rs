//! Where somebody signs in, whatever the place's dialect.

use keys::Secret;

use crate::{
    ProviderError, Session,
    authority::sessions::Sessions as AuthoritySessions,
    error::Kind,
    service::AccountSessions,
    session::{Boxed, Dialect, SignInStep, SignedIn, Tokens, TotpNeeded},
};

/// The sessions of a place.
#[derive(Clone)]
pub enum Sessions {
    /// Of an authority (ours).
    Authority(AuthoritySessions),
    /// Of a service that people have accounts at.
    Service(AccountSessions),
}

impl Sessions {
    /// Signs in with an e-mail address and a password.
    ///
    /// # Errors
    /// [`ProviderError`], as in every method here.
    pub async fn sign_in(
        &self,
        email: &str,
        password: Secret,
        device: Option<Secret>,
    ) -> Result<SignInStep, ProviderError> {
        match self {
            Self::Authority(sessions) => sessions.sign_in(email, password, device).await,
            Self::Service(sessions) => sessions.sign_in(email, &password).await,
        }
    }

    /// Continues with a code of the authenticator, or a backup code. It is sent once.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn continue_with_code(&self, needed: &TotpNeeded, code: &Secret) -> Result<SignedIn, ProviderError> {
        match self {
            Self::Authority(sessions) => sessions.continue_with_code(needed, code).await,
            Self::Service(sessions) => sessions.continue_with_code(needed, code).await,
        }
    }

    /// What signing out needs beside the refresh token, of a session that is kept; it is fetched before the turn at that token
    /// is taken, since fetching it takes the turn itself. None where nothing is needed, or the session is over.
    ///
    /// # Errors
    /// [`ProviderError`]; the session goes on then, with the token that is kept.
    pub async fn access_to_sign_out(&self, session: &Session) -> Result<Option<Secret>, ProviderError> {
        match self {
            Self::Authority(_) => Ok(None),
            Self::Service(_) => match session.access().await {
                Err(error) if error.kind == Kind::SignedOut => Ok(None),
                access => access.map(Some),
            },
        }
    }

    /// Ends the session that a refresh token belongs to. One that is over is no error.
    ///
    /// # Errors
    /// [`ProviderError`]; the session may go on then.
    pub async fn sign_out(&self, refresh: &Secret, access: Option<Secret>) -> Result<(), ProviderError> {
        match self {
            Self::Authority(sessions) => sessions.sign_out(refresh).await,
            Self::Service(sessions) => sessions.sign_out(refresh, access).await,
        }
    }
}

impl Dialect for Sessions {
    fn refresh<'a>(&'a self, refresh: &'a Secret) -> Boxed<'a, Result<Tokens, ProviderError>> {
        match self {
            Self::Authority(sessions) => sessions.refresh(refresh),
            Self::Service(sessions) => sessions.refresh(refresh),
        }
    }
}
