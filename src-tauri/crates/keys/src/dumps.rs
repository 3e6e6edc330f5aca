//! What may be read of a process that holds secrets, from outside it or after its end. Every program of ours asks for it
//! before anything else; it is here because this is the one room that all of them may use.

use std::io;

/// From now on nobody but the system's administrator reads this process's memory, and nothing of it is written when it
/// dies: no core, whoever would collect it, and no debugger of another program of the same person. The programs that this
/// one starts leave no core file either; their memory is their own affair, for that part does not survive `exec`.
///
/// # Errors
/// When the system refuses: a program must not start half protected.
#[cfg(unix)]
pub fn forbid() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // A limit does not hold where cores go through a pipe; this does.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// There is nothing to ask for.
///
/// # Errors
/// None here.
#[cfg(not(unix))]
pub fn forbid() -> io::Result<()> {
    Ok(())
}
