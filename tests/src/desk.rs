//! A person's desktop, private to one journey: a fresh home, its own message bus, keychain and display (desktop-security
//! sheet, section 11). Nothing of it touches the desktop of whoever runs the tests.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::{WITHIN, eventually};

const FOLDERS: [(&str, &str); 6] = [
    ("XDG_DATA_HOME", "data"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_RUNTIME_DIR", "run"),
    ("TMPDIR", "tmp"),
];
const KEYRING_PASSWORD: &[u8] = b"a journey's password";

/// The item of what the window lends.
const LENT: &str = "connection-local";

/// An item of ours in the keychain.
struct Kept {
    id: String,
    secret: String,
}

impl Kept {
    fn is_sealing(&self) -> bool {
        self.id.starts_with("sealing-")
    }
}

/// How the person likes their windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// The word in the names of pictures.
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The desktop. Everything that was started on it ends with it.
pub struct Desk {
    home: tempfile::TempDir,
    environment: Vec<(String, String)>,
    children: Vec<Child>,
}

impl Desk {
    /// A desktop with an unlocked keychain.
    pub async fn new(theme: Theme) -> Self {
        let mut desk = Self::bare(theme);
        desk.unlock_keychain().await;
        desk
    }

    /// A desktop whose keychain was not started yet.
    pub fn bare(theme: Theme) -> Self {
        let home = tempfile::Builder::new().prefix("desk-").tempdir().expect("a home");
        let mut environment = vec![("HOME".to_owned(), home.path().display().to_string())];
        for (variable, name) in FOLDERS {
            let folder = home.path().join(name);
            fs::DirBuilder::new().mode(0o700).create(&folder).expect("a private folder");
            environment.push((variable.to_owned(), folder.display().to_string()));
        }
        for name in ["PATH", "LANG"] {
            environment.extend(std::env::var(name).map(|value| (name.to_owned(), value)));
        }
        // No helper for screen readers: it would be started anew on every bus.
        environment.push(("NO_AT_BRIDGE".to_owned(), "1".to_owned()));
        if theme == Theme::Dark {
            environment.push(("GTK_THEME".to_owned(), "Adwaita:dark".to_owned()));
        }
        let mut desk = Self { home, environment, children: Vec::new() };
        // Without `-noreset` the server starts over when its last client goes, and turns the next one away meanwhile.
        let screen = ["-displayfd", "1", "-screen", "0", "1366x900x24", "-nolisten", "tcp", "-noreset"];
        let display = desk.announce("Xvfb", &screen);
        desk.environment.push(("DISPLAY".to_owned(), format!(":{display}")));
        let bus = desk.announce("dbus-daemon", &["--session", "--nofork", "--print-address=1"]);
        desk.environment.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus));
        desk
    }

    /// Starts something that says one line when it is ready.
    fn announce(&mut self, program: &str, words: &[&str]) -> String {
        let mut command = self.command(program);
        let child = command.args(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        self.children.push(child);
        assert!(!line.trim().is_empty(), "{program} did not become ready");
        line.trim().to_owned()
    }

    /// Starts the keychain and unlocks it; makes it the first time.
    pub async fn unlock_keychain(&mut self) {
        let mut command = self.command("gnome-keyring-daemon");
        let daemon = command.args(["--replace", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut daemon = daemon.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("gnome-keyring starts");
        daemon.stdin.take().expect("its input").write_all(KEYRING_PASSWORD).expect("it reads the password");
        assert!(daemon.wait().expect("it goes to the background").success(), "gnome-keyring unlocks");
        let look = || async { self.is_on_the_bus("org.freedesktop.secrets").then_some(()) };
        eventually("the keychain is on the bus", WITHIN, look).await;
    }

    /// Whether some program answers to this name on the message bus.
    pub fn is_on_the_bus(&self, name: &str) -> bool {
        let asked = format!("string:{name}");
        let words = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", NAME_HAS_OWNER, &asked];
        String::from_utf8_lossy(&self.run("dbus-send", &words).stdout).contains("boolean true")
    }

    /// Makes what opens pages for the desktop note them instead: there is no browser here. Programs that are started from now
    /// on find it first.
    pub fn note_pages(&mut self) {
        let folder = self.at("bin");
        fs::create_dir(&folder).expect("a folder for programs");
        let opener = folder.join("xdg-open");
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> {}\n", self.at("pages").display());
        fs::write(&opener, script).expect("a program");
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("it can be run");
        let path = self.environment.iter_mut().find(|(name, _)| name == "PATH").expect("a PATH");
        path.1 = format!("{}:{}", folder.display(), path.1);
    }

    /// The pages that were opened, the first one first.
    pub fn pages(&self) -> Vec<String> {
        fs::read_to_string(self.at("pages")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Locks the keychain, as a screen lock or Seahorse would.
    pub fn lock_keychain(&self) {
        let collection = "array:objpath:/org/freedesktop/secrets/collection/login";
        let words = ["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"];
        let said = self.run("dbus-send", &[&words[..], &["org.freedesktop.Secret.Service.Lock", collection]].concat());
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A file or folder in the home.
    pub fn at(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// A program in this person's environment and in no other.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.home.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a program to its end.
    pub fn run(&self, program: &str, words: &[&str]) -> Output {
        let output = self.command(program).args(words).stdin(Stdio::null()).output();
        output.unwrap_or_else(|error| panic!("{program} does not start: {error}"))
    }

    /// Runs a line of shell with the variables of a file in the home set, as a person would after `source`.
    pub fn shell(&self, env_file: &str, line: &str) -> String {
        let output = self.run("sh", &["-c", &format!("set -a; . ./{env_file}; set +a; {line}")]);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The secrets that the keychain keeps for the person: neither the sealing keys nor what the window lends. One that is
    /// locked away is empty.
    pub fn keychain(&self) -> Vec<String> {
        self.kept().into_iter().filter(|item| item.id != LENT && !item.is_sealing()).map(|item| item.secret).collect()
    }

    /// The sealing keys in it.
    pub fn sealing_keys(&self) -> Vec<String> {
        self.kept().into_iter().filter(Kept::is_sealing).map(|item| item.secret).collect()
    }

    /// The token in it with which the terminal reaches this computer's own authority.
    pub fn lent(&self) -> Option<String> {
        self.kept().into_iter().find(|item| item.id == LENT).map(|item| item.secret)
    }

    /// The names of our items in it, the sealing keys apart.
    pub fn items(&self) -> Vec<String> {
        self.kept().into_iter().filter(|item| !item.is_sealing()).map(|item| item.id).collect()
    }

    /// Puts a secret into the keychain under an item's name of ours, as another release of the program did.
    pub fn keep(&self, item: &str, secret: &str) {
        let words = ["store", "--label", item, "service", "com.conduitkeys.desktop", "username", item];
        let mut tool =
            self.command("secret-tool").args(words).stdin(Stdio::piped()).spawn().expect("secret-tool starts");
        tool.stdin.take().expect("its input").write_all(secret.as_bytes()).expect("it reads the secret");
        assert!(tool.wait().expect("it ends").success(), "the keychain takes it");
    }

    fn kept(&self) -> Vec<Kept> {
        let found = self.run("secret-tool", &["search", "--all", "service", "com.conduitkeys.desktop"]);
        // The attributes of what was found are written apart from the rest, in the same order.
        let (text, attributes) = (String::from_utf8_lossy(&found.stdout), String::from_utf8_lossy(&found.stderr));
        let ids = attributes.lines().filter_map(|line| line.strip_prefix("attribute.username = "));
        let secret = |item: &str| item.lines().find_map(|line| line.strip_prefix("secret = ").map(str::to_owned));
        let secrets: Vec<String> = text.split("\n[/").map(|item| secret(item).unwrap_or_default()).collect();
        ids.zip(secrets).map(|(id, secret)| Kept { id: id.to_owned(), secret }).collect()
    }

    /// Puts a text on the clipboard, as a person does who copies it elsewhere.
    pub fn copy(&self, text: &str) {
        self.offer(text, &[]);
    }

    fn offer(&self, text: &str, how: &[&str]) {
        let mut xclip = self.command("xclip");
        let xclip =
            xclip.args(["-selection", "clipboard", "-in"]).args(how).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut xclip = xclip.stderr(Stdio::null()).spawn().expect("xclip starts");
        xclip.stdin.take().expect("its input").write_all(text.as_bytes()).expect("it reads the text");
        // It goes to the background to serve the text.
        xclip.wait().expect("it goes on by itself");
    }

    /// Whether some program has something on the clipboard.
    fn offers_text(&self) -> bool {
        let (screen, _) = x11rb::connect(Some(&self.display())).expect("the screen is there");
        let clipboard = screen.intern_atom(false, b"CLIPBOARD").expect("sent").reply().expect("an atom").atom;
        screen.get_selection_owner(clipboard).expect("sent").reply().expect("an answer").owner != 0
    }

    /// What is on the clipboard.
    pub fn clipboard(&self) -> String {
        let output = self.run("xclip", &["-selection", "clipboard", "-out"]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The ids of the windows on the screen whose title is this.
    pub fn windows(&self, title: &str) -> Vec<u32> {
        let found = self.run("xdotool", &["search", "--onlyvisible", "--name", &format!("^{title}$")]);
        String::from_utf8_lossy(&found.stdout).lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// Pastes a path into the system's own dialog for a file, and takes it. Typed letter by letter, the dialog would complete it
    /// meanwhile.
    pub async fn answer_file_dialog(&self, title: &str, path: &Path) {
        let dialog = self.file_dialog(title).await;
        self.offer(path.to_str().expect("a path that can be pasted"), &["-loops", "1"]);
        let keys = ["windowfocus", "--sync", &dialog, "key", "--window", "0", "ctrl+l", "ctrl+a", "ctrl+v"];
        self.run("xdotool", &keys);
        // Enter comes behind the text only once the dialog has fetched that.
        let fetched = || async { (!self.offers_text()).then_some(()) };
        eventually("the dialog fetches the path", WITHIN, fetched).await;
        // It is not ours: it heeds Enter only once it has looked the file up, and says nothing of that. Sent to it alone, so that
        // none reaches the window behind it.
        let taken = || async {
            self.run("xdotool", &["key", "--window", &dialog, "Return"]);
            self.windows(title).is_empty().then_some(())
        };
        eventually(&format!("the dialog takes the file: {title}"), WITHIN, taken).await;
        self.focus_the_window();
    }

    /// Leaves the system's own dialog for a file without choosing one.
    pub async fn leave_file_dialog(&self, title: &str) {
        let dialog = self.file_dialog(title).await;
        self.run("xdotool", &["windowfocus", "--sync", &dialog, "key", "--window", "0", "Escape"]);
        let gone = || async { self.windows(title).is_empty().then_some(()) };
        eventually(&format!("the dialog is left: {title}"), WITHIN, gone).await;
        self.focus_the_window();
    }

    /// As a window manager does when what lay over a window is gone; there is none here.
    fn focus_the_window(&self) {
        let window = self.windows("Conduit Keys").pop().expect("the window is open").to_string();
        self.run("xdotool", &["windowfocus", "--sync", &window]);
    }

    async fn file_dialog(&self, title: &str) -> String {
        let opened = || async { self.windows(title).pop() };
        eventually(&format!("a dialog asks: {title}"), WITHIN, opened).await.to_string()
    }

    /// The address of its screen.
    pub(crate) fn display(&self) -> String {
        let found = self.environment.iter().find(|(name, _)| name == "DISPLAY");
        found.map(|(_, value)| value.clone()).expect("there is a screen")
    }

    /// Asks a window to close, as a window manager does when the person clicks its cross.
    pub fn close_window(&self, window: u32) {
        let (screen, _) = x11rb::connect(Some(&self.display())).expect("the screen is there");
        let atom = |name: &[u8]| screen.intern_atom(false, name).expect("sent").reply().expect("an atom").atom;
        let asked = [atom(b"WM_DELETE_WINDOW"), 0, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom(b"WM_PROTOCOLS"), asked);
        screen.send_event(false, window, EventMask::NO_EVENT, message).expect("sent").check().expect("taken");
    }

    /// The processes of this person that run a program of this name.
    pub fn processes(&self, name: &str) -> Vec<Pid> {
        let runs = |pid: &Pid| {
            let line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
            let program = line.split(|byte| *byte == 0).next().unwrap_or_default().to_owned();
            String::from_utf8_lossy(&program).rsplit('/').next() == Some(name)
        };
        self.all_processes().into_iter().filter(runs).collect()
    }

    fn all_processes(&self) -> Vec<Pid> {
        let mark = format!("HOME={}", self.home.path().display());
        let ours = |pid: &Pid| {
            let environment = fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
        };
        let entries = fs::read_dir("/proc").expect("a list of processes").flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok().and_then(Pid::from_raw));
        pids.filter(ours).collect()
    }
}

const NAME_HAS_OWNER: &str = "org.freedesktop.DBus.NameHasOwner";

impl Drop for Desk {
    /// Only what carries our home is ours to end.
    fn drop(&mut self) {
        for pid in self.all_processes() {
            let _ = kill_process(pid, Signal::KILL);
        }
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
