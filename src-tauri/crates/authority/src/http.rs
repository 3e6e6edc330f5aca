//! The three listeners: sandbox and live with the same public contract, and one for management.

pub mod answer;
mod body;
mod manage;
mod pipeline;
mod public;
mod query;

use std::sync::Arc;

use axum::Router;
use keys::Environment;

use crate::Service;

/// Where each environment's public API is, `/v2` included.
#[derive(Clone, Debug)]
pub struct BaseUrls {
    /// The sandbox's.
    pub sandbox: String,
    /// The live side's.
    pub live: String,
}

impl BaseUrls {
    /// The one of an environment.
    pub fn of(&self, environment: Environment) -> &str {
        match environment {
            Environment::Sandbox => &self.sandbox,
            Environment::Live => &self.live,
        }
    }
}

/// The public API of one environment.
pub fn public_router(service: Arc<Service>, environment: Environment) -> Router {
    public::router(service, environment)
}

/// The management API.
pub fn manage_router(service: Arc<Service>, urls: BaseUrls) -> Router {
    manage::router(service, urls)
}
