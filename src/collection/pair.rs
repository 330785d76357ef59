//! Finds partners for the articles that are new.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::save::forget;
use super::{Settings, Store, StoreError, Watch, load};
use crate::docalign::{ArticlePair, Counter, Known, Options, Profile, Step, pair_profiles, profiles};

/// A profile's share of the memory: it is kept as it is, centred, and in indices.
const COPIES: usize = 3;

/// What a run of [`Store::update`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Articles that were new to pairing.
    pub fresh: u64,
    /// Pairs that are new.
    pub pairs: u64,
    /// Pairs that are gone, since their cluster has changed.
    pub gone: u64,
    /// Pairs that were aligned.
    pub aligned: u64,
    /// Beads of these.
    pub beads: u64,
    /// Pairs that could not be aligned.
    pub failed: u64,
    /// Whether it came to the end.
    pub complete: bool,
}

/// An article, as far as the choice of what is looked at together needs it.
struct Entry {
    id: i64,
    fresh: bool,
    day: Option<i64>,
    bytes: usize,
}

impl Store {
    /// Pairs the articles that are new with all that are there, and aligns the pairs that are.
    ///
    /// A pair that is there stays as it is, unless a new article joins its cluster.
    ///
    /// # Errors
    /// Those of the store.
    pub fn update(&mut self, settings: &Settings, watch: &Watch) -> Result<Updated, StoreError> {
        let mut updated = Updated::default();
        let paired = self.pair(settings, watch, &mut updated);
        paired.map_err(|e| self.sql(e))?;
        self.align(settings, watch, &mut updated)?;
        updated.complete = !watch.stopped();
        Ok(updated)
    }

    /// All in one transaction: a run that is broken off begins pairing anew, with the same outcome.
    fn pair(&mut self, settings: &Settings, watch: &Watch, updated: &mut Updated) -> rusqlite::Result<()> {
        let entries = entries(&self.db)?;
        updated.fresh = entries.iter().filter(|e| e.fresh).count() as u64;
        if updated.fresh == 0 {
            return Ok(());
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.threads()).build();
        let all = self.db.transaction()?;
        for slice in slices(&entries, settings.memory / COPIES, settings.window) {
            if !slice.members.iter().any(|entry| entry.fresh) {
                continue;
            }
            let progress = watch.told();
            let counter = Counter::new(Some(&progress), Step::Reading, slice.members.len());
            let read = |entry: &&Entry| {
                counter.one();
                profile(&all, entry.id, settings)
            };
            let profiles = slice.members.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            let options = Options { progress: Some(progress.clone()), ..slice.options(&all, settings)? };
            let look = || pair_profiles(&profiles, &options);
            let pairs = pool.as_ref().map_or_else(|_| look(), |pool| pool.install(look));
            slice.apply(&all, &pairs, updated)?;
        }
        all.execute("UPDATE article SET fresh = 0 WHERE fresh = 1", [])?;
        all.commit()
    }
}

/// The current articles, in an order that does not depend on the order in which they came.
fn entries(db: &Connection) -> rusqlite::Result<Vec<Entry>> {
    let mut query = db.prepare(
        "SELECT a.id, a.fresh, a.day, length(p.data) FROM article a JOIN profile p ON p.article = a.id
         WHERE a.current = 1 ORDER BY a.key, a.hash",
    )?;
    let entry = |row: &Row<'_>| {
        let bytes = usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0);
        Ok(Entry { id: row.get(0)?, fresh: row.get(1)?, day: row.get(2)?, bytes })
    };
    query.query_map([], entry)?.collect()
}

/// The profile of an article; made anew where the stored one is of another version.
fn profile(db: &Connection, id: i64, settings: &Settings) -> rusqlite::Result<Profile> {
    let mut query = db.prepare_cached("SELECT data FROM profile WHERE article = ?1")?;
    let bytes: Option<Vec<u8>> = query.query_row([id], |row| row.get(0)).optional()?;
    if let Some(profile) = bytes.as_deref().and_then(Profile::from_bytes) {
        return Ok(profile);
    }
    let side = load::whole(db, id)?.unwrap_or_default();
    let made = profiles(std::slice::from_ref(&side), &settings.pairing).pop().unwrap_or_default();
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO profile (article, data) VALUES (?1, ?2)")?;
    put.execute(params![id, made.to_bytes()])?;
    Ok(made)
}

/// Articles that are looked at together.
struct Slice<'e> {
    members: Vec<&'e Entry>,
    /// Days whose articles find their later partners here; `None` for all.
    core: Option<(i64, i64)>,
}

/// All articles at once if `memory` allows it; else runs of days, each with the `window` days that follow it. Articles
/// without a day join every run if they are few, and are only looked at among themselves if they are not.
fn slices(entries: &[Entry], memory: usize, window: i64) -> Vec<Slice<'_>> {
    let size = |entries: &[&Entry]| entries.iter().map(|e| e.bytes).sum::<usize>();
    let all: Vec<&Entry> = entries.iter().collect();
    if size(&all) <= memory {
        return vec![Slice { members: all, core: None }];
    }
    let mut by_day: BTreeMap<i64, Vec<&Entry>> = BTreeMap::new();
    let mut undated = Vec::new();
    for entry in all {
        match entry.day {
            Some(day) => by_day.entry(day).or_default().push(entry),
            None => undated.push(entry),
        }
    }
    let mut slices = Vec::new();
    let few = size(&undated) <= memory / 4;
    let room = if few { memory - size(&undated) } else { memory };
    let days: Vec<(i64, usize)> = by_day.iter().map(|(day, entries)| (*day, size(entries))).collect();
    let mut from = 0;
    while let Some((first, _)) = days.get(from) {
        let mut to = from;
        // As many days as fit with what follows them, one at least.
        while let Some((next, _)) = days.get(to + 1) {
            let span = days.iter().skip(from).take_while(|(day, _)| *day <= next + window);
            if span.map(|(_, bytes)| bytes).sum::<usize>() > room {
                break;
            }
            to += 1;
        }
        let last = days.get(to).map_or(*first, |(day, _)| *day);
        let mut members: Vec<&Entry> =
            by_day.range(*first..=last + window).flat_map(|(_, list)| list.iter().copied()).collect();
        members.extend(undated.iter().filter(|_| few));
        slices.push(Slice { members, core: Some((*first, last)) });
        from = to + 1;
    }
    if !few {
        slices.push(Slice { members: undated, core: None });
    }
    slices
}

