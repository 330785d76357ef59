//! How sure each bead of the best path is: its share of all paths that pass near by.

use std::ops::Range;

use super::model::Model;
use super::search::{Diagonals, Pair, shapes};

/// How far from the best path other paths may go, in sentences.
const HALF: usize = 5;
/// The scores of beads are not independent of one another; divided by this they make fair probabilities (fitted).
const TEMPERATURE: f32 = 1.3;

/// A path whose share is smaller than this power of e is left out of the sums.
const NOTHING: f32 = 4.5;

/// Nor is gone on from where paths have a share smaller than this, of all that have read as many sentences.
const LOST: f32 = 9.0;

/// Logarithms of sums over paths, in a narrow band around the best one.
struct Sums {
    rows: Vec<Range<usize>>,
    offsets: Vec<usize>,
    forward: Vec<f32>,
    backward: Vec<f32>,
    /// How many shapes a bead may have.
    shapes: usize,
    /// For each cell and shape the worth of the bead that ends there.
    worth: Vec<f32>,
}

/// Probabilities of the beads of `path`, in its order, by the forward-backward algorithm.
///
/// A sentence that stands alone may do so at several places of the other side: all of them count for it.
pub(super) fn posterior(model: &Model<'_>, path: &[Pair], longest: usize) -> Vec<f32> {
    let shapes = shapes(longest);
    let mut sums = Sums::new(rows(path), shapes.len());
    sums.run_forward(model, &shapes);
    sums.run_backward(&shapes);
    let all = sums.forward.last().copied().unwrap_or(0.0);
    let gone = sums.gone(&shapes, all);
    let mut at = (0, 0);
    let mut out = Vec::with_capacity(path.len());
    for (source, target) in path {
        let to = (at.0 + source.len(), at.1 + target.len());
        let sure = match (source.len(), target.len()) {
            (1, 0) => gone.0.get(at.0).copied().unwrap_or(0.0),
            (0, 1) => gone.1.get(at.1).copied().unwrap_or(0.0),
            shape => shapes.iter().position(|s| *s == shape).map_or(0.0, |shape| sums.share(at, to, shape, all)),
        };
        out.push(sure.clamp(0.0, 1.0));
        at = to;
    }
    out
}

/// The band: for each number of source sentences read, the numbers of target sentences read on the path, widened.
fn rows(path: &[Pair]) -> Vec<Range<usize>> {
    let (mut i, mut j) = (0, 0);
    let mut rows: Vec<Range<usize>> = std::iter::once(0..1).collect();
    for (source, target) in path {
        for _ in 0..source.len() {
            rows.push(j..j + 1);
        }
        (i, j) = (i + source.len(), j + target.len());
        rows.iter_mut().skip(i - source.len()).for_each(|row| row.end = row.end.max(j + 1));
    }
    rows.iter_mut().for_each(|row| *row = row.start.saturating_sub(HALF)..(row.end + HALF).min(j + 1));
    rows
}

