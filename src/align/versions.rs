//! More than two versions of a story: alignments with one of them, the pivot, joined sentence by sentence.

use std::collections::BTreeMap;

use super::Bead;

/// Sentences of several versions that render one another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tie {
    /// For the pivot, then for each other version, the numbers of its sentences, ascending; none where it leaves the passage
    /// out.
    pub sentences: Vec<Vec<usize>>,
    /// The beads that it was joined from: number of the alignment, number of the bead in it.
    pub beads: Vec<(usize, usize)>,
    /// How sure the least sure of these is, 0 to 1.
    pub score: f32,
}

/// Joins alignments of one pivot, the source of all of them, with further versions.
///
/// Beads that share a pivot sentence go together, so that every sentence of every version stands in one tie. What only one
/// version adds is a tie of its own. Ties follow the pivot, additions the place where they stand.
///
/// ```
/// use newsalign::align::{Bead, join};
///
/// let bead = |source, target| Bead { source, target, score: 0.9, moved: false };
/// let german = [bead(0..1, 0..1), bead(1..2, 1..2), bead(2..3, 2..3)];
/// let polish = [bead(0..1, 0..1), bead(1..3, 1..2)];
/// let ties = join(&[&german, &polish]);
/// assert_eq!(ties[1].sentences, [vec![1, 2], vec![1, 2], vec![1]]);
/// ```
pub fn join(alignments: &[&[Bead]]) -> Vec<Tie> {
    let sentences = alignments.iter().flat_map(|beads| beads.iter()).map(|b| b.source.end).max().unwrap_or(0);
    let mut first: Vec<usize> = (0..sentences).collect();
    for bead in alignments.iter().flat_map(|beads| beads.iter()) {
        for at in bead.source.clone().skip(1) {
            unite(&mut first, at - 1, at);
        }
    }
    // Behind the pivot sentences before which something is added come those themselves.
    let mut ties: BTreeMap<(usize, bool, usize, usize), Tie> = BTreeMap::new();
    for (version, beads) in alignments.iter().enumerate() {
        for (number, bead) in beads.iter().enumerate() {
            let added = bead.source.is_empty();
            let place = match added {
                true => (bead.source.start, false, version, number),
                false => (root(&first, bead.source.start), true, 0, 0),
            };
            let tie = ties.entry(place).or_insert_with(|| Tie {
                sentences: vec![Vec::new(); alignments.len() + 1],
                beads: Vec::new(),
                score: 1.0,
            });
            tie.beads.push((version, number));
            tie.score = tie.score.min(bead.score);
            for (side, run) in [(0, &bead.source), (version + 1, &bead.target)] {
                tie.sentences.get_mut(side).into_iter().for_each(|sentences| sentences.extend(run.clone()));
            }
        }
    }
    let mut ties: Vec<Tie> = ties.into_values().collect();
    for sentences in ties.iter_mut().flat_map(|tie| &mut tie.sentences) {
        sentences.sort_unstable();
        sentences.dedup();
    }
    ties
}

/// The first sentence of the group that one belongs to.
fn root(first: &[usize], mut at: usize) -> usize {
    while let Some(&before) = first.get(at).filter(|before| **before != at) {
        at = before;
    }
    at
}

fn unite(first: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(first, a), root(first, b));
    if let Some(slot) = first.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bead(source: std::ops::Range<usize>, target: std::ops::Range<usize>) -> Bead {
        Bead { source, target, score: 0.8, moved: false }
    }

    #[test]
    fn what_a_version_adds_stands_in_its_place() {
        let (first, second) = ([bead(0..1, 0..1), bead(1..1, 1..3), bead(1..2, 3..4)], [bead(0..2, 0..1)]);
        let ties = join(&[&first, &second]);
        let found: Vec<_> = ties.iter().map(|tie| tie.sentences.clone()).collect();
        assert_eq!(found, [vec![vec![0, 1], vec![0, 3], vec![0]], vec![vec![], vec![1, 2], vec![]]]);
        assert_eq!(ties.iter().map(|tie| tie.beads.len()).collect::<Vec<_>>(), [3, 1]);
    }

    /// Beads of up to three and two sentences in order.
    fn alignment() -> impl Strategy<Value = Vec<(usize, usize)>> {
        proptest::collection::vec((0usize..4, 0usize..3), 0..12)
    }

    fn beads(shapes: &[(usize, usize)], pivot: usize) -> (Vec<Bead>, usize) {
        let (mut i, mut j, mut out) = (0, 0, Vec::new());
        for (n, m) in shapes.iter().copied().filter(|shape| *shape != (0, 0)) {
            let n = n.min(pivot - i);
            out.push(bead(i..i + n, j..j + m));
            (i, j) = (i + n, j + m);
        }
        out.extend((i..pivot).map(|i| bead(i..i + 1, j..j)));
        (out, j)
    }

    proptest! {
        #[test]
        fn every_sentence_stands_in_one_tie(shapes in proptest::collection::vec(alignment(), 1..4), pivot in 0usize..15) {
            let made: Vec<(Vec<Bead>, usize)> = shapes.iter().map(|shapes| beads(shapes, pivot)).collect();
            let ties = join(&made.iter().map(|(beads, _)| beads.as_slice()).collect::<Vec<_>>());
            for version in 0..=made.len() {
                let length = version.checked_sub(1).map_or(pivot, |v| made.get(v).map_or(0, |m| m.1));
                let mut all: Vec<usize> = ties.iter().filter_map(|t| t.sentences.get(version)).flatten().copied().collect();
                all.sort_unstable();
                prop_assert_eq!(all, (0..length).collect::<Vec<_>>());
            }
            prop_assert_eq!(ties.iter().map(|t| t.beads.len()).sum::<usize>(), made.iter().map(|m| m.0.len()).sum::<usize>());
        }
    }
}
