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
use reqwest::{Method, header::AUTHORIZATION};

pub(crate) use self::sheet::Sheet;
use self::sheet::Sign;
use crate::{
    BaseUrl, Capabilities, Client, ProviderError,
    guide::{Guide, GuidedOperation, PageUrl},
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
        sheet.hosts.iter().any(|(known, _)| *known == environment).then_some(())?;
        let page = PageUrl::parse(sheet.page).ok()?;
        guides::guide(sheet, page, operation, environment)
    }

    /// A call with a key that the service documents, and that changes nothing.
    pub(crate) async fn prove(&self, environment: Environment, secret: &Secret) -> Result<Proof, ProviderError> {
        let sheet = self.service.sheet();
        let own = sheet.hosts.iter().find(|(known, _)| *known == environment).map(|(_, own)| *own);
        let base = match (sheet.proof.base, self.others.get(&environment), own) {
            (_, Some(other), _) => other.clone(),
            (Some(own), None, _) | (None, None, Some(own)) => sheet::address(own)?,
            (None, None, None) => return Err(sheet::no_such_environment(environment)),
        };
        let answer = self.client.send(Method::GET, &base, sheet.proof.path, true, |request| match sheet.proof.sign {
            Sign::Header(name) => request.header(name, sensitive(secret.expose())),
            Sign::Bearer => request.header(AUTHORIZATION, bearer(secret)),
        });
        let answer = answer.await?;
        Ok(Proof {
            answered: (sheet.proof.answered)(&answer),
            status: answer.status.as_u16(),
            correlation_id: (sheet.proof.reference)(&answer),
        })
    }
}

#[cfg(test)]
mod tests;
