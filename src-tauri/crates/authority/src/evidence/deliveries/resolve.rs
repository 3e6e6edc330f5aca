//! Resolving a receiver's name, with the addresses judged at the moment of connecting. Judging them earlier would judge
//! other ones: a name can answer a public address now and a private one a second later.

use std::{future::Future, io, net::SocketAddr, pin::Pin, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Reach, is_public};

/// Addresses of a name, some time.
pub type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Who knows names: the system, or a test's own book.
pub type Lookup = Arc<dyn Fn(String) -> Found + Send + Sync>;

/// The system's resolver.
pub fn system() -> Lookup {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) }))
}

/// A name has an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("the name has an address that is not public")]
pub struct NotPublic;

/// Answers only what may be connected to. The connection then goes to exactly these addresses.
pub struct Judge {
    lookup: Lookup,
    reach: Reach,
}

impl Judge {
    /// A judge over who knows names.
    pub fn new(lookup: Lookup, reach: Reach) -> Self {
        Self { lookup, reach }
    }
}

impl Resolve for Judge {
    fn resolve(&self, name: Name) -> Resolving {
        let (found, reach) = ((self.lookup)(name.as_str().to_owned()), self.reach);
        Box::pin(async move {
            let addresses = found.await?;
            // One address that is not public spoils the name: an honest receiver has none.
            let judged = reach == Reach::Private || addresses.iter().all(|address| is_public(address.ip()));
            if judged { Ok(Box::new(addresses.into_iter()) as Addrs) } else { Err(NotPublic.into()) }
        })
    }
}
