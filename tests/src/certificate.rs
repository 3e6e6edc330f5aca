//! Certificates of a test's own, by the `openssl` that Debian's `postgresql` brings along.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CONFIGURATION: &str = "[req]
distinguished_name = name
prompt = no
[name]
CN = unnamed
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[alone]
basicConstraints = critical, CA:TRUE
subjectAltName = DNS:$ENV::NAME
[server]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:$ENV::NAME
";

/// An authority that signs certificates. Its files end with it.
pub struct CertificateAuthority {
    folder: tempfile::TempDir,
}

/// A certificate with its key, in two PEM files.
pub struct Certificate {
    /// The certificate.
    pub path: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

impl CertificateAuthority {
    /// A new one.
    pub fn create() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("openssl.cnf"), CONFIGURATION).expect("its configuration");
        let authority = Self { folder };
        authority.make("authority", "authority", &["-subj", "/CN=an authority of this test"]);
        authority
    }

    /// Its own certificate, which others may trust.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// A certificate for a server of this name.
    pub fn sign(&self, name: &str) -> Certificate {
        let at = |file: &str| self.folder.path().join(file).display().to_string();
        self.make(name, "server", &["-CA", &at("authority.pem"), "-CAkey", &at("authority.key"), "-subj", "/CN=server"])
    }

    /// A certificate that a server has signed for itself, as PostgreSQL's manual makes one.
    pub fn make_alone(&self, name: &str) -> Certificate {
        self.make(&format!("{name}-alone"), "alone", &["-subj", &format!("/CN={name}")])
    }

    fn make(&self, file: &str, extensions: &str, more: &[&str]) -> Certificate {
        let at = |end: &str| self.folder.path().join(format!("{file}.{end}"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args(["-extensions", extensions, "-config"])
            .arg(self.folder.path().join("openssl.cnf"))
            .arg("-out")
            .arg(at("pem"))
            .arg("-keyout")
            .arg(at("key"))
            .args(more)
            .env("NAME", file.trim_end_matches("-alone"))
            .output()
            .expect("openssl starts");
        assert!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
        Certificate { path: at("pem"), key: at("key") }
    }
}

/// Copies a certificate and its key to where a server reads them, which insists that the key is its own.
pub(crate) fn install(certificate: &Certificate, folder: &Path, owner: Option<(u32, u32)>) -> [PathBuf; 2] {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    let files = [("server.pem", &certificate.path), ("server.key", &certificate.key)];
    files.map(|(name, from)| {
        let to = folder.join(name);
        fs::copy(from, &to).expect("a copy");
        fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).expect("its mode");
        if let Some((user, group)) = owner {
            chown(&to, Some(user), Some(group)).expect("its owner");
        }
        to
    })
}
