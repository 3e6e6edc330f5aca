//! List an environment's rotations, page by page.

use crate::{
    App, Failure,
    view::{ListRotations, RotationListView, RotationView},
};

impl App {
    /// One page of an environment's rotations.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_rotations(&self, asked: ListRotations) -> Result<RotationListView, Failure> {
        let ListRotations { connection, environment, over, cursor } = asked;
        let authority = self.authority(&connection).await?;
        let page = authority.list_rotations(environment, over, cursor.as_deref()).await;
        let page = page.map_err(|error| self.explain(error))?;
        let view = |rotation| RotationView { connection: connection.clone(), rotation };
        Ok(RotationListView { rotations: page.items.into_iter().map(view).collect(), next_cursor: page.next_cursor })
    }
}
