//! Debian's nginx, with a site of a test's own, on a free port of this machine.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{WITHIN, eventually};

/// A running nginx in a folder of its own. Ends with this value.
pub struct Nginx {
    master: Child,
    /// Where it listens.
    pub port: u16,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// Starts one with the site that `site` writes for the port.
    pub async fn start(site: impl FnOnce(u16) -> String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        drop(listener);
        let main = write_all(folder.path(), &site(port));
        let mut command = Command::new("/usr/sbin/nginx");
        command.arg("-p").arg(folder.path()).arg("-c").arg(&main).stderr(Stdio::null());
        let master = command.spawn().expect("nginx is installed: run `cargo xtask test`");
        let nginx = Self { master, port, _folder: folder };
        let listens = || async { TcpStream::connect(("127.0.0.1", port)).ok().map(drop) };
        eventually("nginx listens", WITHIN, listens).await;
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.master);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.master.wait();
    }
}

/// The main file around it, as a distribution has one, but within the folder.
fn write_all(folder: &Path, site: &str) -> PathBuf {
    std::fs::write(folder.join("site.conf"), site).expect("the site's file");
    let own = |name: &str| folder.join(name).display().to_string();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("    {kind}_temp_path {};\n", own(kind)))
        .concat();
    let main = format!(
        "daemon off;\nworker_processes 1;\npid {};\nerror_log {};\nevents {{ }}\nhttp {{\n    access_log off;\n{temporary}    include {};\n}}\n",
        own("pid"),
        own("error.log"),
        own("site.conf"),
    );
    std::fs::write(folder.join("nginx.conf"), main).expect("the main file");
    folder.join("nginx.conf")
}
