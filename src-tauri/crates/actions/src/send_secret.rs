//! Hand a secret to a command, on its standard input.

use std::{
    ffi::OsStr,
    io::{self, Write as _},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use keys::{
    Secret,
    wire::{Complaint, FieldCode},
};

use crate::{
    App, Code, Failure,
    echo::{Heard, Telltale, listen},
    program::{is_program, wait_at_most},
    read_command,
    view::{SendSecret, SentView},
};

/// How long a command may take: somebody waits for it.
const TIME_MAX: Duration = Duration::from_secs(60);
/// How long a command's outputs are listened to once it has ended: what it left running may hold them open.
const OUTPUT_TIME: Duration = Duration::from_millis(300);
/// What no other program gets of our environment: a token stands there.
const OURS: &str = "CONDUIT_KEYS_";

impl App {
    /// Runs a command and writes a held or saved secret to its standard input, with nothing before or behind it. That it
    /// ended well says that it was handed over, not that anybody can get it back: nothing is read back, so that this does not
    /// count as saved.
    ///
    /// # Errors
    /// A program that is none, an argument that holds a secret, [`Code::CommandFailed`] with what the command said of it, or
    /// a secret that this computer does not have.
    pub async fn send_secret(&self, asked: SendSecret) -> Result<SentView, Failure> {
        self.send_within(asked, TIME_MAX).await
    }

    async fn send_within(&self, asked: SendSecret, limit: Duration) -> Result<SentView, Failure> {
        let SendSecret { key, program, arguments } = asked;
        read_command::check(&program, &arguments)?;
        if !Path::new(&program).is_absolute() || !is_program(Path::new(&program)) {
            let complaint = Complaint::of(FieldCode::NotAProgram, "There is no such program.");
            return Err(Failure::invalid("/command", complaint));
        }
        let secret = self.secret_for_copy(&key).await?;
        let shown = program.clone();
        let ran = tokio::task::spawn_blocking(move || run(&program, &arguments, &secret, limit)).await;
        let ran = ran.map_err(io::Error::other).and_then(|ran| ran);
        let Ran { status, taken, heard } =
            ran.map_err(|error| self.fail(Code::CommandFailed, format!("{shown} could not be run: {error}.")))?;
        let what = match status {
            None => format!("did not end within {} seconds and was stopped", limit.as_secs()),
            Some(status) if !status.success() => format!("ended with {}", exit_word(status)),
            Some(_) if !taken => "ended without reading the secret".to_owned(),
            Some(_) => return Ok(SentView { program: shown, said: heard.said, withheld: heard.withheld }),
        };
        Err(self.fail(Code::CommandFailed, format!("{shown} {what}.{}", quoted(&heard))))
    }
}

/// What came of a command.
struct Ran {
    /// None where it was stopped because it took too long.
    status: Option<ExitStatus>,
    /// Whether the whole secret went into its standard input.
    taken: bool,
    heard: Heard,
}

fn exit_word(status: ExitStatus) -> String {
    status.code().map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"))
}

fn quoted(heard: &Heard) -> String {
    match heard {
        Heard { withheld: true, .. } => " What it said is left out: it told the secret.".to_owned(),
        Heard { said, .. } if said.is_empty() => String::new(),
        Heard { said, .. } => format!(" It said: {said}"),
    }
}

fn run(program: &str, arguments: &[String], secret: &Secret, limit: Duration) -> io::Result<Ran> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(name)) {
        command.env_remove(name);
    }
    let mut child = command.spawn()?;
    let telltale = Arc::new(Telltale::of(secret.expose()));
    let outputs = (child.stdout.take(), child.stderr.take());
    let said = outputs.0.map(|output| {
        in_thread({
            let telltale = telltale.clone();
            move || listen(output, &telltale)
        })
    });
    let complained = outputs.1.map(|output| in_thread(move || listen(output, &telltale)));
    let taken = child.stdin.take().map(|mut input| {
        let secret = secret.clone();
        // Dropped behind it: that is the end of the input.
        in_thread(move || input.write_all(secret.expose().as_bytes()))
    });
    let status = wait_at_most(&mut child, limit)?;
    let heard = |output: Option<mpsc::Receiver<io::Result<Heard>>>| {
        // What was not heard to its end may tell the secret yet: nothing of it is shown.
        output.and_then(|output| output.recv_timeout(OUTPUT_TIME).ok()).and_then(Result::ok).unwrap_or_default()
    };
    let taken = taken.and_then(|taken| taken.recv_timeout(OUTPUT_TIME).ok()).is_some_and(|written| written.is_ok());
    Ok(Ran { status, taken, heard: heard(said).and(heard(complained)) })
}

