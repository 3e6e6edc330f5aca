//! A place that has nothing.

use crate::{ProviderError, error::Kind};

/// It refuses everything.
#[derive(Clone, Debug)]
pub struct Nowhere;

impl Nowhere {
    /// Why.
    pub fn refuse<T>(&self) -> Result<T, ProviderError> {
        Err(ProviderError::new(Kind::NotAllowed, "This place has nothing."))
    }
}
