//! Similarity from the words of the two texts alone.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::side::{READY, Runs, Said, Side};
use super::terms::{KINDS, Kind, Terms, main_script};
use super::{Band, GREATEST, Similarity, View, dictionary};

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
    /// Sizes of quantities; each has two.
    pub size: (f32, f32),
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
            size: (0.95, 0.22),
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
            Kind::Size => self.size,
            Kind::Fact => self.fact,
        }
    }
}

/// What a term that stands on both sides says.
#[derive(Clone, Copy, Debug)]
struct Worth {
    kind: Kind,
    /// Evidence when it stands in both sentences instead of one.
    gain: f32,
    /// Evidence (below zero) when it stands in a source sentence only, in a target sentence only.
    alone: (f32, f32),
    /// Whether it says anything: a term that stands everywhere does not.
    used: bool,
}

/// Sentences of the longest run that a first alignment looks at.
const FIRST: usize = 3;

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
    /// By the number of the term: first those that the texts share, ascending by key, then those of the dictionary.
    worth: Vec<Worth>,
    /// Gains of the terms by number.
    gains: Vec<f32>,
    band: Band,
    trust: [f32; KINDS],
    /// Sentences of both sides whose facts the other side has nowhere.
    lone: [Vec<bool>; 2],
}

impl Lexical {
    /// Reads both sides. Tables of more than `exact_cells` pairs of sentences are looked at in a band only.
    pub fn new(source: View<'_>, target: View<'_>, weights: &LexicalWeights, exact_cells: usize) -> Self {
        let sounds = script(source.texts) != script(target.texts);
        let (mut own, mut other) = (Said::read(source, sounds), Said::read(target, sounds));
        Said::sift(&mut own, &mut other);
        let shared = shared(&own.terms, &other.terms);
        let kinds = kinds(&shared, [&own.terms, &other.terms]);
        let nothing = |kind: &Kind| Worth { kind: *kind, gain: 0.0, alone: (0.0, 0.0), used: false };
        let lone = [own.lone(&shared), other.lone(&shared)];
        let mut lexical = Lexical {
            weights: weights.clone(),
            source: Side::new(own, &shared),
            target: Side::new(other, &shared),
            worth: kinds.iter().map(nothing).collect(),
            gains: Vec::new(),
            band: Band::default(),
            trust: all_kinds().map(|kind| weights.of(kind).0),
            lone,
        };
        lexical.weigh();
        // The first alignment has no longer runs.
        lexical.join(FIRST);
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
        let texts = self.source.texts_terms;
        self.worth.truncate(texts);
        self.source.add_entries(pairs.iter().map(|p| p.0));
        self.target.add_entries(pairs.iter().map(|p| p.1));
        let nothing = Worth { kind: Kind::Dictionary, gain: 0.0, alone: (0.0, 0.0), used: false };
        self.worth.resize(texts + pairs.len(), nothing);
        self.weigh();
        self.learn_trust(beads);
        self.weigh();
        self.join(READY);
    }

