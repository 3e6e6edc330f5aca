//! Where a chore works: the checkout's root, the environment for the programs it starts, and how it starts them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::say;

/// The checkout and the search path that every child gets.
pub(crate) struct Shop {
    root: PathBuf,
    path: OsString,
}

impl Shop {
    /// Finds the checkout: `cargo run` tells where this package lies, three floors below the root.
    pub(crate) fn open() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").context("start this by `cargo xtask`, not by hand")?;
        let root = Path::new(&here).ancestors().nth(3).context("this package has moved out of its workspace")?;
        Ok(Self { root: root.to_owned(), path: std::env::var_os("PATH").unwrap_or_default() })
    }

    /// A path inside the checkout.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The checkout's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Puts a folder of programs before all others, for every child started from now on.
    pub(crate) fn put_first(&mut self, folder: &Path) -> Result<()> {
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&self.path));
        self.path = std::env::join_paths(folders).context("a folder on PATH cannot be written down")?;
        Ok(())
    }

    /// A command in the checkout's root, with our search path. What cargo told this process about *this* package is not
    /// handed on: a cargo started from here would take it for its own.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// A command on a virtual display of its own, which no other program of this machine may touch. The desktop's own
    /// display and message bus are not handed on, so that a test never meets the person's real session.
    /// Without `-noreset` the server starts over when its last client goes, and turns the next one away meanwhile.
    pub(crate) fn on_a_display(&self, program: &str) -> Command {
        let mut command = self.limited("xvfb-run");
        command.env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
        command.args(["--auto-servernum", "--server-args=-screen 0 1280x800x24 -noreset"]).arg(program);
        command
    }

    /// A program that may hang, in CI: ended after a while, so that the other parts still say how they went. A developer has
    /// Ctrl-C instead, which the limit would take away (it puts the program into a process group of its own).
    pub(crate) fn limited(&self, program: &str) -> Command {
        if std::env::var_os("CI").is_none() {
            return self.command(program);
        }
        let mut command = self.command("timeout");
        command.args(["--kill-after=30s", "30m", program]);
        command
    }

    /// `cargo` in the root.
    pub(crate) fn cargo(&self, words: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(words);
        command
    }

    /// `npm` in the UI's folder.
    pub(crate) fn npm(&self, words: &[&str]) -> Command {
        let mut command = self.limited("npm");
        command.current_dir(self.at("ui")).args(words);
        command
    }
}

/// Where things are kept that outlive a checkout: `$XDG_CACHE_HOME/conduit-keys`, else `~/.cache/conduit-keys`.
pub(crate) fn cache() -> Result<PathBuf> {
    let set = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    Ok(base.context("neither XDG_CACHE_HOME nor HOME is set")?.join("conduit-keys"))
}

/// Says what is done, does it with the terminal handed through, says how long it took.
pub(crate) fn step(title: &str, command: &mut Command) -> Result<()> {
    say::line(format!("-- {title}"));
    let start = Instant::now();
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{title}: {} ended with {status}", shown(command));
    }
    say::line(format!("   done in {}", say::took(start.elapsed())));
    Ok(())
}

/// The standard output of a command that must succeed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("{} ended with {}: {}", shown(command), output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a command can be started and succeeds; what it prints is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    format!("`{}`", words.join(" "))
}

fn cannot_start(command: &Command) -> String {
    format!("{} cannot be started", shown(command))
}
