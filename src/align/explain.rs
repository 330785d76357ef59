//! What carried each bead of an alignment.

use std::ops::Range;

use super::layout::Sides;
use super::model::Model;
use super::{AlignInput, Bead, Options, first_pass, gather, solve, weights};

/// What an alignment was made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explained {
    /// How far the vectors of the sentences are trusted in this pair, 0 to 1.
    pub trust: f32,
    /// What leaving out a sentence of usual length is worth, in logarithms of odds.
    pub omission: f32,
    /// What adding one is worth.
    pub addition: f32,
    /// Target letters for one of the source.
    pub ratio: f32,
    /// For each bead what its worth is made of; nothing for omissions and additions.
    pub beads: Vec<Option<Parts>>,
    /// Likeness of source and target sentences on the pair's own scale, 0 as unrelated ones and 1 as translations, for the
    /// pairs that were looked at.
    pub cells: Vec<(usize, usize, f32)>,
}

/// What the worth of a bead is made of, in logarithms of odds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// Vectors and terms together.
    pub likeness: f32,
    /// Likeness by vectors on the pair's own scale: 0 as unrelated sentences, 1 as translations. A part of `likeness`.
    pub vectors: f32,
    /// Evidence of figures, names and words. A part of `likeness`.
    pub terms: f32,
    /// How well the lengths fit.
    pub lengths: f32,
    /// How usual beads of this kind are.
    pub kind: f32,
    /// Paragraphs, seams, quotations and roles.
    pub layout: f32,
    /// Distance between the places in both texts.
    pub place: f32,
}

impl Parts {
    /// What the bead is worth.
    pub fn worth(&self) -> f32 {
        self.likeness + self.lengths + self.kind + self.layout + self.place
    }
}

/// Says what carried the beads that [`align`](super::align) gave for the same arguments.
pub fn explain(source: &AlignInput<'_>, target: &AlignInput<'_>, beads: &[Bead], options: &Options) -> Explained {
    let mut evidence = gather(source, target, options);
    let weights = weights(options, evidence.trust());
    let band = evidence.band().clone();
    let sides = Sides::new(source, target, &evidence, &weights);
    let model = Model::new(sides, &evidence, &band, &weights);
    let first = solve(&model, &band, source, &first_pass(options));
    let sides = model.into_sides();
    evidence.learn(&first);
    let mut model = Model::new(sides, &evidence, &band, &weights);
    model.learn(&first);
    let parts = |bead: &Bead| {
        let (s, t) = (&bead.source, &bead.target);
        (!s.is_empty() && !t.is_empty()).then(|| {
            let (vectors, terms) = evidence.parts(s, t);
            Parts { vectors, terms, ..model.parts(s, t) }
        })
    };
    let cell = |i: usize, j: usize| (i, j, model.level(&(i..i + 1), &(j..j + 1)));
    let row = |i: usize| -> Range<usize> { band.window(i) };
    Explained {
        trust: evidence.trust(),
        omission: model.deletions().0,
        addition: model.deletions().1,
        ratio: model.ratio(),
        beads: beads.iter().map(parts).collect(),
        cells: (0..source.texts.len()).flat_map(|i| row(i).map(move |j| (i, j))).map(|(i, j)| cell(i, j)).collect(),
    }
}
