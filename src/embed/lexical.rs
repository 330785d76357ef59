//! Similarity from the words of the two texts alone.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::terms::{self, KINDS, Kind, Terms};
use super::{Band, Similarity, View, dictionary};
use crate::lang::script_of;

/// How far each kind of term is trusted.
///
/// For each kind the first number is how likely a term of a sentence stands in its translation, given that it stands in the
/// other text at all; it is learnt again from each pair. The second dampens the evidence, for terms of one sentence do not
/// speak independently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LexicalWeights {
    /// Words of three letters and less.
    pub short: (f32, f32),
    /// `?`, `%`, quotation marks.
    pub mark: (f32, f32),
    /// First four and six letters.
    pub prefix: (f32, f32),
    /// Whole words.
    pub word: (f32, f32),
    /// Consonant skeletons across alphabets.
    pub sound: (f32, f32),
    /// Pairs of the induced dictionary.
    pub dictionary: (f32, f32),
    /// Names.
    pub name: (f32, f32),
    /// Figures in digits.
    pub number: (f32, f32),
    /// Facts by value.
    pub fact: (f32, f32),
    /// How many sentences' worth of evidence the trusts above count as, when they are learnt again.
    pub prior: f32,
    /// Evidence per sentence, in natural logarithms, that lies between the scores 0 and 1. The score is linear in it, so
    /// that a sentence without any evidence adds nothing to the worth of a merged run; wide enough that hardly a pair
    /// reaches an end.
    pub temperature: f32,
}

impl Default for LexicalWeights {
    fn default() -> Self {
        LexicalWeights {
            short: (0.51, 1.02),
            mark: (0.86, 1.18),
            prefix: (0.7, 0.41),
            word: (0.44, 1.03),
            sound: (0.48, 1.45),
            dictionary: (0.25, 0.26),
            name: (0.65, 0.39),
            number: (0.95, 0.67),
            fact: (0.95, 0.44),
            prior: 22.2,
            temperature: 55.6,
        }
    }
}

impl LexicalWeights {
    fn of(&self, kind: Kind) -> (f32, f32) {
        match kind {
            Kind::Short => self.short,
            Kind::Mark => self.mark,
            Kind::Prefix => self.prefix,
            Kind::Word => self.word,
            Kind::Sound => self.sound,
            Kind::Dictionary => self.dictionary,
            Kind::Name => self.name,
            Kind::Number => self.number,
            Kind::Fact => self.fact,
        }
    }
}

/// A term that stands on both sides.
#[derive(Clone, Copy, Debug)]
struct Shared {
    kind: Kind,
    /// Evidence when it stands in both sentences instead of one.
    gain: f32,
    /// Evidence (below zero) when it stands in a source sentence only, in a target sentence only.
    alone: (f32, f32),
}

/// The shared terms of a run of sentences, each once.
#[derive(Clone, Debug, Default)]
struct Run {
    /// Their numbers, ascending.
    ids: Vec<u32>,
    /// Sum of their `alone` evidence.
    alone: f32,
    /// Sum of their gains.
    gain: f32,
}

/// Longest run that is kept ready.
const READY: usize = 6;

/// Terms of one side.
#[derive(Debug, Default)]
struct Side {
    terms: Vec<Terms>,
    stems: Vec<Vec<u64>>,
    /// For each sentence the runs of one to six sentences that begin with it.
    runs: Vec<Vec<Run>>,
}

/// Similarity from figures, names, cognates, marks, facts and an induced dictionary.
///
/// A sentence is a set of terms. Only terms that stand somewhere on both sides count; each gives the logarithm of the odds
/// that two sentences are translations, for when it stands in both and for when it stands in one (naive Bayes). As the
/// evidence is a sum over pairs of sentences, that of merged runs is read off prefix sums.
///
/// ```
/// use newsalign::embed::{Lexical, LexicalWeights, Similarity, View};
///
/// let source = ["Elena Varga won 62 medals.", "It rained in Porto."];
/// let target = ["Choveu no Porto.", "Elena Varga ganhou 62 medalhas."];
/// let (s, t) = (View { texts: &source, facts: &[] }, View { texts: &target, facts: &[] });
/// let lexical = Lexical::new(s, t, &LexicalWeights::default(), 1_000_000);
/// assert!(lexical.score(0..1, 1..2) > lexical.score(0..1, 0..1));
/// ```
#[derive(Debug)]
pub struct Lexical {
    weights: LexicalWeights,
    source: Side,
    target: Side,
    shared: Vec<Shared>,
    band: Band,
    trust: [f32; KINDS],
    /// Sentences of both sides whose facts the other side has nowhere.
    lone: [Vec<bool>; 2],
}

