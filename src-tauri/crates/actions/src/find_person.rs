//! Find a member or a token as people know them: by the e-mail address, by the name, or by the id.

use keys::wire::{Member, Token};
use providers::{MemberSort, PeopleQuery, TokenSort};

use crate::{App, Code, Failure, MemberRef, TokenRef, no_secret::check_search};

impl App {
    /// The member with an id, or who signs in with an e-mail address.
    ///
    /// # Errors
    /// Not found, or the place's trouble.
    pub async fn find_member(&self, connection: &str, wanted: &str) -> Result<MemberRef, Failure> {
        if keys::mint::is_id(wanted, "usr") {
            return Ok(MemberRef::new(connection, wanted));
        }
        let authority = self.authority(connection).await?;
        let folded = wanted.trim().to_lowercase();
        let mut asked = PeopleQuery::current(MemberSort::Name);
        loop {
            let page = authority.list_members(&asked).await.map_err(|error| self.explain(error))?;
            let is_it = |member: &&Member| member.email.to_lowercase() == folded;
            if let Some(found) = page.items.iter().find(is_it) {
                return Ok(MemberRef::new(connection, &found.id));
            }
            asked.cursor = Some(page.next_cursor.ok_or_else(|| {
                self.fail(Code::NotFound, format!("Nobody signs in with {wanted}. Give the e-mail address or the id."))
            })?);
        }
    }

    /// The token with an id, or the only one of a name.
    ///
    /// # Errors
    /// A secret in the place of a name, which goes nowhere; not found, several of that name, or the place's trouble.
    pub async fn find_token(&self, connection: &str, wanted: &str) -> Result<TokenRef, Failure> {
        check_search("/token", wanted)?;
        if keys::mint::is_id(wanted, "tok") {
            return Ok(TokenRef::new(connection, wanted));
        }
        let authority = self.authority(connection).await?;
        let (mut asked, mut found) = (PeopleQuery::current(TokenSort::Name), Vec::<Token>::new());
        loop {
            let page = authority.list_tokens(&asked).await.map_err(|error| self.explain(error))?;
            found.extend(page.items.into_iter().filter(|token| token.name == wanted));
            let Some(next) = page.next_cursor else { break };
            asked.cursor = Some(next);
        }
        match &found[..] {
            [only] => Ok(TokenRef::new(connection, &only.id)),
            [] => Err(self.fail(Code::NotFound, format!("There is no token {wanted} that lets anybody in."))),
            _ => Err(self.fail(Code::InvalidInput, format!("Several tokens are called {wanted}; give the id."))),
        }
    }
}

#[cfg(test)]
mod tests {
    use keys::{
        mint::mint_id,
        wire::{ListMeta, MemberState, Page},
    };

    use super::*;
    use crate::scripted::{Scripted, ambient, member, page, token};

    #[tokio::test]
    async fn a_member_is_found_by_their_address_on_whatever_page_they_are() {
        let place = Scripted::open().await;
        let (ana, sam) = (member("Ana", MemberState::Active), member("Sam", MemberState::Invited));
        let first = page(vec![ana]);
        let meta = ListMeta { next_cursor: Some("c2".to_owned()), ..first.meta };
        place.answer("GET /v1/members", &Page { meta, data: first.data });
        place.answer("GET /v1/members", &page(vec![sam.clone()]));
        let found = place.app.find_member(&place.here, " SAM@acme.example").await.unwrap();
        assert_eq!(found, MemberRef::new(&place.here, &sam.id));
        assert!(place.asked()[1].query.ends_with("cursor=c2"));
        let none = place.app.find_member(&place.here, "sam").await.unwrap_err();
        assert_eq!(none.code, Code::NotFound, "a name finds nobody: several people may have it");
        let asked = place.asked().len();
        let id = mint_id("usr", &ambient());
        assert_eq!(place.app.find_member(&place.here, &id).await.unwrap().member, id);
        assert_eq!(place.asked().len(), asked, "an id is asked for by what is done with it");
    }

    #[tokio::test]
    async fn a_name_that_two_tokens_have_ends_neither() {
        let place = Scripted::open().await;
        let (nightly, one, other) = (token("nightly"), token("report"), token("report"));
        place.answer("GET /v1/tokens", &page(vec![nightly.clone(), one, other]));
        assert_eq!(place.app.find_token(&place.here, "nightly").await.unwrap().token, nightly.id);
        assert_eq!(place.app.find_token(&place.here, "report").await.unwrap_err().code, Code::InvalidInput);
        assert_eq!(place.app.find_token(&place.here, "Nightly").await.unwrap_err().code, Code::NotFound);
    }
}
