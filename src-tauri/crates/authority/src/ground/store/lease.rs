//! The lease: what proves that this process, and no other, serves the database.
//!
//! A file is served by whoever holds its folder's lock, which the system ends with the process. A server has no such
//! thing: a session's lock ends when the server says so, and the process that held it may not hear of that for minutes.
//! So the one who serves writes its name into a row, and renews it each second on a connection of its own. What it then
//! may say is bounded by its own steady clock alone:
//!
//! * It has the lease for [`LASTS`] from the moment *before* it asked for the last renewal that was granted. Without it
//!   nobody is told that a key is good, or that it is not.
//! * Whoever wants to take over looks until the row has stood still for [`LASTS`] and [`MARGIN`] on its own steady clock.
//!   The last renewal was granted before it began to look, and asked for before that: so the other's lease is over. Clocks
//!   need not agree, and no wall clock decides anything.
//! * A change is made within the term that it began in ([`Postgres::begin_within`]), and taking over waits for it: so that
//!   the new term sees all of it, and the old one cannot make another.
//!
//! A process that comes back to its own row in its own term has missed nothing, since nobody else could write. In any
//! other term it reads all keys anew before it answers.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
        mpsc::{self, RecvTimeoutError},
    },
    time::Duration,
};

use keys::Ambient;

use super::{
    Db, StoreError,
    postgres::{Address, Postgres},
    values,
};

/// The file in a data folder that one serving process at a time has locked.
pub const LOCK: &str = "lock";
/// How long a renewal proves that nobody else serves. A server that restarts within it goes unnoticed.
pub const LASTS: Duration = Duration::from_secs(10);
/// What a candidate waits longer, for steady clocks that do not go alike.
const MARGIN: Duration = Duration::from_secs(1);
const RENEW_EVERY: Duration = Duration::from_secs(1);
/// A renewal that takes longer is asked for again on a new line, so that several fit into a lease.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// What this process may say of the keys that it knows. Cheap to clone.
#[derive(Clone)]
pub struct Lease(Option<Arc<Proof>>);

struct Proof {
    ambient: Ambient,
    /// When it ends, in milliseconds of the machine's running time.
    ends_at: AtomicI64,
    /// The term that this process holds; 0 for none.
    term: AtomicI64,
    /// The term whose keys are in the index; 0 for none.
    filled: AtomicI64,
}

impl Lease {
    /// Where none is needed: a file is protected by its folder's lock, and an operator's verb serves nothing.
    pub fn not_needed() -> Self {
        Self(None)
    }

    /// Whether what this process knows of its keys is proved to be current.
    pub fn holds(&self) -> bool {
        let Some(proof) = &self.0 else { return true };
        // The end is read first: a term that is taken anew gets its end before its number.
        let ends_at = proof.ends_at.load(SeqCst);
        let term = proof.term.load(SeqCst);
        term != 0 && proof.filled.load(SeqCst) == term && proof.now() < ends_at
    }

    /// The term in which the index has to be filled anew before anything is answered, if there is one.
    pub fn to_fill(&self) -> Option<i64> {
        let proof = self.0.as_ref()?;
        let term = proof.term.load(SeqCst);
        (term != 0 && term != proof.filled.load(SeqCst)).then_some(term)
    }

    /// The index holds every key as of this term.
    pub fn filled(&self, term: i64) {
        if let Some(proof) = &self.0 {
            proof.filled.store(term, SeqCst);
        }
    }

    /// The term that a change is made in; none where no lease is needed.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when this process serves no more.
    pub fn term_of_change(&self) -> Result<Option<i64>, StoreError> {
        let Some(proof) = &self.0 else { return Ok(None) };
        let term = proof.term.load(SeqCst);
        if term == 0 || proof.filled.load(SeqCst) != term {
            return Err(StoreError::Unreachable("another process serves the database now".to_owned()));
        }
        Ok(Some(term))
    }
}

impl Proof {
    fn now(&self) -> i64 {
        millis(self.ambient.running())
    }

    /// It was renewed; this was asked at that moment.
    fn renewed(&self, term: i64, asked_at: i64) {
        self.ends_at.store(asked_at.saturating_add(millis(LASTS)), SeqCst);
        self.term.store(term, SeqCst);
    }

