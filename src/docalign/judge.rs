//! How likely two articles are versions of one story, from their sentences, their anchors and their rivals.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use rayon::prelude::*;
use serde::Deserialize;

use super::anchors::Anchors;
use super::space::{Likeness, Space};

/// Pairs of unrelated articles that the usual likeness of two languages is learnt from.
const SAMPLE: usize = 64;
/// How many such pairs the usual likeness before anything is known counts as.
const PRIOR: f32 = 12.0;
/// Likeness of unrelated articles and its deviation, before anything is known.
const USUAL: (f32, f32) = (0.2, 0.055);
/// A sentence is found on the other side if its best cosine is so far above what is usual.
const FOUND: f32 = 0.2;
/// Two articles of one language are versions of one text from this likeness on.
const SIBLINGS: f32 = 0.8;
/// Fewest pairs that trust is learnt from.
const ENOUGH: usize = 30;
/// Distance of likely versions from unrelated articles, in deviations, at which vectors begin to be trusted, and how much
/// further they are trusted fully.
const TRUST: (f32, f32) = (4.5, 2.0);
/// How many numbers describe a pair.
pub const FEATURES: usize = 7;

/// Weights of the decision, in logarithms of odds. They are read from `weights.toml`, which says how they were found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Weights {
    /// Where both articles have vectors.
    pub(super) vectors: [f32; FEATURES],
    /// Where vectors are not trusted or there are none; in between, each weight lies in between.
    pub(super) anchors: [f32; FEATURES],
    /// What a lead over the best rival counts where vectors are trusted, and where they are not.
    pub(super) lead: [f32; 2],
    /// A lead is taken to be this far at most.
    pub(super) most_lead: f32,
    /// Odds from which two groups of versions are one.
    pub(super) join: f32,
}

pub(super) fn weights() -> &'static Weights {
    static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
        let none =
            Weights { vectors: [0.0; FEATURES], anchors: [0.0; FEATURES], lead: [0.0; 2], most_lead: 0.0, join: 1.0 };
        toml::from_str(include_str!("weights.toml")).unwrap_or(none)
    });
    &WEIGHTS
}

/// A pair of articles and what speaks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Candidate {
    /// Number of the first article.
    pub a: usize,
    /// Number of the second one, greater than that of the first.
    pub b: usize,
    /// One; how far its likeness lies above that of unrelated articles, in deviations; the same as a difference of cosines; that of the side
    /// that is found worse; cosine of the anchors; logarithm of the number of anchors shared; least share of a side that is found.
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

/// What judges pairs.
pub(super) struct Judge<'s> {
    pub(super) space: &'s Space<'s>,
    anchors: &'s Anchors,
    usual: HashMap<(usize, usize), (f32, f32)>,
    /// How far vectors are trusted between two languages, where that is known.
    trusted: HashMap<(usize, usize), f32>,
}

