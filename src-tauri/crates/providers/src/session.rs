//! A session with a place, whatever the place's dialect: signing in, staying signed in, and how that ends.
//!
//! The access token lives in memory only. The refresh token is good once, and each exchange answers the next one, so four
//! things must hold:
//!
//! - **One exchange at a time**, however many callers wait and in however many programs: [`Keeper::take_turn`] gives the
//!   turn and, with it, the newest token. An old one that is presented late tells the place that somebody has a copy, and it
//!   ends the session.
//! - **Kept before it is used.** Nothing of an answer is used before [`Turn::keep`] has kept its refresh token. When that
//!   fails, this process alone has the new token: it is held unused, callers are told, and the next call keeps it first. If
//!   the process ends before, the old token is all there is. Our authority takes that one again for half a minute (the answer
//!   may have been lost), and ends the session after that. The person then signs in again; nobody else has either token.
//! - **A lost answer is no end.** The same token is presented once more at once, which falls into that half minute, and again
//!   by whoever asks next.
//! - **A caller that goes away takes nothing with it**: the exchange runs on by itself until its token is kept.

use std::{
    error::Error,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use keys::{Ambient, Digest, Secret, Timestamp};
use tokio::sync::watch;

use crate::{ProviderError, error::Kind};

/// An access token that ends within so many seconds counts as ended: a request is under way for a while.
const MARGIN_SECONDS: i64 = 30;
/// How often a refresh token is presented when the answer is lost.
const TRIES: usize = 2;

/// A future of a trait object.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a keeper could not do what was asked, in its own words. [`ProviderError::keeper_error`] gives it back.
pub type KeeperError = Arc<dyn Error + Send + Sync>;

/// What signing in comes to.
pub enum SignInStep {
    /// Signed in.
    SignedIn(SignedIn),
    /// The password is right; a code of the authenticator, or a backup code, is needed too.
    TotpNeeded(TotpNeeded),
}

/// Somebody is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// What they sign in with, as the place writes it.
    pub account: String,
    /// The first pair of tokens.
    pub tokens: Tokens,
    /// What makes this device known to the place the next time; none when the one that was sent goes on.
    pub device: Option<Secret>,
}

/// What is needed to continue with a code. It may be used again after a wrong one.
#[derive(Clone, Debug)]
pub struct TotpNeeded {
    /// What they sign in with.
    pub(crate) account: String,
    /// What the place wants beside the code: our authority the password once more, a service what it gave for that.
    pub(crate) proof: Secret,
    /// What makes this device known.
    pub(crate) device: Option<Secret>,
}

/// A pair of tokens.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The bearer of requests.
    pub access: Secret,
    /// Until when, by the place's clock.
    pub access_ends_at: Timestamp,
    /// Good once, for the next pair.
    pub refresh: Secret,
}

/// How a place exchanges a refresh token.
pub trait Dialect: Send + Sync {
    /// Presents a refresh token once. An error of [`Kind::SignedOut`] says that the place refuses it for good, one of
    /// [`Kind::Lost`] that it may have been exchanged without anybody hearing of it.
    fn refresh<'a>(&'a self, refresh: &'a Secret) -> Boxed<'a, Result<Tokens, ProviderError>>;
}

/// Where a session's refresh token is kept.
pub trait Keeper: Send + Sync {
    /// Waits until nobody else, in this process or another, exchanges the token or keeps one.
    fn take_turn(&self) -> Boxed<'_, Result<Box<dyn Turn>, KeeperError>>;
}

/// The turn to exchange a session's refresh token, until it is dropped.
pub trait Turn: Send {
    /// The token that was kept last; none when it was removed.
    fn newest(&mut self) -> Boxed<'_, Result<Option<Secret>, KeeperError>>;

    /// Keeps a token in the place of the last one. An answer of success means that it is there to stay.
    fn keep<'a>(&'a mut self, refresh: &'a Secret) -> Boxed<'a, Result<(), KeeperError>>;

    /// Removes the token, because it is of no use any more.
    fn forget(&mut self) -> Boxed<'_, Result<(), KeeperError>>;
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The place refuses its refresh token.
    #[error("The session is over. Sign in again.")]
    Refused,
    /// No refresh token is kept: somebody signed out, or never signed in here.
    #[error("Nobody is signed in here. Sign in again.")]
    SignedOut,
}

/// A session of somebody who signed in. Cheap to clone; clones are one session.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
}

struct Shared {
    dialect: Box<dyn Dialect>,
    keeper: Box<dyn Keeper>,
    ambient: Ambient,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    ended: Option<Ended>,
    access: Option<Access>,
    unkept: Option<Unkept>,
    /// What the exchange that is under way will come to.
    running: Option<watch::Receiver<Option<Outcome>>>,
}

type Outcome = Result<Secret, ProviderError>;

struct Access {
    token: Secret,
    /// On the steady clock. None where the place's clock and ours disagree too much to tell: it is used until it is refused.
    good_until: Option<Timestamp>,
}

/// A token that was given and could not be kept.
struct Unkept {
    refresh: Secret,
    /// The one it was given for: when another one is kept by now, somebody else went on and this one is of no use.
    given_for: Digest,
}

impl Session {
    /// A session that goes on from the refresh token that its keeper has.
    pub fn resume(dialect: impl Dialect + 'static, keeper: impl Keeper + 'static, ambient: Ambient) -> Self {
        let (dialect, keeper) = (Box::new(dialect), Box::new(keeper));
        Self { shared: Arc::new(Shared { dialect, keeper, ambient, state: Mutex::default() }) }
    }

