//! The rules and shapes of a key: names, access levels, environments, minting, digests, states, rotations, verdicts,
//! and the HTTP shapes that the authority and its clients share.
//!
//! **Refuses** I/O, async, databases and frameworks. Clock and randomness are arguments; [`Ambient`] carries them. What a
//! process lets others read of its memory ([`dumps`]) is a rule about secrets too.
//!
//! **Start reading** at [`lifecycle`] (what a key may become), then [`verdict`] (is it good?), then [`wire`].

pub mod access;
pub mod actor;
pub mod address;
pub mod alert;
pub mod allowed_ips;
pub mod ambient;
pub mod approval;
pub mod audit_action;
pub mod belief;
pub mod bucket;
pub mod cell;
pub mod change;
mod correlation;
pub mod due;
pub mod dumps;
pub mod environment;
pub mod explain;
pub mod file_name;
pub mod file_type;
pub mod fold;
pub mod id_box;
pub mod lifecycle;
pub mod mint;
pub mod name;
pub mod note;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod paste;
pub mod proxy;
pub mod quarantine;
pub mod redact;
pub mod rotation;
mod secret;
pub mod session;
mod settings;
pub mod sign_in;
pub mod spending;
pub mod time;
pub mod verdict;
pub mod wire;

pub use access::AccessLevel;
pub use actor::{Actor, ActorKind};
pub use ambient::Ambient;
pub use audit_action::AuditAction;
pub use correlation::{Correlation, TAIL};
pub use environment::Environment;
pub use lifecycle::{KeyState, Life};
pub use name::{Name, NameError};
pub use secret::{Digest, Hint, Secret};
pub use settings::KeySettings;
pub use time::Timestamp;
