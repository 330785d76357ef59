//! Words of two languages that stand in versions of one story again and again: learnt from the surest pairs, where vectors
//! say little, so that the next look at the articles has more to go by.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::judge::Judge;
use super::rivals::Judged;
use super::space::Space;

/// Pairs of articles that a dictionary is learnt from.
const PAIRS: usize = 1500;
/// With fewer pairs chance is taken for knowledge.
const FEWEST: usize = 40;
/// A word of a dictionary stands in so many of the pairs at least, and in this share at most.
const OFTEN: (usize, f32) = (3, 0.1);
/// Least association of two words: cosine of the pairs that they stand in, one pair taken off.
const ASSOCIATED: f32 = 0.3;
/// Trust from which on two languages need no dictionary.
const WELL_KNOWN: f32 = 0.5;
/// Entries of a word.
const ENTRIES: usize = 2;

/// For each article, keys of the entries that its words are part of.
pub(super) type Entries = Vec<Vec<u64>>;

/// Words of two languages that go together.
type Words = Vec<(u32, u32)>;

/// Learns a dictionary for each two languages whose vectors are not trusted; none if there is no such pair of languages.
pub(super) fn learn(judge: &Judge<'_>, judged: &[Judged]) -> Option<Entries> {
    let space = judge.space;
    let mut sure: BTreeMap<(usize, usize), Vec<&Judged>> = BTreeMap::new();
    for candidate in judged.iter().filter(|c| c.lead > 0.0) {
        let (a, b) = (candidate.a as usize, candidate.b as usize);
        let across = space.across(a, b);
        let (a, b) = (space.lang(a), space.lang(b));
        if across && judge.trust(a, b) < WELL_KNOWN {
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
fn dictionary(space: &Space<'_>, langs: (usize, usize), pairs: &[&Judged]) -> Words {
    if pairs.len() < FEWEST {
        return Vec::new();
    }
    let ordered: Vec<[usize; 2]> = pairs
        .iter()
        .map(|c| [c.a as usize, c.b as usize])
        .map(|[a, b]| if space.lang(a) == langs.0 { [a, b] } else { [b, a] })
        .collect();
    let sides = [0, 1].map(|side| Side::new(space, ordered.iter().filter_map(|pair| pair.get(side)).copied()));
    let [own, other] = &sides;
    let ways = [own.associates(other), other.associates(own)];
    let [there, back] = &ways;
    let mut words = Words::new();
    for (u, list) in (0_u32..).zip(there) {
        let mutual = list.iter().filter(|v| back.get(**v as usize).is_some_and(|list| list.contains(&u)));
        let stem = |side: &Side, word: u32| side.stems.get(word as usize).copied();
        words.extend(mutual.filter_map(|v| stem(own, u).zip(stem(other, *v))));
    }
    words.sort_unstable();
    words
}

/// One side of the pairs that a dictionary is learnt from. Its words are numbered.
struct Side {
    /// The words of each pair.
    words: Vec<Vec<u32>>,
    /// The stem of each word, ascending.
    stems: Vec<u32>,
    /// For each word the pairs that it stands in.
    places: Vec<Vec<u32>>,
}

impl Side {
    fn new(space: &Space<'_>, articles: impl Iterator<Item = usize>) -> Self {
        let of = |n: usize| space.profiles.get(n).map_or(&[][..], |p| p.stems.as_slice());
        let texts: Vec<&[u32]> = articles.map(of).collect();
        let mut all: Vec<(u32, u32)> =
            (0..).zip(&texts).flat_map(|(pair, stems)| stems.iter().map(move |stem| (*stem, pair))).collect();
        all.sort_unstable();
        let most = (OFTEN.1 * texts.len() as f32) as usize;
        let mut side = Side { words: vec![Vec::new(); texts.len()], stems: Vec::new(), places: Vec::new() };
        for same in all.chunk_by(|x, y| x.0 == y.0).filter(|same| (OFTEN.0..=most).contains(&same.len())) {
            let number = side.stems.len() as u32;
            side.stems.extend(same.first().map(|(stem, _)| *stem));
            side.places.push(same.iter().map(|(_, pair)| *pair).collect());
            for (_, pair) in same {
                side.words.get_mut(*pair as usize).into_iter().for_each(|words| words.push(number));
            }
        }
        side
    }

    /// For each word the few of the other side that it stands with.
    fn associates(&self, other: &Side) -> Vec<Vec<u32>> {
        let of_word = |(counts, met): &mut (Vec<u32>, Vec<u32>), places: &Vec<u32>| {
            counts.resize(other.stems.len(), 0);
            for word in places.iter().filter_map(|pair| other.words.get(*pair as usize)).flatten() {
                if let Some(count) = counts.get_mut(*word as usize) {
                    if *count == 0 {
                        met.push(*word);
                    }
                    *count += 1;
                }
            }
            let mut scored: Vec<(f32, u32)> = Vec::new();
            for word in met.drain(..) {
                let count = counts.get_mut(word as usize).map(std::mem::take).unwrap_or_default();
                let often = other.places.get(word as usize).map_or(1, Vec::len) * places.len();
                let score = (count as f32 - 1.0) / (often as f32).sqrt();
                if count >= 3 && score >= ASSOCIATED {
                    scored.push((score, word));
                }
            }
            scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            scored.truncate(ENTRIES);
            scored.into_iter().map(|(_, word)| word).collect()
        };
        self.places.par_iter().map_init(Default::default, of_word).collect()
    }
}
