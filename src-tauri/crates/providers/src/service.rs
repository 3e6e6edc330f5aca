//! Services whose keys are made and ended on their own pages alone: none has a call for that. A person is led there
//! ([`crate::guide`]), and each step is proved by a call that the service documents and that changes nothing.
//!
//! What is said of a service is in a sheet of its own beside this file, with where each fact comes from; what nobody outside
//! the service knows is left open, and tolerated either way. Nothing else in the program knows a service by name.

mod conductor;
mod conduit_financial;
mod conduit_im;
mod guides;
mod sheet;

use std::collections::BTreeMap;

use keys::{Environment, Secret, wire::EnvironmentInfo};
use reqwest::{Method, RequestBuilder, header::AUTHORIZATION};

pub(crate) use self::sheet::Sheet;
use self::sheet::Sign;
use crate::{
    BaseUrl, Capabilities, Client, ProviderError,
    error::Kind,
    guide::{Answered, Guide, GuidedOperation, PageUrl},
    http::{bearer, sensitive},
    proof::Proof,
    standing::Standing,
};

/// A service that has no call for its keys. The set is closed: one is added here with its sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// <https://conduit.financial>, the v2 API.
    ConduitFinancial,
    /// <https://conduit.im>, an AI gateway.
    ConduitIm,
    /// <https://conductor.is>, an API for QuickBooks Desktop.
    Conductor,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ConduitFinancial, Self::ConduitIm, Self::Conductor];

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

    /// What nobody outside the service knows of it, and what this program does either way.
    pub fn unknown(self) -> &'static [(&'static str, &'static str)] {
        self.sheet().unknown
    }

    fn sheet(self) -> &'static Sheet {
        match self {
            Self::ConduitFinancial => &conduit_financial::SHEET,
            Self::ConduitIm => &conduit_im::SHEET,
            Self::Conductor => &conductor::SHEET,
        }
    }
}

/// A service, ready to be asked: at its own addresses, or at others that stand in for some of them.
#[derive(Clone, Debug)]
pub struct ServicePlace {
    client: Client,
    service: Service,
    others: BTreeMap<Environment, BaseUrl>,
}

impl ServicePlace {
    /// `others` are asked in place of the service's own addresses: a simulator, or a private installation.
    pub fn new(client: Client, service: Service, others: BTreeMap<Environment, BaseUrl>) -> Self {
        Self { client, service, others }
    }

    /// What is known of it without asking: it tells nothing of whose keys they are.
    pub fn standing(&self) -> Standing {
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
        let page = PageUrl::parse(sheet.page).ok()?;
        guides::guide(sheet, page, operation, environment)
    }

    /// A call with a key that the service documents, and that changes nothing.
    pub(crate) async fn prove(&self, environment: Environment, secret: &Secret) -> Result<Proof, ProviderError> {
        let call = &self.service.sheet().proof;
        let base = self.address(environment, call.base)?;
        let answer =
            self.client.send(Method::GET, &base, call.path, true, |request| self.sign(request, secret)).await?;
        let proof = Proof::new((call.answered)(&answer), answer.status.as_u16(), (call.reference)(&answer));
        Ok(Proof { headroom: (call.headroom)(&answer), ..proof })
    }

    /// A write with a key that cannot take effect, since it lacks what it is about: what refuses it tells what the key may do.
    pub(crate) async fn prove_level(&self, environment: Environment, secret: &Secret) -> Result<Proof, ProviderError> {
        let sheet = self.service.sheet();
        let none = || ProviderError::new(Kind::NotAllowed, "Nothing proves the access level of a key of this service.");
        let write = sheet.level_proof.as_ref().ok_or_else(none)?;
        let base = self.address(environment, None)?;
        let empty = |request| self.sign(request, secret).json(&serde_json::json!({}));
        // Not sent again by itself: it is a write, if only one that is refused.
        let answer = self.client.send(Method::POST, &base, write.path, false, empty).await?;
        let level = (write.level)(&answer);
        let answered = level.map_or_else(|| (sheet.proof.answered)(&answer), |_| Some(Answered::Accepted));
        let proof = Proof::new(answered, answer.status.as_u16(), (sheet.proof.reference)(&answer));
        Ok(Proof { level, headroom: (sheet.proof.headroom)(&answer), ..proof })
    }

    fn sign(&self, request: RequestBuilder, secret: &Secret) -> RequestBuilder {
        match self.service.sheet().proof.sign {
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

#[cfg(test)]
mod tests;
