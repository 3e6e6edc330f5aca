//! The first things the process does to itself (desktop-security sheet, section 6).

use std::io;

/// Variables that open a door into the window: WebDriver, and WebKit's remote inspector.
#[cfg(not(feature = "automation"))]
const DOORS: [&str; 4] =
    ["TAURI_WEBVIEW_AUTOMATION", "TAURI_AUTOMATION", "WEBKIT_INSPECTOR_SERVER", "WEBKIT_INSPECTOR_HTTP_SERVER"];

/// Shuts the doors and, in a release, forbids core dumps and reading this process's memory.
///
/// # Errors
/// When the system refuses one of them: the program must not start half protected.
pub(crate) fn harden() -> io::Result<()> {
    #[cfg(not(feature = "automation"))]
    shut_doors()?;
    #[cfg(unix)]
    keep_files_private();
    // A secret shown once stays in WebKit's heap of this process for a while (sheet, section 5), so nobody may read it. The
    // web processes stay readable. A debug build may be debugged.
    if !cfg!(debug_assertions) {
        keys::dumps::forbid()?;
    }
    Ok(())
}

/// Starts the program anew without the doors when one is open. Changing the environment of a running process is unsound
/// where threads read it, so it is replaced together with the process.
#[cfg(not(feature = "automation"))]
fn shut_doors() -> io::Result<()> {
    if DOORS.iter().all(|door| std::env::var_os(door).is_none()) {
        return Ok(());
    }
    start_anew()
}

#[cfg(all(unix, not(feature = "automation")))]
fn start_anew() -> io::Result<()> {
    use std::os::unix::process::CommandExt as _;
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1));
    DOORS.iter().for_each(|door| {
        command.env_remove(door);
    });
    Err(command.exec())
}

#[cfg(all(not(unix), not(feature = "automation")))]
fn start_anew() -> io::Result<()> {
    Err(io::Error::other("the window is not opened while a variable asks for it to be driven from outside"))
}

/// Files that libraries write (the window's size, WebKit's own) are for their owner only.
#[cfg(unix)]
fn keep_files_private() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}
