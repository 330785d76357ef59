//! What can be set about an alignment.

use serde::{Deserialize, Serialize};

use crate::embed::LexicalWeights;

/// Settings of [`align`](super::align).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Weights of the score.
    pub weights: Weights,
    /// Most sentences of a side in one bead, 1 to 4.
    pub longest: usize,
    /// Whether passages that stand elsewhere in the target are looked for.
    pub moved: bool,
    /// Up to this many pairs of sentences the whole table is searched; beyond it, a band around likely pairs.
    pub exact_cells: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { weights: Weights::default(), longest: 4, moved: true, exact_cells: 1_000_000 }
    }
}

/// Weights of a bead's score. All scores are natural logarithms of odds, so that they add up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// What similarity counts, from the pair's usual level for unrelated sentences to that for translations.
    pub similarity: f32,
    /// Where between these two levels similarity speaks neither for nor against a bead, 0 to 1.
    pub threshold: f32,
    /// The two levels are taken to be at least this far apart: in a pair without any evidence noise must not count.
    pub spread: f32,
    /// One source sentence for one target sentence.
    pub one_to_one: f32,
    /// A source sentence without a counterpart, a target sentence without one.
    pub deletion: f32,
    /// How far the second pass makes deletions cheaper in a pair that has many.
    pub deletion_learnt: f32,
    /// A bead of two and one, then for each further sentence.
    pub merge: f32,
    /// Each sentence beyond three in a bead, or two on both sides.
    pub merge_more: f32,
    /// What the lengths count.
    pub length: f32,
    /// Variance of the target's characters for one of the source's (Gale and Church 1993: 6.8).
    pub length_variance: f32,
    /// Variance of the logarithm of the length ratio that remains in long sentences.
    pub length_floor: f32,
    /// What two lengths that fit exactly count.
    pub length_fit: f32,
    /// What paragraph boundaries count.
    pub paragraph: f32,
    /// A boundary of paragraphs inside a merged run.
    pub crossing: f32,
    /// Headline with headline, caption with caption; below zero if the roles differ.
    pub role: f32,
    /// Distance between the places in both texts, as a share of their length.
    pub position: f32,
    /// Likeness from which a left-over pair counts as moved, on the pair's own scale: 0 as unrelated sentences, 1 as those
    /// that are one another's best.
    pub moved: f32,
    /// Trust in the terms of the texts.
    pub lexical: LexicalWeights,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            similarity: 4.92,
            threshold: 0.78,
            spread: 0.021,
            one_to_one: -0.23,
            deletion: -2.85,
            deletion_learnt: 1.58,
            merge: -2.57,
            merge_more: -1.85,
            length: 1.93,
            length_variance: 5.0,
            length_floor: 0.025,
            length_fit: 1.0,
            paragraph: 0.72,
            crossing: -0.22,
            role: 2.75,
            position: -1.05,
            moved: 0.66,
            lexical: LexicalWeights::default(),
        }
    }
}
