//! All that speaks for two runs of sentences being translations, in one score.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Band, Embedded, Encoded, EncodedWeights, GREATEST, Lexical, LexicalWeights, Similarity, View, terms};

/// What each kind of evidence counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EvidenceWeights {
    /// Trust in the terms of the texts.
    pub lexical: LexicalWeights,
    /// How vectors are read.
    pub encoded: EncodedWeights,
    /// Evidence per sentence, in natural logarithms, that vectors give from the level of unrelated sentences to that of
    /// translations, where they are fully trusted.
    pub vectors: f32,
    /// What terms count beside vectors that are fully trusted; alone they count 1.
    pub terms: f32,
    /// Evidence that a sentence of a merged run speaks against it, where it is as unlike the other side as unrelated ones.
    pub parts: f32,
    /// Evidence for tying one sentence to several, where each of these says what the others leave unsaid.
    pub joint: f32,
    /// As `parts`, for a pair of single sentences.
    pub alone: f32,
    /// Likeness to the other side, on the pair's own scale, from which nothing of it speaks against the run.
    pub whole: f32,
}

impl Default for EvidenceWeights {
    fn default() -> Self {
        EvidenceWeights {
            lexical: LexicalWeights::default(),
            encoded: EncodedWeights::default(),
            vectors: 12.0,
            terms: 0.6,
            parts: 4.0,
            joint: 2.0,
            alone: 4.0,
            whole: 0.35,
        }
    }
}

/// Terms of the texts, and vectors where there are some.
#[derive(Debug)]
pub struct Evidence {
    lexical: Lexical,
    encoded: Option<Encoded>,
    /// Keys of the sentences as they stand.
    whole_texts: [Vec<u64>; 2],
    /// What vectors and terms count in this pair.
    vectors: f32,
    terms: f32,
    parts: f32,
    joint: f32,
    alone: f32,
    whole: f32,
    temperature: f32,
}

impl Evidence {
    /// Reads both sides. `vectors` holds one for each sentence of either side.
    pub fn new(
        source: View<'_>,
        target: View<'_>,
        vectors: Option<(&Embedded, &Embedded)>,
        weights: &EvidenceWeights,
        exact_cells: usize,
    ) -> Self {
        let lexical = Lexical::new(source, target, &weights.lexical, exact_cells);
        let letters = |view: View<'_>| view.texts.iter().map(|text| super::letters(text)).collect::<Vec<f32>>();
        let encoded = vectors
            .map(|(a, b)| Encoded::new((a, &letters(source)), (b, &letters(target)), lexical.band(), &weights.encoded));
        let trust = encoded.as_ref().map_or(0.0, Encoded::trust);
        Evidence {
            lexical,
            encoded,
            whole_texts: [source, target].map(|side| side.texts.iter().map(|text| terms::whole(text)).collect()),
            vectors: weights.vectors * trust,
            terms: 1.0 + (weights.terms - 1.0) * trust,
            parts: weights.parts * trust / weights.whole.max(0.05),
            joint: weights.joint * trust,
            alone: weights.alone * trust / weights.whole.max(0.05),
            whole: weights.whole,
            temperature: weights.lexical.temperature,
        }
    }

    /// The cells that the scores were worked out for.
    pub fn band(&self) -> &Band {
        self.lexical.band()
    }

    /// Learns from a first alignment, as [`Lexical::learn`].
    pub fn learn(&mut self, beads: &[(Range<usize>, Range<usize>)]) {
        self.lexical.learn(beads);
    }

    /// Likeness by vectors on the pair's own scale, and the evidence of terms, in natural logarithms.
    pub fn parts(&self, source: &Range<usize>, target: &Range<usize>) -> (f32, f32) {
        (self.encoded.as_ref().map_or(0.0, |e| e.level(source, target)), self.lexical.evidence(source, target))
    }

    /// What vectors say, if there are some.
    pub fn encoded(&self) -> Option<&Encoded> {
        self.encoded.as_ref()
    }

    /// How far vectors can be trusted in this pair, 0 to 1.
    pub fn trust(&self) -> f32 {
        self.encoded.as_ref().map_or(0.0, Encoded::trust)
    }
}

/// Least score of a sentence and the same one, enough to tie what says nothing else of itself. No more: a line that a text
/// repeats is the same in many places.
const SAME: f32 = 0.85;

