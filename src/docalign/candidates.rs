//! Which pairs of articles are worth a look at their sentences.

use rayon::prelude::*;

use super::Options;
use super::anchors::{Anchors, Room};
use super::cells::Cells;
use super::space::{Space, product};

/// Candidates of an article by vectors in each language.
const BY_VECTORS: usize = 4;
/// Candidates of an article by anchors in each language.
const BY_ANCHORS: usize = 4;
/// Articles of a language that share most by weight, among which those are sought.
const SHARING: usize = 24;
/// Articles whose vectors are compared with those of all others; where there are more, with those of the nearest cells.
const EXACT: usize = 12_000;
/// A candidate's cosine may be this share of the best one's in its language.
const NEAR: f32 = 0.6;

/// Pairs of articles, the lower number first, each once, ascending.
pub(super) fn candidates(space: &Space<'_>, anchors: &Anchors, options: &Options) -> Vec<(u32, u32)> {
    let count = space.profiles.len();
    let cells = (space.dims > 0 && count > EXACT).then(|| Cells::new(space));
    let open = |a: usize, b: usize| within(space, a, b, options.window);
    let of_article = |room: &mut Room, article: usize| {
        let mut near: Vec<(u32, u32)> = Vec::new();
        if !options.is_new(article) {
            return near;
        }
        let mut add = |other: u32| {
            let article = article as u32;
            near.push((article.min(other), article.max(other)));
        };
        if space.dims > 0 && space.sentences(article) > 0 {
            let own = space.document(article);
            let mut best = Best::new(space, BY_VECTORS);
            let mut look = |other: u32| {
                if other as usize != article && open(article, other as usize) {
                    best.offer(other, product(own, space.document(other as usize)));
                }
            };
            match &cells {
                Some(cells) => cells.near(own).flatten().for_each(|other| look(*other)),
                None => (0..count as u32).for_each(look),
            }
            best.take(NEAR).for_each(&mut add);
        }
        let mut most = Best::new(space, SHARING);
        anchors.sharing(article, room, |other, weight| {
            if open(article, other as usize) {
                most.offer(other, weight);
            }
        });
        let mut best = Best::new(space, BY_ANCHORS);
        // Long articles share much with any other; the cosine sees to that.
        most.take(0.0).for_each(|other| best.offer(other, anchors.cosine(space, article, other as usize).0));
        best.take(NEAR).for_each(&mut add);
        near
    };
    let mut pairs: Vec<(u32, u32)> =
        (0..count).into_par_iter().map_init(Room::default, of_article).flatten_iter().collect();
    pairs.extend_from_slice(options.known_pairs());
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether two articles were published near enough to one another; if one has no time, they may have been.
fn within(space: &Space<'_>, a: usize, b: usize, window: Option<i64>) -> bool {
    let time = |n: usize| space.profiles.get(n).and_then(|p| p.published);
    let Some(window) = window else { return true };
    time(a).zip(time(b)).is_none_or(|(a, b)| a.abs_diff(b) <= window.unsigned_abs())
}

/// The best few of each language.
struct Best<'s> {
    space: &'s Space<'s>,
    most: usize,
    of_lang: Vec<Vec<(f32, u32)>>,
}

impl<'s> Best<'s> {
    fn new(space: &'s Space<'s>, most: usize) -> Self {
        Best { space, most, of_lang: vec![Vec::new(); space.of_lang.len()] }
    }

    fn offer(&mut self, article: u32, score: f32) {
        if score <= 0.0 {
            return;
        }
        let Some(best) = self.of_lang.get_mut(self.space.lang(article as usize)) else { return };
        if best.len() >= self.most && best.last().is_some_and(|last| last.0 >= score) {
            return;
        }
        let at = best.partition_point(|held| held.0 >= score);
        best.insert(at, (score, article));
        best.truncate(self.most);
    }

    /// All that are not far behind the best one of their language.
    fn take(self, near: f32) -> impl Iterator<Item = u32> {
        self.of_lang.into_iter().flat_map(move |best| {
            let least = best.first().map_or(0.0, |first| first.0 * near);
            best.into_iter().filter(move |held| held.0 >= least).map(|held| held.1)
        })
    }
}
