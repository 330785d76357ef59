//! How far a pair is ahead of the best other partner that either of its articles could have.

use rayon::prelude::*;

use super::space::Space;

/// A pair that was judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judged {
    /// The lower number.
    pub(super) a: u32,
    /// The greater number.
    pub(super) b: u32,
    /// Logarithm of the odds that the two are versions of one story.
    pub(super) odds: f32,
    /// How far it is ahead of its rivals, or behind.
    pub(super) lead: f32,
    /// Whether they are versions of one text in one language.
    pub(super) siblings: bool,
}

impl Judged {
    /// The pair of two articles among all, which ascend.
    pub(super) fn find(all: &[Judged], a: usize, b: usize) -> Option<&Judged> {
        let key = (a.min(b) as u32, a.max(b) as u32);
        all.binary_search_by_key(&key, |j| (j.a, j.b)).ok().and_then(|at| all.get(at))
    }
}

/// A partner of an article.
struct Partner {
    own: u32,
    lang: u16,
    other: u32,
    odds: f32,
}

/// The lead of each pair. Versions of one text are no rivals.
pub(super) fn leads(space: &Space<'_>, judged: &[Judged]) -> Vec<f32> {
    let siblings: Vec<(u32, u32)> = judged.iter().filter(|j| j.siblings).map(|j| (j.a, j.b)).collect();
    let lang = |n: u32| space.langs.get(n as usize).copied().unwrap_or_default();
    let both = |j: &Judged| [(j.a, j.b), (j.b, j.a)].map(|(own, other)| (own, other, j.odds));
    let mut partners: Vec<Partner> = judged
        .par_iter()
        .flat_map_iter(both)
        .map(|(own, other, odds)| Partner { own, lang: lang(other), other, odds })
        .collect();
    partners.par_sort_unstable_by(|x, y| {
        (x.own, x.lang).cmp(&(y.own, y.lang)).then(y.odds.total_cmp(&x.odds)).then(x.other.cmp(&y.other))
    });
    let versions = |a: u32, b: u32| siblings.binary_search(&(a.min(b), a.max(b))).is_ok();
    let lead = |odds: f32, own: u32, other: u32| {
        let first = partners.partition_point(|p| (p.own, p.lang) < (own, lang(other)));
        let rivals = partners.iter().skip(first).take_while(|p| (p.own, p.lang) == (own, lang(other)));
        let rival = rivals.into_iter().find(|p| p.other != other && !versions(p.other, other));
        odds - rival.map_or(f32::NEG_INFINITY, |rival| rival.odds)
    };
    judged.par_iter().map(|j| lead(j.odds, j.a, j.b).min(lead(j.odds, j.b, j.a))).collect()
}
