//! What is known of each side by itself: lengths, what leaving a sentence out costs, paragraphs, roles and seams.

use std::ops::Range;

use super::{AlignInput, BeadWeights, seams};
use crate::embed::{Similarity, letters};
use crate::extract::Role;
use crate::text::is_letter_or_figure;

/// Longest run that is kept ready.
const READY: usize = 6;
/// What leaving out a mark without a letter costs, beside a sentence of usual length.
const MARK: f32 = 1.5;

/// Lengths and layout of one side.
pub(super) struct Layout {
    /// Length of all sentences before, in letters.
    lengths: Vec<f32>,
    /// For each sentence the lengths of the runs of one to six sentences that begin with it, on the target's scale and with
    /// something added, and their logarithms.
    spans: Vec<[(f32, f32); READY]>,
    /// How much each sentence weighs beside others, all before it added up; a sentence of usual length weighs 1.
    sizes: Vec<f32>,
    /// What leaving each sentence out costs beside others.
    prices: Vec<f32>,
    /// What leaving each sentence out is worth more or less for how like it the other side's likeliest sentence is.
    pub(super) orphans: Vec<f32>,
    /// Whether a paragraph begins with the sentence; empty where nothing is known of paragraphs.
    starts: Vec<bool>,
    /// Share of the sentences that begin a paragraph.
    pub(super) share: f32,
    /// How openly the text goes on where each sentence begins, and at its end.
    seams: Vec<f32>,
    /// Whether a quotation is open there.
    pub(super) quoted: Vec<bool>,
    pub(super) roles: Vec<Role>,
}

/// Lengths and layout of both sides.
pub(super) struct Sides {
    pub(super) source: Layout,
    pub(super) target: Layout,
}

impl Sides {
    pub(super) fn new(
        source: &AlignInput<'_>,
        target: &AlignInput<'_>,
        similarity: &dyn Similarity,
        weights: &BeadWeights,
    ) -> Self {
        let ((own, other), lone) = (similarity.belonging(), similarity.lone());
        let mut source = Layout::of(source, own, lone[0], weights);
        let mut target = Layout::of(target, other, lone[1], weights);
        source.measure(target.all() / source.all());
        target.measure(1.0);
        Sides { source, target }
    }
}

impl Layout {
    fn of(input: &AlignInput<'_>, belonging: &[f32], lone: &[bool], weights: &BeadWeights) -> Self {
        let mut lengths = vec![0.0];
        let mut sum = 0.0;
        for text in &input.texts {
            sum += letters(text);
            lengths.push(sum);
        }
        let usual = (sum / input.texts.len().max(1) as f32).max(1.0);
        let (mut sizes, mut prices, mut size) = (vec![0.0], Vec::new(), 0.0);
        for (at, ((from, to), text)) in lengths.iter().zip(lengths.iter().skip(1)).zip(&input.texts).enumerate() {
            let relative = ((to - from).max(1.0) / usual).min(4.0);
            size += relative.powf(weights.size);
            sizes.push(size);
            // A mark by itself is what a splitter cut off, and belongs to what stands beside it.
            let mark = !text.chars().any(is_letter_or_figure);
            let belongs = match belonging.get(at) {
                Some(deviations) if !in_company(&input.blocks, at) => weights.belonging * deviations,
                _ => 0.0,
            };
            let lone = if lone.get(at).is_some_and(|lone| *lone) { weights.lone } else { 0.0 };
            prices.push(if mark { MARK } else { (relative.powf(weights.price) * (belongs - lone).exp()).max(0.2) });
        }
        let mut starts = Vec::new();
        let mut last = None;
        for block in &input.blocks {
            starts.push(last != Some(*block));
            last = Some(*block);
        }
        let share = starts.iter().filter(|s| **s).count() as f32 / starts.len().max(1) as f32;
        Layout {
            lengths,
            spans: Vec::new(),
            sizes,
            prices,
            orphans: Vec::new(),
            starts,
            share,
            seams: seams(input),
            quoted: seams::quoted(&input.texts),
            roles: input.roles.clone(),
        }
    }

