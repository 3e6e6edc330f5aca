//! Places that create keys, over HTTP: one adapter a place, one HTTP client for all.
//!
//! **Owns** the client (timeouts, no redirects, no cookies, the credential marked sensitive) and the translation of a
//! place's answers into typed errors, and what is possible at each. **Refuses** to store anything, and never reads the
//! vault: it is handed the credential, and hands a renewed one back to be kept before it is used.
//!
//! **Start reading** at [`provider::Provider`], then [`authority::Authority`], [`service::Service`], [`session`] and [`http`].

pub mod authority;
mod calls;
pub mod capability;
pub mod credential;
pub mod error;
mod events;
pub mod guide;
pub mod http;
mod lines;
pub mod list;
pub mod news;
pub mod people;
pub mod probe;
pub mod proof;
pub mod provider;
pub mod queue;
pub mod service;
pub mod session;
pub mod sessions;
pub mod shape;
pub mod standing;
mod upload;

pub use authority::{
    Authority, Deliveries,
    audit::{AuditExport, AuditLine},
};
pub use calls::{Calls, ServiceCall};
pub use capability::Capabilities;
pub use credential::Credential;
pub use error::ProviderError;
pub use guide::Guide;
pub use http::{BaseUrl, BaseUrlError, Client};
pub use list::{AuditFilter, Batch, KeyFilter, KeyNarrowing, KeyPage, KeyQuery, KeySort, Narrowing};
pub use news::{Heard, NewsStream};
pub use people::{MemberSort, PeopleFilter, PeoplePage, PeopleQuery, TokenSort};
pub use proof::{GuidedPlace, Headroom};
pub use provider::{Provider, Teller};
pub use queue::{QueueFilter, QueuePage};
pub use service::{Account, AccountKey, AccountSessions, Ledger, LedgerEntry, NewAccountKey, Service, ServicePlace};
pub use session::Session;
pub use sessions::Sessions;
pub use standing::Standing;
