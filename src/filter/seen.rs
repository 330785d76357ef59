//! What came before: pairs that are there already, and sentences of test sets.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Filters, Verdict};
use crate::text::fold;

/// Remembers pairs by 64-bit hashes: eight to sixteen bytes a pair and set. Of a hundred million pairs one is taken for
/// another by chance with a probability of three in ten thousand.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pairs: HashSet<u64>,
    letters: HashSet<u64>,
    test: HashSet<u64>,
}

impl Seen {
    /// Adds a sentence of a test set; pairs that have it on either side are dropped.
    pub fn add_test(&mut self, sentence: &str) {
        let bare = bare(sentence);
        if !bare.is_empty() {
            self.test.insert(hash(&bare));
        }
    }

    /// What `duplicate`, `near-duplicate` and `test-set` say of the next pair, which is remembered if `remember` says so: a pair that
    /// another filter drops should not drop a later one.
    pub fn judge(&mut self, filters: &Filters, source: &str, target: &str, remember: bool) -> Vec<Verdict> {
        let (own, other) = (bare(source), bare(target));
        let exact = hash(&(source.trim(), target.trim()));
        let letters = hash(&(own.as_str(), other.as_str()));
        let value = |found: bool| if found { 1.0 } else { 0.0 };
        let near = !(own.is_empty() && other.is_empty()) && self.letters.contains(&letters);
        let known = [&own, &other].iter().any(|side| !side.is_empty() && self.test.contains(&hash(side.as_str())));
        let verdicts: Vec<Verdict> = [
            filters.verdict("duplicate", value(self.pairs.contains(&exact))),
            filters.verdict("near-duplicate", value(near)),
            filters.verdict("test-set", value(known)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if remember && verdicts.iter().all(|v| v.kept) {
            self.pairs.insert(exact);
            self.letters.insert(letters);
        }
        verdicts
    }
}

/// The letters of a text in lower case: figures, marks and spaces make no other sentence of it.
fn bare(text: &str) -> String {
    let mut bare = fold(text);
    bare.retain(char::is_alphabetic);
    bare
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
