//! What kind of machine this is: its system, our rights on it, its screen.

use std::process::Command;

use crate::shop;

/// The family of systems that decides how packages are installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum System {
    /// Debian, Ubuntu and what is made from them: apt.
    Debian {
        /// As the system names itself.
        name: String,
        /// Ubuntu names a few packages differently.
        ubuntu: bool,
    },
    /// Anything else, by the name it gives itself.
    Other(String),
}

/// How packages can be installed without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    Root,
    /// `sudo`, which may ask for a password on the terminal.
    Sudo,
    None,
}

/// Reads an os-release file (freedesktop's os-release(5): `KEY=value`, quotes optional).
pub(crate) fn parse_os_release(text: &str) -> System {
    let field = |key: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='))?;
        Some(line.trim_matches(|sign| sign == '"' || sign == '\'').to_owned())
    };
    let name = field("PRETTY_NAME").or_else(|| field("ID")).unwrap_or_else(|| "an unknown system".to_owned());
    let family = format!("{} {}", field("ID").unwrap_or_default(), field("ID_LIKE").unwrap_or_default());
    let is = |id: &str| family.split_whitespace().any(|word| word == id);
    if is("debian") || is("ubuntu") { System::Debian { name, ubuntu: is("ubuntu") } } else { System::Other(name) }
}

/// This machine's system.
pub(crate) fn system() -> System {
    if !cfg!(target_os = "linux") {
        return System::Other(std::env::consts::OS.to_owned());
    }
    let read = |path| std::fs::read_to_string(path).ok();
    let text = read("/etc/os-release").or_else(|| read("/usr/lib/os-release"));
    text.map_or_else(|| System::Other("an unknown Linux".to_owned()), |text| parse_os_release(&text))
}

/// Our rights: root, else sudo where it works without a password or can ask for one on a terminal.
pub(crate) fn rights() -> Rights {
    use std::io::IsTerminal;
    if shop::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Rights::Root;
    }
    let quiet = shop::succeeds(Command::new("sudo").args(["-n", "true"]));
    let can_ask = std::io::stdin().is_terminal() && shop::succeeds(Command::new("sudo").arg("-V"));
    if quiet || can_ask { Rights::Sudo } else { Rights::None }
}

/// What to tell a person who has no screen here, or nothing when there is one.
pub(crate) fn missing_display(x11: Option<&str>, wayland: Option<&str>) -> Option<String> {
    let there = |value: Option<&str>| value.is_some_and(|value| !value.is_empty());
    if there(x11) || there(wayland) {
        return None;
    }
    Some(
        "there is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set).\n\
         How to get one:\n\
         - on a desktop computer, run this in a terminal of the desktop session, not on a text console;\n\
         - over SSH, connect with `ssh -X`, which brings your own screen along;\n\
         - on a machine without any screen, use a virtual one:\n\
         \x20     apt-get install xvfb xauth && xvfb-run -a cargo xtask run\n\
         To set up and build without opening the window: cargo xtask run --no-open"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_ubuntu_and_their_children_use_apt() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n";
        let name = "Debian GNU/Linux 12 (bookworm)".to_owned();
        assert_eq!(parse_os_release(debian), System::Debian { name, ubuntu: false });
        let mint = "NAME=\"Linux Mint\"\nPRETTY_NAME='Linux Mint 22'\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n";
        assert_eq!(parse_os_release(mint), System::Debian { name: "Linux Mint 22".to_owned(), ubuntu: true });
    }

    #[test]
    fn another_system_keeps_its_own_name() {
        let fedora = "ID=fedora\nVERSION_ID=42\nPRETTY_NAME=\"Fedora Linux 42\"\n";
        assert_eq!(parse_os_release(fedora), System::Other("Fedora Linux 42".to_owned()));
        assert_eq!(parse_os_release(""), System::Other("an unknown system".to_owned()), "an empty file is no Debian");
        let similar = "ID=notdebian\nPRETTY_NAME=X\n";
        assert_eq!(parse_os_release(similar), System::Other("X".to_owned()), "only whole words of ID count");
    }

    #[test]
    fn either_kind_of_display_is_enough_and_an_empty_one_is_none() {
        assert_eq!(missing_display(Some(":0"), None), None);
        assert_eq!(missing_display(None, Some("wayland-0")), None);
        let told = missing_display(Some(""), None).unwrap();
        assert!(told.contains("xvfb-run -a cargo xtask run"), "it must say how to get one: {told}");
    }
}
