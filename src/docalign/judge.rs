//! How likely two articles are versions of one story, from their sentences, their anchors, their times and their rivals.

use std::sync::LazyLock;

use rayon::prelude::*;
use serde::Deserialize;

use super::anchors::Anchors;
use super::rivals::{self, Judged};
use super::space::{Likeness, Space};
use super::times::Times;
use super::usual::{Between, Langs, Sure};
use super::{Counter, Options, Step};

/// A sentence is found on the other side if its best cosine is so far above what is usual.
const FOUND: f32 = 0.2;
/// A sentence of the same language is the same sentence from this cosine on.
const SAME: f32 = 0.9;
/// Two articles of one language are versions of one text if so much of the one and so much of the other stands in both.
const SIBLINGS: (f32, f32) = (0.6, 0.15);
/// The cosine of their anchors is this at least; without vectors it is the greater one. (An encoder may know nothing of a
/// language but its figures.)
const SIBLINGS_BY_ANCHORS: (f32, f32) = (0.4, 0.8);
/// How steep the step is from behind to ahead.
const STEP: f32 = 3.0;
/// How many numbers describe a pair.
pub const FEATURES: usize = 13;
/// Which of them tell of anchors and of time.
const COSINE: usize = 7;
const SHARED: usize = 8;
const TIME: usize = 11;
/// What speaks against a pair of which nothing is found, where versions are found for the most part.
const SHORT: f32 = 4.0;

/// What each number of a description counts.
type Row = [f32; FEATURES];

/// Weights of the decision, in logarithms of odds. They are read from `weights.toml`, which says how they were found.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub(super) struct Weights {
    /// Where both articles have vectors that are trusted.
    vectors: Row,
    /// Where vectors are not trusted; in between, each weight lies in between.
    anchors: Row,
    /// Where there are no vectors.
    alone: Row,
    /// What a lead over the best rival counts where vectors are trusted, where they are not, and where there are none.
    lead: [f32; 3],
    /// A lead is taken to be this far at most.
    most_lead: f32,
    /// The same of being ahead at all.
    ahead: [f32; 3],
    /// Odds that the surest twentieth of the best pairs of two languages have where all evidence is at hand.
    pub(super) usual: f32,
    /// Odds from which two groups of versions are one.
    pub(super) join: f32,
    /// What the odds of a drawn pair, those of all pairs of its cluster on average, and one count in its score.
    pub(super) score: [f32; 3],
}

pub(super) fn weights() -> &'static Weights {
    static WEIGHTS: LazyLock<Weights> =
        LazyLock::new(|| toml::from_str(include_str!("weights.toml")).unwrap_or_default());
    &WEIGHTS
}

/// A pair of articles and what speaks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Candidate {
    /// Number of the first article.
    pub a: usize,
    /// Number of the second one, greater than that of the first.
    pub b: usize,
    /// One; how far its likeness lies above that of unrelated articles, in deviations; the same as a share of what versions
    /// usually have; that of the side that is found worse, and of the one that is found better, as a difference of cosines;
    /// how far the sentences' best counterparts are ahead of the second best, on average and on the better side; cosine of the
    /// anchors; logarithm of the number of anchors shared; least share of a side that is found; likeness of the first
    /// sentences; what the times of publication say; greatest share of a side that is found.
    pub features: [f32; FEATURES],
    /// Whether both articles have vectors.
    pub vectors: bool,
    /// How far vectors are trusted between the two languages, 0 to 1.
    pub trust: f32,
    /// Share of either side that is found on the other.
    pub covered: [f32; 2],
    /// How far it is ahead of the best other partner of either article, in logarithms of odds; less than 0 if it is behind.
    pub lead: f32,
    /// Logarithm of the odds that the two are versions of one story.
    pub odds: f32,
    /// Number of anchors that both have.
    pub shared: usize,
    /// Mean of the best cosines of all sentences.
    pub likeness: f32,
}

/// Pairs of articles, ascending, and how alike each two are.
#[derive(Default)]
pub(super) struct Looked {
    pairs: Vec<(u32, u32)>,
    likes: Vec<Likeness>,
    /// Cosine of the anchors of each pair, and how many both have.
    shared: Vec<(f32, u32)>,
}

/// Two articles, their likeness, the cosine of their anchors and how many both have.
type Pair<'l> = (usize, usize, &'l Likeness, (f32, u32));

impl Looked {
    fn each(&self) -> impl IndexedParallelIterator<Item = Pair<'_>> {
        let parts = self.pairs.par_iter().zip(&self.likes).zip(&self.shared);
        parts.map(|((&(a, b), like), &shared)| (a as usize, b as usize, like, shared))
    }
}