fn is_ours(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with(OURS)
}

/// Does something beside, and tells when it is done.
fn in_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> mpsc::Receiver<T> {
    let (tell, told) = mpsc::sync_channel(1);
    thread::spawn(move || drop(tell.send(work())));
    told
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use keys::{Environment, KeyState, wire::Key};

    use super::*;
    use crate::scripted::{Scripted, key};

    async fn held() -> (Scripted, Key, Secret) {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        let secret = place.hold(&key);
        (place, key, secret)
    }

    async fn send(place: &Scripted, key: &Key, words: &[&str], limit: Duration) -> Result<SentView, Failure> {
        let program = "/bin/sh".to_owned();
        let arguments = std::iter::once("-c").chain(words.iter().copied()).map(str::to_owned).collect();
        place.app.send_within(SendSecret { key: place.key_ref(key), program, arguments }, limit).await
    }

    #[tokio::test]
    async fn a_command_gets_the_secret_alone_on_its_input_and_its_arguments_as_they_stand() {
        let (place, key, secret) = held().await;
        let folder = tempfile::tempdir().unwrap();
        let [input, words] = ["input", "words"].map(|name| folder.path().join(name).display().to_string());
        let script = "cat > \"$1\"; printf '%s|' \"$@\" > \"$2\"; env >> \"$2\"; echo stored; echo fine >&2";
        let odd = "$(id) ; 'a b' *";
        let told = send(&place, &key, &[script, "sh", &input, &words, odd], TIME_MAX).await.unwrap();
        assert_eq!((told.program.as_str(), told.said.as_str(), told.withheld), ("/bin/sh", "stored\nfine", false));
        assert_eq!(std::fs::read_to_string(&input).unwrap(), secret.expose(), "no end of a line behind it");
        let seen = std::fs::read_to_string(&words).unwrap();
        assert!(seen.starts_with(&format!("{input}|{words}|{odd}|")), "{seen}");
        assert!(!seen.contains(&secret.expose()[12..]), "neither in its arguments nor in its environment");
        assert!(!seen.contains(OURS) && is_ours(OsStr::new("CONDUIT_KEYS_TOKEN")), "nor what is for us alone");
        assert_eq!(place.copies(&key), ["held"], "it is not said to be saved");
    }

    #[tokio::test]
    async fn a_command_that_tells_the_secret_is_not_quoted() {
        let (place, key, secret) = held().await;
        let told = send(&place, &key, &["cat; echo; echo plain >&2"], TIME_MAX).await.unwrap();
        assert_eq!((told.said.as_str(), told.withheld), ("", true));
        let failed = send(&place, &key, &["cat >&2; exit 3"], TIME_MAX).await.unwrap_err();
        assert_eq!(failed.code, Code::CommandFailed);
        assert_eq!(
            failed.message,
            "/bin/sh ended with exit code 3. What it said is left out: it told the secret.",
            "{}",
            secret.hint()
        );
    }

    #[tokio::test]
    async fn what_did_not_end_well_in_time_is_a_failure_with_its_own_words() {
        let (place, key, _) = held().await;
        let failed =
            send(&place, &key, &["cat > /dev/null; echo no such path >&2; exit 2"], TIME_MAX).await.unwrap_err();
        assert_eq!(failed.code, Code::CommandFailed);
        assert_eq!(failed.message, "/bin/sh ended with exit code 2. It said: no such path");
        let late = send(&place, &key, &["exec sleep 600"], Duration::ZERO).await.unwrap_err();
        assert_eq!(late.message, "/bin/sh did not end within 0 seconds and was stopped.");
        let left_open = send(&place, &key, &["cat > /dev/null; sleep 2 & exit 4"], TIME_MAX).await.unwrap_err();
        assert!(left_open.message.starts_with("/bin/sh ended with exit code 4."), "{}", left_open.message);
        assert_eq!(place.copies(&key), ["held"], "it can be tried again");
    }

    #[tokio::test]
    async fn neither_what_is_no_program_nor_an_argument_with_a_secret_runs() {
        let (place, key, secret) = held().await;
        for (program, argument, code) in [
            ("sh", "", FieldCode::NotAProgram),
            ("/bin/no-such", "", FieldCode::NotAProgram),
            ("/bin/sh", secret.expose(), FieldCode::HoldsASecret),
        ] {
            let (program, arguments) = (program.to_owned(), vec![argument.to_owned()]);
            let refused = place.app.send_secret(SendSecret { key: place.key_ref(&key), program, arguments }).await;
            let refused = refused.unwrap_err();
            assert_eq!((refused.fields[0].pointer.as_str(), refused.fields[0].code), ("/command", code));
        }
    }
}
