//! The keys' life: create, confirm, rotate, revoke, expire; their use, spending and alerts; why a request was refused.
//!
//! **Owns** every change of a key or a rotation, and what is counted of them. **Refuses** the vendor's contract and the
//! people: who may ask comes with the [`crate::Caller`], and neither room is imported.
//!
//! **Start reading** at [`revoke`] (one operation, end to end), then [`rotate`].

pub mod alerts;
pub mod approvals;
pub mod change;
pub mod confirm;
pub mod create;
pub mod deed;
pub mod expire;
pub mod list;
pub mod policy;
pub mod quarantine;
pub mod requests;
pub mod revoke;
pub mod rotate;
pub mod spending;
pub mod usage;

use std::sync::Arc;

use crate::{evidence::Evidence, ground::Ground};
use rotate::Watch;
use spending::Purses;
use usage::Recorder;

/// The room's operations and what they keep in memory.
pub struct ApiKeys {
    pub(crate) ground: Arc<Ground>,
    pub(crate) evidence: Arc<Evidence>,
    pub(crate) recorder: Recorder,
    pub(crate) purses: Purses,
    pub(crate) watch: Watch,
}

impl ApiKeys {
    pub(crate) fn on(ground: Arc<Ground>, evidence: Arc<Evidence>) -> Self {
        Self { ground, evidence, recorder: Recorder::default(), purses: Purses::default(), watch: Watch::default() }
    }
}
