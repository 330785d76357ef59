//! How well an alignment agrees with another one that is taken for right.

use std::collections::{HashMap, HashSet};
use std::ops::AddAssign;

/// The sentences that are tied together, by their numbers; those of either side need not be neighbours.
pub type Link = (Vec<usize>, Vec<usize>);

/// Precision, recall and F1, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Share of the beads found that are right.
    pub precision: f64,
    /// Share of the right beads that are found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// Which beads count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All, as Vecalign's scorer counts: omissions and additions in precision, but not in recall.
    #[default]
    All,
    /// Only beads of both sides.
    Tied,
    /// Only beads of both sides that touch a sentence of the gold: for gold that lists some links of many.
    Listed,
}

/// Counts of right and wrong beads, strict and lax, which add up over documents.
///
/// A bead is right strictly if the other alignment has the same one; it is right laxly if one of its source sentences and
/// one of its target sentences are tied there (Sennrich and Volk 2011, *Iterative, MT-based Sentence Alignment of Parallel
/// Texts*). The figures equal those of Vecalign's `score.py` (Thompson and Koehn 2019).
///
/// ```
/// use newsalign::align::measure::{Counts, Scope};
///
/// let gold = [(vec![0], vec![0]), (vec![1, 2], vec![1])];
/// let test = [(vec![0], vec![0]), (vec![1], vec![1]), (vec![2], vec![])];
/// let counts = Counts::of(&gold, &test, Scope::All);
/// assert_eq!((counts.strict().recall, counts.lax().recall), (0.5, 1.0));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    precision: Half,
    recall: Half,
}

/// Right and wrong beads of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Half {
    beads: usize,
    strict: usize,
    lax: usize,
}

impl Counts {
    /// Holds `test` against `gold`.
    pub fn of(gold: &[Link], test: &[Link], scope: Scope) -> Self {
        let all = |links: &[Link]| links.iter().filter(|l| !(l.0.is_empty() && l.1.is_empty())).cloned().collect();
        let tied = |links: &[Link]| links.iter().filter(|l| !l.0.is_empty() && !l.1.is_empty()).cloned().collect();
        let (gold_all, gold_tied): (HashSet<Link>, HashSet<Link>) = (all(gold), tied(gold));
        let (test_all, test_tied): (HashSet<Link>, HashSet<Link>) = (all(test), tied(test));
        let counted = match scope {
            Scope::All => test_all,
            Scope::Tied => test_tied.clone(),
            Scope::Listed => {
                let sources: HashSet<&usize> = gold.iter().flat_map(|l| &l.0).collect();
                let targets: HashSet<&usize> = gold.iter().flat_map(|l| &l.1).collect();
                let touches =
                    |l: &&Link| l.0.iter().any(|i| sources.contains(i)) || l.1.iter().any(|j| targets.contains(j));
                test_tied.iter().filter(touches).cloned().collect()
            }
        };
        Counts { precision: Half::of(&gold_all, &counted), recall: Half::of(&test_tied, &gold_tied) }
    }

    /// Only equal beads are right.
    pub fn strict(&self) -> Score {
        Score::of((self.precision.strict, self.precision.beads), (self.recall.strict, self.recall.beads))
    }

    /// Beads that share a tie are right.
    pub fn lax(&self) -> Score {
        Score::of((self.precision.lax, self.precision.beads), (self.recall.lax, self.recall.beads))
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.precision += other.precision;
        self.recall += other.recall;
    }
}

impl Half {
    fn of(gold: &HashSet<Link>, test: &HashSet<Link>) -> Self {
        let mut ties: HashMap<usize, HashSet<usize>> = HashMap::new();
        for (source, target) in gold {
            for i in source {
                ties.entry(*i).or_default().extend(target);
            }
        }
        let mut half = Half { beads: test.len(), ..Half::default() };
        for link in test {
            let tied = |i: &usize| ties.get(i).is_some_and(|to| link.1.iter().any(|j| to.contains(j)));
            let strict = gold.contains(link);
            half.strict += usize::from(strict);
            half.lax += usize::from(strict || link.0.iter().any(tied));
        }
        half
    }
}

impl AddAssign for Half {
    fn add_assign(&mut self, other: Self) {
        self.beads += other.beads;
        self.strict += other.strict;
        self.lax += other.lax;
    }
}

impl Score {
    fn of(precision: (usize, usize), recall: (usize, usize)) -> Self {
        let share = |(right, all): (usize, usize)| if all == 0 { 0.0 } else { right as f64 / all as f64 };
        let (precision, recall) = (share(precision), share(recall));
        let sum = precision + recall;
        Score { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omissions_count_in_precision_only() {
        let gold = [(vec![0], vec![0]), (vec![1], vec![])];
        let test = [(vec![0], vec![0]), (vec![], vec![1]), (vec![1], vec![])];
        let counts = Counts::of(&gold, &test, Scope::All);
        assert_eq!(counts.strict().recall, 1.0);
        assert!((counts.strict().precision - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(Counts::of(&gold, &test, Scope::Tied).strict().precision, 1.0);
    }

    #[test]
    fn a_bead_far_from_sparse_gold_is_not_counted() {
        let gold = [(vec![3], vec![2])];
        let test = [(vec![0], vec![0]), (vec![3], vec![2, 3])];
        let counts = Counts::of(&gold, &test, Scope::Listed);
        assert_eq!((counts.strict().precision, counts.lax().precision), (0.0, 1.0));
    }

    #[test]
    fn nothing_scores_nothing() {
        assert_eq!(Counts::of(&[], &[], Scope::All).strict(), Score::default());
    }
}
