//! Words that tell close languages apart, where letters hardly do.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::table::Share;

/// Characters of the shortest and the longest stem.
const STEM: std::ops::RangeInclusive<usize> = 2..=14;
/// Words that are looked up in a text.
const WORDS: usize = 400;
/// A group is looked over when its languages have this share together.
const LIKELY: f32 = 0.5;
/// Share from which a variety of a language is named: one word that only it has.
const CLEAR: f32 = 0.7;
/// Words that count for one language at most, so that a long text is not carried by them alone.
const MOST: u32 = 8;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    among: Vec<String>,
    weight: f32,
    words: HashMap<String, Vec<String>>,
}

/// A group ready to be asked.
struct Known {
    among: Vec<String>,
    weight: f32,
    /// Which languages of `among` a word, or a stem, stands for: a bit each.
    words: HashMap<String, u8>,
    stems: HashMap<String, u8>,
    /// Letters that may stand anywhere in a word.
    parts: Vec<(String, u8)>,
}

static GROUPS: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("close.toml")).unwrap_or_default();
    file.group.into_iter().map(ready).collect()
});

fn ready(group: Group) -> Known {
    let (mut words, mut stems, mut parts) = (HashMap::new(), HashMap::new(), Vec::new());
    for (key, list) in &group.words {
        let bits = group.among.iter().enumerate().filter(|(_, l)| key.split(' ').any(|k| k == *l));
        let bits = bits.fold(0u8, |all, (at, _)| all | 1 << at);
        for word in list {
            if let Some(part) = word.strip_prefix('*') {
                parts.push((part.trim_end_matches('*').to_owned(), bits));
                continue;
            }
            let (map, word) = word.strip_suffix('*').map_or((&mut words, word.as_str()), |stem| (&mut stems, stem));
            *map.entry(word.to_owned()).or_default() |= bits;
        }
    }
    Known { among: group.among, weight: group.weight, words, stems, parts }
}

/// Whether words tell the language from ones close to it.
pub(super) fn has(tag: &str) -> bool {
    GROUPS.iter().any(|group| group.among.iter().any(|one| one == tag))
}

/// Shifts `shares` between close languages by the words of `text`; they still add up to what they did.
pub(super) fn weigh(text: &str, shares: &mut [Share]) {
    let best = shares.iter().max_by(|a, b| a.share.total_cmp(&b.share)).map_or("", |s| s.tag);
    let of = |tag: &str, shares: &[Share]| shares.iter().find(|s| s.tag == tag).map_or(0.0, |s| s.share);
    for group in GROUPS.iter().filter(|g| g.among.iter().any(|tag| tag == best)) {
        let total: f32 = group.among.iter().map(|tag| of(tag, shares)).sum();
        if total < LIKELY {
            continue;
        }
        let hits = group.count(text);
        let mut after = 0.0;
        for (tag, hits) in group.among.iter().zip(&hits) {
            let factor = (group.weight * *hits as f32).exp();
            for one in shares.iter_mut().filter(|s| s.tag == tag) {
                // Within a group the table is surer than it has a right to be: half the log odds, and never beyond doubt.
                one.share = (one.share / total).max(0.002).sqrt() * factor;
                after += one.share;
            }
        }
        for one in shares.iter_mut().filter(|s| group.among.iter().any(|tag| tag == s.tag)) {
            one.share *= total / after;
        }
    }
}

/// The variety that the words of `text` stand for among those of one group, and its share of them: none where
/// nothing tells.
pub(super) fn variety(text: &str, of: &str) -> Option<(&'static str, f32)> {
    let of_group = |tag: &String| tag.split_once('-').is_some_and(|(base, _)| base == of);
    let group = GROUPS.iter().find(|g| g.among.iter().all(of_group))?;
    let odds: Vec<f32> = group.count(text).iter().map(|hits| (group.weight * *hits as f32).exp()).collect();
    let total: f32 = odds.iter().sum();
    let (tag, most) = group.among.iter().zip(&odds).max_by(|a, b| a.1.total_cmp(b.1))?;
    let share = most / total;
    (share > CLEAR).then_some((tag.as_str(), share))
}

impl Known {
    /// Words of `text` that stand for each language.
    fn count(&self, text: &str) -> Vec<u32> {
        let mut hits = vec![0u32; self.among.len()];
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| w.len() > 1);
        for word in words.take(WORDS) {
            let bits = self.bits(&word.to_lowercase());
            for (_, hits) in hits.iter_mut().enumerate().filter(|(at, _)| bits & (1 << at) != 0) {
                *hits += 1;
            }
        }
        let least = hits.iter().copied().min().unwrap_or_default();
        hits.iter().map(|h| (h - least).min(MOST)).collect()
    }

    fn bits(&self, word: &str) -> u8 {
        if let Some(bits) = self.words.get(word) {
            return *bits;
        }
        let ends = word.char_indices().skip(1).map(|(at, _)| at).chain([word.len()]);
        let ends: Vec<usize> = ends.take(*STEM.end()).collect();
        let stems = ends.into_iter().rev().filter_map(|end| word.get(..end));
        let found =
            stems.take_while(|s| s.chars().nth(STEM.start() - 1).is_some()).find_map(|stem| self.stems.get(stem));
        let part = || self.parts.iter().find(|(part, _)| word.contains(part.as_str())).map(|(_, bits)| *bits);
        found.copied().or_else(part).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_shift_the_shares() {
        let mut shares =
            vec![Share { tag: "hr", share: 0.5 }, Share { tag: "bs", share: 0.3 }, Share { tag: "sr", share: 0.2 }];
        weigh("Vreme je lepo, a deca su ovde posle nedelje.", &mut shares);
        let best = shares.iter().max_by(|a, b| a.share.total_cmp(&b.share)).unwrap();
        assert_eq!(best.tag, "sr");
        assert!((shares.iter().map(|s| s.share).sum::<f32>() - 1.0).abs() < 1e-3);
    }

    #[test]
    fn varieties_are_told_by_their_words() {
        assert_eq!(variety("O ônibus parou e a equipe desceu.", "pt").map(|v| v.0), Some("pt-BR"));
        assert_eq!(variety("O autocarro parou e a equipa desceu.", "pt").map(|v| v.0), Some("pt-PT"));
        assert_eq!(variety("A ponte fechou ontem.", "pt"), None);
        assert_eq!(variety("Most je zatvoren.", "hr"), None);
    }

    #[test]
    fn others_are_left_alone() {
        let mut shares = vec![Share { tag: "pl", share: 0.9 }, Share { tag: "sr", share: 0.1 }];
        weigh("Vreme je lepo.", &mut shares);
        assert!((shares.first().unwrap().share - 0.9).abs() < 1e-6);
    }
}
