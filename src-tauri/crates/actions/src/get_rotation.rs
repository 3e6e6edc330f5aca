//! Look at one rotation.

use crate::{App, Failure, RotationRef, view::RotationView};

impl App {
    /// One rotation.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_rotation(&self, rotation: &RotationRef) -> Result<RotationView, Failure> {
        self.check_id(&rotation.rotation, "rot")?;
        let authority = self.authority(&rotation.connection).await?;
        let found = authority.get_rotation(&rotation.rotation).await.map_err(|error| self.explain(error))?;
        Ok(RotationView { connection: rotation.connection.clone(), rotation: found })
    }
}
