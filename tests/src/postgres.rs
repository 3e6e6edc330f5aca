//! A real PostgreSQL server of Debian's, started for the journeys that run against it.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::certificate::{self, Certificate};
use crate::wait::eventually_here;

/// Names the server's socket folder when the journeys shall run on PostgreSQL; `with-postgres` sets it.
pub const SERVER: &str = "CONDUIT_KEYS_TEST_POSTGRES";
/// Who the server's databases belong to.
pub const USER: &str = "keys";

/// A server of its own, in a folder of its own, reachable through a socket in it. Ends with its owner.
pub struct Postgres {
    child: Mutex<Child>,
    folder: tempfile::TempDir,
    /// What its command line says besides the usual.
    words: Vec<String>,
}

/// Who may come by the network: the usual user with TLS, and others with a password.
const NETWORK_RULES: &str = "local all all trust
hostssl all keys 127.0.0.0/8 trust
host all all 127.0.0.0/8 scram-sha-256
";

impl Postgres {
    /// Sets a server up and starts it.
    ///
    /// # Panics
    /// When Debian's `postgresql` is not installed, or does not start.
    pub fn start() -> Self {
        Self::start_with(|_| vec!["-c".to_owned(), "listen_addresses=".to_owned()])
    }

    /// Starts one that listens on [`Postgres::address`] too, with TLS when it has a certificate.
    ///
    /// # Panics
    /// As [`Postgres::start`].
    pub fn start_on_network(certificate: Option<&Certificate>) -> Self {
        Self::start_with(|folder| {
            let rules = folder.join("rules");
            fs::write(&rules, NETWORK_RULES).expect("its rules");
            let mut settings =
                vec![format!("listen_addresses={}", address(folder)), format!("hba_file={}", rules.display())];
            if let Some(certificate) = certificate {
                let [path, key] = certificate::install(certificate, folder, other_user());
                settings.push("ssl=on".to_owned());
                settings.push(format!("ssl_cert_file={}", path.display()));
                settings.push(format!("ssl_key_file={}", key.display()));
            }
            settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect()
        })
    }

