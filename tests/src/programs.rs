//! Where the programs under test lie: where `cargo xtask test` says, else beside this test's own program.

use std::path::PathBuf;

/// The key service by itself.
pub fn authority() -> PathBuf {
    find("CONDUIT_KEYS_AUTHORITY", "conduit-authority", "cargo build -p authority")
}

/// The command line.
pub fn command_line() -> PathBuf {
    find("CONDUIT_KEYS_CLI", "conduit-keys", "cargo build -p cli")
}

/// The window that WebDriver may drive.
pub fn window() -> PathBuf {
    let build = "cargo build -p desktop --features custom-protocol,automation";
    find("CONDUIT_KEYS_DESKTOP", "conduit-keys-desktop", build)
}

/// The same without its guard, for the escape test only.
pub fn window_without_guard() -> PathBuf {
    let build = "cargo build -p desktop --features custom-protocol,automation,unguarded, and name the program";
    find("CONDUIT_KEYS_DESKTOP_UNGUARDED", "conduit-keys-desktop-unguarded", build)
}

/// The authority with protections that can be left out, for the controls of the fault tests only.
pub fn faulty_authority() -> PathBuf {
    let build = "cargo build -p authority --features faulty, and name the program";
    find("CONDUIT_KEYS_FAULTY_AUTHORITY", "conduit-authority-faulty", build)
}

/// The fault tests with that authority as their library.
pub fn faulty_tests() -> PathBuf {
    let build = "cargo test --no-run -p journeys --test faults --features authority/faulty, and name the program";
    find("CONDUIT_KEYS_FAULTY_TESTS", "faults-faulty", build)
}

fn find(variable: &str, name: &str, build: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        let path = PathBuf::from(path);
        assert!(path.is_file(), "{variable} names {}, which is no file", path.display());
        return path;
    }
    // target/debug/deps/it-1234 -> target/debug
    let own = std::env::current_exe().expect("this test has a program");
    let folder = own.ancestors().nth(2).expect("it lies in deps, in a profile's folder");
    let path = folder.join(name);
    let advice = format!("{} is not built: run `cargo xtask test`, or `{build}`, or set {variable}", path.display());
    assert!(path.is_file(), "{advice}");
    path
}
