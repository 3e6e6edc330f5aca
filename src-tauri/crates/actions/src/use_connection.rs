//! Make a connection the one in use.

use crate::{App, Code, Failure, connections::CURRENT, view::StatusView};

impl App {
    /// Makes a connection the one in use.
    ///
    /// # Errors
    /// Not found, or the journal's trouble.
    pub async fn use_connection(&self, id: &str) -> Result<StatusView, Failure> {
        let known = self.known_connections()?.iter().any(|connection| connection.id == id);
        if !known {
            return Err(self.fail(Code::NotFound, "There is no such connection."));
        }
        self.shared.journal.set_setting(CURRENT, id).map_err(|error| self.journal_failure(error))?;
        Ok(self.status().await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connections::LOCAL, scripted::Scripted, view::AddConnection};

    #[tokio::test]
    async fn the_status_is_that_of_the_one_now_in_use_and_one_that_is_not_there_changes_nothing() {
        let place = Scripted::open().await;
        place.answer("GET /v1/organization", &place.organization());
        let app = place.another_app();
        let asked = AddConnection { name: "team".to_owned(), url: place.here.clone() };
        let added = app.add_connection(asked, place.token.clone()).await.unwrap();
        let status = app.use_connection(&added.id).await.unwrap();
        assert_eq!(status.connection.map(|connection| connection.id), Some(added.id.clone()));
        assert_eq!(status.standing.map(|standing| standing.name).as_deref(), Some("Example"));
        assert_eq!(app.use_connection("gone").await.unwrap_err().code, Code::NotFound);
        assert_eq!(app.current_connection().unwrap(), added.id);
        app.use_connection(LOCAL).await.unwrap();
        assert_eq!(app.current_connection().unwrap(), LOCAL);
    }
}