impl Lexical {
    /// Reads both sides. Tables of more than `exact_cells` pairs of sentences are looked at in a band only.
    pub fn new(source: View<'_>, target: View<'_>, weights: &LexicalWeights, exact_cells: usize) -> Self {
        let sounds = script(source.texts) != script(target.texts);
        let mut lexical = Lexical {
            weights: weights.clone(),
            source: Side::read(source, sounds),
            target: Side::read(target, sounds),
            shared: Vec::new(),
            band: Band::default(),
            trust: [0.0; KINDS],
            lone: [Vec::new(), Vec::new()],
        };
        lexical.trust = all_kinds().map(|kind| weights.of(kind).0);
        lexical.index();
        let (n, m) = (source.texts.len(), target.texts.len());
        lexical.band =
            if n.saturating_mul(m) <= exact_cells { Band::full(n, m) } else { Band::around(n, m, &lexical.anchors()) };
        lexical
    }

    /// The cells that the scores were worked out for; others score 0.
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// Learns from a first alignment: a dictionary, and how far each kind of term can be trusted in this pair.
    pub fn learn(&mut self, beads: &[(Range<usize>, Range<usize>)]) {
        let pairs = dictionary::induce(&self.source.stems, &self.target.stems, beads);
        let entries = |pick: fn(&(u64, u64)) -> u64| -> HashMap<u64, u64> {
            pairs.iter().enumerate().map(|(at, pair)| (pick(pair), terms::entry(at))).collect()
        };
        self.source.add_entries(&entries(|p| p.0));
        self.target.add_entries(&entries(|p| p.1));
        self.index();
        self.learn_trust(beads);
        self.index();
    }

    fn learn_trust(&mut self, beads: &[(Range<usize>, Range<usize>)]) {
        let mut hits = [0.0f32; KINDS];
        let mut all = [0.0f32; KINDS];
        for (s, t) in beads.iter().filter(|(s, t)| s.len() == 1 && t.len() == 1) {
            let (a, b) = (self.source.shared_of(s.start), self.target.shared_of(t.start));
            for (one, other) in [(a, b), (b, a)] {
                for id in one {
                    let Some(kind) = self.shared.get(*id as usize).map(|x| x.kind) else {
                        continue;
                    };
                    let hit = other.binary_search(id).is_ok();
                    if let Some(slot) = all.get_mut(kind as usize) {
                        *slot += 1.0;
                    }
                    if let Some(slot) = hits.get_mut(kind as usize).filter(|_| hit) {
                        *slot += 1.0;
                    }
                }
            }
        }
        for (kind, ((hit, n), slot)) in all_kinds().into_iter().zip(hits.iter().zip(&all).zip(&mut self.trust)) {
            let (given, prior) = (self.weights.of(kind).0, self.weights.prior);
            *slot = ((hit + given * prior) / (n + prior)).clamp(0.05, 0.97);
        }
    }

    /// Numbers the terms that stand on both sides and works out their evidence.
    fn index(&mut self) {
        let (of_source, of_target) = (self.source.frequencies(), self.target.frequencies());
        let (n, m) = (self.source.terms.len(), self.target.terms.len());
        self.lone = [self.source.lone(&of_target), self.target.lone(&of_source)];
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        self.shared.clear();
        for (key, (kind, count)) in &of_source {
            let Some((other, other_count)) = of_target.get(key) else {
                continue;
            };
            let kind = (*kind).max(*other);
            let (chance_s, chance_t) = (chance(*count, n), chance(*other_count, m));
            let trust = self.trust.get(kind as usize).copied().unwrap_or(0.5);
            if trust < 1.3 * chance_s.max(chance_t) {
                continue;
            }
            let damp = self.weights.of(kind).1 * 0.5;
            let missed = |chance: f32| damp * ((1.0 - trust) / (1.0 - chance)).ln();
            let found = |chance: f32| damp * (trust / chance).ln();
            let alone = (missed(chance_t), missed(chance_s));
            let gain = found(chance_s) + found(chance_t) - alone.0 - alone.1;
            numbers.insert(*key, self.shared.len() as u32);
            self.shared.push(Shared { kind, gain, alone });
        }
        let of = |id: u32| self.shared.get(id as usize);
        self.source.number(&numbers, |id| of(id).map_or((0.0, 0.0), |s| (s.alone.0, s.gain)));
        self.target.number(&numbers, |id| of(id).map_or((0.0, 0.0), |s| (s.alone.1, s.gain)));
    }

