//! Sign in to a place that issues keys: with an e-mail address, a password and, where the member has TOTP, a code.

use keys::{
    Name, Secret,
    wire::{Complaint, FieldCode},
};
use providers::{
    Authority, BaseUrl, ProviderError, Service, Session, Sessions,
    session::{self, SignedIn, TotpNeeded},
};
use vault::ItemId;

use crate::{
    App, Failure,
    connections::{name_of, parse_name},
    journal::ConnectionRecord,
    lock::lock,
    place::{account_address, authority_at, stand_in},
    view::{ConnectionView, SignIn},
};

/// What signing in comes to.
pub enum SignInStep {
    /// Signed in.
    Done(ConnectionView),
    /// The password is right; a code is needed too.
    CodeNeeded(PendingSignIn),
}

/// A sign-in that waits for a code. It holds the password, in memory only, and is good for another try after a wrong code.
pub struct PendingSignIn {
    wish: Box<Wish>,
    needed: TotpNeeded,
}

/// The connection that is made by signing in.
struct Wish {
    id: String,
    base: BaseUrl,
    /// The service that it leads to; none for an authority.
    service: Option<Service>,
    /// As it is to be called.
    name: Option<Name>,
    /// As it is written down already.
    known: Option<ConnectionRecord>,
}

impl App {
    /// Signs in. Whoever signed in there before with this address goes on with that connection, and with what was saved of
    /// its keys; otherwise one is made. That its session can be kept is looked at before the password is sent.
    ///
    /// # Errors
    /// A bad name, address or e-mail address; a keychain that cannot be used; a refusal, in one sentence for a wrong address,
    /// password and code alike; or the place's trouble.
    pub async fn sign_in(&self, asked: SignIn, password: Secret) -> Result<SignInStep, Failure> {
        let name = parse_name(&asked.name)?;
        let service = asked.service.as_deref().map(|id| self.account_service(id)).transpose()?;
        let base = match service {
            Some(service) => account_address(service, &asked.url, "/url")?,
            None => authority_at(&asked.url)?,
        };
        let email = asked.email.trim();
        check_given("/email", email, "An e-mail address is needed.")?;
        check_given("/password", password.expose(), "A password is needed.")?;

        let known = self.signed_in_before(service, &base, email)?;
        let id = known.as_ref().map_or_else(|| self.shared.ambient.mint_uuid(), |record| record.id.clone());
        let device = self.shared.vault.read(&device_item(&id)?).await;
        let device = device.map_err(|error| Failure::from_vault(error, &self.shared.ambient))?;
        let wish = Wish { id, base, service, name, known };
        let sessions = self.sessions_for(&wish)?;
        match sessions.sign_in(email, password, device).await.map_err(|error| self.explain_sign_in(error))? {
            session::SignInStep::SignedIn(signed_in) => self.keep_or_end(&wish, signed_in).await.map(SignInStep::Done),
            session::SignInStep::TotpNeeded(needed) => {
                Ok(SignInStep::CodeNeeded(PendingSignIn { wish: Box::new(wish), needed }))
            }
        }
    }

    /// Continues with a code of the authenticator, or with a backup code.
    ///
    /// # Errors
    /// As [`App::sign_in`].
    pub async fn continue_sign_in(&self, pending: &PendingSignIn, code: &Secret) -> Result<ConnectionView, Failure> {
        check_given("/code", code.expose(), "A code is needed.")?;
        let sessions = self.sessions_for(&pending.wish)?;
        let signed_in = sessions.continue_with_code(&pending.needed, code).await;
        self.keep_or_end(&pending.wish, signed_in.map_err(|error| self.explain_sign_in(error))?).await
    }

    /// A session that cannot be kept here must not go on there.
    async fn keep_or_end(&self, wish: &Wish, signed_in: SignedIn) -> Result<ConnectionView, Failure> {
        let sessions = self.sessions_for(wish)?;
        let kept = self.keep_sign_in(&sessions, wish, &signed_in).await;
        if kept.is_err() {
            end_quietly(&sessions, &signed_in.tokens.refresh).await;
        }
        kept
    }

