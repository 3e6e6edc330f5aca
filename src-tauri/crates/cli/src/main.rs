//! `conduit-keys`: the same actions as in the window, from a terminal.
//!
//! **Owns** arguments, terminal output and exit codes. **Refuses** decisions. **Start reading** at [`arguments`], then
//! [`run`]; `outcome` lists the exit codes.

mod activation_verbs;
mod alerts_verbs;
mod approval_verbs;
mod arguments;
mod ask;
mod audit_verbs;
mod authenticator_verbs;
mod capabilities;
mod deliver;
mod document_verbs;
mod everywhere;
mod guides_verbs;
mod key_limits;
mod keys_verbs;
mod limits_verb;
mod other_verbs;
mod outcome;
mod people_verbs;
mod print;
mod requests_verbs;
mod session_verbs;
mod spending_verb;
mod webhooks_verbs;

use std::io::Write as _;
use std::process::ExitCode;

use actions::{APP_ID, App, Failure, Folders, Vault};
use clap::Parser as _;
use keys::{Ambient, Secret};

use crate::arguments::{ActivationVerb, Arguments, AuthenticatorVerb, Verb};

#[tokio::main]
async fn main() -> ExitCode {
    if let Err(error) = keys::dumps::forbid() {
        let _ = writeln!(std::io::stderr(), "conduit-keys: the system does not let it forbid core dumps: {error}");
        return ExitCode::FAILURE;
    }
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "off".into()))
        .init();
    let arguments = Arguments::parse();
    if let Verb::Completion { shell } = arguments.verb {
        return outcome::complete(shell);
    }
    let json = arguments.json;
    match run(arguments).await {
        Ok(ended) => ended,
        Err(failure) => outcome::report(&failure, json),
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let ambient = Ambient::system();
    let given = arguments.url.clone().zip(arguments.token.clone());
    if given.is_none() && arguments.url.is_some() != arguments.token.is_some() {
        return Err(Failure::invalid("/url", "Give both CONDUIT_KEYS_URL and CONDUIT_KEYS_TOKEN, or neither."));
    }
    // With an address and a token from the environment nothing has to be kept, unless the keychain, a saved connection or what
    // was verified before is asked for.
    let keeps_records = given.is_none() || arguments.connection.is_some() || arguments.verb.uses_records();
    let data = if keeps_records { dirs::data_dir().map(|folder| folder.join(APP_ID)) } else { None };
    let app = App::open(&Folders { data }, Vault::open_keychain(APP_ID), ambient.clone())?;
    if let Some((url, token)) = given {
        app.use_credential(&url, Secret::new(token))?;
    }
    let connection = app.find_connection(arguments.connection.as_deref())?;
    let face = Face { app, ambient, connection, named: arguments.connection.is_some(), json: arguments.json };
    let is_elsewhere = arguments.verb.names_its_place();
    let mut ended = ExitCode::SUCCESS;
    let done = match arguments.verb {
        Verb::SignIn { at, service, email, name, password_stdin } => {
            let at = session_verbs::SignInPlace { url: at.unwrap_or_default(), service };
            session_verbs::sign_in(&face, at, email, name, password_stdin).await
        }
        Verb::SignOut { from } => session_verbs::sign_out(&face, from).await,
        Verb::AcceptInvitation { at, password_stdin } => {
            session_verbs::accept_invitation(&face, &at, password_stdin).await
        }
        Verb::Authenticator { verb } => {
            authenticator_verbs::run(&face, verb.unwrap_or(AuthenticatorVerb::Status)).await
        }
        Verb::Members { verb } => people_verbs::members(&face, verb).await,
        Verb::Tokens { verb } => people_verbs::tokens(&face, verb).await,
        // Printed before anything is opened: a shell that starts needs no keychain.
        Verb::Completion { .. } => Ok(()),
        Verb::Capabilities => capabilities::show(&face).await,
        Verb::Keys { verb } => keys_verbs::run(&face, verb).await.map(|code| ended = code),
        Verb::Guides { verb } => guides_verbs::run(&face, verb).await.map(|code| ended = code),
        Verb::Rotations { verb } => other_verbs::rotations(&face, verb).await,
        Verb::Alerts { verb } => alerts_verbs::run(&face, verb).await,
        Verb::Requests { verb } => requests_verbs::run(&face, verb).await,
        Verb::Activation { verb } => activation_verbs::run(&face, verb.unwrap_or_else(ActivationVerb::status)).await,
        Verb::Audit { verb } => audit_verbs::run(&face, verb).await.map(|code| ended = code),
        Verb::Limits => limits_verb::run(&face).await,
        Verb::Spending { environment } => spending_verb::run(&face, environment.environment).await,
        Verb::Webhooks { verb } => webhooks_verbs::run(&face, verb).await,
        Verb::Connections { verb } => other_verbs::connections(&face, verb).await,
        Verb::Secrets { verb } => other_verbs::secrets(&face, verb).await,
    };
    face.app.settle_sessions().await;
    let done =
        if is_elsewhere { done } else { done.map_err(|failure| face.app.say_how_to_run(&face.connection, failure)) };
    done.map(|()| ended)
}

/// What every verb needs.
struct Face {
    app: App,
    ambient: Ambient,
    /// Where the verb acts.
    connection: String,
    /// Whether that was named.
    named: bool,
    json: bool,
}