/// What judges pairs.
pub(super) struct Judge<'s> {
    pub(super) space: &'s Space<'s>,
    anchors: Anchors,
    langs: Langs,
    times: Option<Times>,
    /// How far the odds of each two languages are raised.
    raised: Vec<f32>,
}

impl<'s> Judge<'s> {
    /// Learns what is usual between the languages.
    pub(super) fn new(space: &'s Space<'s>, anchors: Anchors, candidates: &[(u32, u32)]) -> Self {
        Judge { space, anchors, langs: Langs::new(space, candidates), times: None, raised: Vec::new() }
    }

    /// The same judge with other anchors.
    pub(super) fn with(self, anchors: Anchors) -> Self {
        Judge { anchors, ..self }
    }

    /// How far vectors are trusted between two languages, 0 to 1.
    pub(super) fn trust(&self, one: usize, two: usize) -> f32 {
        self.langs.of(one, two).trust()
    }

    /// Compares the articles of all `pairs`; what was compared before is not compared again.
    pub(super) fn look(&self, pairs: Vec<(u32, u32)>, before: &Looked, options: &Options) -> Looked {
        let counter = Counter::new(options.progress.as_ref(), Step::Comparing, pairs.len());
        let like = |&(a, b): &(u32, u32)| {
            counter.one();
            match before.pairs.binary_search(&(a, b)).ok().and_then(|at| before.likes.get(at)) {
                Some(like) => *like,
                None => self.likeness(a as usize, b as usize),
            }
        };
        let likes = pairs.par_iter().map(like).collect();
        let cosine = |&(a, b): &(u32, u32)| self.anchors.cosine(self.space, a as usize, b as usize);
        let shared = pairs.par_iter().map(cosine).collect();
        Looked { pairs, likes, shared }
    }

    /// Number of the languages of two articles, among those of each two.
    pub(super) fn number(&self, a: usize, b: usize) -> usize {
        self.langs.number(self.space.lang(a), self.space.lang(b))
    }

    /// Raises the odds of each two languages from now on, and those of `judged`.
    pub(super) fn raise(&mut self, by: Vec<f32>, judged: &mut [Judged]) {
        self.raised = by;
        for pair in judged {
            pair.odds += self.raised(pair.a as usize, pair.b as usize);
        }
    }

    fn raised(&self, a: usize, b: usize) -> f32 {
        self.raised.get(self.number(a, b)).copied().unwrap_or_default()
    }

    fn between(&self, a: usize, b: usize) -> Between {
        self.langs.of(self.space.lang(a), self.space.lang(b))
    }

    fn likeness(&self, a: usize, b: usize) -> Likeness {
        let across = self.space.across(a, b);
        let level = if across { self.between(a, b).mean + FOUND } else { SAME };
        self.space.likeness(a.min(b), a.max(b), level)
    }

    /// Describes a pair and judges it without regard to rivals.
    pub(super) fn judge(&self, a: usize, b: usize) -> Candidate {
        let (a, b) = (a.min(b), a.max(b));
        self.describe(a, b, &self.likeness(a, b), self.anchors.cosine(self.space, a, b))
    }

    fn describe(&self, a: usize, b: usize, like: &Likeness, (cosine, shared): (f32, u32)) -> Candidate {
        let vectors = *like != Likeness::default();
        let mut features = [0.0; FEATURES];
        let between = self.between(a, b);
        if vectors {
            let [worse, better] = ordered(like.sides);
            let [margin, ahead] = ordered(like.margins);
            let [least, most] = ordered(like.covered);
            let above = like.mean() - between.mean;
            features = [
                1.0,
                (above / between.deviation).clamp(-4.0, 12.0),
                (above / between.versions).clamp(-0.5, 1.5),
                worse - between.mean,
                better - between.mean,
                0.5 * (margin + ahead),
                ahead,
                0.0,
                0.0,
                least,
                like.heads - between.mean,
                0.0,
                most,
            ];
        }
        let apart = self.space.apart(a, b);
        let time = self.times.as_ref().zip(apart).map_or(0.0, |(times, apart)| times.odds(apart));
        for (at, value) in [(0, 1.0), (COSINE, cosine), (SHARED, (1.0 + shared as f32).ln()), (TIME, time)] {
            features.get_mut(at).into_iter().for_each(|to| *to = value);
        }
        let trust = if vectors { between.trust() } else { 0.0 };
        let odds = odds(&features, vectors, trust) + self.raised(a, b);
        let (covered, likeness) = (like.covered, like.mean());
        Candidate { a, b, features, vectors, trust, covered, lead: 0.0, odds, shared: shared as usize, likeness }
    }

