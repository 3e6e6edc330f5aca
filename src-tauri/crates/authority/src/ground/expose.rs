//! Where a secret leaves the authority.

use keys::Secret;

/// The one place where a secret leaves the authority: the answer that creates it.
pub(crate) fn expose_once(secret: &Secret) -> String {
    secret.expose().to_owned()
}