impl<'s> Judge<'s> {
    /// Learns what is usual between the languages of the candidates.
    pub(super) fn new(space: &'s Space<'s>, anchors: &'s Anchors, candidates: &[(u32, u32)]) -> Self {
        let mut pairs: Vec<(usize, usize)> =
            candidates.iter().map(|(a, b)| langs(space, *a as usize, *b as usize)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let learn = |pair: &(usize, usize)| (*pair, usual(space, *pair, candidates));
        Judge { space, anchors, usual: pairs.par_iter().map(learn).collect(), trusted: HashMap::new() }
    }

    /// The same judge with other anchors and what was learnt of its trust in vectors.
    pub(super) fn with(self, anchors: &'s Anchors, judged: &[Candidate]) -> Self {
        let mut sure: HashMap<(usize, usize), Vec<f32>> = HashMap::new();
        for candidate in judged.iter().filter(|c| c.vectors && c.lead > 0.0) {
            let distance = candidate.features.get(1).copied().unwrap_or_default();
            sure.entry(langs(self.space, candidate.a, candidate.b)).or_default().push(distance);
        }
        let trusted = sure.into_iter().filter(|(langs, all)| langs.0 != langs.1 && all.len() >= ENOUGH);
        let trust = |mut all: Vec<f32>| {
            all.sort_by(f32::total_cmp);
            let middle = all.get(all.len() / 2).copied().unwrap_or_default();
            ((middle - TRUST.0) / TRUST.1).clamp(0.0, 1.0)
        };
        Judge { anchors, trusted: trusted.map(|(langs, all)| (langs, trust(all))).collect(), ..self }
    }

    /// How far vectors are trusted between two languages, 0 to 1.
    pub(super) fn trust(&self, (one, two): (usize, usize)) -> f32 {
        self.trusted.get(&(one.min(two), one.max(two))).copied().unwrap_or(1.0)
    }

    /// Describes a pair and judges it without regard to rivals.
    pub(super) fn judge(&self, a: usize, b: usize) -> Candidate {
        let (a, b) = (a.min(b), a.max(b));
        let (mean, deviation) = self.usual.get(&langs(self.space, a, b)).copied().unwrap_or(USUAL);
        let likeness = self.space.likeness(a, b, mean + FOUND);
        let (cosine, shared) = self.anchors.cosine(self.space, a, b);
        let vectors = likeness != Likeness::default();
        let weaker = likeness.sides[0].min(likeness.sides[1]);
        let features = match vectors {
            true => [
                1.0,
                ((likeness.mean - mean) / deviation).clamp(-4.0, 12.0),
                likeness.mean - mean,
                weaker - mean,
                cosine,
                (1.0 + shared as f32).ln(),
                likeness.covered[0].min(likeness.covered[1]),
            ],
            false => [1.0, 0.0, 0.0, 0.0, cosine, (1.0 + shared as f32).ln(), 0.0],
        };
        let weights = weights();
        let trust = if vectors { self.trust(langs(self.space, a, b)) } else { 0.0 };
        let each = weights.vectors.iter().zip(&weights.anchors);
        let odds = features.iter().zip(each).map(|(x, (v, t))| x * (trust * v + (1.0 - trust) * t)).sum();
        Candidate {
            a,
            b,
            features,
            vectors,
            trust,
            covered: likeness.covered,
            lead: 0.0,
            odds,
            shared,
            likeness: likeness.mean,
        }
    }

    /// Judges all pairs, first by themselves, then against their rivals.
    pub(super) fn all(&self, pairs: &[(u32, u32)]) -> Vec<Candidate> {
        let mut judged: Vec<Candidate> = pairs.par_iter().map(|(a, b)| self.judge(*a as usize, *b as usize)).collect();
        let siblings: Vec<(usize, usize)> = judged.iter().filter(|c| self.siblings(c)).map(|c| (c.a, c.b)).collect();
        let mut best: BTreeMap<(usize, usize), Vec<(f32, usize)>> = BTreeMap::new();
        for candidate in &judged {
            for (own, other) in [(candidate.a, candidate.b), (candidate.b, candidate.a)] {
                best.entry((own, self.space.lang(other))).or_default().push((candidate.odds, other));
            }
        }
        best.values_mut().for_each(|list| list.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1))));
        let versions = |a: usize, b: usize| siblings.binary_search(&(a.min(b), a.max(b))).is_ok();
        let lead = |odds: f32, own: usize, other: usize| {
            let rivals = best.get(&(own, self.space.lang(other)));
            let rival = rivals.into_iter().flatten().find(|rival| rival.1 != other && !versions(rival.1, other));
            odds - rival.map_or(f32::NEG_INFINITY, |rival| rival.0)
        };
        let leads: Vec<f32> = judged.iter().map(|c| lead(c.odds, c.a, c.b).min(lead(c.odds, c.b, c.a))).collect();
        let weights = weights();
        for (candidate, lead) in judged.iter_mut().zip(leads) {
            candidate.lead = lead.clamp(-weights.most_lead, weights.most_lead);
            let [trusted, alone] = weights.lead;
            candidate.odds += (candidate.trust * trusted + (1.0 - candidate.trust) * alone) * candidate.lead;
        }
        judged
    }

    /// Whether a pair of one language is two versions of one text.
    pub(super) fn siblings(&self, candidate: &Candidate) -> bool {
        self.space.lang(candidate.a) == self.space.lang(candidate.b)
            && if candidate.vectors { candidate.likeness >= SIBLINGS } else { candidate.features[4] >= SIBLINGS }
    }
}

fn langs(space: &Space<'_>, a: usize, b: usize) -> (usize, usize) {
    let (a, b) = (space.lang(a), space.lang(b));
    (a.min(b), a.max(b))
}

/// Likeness of unrelated articles of two languages and its deviation.
fn usual(space: &Space<'_>, (one, two): (usize, usize), candidates: &[(u32, u32)]) -> (f32, f32) {
    let of = |lang: usize| space.of_lang.get(lang).map_or(&[][..], Vec::as_slice);
    let (ones, twos) = (of(one), of(two));
    // A generator of fixed numbers (Knuth's MMIX), so that every run draws the same.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut values: Vec<f32> = Vec::new();
    let most = SAMPLE.min(ones.len() * twos.len() / 2);
    for _ in 0..most {
        let (Some(a), Some(b)) = (ones.get(draw(ones.len())), twos.get(draw(twos.len()))) else { break };
        let pair = (*a.min(b), *a.max(b));
        if a != b && candidates.binary_search(&pair).is_err() {
            let likeness = space.likeness(pair.0 as usize, pair.1 as usize, 1.0);
            if likeness != Likeness::default() {
                values.push(likeness.mean);
            }
        }
    }
    let count = values.len() as f32;
    let mean = (values.iter().sum::<f32>() + PRIOR * USUAL.0) / (count + PRIOR);
    let spread = values.iter().map(|x| (x - mean).powi(2)).sum::<f32>() + PRIOR * USUAL.1.powi(2);
    (mean, (spread / (count + PRIOR)).sqrt())
}
