//! Finds which articles are versions of one another: [`ArticlePair`]s.
//!
//! Evidence is tried from the surest to the weakest: translations that a page declares (`hreflang`), files and addresses
//! named alike but for a language code, and then content. Candidates come from the articles' vectors, centred for each
//! language, and from figures, dates and names that few articles have; they are judged sentence by sentence (BiMax: Wang,
//! Rauf and Koehn 2025), by their anchors, and by how far they are ahead of their rivals. Versions of one story form a
//! cluster. See `docs/pairing.md`.

mod anchors;
mod candidates;
mod cells;
mod clusters;
mod declared;
mod judge;
mod level;
mod lexicon;
mod profile;
mod progress;
mod rivals;
mod space;
mod stored;
#[cfg(test)]
mod tests;
mod times;
mod usual;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::embed::{Encoder, SentenceEncoder};
use crate::facts::Side;

pub use judge::{Candidate, FEATURES};
pub use profile::Profile;
pub(crate) use progress::Counter;
pub use progress::{Progress, Step};

use anchors::Anchors;
use clusters::Clusters;
use judge::{Judge, Looked, weights};
use rivals::Judged;
use space::Space;

/// A vocabulary smaller than this is for trying things out; it knows no language.
const FEWEST: usize = 1000;
/// Versions whose better found side is found less than this are comparable at most.
const PARALLEL: f32 = 0.4;

/// Pairs of a group that its support is read from.
const MOST_LOOKED_AT: usize = 256;

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
    /// Share of the source that is found in the target, and of the target in the source, by their sentences' vectors: 1 and
    /// 0.5 if the target has as much again to tell. None where vectors tell nothing.
    #[serde(default)]
    pub coverage: Option<[f32; 2]>,
    /// Whether one can be a translation of the other.
    #[serde(default)]
    pub class: PairClass,
    /// Mean cosine of the sentences' best counterparts on both sides.
    #[serde(default)]
    pub likeness: f32,
    /// How many figures, dates and names both have.
    #[serde(default)]
    pub shared: usize,
    /// How far it is ahead of the best other partner of either article, in logarithms of odds.
    #[serde(default)]
    pub lead: f32,
}

impl ArticlePair {
    /// A pair as somebody gives it.
    pub fn given(source: usize, target: usize) -> Self {
        ArticlePair {
            source,
            target,
            score: 1.0,
            evidence: PairEvidence::Declared,
            coverage: None,
            class: PairClass::Parallel,
            likeness: 0.0,
            shared: 0,
            lead: 0.0,
        }
    }
}

/// What carried a pairing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairEvidence {
    /// A page names the other one as its translation.
    Declared,
    /// The files are named alike but for a language code.
    Name,
    /// What the articles say.
    Content,
}

/// How near two versions are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PairClass {
    /// At least one of them is found in the other in good part.
    #[default]
    Parallel,
    /// They tell of the same, each in its own way.
    Comparable,
}

/// How articles are paired.
#[derive(Clone, Default)]
pub struct Options {
    /// Language of the articles that are taken as sources; without it the version published first.
    pub source_lang: Option<String>,
    /// Encoder of the sentences instead of the one that is built in.
    pub encoder: Option<Arc<dyn SentenceEncoder>>,
    /// Whether figures, dates and names are to speak alone.
    pub anchors_alone: bool,
    /// Seconds between the publication of two versions at most; articles without a time may be versions of any.
    pub window: Option<i64>,
    /// Whether all pairs of a cluster are wanted, not only those of its source.
    pub all: bool,
    /// Whether texts in two regions or scripts of one language (`pt-BR` and `pt-PT`) are versions to pair, too.
    pub regions: bool,
    /// What was found in an earlier run over most of these articles.
    pub known: Option<Arc<Known>>,
    /// Is told how far it is.
    pub progress: Option<Progress>,
}

