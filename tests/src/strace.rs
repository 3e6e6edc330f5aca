//! strace, held to a running authority: to see its system calls, or to let some of them fail.

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::{WITHIN, eventually};

/// A strace at work. It lets go when it is dropped.
pub struct Strace {
    child: Child,
    log: tempfile::TempPath,
}

impl Strace {
    /// Holds every thread of a process, those to come included.
    pub async fn hold(pid: u32, words: &[&str]) -> Self {
        let log = tempfile::NamedTempFile::new().expect("a file").into_temp_path();
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-p", &pid.to_string(), "-o"]).arg(&log).args(words);
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("strace starts");
        let held = Self { child, log };
        let look = || async { every_thread_is_traced(pid).then_some(()) };
        eventually("strace holds every thread", WITHIN, look).await;
        held
    }

    /// What it saw so far.
    pub fn log(&self) -> String {
        let mut text = Vec::new();
        let mut file = std::fs::File::open(Path::new(&self.log)).expect("strace writes");
        file.read_to_end(&mut text).expect("its log is read");
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Lets go; the process goes on untouched.
    pub fn release(mut self) -> String {
        self.end();
        self.log()
    }

    fn end(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            // Told to end, it detaches first.
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        self.end();
    }
}

fn every_thread_is_traced(pid: u32) -> bool {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return false };
    let traced = |status: String| status.lines().any(|line| line.starts_with("TracerPid:") && !line.ends_with("\t0"));
    tasks.flatten().all(|task| std::fs::read_to_string(task.path().join("status")).is_ok_and(traced))
}
