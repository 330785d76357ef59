//! Which pairs of articles are worth a look at their sentences.

use rayon::prelude::*;

use super::anchors::{Anchors, Room};
use super::cells::Cells;
use super::space::{Space, dot};
use super::{Counter, Options, Step};

/// Candidates of an article by vectors in each language.
const BY_VECTORS: usize = 4;
/// Candidates of an article by anchors in each language.
const BY_ANCHORS: usize = 4;
/// Candidates in each language, by either, among those that were published close by.
const BY_TIME: usize = 4;
/// Seconds between two articles that were published close by one another.
const CLOSE: u64 = 2 * 86_400;
/// Articles whose vectors are compared with those of all others; where there are more, with those of the nearest cells.
const EXACT: usize = 12_000;
/// A candidate's cosine may be this share of the best one's in its language, and this share of the best one's of all.
const NEAR: (f32, f32) = (0.6, 0.35);
/// The same where there are very many articles, and how many candidates in each language there are then.
const NEARER: (f32, f32) = (0.75, 0.5);
const FEWER: usize = 3;

/// Pairs of articles, the lower number first, each once, ascending.
pub(super) type Pairs = Vec<(u32, u32)>;

/// Candidates by the vectors of whole articles.
pub(super) fn by_vectors(space: &Space<'_>, options: &Options) -> Pairs {
    if space.dims == 0 {
        return Pairs::new();
    }
    let count = space.profiles.len();
    let cells = (count > EXACT).then(|| Cells::new(space));
    let (near, most) = if cells.is_some() { (NEARER, FEWER) } else { (NEAR, BY_VECTORS) };
    let of_article = |lists: &mut Lists<'_>, article: usize| {
        if space.sentences(article) > 0 && options.is_new(article) {
            let own = space.document(article);
            let look =
                |other: u32| lists.offer(article, other, options, || dot(own, space.document(other as usize)) as f32);
            match &cells {
                Some(cells) => cells.near(own).for_each(look),
                None => (0..count as u32).for_each(look),
            }
        }
        lists.take(article, near)
    };
    gathered(count, options, || Lists::new(space, most), of_article)
}

/// Candidates by the rare anchors that they share.
pub(super) fn by_anchors(space: &Space<'_>, anchors: &Anchors, options: &Options) -> Pairs {
    let of_article = |(lists, room): &mut (Lists<'_>, Room), article: usize| {
        if !options.is_new(article) {
            return Pairs::new();
        }
        // Long articles share much with any other; the cosine sees to that.
        anchors.sharing(article, room, |other, weight| {
            lists.offer(article, other, options, || anchors.scaled(space, weight, article, other as usize));
        });
        lists.take(article, NEAR)
    };
    let mut pairs =
        gathered(space.profiles.len(), options, || (Lists::new(space, BY_ANCHORS), Room::default()), of_article);
    pairs.extend_from_slice(options.known_pairs());
    pairs
}

/// Both, each pair once.
pub(super) fn merged(one: &Pairs, other: Pairs) -> Pairs {
    let mut all = other;
    all.extend(one);
    all.par_sort_unstable();
    all.dedup();
    all
}

fn gathered<R>(
    count: usize,
    options: &Options,
    room: impl Fn() -> R + Sync + Send,
    each: impl Fn(&mut R, usize) -> Pairs + Sync + Send,
) -> Pairs {
    let counter = Counter::new(options.progress.as_ref(), Step::Seeking, count);
    let counted = |room: &mut R, article: usize| {
        counter.one();
        each(room, article)
    };
    let mut pairs: Pairs = (0..count).into_par_iter().map_init(room, counted).flatten_iter().collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The best candidates of an article, of all times and of those close by.
struct Lists<'s> {
    space: &'s Space<'s>,
    all: Best<'s>,
    close: Best<'s>,
}

impl<'s> Lists<'s> {
    fn new(space: &'s Space<'s>, most: usize) -> Self {
        Lists { space, all: Best::new(space, most), close: Best::new(space, BY_TIME) }
    }

    fn offer(&mut self, article: usize, other: u32, options: &Options, score: impl FnOnce() -> f32) {
        if other as usize == article {
            return;
        }
        let apart = self.space.apart(article, other as usize);
        if apart.zip(options.window).is_some_and(|(apart, window)| apart > window.unsigned_abs()) {
            return;
        }
        let score = score();
        self.all.offer(other, score);
        if apart.is_some_and(|apart| apart <= CLOSE) {
            self.close.offer(other, score);
        }
    }

    /// The pairs of an article; empties the lists.
    fn take(&mut self, article: usize, near: (f32, f32)) -> Pairs {
        let article = article as u32;
        let lists = self.all.take(near).chain(self.close.take(near));
        lists.map(|other| (article.min(other), article.max(other))).collect()
    }
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

    /// All that are not far behind the best one of their language; none are left.
    fn take(&mut self, (in_lang, of_all): (f32, f32)) -> impl Iterator<Item = u32> {
        let all = self.of_lang.iter().filter_map(|best| best.first()).map(|first| first.0 * of_all).fold(0.0, f32::max);
        self.of_lang.iter_mut().flat_map(move |best| {
            let least = best.first().map_or(0.0, |first| first.0 * in_lang).max(all);
            best.drain(..).filter(move |held| held.0 >= least).map(|held| held.1)
        })
    }
}
