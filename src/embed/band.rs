//! Which cells of the table of sentence pairs are worth a look.

use std::ops::Range;

/// Half the width of the band beside an anchor, in sentences.
const HALF: usize = 40;
/// Half the width at most, where anchors are far apart.
const WIDEST: usize = 240;

/// For each number of source sentences read, the numbers of target sentences read that an alignment may have reached.
///
/// There are `n + 1` rows for `n` source sentences; the first holds 0, the last holds the number of target sentences,
/// neighbouring rows overlap, and neither end ever goes back. Short texts have all cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Band {
    rows: Vec<Range<usize>>,
}

impl Band {
    /// The whole table.
    pub fn full(source: usize, target: usize) -> Self {
        Band { rows: vec![0..target + 1; source + 1] }
    }

    /// A band around the longest chain of anchors that rises on both sides, anchors being likely pairs of sentences.
    pub fn around(source: usize, target: usize, anchors: &[(usize, usize)]) -> Self {
        let mut path = rising(anchors);
        path.insert(0, (0, 0));
        path.push((source, target));
        let mut rows: Vec<Range<usize>> = Vec::with_capacity(source + 1);
        for (&(i0, j0), &(i1, j1)) in path.iter().zip(path.iter().skip(1)) {
            let gap = (i1 - i0).max(j1 - j0);
            let half = (HALF + gap / 2).min(WIDEST);
            while rows.len() <= i1 {
                let done = rows.len() - i0;
                let centre = j0 + (j1 - j0) * done / (i1 - i0).max(1);
                rows.push(centre.saturating_sub(half)..(centre + half + 1).min(target + 1));
            }
        }
        let mut band = Band { rows };
        band.mend(target);
        band
    }

    /// Makes both ends monotone, neighbours overlapping, and the corners part of the band.
    fn mend(&mut self, target: usize) {
        if let Some(first) = self.rows.first_mut() {
            first.start = 0;
        }
        if let Some(last) = self.rows.last_mut() {
            last.end = target + 1;
        }
        let mut end = 0;
        for row in &mut self.rows {
            end = end.max(row.end);
            // A jump of the path is bridged from below, so that a long omission stays reachable.
            row.end = end;
        }
        let mut start = target;
        for row in self.rows.iter_mut().rev() {
            start = start.min(row.start);
            row.start = start;
        }
        let mut reach = 1;
        for row in &mut self.rows {
            row.start = row.start.min(reach - 1);
            reach = row.end.max(1);
        }
    }

    /// The reachable numbers of target sentences once `source` sentences are read.
    pub fn row(&self, source: usize) -> Range<usize> {
        self.rows.get(source).cloned().unwrap_or(0..0)
    }

    /// The target sentences that the source sentence `source` may be paired with.
    pub fn window(&self, source: usize) -> Range<usize> {
        let (a, b) = (self.row(source), self.row(source + 1));
        a.start..b.end.saturating_sub(1).max(a.start)
    }
}

/// The longest strictly rising chain of the points (patience sorting).
fn rising(points: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut sorted = points.to_vec();
    // Of one source sentence at most one point can be taken: the targets fall within it.
    sorted.sort_unstable_by_key(|&(i, j)| (i, std::cmp::Reverse(j)));
    sorted.dedup();
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(sorted.len());
    let target = |at: usize| sorted.get(at).map_or(0, |p| p.1);
    for (at, &(_, j)) in sorted.iter().enumerate() {
        let place = ends.partition_point(|&end| target(end) < j);
        before.push(place.checked_sub(1).and_then(|p| ends.get(p)).copied());
        match ends.get_mut(place) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        chain.extend(sorted.get(at));
        next = before.get(at).copied().flatten();
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_omission_stays_inside() {
        let band = Band::around(1000, 3000, &[(500, 500), (501, 2500)]);
        assert!(band.row(500).contains(&500) && band.row(501).contains(&2501));
    }

    proptest! {
        #[test]
        fn a_band_leads_from_corner_to_corner(
            n in 0usize..300, m in 0usize..300, points in proptest::collection::vec((0usize..300, 0usize..300), 0..40)
        ) {
            let points: Vec<_> = points.into_iter().filter(|p| p.0 < n && p.1 < m).collect();
            let band = Band::around(n, m, &points);
            prop_assert_eq!(band.rows.len(), n + 1);
            prop_assert!(band.row(0).contains(&0) && band.row(n).contains(&m));
            for (a, b) in band.rows.iter().zip(band.rows.iter().skip(1)) {
                prop_assert!(a.start <= b.start && a.end <= b.end && b.start < a.end && b.end <= m + 1);
            }
        }
    }
}
