//! Scores of single sentences against one another: the pair's usual levels, and each sentence's likeliest partner.

use std::ops::Range;

use super::BeadWeights;
use crate::embed::{Band, Similarity};

/// Scores of pairs of single sentences, which are asked for more than once; of a short text's all, else none.
pub(super) struct Singles {
    scores: Vec<f32>,
    targets: usize,
}

/// How far from the expected place a partner is looked for.
const NEAR: usize = 60;
/// Source sentences of which the scores are looked at, at most; of a longer text every second one, and so on.
const SAMPLED: usize = 300;

impl Singles {
    pub(super) fn new(similarity: &dyn Similarity, band: &Band, source: usize, target: usize) -> Self {
        if source > SAMPLED || target > 4 * SAMPLED || (0..source).any(|i| band.window(i) != (0..target)) {
            return Singles { scores: Vec::new(), targets: 0 };
        }
        let cells = (0..source).flat_map(|i| (0..target).map(move |j| (i, j)));
        let scores = cells.map(|(i, j)| similarity.score(i..i + 1, j..j + 1)).collect();
        Singles { scores, targets: target }
    }

    pub(super) fn get(&self, i: usize, j: usize) -> Option<f32> {
        if j < self.targets { self.scores.get(i * self.targets + j).copied() } else { None }
    }

    /// Score of a pair of single sentences, whether it is kept or not.
    fn score(&self, similarity: &dyn Similarity, i: usize, j: usize) -> f32 {
        self.get(i, j).unwrap_or_else(|| similarity.score(i..i + 1, j..j + 1))
    }

    /// Similarity of unrelated sentences, and of those that are one another's best: medians, and what is usual where there
    /// are too few to tell.
    pub(super) fn levels(
        &self,
        similarity: &dyn Similarity,
        band: &Band,
        sentences: usize,
        weights: &BeadWeights,
    ) -> (f32, f32) {
        let step = sentences / SAMPLED + 1;
        let (mut low, mut high) = (Vec::new(), Vec::new());
        let mut row: Vec<f32> = Vec::new();
        for i in (0..sentences).step_by(step) {
            let window = band.window(i);
            let (thin, first) = (window.len() / SAMPLED + 1, window.start);
            row.clear();
            row.extend(window.map(|j| self.score(similarity, i, j)));
            low.extend(row.iter().skip(i % thin).step_by(thin));
            // Of equal ones the first is the best.
            let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
            let Some((j, score)) = best.map(|(at, score)| (first + at, *score)) else { continue };
            let better = |k: usize| {
                let other = self.score(similarity, k, j);
                other > score || other == score && k < i
            };
            let (from, to) = (i.saturating_sub(SAMPLED / 2), (i + SAMPLED / 2).min(sentences));
            if !(from..to).any(|k| k != i && band.window(k).contains(&j) && better(k)) {
                high.push(score);
            }
        }
        let sure = high.len() as f32 / (high.len() as f32 + weights.prior).max(f32::MIN_POSITIVE);
        let mix = |usual: f32, own: f32| usual + (own - usual) * sure;
        (mix(weights.low, median(&mut low)), mix(weights.high, median(&mut high)))
    }

    /// How like each sentence of either side is the other side's likeliest sentence or clause, among those that stand near the
    /// place where its counterpart is expected, on the pair's own scale; minus infinity where none was looked at.
    pub(super) fn partners(
        &self,
        similarity: &dyn Similarity,
        band: &Band,
        (source, target): (usize, usize),
        (low, spread): (f32, f32),
    ) -> (Vec<f32>, Vec<f32>) {
        let (mut own, mut other) = (vec![f32::NEG_INFINITY; source], vec![f32::NEG_INFINITY; target]);
        for (i, own) in own.iter_mut().enumerate() {
            let window = near(&band.window(i), i * target / source.max(1));
            for (j, other) in window.clone().zip(other.get_mut(window).unwrap_or_default()) {
                let level = (self.score(similarity, i, j) - low) / spread;
                let [told, tells] = similarity.told(i, j);
                *own = own.max(level).max(told);
                *other = other.max(level).max(tells);
            }
        }
        (own, other)
    }
}

/// The part of a row's window that lies around the place where a counterpart is expected.
fn near(window: &Range<usize>, expected: usize) -> Range<usize> {
    let last = window.end.saturating_sub(NEAR).max(window.start);
    let middle = expected.clamp((window.start + NEAR).min(last), last);
    middle.saturating_sub(NEAR).max(window.start)..(middle + NEAR + 1).min(window.end)
}

pub(super) fn median(values: &mut [f32]) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.5 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}
