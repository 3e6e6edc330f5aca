//! List an environment's rotations, page by page.

use crate::{
    App, Code, Failure,
    view::{ListRotations, RotationListView, RotationView},
};

impl App {
    /// One page of an environment's rotations.
    ///
    /// # Errors
    /// The place's trouble.
    pub async fn list_rotations(&self, asked: ListRotations) -> Result<RotationListView, Failure> {
        let ListRotations { connection, environment, over, cursor } = asked;
        let provider = self.provider(&connection).await?;
        let view = |rotation| RotationView { connection: connection.clone(), rotation };
        if let Some(account) = self.account_at(&provider, &connection)? {
            let mut all = if account.environment() == environment { account.rotations().await? } else { Vec::new() };
            all.retain(|rotation| rotation.step.is_open() != over);
            return Ok(RotationListView { rotations: all.into_iter().map(view).collect(), next_cursor: None });
        }
        let none = || self.fail(Code::NotAllowed, "This service has nothing like it.");
        let authority = provider.authority().ok_or_else(none)?;
        let page = authority.list_rotations(environment, over, cursor.as_deref()).await;
        let page = page.map_err(|error| self.explain(error))?;
        Ok(RotationListView { rotations: page.items.into_iter().map(view).collect(), next_cursor: page.next_cursor })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use keys::{
        Environment,
        rotation::{Cause, Step},
        wire::{ListMeta, Page},
    };

    use super::*;
    use crate::scripted::{Scripted, page, rotation};

    #[tokio::test]
    async fn those_that_run_and_those_that_are_over_are_asked_for_apart_and_name_their_connection() {
        for (over, state) in [(false, "state=running"), (true, "state=finished%2Cundone")] {
            let (place, rotation) = (Scripted::open().await, rotation(Cause::Routine, Step::NewSeen));
            let list = page(vec![rotation.clone()]);
            let next_cursor = Some("c3".to_owned());
            place.answer("GET /v1/rotations", &Page { meta: ListMeta { next_cursor, ..list.meta }, ..list });
            let (connection, cursor) = (place.here.clone(), Some("c2".to_owned()));
            let asked = ListRotations { connection, environment: Environment::Live, over, cursor };
            let list = place.app.list_rotations(asked).await.unwrap();
            let [view] = &list.rotations[..] else { panic!("one rotation") };
            assert_eq!((&view.rotation, &view.connection), (&rotation, &place.here));
            assert_eq!(list.next_cursor.as_deref(), Some("c3"));
            let query = place.asked()[0].query.clone();
            let query: BTreeSet<_> = query.split('&').collect();
            assert_eq!(query, BTreeSet::from(["environment=live", state, "limit=100", "cursor=c2"]));
        }
    }
}
