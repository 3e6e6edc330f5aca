//! The authority as the program that people run.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use keys::Environment;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{Api, api, postgres::database_for, programs};

/// A running `conduit-authority serve`. Ends with its owner.
pub struct Serve {
    child: Child,
    errors: Arc<Mutex<Vec<u8>>>,
    addresses: Value,
    folder: PathBuf,
    database: Option<String>,
}

impl Serve {
    /// Starts one on a folder for the organization `Acme`.
    ///
    /// # Panics
    /// When it does not become ready.
    pub fn start(folder: &Path) -> Self {
        let program = programs::authority();
        Self::start_by(Command::new(&program), folder).unwrap_or_else(|refused| panic!("not ready: {refused}"))
    }

    /// Starts one with a sealing key, which signed deliveries and TOTP need.
    ///
    /// # Panics
    /// When it does not become ready.
    pub fn start_sealed(folder: &Path) -> Self {
        Self::start_sealed_with(folder, &[])
    }

    /// The same with more words on its command line.
    ///
    /// # Panics
    /// When it does not become ready.
    pub fn start_sealed_with(folder: &Path, words: &[&str]) -> Self {
        let made =
            Command::new(programs::authority()).args(["sealing-key", "create"]).arg(sealing_key_of(folder)).output();
        let made = made.expect("the authority's program starts");
        assert!(made.status.success(), "a sealing key can be made: {}", error_text(&made));
        Self::start_with(folder, words)
    }

    /// Starts one with more words on its command line.
    ///
    /// # Panics
    /// When it does not become ready.
    pub fn start_with(folder: &Path, words: &[&str]) -> Self {
        let command = Command::new(programs::authority());
        Self::launch(command, folder, "127.0.0.1:0", database_for(folder), words)
            .unwrap_or_else(|refused| panic!("not ready: {refused}"))
    }

    /// The same, trusting the servers that this certificate authority signed for, and no others.
    ///
    /// # Panics
    /// When it does not become ready.
    pub fn start_trusting(folder: &Path, words: &[&str], certificate: &Path) -> Self {
        let mut command = Command::new(programs::authority());
        command.env("SSL_CERT_FILE", certificate);
        Self::launch(command, folder, "127.0.0.1:0", database_for(folder), words)
            .unwrap_or_else(|refused| panic!("not ready: {refused}"))
    }

    /// Starts one by a command that ends in the program's name.
    ///
    /// # Errors
    /// What it says on standard error when it ends instead of becoming ready.
    pub fn start_by(command: Command, folder: &Path) -> Result<Self, String> {
        Self::start_at(command, folder, "127.0.0.1:0")
    }

    /// Starts one that keeps everything in this PostgreSQL database.
    ///
    /// # Errors
    /// As [`Serve::start_by`].
    pub fn start_on(database: String, folder: &Path) -> Result<Self, String> {
        Self::launch(Command::new(programs::authority()), folder, "127.0.0.1:0", Some(database), &[])
    }

    /// As [`Serve::start_by`], with management at this address, which may be a URL.
    ///
    /// # Errors
    /// As [`Serve::start_by`].
    pub fn start_at(command: Command, folder: &Path, manage: &str) -> Result<Self, String> {
        Self::launch(command, folder, manage, database_for(folder), &[])
    }

    fn launch(
        mut command: Command,
        folder: &Path,
        manage: &str,
        database: Option<String>,
        words: &[&str],
    ) -> Result<Self, String> {
        command.args(["serve", "--organization", "Acme", "--data-dir"]).arg(folder);
        command.args(database.iter().map(|address| format!("--database={address}")));
        command.args(["--sandbox", "127.0.0.1:0", "--live", "127.0.0.1:0"]);
        command.args(["--manage", manage.trim_start_matches("http://")]).args(words);
        if sealing_key_of(folder).is_file() {
            command.arg("--sealing-key-file").arg(sealing_key_of(folder));
        }
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the authority's program starts");
        let (errors, reader) = collect(child.stderr.take().expect("its errors"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        match serde_json::from_str(&line) {
            Ok(addresses) => Ok(Self { child, errors, addresses, folder: folder.to_owned(), database }),
            Err(_) => {
                let status = child.wait().expect("it ends");
                reader.join().expect("its errors are read to their end");
                Err(format!("{status}: {line}{}", read(&errors)))
            }
        }
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of its addresses: `sandbox`, `live` or `manage`.
    pub fn address(&self, name: &str) -> String {
        api::text(&self.addresses, &format!("/{name}"))
    }

    /// The public API of an environment with a key.
    pub fn public(&self, environment: Environment, secret: &str) -> Api {
        Api::with_key(&self.address(environment.as_str()), secret)
    }

    /// The management API, with a new token for a role, made as an operator makes one.
    pub fn manage(&self, role: &str) -> Api {
        Api::with_token(&self.address("manage"), &self.create_token(role))
    }

    /// A new token, by `token create` while this runs.
    pub fn create_token(&self, role: &str) -> String {
        // Nobody's token can be called `operator`.
        let name = if role == "operator" { "approver" } else { role };
        let made =
            operate_on(&self.folder, self.database.clone(), &["token", "create", "--role", role, "--name", name]);
        assert!(made.status.success(), "a token can be made while serve runs: {}", error_text(&made));
        String::from_utf8(made.stdout).expect("a token is text").trim().to_owned()
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has written to standard error so far.
    pub fn errors(&self) -> String {
        read(&self.errors)
    }

    /// Ends it as the system would, and waits.
    pub fn terminate(mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.child.wait().expect("it ends")
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(mut self) {
        self.signal(Signal::KILL);
        self.child.wait().expect("it ends");
    }

    /// Waits until somebody else ends it.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().expect("it ends")
    }

    fn signal(&self, signal: Signal) {
        // It may be over already.
        let _ = kill_process(Pid::from_child(&self.child), signal);
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.signal(Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

/// Where the sealing key of an authority on a folder lies, if it has one: beside the folder, never in it.
fn sealing_key_of(folder: &Path) -> PathBuf {
    folder.with_extension("sealing-key")
}

/// Runs one of the operator's verbs on a data folder.
pub fn operate(folder: &Path, words: &[&str]) -> Output {
    operate_on(folder, database_for(folder), words)
}

fn operate_on(folder: &Path, database: Option<String>, words: &[&str]) -> Output {
    let mut command = Command::new(programs::authority());
    command.args(words).arg("--data-dir").arg(folder);
    command.args(database.map(|address| format!("--database={address}")));
    command.output().expect("the authority's program starts")
}

/// What a program wrote to standard error.
pub fn error_text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Reads a pipe beside everything else, so that nobody is stopped by a full one. The thread ends with the pipe.
pub fn collect(mut pipe: impl std::io::Read + Send + 'static) -> (Arc<Mutex<Vec<u8>>>, JoinHandle<()>) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let into = kept.clone();
    let reader = std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = pipe.by_ref().read(&mut chunk) {
            into.lock().expect("no reader panics").extend_from_slice(&chunk[..read]);
        }
    });
    (kept, reader)
}

fn read(kept: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&kept.lock().expect("no reader panics")).into_owned()
}
