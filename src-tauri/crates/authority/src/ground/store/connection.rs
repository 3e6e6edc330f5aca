//! A connection to either database, and the steps of a transaction on it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use keys::Ambient;

use super::{
    Db, OpenError, StoreError,
    lease::{self, Keeper, Lease, TakeError},
    open,
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
        /// The data folder beside it: who has its lock is who it was before.
        data_dir: PathBuf,
    },
}

impl Place {
    /// The server at an address, or the file in a data folder when there is no address.
    ///
    /// # Errors
    /// [`OpenError::BadAddress`], [`OpenError::RootCertificates`].
    pub fn choose(data_dir: &Path, database: Option<&str>) -> Result<Self, OpenError> {
        match database {
            Some(address) => {
                Ok(Self::Server { address: Box::new(Address::parse(address)?), data_dir: data_dir.to_owned() })
            }
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
                Ok(Connection::Postgres(Box::new(server)))
            }
        }
    }

    /// Looks for damage in what is served. A server looks after its own files.
    ///
    /// # Errors
    /// [`OpenError::Damaged`], or that it cannot be opened.
    pub fn check(&self) -> Result<(), OpenError> {
        match self {
            Self::File(path) => open::check_to_serve(path),
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

    /// What proves that nobody else serves this place, and who keeps it so. A file's folder lock is taken elsewhere.
    ///
    /// # Errors
    /// [`OpenError::Served`], or the database's trouble.
    pub fn take_lease(&self, ambient: &Ambient) -> Result<(Lease, Option<Keeper>), OpenError> {
        let Self::Server { address, data_dir } = self else { return Ok((Lease::not_needed(), None)) };
        let node = lease::node_of(data_dir, ambient);
        match lease::take(address.as_ref().clone(), node, ambient.clone()) {
            Ok((lease, keeper)) => Ok((lease, Some(keeper))),
            Err(TakeError::Served) => Err(OpenError::Served(self.name())),
            Err(TakeError::Store(error)) => Err(OpenError::of(error, &self.name())),
            Err(TakeError::Thread(error)) => Err(OpenError::Thread(error)),
        }
    }
}

/// How a read finds rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// As the database thinks best for each statement and its values.
    AsPlanned,
    /// By an index, and in its order, for whatever values may come. SQLite is told so by how a statement is written.
    ByIndex,
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

    /// Begins a change that no other can run beside, in the term of a lease if one is needed.
    ///
    /// # Errors
    /// The database's trouble; [`StoreError::Unreachable`] when another process has taken over.
    pub fn begin(&self, term: Option<i64>) -> Result<(), StoreError> {
        match (self, term) {
            (Self::Sqlite(_), _) => self.step("BEGIN IMMEDIATE"),
            (Self::Postgres(server), None) => server.begin(),
            (Self::Postgres(server), Some(term)) => server.begin_within(term),
        }
    }

    /// Begins a read: all its statements see one moment, and nothing that is committed meanwhile.
    ///
    /// # Errors
    /// The database's trouble.
    pub fn begin_read(&self, lookup: Lookup) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.step("BEGIN"),
            Self::Postgres(server) => server.begin_read(lookup),
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
