//! `conduit-keys sign-in` and `sign-out`, and `accept-invitation` before either.

use std::io::{self, Write as _};

use actions::{
    Code, Failure, PendingSignIn, SignInStep,
    view::{ConnectionView, SignIn},
};
use keys::Secret;

use crate::{
    Face, ask,
    print::{shown, word},
};

/// How often a code is asked for: it changes while people type.
pub(crate) const CODES_ASKED_MAX: usize = 3;

/// Where what is secret comes from.
pub(crate) enum Source {
    Terminal,
    /// The lines that are left.
    StandardInput(std::vec::IntoIter<Secret>),
}

/// Where somebody signs in.
pub(crate) struct SignInPlace {
    /// Empty for a service's own address.
    pub(crate) url: String,
    pub(crate) service: Option<String>,
}

pub(crate) async fn sign_in(
    face: &Face,
    place: SignInPlace,
    email: Option<String>,
    name: Option<String>,
    password_stdin: bool,
) -> Result<(), Failure> {
    let SignInPlace { url, service } = place;
    if service.is_none() {
        actions::check_address(&url)?;
    }
    if password_stdin && email.is_none() {
        return Err(Failure::invalid("/email", "With --password-stdin, name the e-mail address with --email."));
    }
    let mut source = Source::choose(face, password_stdin)?;
    let email = match email {
        Some(email) => email,
        None => ask::line("E-mail address: ").map_err(|error| not_asked(face, &error))?,
    };
    let password = source.next(face, &format!("Password of {}: ", shown(&email)))?;
    let asked = SignIn { name: name.unwrap_or_default(), service, url, email };
    let connection = match face.app.sign_in(asked, password).await? {
        SignInStep::Done(connection) => connection,
        SignInStep::CodeNeeded(pending) => continue_with_code(face, &pending, &mut source).await?,
    };
    face.answer(&connection, || {
        let ConnectionView { id, name, account, current, .. } = &connection;
        let mut lines = vec![format!("Signed in to {name} as {} ({id}).", account.as_deref().unwrap_or_default())];
        if !current {
            lines.push(format!("To act there: conduit-keys connections use {id}"));
        }
        lines
    })
}

async fn continue_with_code(
    face: &Face,
    pending: &PendingSignIn,
    source: &mut Source,
) -> Result<ConnectionView, Failure> {
    let most = if matches!(source, Source::Terminal) { CODES_ASKED_MAX } else { 1 };
    let mut asked = 1;
    loop {
        let code = source.next(face, "Code of your authenticator, or a backup code: ")?;
        match face.app.continue_sign_in(pending, &code).await {
            Err(failure) if failure.code == Code::SignedOut && asked < most => {
                say(&failure.message);
                asked += 1;
            }
            done => return done,
        }
    }
}

pub(crate) async fn sign_out(face: &Face, from: Option<String>) -> Result<(), Failure> {
    let connection = match from {
        Some(named) => face.app.find_connection(Some(&named))?,
        None => face.connection.clone(),
    };
    face.app.sign_out(&connection).await?;
    face.answer(&serde_json::json!({ "signedOut": connection }), || vec!["Signed out.".to_owned()])
}

pub(crate) async fn accept_invitation(face: &Face, url: &str, password_stdin: bool) -> Result<(), Failure> {
    actions::check_address(url)?;
    let mut source = Source::choose(face, password_stdin)?;
    let invitation = source.next(face, "Invitation: ")?;
    let password = source.next(face, "New password: ")?;
    // Nobody saw what was typed.
    if matches!(source, Source::Terminal) && source.next(face, "The same again: ")?.expose() != password.expose() {
        return Err(Failure::invalid("/password", "The two passwords differ; nothing was sent."));
    }
    let member = face.app.accept_invitation(url, invitation, password).await?;
    face.answer(&member, || {
        vec![
            format!("The password of {} ({}) is set.", member.email, word(&member.role)),
            format!("To sign in: conduit-keys sign-in {url} --email {}", member.email),
        ]
    })
}

impl Source {
    /// The terminal, or standard input where that was asked for.
    pub(crate) fn choose(face: &Face, stdin: bool) -> Result<Self, Failure> {
        if !stdin {
            return Ok(Self::Terminal);
        }
        let lines = ask::standard_input().map_err(|error| not_asked(face, &error))?;
        Ok(Self::StandardInput(lines.into_iter()))
    }

    pub(crate) fn next(&mut self, face: &Face, prompt: &str) -> Result<Secret, Failure> {
        match self {
            Self::Terminal => ask::secret(prompt).map_err(|error| not_asked(face, &error)),
            // What is missing is said of by the operation.
            Self::StandardInput(lines) => Ok(lines.next().unwrap_or_else(|| Secret::new(String::new()))),
        }
    }
}

/// Says to the person why they are asked again.
pub(crate) fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{}", shown(message));
}

pub(crate) fn not_asked(face: &Face, error: &io::Error) -> Failure {
    let instead = "Give what is secret on standard input with --password-stdin, and an e-mail address with --email.";
    ask::failure(face, error, "/password", instead)
}
