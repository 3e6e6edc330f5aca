//! A real Redis, to be killed, stopped and started again.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::certificate::Certificate;

/// Debian's redis-server on a port of its own, keeping nothing on disk. Ends with its owner.
pub struct Redis {
    port: u16,
    child: Child,
    folder: tempfile::TempDir,
    certificate: Option<Certificate>,
}

impl Redis {
    /// Starts one.
    pub fn start() -> Self {
        Self::start_with(None)
    }

    /// Starts one that speaks TLS only, by the name `localhost`.
    pub fn start_encrypted(certificate: Certificate) -> Self {
        Self::start_with(Some(certificate))
    }

    fn start_with(certificate: Option<Certificate>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        drop(listener);
        let folder = tempfile::tempdir().expect("a folder");
        let child = run(port, folder.path(), certificate.as_ref());
        Self { port, child, folder, certificate }
    }

    /// Its address, as `--limiter` takes it.
    pub fn url(&self) -> String {
        match self.certificate {
            None => format!("redis://127.0.0.1:{}", self.port),
            Some(_) => format!("rediss://localhost:{}", self.port),
        }
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again, on the same port and with nothing in it.
    pub fn restart(&mut self) {
        self.kill();
        self.child = run(self.port, self.folder.path(), self.certificate.as_ref());
    }

    /// It keeps its connections, and answers nobody.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// It answers again.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it lives");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

fn run(port: u16, folder: &std::path::Path, certificate: Option<&Certificate>) -> Child {
    let mut command = Command::new("redis-server");
    match certificate {
        None => command.args(["--port", &port.to_string()]),
        Some(Certificate { path, key }) => {
            command.args(["--port", "0", "--tls-port", &port.to_string(), "--tls-auth-clients", "no"]);
            command.arg("--tls-cert-file").arg(path).arg("--tls-key-file").arg(key).arg("--tls-ca-cert-file").arg(path)
        }
    };
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"]);
    command.arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("Debian's redis-server is installed: run `cargo xtask test`")
}
