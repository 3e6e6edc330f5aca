//! Copying a store while it is served, and putting a copy into service. A backup is a SQLite file whatever it was made of,
//! and can be put into either kind of store: so it is the way from one to the other, too.
//!
//! A backup holds everything but what the operator keeps elsewhere anyway: the sealing key and the audit key.

mod revocations;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use keys::Ambient;

use revocations::Revocations;
pub use revocations::Since;

use crate::{
    Failure,
    ground::store::{
        Connection, FILE, Lookup, OpenError, Place, StoreError, bring_up, fill_server, give_up_lease, is_empty,
        open_copy, open_or_create, save_server,
    },
    program::check::{Finding, Findings, check_connection, check_within},
};

/// Why there is no backup, or nothing was restored. Nothing was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something already.
    #[error("{0} exists already; nothing is overwritten")]
    Exists(PathBuf),
    /// The folder holds something, or somebody uses it.
    #[error("{0} is not an empty folder; nothing is overwritten")]
    NotEmpty(PathBuf),
    /// A file or folder cannot be used.
    #[error("{path} cannot be used")]
    File {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The store cannot be read.
    #[error("the store cannot be copied")]
    Store(#[from] StoreError),
    /// The copy cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The copy is not sound.
    #[error("the copy is not sound: {}: {}", .0.check, .0.detail)]
    Unsound(Finding),
    /// What was revoked since cannot be revoked again.
    #[error("what was revoked since the backup cannot be revoked again: {0}")]
    Revocations(Failure),
    /// The database holds something.
    #[error("{0} is not empty; nothing is overwritten: create a new one")]
    DatabaseNotEmpty(String),
}

/// Copies the store at a place to a new file, while it may be served: the file appears whole, on disk, with mode 0600 and
/// after it was checked, or not at all.
///
/// # Errors
/// [`BackupError`].
pub fn backup(place: &Place, to: &Path) -> Result<Findings, BackupError> {
    if let Place::File(from) = place
        && !from.is_file()
    {
        return Err(BackupError::File { path: from.clone(), source: io::ErrorKind::NotFound.into() });
    }
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let connection = place.connect_patiently()?;
    let draft = Draft::file_beside(to)?;
    match &connection {
        Connection::Postgres(server) => {
            // Whoever writes to the server meanwhile is not held up.
            connection.begin_read(Lookup::AsPlanned)?;
            save_server(server, place, &draft.path)?;
        }
        Connection::Sqlite(file) => {
            // SQLite writes into an empty file that is there, and leaves its mode alone.
            let copied = file.execute("VACUUM INTO ?1", [draft.path.to_string_lossy()]);
            copied.map_err(StoreError::from)?;
        }
    }
    let findings = prove(&draft.path)?;
    let explain = |source| BackupError::File { path: to.to_owned(), source };
    File::open(&draft.path).and_then(|file| file.sync_all()).map_err(explain)?;
    // A link, unlike a rename, never replaces what somebody else has put there meanwhile.
    fs::hard_link(&draft.path, to).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(to.to_owned()),
        _ => explain(source),
    })?;
    sync_folder_of(to).map_err(explain)?;
    Ok(findings)
}

/// Puts a backup into a place that holds nothing, which can be served then: all of it appears at once, after it was
/// checked, and after what was revoked since is revoked in it too. Answers how much that was.
///
/// # Errors
/// [`BackupError`].
pub fn restore(from: &Path, to: &Place, since: &Since, ambient: &Ambient) -> Result<usize, BackupError> {
    let since = since.read()?;
    match to {
        Place::File(file) => restore_folder(from, file.parent().unwrap_or_else(|| Path::new(".")), &since, ambient),
        Place::Server { .. } => restore_server(from, to, &since, ambient),
    }
}