    /// Learns from the pairs that are sure already how alike versions are by their vectors, and how near in time.
    pub(super) fn learn(&mut self, looked: &Looked) {
        self.times = None;
        let alone = &weights().alone;
        let by_anchors = self.judged(looked, |candidate| {
            let rows = [0, COSINE, SHARED].into_iter();
            rows.filter_map(|at| Some(candidate.features.get(at)? * alone.get(at)?)).sum()
        });
        let leads = rivals::leads(self.space, &by_anchors);
        let mut sure: Vec<Vec<Sure>> = vec![Vec::new(); self.langs.len()];
        for ((judged, lead), like) in by_anchors.iter().zip(&leads).zip(&looked.likes) {
            let (a, b) = (judged.a as usize, judged.b as usize);
            if self.space.across(a, b) && judged.odds > 0.0 && *lead > 0.0 && *like != Likeness::default() {
                let [_, found] = ordered(like.covered);
                let pair = Sure { odds: judged.odds, likeness: like.mean(), found };
                sure.get_mut(self.number(a, b)).into_iter().for_each(|all| all.push(pair));
            }
        }
        self.langs.learn(&sure);
        let judged = self.all(looked);
        self.times = Times::learn(self.space, &judged);
    }

    /// Judges all pairs, first by themselves, then against their rivals.
    pub(super) fn all(&self, looked: &Looked) -> Vec<Judged> {
        let mut judged = self.judged(looked, |candidate| candidate.odds);
        let leads = rivals::leads(self.space, &judged);
        judged.par_iter_mut().zip(leads).for_each(|(judged, lead)| self.against(judged, lead));
        judged
    }

    /// Judges a pair against the best rival, which it is so far ahead of.
    pub(super) fn against(&self, judged: &mut Judged, lead: f32) {
        let weights = weights();
        let (a, b) = (judged.a as usize, judged.b as usize);
        let vectors = self.space.sentences(a) > 0 && self.space.sentences(b) > 0;
        let trust = self.between(a, b).trust();
        judged.lead = lead.clamp(-weights.most_lead, weights.most_lead);
        let counts =
            |[trusted, not, none]: [f32; 3]| if vectors { trust * trusted + (1.0 - trust) * not } else { none };
        judged.odds += judged.lead * counts(weights.lead) + (STEP * lead).tanh() * counts(weights.ahead) - judged.short;
    }

    /// What speaks against a pair of which less is found than of any versions. Rivals are compared without it: of two that
    /// are none the better one is not ahead by it.
    fn short(&self, candidate: &Candidate) -> f32 {
        let least = self.between(candidate.a, candidate.b).least;
        let [_, most] = ordered(candidate.covered);
        if candidate.vectors && least > 0.0 { SHORT * (1.0 - most / least).max(0.0) } else { 0.0 }
    }

    fn judged(&self, looked: &Looked, odds: impl Fn(&Candidate) -> f32 + Sync) -> Vec<Judged> {
        let judge = |(a, b, like, shared): Pair<'_>| {
            let candidate = self.describe(a, b, like, shared);
            let siblings = self.siblings(&candidate);
            let (odds, short) = (odds(&candidate), self.short(&candidate));
            Judged { a: a as u32, b: b as u32, odds, own: odds, short, lead: 0.0, siblings }
        };
        looked.each().map(judge).collect()
    }

    /// All pairs with what speaks for them.
    pub(super) fn candidates(&self, looked: &Looked, judged: &[Judged]) -> Vec<Candidate> {
        let candidate = |((a, b, like, shared), judged): (Pair<'_>, &Judged)| Candidate {
            lead: judged.lead,
            odds: judged.odds,
            ..self.describe(a, b, like, shared)
        };
        looked.each().zip(judged).map(candidate).collect()
    }

    /// Whether a pair of one language is two versions of one text.
    pub(super) fn siblings(&self, candidate: &Candidate) -> bool {
        if self.space.across(candidate.a, candidate.b) {
            return false;
        }
        let [least, most] = ordered(candidate.covered);
        let cosine = candidate.features.get(COSINE).copied().unwrap_or_default();
        match candidate.vectors {
            true => most >= SIBLINGS.0 && least >= SIBLINGS.1 && cosine >= SIBLINGS_BY_ANCHORS.0,
            false => cosine >= SIBLINGS_BY_ANCHORS.1,
        }
    }
}

fn odds(features: &Row, vectors: bool, trust: f32) -> f32 {
    let weights = weights();
    let weigh = |row: &Row| -> f32 { features.iter().zip(row).map(|(x, w)| x * w).sum() };
    match vectors {
        true => trust * weigh(&weights.vectors) + (1.0 - trust) * weigh(&weights.anchors),
        false => weigh(&weights.alone),
    }
}

/// The lesser value, then the greater one.
fn ordered([a, b]: [f32; 2]) -> [f32; 2] {
    [a.min(b), a.max(b)]
}
