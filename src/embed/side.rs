//! The terms of one side's sentences, and of runs of them.

use std::ops::Range;

use super::View;
use super::terms::{self, Kind, Terms};

/// Longest run that is kept ready.
pub(super) const READY: usize = 6;

/// What the sentences of one side say, by key.
pub(super) struct Said {
    pub(super) terms: Vec<Terms>,
    stems: Vec<Vec<u64>>,
    /// Which sentences have facts.
    factual: Vec<bool>,
}

impl Said {
    /// Reads the sentences; their terms are not settled yet.
    pub(super) fn read(view: View<'_>, sounds: bool) -> Self {
        let (mut terms, stems): (Vec<Terms>, Vec<Vec<u64>>) =
            view.texts.iter().map(|text| terms::read(text, sounds)).unzip();
        for fact in view.facts {
            if let Some(terms) = terms.get_mut(fact.sentence) {
                terms::add_fact(terms, fact);
            }
        }
        let is_fact = |(_, kind): &(u64, Kind)| *kind == Kind::Fact;
        let factual = terms.iter().map(|terms| terms.iter().any(is_fact)).collect();
        Said { terms, stems, factual }
    }

    /// Forgets most of what only one side says, and settles the rest: the less there is to sort, the better.
    pub(super) fn sift(own: &mut Said, other: &mut Said) {
        let sieves = [Sieve::of(&own.terms), Sieve::of(&other.terms)];
        for (said, sieve) in [other, own].into_iter().zip(sieves) {
            for terms in &mut said.terms {
                terms.retain(|(key, _)| sieve.lets(*key));
                terms::settle(terms);
            }
        }
    }

    /// Which sentences have facts, but none that is `shared`.
    pub(super) fn lone(&self, shared: &[u64]) -> Vec<bool> {
        let met = |terms: &Terms| {
            let mut facts = terms.iter().filter(|(_, kind)| *kind == Kind::Fact);
            facts.any(|(key, _)| shared.binary_search(key).is_ok())
        };
        self.terms.iter().zip(&self.factual).map(|(terms, factual)| *factual && !met(terms)).collect()
    }
}

/// Lets every key through that stands on a side, and few others (Bloom 1970; the keys are hashes already, so one bit each
/// will do).
struct Sieve {
    bits: Vec<u64>,
}

impl Sieve {
    fn of(terms: &[Terms]) -> Self {
        let keys: usize = terms.iter().map(Vec::len).sum();
        let mut sieve = Sieve { bits: vec![0; (keys / 4).next_power_of_two()] };
        for (key, _) in terms.iter().flatten() {
            let (word, bit) = sieve.place(*key);
            sieve.bits.get_mut(word).into_iter().for_each(|bits| *bits |= bit);
        }
        sieve
    }

    fn lets(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// The word of a key, and its bit in it; the number of words is a power of two.
    fn place(&self, key: u64) -> (usize, u64) {
        ((key >> 6) as usize & (self.bits.len() - 1), 1 << (key & 63))
    }
}

/// One side with its terms numbered.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// Numbers of each sentence's terms, ascending: those of the texts, then those of the dictionary.
    terms: Vec<Vec<u32>>,
    pub(super) stems: Vec<Vec<u64>>,
    /// Terms that the texts share.
    pub(super) texts_terms: usize,
    pub(super) runs: Runs,
}

impl Side {
    /// Numbers the terms by their place among the `shared` ones, ascending by key; others are forgotten.
    pub(super) fn new(said: Said, shared: &[u64]) -> Self {
        let number = |(key, _): &(u64, Kind)| shared.binary_search(key).ok().map(|id| id as u32);
        let terms = said.terms.iter().map(|terms| terms.iter().filter_map(number).collect()).collect();
        Side { terms, stems: said.stems, texts_terms: shared.len(), runs: Runs::default() }
    }

    /// Number of sentences.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    pub(super) fn terms_of(&self, sentence: usize) -> &[u32] {
        self.terms.get(sentence).map_or(&[], Vec::as_slice)
    }

    /// In how many sentences each of `all` terms stands.
    pub(super) fn counts(&self, all: usize) -> Vec<usize> {
        let mut counts = vec![0; all];
        for id in self.terms.iter().flatten() {
            if let Some(count) = counts.get_mut(*id as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// Adds the entries of a dictionary, given by their stems, instead of those of one before.
    pub(super) fn add_entries(&mut self, stems: impl Iterator<Item = u64>) {
        let texts = self.texts_terms as u32;
        let mut entries: Vec<(u64, u32)> = stems.zip(texts..).collect();
        entries.sort_unstable();
        for (terms, stems) in self.terms.iter_mut().zip(&self.stems) {
            terms.truncate(terms.partition_point(|id| *id < texts));
            let own = terms.len();
            let entry = |stem: &u64| {
                let at = entries.binary_search_by_key(stem, |entry| entry.0).ok()?;
                entries.get(at).map(|entry| entry.1)
            };
            terms.extend(stems.iter().filter_map(entry));
            terms.get_mut(own..).unwrap_or_default().sort_unstable();
        }
    }
}

/// The terms of a run of sentences.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Run<'r> {
    /// Their numbers, each once, ascending.
    pub(super) ids: &'r [u32],
    /// Sum of their evidence by themselves.
    pub(super) alone: f32,
}

/// For each sentence the runs that begin with it.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// Where the numbers of each run stand in `ids`, and its sums; `longest` runs a sentence.
    table: Vec<(Range<u32>, f32, f32)>,
    ids: Vec<u32>,
    longest: usize,
}

