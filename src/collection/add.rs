//! Reads sources into the store.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rusqlite::{Connection, OptionalExtension, params};

use super::pipeline::ordered;
use super::save::Writer;
use super::{Settings, Store, StoreError, Watch, read, reader};
use crate::input::records::{self, Limits, Record, Records, Skipped};
use crate::input::{InputError, collect_sources};

/// Records of a chunk, which is read by one thread.
const RECORDS: usize = 32;
/// Bytes of a chunk.
const BYTES: usize = 1 << 20;
/// What a chunk takes while it is under way: the pages as trees, the articles, vectors.
const COST: usize = 12 << 20;

/// A file that is read.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) modified: i64,
}

pub(super) enum Item {
    Record { source: Arc<Source>, record: Box<Result<Record, Skipped>> },
    End { source: Arc<Source>, error: Option<String> },
}

pub(super) struct Chunk {
    pub(super) items: Vec<Item>,
    pub(super) behind: u64,
}

/// What a run of [`Store::add`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Sources that were read to their end.
    pub sources: u64,
    /// Sources that had been read before and have not changed.
    pub unchanged: u64,
    /// Documents that were read.
    pub documents: u64,
    /// Articles that are new, versions of known addresses among them.
    pub articles: u64,
    /// Articles that are a new version of a known address.
    pub versions: u64,
    /// Documents with a text that was there.
    pub duplicates: u64,
    /// Documents with nearly a text that was there.
    pub near_duplicates: u64,
    /// Documents that were left out.
    pub skipped: u64,
    /// What could not be read at all, each with what to do.
    pub failed: Vec<String>,
    /// Whether it came to the end.
    pub complete: bool,
}

impl Store {
    /// Reads the documents of `paths`, folders expanded, into the store. What is there is not read again.
    ///
    /// # Errors
    /// Those of the store; what cannot be read is counted in the answer.
    pub fn add(&mut self, paths: &[PathBuf], settings: &Settings, watch: &Watch) -> Result<Added, StoreError> {
        let mut added = Added::default();
        let mut files = Vec::new();
        for found in collect_sources(paths) {
            match found {
                Ok(path) => files.push(path),
                Err(error) => added.failed.push(error.to_string()),
            }
        }
        let size = |path: &PathBuf| path.metadata().map_or(0, |m| m.len());
        watch.begin(files.iter().map(size).sum());
        let jobs = settings.threads();
        let cache = (settings.memory / 16).clamp(8 << 20, 256 << 20) / 1024;
        self.db.pragma_update(None, "cache_size", -(cache as i64)).map_err(|e| self.sql(e))?;
        let ahead = (settings.memory / 2 / COST).clamp(jobs + 1, 6 * jobs + 2);
        let mut chunks = Chunks::new(files, reader(&self.path)?, settings, watch);
        let path = self.path.clone();
        let mut writer = Writer::new(self, &mut added, settings.commit);
        let result = ordered(
            jobs,
            ahead,
            &mut chunks,
            |chunk| {
                thread_local!(static KNOWN: std::cell::OnceCell<Option<Connection>> = const { std::cell::OnceCell::new() });
                KNOWN.with(|known| read::chunk(chunk, known.get_or_init(|| reader(&path).ok()).as_ref(), settings))
            },
            |batch| {
                watch.count(batch.items.len() as u64);
                watch.at(batch.behind);
                writer.batch(batch)
            },
        );
        writer.finish()?;
        result?;
        added.unchanged = chunks.unchanged;
        added.complete = !watch.stopped();
        Ok(added)
    }
}

/// The records of all sources, in chunks.
struct Chunks<'w> {
    files: std::vec::IntoIter<PathBuf>,
    known: Connection,
    limits: Limits,
    watch: &'w Watch,
    open: Option<Open>,
    unchanged: u64,
    /// Bytes of the sources that are behind.
    behind: u64,
}

struct Open {
    source: Arc<Source>,
    records: Records,
    /// Records that are in the store.
    passed: u64,
    /// Where the last one stood.
    at: u64,
}

/// What the store knows of a source.
struct Before {
    read: u64,
    done: bool,
}

impl<'w> Chunks<'w> {
    fn new(files: Vec<PathBuf>, known: Connection, settings: &Settings, watch: &'w Watch) -> Self {
        let limits = Limits { record: settings.largest };
        Chunks { files: files.into_iter(), known, limits, watch, open: None, unchanged: 0, behind: 0 }
    }

    /// The next file that is to be read; those that were are passed over.
    fn next_file(&mut self) -> Option<Item> {
        loop {
            let path = self.files.next()?;
            let source = Arc::new(Source::of(&path));
            let before = self.before(&source);
            if before.as_ref().is_some_and(|b| b.done) {
                self.unchanged += 1;
                self.behind += source.size;
                continue;
            }
            match open(&path, self.limits) {
                Ok(records) => {
                    let passed = before.map_or(0, |b| b.read);
                    self.open = Some(Open { source, records, passed, at: 0 });
                    return None;
                }
                Err(error) => return Some(Item::End { source, error: Some(error.to_string()) }),
            }
        }
    }

    fn before(&self, source: &Source) -> Option<Before> {
        if source.path == "-" {
            return None;
        }
        let mut query = self
            .known
            .prepare_cached(
                "SELECT read, done FROM source WHERE path = ?1 AND size = ?2 AND modified = ?3 AND error IS NULL",
            )
            .ok()?;
        let found = query.query_row(params![source.path, source.size as i64, source.modified], |row| {
            Ok(Before { read: row.get::<_, i64>(0)?.unsigned_abs(), done: row.get(1)? })
        });
        found.optional().ok().flatten()
    }

    fn next_item(&mut self) -> Option<Item> {
        loop {
            let Some(open) = &mut self.open else {
                if let Some(failed) = self.next_file() {
                    return Some(failed);
                }
                self.open.as_ref()?;
                continue;
            };
            let Some(record) = open.records.next() else {
                let source = Arc::clone(&open.source);
                self.behind += source.size;
                self.open = None;
                return Some(Item::End { source, error: None });
            };
            let place = record.as_ref().map_or_else(|s| s.place, |r| r.place);
            open.at = place.offset;
            if place.number < open.passed {
                continue;
            }
            return Some(Item::Record { source: Arc::clone(&open.source), record: Box::new(record) });
        }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let (mut items, mut bytes) = (Vec::new(), 0);
        while items.len() < RECORDS && bytes < BYTES && !self.watch.stopped() {
            let Some(item) = self.next_item() else { break };
            if let Item::Record { record, .. } = &item {
                bytes += record.as_ref().as_ref().map_or(0, Record::size);
            }
            items.push(item);
        }
        let behind = self.behind + self.open.as_ref().map_or(0, |open| open.at);
        (!items.is_empty()).then_some(Chunk { items, behind })
    }
}

/// Reads a file, or standard input for `-`.
fn open(path: &Path, limits: Limits) -> Result<Records, InputError> {
    if path == Path::new("-") { records::standard_input(limits) } else { records::open(path, limits) }
}

impl Source {
    fn of(path: &Path) -> Source {
        let meta = path.metadata().ok();
        let modified = meta.as_ref().and_then(|m| m.modified().ok()).and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        Source {
            path: path.display().to_string(),
            size: meta.map_or(0, |m| m.len()),
            modified: modified.map_or(0, |t| i64::try_from(t.as_nanos()).unwrap_or(i64::MAX)),
        }
    }
}
