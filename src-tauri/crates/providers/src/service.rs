//! The published services. The keys of most are made and ended on their own pages alone: a person is led there
//! ([`crate::guide`]), and each step is proved by a call that the service documents and that changes nothing. One has calls for
//! its keys, for whoever has an account there ([`Account`]).
//!
//! What is said of a service is in a sheet of its own beside this file, with where each fact comes from; what nobody outside
//! the service knows is left open, and tolerated either way. Nothing else in the program knows a service by name.

mod billing;
mod conductor;
mod conduit_email;
mod conduit_financial;
mod conduit_im;
mod guides;
mod sheet;
mod webhooks;

use std::collections::BTreeMap;

use keys::{AccessLevel, Ambient, Environment, Secret, wire::EnvironmentInfo};
use reqwest::{Method, RequestBuilder, header::AUTHORIZATION};
use serde::de::DeserializeOwned;

pub(crate) use self::sheet::Sheet;
use self::sheet::{Sign, Write, text_at};
pub use self::{
    billing::{Ledger, LedgerEntry},
    conduit_email::{
        sessions::AccountSessions,
        tokens::{Account, AccountKey, NewAccountKey},
    },
};
use crate::{
    BaseUrl, Calls, Capabilities, Client, Credential, ProviderError, ServiceCall, Sessions,
    error::Kind,
    guide::{Answered, Guide, GuidedOperation},
    http::{Answer, bearer, sensitive},
    proof::Proof,
    shape::PrefixMeans,
    standing::Standing,
};

/// A published service. The set is closed: one is added here with its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// <https://conduit.financial>, the v2 API.
    ConduitFinancial,
    /// <https://conduit.im>, an AI gateway.
    ConduitIm,
    /// <https://conductor.is>, an API for QuickBooks Desktop.
    Conductor,
    /// <https://conduit.email>, which hands mail to webhooks.
    ConduitEmail,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ConduitFinancial, Self::ConduitIm, Self::Conductor, Self::ConduitEmail];

    /// The word that a connection and a terminal name it by.
    pub fn id(self) -> &'static str {
        self.sheet().id
    }

    /// The one with this word.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.id() == id)
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        self.sheet().name
    }

    /// Its environments, each with where its API is.
    pub fn hosts(self) -> impl Iterator<Item = (Environment, &'static str)> {
        self.sheet().hosts.iter().copied()
    }

    /// What may be asked for there; it does not depend on who asks.
    pub fn capabilities(self) -> Capabilities {
        Capabilities::of_service(self.sheet())
    }

    /// Whether its keys belong to projects, of which a connection leads to one.
    pub fn has_projects(self) -> bool {
        self.sheet().publishable
    }

    /// Whether it tells of its keys, makes and ends them by calls, for whoever has an account there.
    pub fn has_account(self) -> bool {
        self.sheet().by_hand.is_none()
    }

    /// What nobody outside the service knows of it, and what this program does either way.
    pub fn unknown(self) -> &'static [(&'static str, &'static str)] {
        self.sheet().unknown
    }

    fn sheet(self) -> &'static Sheet {
        match self {
            Self::ConduitFinancial => &conduit_financial::SHEET,
            Self::ConduitIm => &conduit_im::SHEET,
            Self::Conductor => &conductor::SHEET,
            Self::ConduitEmail => &conduit_email::SHEET,
        }
    }
}

/// A service, ready to be asked: at its own addresses, or at others that stand in for some of them.
#[derive(Clone, Debug)]
pub struct ServicePlace {
    client: Client,
    service: Service,
    others: BTreeMap<Environment, BaseUrl>,
    /// What the service is asked with for the keys of an account; none where it has no such calls.
    credential: Option<Credential>,
}

impl ServicePlace {
    /// `others` are asked in place of the service's own addresses: a simulator, or a private installation.
    pub fn new(client: Client, service: Service, others: BTreeMap<Environment, BaseUrl>) -> Self {
        Self { client, service, others, credential: None }
    }

    /// The same for whoever has an account there.
    #[must_use]
    pub fn with_credential(self, credential: Credential) -> Self {
        Self { credential: Some(credential), ..self }
    }

    /// The service at its addresses.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The keys of the account, where the service tells of them.
    ///
    /// # Errors
    /// [`ProviderError`] for an address that cannot be used.
    pub fn account(&self) -> Result<Option<Account>, ProviderError> {
        let Some(credential) = &self.credential else { return Ok(None) };
        let (environment, base) = self.only_address()?;
        let of = (self.service.name(), environment);
        Ok(Some(Account::new(self.client.clone(), base, credential.clone(), of)))
    }