impl Runs {
    /// Joins the `used` terms of runs of up to `longest` sentences; `worth` gives a term's evidence by itself and its gain.
    pub(super) fn new(
        side: &Side,
        longest: usize,
        used: impl Fn(&u32) -> bool,
        worth: impl Fn(u32) -> (f32, f32),
    ) -> Self {
        let longest = longest.clamp(1, READY);
        let mut runs = Runs { table: Vec::with_capacity(side.len() * longest), ids: Vec::new(), longest };
        let mut kept: Vec<u32> = Vec::new();
        let single: Vec<Range<usize>> = side
            .terms
            .iter()
            .map(|terms| {
                let from = kept.len();
                kept.extend(terms.iter().filter(|id| used(id)));
                from..kept.len()
            })
            .collect();
        for start in 0..single.len() {
            let (mut from, mut sums) = (runs.ids.len()..runs.ids.len(), (0.0, 0.0));
            for more in 0..longest {
                let next = single.get(start + more).and_then(|run| kept.get(run.clone())).unwrap_or_default();
                // The last sentences have no longer runs: theirs is the same once more.
                if more == 0 || start + more < single.len() {
                    let begin = runs.ids.len();
                    merge(&mut runs.ids, from, next, |id| {
                        let (alone, gain) = worth(id);
                        sums = (sums.0 + alone, sums.1 + gain.max(0.0));
                    });
                    from = begin..runs.ids.len();
                }
                runs.table.push((from.start as u32..from.end as u32, sums.0, sums.1));
            }
        }
        runs
    }

    /// The terms of a run; of a longer run than is ready those of its first sentences.
    pub(super) fn get(&self, run: &Range<usize>) -> Run<'_> {
        let Some((ids, alone, _)) = self.place(run).and_then(|at| self.table.get(at)) else { return Run::default() };
        let ids = self.ids.get(ids.start as usize..ids.end as usize).unwrap_or_default();
        Run { ids, alone: *alone }
    }

    /// What the terms of a run say by themselves, and the sum of their gains.
    pub(super) fn sums(&self, run: &Range<usize>) -> (f32, f32) {
        self.place(run).and_then(|at| self.table.get(at)).map_or((0.0, 0.0), |(_, alone, gain)| (*alone, *gain))
    }

    fn place(&self, run: &Range<usize>) -> Option<usize> {
        run.len().checked_sub(1).map(|more| run.start * self.longest + more.min(self.longest - 1))
    }

    pub(super) fn of_one(&self, sentence: usize) -> &[u32] {
        self.get(&(sentence..sentence + 1)).ids
    }
}

/// Appends what stands at `from` of the ascending list and in `next`, each number once; tells of each that is new.
fn merge(ids: &mut Vec<u32>, from: Range<usize>, next: &[u32], mut new: impl FnMut(u32)) {
    let mut rest = next;
    for at in from {
        let Some(old) = ids.get(at).copied() else { break };
        while let [id, others @ ..] = rest {
            if *id > old {
                break;
            }
            if *id < old {
                ids.push(*id);
                new(*id);
            }
            rest = others;
        }
        ids.push(old);
    }
    for id in rest {
        ids.push(*id);
        new(*id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_run_has_the_terms_of_its_sentences_once() {
        let side = Side { terms: vec![vec![1, 4, 6], vec![0, 4, 9], vec![2]], ..Side::default() };
        let runs = Runs::new(&side, 3, |id| *id != 6, |id| (-1.0, id as f32));
        let two = runs.get(&(0..2));
        assert_eq!((two.ids, two.alone, runs.sums(&(0..2))), ([0, 1, 4, 9].as_slice(), -4.0, (-4.0, 14.0)));
        assert_eq!(runs.get(&(1..3)).ids, [0, 2, 4, 9]);
        assert_eq!(runs.get(&(2..3)).ids, [2]);
        assert_eq!(runs.get(&(2..9)).ids, [2]);
        assert!(runs.get(&(1..1)).ids.is_empty() && runs.get(&(7..8)).ids.is_empty());
    }

    proptest! {
        #[test]
        fn merging_is_joining_of_sets(a in proptest::collection::btree_set(0u32..50, 0..20),
                                      b in proptest::collection::btree_set(0u32..50, 0..20)) {
            let mut ids: Vec<u32> = a.iter().copied().collect();
            let (next, mut new): (Vec<u32>, Vec<u32>) = (b.iter().copied().collect(), Vec::new());
            let from = 0..ids.len();
            let begin = ids.len();
            merge(&mut ids, from, &next, |id| new.push(id));
            prop_assert_eq!(ids.split_off(begin), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(new, b.difference(&a).copied().collect::<Vec<_>>());
        }
    }
}