    async fn keep_sign_in(
        &self,
        sessions: &Sessions,
        wish: &Wish,
        signed_in: &SignedIn,
    ) -> Result<ConnectionView, Failure> {
        let record = self.record_of(wish, signed_in).await?;
        let mut turn = self.turn_at(&record.id).await?;
        let former = turn.newest().await.map_err(|error| self.kept_failure(&error))?;
        // Written down first: a crash in between leaves a connection where nobody is signed in, and no token that nobody
        // knows of.
        self.write_down(wish, &record)?;
        if let Err(error) = turn.keep(&signed_in.tokens.refresh).await {
            if wish.known.is_none() {
                let removed = self.shared.journal.remove_connection(&record.id, None);
                removed.map_err(|error| self.journal_failure(error))?;
            }
            return Err(self.kept_failure(&error));
        }
        drop(turn);
        let session = Session::resume(sessions.clone(), self.keeper_of(&record.id)?, self.shared.ambient.clone());
        lock(&self.shared.sessions).insert(record.id.clone(), session.with_access_of(&signed_in.tokens));
        lock(&self.shared.heard).remove(&record.id);
        self.remember_device(&record.id, signed_in.device.as_ref()).await;
        // Nobody has its token any more.
        if let Some(former) = former {
            end_quietly(sessions, &former).await;
        }
        Ok(self.view_of(record))
    }

    async fn record_of(&self, wish: &Wish, signed_in: &SignedIn) -> Result<ConnectionRecord, Failure> {
        let name = match (&wish.name, &wish.known) {
            (Some(name), _) => name.as_str().to_owned(),
            (None, Some(known)) => known.name.clone(),
            (None, None) if wish.service.is_some() => self.name_at_service(wish.service, &signed_in.account)?,
            (None, None) => {
                let access = signed_in.tokens.access.clone();
                let authority = Authority::new(self.shared.client.clone(), wish.base.clone(), access);
                let organization = authority.organization().await.map_err(|error| self.explain(error))?;
                name_of(&organization)?.as_str().to_owned()
            }
        };
        let account = Some(signed_in.account.clone());
        let service = wish.service.map(|service| service.id().to_owned());
        Ok(ConnectionRecord { id: wish.id.clone(), name, url: wish.base.as_str().to_owned(), account, service })
    }

    fn write_down(&self, wish: &Wish, record: &ConnectionRecord) -> Result<(), Failure> {
        let written = match &wish.known {
            Some(_) => self.shared.journal.rename_connection(&record.id, &record.name),
            None => {
                let hosts = wish.service.map(|service| stand_in(service, &wish.base)).unwrap_or_default();
                self.shared.journal.add_connection_at(record, &hosts, self.now())
            }
        };
        written.map_err(|error| self.journal_failure(error))
    }

    /// Without it the next sign-in is that of a stranger, which somebody's guesses may slow down.
    async fn remember_device(&self, connection: &str, device: Option<&Secret>) {
        let (Some(device), Ok(item)) = (device, device_item(connection)) else { return };
        if let Err(error) = self.shared.vault.save(&item, device).await {
            tracing::warn!(%error, "this device is not known at the next sign-in");
        }
    }

    fn sessions_for(&self, wish: &Wish) -> Result<Sessions, Failure> {
        match wish.service {
            None => Ok(Sessions::Authority(self.sessions_at(&wish.base))),
            Some(service) => {
                let sessions = self.account_service_at(service, &wish.base).sessions(self.shared.ambient.clone());
                sessions.map_err(|error| self.explain(error))
            }
        }
    }

    /// What a connection to a service is called that nobody named: two of one service are told apart by whose they are.
    pub(crate) fn name_at_service(&self, service: Option<Service>, account: &str) -> Result<String, Failure> {
        let name = service.map_or("", Service::name);
        let is_taken = self.known_connections()?.iter().any(|known| known.name == name);
        Ok(if is_taken { format!("{name} ({account})") } else { name.to_owned() })
    }