    /// Where people sign in.
    ///
    /// # Errors
    /// [`ProviderError`] for an address that cannot be used.
    pub fn sessions(&self, ambient: Ambient) -> Result<Sessions, ProviderError> {
        Ok(Sessions::Service(AccountSessions::new(self.client.clone(), self.only_address()?.1, ambient)))
    }

    /// An account is of the service as a whole: the address of its first environment.
    fn only_address(&self) -> Result<(Environment, BaseUrl), ProviderError> {
        let environment = self.service.hosts().next().map_or(Environment::Live, |(environment, _)| environment);
        Ok((environment, self.address(environment, None)?))
    }

    /// Whether a text begins as a secret key of the service does.
    pub fn is_secret_key(&self, text: &str) -> bool {
        let prefixes = self.service.sheet().shape.prefixes.iter();
        prefixes.filter(|(_, means)| *means != PrefixMeans::Publishable).any(|(prefix, _)| text.starts_with(prefix))
    }

    /// Whether a text begins as a publishable key of the service does.
    pub fn is_publishable_key(&self, text: &str) -> bool {
        let prefixes = self.service.sheet().shape.prefixes.iter();
        prefixes.filter(|(_, means)| *means == PrefixMeans::Publishable).any(|(prefix, _)| text.starts_with(prefix))
    }

    /// What is known of it; only one that people have accounts at is asked, whether it takes the credential.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub async fn standing(&self) -> Result<Standing, ProviderError> {
        let standing = self.known();
        if let Some(account) = self.account()? {
            account.owner().await?;
        }
        Ok(standing)
    }

    /// What is known of it without asking.
    pub(crate) fn known(&self) -> Standing {
        let environments = self.service.hosts().map(|(environment, own)| EnvironmentInfo {
            environment,
            base_url: self.others.get(&environment).map_or(own, BaseUrl::as_str).to_owned(),
            available: true,
            key_days_max: None,
        });
        Standing {
            name: self.service.name().to_owned(),
            environments: environments.collect(),
            capabilities: self.service.capabilities(),
            organization: None,
        }
    }

    /// How an operation is done in an environment; none where the service has no such environment.
    pub(crate) fn guide(&self, operation: GuidedOperation, environment: Environment) -> Option<Guide> {
        let sheet = self.service.sheet();
        sheet.environments().any(|known| known == environment).then_some(())?;
        guides::guide((sheet, sheet.by_hand.as_ref()?), operation, environment)
    }

    /// A call with a key that the service documents, and that changes nothing.
    pub(crate) async fn prove(
        &self,
        environment: Environment,
        secret: &Secret,
        calls: &Calls,
    ) -> Result<Proof, ProviderError> {
        let sheet = self.service.sheet();
        let call = &sheet.proof;
        let asked = Asked { environment, base: call.base, method: Method::GET, path: call.path, known_again: false };
        let answer = self.call(asked, secret, calls, |request| request).await?;
        let proof = Proof::new((call.answered)(&answer), answer.status.as_u16(), (sheet.reference)(&answer));
        Ok(Proof { headroom: (call.headroom)(&answer), ..proof })
    }

    /// A write with a key that cannot take effect, since it lacks what it is about: what refuses it tells what the key may do.
    pub(crate) async fn prove_level(
        &self,
        environment: Environment,
        secret: &Secret,
        calls: &Calls,
    ) -> Result<Proof, ProviderError> {
        let sheet = self.service.sheet();
        let none = || ProviderError::new(Kind::NotAllowed, "Nothing proves the access level of a key of this service.");
        let write = sheet.level_proof.as_ref().ok_or_else(none)?;
        let asked = Asked { environment, base: None, method: Method::POST, path: write.path, known_again: false };
        let answer = self.call(asked, secret, calls, |request| request.json(&serde_json::json!({}))).await?;
        Ok(level_proof(sheet, write, &answer))
    }

    /// Makes a call with a key, and notes it with its ids. What only reads is sent again when its answer was lost; a write is
    /// not.
    async fn call(
        &self,
        asked: Asked<'_>,
        secret: &Secret,
        calls: &Calls,
        write: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, ProviderError> {
        let Asked { environment, base, method, path, known_again } = asked;
        let (sheet, ambient) = (self.service.sheet(), calls.ambient());
        let base = self.address(environment, base)?;
        let (id, at) = (ambient.mint_uuid(), ambient.now());
        let signed = |request| {
            let request = self.sign(request, secret);
            write(match sheet.traced_by {
                Some(header) => request.header(header, &id),
                None => request,
            })
        };
        let is_harmless = method == Method::GET || known_again;
        let answered = self.client.send(method.clone(), &base, path, is_harmless, signed).await;
        let answer = answered.as_ref().ok();
        calls.note(ServiceCall {
            is_id_sent: sheet.traced_by.is_some(),
            environment,
            at,
            took_millis: ambient.now().as_millis() - at.as_millis(),
            method: method.to_string(),
            path: path.split('?').next().unwrap_or_default().to_owned(),
            status: answer.map(|answer| answer.status.as_u16()),
            code: answer.map(|answer| text_at(answer, sheet.code_at)).unwrap_or_default(),
            correlation_id: answer.map(sheet.reference).unwrap_or_default(),
            id,
        });
        answered
    }

    /// The body of a good answer.
    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, ProviderError> {
        let sheet = self.service.sheet();
        refused(sheet, answer)?;
        serde_json::from_slice(&answer.body).map_err(|_| ProviderError {
            reference: (sheet.reference)(answer),
            ..ProviderError::new(Kind::NotUnderstood, "The answer is not one of this service.")
        })
    }

    fn sign(&self, request: RequestBuilder, secret: &Secret) -> RequestBuilder {
        match self.service.sheet().sign {
            Sign::Header(name) => request.header(name, sensitive(secret.expose())),
            Sign::Bearer => request.header(AUTHORIZATION, bearer(secret)),
        }
    }

    /// Where a call goes: to what stands in for the service, or to its own address; `own` where that is another host's.
    fn address(&self, environment: Environment, own: Option<&'static str>) -> Result<BaseUrl, ProviderError> {
        let mut hosts = self.service.hosts();
        let (_, host) =
            hosts.find(|(known, _)| *known == environment).ok_or_else(|| sheet::no_such_environment(environment))?;
        match self.others.get(&environment) {
            Some(other) => Ok(other.clone()),
            None => sheet::address(own.unwrap_or(host)),
        }
    }
}