/// What is known of articles most of which were paired before: new pairs are sought for the others only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether each article is new.
    pub fresh: Vec<bool>,
    /// Pairs that were found, the lower number first. They are judged again as rivals of what is found now.
    pub pairs: Vec<(u32, u32)>,
}

impl Options {
    /// Whether partners are sought for an article.
    fn is_new(&self, article: usize) -> bool {
        self.known.as_deref().is_none_or(|known| known.fresh.get(article).copied().unwrap_or(true))
    }

    fn known_pairs(&self) -> &[(u32, u32)] {
        self.known.as_deref().map_or(&[], |known| known.pairs.as_slice())
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("source_lang", &self.source_lang)
            .field("encoder", &self.encoder.as_ref().map(|_| "given"))
            .field("anchors_alone", &self.anchors_alone)
            .field("window", &self.window)
            .field("all", &self.all)
            .field("regions", &self.regions)
            .field("progress", &self.progress.is_some())
            .field("known", &self.known.as_ref().map(|known| known.pairs.len()))
            .finish()
    }
}

/// What is found among articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The pairs, ordered by source, then by target.
    pub pairs: Vec<ArticlePair>,
    /// Articles that have versions in other languages, but are in no pair, since another version in their own language is:
    /// a page and the scraped text of it, two regions of one language. Ascending.
    pub copies: Vec<Instead>,
}

/// An article and the one that was paired in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Instead {
    /// Number of the article that is in no pair.
    pub article: usize,
    /// Number of the version of it that is.
    pub paired: usize,
}

/// Finds the pairs among `sides`, ordered by source, then by target. Articles of one language are never paired, those of two
/// of its regions only if the options say so.
pub fn pair(sides: &[Side], options: &Options) -> Vec<ArticlePair> {
    find(sides, options).pairs
}

/// Finds the pairs among `sides`, and the articles that others stand in for.
pub fn find(sides: &[Side], options: &Options) -> Found {
    find_profiles(&profiles(sides, options), options)
}

/// Profiles of `sides` by the encoder of the options.
pub fn profiles(sides: &[Side], options: &Options) -> Vec<Profile> {
    if options.anchors_alone {
        return Profile::of(sides, None);
    }
    if let Some(encoder) = &options.encoder {
        return Profile::of(sides, Some(encoder.as_ref()));
    }
    let built_in = Encoder::built_in().ok().filter(|encoder| encoder.info().pieces >= FEWEST);
    Profile::of(sides, built_in.as_ref().map(|encoder| encoder as &dyn SentenceEncoder))
}

/// Finds the pairs among articles that are known by their profiles.
pub fn pair_profiles(profiles: &[Profile], options: &Options) -> Vec<ArticlePair> {
    find_profiles(profiles, options).pairs
}

fn find_profiles(profiles: &[Profile], options: &Options) -> Found {
    let space = Space::new(profiles, options.regions);
    let (judge, _, judged) = look(&space, options);
    drawn(&judge, &judged, options)
}

/// How often a dictionary is learnt for languages that the encoder knows little of.
const ROUNDS: usize = 3;

/// Judges the candidates. Languages that the encoder knows little of get a dictionary from the surest pairs and are
/// looked at again.
fn look<'s>(space: &'s Space<'s>, options: &Options) -> (Judge<'s>, Looked, Vec<Judged>) {
    let by_vectors = candidates::by_vectors(space, options);
    let anchors = Anchors::new(space, None);
    let near = candidates::merged(&by_vectors, candidates::by_anchors(space, &anchors, options));
    let mut judge = Judge::new(space, anchors, &near);
    let mut looked = judge.look(near, &Looked::default(), options);
    judge.learn(&looked);
    let mut judged = judge.all(&looked);
    for _ in 0..ROUNDS {
        let Some(entries) = lexicon::learn(&judge, &judged) else { break };
        let anchors = Anchors::new(space, Some(&entries));
        let near = candidates::merged(&by_vectors, candidates::by_anchors(space, &anchors, options));
        judge = judge.with(anchors);
        looked = judge.look(near, &looked, options);
        judge.learn(&looked);
        judged = judge.all(&looked);
    }
    let raised = level::learn(&judge, &judged);
    judge.raise(raised, &mut judged);
    (judge, looked, judged)
}

