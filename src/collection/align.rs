//! Aligns the pairs that wait for it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::pair::Updated;
use super::pipeline::ordered;
use super::{Settings, Store, StoreError, Verdict, Watch, load, reader};
use crate::align::confidence;
use crate::facts::Side;
use crate::review::Review;

/// Pairs that one thread takes at once.
const PAIRS: usize = 16;
/// A transaction ends after this time.
const EVERY: Duration = Duration::from_millis(500);

pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) source: i64,
    pub(super) target: i64,
}

struct Aligned {
    id: i64,
    /// `None` if it failed.
    review: Option<Review>,
    verdicts: Vec<Verdict>,
}

impl Store {
    pub(super) fn align(
        &mut self,
        settings: &Settings,
        watch: &Watch,
        updated: &mut Updated,
    ) -> Result<(), StoreError> {
        let all = self.db.query_row("SELECT count(*) FROM pair WHERE aligned = 0", [], |row| row.get::<_, i64>(0));
        watch.begin(all.map_err(|e| self.sql(e))?.unsigned_abs());
        let jobs = settings.threads();
        let queue = Queue { db: reader(&self.path)?, aligned: 0, last: 0, watch };
        let path = self.path.clone();
        let mut writer = Writer { db: &self.db, since: None, pairs: 0, most: settings.commit, updated };
        let result = ordered(
            jobs,
            4 * jobs + 2,
            queue,
            |pairs| {
                thread_local!(static DB: OnceCell<Connection> = const { OnceCell::new() });
                let review = |db: &OnceCell<Connection>| {
                    let db = match db.get() {
                        Some(db) => db,
                        None => {
                            let opened = reader(&path)?;
                            db.get_or_init(|| opened)
                        }
                    };
                    pairs.and_then(|pairs| review(&pairs, db, settings)).map_err(|e| StoreError::sql(&path, e))
                };
                DB.with(review)
            },
            |aligned: Result<Vec<Aligned>, StoreError>| {
                let aligned = aligned?;
                watch.count(aligned.len() as u64);
                watch.at(watch.done());
                writer.batch(&aligned).map_err(|e| StoreError::sql(&path, e))
            },
        );
        let finished = writer.commit();
        result.and(finished.map_err(|e| self.sql(e)))
    }
}

/// The pairs that wait, some at a time: a long query would keep the log from being emptied.
pub(super) struct Queue<'w> {
    pub(super) db: Connection,
    /// 0 for pairs that wait, 1 for those that are aligned.
    pub(super) aligned: i64,
    pub(super) last: i64,
    pub(super) watch: &'w Watch,
}

impl Queue<'_> {
    fn some(&mut self) -> rusqlite::Result<Vec<Waiting>> {
        // Written out, so that the index of the pairs that wait serves.
        let aligned = self.aligned;
        let sql =
            format!("SELECT id, source, target FROM pair WHERE aligned = {aligned} AND id > ?1 ORDER BY id LIMIT ?2");
        let mut query = self.db.prepare_cached(&sql)?;
        let waiting = query.query_map(params![self.last, PAIRS as i64], |row| {
            Ok(Waiting { id: row.get(0)?, source: row.get(1)?, target: row.get(2)? })
        })?;
        waiting.collect()
    }
}

impl Iterator for Queue<'_> {
    type Item = rusqlite::Result<Vec<Waiting>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.watch.stopped() {
            return None;
        }
        match self.some() {
            Ok(some) => {
                self.last = some.last()?.id;
                Some(Ok(some))
            }
            Err(error) => {
                self.last = i64::MAX;
                Some(Err(error))
            }
        }
    }
}

