//! Articles sorted into cells of near ones, so that an article need not be held against all others.
//!
//! An inverted file: the vectors are clustered by k-means, and a search looks into the cells whose centres are nearest
//! (Jégou, Douze and Schmid 2011, *Product Quantization for Nearest Neighbor Search*, section IV).

use rayon::prelude::*;

use super::profile::small;
use super::space::{Space, dot};

/// Articles of a cell on average.
const SIZE: usize = 128;
/// Articles for each cell that the centres are learnt from.
const SAMPLE: usize = 12;
/// Rounds of learning.
const ROUNDS: usize = 4;
/// Cells that a search looks into.
const PROBES: usize = 6;
/// Most articles of a cell that are looked at: a cell that drew in everything must not make the search quadratic.
const FULL: usize = 8 * SIZE;

/// The cells.
pub(super) struct Cells {
    dims: usize,
    centres: Vec<i8>,
    members: Vec<Vec<u32>>,
}

impl Cells {
    /// Sorts all articles of `space` into cells.
    pub(super) fn new(space: &Space<'_>) -> Self {
        let (count, dims) = (space.profiles.len(), space.dims);
        let number = (count / SIZE).max(1);
        let step = (count / (number * SAMPLE)).max(1);
        let sample: Vec<usize> = (0..count).step_by(step).filter(|n| space.sentences(*n) > 0).collect();
        let every = (sample.len() / number).max(1);
        let first = sample.iter().step_by(every).take(number);
        let mut cells =
            Cells { dims, centres: first.flat_map(|n| space.document(*n)).copied().collect(), members: Vec::new() };
        for _ in 0..ROUNDS {
            let nearest: Vec<usize> = sample.par_iter().map(|n| cells.nearest(space.document(*n))).collect();
            let mut sums = vec![0.0_f32; cells.centres.len()];
            for (cell, article) in nearest.iter().zip(&sample) {
                let to = sums.get_mut(cell * dims..(cell + 1) * dims).unwrap_or_default();
                to.iter_mut().zip(space.document(*article)).for_each(|(to, x)| *to += f32::from(*x));
            }
            for (centre, sum) in cells.centres.chunks_exact_mut(dims).zip(sums.chunks_exact(dims)) {
                let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
                // A cell that nobody is near to stays where it was.
                if length > 0.0 {
                    centre.iter_mut().zip(sum).for_each(|(to, x)| *to = small(x / length));
                }
            }
        }
        let nearest: Vec<usize> = (0..count).into_par_iter().map(|n| cells.nearest(space.document(n))).collect();
        cells.members = vec![Vec::new(); cells.centres.len() / dims.max(1)];
        for (article, cell) in (0..).zip(nearest).filter(|(n, _)| space.sentences(*n as usize) > 0) {
            if let Some(members) = cells.members.get_mut(cell) {
                members.push(article);
            }
        }
        cells
    }

    fn centres(&self) -> impl Iterator<Item = &[i8]> {
        self.centres.chunks_exact(self.dims.max(1))
    }

    fn nearest(&self, document: &[i8]) -> usize {
        let scored = self.centres().map(|centre| dot(centre, document)).enumerate();
        scored.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map_or(0, |best| best.0)
    }

    /// The members of the cells nearest to a vector.
    pub(super) fn near(&self, document: &[i8]) -> impl Iterator<Item = &[u32]> {
        let mut scored: Vec<(i32, usize)> =
            self.centres().map(|centre| dot(centre, document)).enumerate().map(|(n, score)| (score, n)).collect();
        let order = |a: &(i32, usize), b: &(i32, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        if scored.len() > PROBES {
            scored.select_nth_unstable_by(PROBES, order);
            scored.truncate(PROBES);
        }
        scored
            .into_iter()
            .filter_map(|(_, cell)| self.members.get(cell))
            .map(|m| m.get(..m.len().min(FULL)).unwrap_or_default())
    }
}
