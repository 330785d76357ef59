//! What can be set about an alignment.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use crate::embed::{Embedded, Encoder, EvidenceWeights, SentenceEncoder};

/// Settings of [`align`](super::align).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Weights of the score.
    pub weights: Weights,
    /// Where the vectors of the sentences come from.
    #[serde(skip)]
    pub encoder: Encoding,
    /// Most sentences of a side in one bead, 1 to 6; with 1 no sentences are merged.
    pub longest: usize,
    /// Whether passages that stand elsewhere in the target are looked for.
    pub moved: bool,
    /// Whether the articles tell of the same without one rendering the other: what looks like a part of a sentence is mostly
    /// another one then, and merged beads are worth less.
    pub comparable: bool,
    /// Sentences of both sides that must begin a bead together, by their numbers. No bead reaches across an anchor, and
    /// nothing is looked for out of order. Anchors that lie outside the texts or cross one given before are passed over.
    pub anchors: Vec<(usize, usize)>,
    /// Up to this many pairs of sentences the whole table is searched; beyond it, a band around likely pairs.
    pub exact_cells: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            weights: Weights::default(),
            encoder: Encoding::default(),
            longest: 6,
            moved: true,
            comparable: false,
            anchors: Vec::new(),
            exact_cells: 1_000_000,
        }
    }
}

/// A vocabulary smaller than this is for trying things out; it knows no language.
const FEWEST: usize = 1000;

/// Where the vectors of the sentences come from.
#[derive(Clone, Default)]
pub enum Encoding {
    /// The encoder that is built in.
    #[default]
    BuiltIn,
    /// An encoder of the caller's.
    Given(Arc<dyn SentenceEncoder>),
    /// There are none: figures, names and words that the texts share speak alone.
    None,
}

impl Encoding {
    /// Vectors of some sentences; see [`vectors`](Self::vectors).
    pub(super) fn embed(&self, sentences: &[&str]) -> Option<Embedded> {
        self.vectors(sentences, &[]).map(|(embedded, _)| embedded)
    }

    /// Vectors of the sentences of both sides. An encoder that fails gives none, and the terms of the texts speak alone; a
    /// caller who wants to know of it embeds by himself and hands the vectors over in
    /// [`AlignInput::vectors`](super::AlignInput::vectors).
    pub(super) fn vectors(&self, source: &[&str], target: &[&str]) -> Option<(Embedded, Embedded)> {
        let of = |encoder: &dyn SentenceEncoder, texts: &[&str]| Embedded::new(texts, encoder).ok();
        let both = |encoder: &dyn SentenceEncoder| of(encoder, source).zip(of(encoder, target));
        match self {
            Encoding::BuiltIn => {
                static BUILT_IN: LazyLock<Option<Encoder>> =
                    LazyLock::new(|| Encoder::built_in().ok().filter(|encoder| encoder.info().pieces >= FEWEST));
                both(BUILT_IN.as_ref()?)
            }
            Encoding::Given(encoder) => both(encoder.as_ref()),
            Encoding::None => None,
        }
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::BuiltIn => "BuiltIn",
            Encoding::Given(_) => "Given",
            Encoding::None => "None",
        })
    }
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Encoding::Given(a), Encoding::Given(b)) => Arc::ptr_eq(a, b),
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

/// Weights of a bead's score. They are read from `weights.toml`, which says how they were found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Where terms of the texts speak alone.
    pub terms: BeadWeights,
    /// Where vectors are fully trusted; in between, each weight lies in between.
    pub vectors: BeadWeights,
    /// What terms and vectors count.
    pub evidence: EvidenceWeights,
}

