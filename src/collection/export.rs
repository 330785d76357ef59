//! Writes the corpus: aligned pairs in an order that depends on nothing but the articles.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, params};

use super::manifest::Manifest;
use super::{Store, StoreError, load};
use crate::align::Bead;
use crate::check::Finding;
use crate::export::{Compression, Format, Shard, exporter};
use crate::facts::Side;
use crate::filter::{Filters, Seen};
use crate::review::Review;

/// What is exported, and how.
#[derive(Clone, Debug)]
pub struct Export {
    /// Format of the corpus.
    pub format: Format,
    /// Source and target language; `None` takes any.
    pub langs: [Option<String>; 2],
    /// Pairs that only tell of the same, too.
    pub comparable: bool,
    /// Least score of a bead.
    pub score: f32,
    /// Omissions and additions too.
    pub lone: bool,
    /// Beads too that a filter is against.
    pub all: bool,
    /// Beads of a file, about: an article's beads stay together. 0 for one file a language pair.
    pub shard: usize,
    /// How files are compressed.
    pub compression: Compression,
    /// Filters that remember: what came before in this export, or stands in the test sets of `seen`, is left out.
    pub filters: Option<Filters>,
    /// What is remembered at the start.
    pub seen: Seen,
}

impl Export {
    /// All good beads in a format, one file a language pair.
    pub fn new(format: Format) -> Self {
        Export {
            format,
            langs: [None, None],
            comparable: false,
            score: 0.0,
            lone: false,
            all: false,
            shard: 0,
            compression: Compression::None,
            filters: None,
            seen: Seen::default(),
        }
    }
}

/// What was exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Pairs of articles.
    pub pairs: u64,
    /// Beads.
    pub beads: u64,
    /// The files, in their order.
    pub files: Vec<PathBuf>,
    /// Documents that a stand-off format has put beside them.
    pub documents: u64,
    /// Files of earlier exports that were taken away.
    pub gone: u64,
}

/// Name of a file, or of the family of files that a format makes of it and names by its languages.
fn name(export: &Export, langs: &str, number: usize) -> String {
    let number = if export.shard == 0 { String::new() } else { format!(".{number:05}") };
    if export.format == Format::Moses {
        return format!("corpus{number}");
    }
    let safe: String = langs.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{safe}{number}.{}", export.format.name())
}

/// A pair in the order of the export.
struct Entry {
    pair: i64,
    source: i64,
    target: i64,
    langs: [String; 2],
}

impl Store {
    /// Writes the corpus to `folder`: `en-de.tmx`, or `en-de.00001.tmx.gz` and so on. A file is complete when it has its
    /// name. What an earlier export wrote there in this format and of these languages, and this one does not write again, is
    /// taken away, as far as it is unchanged; [`MANIFEST`](super::MANIFEST) tells the two what is theirs.
    ///
    /// # Errors
    /// Those of the store, and [`StoreError::Io`] for a file that cannot be written.
    pub fn export(&self, folder: &Path, export: &Export) -> Result<Exported, StoreError> {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
        let mut exported = Exported::default();
        let mut manifest = Manifest::open(folder);
        let mut reviews = self.reviews(export)?.peekable();
        let (mut langs, mut number) = (String::new(), 0);
        while let Some(next) = reviews.peek() {
            let own = next.as_ref().map_or_else(|_| langs.clone(), |(entry, _)| entry.langs.join(" "));
            number = if own == langs { number + 1 } else { 1 };
            langs = own;
            let base = folder.join(name(export, &langs.replace(' ', "-"), number));
            let mut shard = Shard::new(&base, export.compression);
            let io = |source| StoreError::Io { path: base.clone(), source };
            {
                let mut out = exporter(export.format, &mut shard).map_err(io)?;
                self.fill(&mut reviews, &langs, export.shard, &mut exported, |review| out.review(review).map_err(io))?;
                out.finish().map_err(io)?;
            }
            let files = shard.finish().map_err(io)?;
            files.iter().try_for_each(|file| manifest.wrote(file, export, &langs)).map_err(io)?;
            let documents = shard.made_documents();
            documents.iter().try_for_each(|file| manifest.wrote(file, export, "")).map_err(io)?;
            exported.files.extend(files);
        }
        exported.documents = manifest.documents();
        let io = |source| StoreError::Io { path: folder.to_owned(), source };
        exported.gone = manifest.finish(export).map_err(io)?;
        Ok(exported)
    }

