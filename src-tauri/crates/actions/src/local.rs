//! This computer's own authority, as the face that runs it reports it.

use keys::Secret;

use crate::Failure;

/// How far this computer's own authority is.
#[derive(Clone, Debug)]
pub enum LocalAuthority {
    /// Not run by this process. Another one may run it, and lend it.
    Elsewhere,
    /// No organization has been set up.
    NotSetUp,
    /// It cannot start.
    Failed(Failure),
    /// It runs. Both tokens live in memory only, and end with the process.
    Ready {
        /// The address of its management API.
        manage_url: String,
        /// For the person in front of the window.
        admin_token: Secret,
        /// For the local stand-in of a review, and nothing else.
        operator_token: Secret,
    },
}
