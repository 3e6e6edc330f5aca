//! Signing in: what waits for a code is held here, with the password, and never goes back to the page.

use std::sync::{Arc, Mutex, PoisonError};

use actions::view::{ConnectionView, SignIn, SignedInView, TypedSecret};
use actions::{Failure, PendingSignIn, SignInStep};
use tauri::{Manager as _, Runtime};

use super::Here;
use crate::{clipboard, failure};

/// The sign-in that waits for a code: one at a time.
#[derive(Default)]
pub(crate) struct SigningIn(Mutex<Option<Arc<PendingSignIn>>>);

impl SigningIn {
    fn replace(&self, next: Option<PendingSignIn>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = next.map(Arc::new);
    }

    fn pending(&self) -> Option<Arc<PendingSignIn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(super) async fn sign_in<R: Runtime>(
    here: Here<'_, R>,
    password: TypedSecret,
    request: SignIn,
) -> Result<SignedInView, Failure> {
    let signing_in = here.handle().state::<SigningIn>();
    signing_in.replace(None);
    match here.app().await?.sign_in(request, password.0).await? {
        SignInStep::Done(connection) => Ok(SignedInView::Done { connection }),
        SignInStep::CodeNeeded(pending) => {
            signing_in.replace(Some(pending));
            Ok(SignedInView::CodeNeeded)
        }
    }
}

pub(super) async fn continue_sign_in<R: Runtime>(
    here: Here<'_, R>,
    code: TypedSecret,
) -> Result<ConnectionView, Failure> {
    let signing_in = here.handle().state::<SigningIn>();
    let Some(pending) = signing_in.pending() else {
        return Err(Failure::invalid("/password", "Type the password again: this sign-in was called off."));
    };
    let connection = here.app().await?.continue_sign_in(&pending, &code.0).await?;
    signing_in.replace(None);
    Ok(connection)
}

pub(super) async fn cancel_sign_in<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<SigningIn>().replace(None);
    Ok(())
}

/// The invitation is cleared from the clipboard once it is used.
pub(super) async fn accept_invitation<R: Runtime>(
    here: Here<'_, R>,
    password: TypedSecret,
    url: String,
) -> Result<String, Failure> {
    let invitation = clipboard::read(here.handle()).await;
    let invitation = invitation.map_err(|error| failure::of_clipboard(error, here.session.ambient()))?;
    let member = here.app().await?.accept_invitation(&url, invitation.clone(), password.0).await?;
    clipboard::clear_what_was_read(here.handle(), &invitation).await;
    Ok(member.email)
}
