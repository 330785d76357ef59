//! Pages of which nothing is sure: where every block is more likely furniture than not, keeping nothing is the worst
//! answer of all.
//!
//! The set of blocks that makes the expected F1 greatest is that of all blocks whose chance to be the article's is above
//! half of that F1 (Lipton, Elkan & Naryanaswamy 2014). Where the trees are sure of something, that is about one half;
//! elsewhere the bound falls with it.

use super::features::Known;

/// Expected F1 above which one half stays the bound: there the sets differ by single blocks, and the chances are not
/// that exact.
const SURE: f32 = 0.6;

/// What the scores (log odds of furniture) of a page are lowered by.
pub(super) fn relief(known: &[Known], scores: &[f32]) -> f32 {
    let chance = |score: f32| 1.0 / (1.0 + score.exp());
    let seen = known.iter().zip(scores).filter(|(known, _)| known.markup.hidden == 0.0);
    let mut blocks: Vec<(f32, f32)> = seen.map(|(known, score)| (*score, known.counts.words())).collect();
    blocks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: f32 = blocks.iter().map(|(score, words)| words * chance(*score)).sum();
    let (mut kept, mut right, mut best) = (0.0, 0.0, 0.0_f32);
    for (score, words) in blocks {
        kept += words;
        right += words * chance(score);
        best = best.max(2.0 * right / (kept + wanted).max(1.0));
    }
    let bound = best / 2.0;
    if best > SURE || bound <= 0.0 { 0.0 } else { ((1.0 - bound) / bound).ln() }
}
