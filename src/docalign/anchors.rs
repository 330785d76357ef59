//! Figures, facts and names that articles share and few others have: what speaks in languages that no encoder knows.

use rayon::prelude::*;

use super::lexicon::Entries;
use super::space::Space;

/// An anchor that more articles than this have leads to no candidates; it still counts in a pair.
const COMMON: usize = 100;
/// An anchor that stands in more than this share of a language's articles says nothing of them.
const EVERYWHERE: f32 = 0.2;

/// Parts in which the anchors are numbered.
const PARTS: u64 = 8;

/// Sums for all articles, and the articles that have one.
pub(super) type Room = (Vec<f32>, Vec<u32>);

/// The anchors of all articles, weighted by how rare they are.
pub(super) struct Anchors {
    /// For each article its anchors and their weights, ascending by anchor.
    of: Vec<Vec<(u32, f32)>>,
    /// For each anchor the articles that have it.
    postings: Vec<Vec<u32>>,
    /// For each article, and each language that there is, the weight of its anchors that the language has at all.
    told: Vec<f32>,
    /// Number of languages.
    langs: usize,
}

impl Anchors {
    /// Numbers the anchors that more than one article has, those of a dictionary among them, and weighs them.
    pub(super) fn new(space: &Space<'_>, entries: Option<&Entries>) -> Self {
        let langs = space.of_lang.len();
        let mut anchors = Anchors {
            of: vec![Vec::new(); space.profiles.len()],
            postings: Vec::new(),
            told: vec![0.0; space.profiles.len() * langs],
            langs,
        };
        let own = |article: usize| {
            let keys = space.profiles.get(article).map_or(&[][..], |profile| profile.anchors.as_slice());
            keys.iter().chain(entries.and_then(|entries| entries.get(article)).into_iter().flatten())
        };
        // In parts: the keys of an archive take more room than all that is made of them.
        for part in 0..PARTS {
            let of_part = |article: usize| {
                own(article).filter(move |key| **key % PARTS == part).map(move |key| (*key, article as u32))
            };
            let mut all: Vec<(u64, u32)> = (0..space.profiles.len()).into_par_iter().flat_map_iter(of_part).collect();
            all.par_sort_unstable();
            all.dedup();
            anchors.number(space, &all);
        }
        anchors.of.par_iter_mut().for_each(Vec::shrink_to_fit);
        anchors
    }

    /// Takes in anchors and the articles that have them, ascending.
    fn number(&mut self, space: &Space<'_>, all: &[(u64, u32)]) {
        let (total, langs) = (space.profiles.len() as f32, self.langs);
        let mut held = vec![false; langs];
        for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let share = same.len() as f32 / total;
            if share > EVERYWHERE && same.len() > 8 {
                continue;
            }
            let weight = (1.0 + total / same.len() as f32).ln().powi(2);
            let number = self.postings.len() as u32;
            held.fill(false);
            for (_, article) in same {
                held.get_mut(space.lang(*article as usize)).into_iter().for_each(|held| *held = true);
                if let Some(list) = self.of.get_mut(*article as usize) {
                    list.push((number, weight));
                }
            }
            for (_, article) in same {
                let told = self.told.get_mut(*article as usize * langs..(*article as usize + 1) * langs);
                let told = told.unwrap_or_default().iter_mut().zip(&held).filter(|(_, held)| **held);
                told.for_each(|(told, _)| *told += weight);
            }
            let listed = if same.len() <= COMMON { same } else { &[] };
            self.postings.push(listed.iter().map(|(_, article)| *article).collect());
        }
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
    pub(super) fn cosine(&self, space: &Space<'_>, a: usize, b: usize) -> (f32, u32) {
        let (mut own, mut other) = (self.of(a), self.of(b));
        let (mut both, mut count) = (0.0, 0);
        while let ([x, rest @ ..], [y, others @ ..]) = (own, other) {
            if x.0 == y.0 {
                both += x.1;
                count += 1;
            }
            // Both steps without a branch: which side is behind is as good as chance.
            own = if x.0 <= y.0 { rest } else { own };
            other = if y.0 <= x.0 { others } else { other };
        }
        (self.scaled(space, both, a, b), count)
    }

    /// The cosine that anchors of this weight in common make.
    pub(super) fn scaled(&self, space: &Space<'_>, both: f32, a: usize, b: usize) -> f32 {
        let told = |own: usize, other: usize| {
            4.0 + self.told.get(own * self.langs + space.lang(other)).copied().unwrap_or_default()
        };
        both / (told(a, b) * told(b, a)).sqrt()
    }
}
