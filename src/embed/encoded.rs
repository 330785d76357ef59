//! Similarity from the vectors of the sentences.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Band, Similarity, Vectors};

/// Longest run whose length is kept ready.
const READY: usize = 6;

/// How vectors are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EncodedWeights {
    /// A sentence counts in a merged run by this power of its letters.
    pub power: f32,
    /// Share of the side's mean that is taken off each vector: what all sentences of an article have in common.
    pub centre: f32,
    /// Share of a sentence's likeness to the other side at large that is taken off its likeness to one sentence.
    pub hub: f32,
    /// Cosine of unrelated sentences, of translations, and standard deviation of the former, before anything is known of the
    /// pair.
    pub levels: (f32, f32, f32),
    /// How many sentences' worth of evidence these levels count as.
    pub prior: f32,
    /// A sentence of so many letters is believed half of what it says by itself, beside longer ones.
    pub half: f32,
    /// How many standard deviations translations must lie above unrelated sentences before vectors are listened to, and how
    /// many more before they are trusted. Chance alone makes mutual best pairs lie some two above.
    pub trust: (f32, f32),
}

impl Default for EncodedWeights {
    fn default() -> Self {
        EncodedWeights {
            power: 0.8,
            centre: 0.7,
            hub: 0.3,
            levels: (-0.05, 0.55, 0.11),
            prior: 4.0,
            half: 10.0,
            trust: (2.0, 2.0),
        }
    }
}

/// Likeness of runs of sentences by their vectors, on the pair's own scale.
///
/// Each sentence is embedded once. The vector of a merged run is the sum of its sentences' vectors, so that its dot
/// products are read off sums (Thompson and Koehn 2019, *Vecalign*, embed each run afresh instead).
#[derive(Debug)]
pub struct Encoded {
    source: Side,
    target: Side,
    /// For each source sentence its first target sentence, and where its row begins in `dots`.
    rows: Vec<(usize, usize)>,
    /// Sums of the products with the target sentences of the window, one more than these.
    dots: Vec<f32>,
    hub: f32,
    low: f32,
    deviation: f32,
    spread: f32,
    trust: f32,
}

#[derive(Debug, Default)]
struct Side {
    /// Length of the runs of one to six sentences that begin with each.
    lengths: Vec<[f32; READY]>,
    /// How far each sentence is believed by itself, 0 to 1.
    sure: Vec<f32>,
    /// Likeness of each sentence to the other side at large.
    hubs: Vec<f32>,
}

impl Encoded {
    /// `source` and `target` hold a vector for each sentence, and how many letters it has; products are worked out inside
    /// `band` only.
    pub fn new(source: (&Vectors, &[f32]), target: (&Vectors, &[f32]), band: &Band, weights: &EncodedWeights) -> Self {
        let (own, other) = (scaled(source, weights), scaled(target, weights));
        let mut encoded = Encoded {
            source: Side::of(&own, source.1, weights.half),
            target: Side::of(&other, target.1, weights.half),
            rows: Vec::with_capacity(own.len()),
            dots: Vec::new(),
            hub: weights.hub,
            low: 0.0,
            deviation: 0.0,
            spread: 1.0,
            trust: 0.0,
        };
        for (i, row) in own.rows().enumerate() {
            let window = band.window(i);
            encoded.rows.push((window.start, encoded.dots.len()));
            let mut sum = 0.0;
            encoded.dots.push(sum);
            for j in window {
                sum += other.row(j).map_or(0.0, |column| dot(row, column));
                encoded.dots.push(sum);
            }
        }
        encoded.calibrate(weights);
        encoded
    }

    /// How far vectors can be trusted in this pair, 0 to 1: little where the encoder does not know one of the languages.
    pub fn trust(&self) -> f32 {
        self.trust
    }

    /// Cosine of unrelated sentences, how far translations lie above it, and the deviation of the former.
    pub fn levels(&self) -> (f32, f32, f32) {
        (self.low, self.spread, self.deviation)
    }

    /// Likeness on the pair's own scale: 0 as unrelated sentences, 1 as translations.
    pub fn level(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let hubs = 0.5 * self.hub * (self.source.hub(source) + self.target.hub(target));
        (self.cosine(source, target) - hubs - self.low) / self.spread
    }

