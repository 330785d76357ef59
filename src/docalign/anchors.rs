//! Figures, facts and names that articles share and few others have: what speaks in languages that no encoder knows.

use rayon::prelude::*;

use super::lexicon::Entries;
use super::space::Space;

/// An anchor that more articles than this have leads to no candidates; it still counts in a pair.
const COMMON: usize = 100;
/// An anchor that stands in more than this share of a language's articles says nothing of them.
const EVERYWHERE: f32 = 0.2;

/// Sums for all articles, and the articles that have one.
pub(super) type Room = (Vec<f32>, Vec<u32>);

/// The anchors of all articles, weighted by how rare they are.
pub(super) struct Anchors {
    /// For each article its anchors and their weights, ascending by anchor.
    of: Vec<Vec<(u32, f32)>>,
    /// For each anchor the articles that have it.
    postings: Vec<Vec<u32>>,
    /// For each anchor a set of the languages that have it.
    langs: Vec<u64>,
}

impl Anchors {
    /// Numbers the anchors that more than one article has, those of a dictionary among them, and weighs them.
    pub(super) fn new(space: &Space<'_>, entries: Option<&Entries>) -> Self {
        let mut all: Vec<(u64, u32)> = (0_u32..)
            .zip(space.profiles)
            .flat_map(|(article, profile)| profile.anchors.iter().map(move |key| (*key, article)))
            .collect();
        for (article, keys) in (0_u32..).zip(entries.into_iter().flatten()) {
            all.extend(keys.iter().map(|key| (*key, article)));
        }
        all.par_sort_unstable();
        all.dedup();
        let mut anchors =
            Anchors { of: vec![Vec::new(); space.profiles.len()], postings: Vec::new(), langs: Vec::new() };
        let total = space.profiles.len() as f32;
        for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let share = same.len() as f32 / total;
            if share > EVERYWHERE && same.len() > 8 {
                continue;
            }
            let weight = (1.0 + total / same.len() as f32).ln().powi(2);
            let number = anchors.postings.len() as u32;
            let mut langs = 0;
            for (_, article) in same {
                langs |= 1_u64 << (space.lang(*article as usize) % 64);
                if let Some(list) = anchors.of.get_mut(*article as usize) {
                    list.push((number, weight));
                }
            }
            anchors.langs.push(langs);
            let listed = if same.len() <= COMMON { same } else { &[] };
            anchors.postings.push(listed.iter().map(|(_, article)| *article).collect());
        }
        anchors
    }

    fn of(&self, article: usize) -> &[(u32, f32)] {
        self.of.get(article).map_or(&[], Vec::as_slice)
    }

    /// Hands each article that shares rare anchors with this one to `each`, with the weight of these, ascending. `sums` and
    /// `met` are room to work in, empty before and after.
    pub(super) fn sharing(&self, article: usize, (sums, met): &mut Room, mut each: impl FnMut(u32, f32)) {
        sums.resize(self.of.len(), 0.0);
        for (anchor, weight) in self.of(article) {
            for other in self.postings.get(*anchor as usize).into_iter().flatten() {
                if let Some(sum) = sums.get_mut(*other as usize) {
                    if *sum == 0.0 {
                        met.push(*other);
                    }
                    *sum += weight;
                }
            }
        }
        met.sort_unstable();
        for other in met.drain(..) {
            let weight = sums.get_mut(other as usize).map(std::mem::take).unwrap_or_default();
            if other as usize != article {
                each(other, weight);
            }
        }
    }

    /// Cosine of two articles' anchors, among those that the other one's language has at all; and the number shared.
    pub(super) fn cosine(&self, space: &Space<'_>, a: usize, b: usize) -> (f32, usize) {
        let (mut own, mut other) = (self.of(a).iter().peekable(), self.of(b).iter().peekable());
        let (mut both, mut count, mut sums) = (0.0, 0, [4.0_f32, 4.0]);
        let langs = [1_u64 << (space.lang(a) % 64), 1_u64 << (space.lang(b) % 64)];
        let told = |anchor: u32, lang: u64| self.langs.get(anchor as usize).is_some_and(|langs| langs & lang != 0);
        loop {
            let next = match (own.peek(), other.peek()) {
                (Some(x), Some(y)) => x.0.min(y.0),
                (Some(x), None) => x.0,
                (None, Some(y)) => y.0,
                (None, None) => break,
            };
            let (x, y) = (own.next_if(|x| x.0 == next), other.next_if(|y| y.0 == next));
            let weight = x.or(y).map_or(0.0, |(_, weight)| *weight);
            if x.is_some() && y.is_some() {
                both += weight;
                count += 1;
            }
            sums[0] += if x.is_some() && told(next, langs[1]) { weight } else { 0.0 };
            sums[1] += if y.is_some() && told(next, langs[0]) { weight } else { 0.0 };
        }
        (both / (sums[0] * sums[1]).sqrt(), count)
    }
}
