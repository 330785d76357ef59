//! Words of two languages that stand in versions of one story again and again: learnt from the surest pairs, where vectors
//! say little, so that the next look at the articles has more to go by.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::judge::{Candidate, Judge};
use super::space::Space;

/// Pairs of articles that a dictionary is learnt from.
const PAIRS: usize = 2000;
/// With fewer pairs chance is taken for knowledge.
const FEWEST: usize = 40;
/// A word of a dictionary stands in so many of the pairs at least, and in this share at most.
const OFTEN: (usize, f32) = (3, 0.1);
/// Least association of two words: cosine of the pairs that they stand in, one pair taken off.
const ASSOCIATED: f32 = 0.3;
/// Entries of a word.
const ENTRIES: usize = 2;

/// For each article, keys of the entries that its words are part of.
pub(super) type Entries = Vec<Vec<u64>>;

/// Words of two languages that go together.
type Words = Vec<(u32, u32)>;

/// Learns a dictionary for each two languages whose vectors are not trusted; none if there is no such pair of languages.
pub(super) fn learn(judge: &Judge<'_>, judged: &[Candidate]) -> Option<Entries> {
    let space = judge.space;
    let mut sure: BTreeMap<(usize, usize), Vec<&Candidate>> = BTreeMap::new();
    for candidate in judged.iter().filter(|c| c.lead > 0.0) {
        let (a, b) = (space.lang(candidate.a), space.lang(candidate.b));
        if a != b && judge.trust((a, b)) < 0.5 {
            sure.entry((a.min(b), a.max(b))).or_default().push(candidate);
        }
    }
    let learnt: Vec<((usize, usize), Words)> = sure
        .into_par_iter()
        .map(|(langs, mut pairs)| {
            pairs.sort_by(|x, y| (y.odds + y.lead).total_cmp(&(x.odds + x.lead)).then((x.a, x.b).cmp(&(y.a, y.b))));
            pairs.truncate(PAIRS);
            (langs, dictionary(space, langs, &pairs))
        })
        .collect();
    let mut entries: Entries = vec![Vec::new(); space.profiles.len()];
    for ((one, two), words) in &learnt {
        for (lang, side) in [(*one, 0), (*two, 1)] {
            let mut keys: HashMap<u32, Vec<u64>> = HashMap::new();
            for (u, v) in words {
                let own = if side == 0 { *u } else { *v };
                keys.entry(own).or_default().push(key(*u, *v, (*one, *two)));
            }
            for article in space.of_lang.get(lang).into_iter().flatten() {
                let stems = space.profiles.get(*article as usize).map_or(&[][..], |p| p.stems.as_slice());
                if let Some(own) = entries.get_mut(*article as usize) {
                    own.extend(stems.iter().filter_map(|stem| keys.get(stem)).flatten());
                }
            }
        }
    }
    learnt.iter().any(|(_, words)| !words.is_empty()).then_some(entries)
}

fn key(u: u32, v: u32, langs: (usize, usize)) -> u64 {
    let mix = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    [u.into(), v.into(), langs.0 as u64, langs.1 as u64].into_iter().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// Words that are one another's best associates over the pairs.
fn dictionary(space: &Space<'_>, langs: (usize, usize), pairs: &[&Candidate]) -> Words {
    if pairs.len() < FEWEST {
        return Vec::new();
    }
    let ordered: Vec<[usize; 2]> =
        pairs.iter().map(|c| if space.lang(c.a) == langs.0 { [c.a, c.b] } else { [c.b, c.a] }).collect();
    let sides = [0, 1].map(|side| Side::new(space, ordered.iter().filter_map(|pair| pair.get(side)).copied()));
    let [own, other] = &sides;
    let ways = [own.associates(other), other.associates(own)];
    let [there, back] = &ways;
    let mut words: Vec<(u32, u32)> = there
        .iter()
        .flat_map(|(u, list)| list.iter().map(move |v| (*u, *v)))
        .filter(|(u, v)| back.get(v).is_some_and(|list| list.contains(u)))
        .collect();
    words.sort_unstable();
    words
}

/// One side of the pairs that a dictionary is learnt from.
struct Side {
    /// The words of each pair.
    words: Vec<Vec<u32>>,
    /// For each word the pairs that it stands in.
    places: BTreeMap<u32, Vec<u32>>,
}

impl Side {
    fn new(space: &Space<'_>, articles: impl Iterator<Item = usize>) -> Self {
        let mut words: Vec<Vec<u32>> =
            articles.map(|n| space.profiles.get(n).map_or_else(Vec::new, |p| p.stems.clone())).collect();
        let mut places: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (pair, stems) in (0..).zip(&words) {
            stems.iter().for_each(|stem| places.entry(*stem).or_default().push(pair));
        }
        let most = (OFTEN.1 * words.len() as f32) as usize;
        places.retain(|_, pairs| (OFTEN.0..=most).contains(&pairs.len()));
        words.iter_mut().for_each(|stems| stems.retain(|stem| places.contains_key(stem)));
        Side { words, places }
    }

    /// For each word the few of the other side that it stands with.
    fn associates(&self, other: &Side) -> HashMap<u32, Vec<u32>> {
        let of_word = |(word, places): (&u32, &Vec<u32>)| {
            let mut together: HashMap<u32, u32> = HashMap::new();
            for stem in places.iter().filter_map(|pair| other.words.get(*pair as usize)).flatten() {
                *together.entry(*stem).or_default() += 1;
            }
            let mut scored: Vec<(f32, u32)> = together
                .into_iter()
                .filter(|(_, count)| *count >= 3)
                .map(|(stem, count)| {
                    let often = other.places.get(&stem).map_or(1, Vec::len) * places.len();
                    ((count as f32 - 1.0) / (often as f32).sqrt(), stem)
                })
                .filter(|(score, _)| *score >= ASSOCIATED)
                .collect();
            scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            scored.truncate(ENTRIES);
            (*word, scored.into_iter().map(|(_, stem)| stem).collect())
        };
        self.places.par_iter().map(of_word).collect()
    }
}
