//! Installs system packages by apt, or says exactly what to type where it may not.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::machine::{Rights, System};
use crate::packages::{self, Package};
use crate::{say, shop, version};

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
        packages::listed(packages),
        version::shown(version::NODE_MIN),
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
            let mut words = vec!["install", "--yes", "--no-install-recommends"];
            // Waits for another installer to finish, and leaves dpkg's moving percentages out.
            words.extend(["-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Use-Pty=0"]);
            let outcome = shop::step("refreshing the package lists", &mut apt(rights, &["update"])).and_then(|()| {
                shop::step("installing the packages", apt(rights, &words).args(names).stdin(Stdio::null()))
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
    say::line(format!("   {name}: {} system packages are missing, apt is to install them:", missing.len()));
    say::text(&packages::listed(missing));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::TABLE;

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
