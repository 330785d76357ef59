//! Similarity from the vectors of the sentences.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Band, Embedded, Similarity, Vectors};

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
    /// How far a clause of the other side is believed that is like a sentence of a merged run.
    pub clause: f32,
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
            clause: 0.7,
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
    /// For each pair of the window: the best cosine of the source sentence with a clause of the target one, and the other
    /// way round.
    told: [Vec<f32>; 2],
    /// How far a clause that is like a sentence is believed.
    clause: f32,
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
    /// Share of the sentences that the encoder knows something of.
    known: f32,
    /// Likeness of each sentence to the other side at large.
    hubs: Vec<f32>,
    /// How well each sentence belongs to the rest of its own side, in deviations from the side's mean.
    belonging: Vec<f32>,
    /// For each sentence its products with those within reach before and after it, itself in the middle.
    near: Vec<[f32; 2 * READY - 1]>,
}

impl Encoded {
    /// `source` and `target` hold a vector for each sentence, and how many letters it has; products are worked out inside
    /// `band` only.
    pub fn new(
        source: (&Embedded, &[f32]),
        target: (&Embedded, &[f32]),
        band: &Band,
        weights: &EncodedWeights,
    ) -> Self {
        let given = [(&source.0.sentences, source.1), (&target.0.sentences, target.1)];
        let (own, other) = (scaled(given[0], weights), scaled(given[1], weights));
        let clauses = [Said::new(source.0, weights), Said::new(target.0, weights)];
        let commons: Vec<f32> = other.rows().map(|column| clauses[0].common(column)).collect();
        let mut encoded = Encoded {
            source: Side::of(&own, given[0], weights.half),
            target: Side::of(&other, given[1], weights.half),
            rows: Vec::with_capacity(own.len()),
            dots: Vec::new(),
            told: [Vec::new(), Vec::new()],
            clause: weights.clause,
            hub: weights.hub,
            low: 0.0,
            deviation: 0.0,
            spread: 1.0,
            trust: 0.0,
        };
        for (i, row) in own.rows().enumerate() {
            let window = band.window(i);
            let common = clauses[1].common(row);
            encoded.rows.push((window.start, encoded.dots.len()));
            let mut sum = 0.0;
            encoded.dots.push(sum);
            for j in window {
                let product = other.row(j).map_or(0.0, |column| dot(row, column));
                sum += product;
                encoded.dots.push(sum);
                let lengths = (encoded.source.length(&(i..i + 1)), encoded.target.length(&(j..j + 1)));
                let whole = product / (lengths.0 * lengths.1).max(f32::MIN_POSITIVE);
                let inside = clauses[1].best(row, common, target.0.of.get(j)) / lengths.0.max(f32::MIN_POSITIVE);
                encoded.told[0].push(inside.max(whole));
                let column = other.row(j).zip(commons.get(j));
                let inside = column.map_or(-1.0, |(row, common)| clauses[0].best(row, *common, source.0.of.get(i)));
                encoded.told[1].push((inside / lengths.1.max(f32::MIN_POSITIVE)).max(whole));
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

    /// What the sentences of merged runs say for themselves: how far they stay below `whole` in likeness to what the rest of
    /// their run leaves over of the other side, added up; and by how much the least of them lies above it, where one side
    /// is a single sentence. A short sentence counts less, one that the encoder knows nothing of does not count.
    pub(super) fn parts(&self, source: &Range<usize>, target: &Range<usize>, whole: f32) -> (f32, f32) {
        let all = self.sum(source, target);
        let mut sum = Shares::new(whole);
        if source.len() > 1 {
            let length = self.target.length(target);
            for i in source.clone() {
                let share = self.source.share(source, i, self.sum(&(i..i + 1), target), all, length);
                let clause = target.clone().map(|j| self.told(0, i, j)).fold(-1.0, f32::max);
                sum.take(self.present(share, clause), self.source.sure(i));
            }
        }
        if target.len() > 1 {
            let length = self.source.length(source);
            for j in target.clone() {
                let share = self.target.share(target, j, self.sum(source, &(j..j + 1)), all, length);
                let clause = source.clone().map(|i| self.told(1, i, j)).fold(-1.0, f32::max);
                sum.take(self.present(share, clause), self.target.sure(j));
            }
        }
        (sum.missing, if source.len().min(target.len()) == 1 { sum.least } else { 0.0 })
    }

    /// How well a sentence is told by the other side: by what the rest of its run leaves over, or by a clause.
    fn present(&self, share: f32, clause: f32) -> f32 {
        (share / self.spread).max(self.clause * (clause - self.low) / self.spread)
    }

    /// How far either sentence is told by a clause of the other one.
    pub(super) fn told_level(&self, i: usize, j: usize) -> [f32; 2] {
        [0, 1].map(|way| self.clause * (self.told(way, i, j) - self.low) / self.spread)
    }

    fn told(&self, way: usize, i: usize, j: usize) -> f32 {
        let Some((first, offset)) = self.rows.get(i).copied() else { return -1.0 };
        let at = j.checked_sub(first).map(|column| offset - i + column);
        // Cells beyond the end of the row are those of the next one.
        let end = self.rows.get(i + 1).map_or(usize::MAX, |next| next.1 - i - 1);
        let cells = self.told.get(way);
        at.filter(|at| *at < end).and_then(|at| cells?.get(at)).copied().unwrap_or(-1.0)
    }

    /// How far a pair of single sentences stays below `whole`.
    pub(super) fn strange_alone(&self, source: &Range<usize>, target: &Range<usize>, whole: f32) -> f32 {
        self.sure(source, target) * (whole - self.level(source, target)).clamp(0.0, whole)
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
        (self.sum(source, target) / length).clamp(-1.0, 1.0)
    }

    /// Product of the vectors of two runs.
    fn sum(&self, source: &Range<usize>, target: &Range<usize>) -> f32 {
        let rows = self.rows.get(source.clone()).unwrap_or(&[]);
        rows.iter().enumerate().map(|(at, row)| self.product(source.start + at, *row, target)).sum()
    }

    /// How well each sentence of both sides belongs to the rest of its own side, in deviations from the side's mean.
    pub(super) fn belonging(&self) -> (&[f32], &[f32]) {
        (&self.source.belonging, &self.target.belonging)
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
        let known = self.source.known.min(self.target.known);
        self.trust = known * ((apart / deviation.max(0.001) - from) / over.max(0.01)).clamp(0.0, 1.0);
    }
}

/// Adds up what the sentences of merged runs say for themselves.
struct Shares {
    whole: f32,
    missing: f32,
    least: f32,
}

impl Shares {
    fn new(whole: f32) -> Self {
        Shares { whole, missing: 0.0, least: f32::INFINITY }
    }

    fn take(&mut self, share: f32, sure: f32) {
        self.missing += sure * (self.whole - share).clamp(0.0, self.whole);
        self.least = self.least.min(sure * (share - self.whole).clamp(0.0, 1.0));
    }
}

impl Similarity for Encoded {
    fn score(&self, source: Range<usize>, target: Range<usize>) -> f32 {
        self.level(&source, &target).clamp(0.0, 1.0)
    }
}

impl Side {
    /// `vectors` are those of `given` without what the side has in common.
    fn of(vectors: &Vectors, (given, letters): (&Vectors, &[f32]), half: f32) -> Self {
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
        let share = known.clone().filter(|known| *known).count() as f32 / vectors.len().max(1) as f32;
        let sure = known.zip(letters).map(|(known, n)| if known { n / (n + half) } else { 0.0 }).collect();
        let near = (0..vectors.len()).map(|i| near(vectors, i)).collect();
        Side { lengths, sure, known: share, hubs: Vec::new(), belonging: belonging(given), near }
    }

    /// Likeness of one sentence of a run to what the rest of the run leaves over of the other side: the partial cosine.
    ///
    /// `own` is the product of the sentence with the other side, `all` that of the run, and `length` the other's length.
    fn share(&self, run: &Range<usize>, sentence: usize, own: f32, all: f32, length: f32) -> f32 {
        let Some(near) = self.near.get(sentence) else { return 0.0 };
        let at = |k: usize| near.get((k + READY).wrapping_sub(sentence + 1)).copied().unwrap_or(0.0);
        let square = at(sentence);
        let common = run.clone().map(at).sum::<f32>() - square;
        let whole = self.length(run);
        let rest = (whole * whole - 2.0 * common - square).max(0.0);
        if rest <= 0.0 || square <= 0.0 {
            return own / (length * square.sqrt()).max(f32::MIN_POSITIVE);
        }
        let other = all - own;
        let over = own - common * other / rest;
        let (mine, theirs) = (square - common * common / rest, length * length - other * other / rest);
        over / (mine.max(0.05 * square) * theirs.max(0.05 * length * length)).sqrt().max(f32::MIN_POSITIVE)
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

/// What is taken off each vector of a side.
fn middle(vectors: &Vectors, weights: &EncodedWeights) -> Vec<f32> {
    let mut middle = vec![0.0f32; vectors.dims()];
    for row in vectors.rows() {
        middle.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    // A mean of few sentences is these sentences rather than the article.
    let share = weights.centre / (vectors.len() as f32 + weights.prior);
    middle.iter_mut().for_each(|x| *x *= share);
    middle
}

/// The vectors without what the side has in common, each as long as it counts in a merged run.
fn scaled((vectors, letters): (&Vectors, &[f32]), weights: &EncodedWeights) -> Vectors {
    let middle = middle(vectors, weights);
    let mut values = Vec::with_capacity(vectors.as_flat().len());
    for (at, row) in vectors.rows().enumerate() {
        let length = letters.get(at).copied().unwrap_or(1.0).max(1.0).powf(weights.power);
        let known = row.iter().any(|x| *x != 0.0);
        let length = if known { length } else { 0.0 };
        values.extend(row.iter().zip(&middle).map(|(x, sum)| length * (x - sum)));
    }
    Vectors::new(vectors.dims(), values)
}

/// The clauses of a side without what its sentences have in common, which is taken off their products.
struct Said<'v> {
    vectors: &'v Vectors,
    middle: Vec<f32>,
    /// Length of each clause's vector without the middle.
    lengths: Vec<f32>,
}

impl<'v> Said<'v> {
    fn new(side: &'v Embedded, weights: &EncodedWeights) -> Self {
        let middle = middle(&side.sentences, weights);
        let square = dot(&middle, &middle);
        let length = |row: &[f32]| (dot(row, row) - 2.0 * dot(row, &middle) + square).max(0.0).sqrt();
        let lengths = side.clauses.rows().map(|row| length(row).max(f32::MIN_POSITIVE)).collect();
        Said { vectors: &side.clauses, middle, lengths }
    }

    /// Product of a vector with what is taken off each clause.
    fn common(&self, row: &[f32]) -> f32 {
        dot(row, &self.middle)
    }

    /// The best product of a vector with some clauses of length 1; negative infinity where there are none.
    fn best(&self, row: &[f32], common: f32, which: Option<&Range<usize>>) -> f32 {
        let product = |number: usize| {
            let (clause, length) = (self.vectors.row(number)?, self.lengths.get(number)?);
            Some((dot(row, clause) - common) / length)
        };
        which.into_iter().flat_map(Range::clone).filter_map(product).fold(f32::NEG_INFINITY, f32::max)
    }
}

/// Products of a sentence with those around it.
fn near(vectors: &Vectors, i: usize) -> [f32; 2 * READY - 1] {
    let mut products = [0.0; 2 * READY - 1];
    for (at, slot) in products.iter_mut().enumerate() {
        let other = (i + at).checked_sub(READY - 1).and_then(|k| vectors.row(k));
        *slot = vectors.row(i).zip(other).map_or(0.0, |(a, b)| dot(a, b));
    }
    products
}

/// A text of so many sentences is likely to have more than one subject.
const ARTICLE: f32 = 60.0;

/// Cosine of each vector with the sum of the others, in deviations from the mean of all.
fn belonging(vectors: &Vectors) -> Vec<f32> {
    let mut sum = vec![0.0f32; vectors.dims()];
    vectors.rows().for_each(|row| sum.iter_mut().zip(row).for_each(|(s, x)| *s += x));
    let all = dot(&sum, &sum);
    let cosine = |row: &[f32]| {
        let (with, square) = (dot(row, &sum), dot(row, row));
        let rest = (all - 2.0 * with + square).max(0.0) * square;
        if rest > 0.0 { (with - square) / rest.sqrt() } else { 0.0 }
    };
    let cosines: Vec<f32> = vectors.rows().map(cosine).collect();
    let middle = mean(&cosines);
    let deviation = (cosines.iter().map(|c| (c - middle).powi(2)).sum::<f32>() / cosines.len().max(1) as f32).sqrt();
    // A few sentences tell little of what is usual, and a book has no one subject.
    let count = cosines.len().max(1) as f32;
    let scale = deviation.max(0.05) * (1.0 + 4.0 / count + (count / ARTICLE).powi(2));
    cosines.into_iter().map(|c| ((c - middle) / scale).clamp(-2.5, 2.5)).collect()
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
