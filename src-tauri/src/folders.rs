//! Where the program keeps what it writes: the XDG folders and nothing else (desktop-security sheet, section 12).

use std::io;
use std::path::{Path, PathBuf};

/// The one id of the program: identifier, folder name, D-Bus name and the keychain's service.
pub(crate) const IDENTIFIER: &str = "com.conduitkeys.desktop";

/// The folders of the program. None of them ever holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folders {
    /// The journal of `actions` and the authority's database.
    pub data: PathBuf,
    /// The window's size and position.
    pub config: PathBuf,
    /// The log.
    pub state: PathBuf,
    /// What may vanish at any time.
    pub cache: PathBuf,
}

impl Folders {
    /// The folders of the person who started the program, or `None` when the system does not say where they are.
    pub(crate) fn of_this_person() -> Option<Self> {
        Some(Self {
            data: dirs::data_dir()?.join(IDENTIFIER),
            config: dirs::config_dir()?.join(IDENTIFIER),
            state: dirs::state_dir().or_else(dirs::data_local_dir)?.join(IDENTIFIER),
            cache: dirs::cache_dir()?.join(IDENTIFIER),
        })
    }

    /// Makes them where they are missing, readable by their owner only.
    ///
    /// # Errors
    /// The first folder that cannot be made; the others are made all the same. A folder that exists stays as it is.
    pub(crate) fn create(&self) -> io::Result<()> {
        let folders = [&self.data, &self.config, &self.state, &self.cache];
        folders.map(|folder| create_private(folder)).into_iter().collect()
    }
}

/// Makes a folder of mode 0700, with its parents.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn folders_are_readable_by_their_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name).join(IDENTIFIER);
        let folders = Folders { data: at("data"), config: at("config"), state: at("state"), cache: at("cache") };
        folders.create().unwrap();
        for folder in [folders.data, folders.config, folders.state, folders.cache] {
            let mode = folder.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "other users of the machine have no business in {}", folder.display());
        }
    }
}