impl Sums {
    fn new(rows: Vec<Range<usize>>, shapes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows.len());
        let mut cells = 0;
        for row in &rows {
            offsets.push(cells);
            cells += row.len();
        }
        let empty = vec![f32::NEG_INFINITY; cells];
        Sums { rows, offsets, forward: empty.clone(), backward: empty, shapes, worth: Vec::new() }
    }

    fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let row = self.rows.get(i)?;
        row.contains(&j).then(|| self.offsets.get(i).map(|at| at + j - row.start))?
    }

    /// Probability of the bead of a shape between two cells.
    fn share(&self, from: (usize, usize), to: (usize, usize), shape: usize, all: f32) -> f32 {
        let read =
            |list: &[f32], cell: Option<usize>| cell.and_then(|c| list.get(c)).copied().unwrap_or(f32::NEG_INFINITY);
        let end = self.cell(to.0, to.1);
        let worth = read(&self.worth, end.map(|c| c * self.shapes + shape));
        (read(&self.forward, self.cell(from.0, from.1)) + worth + read(&self.backward, end) - all).min(0.0).exp()
    }

    /// Probabilities that each source sentence is left out and each target sentence added, wherever on the other side.
    fn gone(&self, shapes: &[(usize, usize)], all: f32) -> (Vec<f32>, Vec<f32>) {
        let number = |shape: (usize, usize)| shapes.iter().position(|s| *s == shape).unwrap_or(0);
        let (omitted, added) = (number((1, 0)), number((0, 1)));
        let columns = self.rows.last().map_or(0, |row| row.end.saturating_sub(1));
        let mut gone = (vec![0.0f32; self.rows.len().saturating_sub(1)], vec![0.0f32; columns]);
        for (i, row) in self.rows.iter().enumerate() {
            for j in row.clone() {
                if let Some(slot) = i.checked_sub(1).and_then(|s| gone.0.get_mut(s)) {
                    *slot += self.share((i - 1, j), (i, j), omitted, all);
                }
                if let Some(slot) = j.checked_sub(1).and_then(|t| gone.1.get_mut(t)) {
                    *slot += self.share((i, j - 1), (i, j), added, all);
                }
            }
        }
        gone
    }

    fn run_forward(&mut self, model: &Model<'_>, shapes: &[(usize, usize)]) {
        self.worth = vec![f32::NEG_INFINITY; self.forward.len() * shapes.len()];
        let mut diagonals = Diagonals::new(&self.rows);
        while let Some(cells) = diagonals.advance(&self.rows) {
            let mut most = f32::NEG_INFINITY;
            for &(i, j) in cells {
                let Some(cell) = self.cell(i, j) else { continue };
                let sum = self.sum_to(model, shapes, (i, j), cell);
                if let Some(slot) = self.forward.get_mut(cell) {
                    *slot = sum;
                }
                most = most.max(sum);
            }
            for &(i, j) in cells {
                let sum = self.cell(i, j).and_then(|cell| self.forward.get_mut(cell));
                sum.into_iter().filter(|sum| **sum < most - LOST).for_each(|sum| *sum = f32::NEG_INFINITY);
            }
        }
    }

    /// Sum over all paths that lead to a cell; keeps what the beads that end there are worth.
    fn sum_to(&mut self, model: &Model<'_>, shapes: &[(usize, usize)], (i, j): (usize, usize), cell: usize) -> f32 {
        let mut sum = if (i, j) == (0, 0) { 0.0 } else { f32::NEG_INFINITY };
        for (number, &(a, b)) in shapes.iter().enumerate() {
            let (Some(s), Some(t)) = (i.checked_sub(a), j.checked_sub(b)) else { continue };
            let before = self.cell(s, t).and_then(|c| self.forward.get(c)).copied();
            let Some(before) = before.filter(|sum| sum.is_finite()) else { continue };
            // What adds nothing that could be seen is not worked out.
            let floor = (sum - before - NOTHING) * TEMPERATURE;
            let worth = match (a, b) {
                (_, 0) => Some(model.omission(s)),
                (0, _) => Some(model.addition(t)),
                _ => model.bead_above(s..i, t..j, floor),
            };
            let Some(worth) = worth.map(|worth| worth / TEMPERATURE) else { continue };
            if let Some(slot) = self.worth.get_mut(cell * shapes.len() + number) {
                *slot = worth;
            }
            sum = log_add(sum, before + worth);
        }
        sum
    }

    fn run_backward(&mut self, shapes: &[(usize, usize)]) {
        if let Some(last) = self.backward.last_mut() {
            *last = 0.0;
        }
        for i in (0..self.rows.len()).rev() {
            for j in self.rows.get(i).cloned().unwrap_or(0..0).rev() {
                let Some(cell) = self.cell(i, j) else { continue };
                let after = self.backward.get(cell).copied().filter(|after| after.is_finite());
                let Some(after) = after else { continue };
                for (number, &(a, b)) in shapes.iter().enumerate() {
                    let (Some(s), Some(t)) = (i.checked_sub(a), j.checked_sub(b)) else { continue };
                    let worth = self.worth.get(cell * shapes.len() + number).copied().filter(|worth| worth.is_finite());
                    let Some(worth) = worth else { continue };
                    if let Some(slot) = self.cell(s, t).and_then(|c| self.backward.get_mut(c)) {
                        *slot = log_add(*slot, after + worth);
                    }
                }
            }
        }
    }
}

/// Logarithm of the sum of two numbers that are given by their logarithms.
fn log_add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_follows_the_path() {
        let path = vec![(0..1, 0..1), (1..1, 1..30), (1..3, 30..31)];
        let rows = rows(&path);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows.first(), Some(&(0..2 + HALF)));
        assert_eq!(rows.get(1), Some(&(0..32)));
        assert_eq!(rows.last(), Some(&(30 - HALF..32)));
    }
}