    /// Writes the corpus as one stream.
    ///
    /// # Errors
    /// Those of the store and of the stream.
    pub fn export_to(&self, out: &mut dyn std::io::Write, export: &Export) -> Result<Exported, StoreError> {
        let mut exported = Exported::default();
        let io = |source| StoreError::Io { path: PathBuf::from("-"), source };
        let mut stream = crate::export::Stream::new(out);
        let mut writer = exporter(export.format, &mut stream).map_err(io)?;
        for next in self.reviews(export)? {
            let (_, review) = next?;
            exported.pairs += 1;
            exported.beads += review.beads.len() as u64;
            writer.review(&review).map_err(io)?;
        }
        writer.finish().map_err(io)?;
        Ok(exported)
    }

    fn fill(
        &self,
        reviews: &mut Peekable<Reviews<'_>>,
        langs: &str,
        most: usize,
        exported: &mut Exported,
        mut write: impl FnMut(&Review) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut beads = 0;
        let same = |next: &Result<(Entry, Review), StoreError>| {
            next.as_ref().map_or(true, |(e, _)| e.langs.join(" ") == langs)
        };
        while most == 0 || beads < most {
            let Some(next) = reviews.next_if(same) else { break };
            let (_, review) = next?;
            beads += review.beads.len();
            exported.pairs += 1;
            exported.beads += review.beads.len() as u64;
            write(&review)?;
        }
        Ok(())
    }

    fn reviews(&self, export: &Export) -> Result<Reviews<'_>, StoreError> {
        let entries = entries(&self.db, export).map_err(|e| self.sql(e))?;
        Ok(Reviews {
            store: self,
            entries: entries.into_iter(),
            export: export.clone(),
            seen: export.seen.clone(),
            last: None,
        })
    }
}

fn entries(db: &Connection, export: &Export) -> rusqlite::Result<Vec<Entry>> {
    // Formats that name their languages once hold one pair of them; others take regions of a language together.
    let exact = matches!(export.format, Format::Xliff | Format::Moses);
    let mut query = db.prepare(
        "SELECT p.id, p.source, p.target, a.lang, b.lang
         FROM pair p JOIN article a ON a.id = p.source JOIN article b ON b.id = p.target
         WHERE p.aligned = 1 AND (?1 OR p.class = 'parallel')
           AND (?2 IS NULL OR a.lang = ?2 OR a.lang LIKE ?2 || '-%') AND (?3 IS NULL OR b.lang = ?3 OR b.lang LIKE ?3 || '-%')
         ORDER BY substr(a.lang, 1, instr(a.lang || '-', '-') - 1), substr(b.lang, 1, instr(b.lang || '-', '-') - 1),
                  CASE WHEN ?4 THEN a.lang || ' ' || b.lang END, a.key, a.hash, b.key, b.hash",
    )?;
    let entry = |row: &Row<'_>| {
        let langs = [row.get::<_, String>(3)?, row.get::<_, String>(4)?];
        let langs = langs.map(|tag| if exact { tag } else { tag.split('-').next().unwrap_or_default().to_owned() });
        Ok(Entry { pair: row.get(0)?, source: row.get(1)?, target: row.get(2)?, langs })
    };
    let [source, target] = &export.langs;
    query.query_map(params![export.comparable, source, target, exact], entry)?.collect()
}

/// Reads one pair after the other.
struct Reviews<'s> {
    store: &'s Store,
    entries: std::vec::IntoIter<Entry>,
    export: Export,
    seen: Seen,
    last: Option<(i64, Side)>,
}