    /// Sentences of both sides that have facts of which none stands anywhere on the other side.
    pub(super) fn lone(&self) -> [&[bool]; 2] {
        self.lone.each_ref().map(Vec::as_slice)
    }

    /// Target sentences of each shared term.
    fn postings(&self) -> Vec<Vec<u32>> {
        let mut postings = vec![Vec::new(); self.shared.len()];
        for at in 0..self.target.runs.len() {
            for id in self.target.shared_of(at) {
                if let Some(list) = postings.get_mut(*id as usize) {
                    list.push(at as u32);
                }
            }
        }
        postings
    }

    /// Pairs of sentences that share two rare terms or more.
    fn anchors(&self) -> Vec<(usize, usize)> {
        let postings = self.postings();
        let mut anchors = Vec::new();
        for i in 0..self.source.runs.len() {
            let mut votes: BTreeMap<u32, (u32, f32)> = BTreeMap::new();
            for id in self.source.shared_of(i) {
                let (Some(list), Some(term)) = (postings.get(*id as usize), self.shared.get(*id as usize)) else {
                    continue;
                };
                if list.len() > 4 || term.kind <= Kind::Prefix {
                    continue;
                }
                for j in list {
                    let vote = votes.entry(*j).or_default();
                    *vote = (vote.0 + 1, vote.1 + term.gain);
                }
            }
            let best = votes.iter().filter(|(_, (n, _))| *n >= 2).max_by(|a, b| a.1.1.total_cmp(&b.1.1));
            anchors.extend(best.map(|(j, _)| (i, *j as usize)));
        }
        anchors
    }

    /// Evidence that a pair of runs cannot exceed: as if all terms of the poorer one stood in the other.
    pub(super) fn most(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let (a, b) = (self.source.run(source), self.target.run(target));
        a.alone + b.alone + a.gain.min(b.gain)
    }

    /// Evidence for a pair of runs, in natural logarithms.
    pub(super) fn evidence(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let (a, b) = (self.source.run(source), self.target.run(target));
        let gain = |id: u32| self.shared.get(id as usize).map_or(0.0, |s| s.gain);
        a.alone + b.alone + common(&a.ids, &b.ids).map(gain).sum::<f32>()
    }
}

impl Similarity for Lexical {
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        let size = 0.5 * (source.len() + target.len()) as f32;
        (0.5 + self.evidence(&source, &target) / (size.max(0.5) * self.weights.temperature)).clamp(0.0, 1.0)
    }

    fn kinds(&self, source: Range<usize>, target: Range<usize>) -> usize {
        let (a, b) = (self.source.run(&source), self.target.run(&target));
        let mut groups = [0.0f32; 4];
        for term in common(&a.ids, &b.ids).filter_map(|id| self.shared.get(id as usize)) {
            let group = match term.kind {
                Kind::Number | Kind::Fact => 0,
                Kind::Name | Kind::Sound => 1,
                Kind::Prefix | Kind::Word | Kind::Dictionary => 2,
                Kind::Mark | Kind::Short => 3,
            };
            if let Some(slot) = groups.get_mut(group) {
                *slot += term.gain;
            }
        }
        groups.iter().filter(|gain| **gain >= 1.0).count()
    }
}

impl Side {
    fn read(view: View<'_>, sounds: bool) -> Self {
        let mut side = Side::default();
        for text in view.texts {
            let (terms, stems) = terms::read(text, sounds);
            side.terms.push(terms);
            side.stems.push(stems);
        }
        for fact in view.facts {
            if let Some(terms) = side.terms.get_mut(fact.sentence) {
                terms::add_fact(terms, fact);
            }
        }
        side
    }

