//! Write a secret into a file of its own, mode 0600: the secret and the end of its line, nothing else.

use std::{fs, io, path::Path};

use keys::Secret;
use zeroize::Zeroizing;

use crate::{
    App, Failure, KeyRef,
    check_file::would_commit,
    view::{WriteFile, WrittenFileView},
    write::{expand, home, not_a_file, replace, write_new},
};

impl App {
    /// Writes a held or saved secret into a file of its own, and reads it back.
    ///
    /// # Errors
    /// A bad path, [`crate::Code::FileExists`] where one is and nobody said that it may be replaced, another trouble with
    /// the file, or a secret that this computer does not have.
    pub async fn write_file(&self, asked: WriteFile) -> Result<WrittenFileView, Failure> {
        self.write_secret_alone(&asked.key, &expand(&asked.path, home())?, asked.replace).await
    }

    /// The same at a path as the system has it, which may begin in the folder in use.
    ///
    /// # Errors
    /// As [`App::write_file`].
    pub async fn write_secret_alone(
        &self,
        key: &KeyRef,
        path: &Path,
        replace: bool,
    ) -> Result<WrittenFileView, Failure> {
        let secret = self.secret_for_copy(key).await?;
        self.put_file(path, &line_of(&secret), replace).await
    }

    /// Puts a whole file in place.
    pub(crate) async fn put_file(
        &self,
        path: &Path,
        text: &str,
        may_replace: bool,
    ) -> Result<WrittenFileView, Failure> {
        let replaced = put(path, text, may_replace).map_err(|error| self.not_written(path, &error))?;
        let git = would_commit(path).await;
        Ok(WrittenFileView { path: path.display().to_string(), replaced, git })
    }
}

fn line_of(secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(format!("{}\n", secret.expose()))
}

/// Answers whether something was replaced. A link is followed, so that the file it names is replaced and the link stays.
fn put(path: &Path, text: &str, may_replace: bool) -> io::Result<bool> {
    if !may_replace || path.symlink_metadata().is_err() {
        return write_new(path, text.as_bytes()).map(|()| false);
    }
    let path = fs::canonicalize(path)?;
    if !fs::metadata(&path)?.is_file() {
        return Err(not_a_file());
    }
    replace(&path, text.as_bytes()).map(|()| true)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use keys::{Environment, KeyState};

    use super::*;
    use crate::{
        Code,
        scripted::{Scripted, key},
    };

    #[tokio::test]
    async fn a_file_holds_the_secret_alone_and_no_other_file_is_lost_unasked() {
        let (place, key) = (Scripted::open().await, key("billing", Environment::Sandbox, KeyState::Pending));
        let (secret, folder) = (place.hold(&key), tempfile::tempdir().unwrap());
        let file = folder.path().join("billing.key");
        let write = async |replace| {
            let asked = WriteFile { key: place.key_ref(&key), path: file.display().to_string(), replace };
            place.app.write_file(asked).await
        };
        let told = write(false).await.unwrap();
        assert_eq!((told.path, told.replaced, told.git), (file.display().to_string(), false, None));
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("{}\n", secret.expose()));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

        fs::write(&file, "somebody else's").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(write(false).await.unwrap_err().code, Code::FileExists);
        assert_eq!(fs::read_to_string(&file).unwrap(), "somebody else's");
        assert!(write(true).await.unwrap().replaced);
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("{}\n", secret.expose()));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &file).unwrap();
        assert_eq!(write(false).await.unwrap_err().code, Code::FileExists, "a link to nothing is something");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written is left");
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        assert_eq!(write(true).await.unwrap_err().code, Code::FileNotSuitable);
    }
}
