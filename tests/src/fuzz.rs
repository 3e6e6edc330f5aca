//! The fuzz targets: what strangers, clients, operators and auditors may hand to the authority, as bytes. Each target runs
//! in two ways: by libFuzzer (`cargo xtask faults --only fuzz`, `tests/fuzz/targets`), and in a short form by a driver of
//! our own with every test run (`tests/fuzz/main.rs`).
//!
//! **Owns** the targets, their seeds, and what must hold: no panic, no answer of 5xx, no execution that takes up more
//! than 16 MiB. That none hangs is the driver's to see.
//!
//! **Refuses** to look inside: what arrives over HTTP goes through the same routers as in the product.

mod audit_file;
mod body;
mod configuration;
mod cursor;
pub mod drive;
mod headers;
mod id_box;
mod key;
pub mod memory;
mod operations;
mod world;

use std::fs;
use std::path::Path;

use self::memory::Watched;

/// What an execution may take up beside what was there before, and so any single allocation.
pub const MEMORY_MAX: usize = 16 * 1024 * 1024;

/// Names the folder that the seeds of a target are written to before libFuzzer reads it.
const SEEDS: &str = "CONDUIT_KEYS_FUZZ_SEEDS";

/// One target.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, and its program's.
    pub name: &'static str,
    /// Runs one input; panics when something is wrong.
    pub run: fn(&[u8]),
    /// Inputs to begin with, which reach what random bytes would not.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "key", run: key::run, seeds: key::seeds },
    Target { name: "headers", run: headers::run, seeds: headers::seeds },
    Target { name: "body", run: body::run, seeds: body::seeds },
    Target { name: "cursor", run: cursor::run, seeds: cursor::seeds },
    Target { name: "id_box", run: id_box::run, seeds: id_box::seeds },
    Target { name: "audit_file", run: audit_file::run, seeds: audit_file::seeds },
    Target { name: "configuration", run: configuration::run, seeds: configuration::seeds },
];

#[cfg(feature = "libfuzzer")]
#[global_allocator]
static MEMORY: memory::Counted = memory::Counted;

impl Target {
    /// Runs one input, and holds it to its memory.
    ///
    /// # Panics
    /// When something is wrong.
    pub fn execute(&self, bytes: &[u8]) {
        world::make_ready();
        let watched = Watched::begin();
        (self.run)(bytes);
        let taken = watched.most();
        assert!(taken <= MEMORY_MAX, "an execution took up {taken} bytes");
    }
}

/// The target of a name.
///
/// # Panics
/// When there is none.
pub fn named(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("a target of this name")
}

/// Runs one input of a target, as libFuzzer's programs do.
///
/// # Panics
/// When something is wrong.
pub fn execute(name: &str, bytes: &[u8]) {
    named(name).execute(bytes);
}

/// Writes the seeds of a target into the folder that the environment names, if it does.
///
/// # Panics
/// When they cannot be written.
pub fn begin(name: &str) {
    let Some(folder) = std::env::var_os(SEEDS) else { return };
    for (number, seed) in (named(name).seeds)().into_iter().enumerate() {
        fs::write(Path::new(&folder).join(format!("seed-{number}")), seed).expect("a seed is written");
    }
}

/// The bytes cut at each line's end, into so many pieces at most; what is missing is empty.
fn lines<const N: usize>(bytes: &[u8]) -> [&[u8]; N] {
    let mut pieces = bytes.splitn(N, |byte| *byte == b'\n');
    std::array::from_fn(|_| pieces.next().unwrap_or_default())
}

/// The bytes as they can stand in a path or a query.
fn percent(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02x}")).collect()
}

/// A first byte that chooses among so many, and the rest.
fn choose(bytes: &[u8], among: usize) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((usize::from(*first) % among, rest))
}
