//! Signing in with an account's password (`facts/conduit-email.md`, sections 3 and 4.1).

use keys::{Ambient, Secret};
use reqwest::{Method, RequestBuilder};
use serde::{Deserialize, Serialize};

use super::tokens::{good, not_understood};
use crate::{
    BaseUrl, Client, ProviderError,
    error::Kind,
    http::{Answer, bearer},
    session::{Boxed, Dialect, SignInStep, SignedIn, Tokens, TotpNeeded},
};

/// Section 3: an access token is good for a quarter of an hour; taken where an answer does not say so.
const ACCESS_SECONDS: i64 = 900;

/// The sessions of the service at an address.
#[derive(Clone)]
pub struct AccountSessions {
    client: Client,
    base: BaseUrl,
    ambient: Ambient,
}

#[derive(Serialize)]
struct SignIn<'a> {
    email: &'a str,
    password: &'a str,
}

#[derive(Serialize)]
struct Code<'a> {
    code: &'a str,
    totp_token: &'a str,
}

#[derive(Serialize)]
struct Refresh<'a> {
    refresh_token: &'a str,
}

/// A session, or what a second factor is asked for with: both come with status 200.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    totp_required: bool,
    #[serde(default)]
    totp_token: Option<String>,
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    expires_in: Option<i64>,
}

impl AccountSessions {
    pub(crate) fn new(client: Client, base: BaseUrl, ambient: Ambient) -> Self {
        Self { client, base, ambient }
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &Secret) -> Result<SignInStep, ProviderError> {
        let told = self.tell("/sessions", &SignIn { email, password: password.expose() }).await?;
        if told.totp_required {
            let proof = Secret::new(told.totp_token.ok_or_else(not_understood)?);
            return Ok(SignInStep::TotpNeeded(TotpNeeded { account: email.to_owned(), proof, device: None }));
        }
        Ok(SignInStep::SignedIn(SignedIn { account: email.to_owned(), tokens: self.tokens(told, None)?, device: None }))
    }

    pub(crate) async fn continue_with_code(
        &self,
        needed: &TotpNeeded,
        code: &Secret,
    ) -> Result<SignedIn, ProviderError> {
        let told = self.tell("/sessions/2fa", &Code { code: code.expose(), totp_token: needed.proof.expose() }).await?;
        Ok(SignedIn { account: needed.account.clone(), tokens: self.tokens(told, None)?, device: None })
    }

    /// The service wants an access token that is good beside the refresh token; without one, another pair is fetched first.
    /// A session that is over is no session.
    pub(crate) async fn sign_out(&self, refresh: &Secret, access: Option<Secret>) -> Result<(), ProviderError> {
        let (access, refresh) = match access {
            Some(access) => (access, refresh.clone()),
            None => match self.refresh(refresh).await {
                Ok(tokens) => (tokens.access, tokens.refresh),
                Err(error) if error.kind == Kind::SignedOut => return Ok(()),
                Err(error) => return Err(error),
            },
        };
        let write = |request: RequestBuilder| {
            request.header("authorization", bearer(&access)).json(&Refresh { refresh_token: refresh.expose() })
        };
        match good(self.client.send(Method::DELETE, &self.base, "/sessions", true, write).await?) {
            Err(error) if error.kind == Kind::SignedOut => Ok(()),
            answered => answered.map(drop),
        }
    }

    /// Never sent twice: each attempt counts, and a token may be good once.
    async fn tell(&self, path: &str, body: &impl Serialize) -> Result<Told, ProviderError> {
        let answer = self.client.send(Method::POST, &self.base, path, false, |request| request.json(body)).await?;
        read(answer)
    }

    fn tokens(&self, told: Told, former: Option<&Secret>) -> Result<Tokens, ProviderError> {
        let given = |token: Option<String>| token.filter(|token| !token.is_empty()).map(Secret::new);
        let lasts = told.expires_in.filter(|seconds| *seconds > 0).unwrap_or(ACCESS_SECONDS);
        Ok(Tokens {
            access: given(told.access_token).ok_or_else(not_understood)?,
            access_ends_at: self.ambient.now().plus_seconds(lasts),
            // Where none comes, the one that was presented stays good.
            refresh: given(told.refresh_token).or_else(|| former.cloned()).ok_or_else(not_understood)?,
        })
    }
}

impl Dialect for AccountSessions {
    fn refresh<'a>(&'a self, refresh: &'a Secret) -> Boxed<'a, Result<Tokens, ProviderError>> {
        Box::pin(async move {
            let told = self.tell("/sessions/refresh", &Refresh { refresh_token: refresh.expose() }).await?;
            self.tokens(told, Some(refresh))
        })
    }
}

fn read(answer: Answer) -> Result<Told, ProviderError> {
    serde_json::from_slice(&good(answer)?.body).map_err(|_| not_understood())
}

#[cfg(test)]
mod tests {
    use keys::Timestamp;
    use reqwest::{StatusCode, header::HeaderMap};

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_millis(1_795_000_000_000)
    }

    fn sessions() -> AccountSessions {
        let base = BaseUrl::parse("http://127.0.0.1:9/api/v1").unwrap();
        AccountSessions::new(Client::new().unwrap(), base, Ambient::new(now, |bytes| bytes.fill(7)))
    }

    fn told(status: u16, body: &str) -> Result<Told, ProviderError> {
        read(Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        })
    }

    /// Section 4.1: whether the old refresh token dies with an exchange is not documented, nor whether a new one always comes.
    #[test]
    fn the_token_that_was_presented_goes_on_where_no_other_comes() {
        let former = Secret::new("former".to_owned());
        for (body, kept, lasts) in [
            (r#"{"access_token":"a","refresh_token":"next","expires_in":60}"#, "next", 60),
            (r#"{"access_token":"a","refresh_token":""}"#, "former", ACCESS_SECONDS),
            (r#"{"access_token":"a","refresh_token":null,"expires_in":0}"#, "former", ACCESS_SECONDS),
        ] {
            let tokens = sessions().tokens(told(200, body).unwrap(), Some(&former)).unwrap();
            assert_eq!((tokens.access.expose(), tokens.refresh.expose()), ("a", kept), "{body}");
            assert_eq!(tokens.access_ends_at, now().plus_seconds(lasts), "{body}");
        }
    }

    #[test]
    fn what_is_no_session_is_none() {
        for body in [r#"{"refresh_token":"r"}"#, r#"{"access_token":"a"}"#, "{}"] {
            let refused = sessions().tokens(told(200, body).unwrap(), None).unwrap_err();
            assert_eq!(refused.kind, Kind::NotUnderstood, "{body}");
        }
        assert_eq!(told(200, "<html>").err().map(|error| error.kind), Some(Kind::NotUnderstood));
        assert_eq!(told(401, "{}").err().map(|error| error.kind), Some(Kind::SignedOut));
        assert_eq!(told(503, "").err().map(|error| error.kind), Some(Kind::Unavailable));
    }
}
