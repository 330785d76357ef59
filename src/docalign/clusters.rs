//! Articles that are versions of one story, joined from the surest pair to the least sure one.

use std::collections::BTreeMap;

use super::judge::{Judge, weights};
use super::rivals::Judged;

/// Pairs between two groups that are looked at before they are joined.
const LOOKED_AT: usize = 32;
/// Odds of a single pair count this much at most, for or against.
const MOST: f32 = 5.0;
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

    /// Joins groups from the surest pair down, if their members are, on average over all pairs between them, more likely
    /// versions of one story than not (average linkage), so that one likely pair does not draw two stories together; and if
    /// most of their texts in one language are one text, so that each text has one counterpart.
    pub(super) fn join_all(&mut self, judge: &Judge<'_>, judged: &[Judged]) {
        let mut order: Vec<&Judged> = judged
            .iter()
            .filter(|j| match judge.space.across(j.a as usize, j.b as usize) {
                true => j.odds >= weights().join,
                false => j.siblings,
            })
            .collect();
        // One text is one text before anything else is looked at.
        order.sort_by(|x, y| {
            y.siblings.cmp(&x.siblings).then(y.odds.total_cmp(&x.odds)).then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        for pair in order {
            let (a, b) = (pair.a as usize, pair.b as usize);
            if !self.together(a, b) && self.agree(judge, judged, a, b) {
                self.join(a, b);
            }
        }
    }

    fn agree(&self, judge: &Judge<'_>, judged: &[Judged], a: usize, b: usize) -> bool {
        let (left, right) = (self.with(a), self.with(b));
        let step = (left.len() * right.len()).div_ceil(LOOKED_AT).max(1);
        let all = || left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b))).step_by(step).chain([(a, b)]);
        let (mut one, mut apart) = (0, 0);
        for (a, b) in all().filter(|(a, b)| judge.space.same(*a, *b)) {
            let siblings = Judged::find(judged, a, b).map(|j| j.siblings);
            match siblings.unwrap_or_else(|| judge.siblings(&judge.judge(a, b))) {
                true => one += 1,
                false => apart += 1,
            }
        }
        if apart > one {
            return false;
        }
        let (mut sum, mut count) = (0.0, 0.0);
        for (a, b) in all().filter(|(a, b)| judge.space.across(*a, *b)) {
            let odds = Judged::find(judged, a, b).map_or_else(|| judge.judge(a, b).odds, |j| j.odds);
            sum += odds.clamp(-MOST, MOST);
            count += 1.0;
        }
        count == 0.0 || sum / count >= weights().join
    }

    /// Groups of more than one article, in the order of their first ones.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.members.values()
    }
}
