//! The system packages: one table that says what, why, and since when it is needed.

use std::process::Command;

use crate::machine::System;

/// From which chore on a package is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// To build and open the window.
    Run,
    /// To run every test as well.
    Test,
    /// Where a Python must make a private folder: for Node.js where the system's is too old, and for some of the tests.
    Node,
    /// To make the bare Debian of `cargo xtask bare`.
    Bare,
}

/// A Debian package and the reason it is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) why: &'static str,
    pub(crate) need: Need,
}

const fn package(name: &'static str, why: &'static str, need: Need) -> Package {
    Package { name, why, need }
}

/// Every package that this workspace wants from the system.
pub(crate) const TABLE: &[Package] = &[
    package("gcc", "links Rust programs and compiles SQLite", Need::Run),
    package("libc6-dev", "the C library's headers, for the same", Need::Run),
    package("pkg-config", "finds the libraries below", Need::Run),
    package("libwebkit2gtk-4.1-dev", "the web view that the window is drawn with, and GTK 3", Need::Run),
    package("ca-certificates", "so that the package registries can be trusted", Need::Run),
    package("xdg-utils", "opens a link in the person's own browser", Need::Run),
    package("python3-venv", "a private folder for a newer Node.js, and for Schemathesis in the tests", Need::Node),
    package("git", "tells which files belong to the project", Need::Test),
    package("curl", "calls the API as an integrator would", Need::Test),
    package("xvfb", "a virtual display for the journeys in the window", Need::Test),
    package("xauth", "lets only our programs onto that display", Need::Test),
    package("webkit2gtk-driver", "drives the real window in the journeys", Need::Test),
    package("dbus", "a private message bus for the keychain", Need::Test),
    package("gnome-keyring", "a real keychain for the journeys", Need::Test),
    package("libsecret-tools", "reads the keychain from another process", Need::Test),
    package("xclip", "reads the clipboard from another process", Need::Test),
    package("xdotool", "looks at windows as a window manager does", Need::Test),
    package("postgresql", "the other store, for the authority's journeys", Need::Test),
    package("strace", "makes the disk fail on purpose", Need::Test),
    package("redis-server", "a shared store for rate limits, to be killed and restarted", Need::Test),
    package("nginx-light", "asks the authority as our nginx configuration says", Need::Test),
    package("debootstrap", "makes a bare Debian in a folder", Need::Bare),
    package("chromium", "runs the pages' own browser specs", Need::Test),
];

/// What Ubuntu calls differently.
const UBUNTU: &[(&str, &str)] = &[("chromium", "chromium-browser")];

/// The packages of the table that the given needs ask for, under the system's own names.
pub(crate) fn wanted(needs: &[Need], system: &System) -> Vec<Package> {
    let ubuntu = matches!(system, System::Debian { ubuntu: true, .. });
    let named = |package: &Package| {
        let other = UBUNTU.iter().find(|(name, _)| ubuntu && *name == package.name);
        Package { name: other.map_or(package.name, |(_, other)| other), ..*package }
    };
    TABLE.iter().filter(|package| needs.contains(&package.need)).map(named).collect()
}

/// Which of the wanted are not installed, from what `dpkg-query` printed (`name status` a line).
pub(crate) fn missing(wanted: &[Package], printed: &str) -> Vec<Package> {
    let installed = |name: &str| printed.lines().any(|line| line.split_once(' ') == Some((name, "installed")));
    wanted.iter().copied().filter(|package| !installed(package.name)).collect()
}

/// Asks the system which of the wanted are missing.
pub(crate) fn ask(wanted: &[Package]) -> Vec<Package> {
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f", "${Package} ${db:Status-Status}\n"]).args(wanted.iter().map(|package| package.name));
    // It fails when it has never heard of one of them, and prints the others all the same.
    let printed = query.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    missing(wanted, &printed.unwrap_or_default())
}

/// The list for people: name and reason.
pub(crate) fn listed(packages: &[Package]) -> String {
    packages.iter().map(|package| format!("   {:<24} {}\n", package.name, package.why)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: System = System::Debian { name: String::new(), ubuntu: false };

    #[test]
    fn ubuntu_is_asked_by_its_own_names() {
        let ubuntu = System::Debian { name: String::new(), ubuntu: true };
        let debian = DEBIAN;
        let names =
            |system: &System| wanted(&[Need::Test], system).iter().map(|package| package.name).collect::<Vec<_>>();
        assert!(names(&debian).contains(&"chromium"));
        assert!(!names(&ubuntu).contains(&"chromium"), "Ubuntu has no package of that name");
        assert!(names(&ubuntu).contains(&"chromium-browser"));
    }

    #[test]
    fn each_package_stands_once_and_says_why() {
        for (at, package) in TABLE.iter().enumerate() {
            assert!(!package.why.is_empty(), "{} needs a reason, a person will read it", package.name);
            assert!(TABLE[at + 1..].iter().all(|other| other.name != package.name), "{} stands twice", package.name);
        }
    }

    #[test]
    fn running_asks_for_no_test_tools() {
        let run = wanted(&[Need::Run], &DEBIAN);
        assert!(run.iter().any(|package| package.name == "libwebkit2gtk-4.1-dev"), "the window needs its web view");
        assert!(run.iter().all(|package| package.need == Need::Run), "a person who only runs installs no test tools");
        assert!(wanted(&[Need::Run, Need::Test], &DEBIAN).len() > run.len(), "testing needs more than running");
    }

    #[test]
    fn only_what_is_installed_counts_as_there() {
        let wanted = wanted(&[Need::Run], &DEBIAN);
        let printed = "gcc installed\nlibc6-dev config-files\npkg-config not-installed\ngcc-12 installed\n";
        let missing: Vec<&str> = missing(&wanted, printed).iter().map(|package| package.name).collect();
        assert!(!missing.contains(&"gcc"), "an installed package is not asked for again");
        assert!(missing.contains(&"libc6-dev"), "one that was removed and left its settings is missing");
        assert!(missing.contains(&"xdg-utils"), "one that was never heard of is missing");
    }
}