    fn learn_trust(&mut self, beads: &[(Range<usize>, Range<usize>)]) {
        let mut hits = [0.0f32; KINDS];
        let mut all = [0.0f32; KINDS];
        for (s, t) in beads.iter().filter(|(s, t)| s.len() == 1 && t.len() == 1) {
            let (a, b) = (self.source.terms_of(s.start), self.target.terms_of(t.start));
            for (one, other) in [(a, b), (b, a)] {
                for id in one {
                    let Some(worth) = self.worth.get(*id as usize).filter(|worth| worth.used) else {
                        continue;
                    };
                    let hit = other.binary_search(id).is_ok();
                    if let Some(slot) = all.get_mut(worth.kind as usize) {
                        *slot += 1.0;
                    }
                    if let Some(slot) = hits.get_mut(worth.kind as usize).filter(|_| hit) {
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

    /// Works out what each term says by its frequencies and the trust in its kind.
    fn weigh(&mut self) {
        let (of_source, of_target) = (self.source.counts(self.worth.len()), self.target.counts(self.worth.len()));
        let (n, m) = (self.source.len(), self.target.len());
        for (worth, (s, t)) in self.worth.iter_mut().zip(of_source.into_iter().zip(of_target)) {
            let (chance_s, chance_t) = (chance(s, n), chance(t, m));
            let trust = self.trust.get(worth.kind as usize).copied().unwrap_or(0.5);
            worth.used = s > 0 && t > 0 && trust >= 1.3 * chance_s.max(chance_t);
            if !worth.used {
                continue;
            }
            let damp = self.weights.of(worth.kind).1 * 0.5;
            let missed = |chance: f32| damp * ((1.0 - trust) / (1.0 - chance)).ln();
            let found = |chance: f32| damp * (trust / chance).ln();
            worth.alone = (missed(chance_t), missed(chance_s));
            worth.gain = found(chance_s) + found(chance_t) - worth.alone.0 - worth.alone.1;
        }
    }

    /// Puts the terms of runs of up to `longest` sentences together.
    fn join(&mut self, longest: usize) {
        let worth = &self.worth;
        let used = |id: &u32| worth.get(*id as usize).is_some_and(|w| w.used);
        let of = |id: u32| worth.get(id as usize).map_or((0.0, (0.0, 0.0)), |w| (w.gain, w.alone));
        self.source.runs = Runs::new(&self.source, longest, used, |id| (of(id).1.0, of(id).0));
        self.target.runs = Runs::new(&self.target, longest, used, |id| (of(id).1.1, of(id).0));
        self.gains = self.worth.iter().map(|worth| worth.gain).collect();
    }

    /// Sentences of both sides that have facts of which none stands anywhere on the other side.
    pub(super) fn lone(&self) -> [&[bool]; 2] {
        self.lone.each_ref().map(Vec::as_slice)
    }

    /// Target sentences of each term.
    fn postings(&self) -> Vec<Vec<u32>> {
        let mut postings = vec![Vec::new(); self.worth.len()];
        for at in 0..self.target.len() {
            for id in self.target.runs.of_one(at) {
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
        for i in 0..self.source.len() {
            let mut votes: BTreeMap<u32, (u32, f32)> = BTreeMap::new();
            for id in self.source.runs.of_one(i) {
                let (Some(list), Some(term)) = (postings.get(*id as usize), self.worth.get(*id as usize)) else {
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
        let (a, b) = (self.source.runs.sums(source), self.target.runs.sums(target));
        a.0 + b.0 + a.1.min(b.1)
    }

    /// Evidence for a pair of runs, in natural logarithms.
    pub(super) fn evidence(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let (a, b) = (self.source.runs.get(source), self.target.runs.get(target));
        let gain = |id: u32| self.gains.get(id as usize).copied().unwrap_or(0.0);
        a.alone + b.alone + common(a.ids, b.ids).map(gain).sum::<f32>()
    }
}

impl Similarity for Lexical {
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        let size = 0.5 * (source.len() + target.len()) as f32;
        (0.5 + self.evidence(&source, &target) / (size.max(0.5) * self.weights.temperature)).clamp(0.0, GREATEST)
    }

    fn kinds(&self, source: Range<usize>, target: Range<usize>) -> usize {
        let (a, b) = (self.source.runs.get(&source), self.target.runs.get(&target));
        let mut groups = [0.0f32; 4];
        for term in common(a.ids, b.ids).filter_map(|id| self.worth.get(id as usize)) {
            let group = match term.kind {
                Kind::Number | Kind::Size | Kind::Fact => 0,
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

/// Keys of the terms that stand on both sides, ascending.
fn shared(source: &[Terms], target: &[Terms]) -> Vec<u64> {
    let keys = |side: &[Terms]| {
        let mut keys: Vec<u64> = side.iter().flatten().map(|(key, _)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    common(&keys(source), &keys(target)).collect()
}

/// What kind each of the shared terms is: the greatest that it is anywhere.
fn kinds(shared: &[u64], sides: [&[Terms]; 2]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Short; shared.len()];
    for (key, kind) in sides.into_iter().flatten().flatten() {
        if let Some(slot) = shared.binary_search(key).ok().and_then(|id| kinds.get_mut(id)) {
            *slot = (*slot).max(*kind);
        }
    }
    kinds
}

/// Numbers that stand in both ascending lists.
fn common<'l, T: Copy + Ord>(mut a: &'l [T], mut b: &'l [T]) -> impl Iterator<Item = T> + 'l {
    std::iter::from_fn(move || {
        while let ([x, left @ ..], [y, right @ ..]) = (a, b) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => a = left,
                std::cmp::Ordering::Greater => b = right,
                std::cmp::Ordering::Equal => {
                    (a, b) = (left, right);
                    return Some(*x);
                }
            }
        }
        None
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
        Kind::Size,
        Kind::Fact,
    ]
}

/// Script of most letters of the first sentences.
fn script(texts: &[&str]) -> Option<&'static str> {
    main_script(texts.iter().take(50).copied())
}