    /// The same with the access token of a pair whose refresh token is kept already.
    #[must_use]
    pub fn with_access_of(self, kept: &Tokens) -> Self {
        self.shared.state().access = Some(self.shared.access_of(kept));
        self
    }

    /// Why it is over, if it is.
    pub fn ended(&self) -> Option<Ended> {
        self.shared.state().ended
    }

    /// Waits for the exchange that is under way, if there is one.
    pub async fn settled(&self) {
        let running = self.shared.state().running.clone();
        if let Some(mut told) = running {
            // One that ended without a word is settled too.
            let _ = told.wait_for(Option::is_some).await;
        }
    }

    /// The access token; a new one when there is none, or it is about to end.
    ///
    /// # Errors
    /// [`Kind::SignedOut`] when the session is over, [`Kind::NotKept`] when the next refresh token could not be kept, or why
    /// the place could not be asked.
    pub async fn access(&self) -> Result<Secret, ProviderError> {
        let mut told = match self.shared.look()? {
            Found::Access(token) => return Ok(token),
            Found::Running(told) => told,
        };
        // An exchange that ended without a word: the program is about to end, or it has a defect.
        let silent = || Err(ProviderError::new(Kind::Lost, "The session could not be refreshed."));
        let outcome = told.wait_for(Option::is_some).await.map(|outcome| outcome.clone());
        outcome.ok().flatten().unwrap_or_else(silent)
    }

    /// Another access token than one that the place refused.
    ///
    /// # Errors
    /// As [`Session::access`].
    pub async fn renew(&self, refused: &Secret) -> Result<Secret, ProviderError> {
        self.shared.drop_access(refused);
        self.access().await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(hidden)")
    }
}

enum Found {
    Access(Secret),
    Running(watch::Receiver<Option<Outcome>>),
}

impl Shared {
    /// A panic elsewhere must not take the session with it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn access_of(&self, tokens: &Tokens) -> Access {
        let lasts = tokens.access_ends_at.seconds_since(self.ambient.now()) - MARGIN_SECONDS;
        let good_until = (lasts > 0).then(|| self.ambient.steady_now().plus_seconds(lasts));
        Access { token: tokens.access.clone(), good_until }
    }

    fn drop_access(&self, refused: &Secret) {
        let mut state = self.state();
        state.access = state.access.take().filter(|access| access.token.digest() != refused.digest());
    }

    /// The access token, or the exchange that will bring one; it is begun when none is under way.
    fn look(self: &Arc<Self>) -> Result<Found, ProviderError> {
        let mut state = self.state();
        if let Some(why) = state.ended {
            return Err(over(why));
        }
        let now = self.ambient.steady_now();
        if let Some(access) = &state.access
            && access.good_until.is_none_or(|until| now < until)
        {
            return Ok(Found::Access(access.token.clone()));
        }
        // Whoever ended without a word is not waited for.
        let running = state.running.take().filter(|told| told.has_changed().is_ok());
        let told = running.unwrap_or_else(|| self.begin());
        state.running = Some(told.clone());
        Ok(Found::Running(told))
    }

    /// Begins an exchange in a task of its own: one that its callers leave must still keep what it is given.
    fn begin(self: &Arc<Self>) -> watch::Receiver<Option<Outcome>> {
        let (tell, told) = watch::channel(None);
        let shared = self.clone();
        tokio::spawn(async move {
            let outcome = shared.refresh().await;
            shared.state().running = None;
            tell.send_replace(Some(outcome));
        });
        told
    }

    async fn refresh(&self) -> Outcome {
        let mut turn = self.keeper.take_turn().await.map_err(ProviderError::of_keeper)?;
        let Some(newest) = turn.newest().await.map_err(ProviderError::of_keeper)? else {
            return Err(self.end(Ended::SignedOut));
        };
        let unkept = self.state().unkept.take().filter(|unkept| unkept.given_for == newest.digest());
        let newest = match unkept {
            Some(unkept) => self.keep(&mut *turn, unkept).await?,
            None => newest,
        };
        let tokens = match self.exchange(&newest).await {
            Ok(tokens) => tokens,
            Err(error) if error.kind == Kind::SignedOut => {
                if let Err(error) = turn.forget().await {
                    tracing::warn!(%error, "a refresh token that has ended stays where it is kept");
                }
                return Err(ProviderError { detail: self.end(Ended::Refused).detail, ..error });
            }
            Err(error) => return Err(error),
        };
        let access = self.access_of(&tokens);
        self.keep(&mut *turn, Unkept { refresh: tokens.refresh, given_for: newest.digest() }).await?;
        let token = access.token.clone();
        self.state().access = Some(access);
        Ok(token)
    }

    async fn keep(&self, turn: &mut dyn Turn, unkept: Unkept) -> Result<Secret, ProviderError> {
        match turn.keep(&unkept.refresh).await {
            Ok(()) => Ok(unkept.refresh),
            Err(error) => {
                self.state().unkept = Some(unkept);
                Err(ProviderError::of_keeper(error))
            }
        }
    }

    async fn exchange(&self, refresh: &Secret) -> Result<Tokens, ProviderError> {
        let mut tries = 1;
        loop {
            match self.dialect.refresh(refresh).await {
                Err(error) if error.kind == Kind::Lost && tries < TRIES => {
                    tracing::warn!(%error, "the answer to a refresh was lost; asking again");
                    tries += 1;
                }
                answered => return answered,
            }
        }
    }

    fn end(&self, why: Ended) -> ProviderError {
        let mut state = self.state();
        (state.ended, state.access, state.unkept) = (Some(why), None, None);
        over(why)
    }
}

fn over(why: Ended) -> ProviderError {
    ProviderError::new(Kind::SignedOut, why.to_string())
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