impl Iterator for Reviews<'_> {
    type Item = Result<(Entry, Review), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = self.entries.next()?;
            match self.review(&entry) {
                // Nothing of it is wanted.
                Ok(review) if review.beads.is_empty() => {}
                Ok(review) => return Some(Ok((entry, review))),
                Err(error) => return Some(Err(self.store.sql(error))),
            }
        }
    }
}

impl Reviews<'_> {
    fn review(&mut self, entry: &Entry) -> rusqlite::Result<Review> {
        let db = &self.store.db;
        let (beads, numbers) = beads(db, entry.pair, &self.export)?;
        if beads.is_empty() {
            return Ok(Review::default());
        }
        let source = match &self.last {
            Some((id, side)) if *id == entry.source => side.clone(),
            _ => load::side(db, entry.source)?.unwrap_or_default(),
        };
        self.last = Some((entry.source, source.clone()));
        let target = load::side(db, entry.target)?.unwrap_or_default();
        let findings = findings(db, entry.pair, &numbers)?;
        let mut review = Review { source, target, beads, findings, ..Review::default() };
        self.once(&mut review);
        Ok(review)
    }

    /// Leaves out the beads that came before.
    fn once(&mut self, review: &mut Review) {
        let Some(filters) = self.export.filters.as_ref().filter(|_| !self.export.all) else { return };
        let mut numbers = BTreeMap::new();
        let mut kept = Vec::with_capacity(review.beads.len());
        for (number, bead) in std::mem::take(&mut review.beads).into_iter().enumerate() {
            let (source, target) =
                (review.source.joined(bead.source.clone()), review.target.joined(bead.target.clone()));
            let lone = bead.source.is_empty() || bead.target.is_empty();
            if lone || self.seen.judge(filters, &source, &target, true).iter().all(|v| v.kept) {
                numbers.insert(number, kept.len());
                kept.push(bead);
            }
        }
        review.beads = kept;
        let renumbered = |finding: Finding| Some(Finding { bead: *numbers.get(&finding.bead)?, ..finding });
        review.findings = std::mem::take(&mut review.findings).into_iter().filter_map(renumbered).collect();
    }
}

/// The beads that are wanted, and what each of them is numbered now.
pub(super) fn beads(
    db: &Connection,
    pair: i64,
    export: &Export,
) -> rusqlite::Result<(Vec<Bead>, BTreeMap<i64, usize>)> {
    let mut query = db.prepare_cached(
        "SELECT number, source_from, source_to, target_from, target_to, score, moved FROM bead
         WHERE pair = ?1 AND (?2 OR kept = 1) AND score >= ?3
           AND (?4 OR (source_from < source_to AND target_from < target_to)) ORDER BY number",
    )?;
    let bead = |row: &Row<'_>| {
        let n = |column| Ok::<_, rusqlite::Error>(usize::try_from(row.get::<_, i64>(column)?).unwrap_or(0));
        let bead = Bead { source: n(1)?..n(2)?, target: n(3)?..n(4)?, score: row.get(5)?, moved: row.get(6)? };
        Ok((row.get::<_, i64>(0)?, bead))
    };
    let rows = query.query_map(params![pair, export.all, export.score, export.lone], bead)?;
    let (mut beads, mut numbers) = (Vec::new(), BTreeMap::new());
    for row in rows {
        let (number, bead) = row?;
        numbers.insert(number, beads.len());
        beads.push(bead);
    }
    Ok((beads, numbers))
}

pub(super) fn findings(db: &Connection, pair: i64, numbers: &BTreeMap<i64, usize>) -> rusqlite::Result<Vec<Finding>> {
    let mut query = db.prepare_cached("SELECT bead, data FROM finding WHERE pair = ?1 ORDER BY number")?;
    let mut findings = Vec::new();
    for row in query.query_map([pair], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))? {
        let (bead, data) = row?;
        let Some(bead) = numbers.get(&bead) else { continue };
        if let Ok(finding) = serde_json::from_str::<Finding>(&data) {
            findings.push(Finding { bead: *bead, ..finding });
        }
    }
    Ok(findings)
}