    fn lost(&self) {
        self.ends_at.store(i64::MIN, SeqCst);
        self.term.store(0, SeqCst);
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// The name of whoever has the lock of a folder on this running system: the next process with that lock knows that the
/// one before is over. After a restart of the system, on another one or for another folder it is another name.
pub fn node_of(data_dir: &Path, ambient: &Ambient) -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
    match (boot, place_of(&data_dir.join(LOCK))) {
        (Ok(boot), Some((device, number))) => format!("{} {device}:{number}", boot.trim()),
        // A name that nobody had before: whoever comes later waits.
        _ => ambient.mint_uuid(),
    }
}

#[cfg(unix)]
fn place_of(lock: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(lock).ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn place_of(_: &Path) -> Option<(u64, u64)> {
    None
}

/// What the row says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    node: String,
    term: i64,
    beat: i64,
}

fn look(server: &Postgres) -> Result<Standing, StoreError> {
    let found = Db::Postgres(server).one("SELECT node, term, beat FROM lease", &[], |row| {
        Ok(Standing { node: row.get(0)?, term: row.get(1)?, beat: row.get(2)? })
    })?;
    found.ok_or_else(|| StoreError::Damaged("there is no lease to take".to_owned()))
}

/// The one who renews the lease, until it is dropped or gives the lease back.
pub struct Keeper {
    give_back: mpsc::Sender<mpsc::Sender<()>>,
}

impl Keeper {
    /// Lets whoever comes next serve at once. Nobody is told anything of keys here after this.
    pub fn give_back(&self) {
        let (done, is_done) = mpsc::channel();
        if self.give_back.send(done).is_ok() {
            let _ = is_done.recv_timeout(ANSWER_WITHIN * 2);
        }
    }
}

/// Takes the lease of a server's database, and keeps it. It waits for a predecessor's to end; one that is still renewed is
/// left alone.
///
/// # Errors
/// [`TakeError`].
pub fn take(address: Address, node: String, ambient: Ambient) -> Result<(Lease, Keeper), TakeError> {
    let proof = Proof { ambient, ends_at: i64::MIN.into(), term: 0.into(), filled: 0.into() };
    let mut holder =
        Holder { address, node, proof: Arc::new(proof), line: None, beats: (0, 0), seen: None, is_renewed: false };
    if holder.line()?.is_served_by_earlier_release()? {
        return Err(TakeError::Served);
    }
    // The first one finds no row; a step of the schema makes none, since a copy brings its own.
    let free = "INSERT INTO lease (one, node, term, beat) VALUES (1, '', 0, 0) ON CONFLICT (one) DO NOTHING";
    Db::Postgres(holder.line()?).execute(free, &[])?;
    while !holder.try_to_take()? {
        if holder.is_renewed {
            return Err(TakeError::Served);
        }
        std::thread::sleep(RENEW_EVERY / 4);
    }
    let lease = Lease(Some(holder.proof.clone()));
    let (give_back, asked) = mpsc::channel::<mpsc::Sender<()>>();
    std::thread::Builder::new()
        .name("lease-keeper".to_owned())
        .spawn(move || holder.keep(&asked))
        .map_err(TakeError::Thread)?;
    Ok((lease, Keeper { give_back }))
}

/// Nobody has the lease of a copy, whoever had that of what it was made from.
///
/// # Errors
/// The database's trouble.
pub fn give_up_lease(db: Db<'_>) -> Result<(), StoreError> {
    // A copy of an earlier release's store has none.
    let has_one = "SELECT 1 FROM pg_class WHERE relname = 'lease' AND relnamespace = current_schema()::regnamespace";
    if db.one(has_one, &[], |_| Ok(()))?.is_some() {
        db.execute("UPDATE lease SET node = ''", &[])?;
    }
    Ok(())
}

/// Why a lease cannot be had.
#[derive(Debug)]
pub enum TakeError {
    /// Another process has it, and renews it.
    Served,
    /// The server's trouble.
    Store(StoreError),
    /// The thread that would renew it cannot be started.
    Thread(std::io::Error),
}

impl From<StoreError> for TakeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

struct Holder {
    address: Address,
    /// Who this is: the same for each process on the same folder of a running system.
    node: String,
    proof: Arc<Proof>,
    line: Option<Postgres>,
    /// The last beat that is known to be written, and the last that may be.
    beats: (i64, i64),
    /// What the row says while it is looked at, and the steady moment after it was first seen so.
    seen: Option<(Standing, i64)>,
    /// Whether it was seen to change.
    is_renewed: bool,
}

impl Holder {
    fn keep(mut self, asked: &mpsc::Receiver<mpsc::Sender<()>>) {
        loop {
            match asked.recv_timeout(RENEW_EVERY) {
                Err(RecvTimeoutError::Timeout) => self.go_on(),
                Err(RecvTimeoutError::Disconnected) => return self.give_back(),
                Ok(done) => {
                    self.give_back();
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    /// Renews the lease, or tries to get it again.
    fn go_on(&mut self) {
        let held = self.proof.term.load(SeqCst);
        let outcome = if held == 0 { self.try_to_take() } else { self.renew(held) };
        match outcome {
            Ok(true) if held == 0 => tracing::info!("the database is served by this process again"),
            Ok(false) if held != 0 => {
                tracing::error!("another process took the database over; this one refuses all keys")
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the lease could not be renewed; it is tried again");
                self.line = None;
            }
        }
    }

    fn line(&mut self) -> Result<&Postgres, StoreError> {
        if self.line.as_ref().is_some_and(Postgres::is_lost) {
            self.line = None;
        }
        let line = match self.line.take() {
            Some(line) => line,
            None => Postgres::connect_within(&self.address, ANSWER_WITHIN, ANSWER_WITHIN)?,
        };
        Ok(self.line.insert(line))
    }

    /// Renews the lease of a term; false when somebody else has it. A beat that is not one of ours means that the server
    /// forgot what it had acknowledged: then nothing is known either.
    fn renew(&mut self, term: i64) -> Result<bool, StoreError> {
        let asked_at = self.proof.now();
        let (node, (written, tried)) = (self.node.clone(), self.beats);
        self.beats.1 = tried + 1;
        let line = self.line()?;
        let renewed = Db::Postgres(line).execute(
            "UPDATE lease SET beat = ?1 WHERE node = ?2 AND term = ?3 AND beat BETWEEN ?4 AND ?5",
            values![tried + 1, node, term, written, tried],
        )?;
        if renewed == 0 {
            self.proof.lost();
            self.seen = None;
            return Ok(false);
        }
        self.beats.0 = tried + 1;
        self.proof.renewed(term, asked_at);
        Ok(true)
    }

    /// Takes the lease if nobody can have it: nobody is named, or a process of this folder, which must be over since this
    /// one has the folder's lock; or the row has stood still for long enough.
    fn try_to_take(&mut self) -> Result<bool, StoreError> {
        let asked_at = self.proof.now();
        let (node, line) = (self.node.clone(), self.line()?);
        let found = look(line)?;
        let stood_still = match &self.seen {
            Some((standing, since)) if *standing == found => asked_at.saturating_sub(*since) >= millis(LASTS + MARGIN),
            earlier => {
                self.is_renewed |= earlier.is_some();
                self.seen = Some((found.clone(), self.proof.now()));
                false
            }
        };
        if !(found.node.is_empty() || found.node == node || stood_still) {
            return Ok(false);
        }
        self.take_over(&found)
    }

    /// Waits for a change that is under way, and makes all later ones of the old term impossible.
    fn take_over(&mut self, found: &Standing) -> Result<bool, StoreError> {
        let asked_at = self.proof.now();
        let (term, beat, node) = (found.term + 1, found.beat + 1, self.node.clone());
        let line = self.line()?;
        line.begin()?;
        let taken = Db::Postgres(line).execute(
            "UPDATE lease SET node = ?1, term = ?2, beat = ?3 WHERE term = ?4 AND beat = ?5",
            values![node, term, beat, found.term, found.beat],
        );
        line.batch(if taken.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        if taken? == 0 {
            return Ok(false);
        }
        self.beats = (beat, beat);
        self.seen = None;
        self.proof.renewed(term, asked_at);
        Ok(true)
    }

    /// Nothing is answered any more before anybody else may.
    fn give_back(mut self) {
        let (term, node) = (self.proof.term.load(SeqCst), self.node.clone());
        self.proof.lost();
        if term == 0 {
            return;
        }
        let given = self.line().and_then(|line| {
            let sql = "UPDATE lease SET node = '' WHERE node = ?1 AND term = ?2";
            Db::Postgres(line).execute(sql, values![node, term])
        });
        if let Err(error) = given {
            tracing::warn!(%error, "the lease could not be given back; it ends by itself");
        }
    }
}
