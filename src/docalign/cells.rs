//! Cells of near ones, so that an article need not be held against all others.
//!
//! An inverted file (Jégou, Douze and Schmid 2011, *Product Quantization for Nearest Neighbor Search*, section IV), whose
//! cells lie around articles drawn at even steps: cells around means, as k-means finds them, were far less even.

use rayon::prelude::*;

use super::space::{Space, dot};

/// Articles of a cell on average.
const SIZE: usize = 128;
/// Cells that a search looks into at most, and articles after which it looks into no more.
const PROBES: usize = 32;
const ENOUGH: usize = 2500;

/// The cells.
pub(super) struct Cells {
    dims: usize,
    centres: Vec<i8>,
    members: Vec<Vec<u32>>,
}

impl Cells {
    /// Sorts all articles of `space` into cells.
    pub(super) fn new(space: &Space<'_>) -> Self {
        let known: Vec<u32> = (0..space.profiles.len() as u32).filter(|n| space.sentences(*n as usize) > 0).collect();
        let drawn = known.iter().step_by(SIZE);
        let centres = drawn.flat_map(|n| space.document(*n as usize)).copied().collect();
        let mut cells = Cells { dims: space.dims, centres, members: vec![Vec::new(); known.len().div_ceil(SIZE)] };
        let nearest: Vec<usize> = known.par_iter().map(|n| cells.nearest(space.document(*n as usize))).collect();
        for (article, cell) in known.iter().zip(nearest) {
            if let Some(members) = cells.members.get_mut(cell) {
                members.push(*article);
            }
        }
        cells
    }

    fn scored(&self, document: &[i8]) -> impl Iterator<Item = (i32, usize)> {
        let centres = self.centres.chunks_exact(self.dims.max(1)).enumerate();
        centres.map(|(cell, centre)| (dot(centre, document), cell))
    }

    fn nearest(&self, document: &[i8]) -> usize {
        self.scored(document).max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1))).map_or(0, |best| best.1)
    }

    /// The members of the cells nearest to a vector.
    pub(super) fn near(&self, document: &[i8]) -> impl Iterator<Item = u32> {
        let mut scored: Vec<(i32, usize)> = self.scored(document).collect();
        let order = |a: &(i32, usize), b: &(i32, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        if scored.len() > PROBES {
            scored.select_nth_unstable_by(PROBES, order);
            scored.truncate(PROBES);
        }
        scored.sort_unstable_by(order);
        scored.into_iter().filter_map(|(_, cell)| self.members.get(cell)).flatten().copied().take(ENOUGH)
    }
}
