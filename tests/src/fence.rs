//! Folders that fail: read-only, or nearly without room. A private mount, since the administrator may write anywhere else.

use std::path::Path;
use std::process::{Command, Output};

/// What becomes of a folder, for one program and its children only.
#[derive(Clone, Copy, Debug)]
pub enum Fence {
    /// As it is, but nothing can be written.
    ReadOnly,
    /// An empty file system of so many KiB.
    Room(u32),
    /// A file system of 2 MiB that holds a file of so many KiB, named `filler`, which can be removed to make room again.
    Filled(u32),
}

impl Fence {
    /// A command that runs `program` behind the fence. `exec` keeps the process id, so that signals reach the program.
    pub fn command(self, folder: &Path, program: &Path) -> Command {
        let mount = match self {
            Self::ReadOnly => r#"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1""#.to_owned(),
            Self::Room(kib) => format!(r#"mount -t tmpfs -o size={kib}k,mode=700 none "$1""#),
            Self::Filled(kib) => {
                format!(r#"mount -t tmpfs -o size=2048k,mode=700 none "$1" && head -c {kib}K /dev/zero > "$1/filler""#)
            }
        };
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c"]);
        command.arg(format!(r#"{mount} && shift && exec "$@""#)).arg("fence").arg(folder).arg(program);
        command
    }
}

/// Runs one of the operator's verbs behind the fence of a running authority.
pub fn operate_behind(authority: u32, folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new("nsenter");
    command.args(["--user", "--mount", "--preserve-credentials", "--target", &authority.to_string()]);
    command.arg(crate::programs::authority()).args(words).arg("--data-dir").arg(folder);
    command.output().expect("nsenter starts")
}
