//! `conduit-keys authenticator …`: the second proof that a member signs in with.

use actions::{
    Failure, Reveal,
    view::{AccountView, ConfirmedTotpView},
};
use keys::Secret;

use crate::{
    Face,
    arguments::{AuthenticatorVerb, Out},
    ask,
    deliver::check_out,
    people_verbs::deliver,
    print::word,
    session_verbs::{CODES_ASKED_MAX, Source, not_asked, say},
};

pub(crate) async fn run(face: &Face, verb: AuthenticatorVerb) -> Result<(), Failure> {
    let connection = face.connection.as_str();
    match verb {
        AuthenticatorVerb::Status => {
            let account = face.app.get_account(connection).await?;
            face.answer(&account, || lines(&account))
        }
        AuthenticatorVerb::SetUp { out } => set_up(face, connection, &out).await,
        AuthenticatorVerb::Revoke { password_stdin } => {
            let mut source = Source::choose(face, password_stdin)?;
            let password = source.next(face, "Your password: ")?;
            let account = face.app.revoke_totp(connection, &password).await?;
            face.answer(&account, || lines(&account))
        }
    }
}

/// On a terminal alone: whatever else could be told the secret would keep it.
async fn set_up(face: &Face, connection: &str, out: &Out) -> Result<(), Failure> {
    check_out(face, Some(&out.out), out.replace).await?;
    let password = Source::Terminal.next(face, "Your password: ")?;
    let started = face.app.start_totp(connection, &password).await?;
    let shown = picture(&face.app.reveal(&started.authenticator).await?);
    ask::show(&shown).map_err(|error| not_asked(face, &error))?;
    let ConfirmedTotpView { backup_codes } = confirm(face, connection).await?;
    let account = face.app.get_account(connection).await?;
    deliver(face, &backup_codes, &account, out).await.map_err(|failure| Failure {
        message: format!(
            "{} The authenticator is on. For other backup codes: conduit-keys authenticator revoke, and set it up again.",
            failure.message
        ),
        ..failure
    })?;
    face.app.forget_secret(&backup_codes).await?;
    face.tell(Some(&out.out), &account, || lines(&account))
}

async fn confirm(face: &Face, connection: &str) -> Result<ConfirmedTotpView, Failure> {
    let mut asked = 1;
    loop {
        let code = Source::Terminal.next(face, "The code that it shows: ")?;
        match face.app.confirm_totp(connection, &code).await {
            Err(failure) if !failure.fields.is_empty() && asked < CODES_ASKED_MAX => {
                say(&failure.message);
                asked += 1;
            }
            done => return done,
        }
    }
}

/// The picture for the terminal, and the letters for whoever cannot scan it.
fn picture(revealed: &Reveal) -> Secret {
    let blocks = revealed.picture.as_ref().map(actions::Picture::half_blocks);
    let blocks = blocks.as_ref().map_or("", Secret::expose);
    let letters = revealed.secret.expose();
    Secret::new(format!("{blocks}\nScan it with your authenticator, or type: {letters}\n"))
}

fn lines(account: &AccountView) -> Vec<String> {
    let state = if account.totp { "on" } else { "off" };
    vec![format!("{} ({}): the authenticator is {state}.", account.email, word(&account.role))]
}
