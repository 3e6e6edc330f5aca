//! The log: one file, readable by its owner only, that never grows without end. It names what happened and where; it
//! never holds the arguments of a command.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// A file is put aside when it has grown to this.
const BYTES_MAX: u64 = 1024 * 1024;
/// Files put aside that are kept.
const KEPT: u32 = 3;
/// The rooms that may say more than warnings.
const OURS: [&str; 5] = ["desktop", "actions", "authority", "providers", "vault"];

/// Sends everything that is logged to `desktop.log` in the folder, in UTC. Panics are logged by place only, because their
/// text may quote what the program held.
///
/// # Errors
/// When the file cannot be opened.
pub(crate) fn start(folder: &Path) -> io::Result<()> {
    let file = RotatingFile::open(folder.join("desktop.log"), BYTES_MAX)?;
    let levels =
        Targets::new().with_default(LevelFilter::WARN).with_targets(OURS.map(|room| (room, LevelFilter::INFO)));
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file)).with_filter(levels);
    // A second start in one process happens in tests only; the first log stays.
    let _ = tracing_subscriber::registry().with(layer).try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "the program met a defect of its own");
        let _ = writeln!(io::stderr(), "Conduit Keys met a defect of its own at {place}");
    }));
    Ok(())
}

/// The texts of an error and of everything behind it, for one line of the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

/// A file that is put aside as `.1`, `.2`, `.3` when it is full.
struct RotatingFile {
    path: PathBuf,
    file: File,
    bytes: u64,
    bytes_max: u64,
}

impl RotatingFile {
    fn open(path: PathBuf, bytes_max: u64) -> io::Result<Self> {
        let file = open_private(&path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { path, file, bytes, bytes_max })
    }

    fn put_aside(&mut self) -> io::Result<()> {
        let numbered = |number: u32| self.path.with_extension(format!("{number}.log"));
        for number in (1..KEPT).rev() {
            // The older ones may not exist yet.
            let _ = fs::rename(numbered(number), numbered(number + 1));
        }
        fs::rename(&self.path, numbered(1))?;
        self.file = open_private(&self.path)?;
        self.bytes = 0;
        Ok(())
    }
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.bytes + line.len() as u64 > self.bytes_max && self.bytes > 0 {
            self.put_aside()?;
        }
        let written = self.file.write(line)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_put_aside_and_only_a_few_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = RotatingFile::open(folder.path().join("desktop.log"), 10).unwrap();
        for line in 0..9 {
            log.write_all(format!("line {line}\n").as_bytes()).unwrap();
        }
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(
            names,
            ["desktop.1.log", "desktop.2.log", "desktop.3.log", "desktop.log"],
            "a log never fills a disk"
        );
        let newest = fs::read_to_string(folder.path().join("desktop.log")).unwrap();
        assert_eq!(newest, "line 8\n", "the newest line is where one looks first");
    }

    #[cfg(unix)]
    #[test]
    fn the_log_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let log = RotatingFile::open(folder.path().join("desktop.log"), 10).unwrap();
        assert_eq!(log.file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
