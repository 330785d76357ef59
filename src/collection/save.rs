//! Writes what was read, one document after the other, in the order of the sources: the only place that decides what is new.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::add::{Added, Source};
use super::read::{Batch, Fetched, Origin, Outcome, Read};
use super::{Store, StoreError, near};
use crate::extract::Metadata;

/// A transaction ends after this time.
const EVERY: Duration = Duration::from_millis(500);
/// Texts that are compared with a new one at most.
const COMPARED: usize = 24;

/// What became of a document.
struct Fate {
    name: &'static str,
    article: Option<i64>,
    likeness: Option<f64>,
    reason: Option<String>,
    detail: Option<String>,
}

impl Fate {
    fn of(name: &'static str, article: i64) -> Fate {
        Fate { name, article: Some(article), likeness: None, reason: None, detail: None }
    }

    fn skipped(reason: &str, detail: Option<String>) -> Fate {
        let reason = Some(reason.to_owned());
        Fate { name: "skipped", article: None, likeness: None, reason, detail }
    }
}

pub(super) struct Writer<'s> {
    store: &'s mut Store,
    added: &'s mut Added,
    source: Option<(Arc<Source>, i64)>,
    since: Option<Instant>,
    documents: usize,
    /// Documents of a transaction at most.
    most: usize,
}

impl<'s> Writer<'s> {
    pub(super) fn new(store: &'s mut Store, added: &'s mut Added, most: usize) -> Self {
        Writer { store, added, source: None, since: None, documents: 0, most }
    }

    /// Stores a batch; the transaction may stay open for the next one.
    pub(super) fn batch(&mut self, batch: Batch) -> Result<(), StoreError> {
        let stored = self.store_batch(batch);
        stored.map_err(|error| self.store.sql(error))
    }

    /// Ends the transaction. What an error left half done is taken back.
    pub(super) fn finish(&mut self) -> Result<(), StoreError> {
        let committed = self.commit();
        committed.map_err(|error| self.store.sql(error))
    }

    fn store_batch(&mut self, batch: Batch) -> rusqlite::Result<()> {
        self.begin()?;
        let stored = self.items(batch);
        if stored.is_err() {
            self.since = None;
            // The error at hand says more than one of the way back.
            let _ = self.store.db.execute_batch("ROLLBACK");
            return stored;
        }
        let due = self.since.is_some_and(|since| since.elapsed() > EVERY) || self.documents >= self.most;
        if due { self.commit() } else { Ok(()) }
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        if self.since.is_none() {
            self.store.db.execute_batch("BEGIN IMMEDIATE")?;
            self.since = Some(Instant::now());
        }
        Ok(())
    }

    fn commit(&mut self) -> rusqlite::Result<()> {
        self.documents = 0;
        match self.since.take() {
            Some(_) => self.store.db.execute_batch("COMMIT"),
            None => Ok(()),
        }
    }

    fn items(&mut self, batch: Batch) -> rusqlite::Result<()> {
        for item in batch.items {
            match item {
                Fetched::End { source, error } => {
                    let id = self.source(&source)?;
                    let mut end =
                        self.store.db.prepare_cached("UPDATE source SET done = ?2, error = ?3 WHERE id = ?1")?;
                    end.execute(params![id, error.is_none(), error])?;
                    match error {
                        None => self.added.sources += 1,
                        Some(error) => self.added.failed.push(error),
                    }
                }
                Fetched::Document { item, outcome } => {
                    if self.documents >= self.most {
                        self.commit()?;
                        self.begin()?;
                    }
                    self.document(item, outcome)?;
                    self.documents += 1;
                }
            }
        }
        Ok(())
    }

    /// The row of a source; one that has changed is read anew.
    fn source(&mut self, source: &Arc<Source>) -> rusqlite::Result<i64> {
        if let Some((last, id)) = &self.source
            && Arc::ptr_eq(last, source)
        {
            return Ok(*id);
        }
        let mut put = self.store.db.prepare_cached(
            "INSERT INTO source (path, size, modified) VALUES (?1, ?2, ?3)
             ON CONFLICT (path) DO UPDATE SET
                 read = CASE WHEN size = excluded.size AND modified = excluded.modified THEN read ELSE 0 END,
                 done = 0, error = NULL, size = excluded.size, modified = excluded.modified
             RETURNING id",
        )?;
        let id = put.query_row(params![source.path, source.size as i64, source.modified], |row| row.get(0))?;
        self.source = Some((Arc::clone(source), id));
        Ok(id)
    }