    fn signed_in_before(
        &self,
        service: Option<Service>,
        base: &BaseUrl,
        email: &str,
    ) -> Result<Option<ConnectionRecord>, Failure> {
        let records = self.shared.journal.connections().map_err(|error| self.journal_failure(error))?;
        // Upper and lower case are one address to the authority.
        let is_theirs = |account: &String| account.to_lowercase() == email.to_lowercase();
        let is_it = |record: &ConnectionRecord| {
            record.url == base.as_str()
                && record.service.as_deref() == service.map(Service::id)
                && record.account.as_ref().is_some_and(is_theirs)
        };
        Ok(records.into_iter().find(is_it))
    }

    /// A place that wants to be asked later says when.
    pub(crate) fn explain_sign_in(&self, error: ProviderError) -> Failure {
        let wait = error.retry_after;
        let failure = self.explain(error);
        match wait {
            Some(wait) => {
                let message = format!("{} Try again in {} seconds.", failure.message, wait.as_secs());
                Failure { message, ..failure }
            }
            None => failure,
        }
    }
}

/// Ends a session that nobody goes on with; it ends by itself otherwise.
pub(crate) async fn end_quietly(sessions: &Sessions, refresh: &Secret) {
    if let Err(error) = sessions.sign_out(refresh, None).await {
        tracing::warn!(%error, "a session that nobody has the token of ends by itself only");
    }
}

/// The keychain's item of what makes this device known at a connection.
pub(crate) fn device_item(connection_id: &str) -> Result<ItemId, Failure> {
    ItemId::new(&format!("device-{connection_id}"))
        .map_err(|error| Failure::invalid("/connectionId", error.to_string()))
}

pub(crate) fn check_given(pointer: &str, given: &str, complaint: &str) -> Result<(), Failure> {
    if given.is_empty() { Err(Failure::invalid(pointer, Complaint::of(FieldCode::Missing, complaint))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use keys::Ambient;
    use vault::{KeychainStatus, MemoryVault};

    use super::*;
    use crate::{Code, Folders};

    fn asked(url: &str, email: &str) -> SignIn {
        SignIn { name: String::new(), service: None, url: url.to_owned(), email: email.to_owned() }
    }

    /// Nobody listens at the place: whatever is sent to it is lost, and that would be told.
    const NOWHERE: &str = "http://127.0.0.1:9";

    async fn refused(app: &App, asked: SignIn, password: &str) -> Failure {
        match app.sign_in(asked, Secret::new(password.to_owned())).await {
            Err(failure) => failure,
            Ok(_) => panic!("nobody is there to sign in to"),
        }
    }

    #[tokio::test]
    async fn a_password_goes_nowhere_when_its_session_could_not_be_kept_or_something_is_missing() {
        let keychain = MemoryVault::new();
        let app = App::open(&Folders { data: None }, keychain.vault(), Ambient::system()).unwrap();
        let sent = refused(&app, asked(NOWHERE, "ana@acme.example"), "correct horse").await;
        assert_eq!(sent.code, Code::Offline, "with everything there it is sent");
        for (url, email, password, pointer) in [
            (NOWHERE, " ", "correct horse", "/email"),
            (NOWHERE, "ana@acme.example", "", "/password"),
            ("http://keys.example.com", "ana@acme.example", "correct horse", "/url"),
        ] {
            let failure = refused(&app, asked(url, email), password).await;
            assert_eq!((failure.code, failure.fields[0].pointer.as_str()), (Code::InvalidInput, pointer));
        }
        keychain.set_status(KeychainStatus::Locked);
        let failure = refused(&app, asked(NOWHERE, "ana@acme.example"), "correct horse").await;
        assert_eq!(failure.code, Code::KeychainLocked);
    }
}
