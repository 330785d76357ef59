//! From a record to what the store keeps of it.

use std::cell::RefCell;

use rusqlite::{Connection, OptionalExtension};

use super::add::{Chunk, Item};
use super::patience::{Failed, Patient};
use super::{Settings, hash, near};
use crate::docalign::{Profile, profiles};
use crate::extract::{Field, Via};
use crate::facts::Side;
use crate::input::records::{Known, Place, Record, Skipped};
use crate::input::{Document, InputError};
use crate::{extract, facts, segment};

/// What became of a chunk's records.
pub(super) struct Batch {
    pub(super) items: Vec<Fetched>,
    /// Bytes of the sources that are behind it.
    pub(super) behind: u64,
}

/// A record, or the end of a source, with what was read.
pub(super) enum Fetched {
    Document { item: Origin, outcome: Outcome },
    End { source: std::sync::Arc<super::add::Source>, error: Option<String> },
}

/// Where a document came from.
pub(super) struct Origin {
    pub(super) source: std::sync::Arc<super::add::Source>,
    pub(super) place: Place,
    pub(super) url: Option<String>,
    pub(super) fetched: Option<String>,
    pub(super) raw: Vec<u8>,
}

pub(super) enum Outcome {
    /// The same bytes are in the store.
    Seen,
    Skipped {
        reason: &'static str,
        detail: String,
    },
    Read(Box<Read>),
}

/// An article as the store takes it in.
pub(super) struct Read {
    pub(super) key: String,
    pub(super) side: Side,
    pub(super) hash: [u8; 16],
    pub(super) profile: Profile,
    pub(super) bands: Vec<i64>,
}

/// Reads the records of a chunk. `known` looks up what is in the store, to save the work on bytes that were read before.
pub(super) fn chunk(chunk: Chunk, known: Option<&Connection>, settings: &Settings) -> Batch {
    let mut items = Vec::with_capacity(chunk.items.len());
    let mut sides: Vec<Side> = Vec::new();
    for item in chunk.items {
        let (source, record) = match item {
            Item::End { source, error } => {
                items.push(Fetched::End { source, error });
                continue;
            }
            Item::Record { source, record } => (source, record),
        };
        let (item, outcome) = match *record {
            Err(Skipped { place, url, reason, detail }) => {
                let raw = Vec::new();
                (Origin { source, place, url, fetched: None, raw }, Outcome::Skipped { reason: reason.name(), detail })
            }
            Ok(record) => {
                let raw = raw(&record).to_vec();
                let outcome = if seen(known, &raw) { Outcome::Seen } else { article(&record, &mut sides, settings) };
                let Record { place, known: Known { url, fetched, .. }, .. } = record;
                (Origin { source, place, url, fetched, raw }, outcome)
            }
        };
        items.push(Fetched::Document { item, outcome });
    }
    let mut profiles = profiles(&sides, &settings.pairing).into_iter();
    let mut sides = sides.into_iter();
    for item in &mut items {
        let Fetched::Document { outcome, .. } = item else { continue };
        if let Outcome::Read(read) = outcome {
            read.side = sides.next().unwrap_or_default();
            read.profile = profiles.next().unwrap_or_default();
        }
    }
    Batch { items, behind: chunk.behind }
}

fn seen(known: Option<&Connection>, raw: &[u8]) -> bool {
    let look = |db: &Connection| {
        let mut query = db.prepare_cached("SELECT 1 FROM document WHERE raw = ?1 LIMIT 1")?;
        query.query_row([raw], |_| Ok(())).optional()
    };
    known.is_some_and(|db| look(db).is_ok_and(|found| found.is_some()))
}

fn raw(record: &Record) -> [u8; 16] {
    use crate::input::records::Body;
    match &record.body {
        Body::Bytes(bytes, _) => hash(bytes),
        // A headline or a language that the source corrects is a change.
        Body::Text(text) | Body::Html(text) => {
            let known = &record.known;
            let said = [&known.title, &known.published, &known.lang].map(|one| one.as_deref().unwrap_or_default());
            hash(format!("{}\0{text}", said.join("\0")).as_bytes())
        }
    }
}

/// Whether an address is more than that of a site: pages that call the front page their canonical address are many.
fn leads_to_page(url: &str) -> bool {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/').map(|(_, path)| path);
    path.is_some_and(|path| !path.is_empty())
}

fn without_fragment(url: &str) -> String {
    url.split_once('#').map_or(url, |(page, _)| page).to_owned()
}

fn side((document, options): (Document, extract::Options)) -> Side {
    let article = extract::extract(&document, &options);
    let sentences = segment::segment(&article);
    let facts = facts::facts(&article, &sentences);
    Side { article, sentences, facts }
}

/// Reads an article; its side goes to `sides`, to be embedded with the others of the chunk.
fn article(record: &Record, sides: &mut Vec<Side>, settings: &Settings) -> Outcome {
    let skipped = |reason, detail: String| Outcome::Skipped { reason, detail };
    let document = match record.document() {
        Ok(document) => document,
        Err(error) => {
            let reason = match &error {
                InputError::Empty { .. } => "empty",
                InputError::Binary { .. } => "binary",
                InputError::TooLarge { .. } => "too-large",
                _ => "unreadable",
            };
            return skipped(reason, error.to_string());
        }
    };
    let known = &record.known;
    let options = extract::Options {
        lang: known.lang.clone(),
        published: known.published.clone(),
        ..extract::Options::default()
    };
    thread_local!(static READER: RefCell<Patient<(Document, extract::Options), Side>> = const { RefCell::new(Patient::new(side)) });
    let side = READER.with(|reader| reader.borrow_mut().run((document, options), settings.patience));
    // No stage is meant to panic or to hang; if one does, that is one page of millions.
    let mut side = match side {
        Ok(side) => side,
        Err(Failed::Slow) => return skipped("too-slow", format!("not read within {} s", settings.patience.as_secs())),
        Err(Failed::Crashed) => return skipped("crashed", "reading it failed; please report this page".to_owned()),
    };
    if side.sentences.is_empty() {
        return skipped("no-article", "nothing was left of it but furniture".to_owned());
    }
    let meta = &mut side.article.meta;
    let own = meta.url.as_deref().filter(|url| leads_to_page(url));
    let key = known.url.as_deref().or(own).map_or_else(|| record.name.clone(), without_fragment);
    if let Some(url) = known.url.as_ref().filter(|_| meta.url.is_none()) {
        meta.set(Field::Url, url.clone(), Via::Caller.named(""));
    }
    if let Some(title) = known.title.as_ref().filter(|_| meta.title.is_none()) {
        meta.set(Field::Title, title.clone(), Via::Caller.named(""));
    }
    if !known.alternates.is_empty() {
        meta.sources.entry(Field::Alternates).or_insert(Via::Caller.named(""));
        meta.alternates.extend(known.alternates.iter().cloned());
    }
    side.article.removed = Vec::new();
    let hash = hash(side.article.text.as_bytes());
    let bands = near::bands(&near::runs(&side.article.text));
    sides.push(side);
    Outcome::Read(Box::new(Read { key, side: Side::default(), hash, profile: Profile::default(), bands }))
}
