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
    aside(|| {
        let bus = zbus::blocking::Connection::session().expect("this session's bus");
        let proxy = zbus::blocking::fdo::DBusProxy::new(&bus).expect("the bus itself");
        proxy.name_has_owner(keyring_name()).expect("the bus knows its names")
    })
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
    aside(|| {
        let bus = zbus::blocking::Connection::session().expect("this session's bus");
        let proxy = zbus::blocking::fdo::DBusProxy::new(&bus).expect("the bus itself");
        proxy.get_connection_unix_process_id(keyring_name()).expect("the daemon is on the bus")
    })
}

/// Calls a method of the Secret Service as any other program could.
pub(crate) fn secret_service<B>(method: &str, body: &B) -> zbus::message::Message
where
    B: zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Sync,
{
    aside(|| {
        let bus = zbus::blocking::Connection::session().expect("this session's bus");
        let (name, path) = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
        let answer = bus.call_method(Some(name), path, Some("org.freedesktop.Secret.Service"), method, body);
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    })
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

/// A screen whose prompt nobody answers: takes the name of GNOME's prompter, hears each request and never replies. The
/// receiver gets a word when a prompt was asked for.
pub(crate) fn unanswered_prompter() -> tokio::sync::oneshot::Receiver<()> {
    let (ready, is_ready) = std::sync::mpsc::channel();
    let (sender, prompted) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let builder = zbus::blocking::connection::Builder::session().expect("this session's bus");
        let named = builder.name("org.gnome.keyring.SystemPrompter").expect("a bus name");
        let mut heard = zbus::blocking::MessageIterator::from(named.build().expect("the name is free"));
        ready.send(()).expect("the test waits");
        if heard.any(|message| message.is_ok_and(|message| asks_for_a_prompt(&message))) {
            // Whoever does not care for prompts has dropped the receiver.
            let _ = sender.send(());
        }
        // On screen until the session ends.
        for _ in heard {}
    });
    is_ready.recv().expect("the prompter is on the bus");
    prompted
}

fn asks_for_a_prompt(message: &zbus::message::Message) -> bool {
    message.header().member().is_some_and(|member| member == "BeginPrompting")
}

/// Blocking bus calls on a thread of their own, so that these helpers, like the vault, work whichever way zbus was built.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join()).expect("the helper's thread ends well")
}
