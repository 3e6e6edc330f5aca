//! `conduit-keys members …` and `conduit-keys tokens …`.

use std::path::Path;

use actions::{
    Failure, KeyRef, MemberRef, Operation, TokenRef,
    view::{
        ChangeRole, CreateToken, InviteAgain, InviteMember, ListMembers, ListTokens, MemberView, PeopleFilter,
        RevokeMember, RevokeToken, SecretPlace, TokenView,
    },
};
use serde::Serialize;

use crate::{
    Face,
    arguments::{MembersVerb, Out, TokensVerb, WhichPeople},
    deliver::check_out,
    keys_verbs::more,
    print::{moment, table, word},
};

pub(crate) async fn members(face: &Face, verb: MembersVerb) -> Result<(), Failure> {
    face.check_possible(None, Operation::ManagePeople).await?;
    let connection = face.connection.clone();
    match verb {
        MembersVerb::List { which, sort } => {
            let WhichPeople { filter, role, descending, after } = which;
            let asked = ListMembers { connection, filter, role, sort, descending, cursor: after };
            let list = face.app.list_members(asked).await?;
            face.answer(&list, || {
                if list.members.is_empty() {
                    return vec![none(filter, "members")];
                }
                let rows: Vec<_> = list.members.iter().map(member_row).collect();
                let head = ["NAME", "E-MAIL", "ROLE", "STATE", "TOTP", "LAST SIGN-IN", "ID"];
                let mut lines = table(&head, &rows);
                lines.extend(more(list.next_cursor.as_deref()));
                lines
            })
        }
        MembersVerb::Invite { email, name, role, out } => {
            check_out(face, Some(&out.out), out.replace).await?;
            let idempotency_key = face.ambient.mint_uuid();
            let member =
                face.app.invite_member(InviteMember { idempotency_key, connection, email, name, role }).await?;
            hand_over(face, member, &out).await
        }
        MembersVerb::InviteAgain { member, revoke_totp, out } => {
            check_out(face, Some(&out.out), out.replace).await?;
            let member = face.app.find_member(&connection, &member).await?;
            let member = face.app.invite_again(InviteAgain { member, revoke_totp }).await?;
            hand_over(face, member, &out).await
        }
        MembersVerb::Role { member, role } => {
            let member = face.app.find_member(&connection, &member).await?;
            let member = face.app.change_role(ChangeRole { member, role }).await?;
            face.answer(&member, || vec![format!("{} is {} now.", member.member.email, word(&member.member.role))])
        }
        MembersVerb::Revoke { member, reason } => {
            let member = face.app.find_member(&connection, &member).await?;
            let member = face.app.revoke_member(RevokeMember { member, reason }).await?;
            face.answer(&member, || {
                vec![format!("Revoked {} ({}). They are signed out.", member.member.email, member.member.id)]
            })
        }
    }
}

pub(crate) async fn tokens(face: &Face, verb: TokensVerb) -> Result<(), Failure> {
    face.check_possible(None, Operation::ManagePeople).await?;
    let connection = face.connection.clone();
    match verb {
        TokensVerb::List { which, sort } => {
            let WhichPeople { filter, role, descending, after } = which;
            let asked = ListTokens { connection, filter, role, sort, descending, cursor: after };
            let list = face.app.list_tokens(asked).await?;
            face.answer(&list, || {
                if list.tokens.is_empty() {
                    return vec![none(filter, "tokens")];
                }
                let rows: Vec<_> = list.tokens.iter().map(token_row).collect();
                let mut lines = table(&["NAME", "ROLE", "STATE", "CREATED", "CREATED BY", "EXPIRES", "ID"], &rows);
                lines.extend(more(list.next_cursor.as_deref()));
                lines
            })
        }
        TokensVerb::Create { name, role, expires_at, out } => {
            check_out(face, Some(&out.out), out.replace).await?;
            let idempotency_key = face.ambient.mint_uuid();
            let token =
                face.app.create_token(CreateToken { idempotency_key, connection, name, role, expires_at }).await?;
            let whose = TokenRef::new(&token.connection, &token.token.id).secret();
            let deliver = async || deliver(face, &whose, &token, &out).await;
            face.app.hand_over_token(&token, deliver).await?;
            let token = TokenView { secret: SecretPlace::Elsewhere, ..token };
            face.tell(Some(&out.out), &token, || vec![format!("Created {} ({}).", token.token.name, token.token.id)])
        }
        TokensVerb::Revoke { token, reason } => {
            let token = face.app.find_token(&connection, &token).await?;
            let token = face.app.revoke_token(RevokeToken { token, reason }).await?;
            face.answer(&token, || vec![format!("Revoked {} ({}).", token.token.name, token.token.id)])
        }
    }
}

/// Puts an invitation where it was told to go. One that got lost is no harm: another one can be made.
async fn hand_over(face: &Face, member: MemberView, out: &Out) -> Result<(), Failure> {
    let whose = MemberRef::new(&member.connection, &member.member.id).secret();
    deliver(face, &whose, &member, out).await.map_err(|failure| Failure {
        message: format!(
            "{} For another invitation: conduit-keys members invite-again {}",
            failure.message, member.member.email
        ),
        ..failure
    })?;
    face.app.forget_secret(&whose).await?;
    let member = MemberView { secret: SecretPlace::Elsewhere, ..member };
    face.tell(Some(&out.out), &member, || {
        let ends = moment(member.member.invitation_ends_at);
        vec![
            format!("Invited {} as {} ({}).", member.member.email, word(&member.member.role), member.member.id),
            format!("Hand the invitation over yourself: nothing is sent to them. It is good until {ends}."),
        ]
    })
}

/// Puts a held secret where it was told to go.
pub(crate) async fn deliver(face: &Face, whose: &KeyRef, view: &impl Serialize, out: &Out) -> Result<(), Failure> {
    if out.out == Path::new("-") {
        let secret = face.app.secret_for_copy(whose).await?;
        return face.print_secret(&secret, Some(view));
    }
    face.app.write_secret_alone(whose, &out.out, out.replace).await.map(drop)
}

fn none(filter: PeopleFilter, what: &str) -> String {
    if filter == PeopleFilter::All { format!("There are no {what} yet.") } else { format!("There are no such {what}.") }
}

fn member_row(view: &MemberView) -> Vec<String> {
    let member = &view.member;
    let own = if view.own { " (you)" } else { "" };
    vec![
        format!("{}{own}", member.name),
        member.email.clone(),
        word(&member.role),
        word(&member.state),
        if member.totp { "yes" } else { "no" }.to_owned(),
        moment(member.last_sign_in_at),
        member.id.clone(),
    ]
}

fn token_row(view: &TokenView) -> Vec<String> {
    let token = &view.token;
    let own = if view.own { " (in use here)" } else { "" };
    vec![
        format!("{}{own}", token.name),
        word(&token.role),
        word(&view.state),
        token.created_at.to_string(),
        token.created_by.name.clone(),
        moment(token.expires_at),
        token.id.clone(),
    ]
}
