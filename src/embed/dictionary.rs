//! A dictionary that a first alignment of the pair teaches: words that stand in the same beads.

use std::borrow::Cow;
use std::ops::Range;

/// Stems that stand in a larger share of the beads than this are grammar, not content.
const COMMON: f32 = 0.35;
/// Dice coefficient from which two stems are taken for translations.
const DICE: f32 = 0.6;
/// Stems looked at per sentence, to keep the table of pairs linear in the text.
const PER_BEAD: usize = 80;

/// Pairs of source and target stems that are translations of one another, each stem in one pair at most.
///
/// Counts in how many beads two stems stand together, and links the most closely associated ones first (competitive
/// linking: Melamed 2000, *Models of Translational Equivalence among Words*). A pair must stand together in two beads:
/// one meeting proves nothing that the alignment has not assumed already.
pub(super) fn induce(
    source: &[Vec<u64>],
    target: &[Vec<u64>],
    beads: &[(Range<usize>, Range<usize>)],
) -> Vec<(u64, u64)> {
    let sides: Vec<[Cow<'_, [u64]>; 2]> = beads.iter().map(|(s, t)| [gather(source, s), gather(target, t)]).collect();
    let most = (COMMON * sides.len() as f32).max(3.0);
    let of_source = frequencies(sides.iter().flat_map(|[own, _]| own.iter()), most);
    let of_target = frequencies(sides.iter().flat_map(|[_, other]| other.iter()), most);
    let mut together = Counts::default();
    let mut kept: Vec<(u32, u32)> = Vec::new();
    for [s, t] in &sides {
        kept.clear();
        kept.extend(s.iter().filter_map(|stem| count(&of_source, *stem)).take(PER_BEAD));
        for (b, m) in t.iter().filter_map(|stem| count(&of_target, *stem)).take(PER_BEAD) {
            // Two stems of very different frequency cannot reach the coefficient, however often they meet.
            kept.iter()
                .filter(|(_, n)| 2.0 * (*n).min(m) as f32 >= DICE * (n + m) as f32)
                .for_each(|(a, _)| together.add(*a, b));
        }
    }
    let mut ranked: Vec<(f32, u32, u64, u64)> = together
        .finish()
        .filter(|(.., n)| *n >= 2)
        .filter_map(|(a, b, n)| {
            let ((a, all), (b, other)) = (*of_source.get(a)?, *of_target.get(b)?);
            let dice = 2.0 * n as f32 / (all + other) as f32;
            (dice >= DICE).then_some((dice * (n as f32).ln_1p(), n, a, b))
        })
        .collect();
    ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.2, x.3).cmp(&(y.2, y.3))));
    let (mut used_s, mut used_t) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let mut pairs = Vec::new();
    for (_, _, a, b) in ranked {
        if !used_s.contains(&a) && !used_t.contains(&b) {
            used_s.insert(a);
            used_t.insert(b);
            pairs.push((a, b));
        }
    }
    pairs
}

/// How often pairs of numbers were met: a list that is sorted and summed up when it has grown.
#[derive(Default)]
struct Counts {
    /// Both numbers in one, so that they are sorted fast.
    list: Vec<(u64, u32)>,
    /// How many of the first entries are sorted and summed up.
    done: usize,
}

impl Counts {
    fn add(&mut self, a: u32, b: u32) {
        if self.list.len() >= (2 * self.done).max(1 << 20) {
            self.settle();
        }
        self.list.push((u64::from(a) << 32 | u64::from(b), 1));
    }

    fn settle(&mut self) {
        self.list.sort_unstable_by_key(|entry| entry.0);
        self.list.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self.done = self.list.len();
    }

    fn finish(mut self) -> impl Iterator<Item = (usize, usize, u32)> {
        self.settle();
        self.list.into_iter().map(|(pair, n)| ((pair >> 32) as usize, (pair & 0xffff_ffff) as usize, n))
    }
}

/// The stems of a run of sentences, each once; those of a sentence are so already.
fn gather<'s>(side: &'s [Vec<u64>], run: &Range<usize>) -> Cow<'s, [u64]> {
    let sentences = side.get(run.clone()).unwrap_or(&[]);
    if let [one] = sentences {
        return Cow::Borrowed(one);
    }
    let mut stems: Vec<u64> = sentences.concat();
    stems.sort_unstable();
    stems.dedup();
    Cow::Owned(stems)
}

/// Stems that stand in at least two beads and in no more than `most`, with the number of beads, ascending.
fn frequencies<'s>(stems: impl Iterator<Item = &'s u64>, most: f32) -> Vec<(u64, u32)> {
    let mut sorted: Vec<u64> = stems.copied().collect();
    sorted.sort_unstable();
    let counts = sorted.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, same.len() as u32)));
    counts.filter(|(_, n)| *n >= 2 && *n as f32 <= most).collect()
}

/// The number of a stem, and that of its beads.
fn count(counts: &[(u64, u32)], stem: u64) -> Option<(u32, u32)> {
    let at = counts.binary_search_by_key(&stem, |entry| entry.0).ok()?;
    counts.get(at).map(|entry| (at as u32, entry.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_always_meet_are_linked() {
        let source = vec![vec![1, 2], vec![1, 3], vec![2, 4], vec![5]];
        let target = vec![vec![10, 20], vec![10, 30], vec![20, 40], vec![50]];
        let beads: Vec<_> = (0..4).map(|i| (i..i + 1, i..i + 1)).collect();
        assert_eq!(induce(&source, &target, &beads), [(1, 10), (2, 20)]);
    }
}
