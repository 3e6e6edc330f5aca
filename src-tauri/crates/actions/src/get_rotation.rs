//! Look at one rotation.

use crate::{App, Failure, RotationRef, view::RotationView};

impl App {
    /// One rotation.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn get_rotation(&self, rotation: &RotationRef) -> Result<RotationView, Failure> {
        let provider = self.provider(&rotation.connection).await?;
        let found = self.ask_rotation(&provider, rotation).await?;
        Ok(RotationView { connection: rotation.connection.clone(), rotation: found })
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        rotation::{Cause, Step},
        wire,
    };

    use crate::{
        Code,
        scripted::{Scripted, rotation},
    };

    #[tokio::test]
    async fn a_rotation_names_the_connection_that_reaches_it() {
        let (place, rotation) = (Scripted::open().await, rotation(Cause::Leaked, Step::HandedOver));
        let get = format!("GET /v1/rotations/{}", rotation.id);
        place.answer(&get, &rotation);
        place.refuse(&get, wire::Code::NotFound);
        let view = place.app.get_rotation(&place.rotation_ref(&rotation)).await.unwrap();
        assert_eq!((&view.rotation, &view.connection), (&rotation, &place.here));
        let failure = place.app.get_rotation(&place.rotation_ref(&rotation)).await.unwrap_err();
        assert_eq!(failure.code, Code::NotFound);
    }
}