    /// How far the sentences of merged runs stay below `whole` in likeness to the whole other side, added up. A short
    /// sentence counts less, one that the encoder knows nothing of does not count.
    pub(super) fn strange(&self, source: &Range<usize>, target: &Range<usize>, whole: f32) -> f32 {
        let short = |s: Range<usize>, t: Range<usize>| (whole - self.level(&s, &t)).clamp(0.0, whole);
        let mut sum = 0.0;
        if source.len() > 1 {
            sum += source.clone().map(|i| self.source.sure(i) * short(i..i + 1, target.clone())).sum::<f32>();
        }
        if target.len() > 1 {
            sum += target.clone().map(|j| self.target.sure(j) * short(source.clone(), j..j + 1)).sum::<f32>();
        }
        sum
    }

    /// How far the likeness of two runs is believed by itself: as far as the longest sentence of the shorter-spoken one.
    pub(super) fn sure(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let most = |side: &Side, run: &Range<usize>| run.clone().map(|i| side.sure(i)).fold(0.0, f32::max);
        most(&self.source, source).min(most(&self.target, target))
    }

    fn cosine(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let length = self.source.length(source) * self.target.length(target);
        if length <= 0.0 {
            return 0.0;
        }
        let rows = self.rows.get(source.clone()).unwrap_or(&[]);
        let sum: f32 = rows.iter().enumerate().map(|(at, row)| self.product(source.start + at, *row, target)).sum();
        (sum / length).clamp(-1.0, 1.0)
    }

    /// Product of a source sentence with the sum of a run of target sentences.
    fn product(&self, source: usize, (first, offset): (usize, usize), target: &Range<usize>) -> f32 {
        let end = self.rows.get(source + 1).map_or(self.dots.len(), |next| next.1);
        let last = end - offset - 1;
        let at = |j: usize| self.dots.get(offset + j.saturating_sub(first).min(last)).copied().unwrap_or(0.0);
        at(target.end) - at(target.start)
    }

    /// Works out the likeness of sentences to the other side at large, and the levels of the pair.
    fn calibrate(&mut self, weights: &EncodedWeights) {
        let (n, m) = (self.source.lengths.len(), self.target.lengths.len());
        let mut cells = Vec::with_capacity(self.dots.len());
        let mut rows = vec![Top::default(); n];
        let mut columns = vec![Top::default(); m];
        for (i, top) in rows.iter_mut().enumerate() {
            let Some((first, offset)) = self.rows.get(i).copied() else { continue };
            let end = self.rows.get(i + 1).map_or(self.dots.len(), |next| next.1);
            for j in first..first + (end - offset - 1) {
                let cosine = self.cosine(&(i..i + 1), &(j..j + 1));
                cells.push(cosine);
                top.take(cosine, j);
                if let Some(column) = columns.get_mut(j) {
                    column.take(cosine, i);
                }
            }
        }
        self.source.hubs = rows.iter().map(Top::second).collect();
        self.target.hubs = columns.iter().map(Top::second).collect();
        let half = 0.5 * self.hub;
        let hub = |hubs: &[f32], at: usize| half * hubs.get(at).copied().unwrap_or(0.0);
        let best = rows.iter().enumerate().filter_map(|(i, top)| {
            let j = top.place?;
            (columns.get(j)?.place? == i).then(|| top.first - hub(&self.source.hubs, i) - hub(&self.target.hubs, j))
        });
        let mut best: Vec<f32> = best.collect();
        let shift = half * (mean(&self.source.hubs) + mean(&self.target.hubs));
        let (low, deviation) = spread(&mut cells);
        let (low0, high0, deviation0) = weights.levels;
        let sure = |n: usize| n as f32 / (n as f32 + weights.prior);
        let mix = |own: f32, given: f32, n: usize| given + (own - given) * sure(n);
        let (low, deviation) = (mix(low - shift, low0, n.min(m)), mix(deviation, deviation0, n.min(m)));
        let high = if best.is_empty() { high0 } else { mix(quantile(&mut best, 0.5), high0, best.len()) };
        let apart = (high - low).max(0.01);
        self.low = low;
        self.deviation = deviation;
        self.spread = apart;
        let (from, over) = weights.trust;
        self.trust = ((apart / deviation.max(0.001) - from) / over.max(0.01)).clamp(0.0, 1.0);
    }
}