fn drawn(judge: &Judge<'_>, judged: &[Judged], options: &Options) -> Found {
    let profiles = judge.space.profiles;
    let mut clusters = Clusters::new(profiles.len());
    let links = declared::links(profiles);
    let tag = |n: usize| profiles.get(n).map(|p| p.lang.as_str());
    links.iter().filter(|link| tag(link.a) != tag(link.b)).for_each(|link| clusters.join(link.a, link.b));
    clusters.join_all(judge, judged);
    let drawn = Drawn { judge, judged, links: &links, clusters: &clusters };
    let mut found = Found::default();
    for group in clusters.groups() {
        let pairs = drawn.pairs(group, options);
        found.copies.extend(drawn.copies(group, &pairs));
        found.pairs.extend(pairs);
    }
    found.pairs.sort_by_key(|p| (p.source, p.target));
    found.copies.sort_unstable();
    found
}

/// All pairs that were looked at, with what speaks for each, before clusters are formed: to learn weights from, or to see
/// why a pair was not drawn.
pub fn candidates(profiles: &[Profile], options: &Options) -> Vec<Candidate> {
    let space = Space::new(profiles, options.regions);
    let (judge, looked, judged) = look(&space, options);
    judge.candidates(&looked, &judged)
}

/// Two articles that some declaration ties together.
struct Link {
    a: usize,
    b: usize,
    score: f32,
    evidence: PairEvidence,
}

/// What the pairs of a group are read from.
struct Drawn<'d> {
    judge: &'d Judge<'d>,
    judged: &'d [Judged],
    links: &'d [Link],
    clusters: &'d Clusters,
}