    fn document(&mut self, item: Origin, outcome: Outcome) -> rusqlite::Result<()> {
        let source = self.source(&item.source)?;
        let number = item.place.number as i64;
        let db = &self.store.db;
        let mut passed = db.prepare_cached("UPDATE source SET read = max(read, ?2) WHERE id = ?1")?;
        passed.execute(params![source, number + 1])?;
        let mut there = db.prepare_cached("SELECT 1 FROM document WHERE source = ?1 AND number = ?2 AND raw = ?3")?;
        if there.exists(params![source, number, item.raw])? {
            return Ok(());
        }
        let fate = self.fate(&item, outcome)?;
        self.added.documents += 1;
        match fate.name {
            "article" => self.added.articles += 1,
            "version" => {
                self.added.articles += 1;
                self.added.versions += 1;
            }
            "duplicate" => self.added.duplicates += 1,
            "near-duplicate" => self.added.near_duplicates += 1,
            _ => self.added.skipped += 1,
        }
        let mut put = self.store.db.prepare_cached(
            "INSERT INTO document (source, number, offset, url, fetched, raw, fate, article, likeness, reason, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        put.execute(params![
            source,
            number,
            item.place.offset as i64,
            item.url,
            item.fetched,
            item.raw,
            fate.name,
            fate.article,
            fate.likeness,
            fate.reason,
            fate.detail
        ])?;
        Ok(())
    }

    fn fate(&self, item: &Origin, outcome: Outcome) -> rusqlite::Result<Fate> {
        if let Some(fate) = self.same_bytes(&item.raw)? {
            return Ok(fate);
        }
        match outcome {
            Outcome::Skipped { reason, detail } => Ok(Fate::skipped(reason, Some(detail))),
            // Bytes that were there when they were looked up stay there.
            Outcome::Seen => Ok(Fate::skipped("lost", None)),
            Outcome::Read(read) => self.article(item, &read),
        }
    }

    /// What became of the same bytes before.
    fn same_bytes(&self, raw: &[u8]) -> rusqlite::Result<Option<Fate>> {
        if raw.is_empty() {
            return Ok(None);
        }
        let mut look = self
            .store
            .db
            .prepare_cached("SELECT article, reason, detail FROM document WHERE raw = ?1 ORDER BY id LIMIT 1")?;
        let fate = |row: &Row<'_>| match row.get::<_, Option<i64>>(0)? {
            Some(article) => Ok(Fate::of("duplicate", article)),
            None => Ok(Fate::skipped(&row.get::<_, Option<String>>(1)?.unwrap_or_default(), row.get(2)?)),
        };
        look.query_row([raw], fate).optional()
    }

    fn article(&self, item: &Origin, read: &Read) -> rusqlite::Result<Fate> {
        let db = &self.store.db;
        let fetched = item.fetched.as_deref();
        let mut same = db.prepare_cached("SELECT id, key, current FROM article WHERE hash = ?1")?;
        let found = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?));
        if let Some((id, key, current)) = same.query_row([read.hash], found).optional()? {
            // A page that went back to what it said before.
            if key == read.key && !current {
                supersede(db, &key, fetched, id)?;
            }
            return Ok(Fate::of("duplicate", id));
        }
        let mut last = db.prepare_cached("SELECT max(version) FROM article WHERE key = ?1")?;
        let version: Option<i64> = last.query_row([&read.key], |row| row.get(0))?;
        if version.is_none()
            && let Some((id, likeness)) = alike(db, read)?
        {
            return Ok(Fate { likeness: Some(likeness), ..Fate::of("near-duplicate", id) });
        }
        let id = insert(db, item, read, version.unwrap_or(0) + 1)?;
        match version {
            None => Ok(Fate::of("article", id)),
            Some(_) => {
                supersede(db, &read.key, fetched, id)?;
                Ok(Fate::of("version", id))
            }
        }
    }
}

/// The article that a new one is nearly the same as, and how nearly.
fn alike(db: &Connection, read: &Read) -> rusqlite::Result<Option<(i64, f64)>> {
    let mut look = db.prepare_cached("SELECT article FROM band WHERE key = ?1 ORDER BY article LIMIT ?2")?;
    let mut near: Vec<i64> = Vec::new();
    for key in &read.bands {
        for article in look.query_map(params![key, COMPARED as i64], |row| row.get(0))? {
            near.push(article?);
        }
    }
    near.sort_unstable();
    near.dedup();
    if near.is_empty() {
        return Ok(None);
    }
    let own = near::runs(&read.side.article.text);
    let mut text = db.prepare_cached("SELECT text FROM article WHERE id = ?1")?;
    let mut best: Option<(i64, f64)> = None;
    for id in near.into_iter().take(COMPARED) {
        let other: String = text.query_row([id], |row| row.get(0))?;
        let likeness = near::resemblance(&own, &near::runs(&other));
        if likeness >= near::ALIKE && best.is_none_or(|(_, most)| likeness > most) {
            best = Some((id, likeness));
        }
    }
    Ok(best)
}

