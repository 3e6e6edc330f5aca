//! A private desktop session for one test: its own home, its own bus, its own gnome-keyring.
//!
//! A test that asks for a session runs itself once more inside it (desktop-security sheet, section 11), so that plain
//! `cargo test -p vault` needs no wrapper and never meets the keychain of whoever runs it.

use std::fs;
use std::future::Future;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

const INSIDE: &str = "VAULT_TEST_SESSION";
const FOLDERS: [&str; 4] = ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"];
/// A bus that knows no services, so that none can be started.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#;

/// What the session offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    /// A session bus as a desktop has it; gnome-keyring starts when asked for.
    Desktop,
    /// A session bus with no services.
    Bare,
    /// No session bus.
    None,
}

/// Runs `body` in a fresh session of its own. `test` is the name of the calling test.
pub(crate) fn in_session<F: Future<Output = ()>>(bus: Bus, test: &str, body: impl FnOnce() -> F) {
    if std::env::var_os(INSIDE).is_none() {
        return run_again_inside(bus, test);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    // A guard against hanging for ever, not a promise about speed.
    let guarded = async { tokio::time::timeout(Duration::from_secs(120), body()).await };
    let ended = runtime.block_on(guarded);
    // Not by dropping it, which would wait for the very thread that came to no end.
    runtime.shutdown_background();
    ended.expect("the test came to no end in two minutes");
}

fn run_again_inside(bus: Bus, test: &str) {
    let home = Home::new();
    let exe = std::env::current_exe().expect("this test's own program");
    let mut command = match bus {
        Bus::None => Command::new(&exe),
        Bus::Desktop => Command::new("dbus-run-session"),
        Bus::Bare => {
            let config = home.path().join("bare-bus.conf");
            fs::write(&config, BARE_BUS).expect("the bus's configuration");
            let mut command = Command::new("dbus-run-session");
            command.arg("--config-file").arg(config);
            command
        }
    };
    if bus != Bus::None {
        command.arg("--").arg(&exe);
    }
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.env(INSIDE, "1").env("HOME", home.path());
    for folder in FOLDERS {
        command.env(folder, home.path().join(folder));
    }
    let output = command.output().expect("dbus-run-session starts (Debian package dbus)");
    assert!(output.status.success(), "inside the session:\n{}", text(&output));
    let ran = String::from_utf8_lossy(&output.stdout).contains("1 passed");
    assert!(ran, "no test is called {test}, so nothing was proven:\n{}", text(&output));
}

/// A home folder, and the end of every program that was started in it.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a folder for the session"));
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o700)).expect("a private folder");
        for folder in FOLDERS {
            fs::DirBuilder::new().mode(0o700).create(home.path().join(folder)).expect("a private folder");
        }
        home
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Home {
    /// A stopped daemon does not notice that its bus is gone. Only those which carry our home are ours to end.
    fn drop(&mut self) {
        let mark = format!("HOME={}", self.path().display());
        for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let environment = fs::read(process.path().join("environ")).unwrap_or_default();
            if environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
                let _ = crate::keyring::kill("-KILL", &process.file_name().to_string_lossy());
            }
        }
    }
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
