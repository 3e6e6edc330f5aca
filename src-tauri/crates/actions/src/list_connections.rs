//! List the connections, each asked how it is.

use std::time::Duration;

use crate::{
    App, Code, Failure,
    view::{ConnectionStateView, ConnectionView},
};

/// How long a list of connections waits for one of them.
const ASKED_WITHIN: Duration = Duration::from_secs(3);

impl App {
    /// All connections, this computer's own first, each asked how it is.
    ///
    /// # Errors
    /// When the journal cannot be read. What is wrong with a connection is part of the answer.
    pub async fn list_connections(&self) -> Result<Vec<ConnectionStateView>, Failure> {
        let ask = async |connection: ConnectionView| {
            let heard = tokio::time::timeout(ASKED_WITHIN, self.hear(&connection.id)).await;
            let late = || self.fail(Code::Offline, "It did not answer in time.");
            let (organization, trouble) = match heard.unwrap_or_else(|_| Err(late())) {
                Ok(organization) => (Some(organization.name), None),
                Err(failure) => (self.last_heard(&connection.id).map(|known| known.name), Some(failure)),
            };
            ConnectionStateView { connection, organization, trouble }
        };
        Ok(futures_util::future::join_all(self.known_connections()?.into_iter().map(ask)).await)
    }
}

#[cfg(test)]
mod tests {
    use keys::wire;

    use crate::{Code, scripted::Scripted, view::AddConnection};

    const ORGANIZATION: &str = "GET /v1/organization";

    /// One that answers, one that answered once, and this computer's own, which is not there.
    #[tokio::test]
    async fn each_is_asked_and_what_is_wrong_with_one_is_said_of_that_one() {
        let (team, other) = (Scripted::open().await, Scripted::open().await);
        team.answer(ORGANIZATION, &team.organization());
        other.answer(ORGANIZATION, &other.organization());
        let app = team.another_app();
        for (place, name) in [(&team, "team"), (&other, "other")] {
            let asked = AddConnection { name: name.to_owned(), url: place.here.clone() };
            app.add_connection(asked, place.token.clone()).await.unwrap();
        }
        app.list_connections().await.unwrap();
        other.refuse(ORGANIZATION, wire::Code::TokenInvalid);
        let list = app.list_connections().await.unwrap();
        let told = list.iter().map(|state| {
            let trouble = state.trouble.as_ref().map(|failure| failure.code);
            (state.connection.name.as_str(), state.organization.as_deref(), trouble)
        });
        let expected = [
            ("This computer", None, Some(Code::NotSetUp)),
            ("other", Some("Example"), Some(Code::SignedOut)),
            ("team", Some("Example"), None),
        ];
        let mut told: Vec<_> = told.collect();
        assert!(list[0].connection.local, "this computer's own comes first");
        // The clock of these tests stands still, so that the others came at one moment.
        told[1..].sort_by_key(|(name, ..)| *name);
        assert_eq!(told, expected, "what it was called stays beside the trouble");
    }
}
