//! Remove a document from the activation.

use crate::{App, Failure, view::ActivationView};

impl App {
    /// Removes a document and its content. Removing it twice changes nothing.
    ///
    /// # Errors
    /// The place's refusal: of the role, or because what was submitted waits for a decision.
    pub async fn remove_document(&self, connection: &str, document: &str) -> Result<ActivationView, Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.remove_document(document).await.map_err(|error| self.explain(error))?;
        Ok(self.activation_view(connection, activation))
    }
}

#[cfg(test)]
mod tests {
    use keys::{wire, wire::ActivationState};

    use crate::{
        Code,
        scripted::{Scripted, activation},
    };

    const REMOVE: &str = "POST /v1/activation/documents/doc_1/remove";

    #[tokio::test]
    async fn a_lost_answer_is_asked_for_again_and_a_refusal_is_told() {
        let place = Scripted::open().await;
        place.lose(REMOVE);
        place.answer(REMOVE, &activation(ActivationState::NotSubmitted));
        place.refuse(REMOVE, wire::Code::Conflict);
        let view = place.app.remove_document(&place.here, "doc_1").await.unwrap();
        assert!(view.activation.documents.is_empty());
        let failure = place.app.remove_document(&place.here, "doc_1").await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidInput, "it waits for a decision");
    }
}