/// One change: whoever looks sees all of it or nothing, and so does this program's next try.
fn restore_server(from: &Path, to: &Place, since: &Revocations, ambient: &Ambient) -> Result<usize, BackupError> {
    prove(from)?;
    let file = open_copy(from)?;
    let connection = to.connect_patiently()?;
    let Connection::Postgres(server) = &connection else { return Err(BackupError::DatabaseNotEmpty(to.name())) };
    // Nobody can prepare a schema to serve meanwhile, so that what is empty now stays so.
    connection.begin(None)?;
    if !is_empty(server)? {
        return Err(BackupError::DatabaseNotEmpty(to.name()));
    }
    fill_server(&file, server, from)?;
    if !since.is_empty() {
        bring_up(server, &to.name())?;
    }
    give_up_lease(connection.db())?;
    let count = since.write(connection.db(), ambient).map_err(BackupError::Revocations)?;
    // What counts is what has arrived.
    refuse_unsound(check_within(connection.db()))?;
    // A server plans by what it knows of the rows, and would learn it a minute after the first questions.
    connection.step("ANALYZE")?;
    connection.commit()?;
    // What has arrived stays, whatever comes of this: a server answers out of an index alone where it knows that nobody is
    // about to change the rows, and it would note that some time after the first questions.
    if let Err(error) = connection.step("VACUUM") {
        tracing::warn!(%error, "the restored database is not tidied up yet; the server does it by itself later");
    }
    Ok(count)
}

fn restore_folder(from: &Path, data_dir: &Path, since: &Revocations, ambient: &Ambient) -> Result<usize, BackupError> {
    let explain = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::File { path, source }
    };
    if !is_free(data_dir).map_err(explain(data_dir))? {
        return Err(BackupError::NotEmpty(data_dir.to_owned()));
    }
    prove(from)?;
    let draft = Draft::folder_beside(data_dir)?;
    let file = draft.path.join(FILE);
    let mut copy = private().open(&file).map_err(explain(&file))?;
    let mut source = File::open(from).map_err(explain(from))?;
    io::copy(&mut source, &mut copy).and_then(|_| copy.sync_all()).map_err(explain(&file))?;
    let count = revoke_again(&file, since, ambient)?;
    // What counts is what has arrived.
    prove(&file)?;
    sync_folder_of(&file).map_err(explain(&file))?;
    // Replaces an empty folder, and fails on any other.
    fs::rename(&draft.path, data_dir).map_err(|source| match source.kind() {
        io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => BackupError::NotEmpty(data_dir.to_owned()),
        _ => BackupError::File { path: data_dir.to_owned(), source },
    })?;
    sync_folder_of(data_dir).map_err(explain(data_dir))?;
    Ok(count)
}

/// In a file that nobody serves yet; one that nothing is to be revoked in is left as it came.
fn revoke_again(file: &Path, since: &Revocations, ambient: &Ambient) -> Result<usize, BackupError> {
    if since.is_empty() {
        return Ok(0);
    }
    let connection = Connection::Sqlite(open_or_create(file)?);
    connection.begin(None)?;
    let count = since.write(connection.db(), ambient).map_err(BackupError::Revocations)?;
    connection.commit()?;
    Ok(count)
}

/// Checks a file that nobody serves, without leaving a trace beside it.
fn prove(file: &Path) -> Result<Findings, BackupError> {
    refuse_unsound(check_connection(&Connection::Sqlite(open_copy(file)?)))
}

fn refuse_unsound(findings: Findings) -> Result<Findings, BackupError> {
    match findings.iter().find(|finding| !finding.ok) {
        Some(wrong) => Err(BackupError::Unsound(wrong.clone())),
        None => Ok(findings),
    }
}

fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

/// What is being made, beside where it will be; gone with its owner unless it was moved there.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn beside(target: &Path) -> PathBuf {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        target.with_file_name(format!(".{name}.{}.partial", std::process::id()))
    }

    fn file_beside(target: &Path) -> Result<Self, BackupError> {
        let path = Self::beside(target);
        private().open(&path).map_err(|source| BackupError::File { path: path.clone(), source })?;
        Ok(Self { path })
    }

    fn folder_beside(target: &Path) -> Result<Self, BackupError> {
        let path = Self::beside(target);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(|source| BackupError::File { path: path.clone(), source })?;
        Ok(Self { path })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = if self.path.is_dir() { fs::remove_dir_all(&self.path) } else { fs::remove_file(&self.path) };
    }
}

fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A name is on disk when its folder is.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(folder)?.sync_all()
}
