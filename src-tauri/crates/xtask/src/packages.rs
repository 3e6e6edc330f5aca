//! The system packages: one table that says what, why, and since when it is needed.

use std::process::Command;

use anyhow::{Result, bail};

use crate::machine::{Rights, System};
use crate::{say, shop};

/// From which chore on a package is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// To build and open the window.
    Run,
    /// To run every test as well.
    Test,
    /// Only where the system's Node is too old and no Python can make a private folder yet.
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
    package("python3-venv", "a private folder to unpack a newer Node.js into", Need::Node),
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
    package("strace", "makes the disk fail on purpose", Need::Test),
    package("debootstrap", "makes a bare Debian in a folder", Need::Bare),
    package("chromium", "runs the pages' own browser specs", Need::Test),
];

/// The packages of the table that the given needs ask for.
pub(crate) fn wanted(needs: &[Need]) -> Vec<Package> {
    TABLE.iter().copied().filter(|package| needs.contains(&package.need)).collect()
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

/// The command a person would type to install them.
pub(crate) fn by_hand(packages: &[Package]) -> String {
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    format!("sudo apt-get update && sudo apt-get install --no-install-recommends {}", names.join(" "))
}

/// What to say on a system whose packages we cannot install.
pub(crate) fn elsewhere(name: &str, packages: &[Package]) -> String {
    format!(
        "this is {name}; only Debian 12 or newer, Ubuntu 22.04 or newer and what is made from them can be set up from \
         here.\nInstall by your own package manager what these Debian packages hold:\n{}\
         and Node.js {} or newer with npm.\nThen say that it is all there: add --assume-installed to the command.",
        listed(packages),
        crate::version::shown(crate::version::NODE_MIN),
    )
}

/// Installs what is missing, or says exactly what to type and stops.
pub(crate) fn install(missing: &[Package], system: &System, rights: Rights, may: bool) -> Result<()> {
    match (system, rights) {
        (System::Other(name), _) => bail!(elsewhere(name, missing)),
        (System::Debian { .. }, Rights::None) => {
            bail!("installing needs root or sudo, and neither is to be had here. Type:\n   {}", by_hand(missing))
        }
        (System::Debian { .. }, _) if !may => bail!("not installed, as asked. Type:\n   {}", by_hand(missing)),
        (System::Debian { .. }, rights) => {
            let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
            let words = ["install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"];
            let outcome = shop::step("refreshing the package lists", &mut apt(rights, &["update"])).and_then(|()| {
                shop::step(
                    "installing the packages",
                    apt(rights, &words).args(names).stdin(std::process::Stdio::null()),
                )
            });
            outcome.map_err(|error| error.context(format!("apt could not do it; by hand:\n   {}\n", by_hand(missing))))
        }
    }
}

fn apt(rights: Rights, words: &[&str]) -> Command {
    let mut command = match rights {
        Rights::Sudo => Command::new("sudo"),
        _ => Command::new("env"),
    };
    if rights == Rights::Sudo {
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]).args(words);
    command
}

/// Says what is wanted and why, before anything is done about it.
pub(crate) fn announce(missing: &[Package], system: &System) {
    if missing.is_empty() {
        say::line("   every system package is there");
        return;
    }
    let System::Debian { name, .. } = system else { return };
    say::line(format!("   {name}: {} system packages are missing and will be installed by apt:", missing.len()));
    say::text(&listed(missing));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_stands_once_and_says_why() {
        for (at, package) in TABLE.iter().enumerate() {
            assert!(!package.why.is_empty(), "{} needs a reason, a person will read it", package.name);
            assert!(TABLE[at + 1..].iter().all(|other| other.name != package.name), "{} stands twice", package.name);
        }
    }

    #[test]
    fn running_asks_for_no_test_tools() {
        let run = wanted(&[Need::Run]);
        assert!(run.iter().any(|package| package.name == "libwebkit2gtk-4.1-dev"), "the window needs its web view");
        assert!(run.iter().all(|package| package.need == Need::Run), "a person who only runs installs no test tools");
        assert!(wanted(&[Need::Run, Need::Test]).len() > run.len(), "testing needs more than running");
    }

    #[test]
    fn only_what_is_installed_counts_as_there() {
        let wanted = wanted(&[Need::Run]);
        let printed = "gcc installed\nlibc6-dev config-files\npkg-config not-installed\ngcc-12 installed\n";
        let missing: Vec<&str> = missing(&wanted, printed).iter().map(|package| package.name).collect();
        assert!(!missing.contains(&"gcc"), "an installed package is not asked for again");
        assert!(missing.contains(&"libc6-dev"), "one that was removed and left its settings is missing");
        assert!(missing.contains(&"xdg-utils"), "one that was never heard of is missing");
    }

    #[test]
    fn without_rights_it_prints_what_to_type_and_stops() {
        let system = System::Debian { name: "Debian".to_owned(), ubuntu: false };
        let error = install(&TABLE[..2], &system, Rights::None, true).unwrap_err().to_string();
        assert!(error.contains("apt-get install --no-install-recommends gcc libc6-dev"), "the exact command: {error}");
        let error = install(&TABLE[..2], &system, Rights::Root, false).unwrap_err().to_string();
        assert!(error.contains("gcc libc6-dev"), "--no-install prints the same and touches nothing: {error}");
    }

    #[test]
    fn on_another_system_it_names_everything_and_stops() {
        let system = System::Other("Fedora Linux 42".to_owned());
        let error = install(&TABLE[..4], &system, Rights::Root, true).unwrap_err().to_string();
        for word in ["Fedora Linux 42", "libwebkit2gtk-4.1-dev", "22.12.0", "--assume-installed"] {
            assert!(error.contains(word), "it must name {word}: {error}");
        }
    }
}
