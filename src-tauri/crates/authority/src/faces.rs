//! What the outside may ask: the listeners' routes, and [`service::Service`] for whoever is in the process.
//!
//! **Owns** the shapes of requests and answers, the pipeline before an operation, the documents. **Refuses** rules: a route
//! is a few lines around an operation of a room below.
//!
//! **Start reading** at [`http`], then [`service`].

pub mod http;
pub mod service;
