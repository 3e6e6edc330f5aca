//! A bare Debian 12 in a folder, and commands run inside it with namespaces of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::say;
use crate::shop::{self, Shop};

/// What a Rust that can link and fetch brings along by itself, wherever it was installed.
const WITH_RUST: &str = "gcc,libc6-dev,ca-certificates";

/// Where the clone lies in the room; an ordinary person may write there too.
const CLONE: &str = "srv/conduit-keys";

/// Variables that say how the network and the registries are reached, in lower case.
const HANDED_ON: &[&str] = &[
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "ssl_cert_file",
    "ssl_cert_dir",
    "cargo_http_cainfo",
    "node_extra_ca_certs",
    "npm_config_registry",
    "pip_cert",
    "pip_index_url",
];

/// Mounts what a running system has, puts Rust in read-only, makes the room the root of everything, and becomes the given
/// user. A mere chroot would not do: in one the kernel allows no namespaces of its own, which the tests of full and
/// read-only disks need. Everything is undone with the namespace: nothing is mounted outside it.
const ENTER: &str = "
mount --bind \"$1\" \"$1\"
mount -t proc proc \"$1/proc\"
mount --rbind /sys \"$1/sys\"
mount --rbind /dev \"$1/dev\"
mount --bind \"$2\" \"$1/opt/rust\"
mount -o remount,bind,ro \"$1/opt/rust\"
mkdir -p /tmp/.X11-unix \"$1/tmp/.X11-unix\"
mount --bind /tmp/.X11-unix \"$1/tmp/.X11-unix\"
mkdir -p \"$1/mnt/outside\"
cd \"$1\"
pivot_root . mnt/outside
umount --lazy /mnt/outside
user=$3
shift 3
exec chroot --userspec=\"$user:$user\" / /usr/bin/env -i \"$@\"
";

pub(super) struct Room {
    folder: PathBuf,
    /// This machine's Rust.
    rust: PathBuf,
}

impl Room {
    /// Takes the room that was kept, or makes one from a pristine base; lays a fresh clone of what is committed into it.
    pub(super) fn make(shop: &Shop, fresh: bool) -> Result<Self> {
        say::heading("A bare Debian 12");
        let place = shop::cache()?.join("bare");
        let rust = shop::output(shop.command("rustc").args(["--print", "sysroot"]))?;
        let room = Self { folder: place.join("room"), rust: PathBuf::from(rust.trim()) };
        let base = place.join("base");
        if fresh {
            remove(&room.folder)?;
            remove(&base)?;
        }
        if !base.join("usr").is_dir() {
            pristine(shop, &base)?;
        }
        if !room.folder.is_dir() {
            let mut copy = shop.command("cp");
            shop::step("copying the base", copy.args(["-a", "--reflink=auto"]).arg(&base).arg(&room.folder))?;
            room.furnish(shop)?;
        }
        room.clone_project(shop)?;
        Ok(room)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn remove(&self) -> Result<()> {
        remove(&self.folder)
    }

    /// What a person's machine has beside Debian: name resolution, trust in the registries, a place for Rust, a person.
    fn furnish(&self, shop: &Shop) -> Result<()> {
        for file in ["etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"] {
            let from = Path::new("/").join(file);
            fs::copy(&from, self.folder.join(file)).with_context(|| format!("cannot copy {}", from.display()))?;
        }
        fs::create_dir_all(self.folder.join("opt/rust"))?;
        let mut useradd = shop.command("chroot");
        useradd.arg(&self.folder).args(["useradd", "--create-home", "--user-group", "person"]);
        shop::step("adding an ordinary person", &mut useradd)
    }

    /// The clone is made from outside, so that the room needs no git; what was built in an older clone is kept.
    fn clone_project(&self, shop: &Shop) -> Result<()> {
        let clone = self.folder.join(CLONE);
        let mut git = shop.command("git");
        if !clone.is_dir() {
            git.args(["clone", "--quiet", "--no-hardlinks"]).arg(shop.root()).arg(&clone);
            return shop::step("cloning what is committed", &mut git);
        }
        git.arg("-C").arg(&clone).args(["fetch", "--quiet"]).arg(shop.root()).arg("HEAD");
        shop::step("bringing the kept clone up to date", &mut git)?;
        shop::output(shop.command("git").arg("-C").arg(&clone).args(["reset", "--hard", "FETCH_HEAD"])).map(drop)
    }

    /// Starts a command in the clone, as a person would type it.
    pub(super) fn start(&self, user: &str, display: Option<&str>, command: &str) -> Result<Child> {
        say::line(format!("-- as {user}: {command}"));
        self.command(user, display, command).spawn().context("the room cannot be entered")
    }

    /// Runs a command to its end; whether it succeeded, and what it printed.
    pub(super) fn output(&self, user: &str, display: Option<&str>, command: &str) -> Result<(bool, String)> {
        say::line(format!("-- as {user}: {command}"));
        let output = self.command(user, display, command).output().context("the room cannot be entered")?;
        Ok((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
    }

    fn command(&self, user: &str, display: Option<&str>, command: &str) -> Command {
        let home = if user == "root" { "/root".to_owned() } else { format!("/home/{user}") };
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", ENTER, "enter"]);
        unshare.arg(&self.folder).arg(&self.rust).arg(user);
        unshare.args([
            format!("HOME={home}"),
            format!("USER={user}"),
            "LANG=C.UTF-8".to_owned(),
            "PATH=/opt/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
            // A target folder for each person: the clone belongs to root.
            format!("CARGO_TARGET_DIR={home}/target"),
        ]);
        unshare.args(display.map(|display| format!("DISPLAY={display}")));
        unshare.args(handed_on());
        unshare.args(["sh", "-euc"]).arg(format!("cd /{CLONE} && {command}"));
        unshare.stdin(Stdio::null());
        unshare
    }
}

/// Debian's minimal base with what comes with Rust. `debootstrap` knows Debian's own host; `CONDUIT_KEYS_MIRROR` names another.
fn pristine(shop: &Shop, base: &Path) -> Result<()> {
    let unfinished = base.with_extension("new");
    remove(&unfinished)?;
    fs::create_dir_all(&unfinished)?;
    let mut debootstrap = shop.command("debootstrap");
    debootstrap.args(["--variant=minbase", &format!("--include={WITH_RUST}"), "bookworm"]).arg(&unfinished);
    debootstrap.args(std::env::var("CONDUIT_KEYS_MIRROR").ok()).stdout(Stdio::null());
    shop::step("debootstrap", &mut debootstrap)?;
    Ok(fs::rename(&unfinished, base)?)
}

/// How this machine reaches the registries is handed on; nothing else of its environment is.
fn handed_on() -> impl Iterator<Item = String> {
    let wanted = |name: &str| HANDED_ON.contains(&name.to_lowercase().as_str());
    std::env::vars().filter(move |(name, _)| wanted(name)).map(|(name, value)| format!("{name}={value}"))
}

/// Removes a folder of ours. Everything that was mounted in it was mounted in a namespace that has ended.
fn remove(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