/// What has no column of its own.
fn about(meta: &Metadata) -> Metadata {
    Metadata {
        standfirst: meta.standfirst.clone(),
        modified: meta.modified.clone(),
        section: meta.section.clone(),
        amp: meta.amp.clone(),
        lang: meta.lang.clone(),
        access: meta.access,
        sources: meta.sources.clone(),
        ..Metadata::default()
    }
}

fn insert(db: &Connection, item: &Origin, read: &Read, version: i64) -> rusqlite::Result<i64> {
    let article = &read.side.article;
    let meta = &article.meta;
    let json = |value: serde_json::Result<String>| value.unwrap_or_else(|_| "[]".to_owned());
    let day = meta.published_date().or_else(|| item.fetched.as_deref()?.get(..10)?.parse().ok());
    let mut put = db.prepare_cached(
        "INSERT INTO article (key, version, current, fresh, hash, lang, confidence, title, byline, published, site, url,
                              alternates, about, fetched, day, text, blocks, sentences)
         VALUES (?1, ?2, 1, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    let id = put.insert(params![
        read.key,
        version,
        read.hash,
        article.lang.tag,
        article.lang.confidence,
        meta.title,
        meta.byline,
        meta.published,
        meta.site,
        meta.url,
        json(serde_json::to_string(&meta.alternates)),
        serde_json::to_string(&about(meta)).unwrap_or_else(|_| "{}".to_owned()),
        item.fetched,
        day.map(days),
        article.text,
        json(serde_json::to_string(&article.blocks)),
        read.side.sentences.len() as i64
    ])?;
    let mut put = db.prepare_cached("INSERT INTO profile (article, data) VALUES (?1, ?2)")?;
    put.execute(params![id, read.profile.to_bytes()])?;
    let mut put = db.prepare_cached(
        "INSERT INTO sentence (article, number, block, \"from\", \"to\") VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, sentence) in (0_i64..).zip(&read.side.sentences) {
        let span = sentence.span;
        put.execute(params![id, number, sentence.block as i64, span.start as i64, span.end as i64])?;
    }
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO band (key, article) VALUES (?1, ?2)")?;
    for key in &read.bands {
        put.execute(params![key, id])?;
    }
    Ok(id)
}

/// Days since 1970.
fn days(day: jiff::civil::Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    day.since(epoch).map_or(0, |span| i64::from(span.get_days()))
}

/// Makes `id` the current version of a key, unless one that was fetched later is there. Pairs of the version that goes are
/// taken away, and their other articles are looked at again.
fn supersede(db: &Connection, key: &str, fetched: Option<&str>, id: i64) -> rusqlite::Result<()> {
    let mut later = db.prepare_cached(
        "SELECT 1 FROM article WHERE key = ?1 AND id != ?2 AND current = 1 AND fetched IS NOT NULL AND fetched > ?3",
    )?;
    if later.exists(params![key, id, fetched])? {
        db.prepare_cached("UPDATE article SET current = 0, fresh = 0 WHERE id = ?1")?.execute([id])?;
        return Ok(());
    }
    let mut old = db.prepare_cached("SELECT id FROM article WHERE key = ?1 AND current = 1 AND id != ?2")?;
    let gone: Vec<i64> = old.query_map(params![key, id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for gone in gone {
        db.prepare_cached("UPDATE article SET current = 0, fresh = 0 WHERE id = ?1")?.execute([gone])?;
        let mut partners = db.prepare_cached(
            "UPDATE article SET fresh = 1 WHERE current = 1 AND id IN
             (SELECT target FROM pair WHERE source = ?1 UNION SELECT source FROM pair WHERE target = ?1)",
        )?;
        partners.execute([gone])?;
        let mut pairs = db.prepare_cached("SELECT id FROM pair WHERE source = ?1 OR target = ?1")?;
        let pairs: Vec<i64> = pairs.query_map([gone], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for pair in pairs {
            forget(db, pair)?;
        }
    }
    db.prepare_cached("UPDATE article SET current = 1, fresh = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Takes a pair away, with all that hangs on it.
pub(super) fn forget(db: &Connection, pair: i64) -> rusqlite::Result<()> {
    for table in ["verdict", "finding", "bead"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE pair = ?1"))?.execute([pair])?;
    }
    db.prepare_cached("DELETE FROM pair WHERE id = ?1")?.execute([pair])?;
    Ok(())
}
