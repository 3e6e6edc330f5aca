//! A connection to either database, and the steps of a transaction on it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::{
    Db, OpenError, StoreError, open,
    postgres::{Address, Postgres},
};

/// The SQLite file's name in its data folder.
pub const FILE: &str = "authority.sqlite3";

/// Where the store is.
#[derive(Clone)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database.
    Server {
        /// How to reach it.
        address: Box<Address>,
        /// Whether this process serves it, which one at a time may; otherwise it only helps out, as an operator's verb does.
        serves: bool,
    },
}

impl Place {
    /// The server at an address, or the file in a data folder when there is no address.
    ///
    /// # Errors
    /// [`OpenError::BadAddress`], [`OpenError::RootCertificates`].
    pub fn choose(data_dir: &Path, database: Option<&str>, serves: bool) -> Result<Self, OpenError> {
        match database {
            Some(address) => Ok(Self::Server { address: Box::new(Address::parse(address)?), serves }),
            None => Ok(Self::File(data_dir.join(FILE))),
        }
    }

    /// How the place is called in messages.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server { address, .. } => format!("the database {}", address.database()),
        }
    }

    /// The first connection: the schema is brought to this release's shape.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was overwritten.
    pub fn open(&self) -> Result<Connection, OpenError> {
        match self {
            Self::File(path) => Ok(Connection::Sqlite(open::open_or_create(path)?)),
            Self::Server { address, .. } => {
                let server = Postgres::connect(address)?;
                server.prepare_schema(&self.name())?;
                let connection = Connection::Postgres(Box::new(server));
                if self.may_serve(&connection)? { Ok(connection) } else { Err(OpenError::Served(self.name())) }
            }
        }
    }

    /// Looks for damage. A server looks after its own files.
    ///
    /// # Errors
    /// [`OpenError::Damaged`], or that it cannot be opened.
    pub fn check(&self) -> Result<(), OpenError> {
        match self {
            Self::File(path) => open::check_file(path),
            Self::Server { .. } => Ok(()),
        }
    }

    /// One more connection.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn connect(&self) -> Result<Connection, StoreError> {
        match self {
            Self::File(path) => Ok(Connection::Sqlite(open::open_connection(path)?)),
            Self::Server { address, .. } => Ok(Connection::Postgres(Box::new(Postgres::connect(address)?))),
        }
    }

    /// One more connection, for what reads everything and takes as long as it takes.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn connect_patiently(&self) -> Result<Connection, StoreError> {
        let connection = self.connect()?;
        if let Connection::Postgres(server) = &connection {
            server.be_patient()?;
        }
        Ok(connection)
    }

    /// Takes the lock that one serving process at a time has, where this place needs one on its connection.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn may_serve(&self, connection: &Connection) -> Result<bool, StoreError> {
        match (self, connection) {
            (Self::Server { serves: true, .. }, Connection::Postgres(server)) => server.lock_for_serving(),
            _ => Ok(true),
        }
    }
}

/// An open connection.
pub enum Connection {
    /// To a SQLite file.
    Sqlite(rusqlite::Connection),
    /// To a PostgreSQL server.
    Postgres(Box<Postgres>),
}

impl Connection {
    /// To ask with.
    pub fn db(&self) -> Db<'_> {
        match self {
            Self::Sqlite(connection) => Db::Sqlite(connection),
            Self::Postgres(server) => Db::Postgres(server),
        }
    }

    /// Whether nothing more can be done with it.
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::Postgres(server) if server.is_lost())
    }

    /// Begins a change that no other can run beside.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn begin(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.step("BEGIN IMMEDIATE"),
            Self::Postgres(server) => server.begin(),
        }
    }

    /// Begins a read: all its statements see one moment, and nothing that is committed meanwhile.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn begin_read(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.step("BEGIN"),
            Self::Postgres(_) => self.step("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Ends a read. A connection on which this fails is not to be used again.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn end_read(&self) -> Result<(), StoreError> {
        self.step("COMMIT")
    }

    /// Runs one of the words of a transaction.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn step(&self, word: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => Ok(connection.prepare_cached(word)?.execute([]).map(drop)?),
            Self::Postgres(server) => server.batch(word),
        }
    }

    /// Makes the change durable. A refusal that leaves open whether it did says so.
    ///
    /// # Errors
    /// [`StoreError::Indeterminate`], or a trouble that is known to have kept the change out.
    pub fn commit(&self) -> Result<(), StoreError> {
        self.step("COMMIT").map_err(|error| match error {
            StoreError::Refused(cause) | StoreError::Unreachable(cause) => StoreError::Indeterminate(cause),
            other => other,
        })
    }

    /// Takes everything back. What cannot be taken back here is taken back by the end of the connection.
    pub fn roll_back(&self) {
        let needed = !matches!(self, Self::Sqlite(connection) if connection.is_autocommit());
        if needed && let Err(error) = self.step("ROLLBACK") {
            tracing::warn!(%error, "a change could not be taken back on its connection");
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use ErrorCode as E;
        match error.sqlite_error_code() {
            Some(E::DiskFull) => Self::Full,
            Some(E::ReadOnly | E::PermissionDenied | E::CannotOpen) => Self::NotWritable,
            Some(E::DatabaseCorrupt | E::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}
