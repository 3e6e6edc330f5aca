//! Other programs: where they are, and an end to waiting for them.

use std::{
    env,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    process::{Child, ExitStatus},
    thread,
    time::Duration,
};

/// How often it is looked whether a program has ended.
const STEP: Duration = Duration::from_millis(10);

/// The file that a name without a folder stands for, as a shell finds it; folders that are named from the folder in use are
/// left out, since a window is opened anywhere.
pub(crate) fn find(name: &str, folders: Option<&OsStr>) -> Option<PathBuf> {
    let folders = env::split_paths(folders?).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(name)).find(|file| is_program(file))
}

/// Whether it is a file that can be run.
pub(crate) fn is_program(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|facts| facts.is_file() && may_run(&facts))
}

#[cfg(unix)]
fn may_run(facts: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    facts.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn may_run(_: &fs::Metadata) -> bool {
    true
}

/// Waits until a program ends; one that takes longer is ended, and none is answered.
///
/// # Errors
/// The system's.
pub(crate) fn wait_at_most(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let mut waited = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if waited >= limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(STEP);
        waited += STEP;
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::{os::unix::fs::PermissionsExt as _, process::Command};

    use super::*;

    #[test]
    fn a_name_stands_for_the_first_file_that_can_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
        for place in [&one, &two] {
            fs::create_dir(place).unwrap();
            fs::write(place.join("tool"), "").unwrap();
        }
        fs::set_permissions(two.join("tool"), fs::Permissions::from_mode(0o700)).unwrap();
        let path = env::join_paths([Path::new("one"), &one, &two]).unwrap();
        assert_eq!(find("tool", Some(&path)), Some(two.join("tool")), "what cannot be run is passed over");
        assert_eq!((find("other", Some(&path)), find("tool", None)), (None, None));
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let mut child = Command::new("/bin/sh").args(["-c", "while :; do sleep 1; done"]).spawn().unwrap();
        assert_eq!(wait_at_most(&mut child, STEP).unwrap(), None);
        assert!(child.try_wait().unwrap().is_some(), "nothing of it is left");
    }
}
