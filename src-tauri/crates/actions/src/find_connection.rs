//! Find a connection by what a person calls it.

use crate::{App, Code, Failure};

impl App {
    /// The id of the connection that somebody names by its id or its name; of the one in use when none is named.
    ///
    /// # Errors
    /// Not found, or a name that several have.
    pub fn find_connection(&self, named: Option<&str>) -> Result<String, Failure> {
        let Some(named) = named else { return self.current_connection() };
        let mut found = self.known_connections()?;
        found.retain(|connection| connection.id == named || connection.name == named);
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only.id),
            (None, _) => Err(self.fail(Code::NotFound, format!("There is no connection {named}."))),
            (Some(_), false) => {
                Err(self.fail(Code::InvalidInput, format!("Several connections are called {named}; give the id.")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Code, connections::LOCAL, scripted::Scripted, view::AddConnection};

    #[tokio::test]
    async fn by_its_id_or_its_name_and_a_name_that_two_have_is_not_guessed() {
        let place = Scripted::open().await;
        place.answer("GET /v1/organization", &place.organization());
        let app = place.another_app();
        let mut ids = Vec::new();
        for name in ["team", "twice", "twice"] {
            let asked = AddConnection { name: name.to_owned(), url: place.here.clone() };
            ids.push(app.add_connection(asked, place.token.clone()).await.unwrap().id);
        }
        assert_eq!(app.find_connection(None).unwrap(), LOCAL, "the one in use");
        assert_eq!(app.find_connection(Some("team")).unwrap(), ids[0]);
        assert_eq!(app.find_connection(Some(&ids[2])).unwrap(), ids[2]);
        assert_eq!(app.find_connection(Some("twice")).unwrap_err().code, Code::InvalidInput);
        assert_eq!(app.find_connection(Some("nowhere")).unwrap_err().code, Code::NotFound);
    }
}
