//! PostgreSQL: connecting, asking, and telling a lost server from a refused statement.

mod address;
mod prepared;
mod tls;

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    time::Duration,
};

use futures_util::TryStreamExt as _;
use tokio::{runtime::Runtime, task::JoinHandle};
use tokio_postgres::{
    Client, NoTls, SimpleQueryMessage, Statement,
    binary_copy::BinaryCopyInWriter,
    tls::MakeTlsConnect,
    types::{ToSql, Type},
};

pub use address::Address;
use prepared::Prepared;

use super::{Lookup, OpenError, StoreError, Value, migrate};

/// The oldest server this release is tested with.
const OLDEST: i32 = 150_000;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A server that does not acknowledge what it was sent for so long is lost.
const SILENCE_AT_MOST: Duration = Duration::from_secs(10);
/// A line that is asked nothing is tried this often, so that one that a firewall forgot is found before it is needed.
const TRIED_EVERY: Duration = Duration::from_secs(5);
/// Longer than a statement may take: who acknowledges every packet and answers nothing has been lost too.
const ANSWER_AT_MOST: Duration = Duration::from_secs(25);
/// A goodbye is a courtesy.
const GOODBYE_AT_MOST: Duration = Duration::from_secs(1);
/// What every connection is set to. An answer is an acknowledgement: the server's own disk has it, whatever its
/// configuration says of haste. A change whose client is gone is given up soon, so that nobody waits for a ghost's lock. To
/// compile a statement takes longer than any of ours.
const SETTINGS: &str = "SET synchronous_commit = on; SET statement_timeout = '20s'; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '5s'; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; \
    SET tcp_keepalives_count = 3; SET tcp_user_timeout = '10s'; SET jit = off";
/// What a release before leases serves a database under. It ended with its connection, so that it proved nothing.
const SERVING_LOCK: i64 = 0x434b_0001;
/// Begins a read.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Begins a read of [`Lookup::ByIndex`]; its end takes the settings back. With nothing but indexes to choose from, the plan for
/// whatever values may come is the one for the values that are asked, and it is made once for many reads: to make it anew
/// takes longer than the read, since each part of a statement weighs each of a table's indexes. One process reads, since
/// a second is begun for longer than a page takes.
const BEGIN_READ_BY_INDEX: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL enable_seqscan = off; \
    SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; SET LOCAL plan_cache_mode = force_generic_plan; \
    SET LOCAL max_parallel_workers_per_gather = 0";
/// Begins a change. They happen one after the other, as the audit chain needs; operators' verbs take part.
/// The lock's number is 0x434b_0002, which every release has used.
const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(1128988674)";

/// One connection, with the statements it has prepared. It is asked from a thread that may wait, and whatever it is
/// asked, it answers within a time: the line's own task goes on while somebody waits for it.
pub struct Postgres {
    client: Option<Client>,
    line: Option<JoinHandle<Result<(), tokio_postgres::Error>>>,
    prepared: RefCell<Prepared<Statement>>,
    /// How long an answer may take; none for what takes as long as it takes.
    within: Cell<Option<Duration>>,
    /// Whether an answer did not come in time, so that nobody knows any more what is on the line.
    silent: Cell<bool>,
    runtime: Runtime,
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&tokio_postgres::Error> for StoreError {
    fn from(error: &tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState as S;
        let full = [S::DISK_FULL, S::OUT_OF_MEMORY];
        let away = [S::ADMIN_SHUTDOWN, S::CRASH_SHUTDOWN, S::CANNOT_CONNECT_NOW, S::TOO_MANY_CONNECTIONS];
        let cause = || told(error);
        match error.code() {
            Some(code) if full.contains(code) => Self::Full,
            Some(code) if *code == S::READ_ONLY_SQL_TRANSACTION => Self::NotWritable,
            Some(code) if away.contains(code) => Self::Unreachable(cause()),
            Some(code) if *code == S::DATA_CORRUPTED || *code == S::INDEX_CORRUPTED => Self::Damaged(cause()),
            None if error.is_closed() || is_io(error) => Self::Unreachable(cause()),
            _ => Self::Refused(cause()),
        }
    }
}

/// Whether the line broke, rather than the server refused.
fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

/// Kinds of trouble that the server words without a value of ours: lines, transactions, rights, room, locks, an operator's hand,
/// the system, the server itself.
const WORDED: &[&str] = &["08", "25", "40", "42501", "53", "55", "57", "58", "XX"];

/// What went wrong, for the log. The server's words are left out where they might repeat what it was sent.
fn told(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(found) if WORDED.iter().any(|kind| found.code().code().starts_with(kind)) => {
            format!("{} ({})", found.message(), found.code().code())
        }
        Some(found) => format!("{error} ({})", found.code().code()),
        None => cause_of(error),
    }
}

