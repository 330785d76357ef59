//! What further versions of a story say of a pair of them: sentences that both are tied to the same sentence of a third.

use std::ops::Range;

use super::Bead;

/// Support of further versions for the beads of one pair.
///
/// A source sentence that stands in a bead with a sentence of a third version, and that with a target sentence, is tied to the
/// latter by way of it: the consistency transformation of Do et al. (2005, *ProbCons*), taken over the beads of the pairs
/// instead of all that they might be.
#[derive(Debug)]
pub(super) struct Vouched {
    targets: usize,
    /// Sums over all cells above and to the left of how sure the sentences are tied by way of the others.
    ties: Vec<f32>,
    /// Sums over all sentences before of how surely the others have them, on either side.
    own: Vec<f32>,
    other: Vec<f32>,
    /// The root of how many versions were asked: what they say is not independent, and counts for so many.
    witnesses: f32,
}

impl Vouched {
    /// `witnesses`: for each further version how it is aligned with the source, the source first, and with the target, the
    /// target second.
    pub(super) fn new(sources: usize, targets: usize, witnesses: &[(Vec<Bead>, Vec<Bead>)]) -> Self {
        let width = targets + 1;
        let mut ties = vec![0.0; (sources + 1) * width];
        let (mut own, mut other) = (vec![0.0; sources + 1], vec![0.0; targets + 1]);
        for (from_source, to_target) in witnesses {
            for bead in from_source.iter().filter(|bead| !bead.target.is_empty()) {
                bead.source.clone().for_each(|i| raise(&mut own, i + 1, bead.score));
            }
            let mut of_witness: Vec<Vec<&Bead>> = Vec::new();
            for bead in to_target.iter().filter(|bead| !bead.source.is_empty()) {
                bead.target.clone().for_each(|j| raise(&mut other, j + 1, bead.score));
                of_witness.resize(of_witness.len().max(bead.source.end), Vec::new());
                of_witness.get_mut(bead.source.clone()).unwrap_or_default().iter_mut().for_each(|at| at.push(bead));
            }
            for bead in from_source {
                tie(bead, &of_witness, width, &mut ties);
            }
        }
        for i in 1..=sources {
            let mut row = 0.0;
            for j in 1..=targets {
                row += ties.get(i * width + j).copied().unwrap_or(0.0);
                let above = ties.get((i - 1) * width + j).copied().unwrap_or(0.0);
                ties.get_mut(i * width + j).into_iter().for_each(|sum| *sum = row + above);
            }
        }
        [&mut own, &mut other].into_iter().for_each(|side| add_up(side));
        Vouched { targets, ties, own, other, witnesses: (witnesses.len().max(1) as f32).sqrt() }
    }

    /// What they say of a bead: for each sentence of a side -0.5 (they have its sentences, and tie them to others) to 0.5 (they
    /// tie them), 0 where they have none of them, times the root of their number.
    pub(super) fn of(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let at = |i: usize, j: usize| self.ties.get(i * (self.targets + 1) + j).copied().unwrap_or(0.0);
        let (a, b) = (source.start, source.end);
        let (c, d) = (target.start, target.end);
        let tied = at(b, d) - at(a, d) - at(b, c) + at(a, c);
        let (n, m) = (source.len().max(1) as f32, target.len().max(1) as f32);
        let known = 0.5 * (run(&self.own, source) / n + run(&self.other, target) / m);
        0.5 * (n + m) * (tied / (n * m) - 0.5 * known) / self.witnesses
    }

    /// The most that they can say of a bead with so many sentences a side on the mean.
    pub(super) fn most(&self, size: f32) -> f32 {
        0.5 * size * self.witnesses
    }
}

/// Adds the ways from the sentences of a bead to those of the target.
fn tie(bead: &Bead, of_witness: &[Vec<&Bead>], width: usize, ties: &mut [f32]) {
    let mut seen: Vec<&Range<usize>> = Vec::new();
    for next in bead.target.clone().filter_map(|k| of_witness.get(k)).flatten() {
        // A bead of several sentences is one way, however many of them lead to it.
        if seen.contains(&&next.target) {
            continue;
        }
        seen.push(&next.target);
        for (i, j) in bead.source.clone().flat_map(|i| next.target.clone().map(move |j| (i, j))) {
            raise(ties, (i + 1) * width + j + 1, bead.score * next.score);
        }
    }
}

fn raise(list: &mut [f32], at: usize, by: f32) {
    list.get_mut(at).into_iter().for_each(|slot| *slot += by);
}

fn add_up(list: &mut [f32]) {
    let mut sum = 0.0;
    for slot in list {
        sum += *slot;
        *slot = sum;
    }
}

fn run(sums: &[f32], run: &Range<usize>) -> f32 {
    let at = |i: usize| sums.get(i).copied().unwrap_or(0.0);
    at(run.end) - at(run.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(source: Range<usize>, target: Range<usize>) -> Bead {
        Bead { source, target, score: 1.0, moved: false }
    }

    #[test]
    fn what_both_are_tied_to_ties_them() {
        // The witness has the second source sentence in two, and lacks the third.
        let to = vec![bead(0..1, 0..1), bead(1..2, 1..3), bead(2..3, 3..3)];
        let from = vec![bead(0..1, 0..1), bead(1..3, 1..2), bead(3..3, 2..3)];
        let vouched = Vouched::new(3, 3, &[(to, from)]);
        assert_eq!(vouched.of(&(0..1), &(0..1)), 0.5);
        assert_eq!(vouched.of(&(1..2), &(1..2)), 0.5);
        assert_eq!(vouched.of(&(0..1), &(1..2)), -0.5);
        assert_eq!(vouched.of(&(2..3), &(2..3)), 0.0);
        assert!(vouched.of(&(0..2), &(0..2)) <= vouched.most(2.0));
    }
}
