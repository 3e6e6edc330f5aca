//! The shape of a service's sheet: everything that one differs from another in.

use keys::{AccessLevel, Environment};

use super::{billing::Billing, webhooks::Webhooks};
use crate::{
    BaseUrl, ProviderError,
    capability::CreateField,
    error::Kind,
    guide::Answered,
    http::Answer,
    proof::Headroom,
    shape::{Alphabet, Prefix, PrefixMeans, SecretShape},
};

/// What is known of a service.
pub(crate) struct Sheet {
    /// The word that names it.
    pub(super) id: &'static str,
    /// What it calls itself.
    pub(super) name: &'static str,
    /// Its environments, with the address of the API in each.
    pub(super) hosts: &'static [(Environment, &'static str)],
    /// How its keys are made and ended on its own page; none where it has calls for that, for whoever has an account there.
    pub(crate) by_hand: Option<ByHand>,
    /// What its keys may be allowed; none where every key may do everything.
    pub(crate) levels: &'static [AccessLevel],
    /// What is asked of a new key besides, which this program writes down: the service does not tell it later.
    pub(crate) fields: &'static [CreateField],
    /// How its secrets are written.
    pub(super) shape: Written,
    /// How a request carries a key.
    pub(super) sign: Sign,
    /// The header that a client's own id of a request goes in; none where the service has none.
    pub(super) traced_by: Option<&'static str>,
    /// The service's own id of a request; empty when it gave none.
    pub(super) reference: fn(&Answer) -> String,
    /// Where an error's code stands in its body, as a JSON pointer.
    pub(super) code_at: &'static str,
    /// The call that proves a key.
    pub(super) proof: Call,
    /// The one that proves its access level; it is made only where a person asks for it.
    pub(crate) level_proof: Option<Write>,
    /// Its webhook endpoints, where their signing secrets are rotated by a call; none where nothing is documented.
    pub(crate) webhooks: Option<Webhooks>,
    /// Where it tells what the account was charged; none where nothing is documented.
    pub(crate) billing: Option<Billing>,
    /// Whether its secrets are signed tokens that say something of themselves.
    pub(crate) is_token: bool,
    /// Whether a connection leads to one project, which has one publishable key.
    pub(crate) publishable: bool,
    /// What nobody outside the service knows of it, and what this program does either way.
    pub(super) unknown: &'static [(&'static str, &'static str)],
}

impl Sheet {
    pub(crate) fn environments(&self) -> impl Iterator<Item = Environment> {
        self.hosts.iter().map(|(environment, _)| *environment)
    }
}

/// What a person does on the page of a service that has no call for its keys.
pub(crate) struct ByHand {
    /// Where its keys are looked after, as near as it is documented.
    pub(super) page: &'static str,
    /// What is clicked there for a new key: an id of the words for it, and the words.
    pub(super) create: fn(Environment) -> (&'static str, &'static str),
    /// The same for the end of one.
    pub(super) revoke: (&'static str, &'static str),
}

/// How the secrets of a service are written, as far as it says.
pub(super) struct Written {
    pub(super) prefixes: &'static [(&'static str, PrefixMeans)],
    /// The characters behind the prefix and how many there are; none where a secret may also begin otherwise.
    pub(super) body: Option<(Alphabet, u16)>,
}

impl Written {
    /// As a shape; none for a sheet that describes no secret, which its test excludes.
    pub(super) fn shape(&self) -> Option<SecretShape> {
        let prefixes = self.prefixes.iter().map(|(text, means)| Prefix { text: (*text).to_owned(), means: *means });
        match self.body {
            Some((alphabet, length)) => SecretShape::new(prefixes.collect(), alphabet, length..=length).ok(),
            None => SecretShape::open(prefixes.collect()).ok(),
        }
    }
}

/// A call that is documented, reads only, and costs nothing.
pub(super) struct Call {
    /// Where it is, when not below the environment's address.
    pub(super) base: Option<&'static str>,
    pub(super) path: &'static str,
    /// What an answer says of the key; none when it says nothing of it.
    pub(super) answered: fn(&Answer) -> Option<Answered>,
    /// How near the organization is to its rate limit; none where the service does not tell.
    pub(super) headroom: fn(&Answer) -> Option<Headroom>,
}

/// A write that cannot take effect, since it lacks what it is about: what refuses it tells what the key may do.
pub(crate) struct Write {
    pub(super) path: &'static str,
    pub(super) level: fn(&Answer) -> Option<AccessLevel>,
}

/// How a request carries the key.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    /// Alone in a header.
    Header(&'static str),
    /// `Authorization: Bearer`.
    Bearer,
}

/// An address of a sheet.
pub(super) fn address(text: &str) -> Result<BaseUrl, ProviderError> {
    BaseUrl::parse(text).map_err(|error| ProviderError::new(Kind::NotUnderstood, error.to_string()))
}

pub(super) fn no_such_environment(environment: Environment) -> ProviderError {
    ProviderError::new(Kind::NotAllowed, format!("This service has no {environment} environment."))
}

/// A number in a header.
pub(super) fn number_in(answer: &Answer, header: &str) -> Option<u32> {
    answer.header(header).parse().ok()
}

/// The text at a JSON pointer of an answer; empty when there is none.
pub(super) fn text_at(answer: &Answer, pointer: &str) -> String {
    let body: Option<serde_json::Value> = serde_json::from_slice(&answer.body).ok();
    body.as_ref().and_then(|body| body.pointer(pointer)?.as_str()).unwrap_or_default().to_owned()
}

/// Whether there is a number at a JSON pointer of an answer.
pub(super) fn has_number(answer: &Answer, pointer: &str) -> bool {
    let body: Option<serde_json::Value> = serde_json::from_slice(&answer.body).ok();
    body.as_ref().and_then(|body| body.pointer(pointer)).is_some_and(serde_json::Value::is_number)
}