fn review(pairs: &[Waiting], db: &Connection, settings: &Settings) -> rusqlite::Result<Vec<Aligned>> {
    let mut sides: HashMap<i64, Side> = HashMap::new();
    let mut side = |id: i64| {
        if let Some(side) = sides.get(&id) {
            return Ok(side.clone());
        }
        let side = load::whole(db, id)?.unwrap_or_default();
        // The source of one pair is mostly that of the next.
        sides.insert(id, side.clone());
        Ok::<_, rusqlite::Error>(side)
    };
    let align = |source, target| {
        let review = crate::review(source, target, &settings.align);
        let verdicts = settings.filter.as_ref().map(|filter| filter(&review)).unwrap_or_default();
        (review, verdicts)
    };
    let mut aligned = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (source, target) = (side(pair.source)?, side(pair.target)?);
        // No stage is meant to panic; if one does, that is one pair of millions.
        let (review, verdicts) = catch_unwind(AssertUnwindSafe(|| align(source, target))).ok().unzip();
        aligned.push(Aligned { id: pair.id, review, verdicts: verdicts.unwrap_or_default() });
    }
    Ok(aligned)
}

struct Writer<'s> {
    db: &'s Connection,
    since: Option<Instant>,
    pairs: usize,
    most: usize,
    updated: &'s mut Updated,
}

impl Writer<'_> {
    fn batch(&mut self, aligned: &[Aligned]) -> rusqlite::Result<()> {
        for pair in aligned {
            if self.since.is_none() {
                self.db.execute_batch("BEGIN IMMEDIATE")?;
                self.since = Some(Instant::now());
            }
            if let Err(error) = self.pair(pair) {
                self.since = None;
                // The error at hand says more than one of the way back.
                let _ = self.db.execute_batch("ROLLBACK");
                return Err(error);
            }
            self.pairs += 1;
            if self.pairs >= self.most || self.since.is_some_and(|since| since.elapsed() > EVERY) {
                self.commit()?;
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> rusqlite::Result<()> {
        self.pairs = 0;
        if self.since.take().is_some() { self.db.execute_batch("COMMIT") } else { Ok(()) }
    }

    fn pair(&mut self, aligned: &Aligned) -> rusqlite::Result<()> {
        let db = self.db;
        let mut done = db.prepare_cached("UPDATE pair SET aligned = ?2, confidence = ?3 WHERE id = ?1")?;
        let Some(review) = &aligned.review else {
            self.updated.failed += 1;
            done.execute(params![aligned.id, 2, None::<f32>])?;
            return Ok(());
        };
        done.execute(params![aligned.id, 1, confidence(&review.beads)])?;
        self.updated.aligned += 1;
        self.updated.beads += review.beads.len() as u64;
        let mut put = db.prepare_cached(
            "INSERT INTO bead (pair, number, source_from, source_to, target_from, target_to, score, moved, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for (number, bead) in review.beads.iter().enumerate() {
            let kept = !aligned.verdicts.iter().any(|v| v.bead == number && !v.keep);
            let ends = [bead.source.start, bead.source.end, bead.target.start, bead.target.end].map(|n| n as i64);
            let [a, b, c, d] = ends;
            put.execute(params![aligned.id, number as i64, a, b, c, d, bead.score, bead.moved, kept])?;
        }
        let mut put = db.prepare_cached(
            "INSERT INTO finding (pair, number, bead, \"check\", verdict, severity, message, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for (number, finding) in review.findings.iter().enumerate() {
            let data = serde_json::to_value(finding).unwrap_or_default();
            let word = |name: &str| data.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
            put.execute(params![
                aligned.id,
                number as i64,
                finding.bead as i64,
                finding.check,
                word("verdict"),
                word("severity"),
                finding.message,
                data.to_string()
            ])?;
        }
        verdicts(db, aligned.id, &aligned.verdicts)
    }
}

/// Stores what filters said of a pair.
pub(super) fn verdicts(db: &Connection, pair: i64, verdicts: &[Verdict]) -> rusqlite::Result<()> {
    let mut put = db.prepare_cached(
        "INSERT OR REPLACE INTO verdict (pair, bead, filter, keep, score) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for verdict in verdicts {
        put.execute(params![pair, verdict.bead as i64, verdict.filter, verdict.keep, verdict.score])?;
    }
    Ok(())
}
