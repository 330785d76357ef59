//! The store of a growing corpus: what was fetched, what became of it, which articles are versions of one another, and how
//! their sentences are aligned. One SQLite file; its tables are documented in `docs/collection.md`.
//!
//! [`Store::add`] reads sources, [`Store::update`] pairs and aligns what is new, [`Store::export`] writes a corpus. Each does
//! its work in small transactions and takes it up where it ended, however it ended; what comes out does not depend on that,
//! nor on the number of threads.
//!
//! ```
//! use newsalign::collection::{Settings, Store, Watch};
//!
//! let dir = tempfile::tempdir()?;
//! std::fs::write(dir.path().join("en.txt"), "The ferry to Saltby sank on Monday, the coast guard said.\n")?;
//! let mut store = Store::open(&dir.path().join("news.db"))?;
//! store.add(&[dir.path().join("en.txt")], &Settings::default(), &Watch::default())?;
//! assert_eq!(store.status()?.articles, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod add;
mod align;
mod error;
mod export;
mod judge;
mod load;
mod manifest;
mod near;
mod pair;
mod patience;
mod pipeline;
mod read;
mod save;
mod status;
mod verify;

use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

pub use add::Added;
pub use error::StoreError;
pub use export::{Export, Exported};
pub use judge::by;
pub use manifest::MANIFEST;
pub use pair::Updated;
pub use status::{Bar, Statistics, Status};

use crate::docalign::{Progress, Step};
use crate::review::Review;

/// Marks the file as ours in its header: `nalg`.
const APPLICATION: i32 = 0x6e61_6c67;
/// What the tables look like.
const VERSION: i32 = 2;
/// One step for each version: the statements that lead to it from the one before.
const MIGRATIONS: &[&str] = &[include_str!("schema.sql"), include_str!("schema-2.sql")];

/// A store that is open; no other process can write to it meanwhile.
pub struct Store {
    path: PathBuf,
    db: Connection,
    /// Held as long as the store is open; the system lets go of it when the process ends, however it ends.
    _lock: Option<File>,
}

/// How the work is done.
#[derive(Clone)]
pub struct Settings {
    /// Threads; 0 takes all cores.
    pub jobs: usize,
    /// Bytes that are to be used at most, roughly.
    pub memory: usize,
    /// Bytes of a document; a larger one is skipped.
    pub largest: usize,
    /// How long a document may take until it is skipped.
    pub patience: Duration,
    /// How articles are paired.
    pub pairing: crate::docalign::Options,
    /// Days between the publication of two versions at most, where there are too many articles to look at all at once.
    pub window: i64,
    /// How sentences are aligned.
    pub align: crate::align::Options,
    /// Documents or pairs of a transaction at most: what a killed process may have to do again.
    pub commit: usize,
    /// What is said of each bead, and whether it is kept.
    pub filter: Option<Filter>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            jobs: 0,
            memory: 1 << 30,
            largest: 4 << 20,
            patience: Duration::from_secs(60),
            pairing: crate::docalign::Options::default(),
            window: 4,
            align: crate::align::Options::default(),
            commit: 512,
            filter: None,
        }
    }
}

impl Settings {
    fn threads(&self) -> usize {
        match self.jobs {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs,
        }
    }
}

/// Judges the beads of an aligned pair. What stands in the store is the same as long as the function is.
pub type Filter = Arc<dyn Fn(&Review) -> Vec<Verdict> + Send + Sync>;

/// What a filter says of a bead.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Number of the bead.
    pub bead: usize,
    /// Name of the filter.
    pub filter: String,
    /// Whether the bead may stay, by this filter.
    pub keep: bool,
    /// What the filter measured.
    pub score: Option<f64>,
}

/// Lets somebody watch a run and end it.
#[derive(Default)]
pub struct Watch {
    stop: AtomicBool,
    done: AtomicU64,
    bytes: AtomicU64,
    all: AtomicU64,
    pairing: Arc<Pairing>,
}

/// How far pairing is.
#[derive(Default)]
struct Pairing {
    /// Number of the step, from 1; 0 while nothing is paired.
    step: AtomicU64,
    done: AtomicU64,
    all: AtomicU64,
}

