//! How alike articles of two languages are: unrelated ones, and versions of one story.

use rayon::prelude::*;

use super::space::{Likeness, Space};

/// Pairs of unrelated articles that the usual likeness of two languages is learnt from.
const SAMPLE: usize = 64;
/// How many such pairs the usual likeness before anything is known counts as.
const PRIOR: f32 = 12.0;
/// Likeness of unrelated articles and its deviation, before anything is known.
const USUAL: (f32, f32) = (0.2, 0.055);
/// How much more alike versions are, before anything is known, and within which bounds.
const VERSIONS: f32 = 0.4;
const BOUNDS: (f32, f32) = (0.1, 0.6);
/// Fewest pairs that something is learnt from.
const ENOUGH: usize = 12;
/// Odds of the pairs that this is learnt from, and how many there are at least of all languages together.
const SUREST: (f32, usize) = (1.2, 50);
/// Share of the better found side of the surest versions (three of four have more) from which on it speaks against a pair that
/// little of it is found, where it does so fully, and how little that is then.
const FOUND: (f32, f32) = (0.75, 0.9);
const LEAST: f32 = 0.35;
/// Distance of versions from unrelated articles, in deviations, at which vectors begin to be trusted, and how much further
/// they are trusted fully.
const TRUST: (f32, f32) = (3.5, 2.0);

/// How far vectors are trusted at least between two languages, of what they are trusted between either and most others; and of
/// how many languages there must be most.
const KNOWN: (f32, usize) = (0.8, 5);

/// What is known of two languages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between {
    /// Likeness of unrelated articles.
    pub(super) mean: f32,
    /// Its deviation.
    pub(super) deviation: f32,
    /// How far above that versions usually lie.
    pub(super) versions: f32,
    /// What share of the better found side of versions is found at least; 0 where that says nothing.
    pub(super) least: f32,
    /// How far vectors are trusted at least.
    floor: f32,
}

impl Default for Between {
    fn default() -> Self {
        Between { mean: USUAL.0, deviation: USUAL.1, versions: VERSIONS, least: 0.0, floor: 0.0 }
    }
}

impl Between {
    /// How far vectors are trusted, 0 to 1.
    pub(super) fn trust(&self) -> f32 {
        ((self.versions / self.deviation - TRUST.0) / TRUST.1).clamp(self.floor, 1.0)
    }

    /// Takes in that of the better found side of versions this share is found as a rule: where that is most of it, texts of which hardly anything is found are no versions, whatever names and figures they share.
    pub(super) fn found_are(&mut self, share: f32) {
        self.least = LEAST * ((share - FOUND.0) / (FOUND.1 - FOUND.0)).clamp(0.0, 1.0);
    }

    /// Takes in that `count` pairs lie so far above unrelated ones.
    pub(super) fn versions_are(&mut self, above: f32, count: usize) {
        let count = count as f32;
        self.versions = ((above * count + VERSIONS * PRIOR) / (count + PRIOR)).clamp(BOUNDS.0, BOUNDS.1);
    }
}

/// What is known of each two languages.
pub(super) struct Langs {
    count: usize,
    between: Vec<Between>,
}

impl Langs {
    /// Learns how alike unrelated articles are; `candidates` may be related.
    pub(super) fn new(space: &Space<'_>, candidates: &[(u32, u32)]) -> Self {
        let count = space.of_lang.len();
        let pairs: Vec<(usize, usize)> = (0..count).flat_map(|one| (0..count).map(move |two| (one, two))).collect();
        // Nothing is told of two articles of one language but whether they are one text.
        let learn = |&(one, two): &(usize, usize)| match one < two && space.langs_across(one, two) {
            true => unrelated(space, (one, two), candidates),
            false => Between::default(),
        };
        Langs { count, between: pairs.par_iter().map(learn).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.between.len()
    }

    pub(super) fn number(&self, one: usize, two: usize) -> usize {
        one.min(two) * self.count + one.max(two)
    }

    pub(super) fn of(&self, one: usize, two: usize) -> Between {
        self.between.get(self.number(one, two)).copied().unwrap_or_default()
    }

    /// Takes in what pairs are like that are sure by something else than vectors. Where two languages have few, what of versions
    /// is found is that of all languages.
    pub(super) fn learn(&mut self, sure: &[Vec<Sure>]) {
        let surest = |sure: &[Sure]| -> Vec<f32> {
            sure.iter().filter(|pair| pair.odds > SUREST.0).map(|pair| pair.found).collect()
        };
        let mut all: Vec<f32> = sure.iter().flat_map(|sure| surest(sure)).collect();
        let of_all = if all.len() < SUREST.1 { 0.0 } else { at(&mut all, 0.25) };
        for (between, sure) in self.between.iter_mut().zip(sure) {
            let mut likeness: Vec<f32> = sure.iter().map(|pair| pair.likeness).collect();
            if likeness.len() >= ENOUGH {
                between.versions_are(at(&mut likeness, 0.5) - between.mean, likeness.len());
            }
            let mut found = surest(sure);
            between.found_are(if found.len() < 2 * ENOUGH { of_all } else { at(&mut found, 0.25) });
        }
        self.lean();
    }

    /// Lets each two languages lean on what is known of either. Where few articles have a version, what looks sure between two
    /// of many languages is mostly none, and says of an encoder that knows both that it knows nothing of them.
    fn lean(&mut self) {
        if self.count < KNOWN.1 {
            return;
        }
        let trusted = |one: usize| -> f32 {
            let others = (0..self.count).filter(|two| *two != one);
            let mut trust: Vec<f32> = others.map(|two| Between { floor: 0.0, ..self.of(one, two) }.trust()).collect();
            at(&mut trust, 0.5)
        };
        let known: Vec<f32> = (0..self.count).map(trusted).collect();
        for (number, between) in self.between.iter_mut().enumerate() {
            let sides = [number / self.count, number % self.count];
            let least = sides.iter().filter_map(|side| known.get(*side)).fold(1.0_f32, |least, x| least.min(*x));
            between.floor = KNOWN.0 * least;
        }
    }
}

fn unrelated(space: &Space<'_>, (one, two): (usize, usize), candidates: &[(u32, u32)]) -> Between {
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
                values.push(likeness.mean());
            }
        }
    }
    let count = values.len() as f32;
    let mean = (values.iter().sum::<f32>() + PRIOR * USUAL.0) / (count + PRIOR);
    let spread = values.iter().map(|x| (x - mean).powi(2)).sum::<f32>() + PRIOR * USUAL.1.powi(2);
    Between { mean, deviation: (spread / (count + PRIOR)).sqrt(), ..Between::default() }
}

/// A pair that is sure by something else than vectors.
#[derive(Clone, Copy)]
pub(super) struct Sure {
    pub(super) odds: f32,
    pub(super) likeness: f32,
    /// Share of the better found side that is found.
    pub(super) found: f32,
}

/// The value that such a share of the others lies below; 0 if there is none.
pub(super) fn at(values: &mut [f32], share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get((values.len() as f32 * share) as usize).copied().unwrap_or_default()
}