/// What is asked of a service: where, and how.
struct Asked<'a> {
    environment: Environment,
    /// Another host than the environment's own.
    base: Option<&'static str>,
    method: Method,
    path: &'a str,
    /// A write that has an idempotency key.
    known_again: bool,
}

/// Whether an answer is what was asked for; otherwise what it says of it, by its status: each service has codes of its own.
///
/// # Errors
/// [`ProviderError`], unless the status is a good one.
fn refused(sheet: &Sheet, answer: &Answer) -> Result<(), ProviderError> {
    let status = answer.status.as_u16();
    let code = text_at(answer, sheet.code_at);
    let (kind, detail) = match status {
        200..300 => return Ok(()),
        // What it says of the key is what it says when it is asked for a proof.
        _ if (sheet.proof.answered)(answer) == Some(Answered::Refused) => {
            (Kind::KeyRefused, "The service refuses the key that this was asked with.".to_owned())
        }
        403 => (Kind::KeyRefused, "The key that this was asked with may not do it.".to_owned()),
        404 => (Kind::NotFound, "The service knows no such thing.".to_owned()),
        400 | 409 | 422 => (Kind::NotAccepted, format!("The service did not accept it: {status} {code}.")),
        429 => (Kind::Unavailable, "The service was asked too much at once.".to_owned()),
        _ => (Kind::Unavailable, format!("The service answered with an error of its own ({status}).")),
    };
    let reference = (sheet.reference)(answer);
    Err(ProviderError { reference, retry_after: answer.retry_after(), ..ProviderError::new(kind, detail) })
}

/// What the answer to a write says that was to be refused.
fn level_proof(sheet: &Sheet, write: &Write, answer: &Answer) -> Proof {
    let reference = (sheet.reference)(answer);
    // Against all that is documented: it may write, and did. Somebody between would not know the service's own ID.
    let made_at = (answer.status.is_success() && !reference.is_empty()).then_some(write.path);
    let level = made_at.map_or_else(|| (write.level)(answer), |_| Some(AccessLevel::ReadWrite));
    let answered = level.map_or_else(|| (sheet.proof.answered)(answer), |_| Some(Answered::Accepted));
    let proof = Proof::new(answered, answer.status.as_u16(), reference);
    Proof { level, headroom: (sheet.proof.headroom)(answer), made_at, ..proof }
}

#[cfg(test)]
mod tests;