impl Drawn<'_> {
    fn pairs(&self, group: &[usize], options: &Options) -> Vec<ArticlePair> {
        let profiles = self.judge.space.profiles;
        let space = self.judge.space;
        let source = source_of(profiles, group, options);
        // Links of a group are few, and most groups have none.
        let links: Vec<&Link> = if self.links.is_empty() {
            Vec::new()
        } else {
            self.links.iter().filter(|l| group.contains(&l.a) && self.clusters.together(l.a, l.b)).collect()
        };
        let support = self.support(group);
        let mut pairs = Vec::new();
        for &target in group.iter().filter(|n| options.all || space.across(**n, source)) {
            let sources = group.iter().filter(|n| match options.all {
                true => **n < target && space.across(**n, target),
                false => space.same(**n, source),
            });
            let drawn = sources.map(|source| self.pair(*source, target, &links, support));
            if options.all {
                pairs.extend(drawn);
            } else {
                // A page and a scraped text of one version may both be there: like goes with like.
                let alike = |p: &ArticlePair| ending(profiles, p.source) == ending(profiles, p.target);
                pairs.extend(drawn.max_by(|x, y| {
                    let kind = || alike(x).cmp(&alike(y));
                    x.score.total_cmp(&y.score).then_with(kind).then(y.source.cmp(&x.source))
                }));
            }
        }
        pairs
    }

    /// The members of a group that another one stands in for.
    fn copies(&self, group: &[usize], pairs: &[ArticlePair]) -> Vec<Instead> {
        let mut paired: Vec<usize> = pairs.iter().flat_map(|p| [p.source, p.target]).collect();
        paired.sort_unstable();
        paired.dedup();
        if paired.len() == group.len() {
            return Vec::new();
        }
        let near = |a: usize, b: usize| Judged::find(self.judged, a, b).map_or(f32::NEG_INFINITY, |j| j.odds);
        let instead = |article: usize| {
            let own = paired.iter().copied().filter(|n| !self.judge.space.across(*n, article));
            let best = own.max_by(|a, b| near(article, *a).total_cmp(&near(article, *b)).then(b.cmp(a)))?;
            Some(Instead { article, paired: best })
        };
        group.iter().filter(|n| paired.binary_search(n).is_err()).filter_map(|n| instead(*n)).collect()
    }

    /// Odds of the pairs of a group, on average over those that were looked at.
    fn support(&self, group: &[usize]) -> f32 {
        let pairs = group.iter().flat_map(|a| group.iter().map(move |b| (*a, *b)));
        let across = pairs.filter(|(a, b)| a < b && self.judge.space.across(*a, *b)).take(MOST_LOOKED_AT);
        let odds: Vec<f32> = across.filter_map(|(a, b)| Judged::find(self.judged, a, b)).map(|j| j.odds).collect();
        odds.iter().sum::<f32>() / odds.len().max(1) as f32
    }

    fn pair(&self, source: usize, target: usize, links: &[&Link], support: f32) -> ArticlePair {
        let key = (source.min(target), source.max(target));
        let found = Judged::find(self.judged, source, target);
        let mut pair = self.judge.judge(key.0, key.1);
        if let Some(found) = found {
            (pair.odds, pair.lead) = (found.odds, found.lead);
        }
        let link = links.iter().find(|l| (l.a.min(l.b), l.a.max(l.b)) == key).or(links.first());
        let [own, all, one] = weights().score;
        let sure = 1.0 / (1.0 + (-(own * pair.odds + all * support + one)).exp());
        let [one, other] = pair.covered;
        let coverage = pair.vectors.then_some(if source == key.0 { [one, other] } else { [other, one] });
        let parallel = coverage.is_none_or(|[one, other]| one.max(other) >= PARALLEL);
        ArticlePair {
            source,
            target,
            score: link.map_or(sure, |link| link.score),
            evidence: link.map_or(PairEvidence::Content, |link| link.evidence),
            coverage,
            class: if parallel { PairClass::Parallel } else { PairClass::Comparable },
            likeness: pair.likeness,
            shared: pair.shared,
            lead: pair.lead,
        }
    }
}

/// What stands behind the last point of an article's name.
fn ending(profiles: &[Profile], article: usize) -> Option<&str> {
    profiles.get(article)?.name.rsplit_once('.').map(|(_, ending)| ending)
}

/// The version in the wanted language, else the one published first, else the first by number.
fn source_of(profiles: &[Profile], group: &[usize], options: &Options) -> usize {
    let profile = |n: &usize| profiles.get(*n);
    let wanted = options
        .source_lang
        .as_deref()
        .and_then(|tag| group.iter().find(|n| profile(n).is_some_and(|p| in_language(&p.lang, tag, options.regions))));
    let first = || {
        let times: Option<Vec<(i64, usize)>> = group.iter().map(|n| Some((profile(n)?.published?, *n))).collect();
        times?.into_iter().min().map(|(_, n)| n)
    };
    wanted.copied().or_else(first).or_else(|| group.first().copied()).unwrap_or(0)
}

/// Whether an article's tag is of a language that somebody asks for. Regions and scripts count only with `regions`, and if the
/// wanted tag has one: `pt` takes `pt-BR` then, `pt-PT` does not.
pub fn in_language(tag: &str, wanted: &str, regions: bool) -> bool {
    let parts = |tag: &str| -> Vec<String> { tag.to_lowercase().split('-').map(str::to_owned).collect() };
    let (tag, wanted) = (parts(tag), parts(wanted));
    match regions {
        true => tag.starts_with(&wanted),
        false => tag.first() == wanted.first(),
    }
}

/// A time of publication as a moment; a bare date counts from its midnight in UTC.
fn moment(published: &str) -> Option<jiff::Timestamp> {
    published.parse().ok().or_else(|| format!("{}T00:00:00Z", published.get(..10)?).parse().ok())
}