impl Evidence {
    /// Evidence of the vectors, per sentence; none where it is sure to be less than `least`.
    fn of_vectors(&self, source: &Range<usize>, target: &Range<usize>, size: f32, least: f32) -> Option<f32> {
        let Some(encoded) = self.encoded.as_ref().filter(|_| self.vectors > 0.0) else { return Some(0.0) };
        let level = encoded.level(source, target);
        let whole = self.vectors * (level.clamp(-0.5, 1.5) - 0.5);
        if size <= 1.0 {
            return Some(whole - self.alone * encoded.strange_alone(source, target, self.whole));
        }
        if whole + self.joint_most(source, target, size) < least {
            return None;
        }
        let (missing, joint) = encoded.parts(source, target, self.whole);
        Some(whole + (self.joint * joint - self.parts * missing) / size)
    }

    /// What `joint` can be per sentence: it is asked of one sentence against several only.
    fn joint_most(&self, source: &Range<usize>, target: &Range<usize>, size: f32) -> f32 {
        if size > 1.0 && source.len().min(target.len()) == 1 { self.joint / size } else { 0.0 }
    }

    /// Whether the runs are one sentence and the same, word for word: whatever it says, it is its own translation.
    fn is_same(&self, source: &Range<usize>, target: &Range<usize>) -> bool {
        let [own, other] = &self.whole_texts;
        let key = |keys: &[u64], run: &Range<usize>| keys.get(run.start).copied().filter(|_| run.len() == 1);
        key(own, source).is_some_and(|one| key(other, target) == Some(one))
    }

    fn scaled(&self, evidence: f32) -> f32 {
        (0.5 + evidence / self.temperature).clamp(0.0, GREATEST)
    }
}

fn size(source: &Range<usize>, target: &Range<usize>) -> f32 {
    (0.5 * (source.len() + target.len()) as f32).max(0.5)
}

impl Similarity for Evidence {
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        let size = size(&source, &target);
        let terms = self.terms * self.lexical.evidence(&source, &target) / size;
        let score = self.scaled(terms + self.of_vectors(&source, &target, size, f32::NEG_INFINITY).unwrap_or(0.0));
        if self.is_same(&source, &target) { score.max(SAME) } else { score }
    }

    fn most(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let size = size(source, target);
        let vectors = self.vectors + self.joint_most(source, target, size);
        let most = self.scaled(self.terms * self.lexical.most(source, target) / size + vectors);
        if size <= 1.0 { most.max(SAME) } else { most }
    }

    fn score_above(&self, source: Range<usize>, target: Range<usize>, least: f32) -> Option<f32> {
        let size = size(&source, &target);
        // Scores end at 0 and above: what is at an end is at it exactly, so that `least` beyond them rules nothing in.
        if least >= GREATEST {
            return None;
        }
        if self.is_same(&source, &target) {
            return Some(self.score(source, target));
        }
        let needed = if least >= 0.0 { (least - 0.5) * self.temperature } else { f32::NEG_INFINITY };
        let from_vectors = needed - self.terms * self.lexical.most(&source, &target) / size;
        if self.vectors + self.joint_most(&source, &target, size) < from_vectors {
            return None;
        }
        let vectors = self.of_vectors(&source, &target, size, from_vectors).filter(|v| *v >= from_vectors)?;
        Some(self.scaled(self.terms * self.lexical.evidence(&source, &target) / size + vectors))
    }

    fn belonging(&self) -> (&[f32], &[f32]) {
        self.encoded.as_ref().map_or((&[], &[]), Encoded::belonging)
    }

    fn lone(&self) -> [&[bool]; 2] {
        self.lexical.lone()
    }

    fn told(&self, source: usize, target: usize) -> [f32; 2] {
        self.encoded.as_ref().map_or([f32::NEG_INFINITY; 2], |encoded| encoded.told_level(source, target))
    }

    fn kinds(&self, source: Range<usize>, target: Range<usize>) -> usize {
        let level =
            self.encoded.as_ref().map_or(0.0, |e| e.trust() * e.sure(&source, &target) * e.level(&source, &target));
        self.lexical.kinds(source, target) + usize::from(level > 0.6) + usize::from(level > 0.8)
    }
}
