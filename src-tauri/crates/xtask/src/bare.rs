//! `cargo xtask bare`: proves the two commands where nothing but Rust is installed, not only on the machine they were
//! written on: a bare Debian 12 in a folder, a fresh clone in it, and the commands as a person would type them.
//!
//! What the bare room holds: Debian's minimal base, this machine's Rust (read-only), and what a working Rust needs itself: a
//! C linker (gcc, libc6-dev) and the registries' certificates (ca-certificates). No Node, no Python, no git, no display server.

mod room;
mod screen;

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::args::Args;
use crate::bare::room::Room;
use crate::bare::screen::Screen;
use crate::checks::{self, Outcome};
use crate::packages::{self, Need};
use crate::shop::Shop;
use crate::{apt, machine, say};

/// What is proven, in this order: each stands on what the ones before it have installed.
const PROOFS: &[(&str, &str)] = &[
    ("rights", "without root or sudo it prints exactly what to install, and stops"),
    ("display", "without a display it says so and how to get one, and stops"),
    ("run", "cargo xtask run installs, builds and opens the window"),
    ("again", "the second start takes seconds"),
    ("test", "cargo xtask test passes"),
];

/// What the window is called; the proof of `run` waits for it on the screen.
const TITLE: &str = "Conduit Keys";

/// `cargo xtask bare [--only NAME]... [--keep] [--fresh]`
pub(crate) fn run(shop: &Shop, mut args: Args) -> Result<()> {
    let (keep, fresh) = (args.flag("--keep"), args.flag("--fresh"));
    let only = args.values("--only")?;
    args.finish()?;
    if let Some(unknown) = only.iter().find(|name| PROOFS.iter().all(|(proof, _)| proof != name)) {
        bail!("there is no proof called \"{unknown}\"");
    }
    if machine::rights() != machine::Rights::Root {
        bail!("a room of its own needs root: run this as root, for example by sudo -E");
    }
    tools()?;
    let room = Room::make(shop, fresh)?;
    let wanted = PROOFS.iter().filter(|(name, _)| only.is_empty() || only.iter().any(|one| one == name));
    let outcomes: Vec<Outcome> = wanted.map(|(name, what)| checks::part(name, what, || prove(&room, name))).collect();
    if keep {
        say::line(format!(
            "\nThe room is kept in {}; the next `cargo xtask bare --keep` goes on in it.",
            room.folder().display()
        ));
    } else {
        room.remove()?;
    }
    checks::conclude(outcomes)
}

/// What this machine itself needs for the proof.
fn tools() -> Result<()> {
    say::heading("Looking at this machine");
    let ours =
        |package: &&packages::Package| package.need == Need::Bare || ["xvfb", "xdotool", "git"].contains(&package.name);
    let wanted: Vec<packages::Package> = packages::TABLE.iter().filter(ours).copied().collect();
    let missing = packages::ask(&wanted);
    apt::announce(&missing, &machine::system());
    if missing.is_empty() {
        return Ok(());
    }
    apt::install(&missing, &machine::system(), machine::rights(), true)
}

fn prove(room: &Room, name: &str) -> Result<()> {
    match name {
        "rights" => refused(room, "person", Some(":0"), "apt-get install --no-install-recommends"),
        "display" => refused(room, "root", None, "xvfb-run -a cargo xtask run"),
        "run" => opens(room, None),
        "again" => opens(room, Some(60)),
        "test" => room.start("root", None, "cargo xtask test").and_then(|mut child| {
            let status = child.wait()?;
            if !status.success() {
                bail!("cargo xtask test ended with {status}");
            }
            Ok(())
        }),
        other => bail!("no proof is called {other}"),
    }
}

/// The command stops, and says the words that help.
fn refused(room: &Room, user: &str, display: Option<&str>, words: &str) -> Result<()> {
    let (succeeded, printed) = room.output(user, display, "cargo xtask run 2>&1")?;
    say::text(&printed);
    if succeeded {
        bail!("it went on where it should have stopped");
    }
    if !printed.contains(words) {
        bail!("it stopped without saying \"{words}\"");
    }
    Ok(())
}

/// The command opens a window with our title on a screen that we watch from outside.
fn opens(room: &Room, seconds_max: Option<u64>) -> Result<()> {
    let screen = Screen::start()?;
    let start = Instant::now();
    let mut child = room.start("root", Some(screen.display()), "cargo xtask run")?;
    let seen = screen.wait_for(TITLE, &mut child);
    let took = start.elapsed();
    // The window stays open until somebody closes it; ending the room's first process ends every program in it.
    let _ = child.kill();
    child.wait().context("the room does not end")?;
    seen?;
    say::line(format!("   the window \"{TITLE}\" was on the screen {} after the command", say::took(took)));
    match seconds_max {
        Some(max) if took.as_secs() > max => bail!("{} is not \"in seconds\"", say::took(took)),
        _ => Ok(()),
    }
}
