//! How many secrets this computer keeps.

use crate::{App, Failure};

impl App {
    /// How many secrets were saved in the keychain.
    ///
    /// # Errors
    /// The journal's trouble.
    pub async fn count_saved_secrets(&self) -> Result<usize, Failure> {
        self.shared.journal.saved_secrets().map(|saved| saved.len()).map_err(|error| self.journal_failure(error))
    }
}
