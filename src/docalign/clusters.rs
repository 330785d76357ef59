//! Articles that are versions of one story, joined from the surest pair to the least sure one.

use std::collections::BTreeMap;

use super::judge::{Candidate, Judge, weights};

/// Pairs between two groups that are looked at before they are joined.
const LOOKED_AT: usize = 48;
/// Odds of a single pair count this much at most, for or against.
const MOST: f32 = 5.0;
/// What two texts of one language that are no versions of one another speak against their groups being one.
const APART: f32 = -2.0;

/// Groups of articles (union–find; a group knows its members).
pub(super) struct Clusters {
    parent: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
}

impl Clusters {
    pub(super) fn new(count: usize) -> Self {
        Clusters { parent: (0..count).collect(), members: BTreeMap::new() }
    }

    fn root(&self, mut n: usize) -> usize {
        while let Some(&up) = self.parent.get(n).filter(|up| **up != n) {
            n = up;
        }
        n
    }

    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        self.root(a) == self.root(b)
    }

    /// The members of an article's group, ascending.
    pub(super) fn with(&self, n: usize) -> Vec<usize> {
        self.members.get(&self.root(n)).cloned().unwrap_or_else(|| vec![n])
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (low, high) = (a.min(b), a.max(b));
        let mut all = self.with(low);
        all.extend(self.with(high));
        all.sort_unstable();
        self.members.remove(&high);
        self.members.insert(low, all);
        if let Some(parent) = self.parent.get_mut(high) {
            *parent = low;
        }
    }

    /// Joins groups whose members are, on average over all pairs between them, more likely versions of one story than not
    /// (average linkage): one likely pair does not draw two stories together.
    pub(super) fn join_all(&mut self, judge: &Judge<'_>, candidates: &[Candidate]) {
        let mut order: Vec<&Candidate> =
            candidates.iter().filter(|c| c.odds >= weights().join || judge.siblings(c)).collect();
        order.sort_by(|x, y| y.odds.total_cmp(&x.odds).then((x.a, x.b).cmp(&(y.a, y.b))));
        for candidate in order {
            if !self.together(candidate.a, candidate.b) && self.agree(judge, candidates, candidate) {
                self.join(candidate.a, candidate.b);
            }
        }
    }

    fn agree(&self, judge: &Judge<'_>, candidates: &[Candidate], link: &Candidate) -> bool {
        let (left, right) = (self.with(link.a), self.with(link.b));
        let step = (left.len() * right.len()).div_ceil(LOOKED_AT).max(1);
        let all = left.iter().flat_map(|a| right.iter().map(move |b| (*a.min(b), *a.max(b))));
        let (mut sum, mut count) = (0.0, 0.0);
        for (a, b) in all.step_by(step).chain([(link.a, link.b)]) {
            let found = candidates.binary_search_by_key(&(a, b), |c| (c.a, c.b)).ok();
            let pair = found.and_then(|at| candidates.get(at)).copied().unwrap_or_else(|| judge.judge(a, b));
            let same = judge.space.lang(a) == judge.space.lang(b);
            sum += match same {
                true if judge.siblings(&pair) => MOST,
                true => APART,
                false => pair.odds.clamp(-MOST, MOST),
            };
            count += 1.0;
        }
        sum / count >= weights().join
    }

    /// Groups of more than one article, in the order of their first ones.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.members.values()
    }
}
