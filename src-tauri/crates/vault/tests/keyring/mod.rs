//! The gnome-keyring of a test's session, as its owner and as other programs meet it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Starts gnome-keyring with its login collection unlocked; creates the collection the first time.
pub(crate) fn start_keyring() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--replace", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("gnome-keyring-daemon starts (Debian package gnome-keyring)");
    daemon.stdin.take().expect("its input").write_all(b"a test's password").expect("it reads the password");
    assert!(daemon.wait().expect("it goes to the background").success(), "gnome-keyring unlocks");
    // It may go to the background a moment before it takes its name.
    while !keyring_is_on_the_bus() {
        std::thread::yield_now();
    }
}

fn keyring_is_on_the_bus() -> bool {
    let bus = zbus::blocking::Connection::session().expect("this session's bus");
    let proxy = zbus::blocking::fdo::DBusProxy::new(&bus).expect("the bus itself");
    proxy.name_has_owner(keyring_name()).expect("the bus knows its names")
}

fn keyring_name() -> zbus::names::BusName<'static> {
    zbus::names::BusName::try_from("org.freedesktop.secrets").expect("a bus name")
}

/// Where gnome-keyring keeps the login collection of this session.
pub(crate) fn login_keyring() -> PathBuf {
    PathBuf::from(std::env::var_os("XDG_DATA_HOME").expect("we are in a session")).join("keyrings/login.keyring")
}

/// Sends a signal to this session's keyring daemon, and for a fatal one waits until it is gone.
pub(crate) fn signal_keyring(signal: &str) {
    let pid = keyring_pid();
    assert!(kill(signal, &pid.to_string()).status.success(), "the daemon takes {signal}");
    while signal == "-KILL" && is_alive(pid) {
        std::thread::yield_now();
    }
}

/// The shell's own `kill`: a bare Debian has no other.
pub(crate) fn kill(signal: &str, pid: &str) -> Output {
    Command::new("sh").args(["-c", "kill \"$0\" \"$1\"", signal, pid]).output().expect("sh runs")
}

fn is_alive(pid: u32) -> bool {
    // A killed daemon may stay as a zombie where nobody collects orphans; a zombie's command line is empty.
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

fn keyring_pid() -> u32 {
    let bus = zbus::blocking::Connection::session().expect("this session's bus");
    let proxy = zbus::blocking::fdo::DBusProxy::new(&bus).expect("the bus itself");
    proxy.get_connection_unix_process_id(keyring_name()).expect("the daemon is on the bus")
}

/// Calls a method of the Secret Service as any other program could.
pub(crate) fn secret_service<B>(method: &str, body: &B) -> zbus::message::Message
where
    B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType,
{
    let bus = zbus::blocking::Connection::session().expect("this session's bus");
    let (name, path) = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
    let answer = bus.call_method(Some(name), path, Some("org.freedesktop.Secret.Service"), method, body);
    answer.unwrap_or_else(|error| panic!("{method}: {error}"))
}

/// The path of the collection that an alias names.
pub(crate) fn alias(name: &str) -> zbus::zvariant::OwnedObjectPath {
    secret_service("ReadAlias", &(name,)).body().deserialize().expect("a path")
}

/// Locks the default collection, as a screen lock or Seahorse would.
pub(crate) fn lock_default() {
    secret_service("Lock", &(vec![alias("default")],));
}

/// Runs `secret-tool`, an independent program with its own Secret Service client, on one of our items.
pub(crate) fn secret_tool(verb: &str, service: &str, user: &str) -> Output {
    let mut command = Command::new("secret-tool");
    command.args([verb, "service", service, "username", user]);
    command.output().expect("secret-tool starts (Debian package libsecret-tools)")
}

/// Stores an item with our attributes by another program, in whatever collection is the default.
pub(crate) fn store_as_other_program(service: &str, user: &str) {
    let mut tool = Command::new("secret-tool")
        .args(["store", "--label=somebody else's", "--collection=session", "service", service, "username", user])
        .stdin(Stdio::piped())
        .spawn()
        .expect("secret-tool starts (Debian package libsecret-tools)");
    tool.stdin.take().expect("its input").write_all(b"somebody else's").expect("it reads the secret");
    assert!(tool.wait().expect("it ends").success(), "the item is stored");
}

/// A screen whose prompt nobody answers: takes the name of GNOME's prompter, hears each request, and never replies.
pub(crate) fn unanswered_prompter() -> zbus::blocking::MessageIterator {
    let builder = zbus::blocking::connection::Builder::session().expect("this session's bus");
    let named = builder.name("org.gnome.keyring.SystemPrompter").expect("a bus name");
    zbus::blocking::MessageIterator::from(named.build().expect("the name is free"))
}

/// Waits until a prompt was asked for, or for ever; the test's own guard ends that.
pub(crate) async fn until_prompted(mut prompter: zbus::blocking::MessageIterator) -> zbus::blocking::MessageIterator {
    let wait = move || {
        let asked = prompter.any(|message| {
            let header = message.as_ref().map(|message| message.header().member().map(ToString::to_string));
            header.is_ok_and(|member| member.as_deref() == Some("BeginPrompting"))
        });
        assert!(asked, "the bus went away");
        prompter
    };
    tokio::task::spawn_blocking(wait).await.expect("a prompt was asked for")
}