impl Similarity for Encoded {
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        self.level(&source, &target).clamp(0.0, 1.0)
    }
}

impl Side {
    fn of(vectors: &Vectors, letters: &[f32], half: f32) -> Self {
        let mut lengths = Vec::with_capacity(vectors.len());
        for i in 0..vectors.len() {
            let mut run = [0.0; READY];
            let mut square = 0.0;
            for (more, slot) in run.iter_mut().enumerate() {
                let Some(last) = vectors.row(i + more) else { break };
                square += dot(last, last);
                square += (i..i + more).filter_map(|k| vectors.row(k)).map(|row| 2.0 * dot(row, last)).sum::<f32>();
                *slot = square.max(0.0).sqrt();
            }
            lengths.push(run);
        }
        let known = lengths.iter().map(|run| run.first().is_some_and(|length| *length > 0.0));
        let sure = known.zip(letters).map(|(known, n)| if known { n / (n + half) } else { 0.0 }).collect();
        Side { lengths, sure, hubs: Vec::new() }
    }

    fn length(&self, run: &Range<usize>) -> f32 {
        let runs = self.lengths.get(run.start);
        run.len().checked_sub(1).and_then(|more| runs?.get(more.min(READY - 1)).copied()).unwrap_or(0.0)
    }

    fn sure(&self, sentence: usize) -> f32 {
        self.sure.get(sentence).copied().unwrap_or(0.0)
    }

    fn hub(&self, run: &Range<usize>) -> f32 {
        let hubs = self.hubs.get(run.clone()).unwrap_or(&[]);
        hubs.iter().fold(f32::NEG_INFINITY, |most, h| most.max(*h)).max(-1.0)
    }
}

/// The greatest of some numbers, where it stands, and the next one.
#[derive(Clone, Copy, Debug)]
struct Top {
    first: f32,
    place: Option<usize>,
    next: f32,
}

impl Default for Top {
    fn default() -> Self {
        Top { first: f32::NEG_INFINITY, place: None, next: f32::NEG_INFINITY }
    }
}

impl Top {
    fn take(&mut self, value: f32, place: usize) {
        if value > self.first {
            (self.next, self.first, self.place) = (self.first, value, Some(place));
        } else {
            self.next = self.next.max(value);
        }
    }

    fn second(&self) -> f32 {
        if self.next.is_finite() { self.next } else { 0.0 }
    }
}

/// The vectors without what the side has in common, each as long as it counts in a merged run.
fn scaled((vectors, letters): (&Vectors, &[f32]), weights: &EncodedWeights) -> Vectors {
    let mut middle = vec![0.0f32; vectors.dims()];
    for row in vectors.rows() {
        middle.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    // A mean of few sentences is these sentences rather than the article.
    let share = weights.centre / (vectors.len() as f32 + weights.prior);
    let mut values = Vec::with_capacity(vectors.as_flat().len());
    for (at, row) in vectors.rows().enumerate() {
        let length = letters.get(at).copied().unwrap_or(1.0).max(1.0).powf(weights.power);
        let known = row.iter().any(|x| *x != 0.0);
        let length = if known { length } else { 0.0 };
        values.extend(row.iter().zip(&middle).map(|(x, sum)| length * (x - share * sum)));
    }
    Vectors::new(vectors.dims(), values)
}

/// Sixteen sums are kept and added up in one order, so that the result is the same on every machine.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 16];
    let (a, b) = (a.as_chunks::<16>().0, b.as_chunks::<16>().0);
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// Median of the values and their standard deviation, as the lower half shows it: the upper one holds the translations.
fn spread(values: &mut [f32]) -> (f32, f32) {
    let (low, median) = (quantile(values, 0.159), quantile(values, 0.5));
    (median, median - low)
}

fn quantile(values: &mut [f32], share: f32) -> f32 {
    let at = (share * values.len().saturating_sub(1) as f32).round() as usize;
    if at >= values.len() {
        return 0.0;
    }
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}
