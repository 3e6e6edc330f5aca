//! Members and tokens as they are shown: each with where its secret is, and whether it is the person's own.

use keys::{
    Actor, ActorKind,
    wire::{Member, Token},
};

use crate::{
    App, Failure, MemberRef, TokenRef,
    lock::lock,
    view::{MemberView, SecretPlace, TokenView},
};

impl App {
    /// Who asks at a connection; none where its release does not say.
    pub(crate) async fn who_asks(&self, connection: &str) -> Result<Option<Actor>, Failure> {
        self.know(connection).await?;
        Ok(lock(&self.shared.heard).get(connection).and_then(|(known, _)| known.organization.as_ref()?.actor.clone()))
    }

    /// A member. An invitation that was accepted, or ended with its member, takes our copy with it.
    pub(crate) fn member_view(&self, connection: &str, member: Member, asker: Option<&Actor>) -> MemberView {
        let secret = MemberRef::new(connection, &member.id).secret();
        if member.invitation_ends_at.is_none() {
            self.shared.held.release(&secret);
        }
        MemberView {
            connection: connection.to_owned(),
            secret: self.held_or_elsewhere(&secret),
            own: is(asker, ActorKind::Member, &member.id),
            member,
        }
    }

    /// A token. One that was revoked takes our copy with it.
    pub(crate) fn token_view(&self, connection: &str, token: Token, asker: Option<&Actor>) -> TokenView {
        let secret = TokenRef::new(connection, &token.id).secret();
        if token.revocation.is_some() {
            self.shared.held.release(&secret);
        }
        TokenView {
            connection: connection.to_owned(),
            state: token.state(self.now()),
            secret: self.held_or_elsewhere(&secret),
            own: is(asker, ActorKind::Token, &token.id),
            token,
        }
    }

    fn held_or_elsewhere(&self, secret: &crate::KeyRef) -> SecretPlace {
        if self.shared.held.has(secret) { SecretPlace::Held } else { SecretPlace::Elsewhere }
    }
}

fn is(asker: Option<&Actor>, kind: ActorKind, id: &str) -> bool {
    asker.is_some_and(|actor| actor.kind == kind && actor.id == id)
}
