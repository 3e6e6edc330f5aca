//! A real PostgreSQL server of Debian's, started for the journeys that run against it.

use std::fs;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use rustix::process::{Pid, Signal, kill_process};

use crate::wait::eventually_here;

/// Names the server's socket folder when the journeys shall run on PostgreSQL; `with-postgres` sets it.
pub const SERVER: &str = "CONDUIT_KEYS_TEST_POSTGRES";
const USER: &str = "keys";

/// A server of its own, in a folder of its own, reachable through a socket in it. Ends with its owner.
pub struct Postgres {
    child: Mutex<Child>,
    folder: tempfile::TempDir,
}

impl Postgres {
    /// Sets a server up and starts it.
    ///
    /// # Panics
    /// When Debian's `postgresql` is not installed, or does not start.
    pub fn start() -> Self {
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
        let child = Mutex::new(serve(folder.path()));
        let server = Self { child, folder };
        server.wait_until_ready();
        server
    }

    /// The folder with its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
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
        *self.child.lock().expect("no holder panics") = serve(self.folder.path());
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
    format!("keys_{:x}", BuildHasherDefault::<DefaultHasher>::default().hash_one(folder))
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

fn serve(folder: &Path) -> Child {
    let mut postgres = program("postgres");
    postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    postgres.args(["-c", "listen_addresses=", "-c", "max_connections=400", "-c", "log_min_messages=fatal"]);
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
