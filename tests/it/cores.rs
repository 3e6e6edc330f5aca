//! A program that dies leaves no copy of the secrets it held, whatever the shell that started it allows.

use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use journeys::{Serve, WITHIN, eventually, programs};
use keys::Environment::Sandbox;
use rustix::process::{Pid, Signal, kill_process};

/// A program started by a shell that asks for cores, in a folder where one would lie.
fn asking_for_cores(program: PathBuf, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited && exec \"$0\" \"$@\""]).arg(program).current_dir(folder);
    command
}

/// The soft and the hard limit of a core's size.
fn core_limits(pid: u32) -> Option<[String; 2]> {
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max core file size"))?;
    let mut words = line.split_whitespace().map(str::to_owned);
    Some([words.next()?, words.next()?])
}

fn abort(pid: u32) {
    let pid = Pid::from_raw(pid.cast_signed()).expect("a process");
    kill_process(pid, Signal::ABORT).expect("it lives");
}

fn left_no_core(status: ExitStatus, folder: &Path) {
    assert_eq!(status.signal(), Some(Signal::ABORT.as_raw()), "it died of it");
    assert!(!status.core_dumped(), "the system was not let to take a core");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "and none lies there");
}

#[tokio::test]
async fn an_authority_that_aborts_leaves_no_core() {
    let (folder, at) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let serve = Serve::start_by(asking_for_cores(programs::authority(), at.path()), &folder.path().join("data"));
    let serve = serve.expect("it serves");
    let (_, secret) = serve.manage("admin").create_active("sandbox", "billing", "read_only").await;
    serve.public(Sandbox, &secret).get("/customers").await.expect_status(200);
    assert_eq!(core_limits(serve.pid()), Some(["0", "0"].map(str::to_owned)), "for good, not for now");
    abort(serve.pid());
    left_no_core(serve.wait(), at.path());
}

#[tokio::test]
async fn a_command_line_that_aborts_leaves_no_core() {
    let (home, at) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Somebody who takes the question and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut child = ask(&silent, home.path(), at.path());
    let pid = child.id();
    let limited = || async { (core_limits(pid)? == ["0", "0"]).then_some(()) };
    eventually("it has no core", WITHIN, limited).await;
    abort(pid);
    left_no_core(child.wait().unwrap(), at.path());
}

fn ask(silent: &TcpListener, home: &Path, at: &Path) -> Child {
    let mut command = asking_for_cores(programs::command_line(), at);
    command
        .args(["keys", "list", "--environment", "sandbox"])
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.env("CONDUIT_KEYS_URL", format!("http://{}", silent.local_addr().unwrap()));
    command.env("CONDUIT_KEYS_TOKEN", "ckt_invented").spawn().expect("the command line starts")
}

/// The control: without our programs' word the same shell leaves one.
#[test]
fn the_same_shell_lets_others_leave_one() {
    let at = tempfile::tempdir().unwrap();
    let status = asking_for_cores("sh".into(), at.path()).args(["-c", "kill -ABRT $$"]).status().unwrap();
    assert!(status.core_dumped(), "this machine takes cores of whoever lets it");
}
