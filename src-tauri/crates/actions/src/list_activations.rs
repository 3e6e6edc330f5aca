//! List the activations of all organizations, as an operator.

use crate::{
    App, Failure,
    view::{ActivationQueueView, ListActivations},
};

impl App {
    /// One page of the operator's queue.
    ///
    /// # Errors
    /// [`crate::Code::NotAllowed`] for whoever is no operator, or the place's trouble.
    pub async fn list_activations(&self, asked: ListActivations) -> Result<ActivationQueueView, Failure> {
        let ListActivations { connection, filter, cursor } = asked;
        let authority = self.authority(&connection).await?;
        let page = authority.list_activations(filter, cursor).await.map_err(|error| self.explain(error))?;
        Ok(ActivationQueueView { activations: page.items, next_cursor: page.next_cursor, counts: page.counts })
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, ActivationOrganization, ActivationState, ListMeta, Page, QueuedActivation};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, now, page},
        view::QueueFilter,
    };

    const LIST: &str = "GET /v1/activations";

    fn queued(name: &str) -> QueuedActivation {
        QueuedActivation {
            organization: ActivationOrganization {
                id: format!("org_{name}"),
                name: name.to_owned(),
                created_at: now(),
            },
            state: ActivationState::Submitted,
            submitted_at: None,
            submitted_by: None,
            reviewed_at: None,
            reviewed_by: None,
            approved_at: None,
            proofs: 3,
            documents: 1,
            decidable: true,
        }
    }

    #[tokio::test]
    async fn what_waits_comes_in_the_order_of_its_submission_and_each_filter_is_counted() {
        let place = Scripted::open().await;
        let list = page(vec![queued("Acme")]);
        let counts = [("submitted", 2), ("in_review", 1), ("approved", 4), ("not_submitted", 5)];
        let counts = counts.map(|(word, count)| (word.to_owned(), count));
        place.answer(LIST, &Page { meta: ListMeta { counts: Some(counts.into()), ..list.meta }, ..list });
        let ask = |filter, cursor: Option<&str>| ListActivations {
            connection: place.here.clone(),
            filter,
            cursor: cursor.map(str::to_owned),
        };
        let view = place.app.list_activations(ask(QueueFilter::Waiting, Some("c2"))).await.unwrap();
        assert_eq!(view.activations, [queued("Acme")]);
        assert_eq!(QueueFilter::ALL.map(|filter| view.counts[&filter]), [3, 0, 4, 12]);
        assert_eq!(place.asked()[0].query, "sort=submitted&limit=100&state=submitted%2Cin_review&cursor=c2");

        place.refuse(LIST, wire::Code::RoleNotAllowed);
        let failure = place.app.list_activations(ask(QueueFilter::All, None)).await.unwrap_err();
        assert_eq!(failure.code, Code::NotAllowed, "an admin has no queue");
        assert_eq!(place.asked()[1].query, "sort=-submitted&limit=100");
    }
}