    fn add_entries(&mut self, entries: &HashMap<u64, u64>) {
        for (terms, stems) in self.terms.iter_mut().zip(&self.stems) {
            terms.retain(|_, kind| *kind != Kind::Dictionary);
            terms.extend(stems.iter().filter_map(|stem| entries.get(stem)).map(|key| (*key, Kind::Dictionary)));
        }
    }

    /// In how many sentences each term stands; ordered, so that numbers are the same on every run.
    fn frequencies(&self) -> BTreeMap<u64, (Kind, usize)> {
        let mut counts: BTreeMap<u64, (Kind, usize)> = BTreeMap::new();
        for (key, kind) in self.terms.iter().flatten() {
            let slot = counts.entry(*key).or_insert((*kind, 0));
            *slot = (slot.0.max(*kind), slot.1 + 1);
        }
        counts
    }

    /// Which sentences have facts, but none that `other` has.
    fn lone(&self, other: &BTreeMap<u64, (Kind, usize)>) -> Vec<bool> {
        let facts =
            |terms: &Terms| terms.iter().filter(|(_, kind)| **kind == Kind::Fact).map(|(key, _)| *key).collect();
        let lone = |facts: Vec<u64>| !facts.is_empty() && !facts.iter().any(|key| other.contains_key(key));
        self.terms.iter().map(|terms| lone(facts(terms))).collect()
    }

    /// Builds the runs from the numbers of the shared terms.
    fn number(&mut self, numbers: &HashMap<u64, u32>, worth: impl Fn(u32) -> (f32, f32)) {
        let single: Vec<Vec<u32>> = self
            .terms
            .iter()
            .map(|terms| {
                let mut ids: Vec<u32> = terms.keys().filter_map(|key| numbers.get(key)).copied().collect();
                ids.sort_unstable();
                ids
            })
            .collect();
        let run = |start: usize, length: usize| {
            let mut ids: Vec<u32> = single.iter().skip(start).take(length).flatten().copied().collect();
            ids.sort_unstable();
            ids.dedup();
            let (alone, gain) =
                ids.iter().map(|id| worth(*id)).fold((0.0, 0.0), |sum, term| (sum.0 + term.0, sum.1 + term.1.max(0.0)));
            Run { ids, alone, gain }
        };
        self.runs = (0..single.len())
            .map(|start| (1..=READY.min(single.len() - start)).map(|length| run(start, length)).collect())
            .collect();
    }

    /// The terms of a run; of a longer run than six those of its first six sentences.
    fn run(&self, run: &Range<usize>) -> &Run {
        static NOTHING: Run = Run { ids: Vec::new(), alone: 0.0, gain: 0.0 };
        let ready = self.runs.get(run.start).filter(|_| !run.is_empty());
        ready.and_then(|runs| runs.get(run.len().min(READY) - 1).or(runs.last())).unwrap_or(&NOTHING)
    }

    fn shared_of(&self, sentence: usize) -> &[u32] {
        &self.run(&(sentence..sentence + 1)).ids
    }
}

/// Numbers that stand in both ascending lists.
fn common<'l>(a: &'l [u32], b: &'l [u32]) -> impl Iterator<Item = u32> + 'l {
    let (mut left, mut right) = (a.iter().copied().peekable(), b.iter().copied().peekable());
    std::iter::from_fn(move || {
        loop {
            let (x, y) = (*left.peek()?, *right.peek()?);
            match x.cmp(&y) {
                std::cmp::Ordering::Less => left.next(),
                std::cmp::Ordering::Greater => right.next(),
                std::cmp::Ordering::Equal => {
                    right.next();
                    return left.next();
                }
            };
        }
    })
}

/// The chance to meet a term in a sentence that has nothing to do with it.
fn chance(count: usize, sentences: usize) -> f32 {
    let share = (count as f32 + 0.3) / (sentences as f32 + 1.0);
    share.clamp(0.5 / (sentences as f32 + 1.0).min(150.0), 0.95)
}

fn all_kinds() -> [Kind; KINDS] {
    [
        Kind::Short,
        Kind::Mark,
        Kind::Prefix,
        Kind::Word,
        Kind::Sound,
        Kind::Dictionary,
        Kind::Name,
        Kind::Number,
        Kind::Fact,
    ]
}

/// Script of most letters of the first sentences.
fn script(texts: &[&str]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for script in texts.iter().take(50).flat_map(|t| t.chars()).filter_map(script_of) {
        *counts.entry(script).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map(|(script, _)| script)
}