    /// Starts one that writes down what it is asked, for [`Postgres::asked`].
    ///
    /// # Panics
    /// As [`Postgres::start`].
    pub fn start_listening() -> Self {
        Self::start_with(|folder| {
            let log = format!("log_directory={}", folder.join("log").display());
            let settings = [
                "listen_addresses=",
                "logging_collector=on",
                "log_destination=jsonlog",
                "log_rotation_size=0",
                "log_min_messages=log",
                "log_statement=all",
                "log_parameter_max_length=0",
                &log,
            ];
            settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting.to_owned()]).collect()
        })
    }

    /// Every statement with a plan that the authority asked so far, as it is written in its source, on a line each.
    pub fn asked(&self) -> BTreeSet<String> {
        let logs = fs::read_dir(self.folder.path().join("log")).expect("it writes a log").flatten();
        let logs = logs.filter_map(|entry| fs::read_to_string(entry.path()).ok());
        let lines: Vec<String> = logs.flat_map(|log| log.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
        let lines = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let ours = lines.filter(|line| line["application_name"] == "conduit-authority");
        let statements = ours.filter_map(|line| {
            let (how, statement) = line["message"].as_str()?.split_once(": ")?;
            let one = statement.split_whitespace().collect::<Vec<_>>().join(" ").replace('$', "?");
            (how.starts_with("execute ") && !one.starts_with("COPY ")).then_some(one)
        });
        statements.collect()
    }

    fn start_with(words: impl FnOnce(&Path) -> Vec<String>) -> Self {
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("its mode");
        if let Some((user, group)) = other_user() {
            chown(folder.path(), Some(user), Some(group)).expect("its owner");
        }
        let data = folder.path().join("data");
        let made = program("initdb")
            .args(["-A", "trust", "-U", USER, "-E", "UTF8", "--no-instructions", "-D"])
            .arg(&data)
            .output();
        let made = made.expect("initdb starts");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let words = words(folder.path());
        let child = Mutex::new(serve(folder.path(), &words));
        let server = Self { child, folder, words };
        server.wait_until_ready();
        server
    }

    /// The folder with its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// The loopback address that it listens on when it listens at all: one of its own, so that the usual port is free.
    pub fn address(&self) -> String {
        address(self.folder.path())
    }

    /// Ends it at once, as a power cut would, and waits until it is gone.
    pub fn kill(&self) {
        let mut child = self.child.lock().expect("no holder panics");
        // The postmaster's children end when they notice; SIGQUIT makes them end without tidying.
        let _ = kill_process(Pid::from_child(&child), Signal::QUIT);
        child.wait().expect("it ends");
    }

    /// Starts it again on the same data.
    pub fn restart(&self) {
        *self.child.lock().expect("no holder panics") = serve(self.folder.path(), &self.words);
        self.wait_until_ready();
    }

    fn wait_until_ready(&self) {
        eventually_here("PostgreSQL answers", || ask(self.socket(), "postgres", "SELECT 1").is_ok());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The database that belongs to a data folder, when the journeys run on PostgreSQL: one server for them all.
pub fn database_for(folder: &Path) -> Option<String> {
    let socket = PathBuf::from(std::env::var_os(SERVER)?);
    Some(database(&socket, &name_for(folder)))
}

fn name_for(folder: &Path) -> String {
    format!("keys_{:x}", hash(folder))
}

fn hash(folder: &Path) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(folder)
}

/// Changes the store that belongs to a data folder from outside, whichever it is.
pub fn operate(folder: &Path, sql: &str) {
    match std::env::var_os(SERVER) {
        Some(socket) => drop(ask(Path::new(&socket), &name_for(folder), sql).expect("the server does it")),
        None => rusqlite::Connection::open(folder.join("authority.sqlite3"))
            .and_then(|database| database.execute_batch(sql))
            .expect("the file takes it"),
    }
}

/// The address of a database of a server, which is made when it is not there yet.
pub fn database(socket: &Path, name: &str) -> String {
    // That it is there already is no failure; that the server is away, the authority will say.
    let _ = ask(socket, "postgres", &format!("CREATE DATABASE {name}"));
    format!("postgresql://{USER}@/{name}?host={}", socket.display())
}

/// Runs a statement on a server; answers the output, or the refusal.
///
/// # Errors
/// What the server said.
pub fn ask(socket: &Path, database: &str, sql: &str) -> Result<String, String> {
    let mut psql = Command::new("psql");
    psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", USER, "-d", database, "-c", sql, "-h"])
        .arg(socket);
    let answer = psql.output().expect("psql starts");
    match answer.status.success() {
        true => Ok(String::from_utf8_lossy(&answer.stdout).trim().to_owned()),
        false => Err(String::from_utf8_lossy(&answer.stderr).into_owned()),
    }
}

fn address(folder: &Path) -> String {
    let [.., a, b, c] = hash(folder).to_be_bytes();
    format!("127.{a}.{b}.{}", c.clamp(2, 250))
}

fn serve(folder: &Path, words: &[String]) -> Child {
    let mut postgres = program("postgres");
    postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    postgres.args(["-c", "max_connections=400", "-c", "log_min_messages=fatal"]).args(words);
    postgres.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("postgres starts")
}

/// One of the server's programs, as the user it insists on: it refuses to run as root.
fn program(name: &str) -> Command {
    let path = newest().join(name);
    let Some((user, group)) = other_user() else { return Command::new(path) };
    let mut command = Command::new("setpriv");
    command
        .args([&format!("--reuid={user}"), &format!("--regid={group}"), "--clear-groups"])
        .arg(path)
        .current_dir("/");
    command
}

fn newest() -> PathBuf {
    let versions =
        fs::read_dir("/usr/lib/postgresql").expect("Debian's postgresql is installed: run `cargo xtask test`");
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.flatten().map(|entry| entry.path()).max_by_key(number).expect("a version");
    newest.join("bin")
}

/// The ids of Debian's `postgres` user, when we are root.
fn other_user() -> Option<(u32, u32)> {
    if !rustix::process::getuid().is_root() {
        return None;
    }
    let table = fs::read_to_string("/etc/passwd").expect("the users");
    let line = table.lines().find(|line| line.starts_with("postgres:")).expect("the user postgres");
    let mut fields = line.split(':').skip(2);
    let mut number = || fields.next().and_then(|text| text.parse().ok()).expect("an id");
    Some((number(), number()))
}