/// What kept us from connecting, for the operator. Before there is a connection nothing was sent that could be repeated
/// here, so the server's own words are told.
fn cause_of(error: &tokio_postgres::Error) -> String {
    let server = || error.as_db_error().map(|error| error.message().to_owned());
    let below = || std::error::Error::source(error).map(|cause| format!("{error}: {cause}"));
    tls::explain(error).or_else(server).or_else(below).unwrap_or_else(|| error.to_string())
}

impl Postgres {
    /// Connects, for what is answered within seconds.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], or the server's refusal.
    pub fn connect(address: &Address) -> Result<Self, StoreError> {
        Self::connect_within(address, CONNECT_WITHIN, ANSWER_AT_MOST)
    }

    /// Connects within a time; answers to what it is asked come within another.
    ///
    /// # Errors
    /// As [`Postgres::connect`].
    pub fn connect_within(
        Address { config, tls }: &Address,
        connect_within: Duration,
        answer_within: Duration,
    ) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| StoreError::Refused(error.to_string()))?;
        let connected = runtime.block_on(async {
            match tls {
                None => tokio::time::timeout(connect_within, open(config, NoTls)).await,
                Some(tls) => tokio::time::timeout(connect_within, open(config, tls.clone())).await,
            }
        });
        let (client, line) = connected.map_err(|_| silent())?.map_err(|error| match StoreError::from(&error) {
            StoreError::Refused(_) | StoreError::Unreachable(_) => StoreError::Unreachable(cause_of(&error)),
            other => other,
        })?;
        let server = Self {
            client: Some(client),
            line: Some(line),
            prepared: RefCell::default(),
            within: Cell::new(Some(answer_within)),
            silent: Cell::new(false),
            runtime,
        };
        server.batch(SETTINGS)?;
        Ok(server)
    }

    /// Refuses an old server, and brings the schema to this release's shape.
    ///
    /// # Errors
    /// [`OpenError`]; nothing was overwritten.
    pub fn prepare_schema(&self, place: &str) -> Result<(), OpenError> {
        let text = self.text("SHOW server_version_num")?;
        if text.parse().is_ok_and(|version: i32| version < OLDEST) {
            return Err(OpenError::TooOld(format!("server (version number {text})")));
        }
        migrate::run(self, place)
    }

    /// Whether a release from before leases serves the database at this moment. One that comes later is kept away by the
    /// schema's floor.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn is_served_by_earlier_release(&self) -> Result<bool, StoreError> {
        let free = self.text(&format!("SELECT pg_try_advisory_lock({SERVING_LOCK})::text"))? == "true";
        if free {
            self.text(&format!("SELECT pg_advisory_unlock({SERVING_LOCK})::text"))?;
        }
        Ok(!free)
    }

    /// Begins a change that no other can run beside.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn begin(&self) -> Result<(), StoreError> {
        self.batch(BEGIN)
    }

    /// The same, as long as a lease of this term stands: nobody can take it over before the change ends.
    ///
    /// # Errors
    /// The server's trouble, or [`StoreError::Unreachable`] when another process has taken over; nothing is begun then.
    pub fn begin_within(&self, term: i64) -> Result<(), StoreError> {
        let found = self.ask(async |client| client.simple_query(&format!("{BEGIN}; SELECT term FROM lease")).await)?;
        let row = found.iter().rev().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        if row.is_some_and(|text| text.parse() == Ok(term)) {
            return Ok(());
        }
        self.batch("ROLLBACK")?;
        Err(StoreError::Unreachable("another process serves the database now".to_owned()))
    }

    /// Begins a read. The server has nothing to do for it, so that a line on which it takes long is a broken one.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn begin_read(&self, lookup: Lookup) -> Result<(), StoreError> {
        let usual = self.within.replace(Some(CONNECT_WITHIN));
        let begun = self.batch(match lookup {
            Lookup::AsPlanned => BEGIN_READ,
            Lookup::ByIndex => BEGIN_READ_BY_INDEX,
        });
        self.within.set(usual);
        begun
    }

    /// Runs statements that have no values.
    ///
    /// # Errors
    /// The server's refusal.
    pub fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.ask(async |client| client.batch_execute(sql).await)
    }

    /// Whether the line is known to be broken.
    pub fn is_lost(&self) -> bool {
        // A line that was closed while nobody asked anything is heard of when its task gets a turn.
        self.runtime.block_on(tokio::task::yield_now());
        self.silent.get() || self.client.as_ref().is_none_or(Client::is_closed)
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        let statement = self.prepare(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let count = self.ask(async |client| client.execute(&statement, &values).await)?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    pub(super) fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let statement = self.prepare(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        self.ask(async |client| client.query(&statement, &values).await)
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value],
        mut take: impl FnMut(&tokio_postgres::Row) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepare(sql)?;
        let rows = self.ask(async |client| client.query_raw(&statement, values).await)?;
        let mut rows = pin!(rows);
        while let Some(row) = self.ask(async |_| rows.try_next().await)? {
            if !take(&row)? {
                break;
            }
        }
        Ok(())
    }

    /// Lets a copy of everything take as long as it takes, here and on the server.
    ///
    /// # Errors
    /// The server's trouble.
    pub fn be_patient(&self) -> Result<(), StoreError> {
        self.batch("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")?;
        self.within.set(None);
        Ok(())
    }

    /// Runs a `COPY … FROM STDIN BINARY` with rows of these kinds, until there is none; answers how many there were.
    pub(super) fn fill(
        &self,
        sql: &str,
        kinds: &[Type],
        mut next: impl FnMut() -> Result<Option<Vec<Value>>, StoreError>,
    ) -> Result<u64, StoreError> {
        let into = self.ask(async |client| client.copy_in(sql).await)?;
        let mut writer = pin!(BinaryCopyInWriter::new(into, kinds));
        while let Some(values) = next()? {
            self.ask(async |_| writer.as_mut().write_raw(&values).await)?;
        }
        self.ask(async |_| writer.finish().await)
    }

    /// The first column of the first row, as text.
    fn text(&self, sql: &str) -> Result<String, StoreError> {
        let row = self.ask(async |client| client.query_one(sql, &[]).await)?;
        Ok(row.try_get(0)?)
    }

    fn prepare(&self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.borrow_mut().find(sql) {
            return Ok(statement);
        }
        let statement = self.ask(async |client| client.prepare(&numbered(sql)).await)?;
        self.prepared.borrow_mut().keep(sql, statement.clone());
        Ok(statement)
    }

    /// Asks the server, and waits for it as long as an answer may take. After one that did not come the line is lost.
    fn ask<T>(&self, question: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>) -> Result<T, StoreError> {
        let client = self.client.as_ref().filter(|_| !self.silent.get()).ok_or_else(silent)?;
        let Some(within) = self.within.get() else { return Ok(self.runtime.block_on(question(client))?) };
        let answer = self.runtime.block_on(async { tokio::time::timeout(within, question(client)).await });
        let answer = answer.map_err(|_| {
            self.silent.set(true);
            silent()
        })?;
        Ok(answer?)
    }
}

/// Says goodbye, so that the server need not find out.
impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.client.take());
        if let Some(line) = self.line.take().filter(|_| !self.silent.get()) {
            let _ = self.runtime.block_on(async { tokio::time::timeout(GOODBYE_AT_MOST, line).await });
        }
    }
}

/// A connection, and the task that moves its bytes.
async fn open<T>(
    config: &tokio_postgres::Config,
    tls: T,
) -> Result<(Client, JoinHandle<Result<(), tokio_postgres::Error>>), tokio_postgres::Error>
where
    T: MakeTlsConnect<tokio_postgres::Socket>,
    T::Stream: Send + 'static,
{
    let (client, line) = config.connect(tls).await?;
    Ok((client, tokio::spawn(line)))
}

fn silent() -> StoreError {
    StoreError::Unreachable("the server does not answer in time".to_owned())
}

/// `?1` in PostgreSQL's spelling. Our statements hold no other question mark.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}
