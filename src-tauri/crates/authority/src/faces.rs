pub mod http;
pub mod service;
