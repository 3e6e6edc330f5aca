//! What a place is asked with: a token that somebody made there, or a session of somebody who signed in.

use keys::Secret;

use crate::{ProviderError, Session};

/// The credential of a connection.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Good until somebody ends it.
    Token(Secret),
    /// Refreshed as it goes.
    Session(Session),
}

impl Credential {
    /// The bearer of the next request.
    pub(crate) async fn bearer(&self) -> Result<Secret, ProviderError> {
        match self {
            Self::Token(token) => Ok(token.clone()),
            Self::Session(session) => session.access().await,
        }
    }

    /// Another bearer than one that was refused; none where there is only that one. Another program may have refreshed the
    /// session meanwhile, which ends the access token that this one has.
    pub(crate) async fn renew(&self, refused: &Secret) -> Result<Option<Secret>, ProviderError> {
        match self {
            Self::Token(_) => Ok(None),
            Self::Session(session) => session.renew(refused).await.map(Some),
        }
    }
}

impl From<Secret> for Credential {
    fn from(token: Secret) -> Self {
        Self::Token(token)
    }
}

impl From<Session> for Credential {
    fn from(session: Session) -> Self {
        Self::Session(session)
    }
}
