//! A virtual screen of this machine that the bare room's window is opened on, and our look at it from outside.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{say, shop};

/// How often the screen is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// After this long nobody believes in the window any more; a cold build takes a quarter of it.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

pub(super) struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// Starts a display server, which picks a free number and tells it.
    pub(super) fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-ac", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb does not start")?;
        let mut number = String::new();
        let stdout = server.stdout.take().context("Xvfb has no output")?;
        BufReader::new(stdout).read_line(&mut number)?;
        let screen = Self { server, display: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            bail!("Xvfb found no free display");
        }
        Ok(screen)
    }

    pub(super) fn display(&self) -> &str {
        &self.display
    }

    /// Waits until a visible window with this title is there, or the program that should open it has ended.
    pub(super) fn wait_for(&self, title: &str, program: &mut Child) -> Result<()> {
        let pattern = format!("^{title}");
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let mut look = Command::new("xdotool");
            look.env("DISPLAY", &self.display).args(["search", "--onlyvisible", "--name", &pattern]);
            if shop::succeeds(&mut look) {
                return Ok(());
            }
            if let Some(status) = program.try_wait()? {
                bail!("it ended with {status} before a window was there");
            }
            std::thread::sleep(LOOK);
        }
        bail!("no window called \"{title}\" after {}", say::took(PATIENCE))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