impl Watch {
    /// Asks the run to end soon, with everything stored that was done.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to end.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Documents or pairs that are done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Bytes of the sources or pairs that are done, and all there are; 0 where that is not known.
    pub fn share(&self) -> (u64, u64) {
        (self.bytes.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }

    /// While articles are paired: the step, what is done of it, and how much there is.
    pub fn pairing(&self) -> Option<(Step, u64, u64)> {
        let step = match self.pairing.step.load(Ordering::Relaxed) {
            1 => Step::Reading,
            2 => Step::Seeking,
            3 => Step::Comparing,
            _ => return None,
        };
        Some((step, self.pairing.done.load(Ordering::Relaxed), self.pairing.all.load(Ordering::Relaxed)))
    }

    /// What pairing is to tell of itself.
    fn told(&self) -> Progress {
        let pairing = Arc::clone(&self.pairing);
        Arc::new(move |step, done, all| {
            let number = match step {
                Step::Reading => 1,
                Step::Seeking => 2,
                Step::Comparing => 3,
            };
            pairing.step.store(number, Ordering::Relaxed);
            pairing.done.store(done, Ordering::Relaxed);
            pairing.all.store(all, Ordering::Relaxed);
        })
    }

    fn begin(&self, all: u64) {
        self.pairing.step.store(0, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    fn count(&self, done: u64) {
        self.done.fetch_add(done, Ordering::Relaxed);
    }

    fn at(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }
}

impl Store {
    /// Opens a store to write to it; makes it if there is none, and brings an older one up to date.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if another process writes to it, [`StoreError::Foreign`] and [`StoreError::Newer`] for a file
    /// that is none of ours, [`StoreError::Sql`] and [`StoreError::Full`] from below.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        if !may_be_store(path) {
            return Err(StoreError::Foreign { path: path.to_owned() });
        }
        let lock = lock(path)?;
        let mut db = Connection::open(path).map_err(|e| StoreError::sql(path, e))?;
        prepare(&mut db, path)?;
        Ok(Store { path: path.to_owned(), db, _lock: Some(lock) })
    }

    /// Opens a store that is there, to read it. Others may write to it meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Missing`], and as for [`open`](Self::open) but for the lock.
    pub fn read(path: &Path) -> Result<Store, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let db = reader(path)?;
        match header(&db).map_err(|e| StoreError::sql(path, e))? {
            (APPLICATION, VERSION) => Ok(Store { path: path.to_owned(), db, _lock: None }),
            (APPLICATION, version) if version > VERSION => Err(StoreError::Newer { path: path.to_owned(), version }),
            // An older one, or one whose making was broken off.
            (APPLICATION, _) | (0, 0) => {
                drop(db);
                Store::open(path)
            }
            _ => Err(StoreError::Foreign { path: path.to_owned() }),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn sql(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.path, error)
    }
}

/// A second connection that only reads.
fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(path, flags).map_err(|e| StoreError::sql(path, e))?;
    db.busy_timeout(Duration::from_secs(30)).map_err(|e| StoreError::sql(path, e))?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// Whether nothing speaks against a path before anything is made beside it: nothing there, an empty file, an SQLite file.
fn may_be_store(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
    read.is_err() || head.is_empty() || head == b"SQLite format 3\0"
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let at = PathBuf::from(name);
    let io = |source| StoreError::Io { path: at.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&at).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

fn header(db: &Connection) -> rusqlite::Result<(i32, i32)> {
    let number = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

fn prepare(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |e| StoreError::sql(path, e);
    let (application, version) = header(db).map_err(sql)?;
    let empty: bool = db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0)).map_err(sql)?;
    if application != APPLICATION && !(application == 0 && empty) {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    if version > VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), version });
    }
    db.busy_timeout(Duration::from_secs(30)).map_err(sql)?;
    db.set_prepared_statement_cache_capacity(64);
    // With a log that is synchronised at its checkpoints, a killed process loses nothing that was committed, and a power
    // failure the last transactions at most.
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE;",
    )
    .map_err(sql)?;
    for (number, step) in (1..).zip(MIGRATIONS).skip(usize::try_from(version).unwrap_or(0)) {
        let all = db.transaction().map_err(sql)?;
        all.execute_batch(step).map_err(sql)?;
        all.pragma_update(None, "application_id", APPLICATION).map_err(sql)?;
        all.pragma_update(None, "user_version", number).map_err(sql)?;
        all.commit().map_err(sql)?;
    }
    Ok(())
}

/// The first 16 bytes of BLAKE3: enough that no two texts of any archive meet by chance or by intent.
fn hash(bytes: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    blake3::Hasher::new().update(bytes).finalize_xof().fill(&mut out);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_store_of_the_first_version_is_brought_up_to_date() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("old.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(MIGRATIONS.first().unwrap()).unwrap();
        old.execute_batch(
            "INSERT INTO article VALUES (1, 'a', 1, 1, 1, x'00', 'en', 0.9, 'Pier', NULL, NULL, NULL, NULL, '[]', NULL, NULL,
                                         'Pier', '[]', 1);",
        )
        .unwrap();
        old.pragma_update(None, "application_id", APPLICATION).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        drop(old);
        let store = Store::open(&path).unwrap();
        assert_eq!(header(&store.db).unwrap(), (APPLICATION, VERSION));
        let article = load::side(&store.db, 1).unwrap().unwrap().article;
        assert_eq!((article.meta.title.as_deref(), article.meta.modified), (Some("Pier"), None));
    }
}