    /// Works out the lengths of runs, of which each letter counts `ratio`.
    pub(super) fn measure(&mut self, ratio: f32) {
        let sentences = self.len();
        let of = |run: Range<usize>| {
            let length = self.length(&run) * ratio + 5.0;
            (length, ln(length))
        };
        let runs = |start: usize| std::array::from_fn(|more| of(start..(start + more + 1).min(sentences)));
        self.spans = (0..sentences).map(runs).collect();
    }

    /// Length of a run as [`measure`](Self::measure) gives it; of more than six sentences that of six.
    pub(super) fn span(&self, run: &Range<usize>) -> (f32, f32) {
        let runs = self.spans.get(run.start);
        run.len().checked_sub(1).and_then(|more| runs?.get(more.min(READY - 1)).copied()).unwrap_or((5.0, 1.61))
    }

    pub(super) fn length(&self, run: &Range<usize>) -> f32 {
        let at = |i: usize| self.lengths.get(i).copied().unwrap_or(0.0);
        at(run.end) - at(run.start)
    }

    /// Length of all sentences.
    pub(super) fn all(&self) -> f32 {
        self.length(&(0..self.len())).max(1.0)
    }

    pub(super) fn size(&self, run: &Range<usize>) -> f32 {
        let at = |i: usize| self.sizes.get(i).copied().unwrap_or(0.0);
        at(run.end) - at(run.start)
    }

    pub(super) fn price(&self, sentence: usize) -> f32 {
        self.prices.get(sentence).copied().unwrap_or(1.0)
    }

    pub(super) fn orphan(&self, sentence: usize) -> f32 {
        self.orphans.get(sentence).copied().unwrap_or(0.0)
    }

    pub(super) fn starts(&self, sentence: usize) -> Option<bool> {
        self.starts.get(sentence).copied()
    }

    /// How openly a run begins, and how it ends.
    pub(super) fn seams(&self, run: &Range<usize>) -> (f32, f32) {
        let at = |i: usize| self.seams.get(i).copied().unwrap_or(0.0);
        (at(run.start), at(run.end))
    }

    pub(super) fn crossings(&self, run: &Range<usize>) -> usize {
        self.starts.get(run.start + 1..run.end).map_or(0, |inner| inner.iter().filter(|s| **s).count())
    }

    pub(super) fn len(&self) -> usize {
        self.lengths.len() - 1
    }
}

/// How openly a text goes on where each sentence begins; nothing goes on in another paragraph.
fn seams(input: &AlignInput<'_>) -> Vec<f32> {
    let between = |(at, pair): (usize, &[&str])| match (pair, input.blocks.get(at), input.blocks.get(at + 1)) {
        (&[before, after], block, next) if block == next => seams::open(before, after),
        _ => 0.0,
    };
    std::iter::once(0.0).chain(input.texts.windows(2).enumerate().map(between)).collect()
}

/// Whether a sentence shares its paragraph with another: furniture stands by itself.
fn in_company(blocks: &[usize], at: usize) -> bool {
    let block = blocks.get(at);
    let same = |other: Option<&usize>| block.is_some() && other == block;
    same(blocks.get(at + 1)) || at.checked_sub(1).is_some_and(|before| same(blocks.get(before)))
}

/// Natural logarithm of a positive number, to four digits: asked for in every cell, and the same on every machine.
pub(super) fn ln(x: f32) -> f32 {
    // x = m * 2^e with m from 1 to 2; a minimax polynomial in m - 1 for the logarithm of m.
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let m = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000) - 1.0;
    let of_m = m * (0.999_494 + m * (-0.491_9 + m * (0.289_451 + m * (-0.136_038 + m * 0.032_149))));
    exponent as f32 * std::f32::consts::LN_2 + of_m
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near_enough() {
        for n in 1..4000 {
            let x = n as f32 * 0.01;
            assert!((ln(x) - x.ln()).abs() < 3e-4, "{x}: {} is not {}", ln(x), x.ln());
        }
    }
}