/// Weights of a bead's score. All scores are natural logarithms of odds, so that they add up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeadWeights {
    /// What similarity counts, from the pair's usual level for unrelated sentences to that for translations.
    pub similarity: f32,
    /// Where between these two levels similarity speaks neither for nor against a bead, 0 to 1.
    pub threshold: f32,
    /// The two levels are taken to be at least this far apart: in a pair without any evidence noise must not count.
    pub spread: f32,
    /// Score of unrelated sentences, and of translations, before anything is known of the pair.
    pub low: f32,
    /// See [`low`](Self::low).
    pub high: f32,
    /// How many pairs of sentences' worth of evidence these two count as.
    pub prior: f32,
    /// How far the weight of similarity follows the distance of the pair's own levels, 0 to 1: what lies between two levels
    /// that are near to one another is partly noise.
    pub adapt: f32,
    /// One source sentence for one target sentence.
    pub one_to_one: f32,
    /// A source sentence without a counterpart, a target sentence without one.
    pub deletion: f32,
    /// How far the second pass makes deletions cheaper in a pair that has many.
    pub deletion_learnt: f32,
    /// A bead of two and one, then for each further sentence.
    pub merge: f32,
    /// What it is worth less in a pair whose best sentences are hardly more alike than unrelated ones: such articles tell of
    /// the same, and what looks like a part of a sentence is another one.
    pub merge_loose: f32,
    /// What it is worth less in articles of which the caller says that they are [comparable](Options::comparable).
    pub merge_comparable: f32,
    /// How far the second pass makes merged beads cheaper in a pair that has many.
    pub merge_learnt: f32,
    /// Each sentence beyond two of the side that has more.
    pub merge_more: f32,
    /// Each sentence beyond one of the side that has fewer.
    pub merge_both: f32,
    /// How far the second pass makes these cheaper in a pair that has many merged beads.
    pub merge_more_learnt: f32,
    /// What the lengths count.
    pub length: f32,
    /// Variance of the target's characters for one of the source's (Gale and Church 1993: 6.8).
    pub length_variance: f32,
    /// Variance of the logarithm of the length ratio that remains in long sentences.
    pub length_floor: f32,
    /// Variance of the logarithm of the ratio where lengths have nothing to do with one another.
    pub length_apart: f32,
    /// By what power of its length, relative to others, the likeness of a sentence counts.
    pub size: f32,
    /// By what power of its length, relative to others, a sentence left out costs: furniture is short.
    pub price: f32,
    /// How much dearer a sentence is to leave out, in logarithms, for each deviation by which it belongs better to its text
    /// than others do: furniture does not belong.
    pub belonging: f32,
    /// How much cheaper, in logarithms, a sentence is to leave out whose facts the other side has nowhere.
    pub lone: f32,
    /// How much dearer a sentence is to leave out for each level by which the other side's likeliest sentence lies above
    /// [`partner_level`](Self::partner_level): what has a partner was not left out.
    pub partner: f32,
    /// Likeness of the likeliest sentence that speaks neither way, on the pair's own scale: 0 as unrelated sentences, 1 as
    /// those that are one another's best.
    pub partner_level: f32,
    /// What paragraph boundaries count.
    pub paragraph: f32,
    /// A boundary of paragraphs inside a merged run.
    pub crossing: f32,
    /// A bead that begins, or ends, where one side's sentence goes on in the next one and the other side's does not.
    pub seam: f32,
    /// What it counts that a quotation is open where the bead begins on one side alone.
    pub quotation: f32,
    /// Headline with headline, caption with caption; below zero if the roles differ.
    pub role: f32,
    /// Distance between the places in both texts, as a share of their length.
    pub position: f32,
    /// Likeness from which a left-over pair counts as moved, on the pair's own scale: 0 as unrelated sentences, 1 as those
    /// that are one another's best.
    pub moved: f32,
    /// What a further version of the story counts that has the sentences of a bead, from tying them to other ones to tying them
    /// to one another; several count with the root of their number.
    pub vouch: f32,
}

impl Default for Weights {
    fn default() -> Self {
        static READ: LazyLock<Option<Weights>> = LazyLock::new(|| toml::from_str(include_str!("weights.toml")).ok());
        READ.clone().unwrap_or(Weights {
            terms: BeadWeights::ZERO,
            vectors: BeadWeights::ZERO,
            evidence: EvidenceWeights::default(),
        })
    }
}

impl BeadWeights {
    const ZERO: Self = BeadWeights {
        similarity: 0.0,
        threshold: 0.0,
        spread: 0.0,
        low: 0.0,
        high: 0.0,
        prior: 0.0,
        adapt: 0.0,
        one_to_one: 0.0,
        deletion: 0.0,
        deletion_learnt: 0.0,
        merge: 0.0,
        merge_loose: 0.0,
        merge_comparable: 0.0,
        merge_learnt: 0.0,
        merge_more: 0.0,
        merge_both: 0.0,
        merge_more_learnt: 0.0,
        length: 0.0,
        length_variance: 0.0,
        length_floor: 0.0,
        length_apart: 0.0,
        size: 0.0,
        price: 0.0,
        belonging: 0.0,
        lone: 0.0,
        partner: 0.0,
        partner_level: 0.0,
        paragraph: 0.0,
        crossing: 0.0,
        seam: 0.0,
        quotation: 0.0,
        role: 0.0,
        position: 0.0,
        moved: 0.0,
        vouch: 0.0,
    };

    /// Weights at a share of the way to others.
    pub(super) fn towards(&self, other: &Self, share: f32) -> Self {
        let at = |from: f32, to: f32| from + share * (to - from);
        BeadWeights {
            similarity: at(self.similarity, other.similarity),
            threshold: at(self.threshold, other.threshold),
            spread: at(self.spread, other.spread),
            low: at(self.low, other.low),
            high: at(self.high, other.high),
            prior: at(self.prior, other.prior),
            adapt: at(self.adapt, other.adapt),
            one_to_one: at(self.one_to_one, other.one_to_one),
            deletion: at(self.deletion, other.deletion),
            deletion_learnt: at(self.deletion_learnt, other.deletion_learnt),
            merge: at(self.merge, other.merge),
            merge_loose: at(self.merge_loose, other.merge_loose),
            merge_comparable: at(self.merge_comparable, other.merge_comparable),
            merge_learnt: at(self.merge_learnt, other.merge_learnt),
            merge_more: at(self.merge_more, other.merge_more),
            merge_both: at(self.merge_both, other.merge_both),
            merge_more_learnt: at(self.merge_more_learnt, other.merge_more_learnt),
            length: at(self.length, other.length),
            length_variance: at(self.length_variance, other.length_variance),
            length_floor: at(self.length_floor, other.length_floor),
            length_apart: at(self.length_apart, other.length_apart),
            size: at(self.size, other.size),
            price: at(self.price, other.price),
            belonging: at(self.belonging, other.belonging),
            lone: at(self.lone, other.lone),
            partner: at(self.partner, other.partner),
            partner_level: at(self.partner_level, other.partner_level),
            paragraph: at(self.paragraph, other.paragraph),
            crossing: at(self.crossing, other.crossing),
            seam: at(self.seam, other.seam),
            quotation: at(self.quotation, other.quotation),
            role: at(self.role, other.role),
            position: at(self.position, other.position),
            moved: at(self.moved, other.moved),
            vouch: at(self.vouch, other.vouch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_can_be_read() {
        assert!(Weights::default().terms.similarity > 0.0);
    }
}