impl Slice<'_> {
    /// Pairs are sought for what is new; those that are there are told, unless all is new.
    fn options(&self, db: &Connection, settings: &Settings) -> rusqlite::Result<Options> {
        let mut options = settings.pairing.clone();
        if self.members.iter().all(|entry| entry.fresh) {
            return Ok(options);
        }
        let numbers: HashMap<i64, u32> = self.members.iter().map(|entry| entry.id).zip(0..).collect();
        let mut query = db.prepare_cached("SELECT source, target FROM pair")?;
        let mut pairs = Vec::new();
        for row in query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))? {
            let (source, target) = row?;
            if let (Some(a), Some(b)) = (numbers.get(&source), numbers.get(&target)) {
                pairs.push((*a.min(b), *a.max(b)));
            }
        }
        options.known = Some(Arc::new(Known { fresh: self.members.iter().map(|entry| entry.fresh).collect(), pairs }));
        Ok(options)
    }

    /// Whether a pair is for this slice to store.
    fn owns(&self, pair: &ArticlePair) -> bool {
        let day = |n: usize| self.members.get(n).and_then(|entry| entry.day);
        let first = match (day(pair.source), day(pair.target)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let Some((from, to)) = self.core else { return true };
        first.is_none_or(|day| (from..=to).contains(&day))
    }

    /// Stores the pairs of the clusters in which something is new.
    fn apply(&self, db: &Connection, pairs: &[ArticlePair], updated: &mut Updated) -> rusqlite::Result<()> {
        for cluster in clusters(pairs.iter().filter(|pair| self.owns(pair)), self.members.len()) {
            let ids: HashSet<i64> = cluster
                .iter()
                .flat_map(|pair| [pair.source, pair.target])
                .filter_map(|n| self.members.get(n).map(|entry| entry.id))
                .collect();
            let is_new = |n: usize| self.members.get(n).is_some_and(|entry| entry.fresh);
            if !cluster.iter().any(|pair| is_new(pair.source) || is_new(pair.target)) {
                continue;
            }
            let id = |n: usize| self.members.get(n).map_or(0, |entry| entry.id);
            let mut there = there(db, &ids)?;
            for pair in cluster {
                let old = there.remove(&(id(pair.source), id(pair.target)));
                updated.pairs += u64::from(old.is_none());
                put(db, id(pair.source), id(pair.target), pair)?;
            }
            updated.gone += there.len() as u64;
            for gone in there.into_values() {
                forget(db, gone)?;
            }
        }
        Ok(())
    }
}

/// Pairs by what they are connected to.
fn clusters<'p>(pairs: impl Iterator<Item = &'p ArticlePair>, count: usize) -> Vec<Vec<&'p ArticlePair>> {
    let mut parent: Vec<usize> = (0..count).collect();
    fn root(parent: &[usize], mut n: usize) -> usize {
        while let Some(&up) = parent.get(n).filter(|up| **up != n) {
            n = up;
        }
        n
    }
    let pairs: Vec<&ArticlePair> = pairs.collect();
    for pair in &pairs {
        let (a, b) = (root(&parent, pair.source), root(&parent, pair.target));
        if let Some(up) = parent.get_mut(a.max(b)) {
            *up = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<&ArticlePair>> = BTreeMap::new();
    for pair in pairs {
        groups.entry(root(&parent, pair.source)).or_default().push(pair);
    }
    groups.into_values().collect()
}

/// Stored pairs with both articles among `ids`, by these.
fn there(db: &Connection, ids: &HashSet<i64>) -> rusqlite::Result<HashMap<(i64, i64), i64>> {
    let mut query = db.prepare_cached("SELECT target, id FROM pair WHERE source = ?1")?;
    let mut found = HashMap::new();
    for source in ids {
        for row in query.query_map([source], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))? {
            let (target, id) = row?;
            if ids.contains(&target) {
                found.insert((*source, target), id);
            }
        }
    }
    Ok(found)
}

/// Stores a pair, or what is now known of one that is there.
fn put(db: &Connection, source: i64, target: i64, pair: &ArticlePair) -> rusqlite::Result<()> {
    let word = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let mut put = db.prepare_cached(
        "INSERT INTO pair (source, target, score, evidence, class, source_covered, target_covered, likeness, shared, lead)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (source, target) DO UPDATE SET score = excluded.score, evidence = excluded.evidence,
             class = excluded.class, source_covered = excluded.source_covered, target_covered = excluded.target_covered,
             likeness = excluded.likeness, shared = excluded.shared, lead = excluded.lead",
    )?;
    put.execute(params![
        source,
        target,
        pair.score,
        word(serde_json::to_value(pair.evidence)),
        word(serde_json::to_value(pair.class)),
        pair.coverage.map(|[source, _]| source),
        pair.coverage.map(|[_, target]| target),
        pair.likeness,
        pair.shared as i64,
        pair.lead
    ])?;
    Ok(())
}
