//! Explain one request.

use keys::wire::ExplainedRequest;

use crate::{App, Failure};

impl App {
    /// What happened to a request, why, as of that moment, and what belongs to it.
    ///
    /// # Errors
    /// Not found: older than what is kept, never noted, or somebody else's; or the place's trouble.
    pub async fn explain_request(&self, connection: &str, correlation_id: &str) -> Result<ExplainedRequest, Failure> {
        if self.service(connection)?.is_some() {
            return self.explain_service_call(connection, correlation_id).await;
        }
        let authority = self.authority(connection).await?;
        authority.explain_request(correlation_id).await.map_err(|error| self.explain(error))
    }
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, ExplainedRequest, Explanation, RelatedRequests};

    use crate::{
        Code,
        scripted::{Scripted, request},
    };

    #[tokio::test]
    async fn it_is_the_place_s_answer_or_its_refusal() {
        let (place, request) = (Scripted::open().await, request(403));
        let what = format!("GET /v1/requests/{}", request.correlation_id);
        let explanation = Explanation { happened: "a".to_owned(), why: "b".to_owned(), to_do: "c".to_owned() };
        let related = RelatedRequests::default();
        let told = ExplainedRequest {
            request: request.clone(),
            explanation,
            key_state_then: None,
            key: None,
            related,
            since: Vec::new(),
        };
        place.answer(&what, &told);
        place.refuse(&what, wire::Code::NotFound);
        let explained = place.app.explain_request(&place.here, &request.correlation_id).await.unwrap();
        assert_eq!((explained.request, explained.explanation.why.as_str()), (request.clone(), "b"));
        let gone = place.app.explain_request(&place.here, &request.correlation_id).await.unwrap_err();
        assert_eq!(gone.code, Code::NotFound);
    }
}
