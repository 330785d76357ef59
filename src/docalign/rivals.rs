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
    /// The same without regard to rivals.
    pub(super) own: f32,
    /// What speaks against it apart from all rivals.
    pub(super) short: f32,
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
    /// Number of the pair.
    pair: u32,
}

/// The lead of each pair. Versions of one text are no rivals.
pub(super) fn leads(space: &Space<'_>, judged: &[Judged]) -> Vec<f32> {
    let siblings: Vec<(u32, u32)> = judged.iter().filter(|j| j.siblings).map(|j| (j.a, j.b)).collect();
    let lang = |n: u32| space.langs.get(n as usize).copied().unwrap_or_default();
    let both = |(pair, j): (usize, &Judged)| {
        let partner = move |(own, other)| Partner { own, lang: lang(other), other, odds: j.odds, pair: pair as u32 };
        [(j.a, j.b), (j.b, j.a)].map(partner)
    };
    let mut partners: Vec<Partner> = judged.par_iter().enumerate().flat_map_iter(both).collect();
    partners.par_sort_unstable_by(|x, y| {
        (x.own, x.lang).cmp(&(y.own, y.lang)).then(y.odds.total_cmp(&x.odds)).then(x.other.cmp(&y.other))
    });
    let versions = |a: u32, b: u32| siblings.binary_search(&(a.min(b), a.max(b))).is_ok();
    let mut leads = vec![f32::INFINITY; judged.len()];
    for list in partners.chunk_by(|x, y| (x.own, x.lang) == (y.own, y.lang)) {
        for partner in list {
            let rival = list.iter().find(|p| p.other != partner.other && !versions(p.other, partner.other));
            let lead = partner.odds - rival.map_or(f32::NEG_INFINITY, |rival| rival.odds);
            leads.get_mut(partner.pair as usize).into_iter().for_each(|least| *least = least.min(lead));
        }
    }
    leads
}
