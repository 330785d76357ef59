//! Finds which articles are versions of one another: [`ArticlePair`]s.
//!
//! Evidence is tried from the surest to the weakest: translations that a page declares (`hreflang`), files named
//! alike but for a language code, and then content: figures, dates and names in common, weighted by how rare they
//! are among the articles at hand. Versions of one story form a cluster; its pairs lead from one article, the
//! source, to each of the others.

mod content;
mod declared;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::facts::Side;

/// Two versions of a story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticlePair {
    /// Number of the source article.
    pub source: usize,
    /// Number of the target article.
    pub target: usize,
    /// How sure the pairing is, 0 to 1.
    pub score: f32,
    /// What carried it.
    pub evidence: PairEvidence,
}

/// What carried a pairing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairEvidence {
    /// A page names the other one as its translation.
    Declared,
    /// The files are named alike but for a language code.
    Name,
    /// Figures, dates and names in common.
    Content,
}

/// How articles are paired.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Language of the articles that are taken as sources; without it the version published first.
    pub source_lang: Option<String>,
}

/// Finds the pairs among `sides`, ordered by source, then by target. Articles of one language are never paired.
pub fn pair(sides: &[Side], options: &Options) -> Vec<ArticlePair> {
    let mut links = declared::by_links(sides);
    links.extend(declared::by_names(sides));
    let mut clusters = Clusters::new(sides.len());
    for link in &links {
        clusters.join(sides, link);
    }
    for link in content::links(sides, |n| clusters.size(n) == 1) {
        clusters.join(sides, &link);
    }
    clusters.pairs(sides, options)
}

/// Two articles that some evidence ties together.
struct Link {
    a: usize,
    b: usize,
    score: f32,
    evidence: PairEvidence,
}

/// Articles that belong together (union–find without ranks; clusters are small).
struct Clusters {
    parent: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
    /// Why a cluster holds together: its weakest link.
    bond: BTreeMap<usize, (f32, PairEvidence)>,
}

impl Clusters {
    fn new(count: usize) -> Self {
        Clusters {
            parent: (0..count).collect(),
            members: (0..count).map(|n| (n, vec![n])).collect(),
            bond: BTreeMap::new(),
        }
    }

    fn root(&self, mut n: usize) -> usize {
        while let Some(&up) = self.parent.get(n) {
            if up == n {
                break;
            }
            n = up;
        }
        n
    }

    fn size(&self, n: usize) -> usize {
        self.members.get(&self.root(n)).map_or(0, Vec::len)
    }

    /// Joins two clusters unless both already hold an article of one language and format.
    fn join(&mut self, sides: &[Side], link: &Link) {
        let (a, b) = (self.root(link.a), self.root(link.b));
        if a == b {
            return;
        }
        let tags = |root: usize| -> Vec<&str> {
            self.members
                .get(&root)
                .into_iter()
                .flatten()
                .filter_map(|n| sides.get(*n))
                .map(|s| s.article.lang.tag.as_str())
                .collect()
        };
        let (left, right) = (tags(a), tags(b));
        if left.iter().any(|tag| right.contains(tag)) {
            return;
        }
        let (low, high) = (a.min(b), a.max(b));
        if let Some(parent) = self.parent.get_mut(high) {
            *parent = low;
        }
        let moved = self.members.remove(&high).unwrap_or_default();
        self.members.entry(low).or_default().extend(moved);
        let weakest = [self.bond.remove(&high), self.bond.remove(&low), Some((link.score, link.evidence))];
        let bond = weakest.into_iter().flatten().min_by(|x, y| x.0.total_cmp(&y.0));
        self.bond.extend(bond.map(|bond| (low, bond)));
    }

    fn pairs(self, sides: &[Side], options: &Options) -> Vec<ArticlePair> {
        let mut found = Vec::new();
        for (root, mut members) in self.members {
            if members.len() < 2 {
                continue;
            }
            members.sort_unstable();
            let source = source_of(sides, &members, options);
            let (score, evidence) = self.bond.get(&root).copied().unwrap_or((0.0, PairEvidence::Content));
            let targets = members.into_iter().filter(|n| *n != source);
            found.extend(targets.map(|target| ArticlePair { source, target, score, evidence }));
        }
        found.sort_by_key(|p| (p.source, p.target));
        found
    }
}

/// The version in the wanted language, else the one published first, else the first by number.
fn source_of(sides: &[Side], members: &[usize], options: &Options) -> usize {
    let side = |n: &usize| sides.get(*n);
    let wanted = options.source_lang.as_deref().and_then(|tag| {
        members.iter().find(|n| side(n).is_some_and(|s| s.article.lang.tag.split('-').next() == tag.split('-').next()))
    });
    let first_published = || {
        members
            .iter()
            .filter_map(|n| Some((moment(side(n)?.article.meta.published.as_deref()?)?, *n)))
            .min()
            .map(|(_, n)| n)
            .filter(|_| members.iter().all(|n| side(n).is_some_and(|s| s.article.meta.published.is_some())))
    };
    wanted.copied().or_else(first_published).or_else(|| members.first().copied()).unwrap_or(0)
}

/// A time of publication as a moment; a bare date counts from its midnight in UTC.
fn moment(published: &str) -> Option<jiff::Timestamp> {
    published.parse().ok().or_else(|| format!("{}T00:00:00Z", published.get(..10)?).parse().ok())
}
